"""The work of an export of the timeline for another editor: its media into a folder, its cuts into a file."""

import contextlib
import itertools
import shutil
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Final

from anyio import to_thread

from nemo_video.client import Download, ProjectState, save_bytes
from nemo_video.engine.facts import Exported
from nemo_video.engine.file_names import name_file
from nemo_video.engine.job import Job
from nemo_video.engine.media_folder import MediaFolder, Place
from nemo_video.engine.projects import Project
from nemo_video.engine.refusals import NothingToExport
from nemo_video.engine.requests import ExportRequest
from nemo_video.engine.sentences import say
from nemo_video.engine.snapshot import decode_state
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import DiskFailure, InvalidArgument
from nemo_video.interchange import (
    OTHER_TRANSITION,
    EditSequence,
    Event,
    EventTrack,
    MediaFile,
    exact_rate,
    find_limits,
    frames_in,
    is_installed,
    write_sequence,
)
from nemo_video.language import Language
from nemo_video.timeline import Timeline, list_items
from nemo_video.wire.formats import TimelineName

USUAL_FPS: Final = 30.0
USUAL_SIZE: Final = (1920, 1080)
MAX_NAMED: Final = 6
"""So many items are named in one remark; more are counted."""


def check_extra() -> None:
    """See that OpenTimelineIO is there.

    Raises:
        InvalidArgument: It is not.
    """
    if not is_installed():
        raise InvalidArgument(
            "Timelines for other editors need OpenTimelineIO, which is not installed.",
            advice='Install it with `pip install "nemo-video-mcp[timeline]"` and restart the server; '
            "mp4, srt and vtt need nothing more.",
        )


async def run_timeline(
    workspace: Workspace, project: Project, request: ExportRequest, format: TimelineName, job: Job
) -> Exported:
    """Write the timeline file and the folder with its media beside it.

    Raises:
        NotFound: There is nothing on the timeline.
        DiskFailure: It cannot be saved.
    """
    job.advance("connecting", 0)
    async with workspace.session(project) as (backend, session):
        state = await backend.read_state(session.session_id)
        timeline = await to_thread.run_sync(decode_state, state)
        if not timeline.tracks:
            raise NothingToExport
        target = workspace.settings.output_dir / name_file(request.filename, format, timeline)
        folder = await to_thread.run_sync(_make_folder, target)
        with _removed_on_failure(folder):
            gathering = MediaFolder(
                path=folder,
                backend=backend,
                session_id=session.session_id,
                state=state,
                uploads=await workspace.projects.uploads(project),
                upload_dirs=workspace.settings.upload_dirs,
                renders=workspace.ledger.renders,
                poll_s=workspace.capabilities(project).poll_s,
            )
            media = await gathering.gather(timeline, job)
            sequence = _sequence_of(folder.name, timeline, state, media)
            saved = await to_thread.run_sync(_save, folder, sequence, format)
    remarks = _remarks(sequence, format, folder, len(set(media.values())), project.language)
    return Exported(
        status="completed",
        project_id=project.project_id,
        path=saved.path,
        download_url=None,
        format=format,
        bytes=saved.bytes,
        duration_s=timeline.duration_s,
        width=sequence.width,
        height=sequence.height,
        sha256=saved.sha256,
        is_decoded=False,
        remarks=remarks,
    )


def _make_folder(target: Path) -> Path:
    """An empty folder for the media, of a name that the file beside it can have too."""
    stems = itertools.chain([target.stem], (f"{target.stem} ({number})" for number in range(2, 1000)))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for stem in stems:
            if not target.with_stem(stem).exists():
                with contextlib.suppress(FileExistsError):
                    (target.parent / stem).mkdir()
                    return target.parent / stem
    except OSError as error:
        raise DiskFailure(f"{target.stem} could not be made: {error.strerror}.") from error
    raise DiskFailure(f"Every name like {target.stem} is taken.")


@contextlib.contextmanager
def _removed_on_failure(folder: Path) -> Generator[None]:
    """Nothing half is left behind."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _save(folder: Path, sequence: EditSequence, format: TimelineName) -> Download:
    text = write_sequence(sequence, format)
    return save_bytes(folder.parent / f"{folder.name}.{format}", text.encode())


def _sequence_of(
    name: str, timeline: Timeline, state: ProjectState, media: Mapping[Place, MediaFile]
) -> EditSequence:
    """The timeline in frames, each segment with its file."""
    rate = exact_rate(_fps(timeline, state, media))
    width, height = _size(state, media)
    items = {(id(item.track), id(item.segment)): item.item for item in list_items(timeline)}
    tracks: list[EventTrack] = []
    for track_number, track in enumerate(timeline.tracks):
        events = tuple(
            Event(
                item=items.get((id(track), id(segment)), track.label),
                name=segment.text or segment.name or track.label,
                start=frames_in(segment.start_s, rate),
                end=frames_in(segment.end_s, rate),
                source_start=frames_in(segment.source.from_s, rate),
                segment=segment,
                media=media.get(Place(track_number, number)),
            )
            for number, segment in enumerate(track.segments)
        )
        tracks.append(EventTrack(track.kind, track.label, events))
    return EditSequence(name, rate, width, height, tuple(tracks))


def _fps(timeline: Timeline, state: ProjectState, media: Mapping[Place, MediaFile]) -> float:
    told = (state.canvas_config or {}).get("fps")
    if isinstance(told, int | float) and told > 0:
        return float(told)
    filmed = next((each.fps for each in media.values() if each.fps), None)
    return timeline.fps or filmed or USUAL_FPS


def _size(state: ProjectState, media: Mapping[Place, MediaFile]) -> tuple[int, int]:
    canvas = state.canvas_config or {}
    width, height = canvas.get("width"), canvas.get("height")
    if isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0:
        return width, height
    shown = ((each.width, each.height) for each in media.values() if each.width and each.height)
    return next(((w, h) for w, h in shown if w and h), USUAL_SIZE)


def _remarks(
    sequence: EditSequence, format: TimelineName, folder: Path, files: int, language: Language
) -> tuple[str, ...]:
    remarks = [say("timeline_media", language, count=files, folder=str(folder))]
    limits = find_limits(sequence, format)
    unsaid = [f"{each.what} ({_name(each.items)})" for each in limits if each.what != OTHER_TRANSITION]
    if unsaid:
        remarks.append(say("timeline_limit", language, format=format, what="; ".join(unsaid)))
    replaced = next((each.items for each in limits if each.what == OTHER_TRANSITION), None)
    if replaced:
        remarks.append(say("timeline_transition", language, items=_name(replaced)))
    missing = tuple(event.item for event in sequence.events("video", "audio") if event.media is None)
    if missing:
        remarks.append(say("timeline_missing", language, items=_name(missing)))
    return tuple(remarks)


def _name(items: tuple[str, ...]) -> str:
    items = tuple(sorted(items, key=lambda item: (item.rstrip("0123456789"), len(item), item)))
    more = len(items) - MAX_NAMED
    return ", ".join(items[:MAX_NAMED]) + (f" + {more}" if more > 0 else "")
