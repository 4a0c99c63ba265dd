"""Previews of a session's draft: single frames, small pictures of its clips, how loud its sounds are.

What is drawn or measured is kept by what it shows, so an edit draws nothing again but what it changed. Work
is done in worker processes, which end with it.
"""

import logging
import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from heapq import nlargest
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import anyio
import numpy as np
from anyio import to_thread
from anyio.abc import TaskGroup
from PIL import Image

from nemo_studio.project import call_by_names
from nemo_studio.render.composition import Composition, Grade, Sound
from nemo_studio.render.frame_worker import Drawn, NotDrawn
from nemo_studio.render.preview import grade_picture, name_frame
from nemo_studio.render.workers import Worker, converse, open_worker
from nemo_studio.service.sessions import Session
from nemo_studio.service.storage import Storage
from nemo_studio.service.storyboard import compose, compose_alone, compose_sounds
from nemo_video.errors import BackendRefusal, DiskFailure
from nemo_video.wire.calls import (
    MAX_PREVIEW_SOUNDS,
    PREVIEW_LIMIT_S,
    DraftMiniatures,
    MiniaturesRequest,
    PreviewRequest,
)

logger = logging.getLogger(__name__)

FRAME_WORKER: Final = "nemo_studio.render.frame_worker"
_PEAKS_WORKER: Final = "nemo_studio.render.peaks"

_AT_A_TIME: Final = 2
"""Worker processes: a preview is small, and renders want the cores too."""

THUMBNAIL_SIDE: Final = 192
"""In pixels: a timeline shows its clips half as wide, on screens with two pixels for each of ours."""

_THUMBNAIL_QUALITY: Final = 80

_MAX_HEARD_MS: Final = 900_000
"""A longer sound is not listened to: that takes many seconds, and a quarter of an hour shows little."""

