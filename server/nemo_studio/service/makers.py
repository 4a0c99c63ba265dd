"""Who makes the clips of scenes in words: the studio, which draws them, or a model."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from nemo_studio.edits.media.application import LONGEST_SCENE_S
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.models import ClipPlan, ClipRequest, ModelRefusal
from nemo_studio.project import UploadedMedia
from nemo_studio.service.clip_table import ClipOrder
from nemo_studio.service.sessions import Session


@dataclass
class Shot:
    """One clip of a turn, on its way to the timeline.

    Attributes:
        command: The scene that it is of, with the length that was planned.
        maker: Who makes it.
        order: What was ordered; None where nothing is.
        first_frame: The upload that it starts from.
        refusal: Why it was not made.
    """

    command: MakeScene
    maker: "Maker"
    order: ClipOrder | None = None
    first_frame: UploadedMedia | None = None
    refusal: ModelRefusal | None = None


class Maker(Protocol):
    """Whoever makes clips. Every method may raise `ModelRefusal`."""

    async def plan(self, request: ClipRequest) -> ClipPlan:
        """The nearest to a wish that it can make, and not longer. It costs nothing to ask."""
        ...

    async def order(self, shot: Shot) -> None:
        """Begin with a clip that is planned; one that was begun before is not begun again."""
        ...

    def finish(self, shot: Shot, session: Session) -> AsyncIterator[float | None]:
        """Go on until the clip is there; yields the percentage again and again, None where none is told."""
        ...


class DrawnScenes:
    """The studio itself: it draws a scene whenever it is looked at, so there is nothing to wait for."""

    async def plan(self, request: ClipRequest) -> ClipPlan:
        """Any length up to a minute, for nothing."""
        return ClipPlan(request.prompt, min(request.duration_s, LONGEST_SCENE_S), price=0.0)

    async def order(self, shot: Shot) -> None:
        """Nothing is ordered."""

    async def finish(self, shot: Shot, session: Session) -> AsyncIterator[float | None]:  # noqa: ARG002 - the interface's
        """Nothing is waited for."""
        for nothing in ():
            yield nothing
