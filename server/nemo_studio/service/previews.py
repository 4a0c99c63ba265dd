"""Previews: single frames of a session's draft, each call in a worker process that ends with it."""

import pickle
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from subprocess import DEVNULL, CalledProcessError
from typing import Final

import anyio

from nemo_studio.render.composition import Composition
from nemo_studio.service.sessions import Session
from nemo_studio.service.storage import Storage
from nemo_studio.service.storyboard import compose
from nemo_video.errors import BackendRefusal
from nemo_video.wire.calls import PREVIEW_LIMIT_S, PreviewRequest

WORKER_MODULE: Final = "nemo_studio.render.frame_worker"

_AT_A_TIME: Final = 2
"""Worker processes: a preview is small, and renders want the cores too."""


class Previews:
    """Draws frames of drafts, so many calls at a time; the others wait within their limit."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._workers = anyio.CapacityLimiter(_AT_A_TIME)

    async def draw(self, session: Session, request: PreviewRequest) -> list[bytes]:
        """The frames as JPEGs, in the order asked for.

        Raises:
            BackendRefusal: 400, the draft is empty or cannot be drawn; 500, it took too long.
        """
        film = await anyio.to_thread.run_sync(compose, session.draft, session.canvas, session.uploads)
        film = replace(film, sounds=())
        sources = [Path(clip.source) for clip in film.clips if clip.source]
        try:
            with anyio.fail_after(PREVIEW_LIMIT_S):
                async with self._workers, self._storage.reading(dict.fromkeys(sources)):
                    return await _draw_in_worker(
                        film, [1000 * time_s for time_s in request.at_s], request.largest_side
                    )
        except TimeoutError:
            raise _cannot_draw(f"it took longer than {PREVIEW_LIMIT_S:g} seconds", code=500) from None
        except (OSError, CalledProcessError, ExceptionGroup):  # the last holds what broke in its pipes
            raise _cannot_draw("the process that draws them broke off", code=500) from None


async def _draw_in_worker(film: Composition, at_ms: Sequence[float], largest_side: int) -> list[bytes]:
    """Run the worker process, which is killed when this call is cancelled."""
    job = pickle.dumps((film, at_ms, largest_side))
    ended = await anyio.run_process([sys.executable, "-m", WORKER_MODULE], input=job, stderr=DEVNULL)
    drawn: list[bytes] | str = pickle.loads(ended.stdout)
    if isinstance(drawn, str):
        raise _cannot_draw(drawn, code=400)
    return drawn


def _cannot_draw(why: str, *, code: int) -> BackendRefusal:
    return BackendRefusal(code, message=f"The pictures of the draft could not be drawn: {why.rstrip('.')}.")