_MAX_KEPT_SOUNDS: Final = 500
_MAX_KEPT_FRAMES: Final = 120
"""Of so many sounds the peaks are kept, a kilobyte each, and so many frames, up to a tenth of a megabyte
each. With more, those that were there first go."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class _Frame:
    """A frame that is wanted: its name, its largest side, and where it shows."""

    name: str
    side: int
    film: Composition
    at_ms: float

    @property
    def key(self) -> tuple[str, int]:
        """Under which it is kept."""
        return self.name, self.side

    def without_grade(self) -> "_Frame":
        """The same with the colours that its clips have of themselves."""
        clips = tuple(replace(clip, grade=Grade()) for clip in self.film.clips)
        return _frame(replace(self.film, clips=clips), self.at_ms, self.side)


class Previews:
    """Looks at drafts and listens to them, so many calls at a time; the others wait within their limit.

    Args:
        storage: Where uploads lie.
        tasks: Owns the work for which nobody waits any more.
    """

    def __init__(self, storage: Storage, tasks: TaskGroup) -> None:
        self._storage = storage
        self._tasks = tasks
        self._workers = anyio.CapacityLimiter(_AT_A_TIME)
        self._frames: dict[tuple[str, int], bytes] = {}
        self._under_way: dict[tuple[str, int], anyio.Event] = {}
        self._peaks: dict[Sound, list[int]] = {}
        self._measuring = anyio.Lock()

    async def draw(self, session: Session, request: PreviewRequest) -> list[bytes]:
        """The frames as JPEGs, in the order asked for.

        Raises:
            BackendRefusal: 400, the draft is empty or cannot be drawn; 500, it took too long.
        """
        film = await to_thread.run_sync(compose, session.draft, session.canvas, session.uploads)
        film = replace(film, sounds=())
        frames = [_frame(film, 1000 * time_s, request.largest_side) for time_s in request.at_s]
        try:
            return await self._have(frames)
        except BackendRefusal as refusal:
            refusal.message = call_by_names(refusal.message, session.uploads)
            raise

    async def take_miniatures(self, session: Session, request: MiniaturesRequest) -> DraftMiniatures:
        """What clips and sounds look like, as far as it is known in time; the rest is found out meanwhile."""
        films = await to_thread.run_sync(
            compose_alone, session.draft, session.canvas, session.uploads, request.clips
        )
        frames = {key: _frame(film, film.duration_ms / 2, THUMBNAIL_SIDE) for key, film in films.items()}
        sounds = _longest_sounds(session)
        is_done = anyio.Event()
        self._tasks.start_soon(self._find_out, list(frames.values()), list(sounds.values()), is_done)
        with anyio.move_on_after(request.limit_ms / 1000):
            await is_done.wait()
        return DraftMiniatures.model_construct(
            thumbnails={key: jpeg for key, each in frames.items() if (jpeg := self._frames.get(each.key))},
            sounds={key: peaks for key, each in sounds.items() if (peaks := self._peaks.get(each))},
            is_complete=is_done.is_set(),
        )

    async def _find_out(
        self, frames: Sequence[_Frame], sounds: Sequence[Sound], is_done: anyio.Event
    ) -> None:
        """Draw and measure what is not known yet; what fails is left out."""
        try:
            await self._shrink_kept(frames)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(
                    self._draw_thumbnails, [each for each in frames if each.key not in self._frames]
                )
                tasks.start_soon(_log_refusal, partial(self._measure, sounds))
        finally:
            is_done.set()

    async def _draw_thumbnails(self, frames: Sequence[_Frame]) -> None:
        """Clips are drawn without their colours, which are put on then: other ones are there at once."""
        plain = [frame.without_grade() for frame in frames]
        await self._shrink_kept(plain)
        await _log_refusal(partial(self._have, plain))
        for frame, drawn in zip(frames, plain, strict=True):
            if frame.key not in self._frames and (jpeg := self._frames.get(drawn.key)):
                grade = frame.film.clips[0].grade
                self._keep_frames({frame.key: await to_thread.run_sync(_put_on, jpeg, grade)})

    async def _shrink_kept(self, frames: Iterable[_Frame]) -> None:
        """Make thumbnails of larger pictures that are there, instead of drawing them anew."""
        for frame in frames:
            if frame.key not in self._frames and (jpeg := self._frames.get((frame.name, _SIDE_OF_PREVIEWS))):
                self._keep_frames({frame.key: await to_thread.run_sync(_shrink, jpeg, frame.side)})

    async def _have(self, frames: Sequence[_Frame]) -> list[bytes]:
        """The frames, drawn where nobody has drawn them yet or is doing so."""
        while missing := {frame.key: frame for frame in frames if frame.key not in self._frames}:
            others = [event for key in missing if (event := self._under_way.get(key))]
            if others:
                await others[0].wait()  # within its own limit; where it failed, this call tries itself
            else:
                await self._draw(list(missing.values()))
        return [self._frames[frame.key] for frame in frames]

    async def _draw(self, frames: Sequence[_Frame]) -> None:
        """Draw frames; those that are there when it fails or takes too long are kept for the next call."""
        is_done = anyio.Event()
        self._under_way.update({frame.key: is_done for frame in frames})
        looks = _by_film(frames)
        job = [(each[0].film, [frame.at_ms for frame in each]) for each in looks]
        found: list[Drawn | NotDrawn] = []
        try:
            await self._run(
                FRAME_WORKER,
                pickle.dumps((job, frames[0].side)),
                _sources_of(film for film, _ in job),
                partial(_hear_frames, found),
            )
        finally:
            self._keep_frames(_by_key(looks, found))
            for frame in frames:
                del self._under_way[frame.key]
            is_done.set()
        if refusals := [each[-1] for each in found if isinstance(each[-1], str)]:
            raise _cannot_draw(refusals[0], code=400)

    def _keep_frames(self, new: Mapping[tuple[str, int], bytes]) -> None:
        _keep(self._frames, new, _MAX_KEPT_FRAMES)

    async def _measure(self, sounds: Iterable[Sound]) -> None:
        """Find the peaks of sounds, of each once; whoever comes meanwhile waits."""
        async with self._measuring:
            short = [each for each in sounds if each.duration_ms <= _MAX_HEARD_MS]
            unknown = [each for each in short if each not in self._peaks]
            if unknown:
                sources = [Path(sound.name) for sound in unknown if sound.kind == "file"]
                peaks: list[list[int]] = await self._run(
                    _PEAKS_WORKER, pickle.dumps(unknown), sources, pickle.load
                )
                _keep(self._peaks, dict(zip(unknown, peaks, strict=True)), _MAX_KEPT_SOUNDS)

    async def _run(
        self, module: str, job: bytes, sources: Sequence[Path], read: Callable[[IO[bytes]], _Value]
    ) -> _Value:
        """What is read of a worker process that was given a job; it is killed when this call is cancelled."""
        try:
            with anyio.fail_after(PREVIEW_LIMIT_S):
                async with (
                    self._workers,
                    self._storage.reading(dict.fromkeys(sources)),
                    open_worker(module) as worker,
                ):
                    return await converse(partial(_ask, worker, job, read))
        except TimeoutError:
            why = f"it took longer than {PREVIEW_LIMIT_S:g} seconds. Call again: it goes on from there"
            raise _cannot_draw(why, code=500) from None
        except (OSError, EOFError, pickle.UnpicklingError):
            raise _cannot_draw("the process that draws them broke off", code=500) from None
        except DiskFailure as failure:
            raise _cannot_draw(failure.message, code=500) from None


_SIDE_OF_PREVIEWS: Final[int] = PreviewRequest.model_fields["largest_side"].default


def _ask(worker: Worker, job: bytes, read: Callable[[IO[bytes]], _Value]) -> _Value:
    assert worker.stdin
    assert worker.stdout
    worker.stdin.write(job)
    worker.stdin.flush()
    return read(worker.stdout)


def _hear_frames(found: list[Drawn | NotDrawn], told: IO[bytes]) -> None:
    """Take note of what a worker draws, while it does."""
    while drawn := pickle.load(told):
        found.append(drawn)


def _by_film(frames: Iterable[_Frame]) -> list[list[_Frame]]:
    looks: dict[int, list[_Frame]] = {}
    for frame in frames:
        looks.setdefault(id(frame.film), []).append(frame)
    return [*looks.values()]


def _by_key(
    looks: Sequence[Sequence[_Frame]], found: Iterable[Drawn | NotDrawn]
) -> dict[tuple[str, int], bytes]:
    """The frames that were drawn, under the names that they are kept by."""
    drawn = {(number, at_ms): jpeg for number, at_ms, jpeg in (each for each in found if len(each) == 3)}
    return {
        frame.key: jpeg
        for number, each in enumerate(looks)
        for frame in each
        if (jpeg := drawn.get((number, frame.at_ms)))
    }


def _frame(film: Composition, at_ms: float, side: int) -> _Frame:
    return _Frame(name_frame(film, at_ms), side, film, at_ms)


def _longest_sounds(session: Session) -> dict[str, Sound]:
    """Those that are measured, by their segments' ids."""
    sounds = {key: _alone(sound) for key, sound in compose_sounds(session.draft, session.uploads).items()}
    longest = nlargest(MAX_PREVIEW_SOUNDS, sounds, key=lambda key: sounds[key].duration_ms)
    return {key: sounds[key] for key in longest}


