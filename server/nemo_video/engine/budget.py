"""What things cost, what was spent, and the cap that no argument lifts.

The account pays in credits. The clips of a real model cost money beside them, with a cap of its own, which
the backend keeps.
"""

import logging
import time
from types import MappingProxyType
from typing import Literal

import anyio

from nemo_video.client import CostEstimate
from nemo_video.engine.backend import Backend
from nemo_video.engine.facts import Concern
from nemo_video.engine.ledger import Spending
from nemo_video.errors import NotAllowed, VideoError
from nemo_video.timeline import Timeline

logger = logging.getLogger(__name__)

Service = Literal["clip", "edit", "export"]

PRICES = MappingProxyType[Service, float]({"clip": 100, "edit": 50, "export": 0})
"""Credits for each service, about: the backend's published notes, v1.9."""

NEAR_THE_CAP = 0.8
"""Work that brings the day's spending past this share of the cap is worth a question."""

MODEL_ESTIMATE_LIMIT_S = 15.0
"""How long a model's host may take to tell its prices before a turn starts without a word about them."""


def estimate_turn(timeline: Timeline, duration_s: float | None) -> float:
    """What a turn is likely to cost.

    A turn on an empty timeline makes a clip, and so does one that asks for a length; any other one edits.
    """
    return PRICES["clip" if duration_s is not None or not timeline.tracks else "edit"]


class Budget:
    """The spending of one day.

    Args:
        spending: What was spent, in the ledger.
        cap: The most that may be spent in a day; None for no limit.
    """

    def __init__(self, spending: Spending, cap: float | None) -> None:
        self._spending = spending
        self._agreed: set[tuple[str, str]] = set()
        self.cap = cap

    async def reserve(self, job_id: str, estimate: float) -> None:
        """Set an estimate aside before the work is sent.

        Raises:
            NotAllowed: The day's spending could pass the cap.
        """
        spent = await self._spending.reserve(job_id, estimate, self.cap)
        if spent is not None and self.cap is not None:
            raise NotAllowed(
                f"This could cost about {estimate:g} credits; {spent:g} of at most {self.cap:g} a day are "
                "spent or set aside, so nothing was sent.",
                advice="Ask the user: only they can raise NEMO_MAX_CREDITS, in the server's settings.",
            )

    async def find_concern(self, estimate: float, available: float | None) -> Concern | None:
        """What speaks against spending so much without a word.

        Past the cap there is no question, for nothing is sent; without any credits the backend refuses.

        Args:
            estimate: What the work is likely to cost.
            available: The balance, where it is known.
        """
        if available and available < estimate:
            return Concern("low_balance", {"estimate": estimate, "available": available})
        if self.cap is None:
            return None
        after = await self.spent_today() + estimate
        if NEAR_THE_CAP * self.cap < after <= self.cap:
            return Concern("near_cap", {"estimate": estimate, "after": after, "cap": self.cap})
        return None

    def has_agreed(self, concern: Concern) -> bool:
        """Whether the user agreed to such a thing today: nobody is asked at every call."""
        return _today(concern) in self._agreed

    def note_agreement(self, concern: Concern) -> None:
        """The user agreed."""
        self._agreed.add(_today(concern))

    async def settle(self, job_id: str, spent: float | None) -> None:
        """Note what the work cost. Where the balance does not tell, the estimate stands."""
        if spent is not None:
            await self._spending.settle(job_id, spent)

    async def spent_today(self) -> float:
        """Spent today, running work at its estimate."""
        return await self._spending.spent_today()


async def estimate_cost(backend: Backend, session_id: str, message: str) -> CostEstimate | None:
    """What a message may cost; None where it cannot be told, which is no reason to send nothing."""
    with anyio.move_on_after(MODEL_ESTIMATE_LIMIT_S):
        try:
            return await backend.estimate_cost(session_id, message)
        except VideoError as error:
            logger.info("The model's cost could not be estimated: %s", error.code)
    return None


def find_cost_concern(estimate: CostEstimate | None) -> Concern | None:
    """What speaks against a model's clips without a word: a cap that is near, or that cannot be kept.

    Past the cap there is no question, for nothing is ordered.
    """
    if estimate is None or not estimate.clips or estimate.cap is None:
        return None
    if estimate.price is None:
        return Concern("cost_unknown", {"spent": estimate.spent_today, "cap": estimate.cap})
    after = estimate.spent_today + estimate.price
    if NEAR_THE_CAP * estimate.cap < after <= estimate.cap:
        return Concern("near_cost_cap", {"estimate": estimate.price, "after": after, "cap": estimate.cap})
    return None


def spent_between(before: float | None, after: float | None) -> float | None:
    """What a balance lost; None where one of the two is not known."""
    return None if before is None or after is None else max(0.0, before - after)


def _today(concern: Concern) -> tuple[str, str]:
    return time.strftime("%Y-%m-%d"), concern.kind
