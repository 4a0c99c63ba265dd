"""The media of a timeline as files in a folder: uploads copied, addresses fetched, generated clips rendered.

What several segments are cut from lies there once.
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from anyio import to_thread

from nemo_video.client import ProjectState, open_file
from nemo_video.engine.backend import Backend
from nemo_video.engine.facts import UploadedFile
from nemo_video.engine.file_names import stem_of
from nemo_video.engine.job import Job
from nemo_video.engine.ledger import Renders
from nemo_video.engine.media_list import NamedMedia, named_media_of
from nemo_video.engine.rendering import Rendering
from nemo_video.engine.requests import ExportRequest
from nemo_video.errors import DiskFailure, VideoError
from nemo_video.interchange import MediaFile
from nemo_video.media import decoder_limiter, probe
from nemo_video.timeline import Segment, Timeline, Track, fingerprint, isolate

_HANDLE_S: Final = 0.5
"""So much more of a generated clip is rendered than is shown, for an editor to move its cuts."""

_EXTENSIONS: Final = {"video": "mp4", "audio": "wav", "image": "png"}


@dataclass(frozen=True)
class Place:
    """Where a segment lies in a timeline: the number of its track, and its own on it, from 0."""

    track: int
    segment: int


@dataclass
class _Wanted:
    """One source, and how much of it is wanted."""

    track: Track
    segment: Segment
    place: Place
    length_s: float
    used_by: list[Place] = field(default_factory=list[Place])


@dataclass(frozen=True)
class MediaFolder:
    """Gathers the media of one timeline.

    Attributes:
        path: The folder, which is there and empty.
        state: What the backend says of the timeline and its media.
        uploads: What was uploaded from this machine.
        upload_dirs: Where uploads may come from.
        poll_s: Pause between two reads of a render's status.
    """

    path: Path
    backend: Backend
    session_id: str
    state: ProjectState
    uploads: Sequence[UploadedFile]
    upload_dirs: tuple[Path, ...]
    renders: Renders
    poll_s: float

    async def gather(self, timeline: Timeline, job: Job) -> dict[Place, MediaFile]:
        """The media file of every segment of picture or sound, as far as one can be had."""
        found: dict[Place, MediaFile] = {}
        for wanted in self._list_sources(timeline):
            path = await self._get(wanted, job)
            if path is not None:
                media = await to_thread.run_sync(_describe, path, limiter=decoder_limiter())
                found.update(dict.fromkeys(wanted.used_by, media))
        return found

    def _list_sources(self, timeline: Timeline) -> list[_Wanted]:
        """Every source once, and as much of it as the segments that are cut from it need."""
        wanted: dict[str, _Wanted] = {}
        for track_number, track in enumerate(timeline.tracks):
            if track.kind not in ("video", "audio"):
                continue
            for number, segment in enumerate(track.segments):
                place = Place(track_number, number)
                needed_s = _needed_s(track, number)
                key = self._key(track_number, number)
                source = wanted.setdefault(key, _Wanted(track, segment, place, needed_s))
                source.length_s = max(source.length_s, needed_s)
                source.used_by.append(place)
        return list(wanted.values())

    def _key(self, track: int, segment: int) -> str:
        """The same for segments that are cut from the same source."""
        return fingerprint(isolate(self.state.draft, track, segment, 0))

    async def _get(self, wanted: _Wanted, job: Job) -> Path | None:
        """The source as a file; None where it cannot be had."""
        media = self._media_of(wanted.segment)
        name = media.name if media else wanted.segment.source.media
        if copied := await self._copy_upload(name):
            return copied
        url = wanted.segment.source.url or (media.url if media else None)
        try:
            if url:
                return await self._fetch(url, name, wanted.track.kind)
            return await self._render(wanted, job)
        except DiskFailure:
            raise
        except VideoError:
            return None

    def _media_of(self, segment: Segment) -> NamedMedia | None:
        """The file of which the state tells under the id that the segment names, or under its name."""
        wanted = segment.source.media
        media = named_media_of(self.state)
        by_id = (each for each in media if wanted and wanted in (each.media_id, each.name))
        by_name = (each for each in media if segment.name and each.name == segment.name)
        return next(by_id, None) or next(by_name, None)

    async def _copy_upload(self, name: str | None) -> Path | None:
        upload = next((each for each in reversed(self.uploads) if name and each.name == name), None)
        if upload is None or "://" in upload.source:
            return None
        with suppress(VideoError):  # it is no longer there, or may no longer be read
            return await to_thread.run_sync(self._copy, upload.source, limiter=decoder_limiter())
        return None

    def _copy(self, source: str) -> Path:
        """The very file that was checked is copied, whatever lies under its path by then."""
        checked = open_file(source, self.upload_dirs)
        target = self._free_name(checked.path.stem, checked.path.suffix)
        try:
            with checked.opened, target.open("xb") as copy:
                shutil.copyfileobj(checked.opened, copy)
        except OSError as error:
            raise DiskFailure(f"{target.name} could not be saved: {error.strerror}.") from error
        return target

    async def _fetch(self, url: str, name: str | None, kind: str) -> Path:
        ending = PurePosixPath(urlsplit(url).path).suffix or f".{_EXTENSIONS.get(kind, 'mp4')}"
        stem = stem_of(PurePosixPath(name or "").stem, kind)
        return (await self.backend.fetch(url, self._free_name(stem, ending))).path

    async def _render(self, wanted: _Wanted, job: Job) -> Path:
        """A source alone, rendered by the backend from its beginning."""
        draft = isolate(self.state.draft, wanted.place.track, wanted.place.segment, wanted.length_s)
        kind = "audio" if wanted.track.kind == "audio" else "video"
        stem = stem_of(wanted.segment.name, kind)
        request = ExportRequest(format="wav" if kind == "audio" else "mp4", filename=stem)
        rendering = Rendering(self.backend, self.session_id, request, self.poll_s, self.renders, draft)
        done = await rendering.run(job, [])
        target = self._free_name(stem, f".{request.format}")
        return (await self.backend.download(done.record.render_id, done.url, target)).path

    def _free_name(self, stem: str, ending: str) -> Path:
        taken = {path.stem.lower() for path in self.path.iterdir()}
        names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
        return self.path / f"{next(name for name in names if name.lower() not in taken)}{ending}"


def _needed_s(track: Track, number: int) -> float:
    """How much of its source a segment needs, counted from the source's beginning.

    Under a transition into the next segment it plays on.
    """
    segment = track.segments[number]
    following = track.segments[number + 1] if number + 1 < len(track.segments) else None
    transition = following.effect("transition") if following else None
    plays_on_s = transition.number or 0.0 if transition else 0.0
    speed = segment.effect("speed")
    factor = 1.0 if speed is None or speed.number is None else speed.number
    shown_s = segment.end_s - segment.start_s + plays_on_s
    whole_s = segment.source.length_s or 0.0
    needed_s = segment.source.from_s + shown_s * factor
    return max(whole_s, needed_s + (_HANDLE_S if track.kind == "video" else 0.0))


def _describe(path: Path) -> MediaFile:
    info = probe(path)
    return MediaFile(
        path=path,
        kind=info.kind,
        duration_s=None if info.kind == "image" else info.duration_s,
        width=info.width,
        height=info.height,
        fps=info.fps,
        has_sound=info.audio_codec is not None,
    )
