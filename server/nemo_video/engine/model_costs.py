"""What the clips of a real model may cost, and what speaks against it: money, not the account's credits."""

import logging

import anyio

from nemo_video.client import CostEstimate
from nemo_video.engine.backend import Backend
from nemo_video.engine.budget import NEAR_THE_CAP
from nemo_video.engine.facts import Concern
from nemo_video.errors import VideoError

logger = logging.getLogger(__name__)

ESTIMATE_LIMIT_S = 15.0
"""How long a model's host may take to tell its prices before a turn starts without a word about them."""


async def estimate_cost(backend: Backend, session_id: str, message: str) -> CostEstimate | None:
    """What a message may cost; None where it cannot be told, which is no reason to send nothing."""
    with anyio.move_on_after(ESTIMATE_LIMIT_S):
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
