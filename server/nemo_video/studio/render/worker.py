"""The renderer's own process. Start it by spawn, never by fork: encoders and threads do not survive a fork."""

from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from nemo_video.errors import VideoError
from nemo_video.studio.render.composition import Composition
from nemo_video.studio.render.renderer import RenderCancelled, render


@dataclass(frozen=True)
class RenderOrder:
    """One file to render."""

    composition: Composition
    output: Path
    format: str
    quality: str


@dataclass(frozen=True)
class Report:
    """What the process tells: how far it is, and at the end how it went.

    Attributes:
        progress: Share done, 0 to 1.
        outcome: None while it works, then `completed`, `cancelled` or `failed`.
        message: What went wrong, for people.
    """

    progress: float
    outcome: str | None = None
    message: str = ""


def work(order: RenderOrder, line: Connection) -> None:
    """Render `order` and tell about it on `line`; any message from the other end, or its closing, cancels."""
    told = 0.0

    def tell(progress: float) -> None:
        nonlocal told
        if progress - told >= 0.01:
            told = progress
            line.send(Report(progress))

    try:
        render(
            order.composition,
            order.output,
            format=order.format,
            quality=order.quality,
            on_progress=tell,
            is_cancelled=line.poll,
        )
        last = Report(1.0, "completed")
    except RenderCancelled:
        last = Report(told, "cancelled")
    except VideoError as error:
        last = Report(told, "failed", error.message)
    line.send(last)
    line.close()
