"""Previews of a session's draft: single frames, and how loud its sounds are.

Each call works in a worker process that ends with it.
"""

import hashlib
import pickle
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from heapq import nlargest
from pathlib import Path
from subprocess import DEVNULL, CalledProcessError
from typing import Any, Final, TypeVar

import anyio

from nemo_studio.render.composition import Sound
from nemo_studio.render.worker_process import worker_environment
from nemo_studio.service.sessions import Session
from nemo_studio.service.storage import Storage
from nemo_studio.service.storyboard import compose, compose_sounds
from nemo_video.errors import BackendRefusal
from nemo_video.wire.calls import MAX_PREVIEW_SOUNDS, PREVIEW_LIMIT_S, PreviewRequest

FRAME_WORKER: Final = "nemo_studio.render.frame_worker"
_PEAKS_WORKER: Final = "nemo_studio.render.peaks"

_AT_A_TIME: Final = 2
"""Worker processes: a preview is small, and renders want the cores too."""

_MAX_HEARD_MS: Final = 900_000
"""A longer sound is not listened to: that takes many seconds, and a quarter of an hour shows little."""

_MAX_KEPT_SOUNDS: Final = 500
_MAX_KEPT_CALLS: Final = 10
"""Of so many sounds the peaks are kept, a kilobyte each, and of so many calls the frames, half a megabyte
each: a caller that did not wait for them asks again. With more, those that were there first go."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Previews:
    """Looks at drafts and listens to them, so many calls at a time; the others wait within their limit."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._workers = anyio.CapacityLimiter(_AT_A_TIME)
        self._frames: dict[bytes, list[bytes]] = {}
        self._under_way: dict[bytes, anyio.Event] = {}
        self._peaks: dict[Sound, list[int]] = {}

    async def draw(self, session: Session, request: PreviewRequest) -> list[bytes]:
        """The frames as JPEGs, in the order asked for.

        Raises:
            BackendRefusal: 400, the draft is empty or cannot be drawn; 500, it took too long.
        """
        film = await anyio.to_thread.run_sync(compose, session.draft, session.canvas, session.uploads)
        film = replace(film, sounds=())
        sources = [Path(clip.source) for clip in film.clips if clip.source]
        job = pickle.dumps((film, [1000 * time_s for time_s in request.at_s], request.largest_side))
        key = hashlib.sha256(job).digest()
        while key not in self._frames:
            if other := self._under_way.get(key):
                await other.wait()  # no longer than its own limit; where it failed, this call tries itself
            else:
                await self._draw(key, job, sources)
        return self._frames[key]

    async def _draw(self, key: bytes, job: bytes, sources: Sequence[Path]) -> None:
        self._under_way[key] = anyio.Event()
        try:
            drawn: list[bytes] | str = await self._run(FRAME_WORKER, job, sources)
            if isinstance(drawn, str):
                raise _cannot_draw(drawn, code=400)
            _keep(self._frames, {key: drawn}, _MAX_KEPT_CALLS)
        finally:
            self._under_way.pop(key).set()

    async def listen(self, session: Session) -> Mapping[str, list[int]]:
        """The peaks of the longest sounds of a draft by their segments' ids, as `render.peaks` measures them.

        What was measured is kept, whoever still waits for it: sounds change seldom.

        Raises:
            BackendRefusal: 500, it took too long.
        """
        sounds = {key: _alone(sound) for key, sound in compose_sounds(session.draft, session.uploads).items()}
        longest = nlargest(MAX_PREVIEW_SOUNDS, sounds, key=lambda key: sounds[key].duration_ms)
        await self._measure({sounds[key] for key in longest} - self._peaks.keys())
        return {key: peaks for key in longest if (peaks := self._peaks.get(sounds[key]))}

    async def _measure(self, sounds: Iterable[Sound]) -> None:
        unknown = [sound for sound in sounds if sound.duration_ms <= _MAX_HEARD_MS]
        if not unknown:
            return
        sources = [Path(sound.name) for sound in unknown if sound.kind == "file"]
        measured: list[list[int]] = await self._run(_PEAKS_WORKER, pickle.dumps(unknown), sources)
        _keep(self._peaks, dict(zip(unknown, measured, strict=True)), _MAX_KEPT_SOUNDS)

    async def _run(self, module: str, job: bytes, sources: Sequence[Path]) -> Any:
        """What a worker process makes of a job; it is killed when this call is cancelled."""
        try:
            with anyio.fail_after(PREVIEW_LIMIT_S):
                async with self._workers, self._storage.reading(dict.fromkeys(sources)):
                    command = [sys.executable, "-m", module]
                    ended = await anyio.run_process(
                        command, input=job, stderr=DEVNULL, env=worker_environment()
                    )
        except TimeoutError:
            raise _cannot_draw(f"it took longer than {PREVIEW_LIMIT_S:g} seconds", code=500) from None
        except (OSError, CalledProcessError, ExceptionGroup):  # the last holds what broke in its pipes
            raise _cannot_draw("the process that draws them broke off", code=500) from None
        return pickle.loads(ended.stdout)


def _keep(kept: dict[_Key, _Value], new: Mapping[_Key, _Value], most: int) -> None:
    kept.update(new)
    for oldest in list(kept)[:-most]:
        del kept[oldest]


def _alone(sound: Sound) -> Sound:
    """The same wherever it lies and however loud it is set."""
    return replace(sound, start_ms=0, volume=1)


def _cannot_draw(why: str, *, code: int) -> BackendRefusal:
    return BackendRefusal(code, message=f"The pictures of the draft could not be drawn: {why.rstrip('.')}.")