def _sources_of(films: Iterable[Composition]) -> list[Path]:
    return [Path(clip.source) for film in films for clip in film.clips if clip.source]


async def _log_refusal(work: "partial[Any]") -> None:
    try:
        await work()
    except BackendRefusal as refusal:
        logger.info("A miniature could not be made: %s", refusal.message)


def _shrink(jpeg: bytes, side: int) -> bytes:
    """A JPEG made smaller. It is decoded at half its size or less where that is enough: that is quick."""
    written = BytesIO()
    with Image.open(BytesIO(jpeg)) as image:
        image.draft("RGB", (side, side))
        image.thumbnail((side, side))
        image.save(written, "JPEG", quality=_THUMBNAIL_QUALITY)
    return written.getvalue()


def _put_on(jpeg: bytes, grade: Grade) -> bytes:
    """A JPEG in other colours."""
    written = BytesIO()
    with Image.open(BytesIO(jpeg)) as image:
        pixels = grade_picture(np.asarray(image.convert("RGB"), np.uint8), grade)
    Image.fromarray(pixels).save(written, "JPEG", quality=_THUMBNAIL_QUALITY)
    return written.getvalue()


def _keep(kept: dict[_Key, _Value], new: Mapping[_Key, _Value], most: int) -> None:
    kept.update(new)
    for oldest in list(kept)[:-most]:
        del kept[oldest]


def _alone(sound: Sound) -> Sound:
    """The same wherever it lies and however loud it is set."""
    return replace(sound, start_ms=0, volume=1)


def _cannot_draw(why: str, *, code: int) -> BackendRefusal:
    return BackendRefusal(code, message=f"The pictures of the draft could not be drawn: {why.rstrip('.')}.")
