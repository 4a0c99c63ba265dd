"""Whether the user agrees to what a turn may cost, before it is sent."""

import logging

import anyio

from nemo_video.engine.backend import Backend
from nemo_video.engine.budget import PRICES, estimate_cost, estimate_turn, find_cost_concern
from nemo_video.engine.facts import Concern
from nemo_video.engine.projects import Project
from nemo_video.engine.prompts import compose_message
from nemo_video.engine.requests import Consent, GenerateRequest
from nemo_video.engine.sentences import say, say_concern
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import VideoError
from nemo_video.language import Language
from nemo_video.timeline import Timeline, decode

logger = logging.getLogger(__name__)

ESTIMATE_LIMIT_S = 2.0
"""How long the balance and the timeline may take before a turn starts without a question about its cost."""


async def is_agreed(
    workspace: Workspace, project: Project, request: GenerateRequest, language: Language, consent: Consent
) -> bool:
    """Whether nothing speaks against the cost of a turn, or the user agrees to it, today or before."""
    if workspace.capabilities(project).has_model:
        concern = await _find_cost_concern(workspace, project, request, language)
    else:
        concern = await _find_concern(workspace, project, request.duration_s)
    if concern is None or workspace.budget.has_agreed(concern):
        return True
    if not await consent(f"{say_concern(concern, language)} {say('go_on', language)}"):
        return False
    workspace.budget.note_agreement(concern)
    return True


async def _find_concern(workspace: Workspace, project: Project, duration_s: float | None) -> Concern | None:
    """What speaks against the cost of a turn. A backend that cannot be read is no reason to ask."""
    if workspace.capabilities(project).is_free:
        return None
    budget = workspace.budget
    with anyio.move_on_after(ESTIMATE_LIMIT_S):
        try:
            backend = await workspace.backends.open(project.backend)
            available = (await backend.read_credits()).available
            if not any([await budget.find_concern(price, available) for price in PRICES.values()]):
                return None
            timeline = await _read_timeline(backend, project)
            return await budget.find_concern(estimate_turn(timeline, duration_s), available)
        except VideoError as error:
            logger.info("The cost of a turn could not be estimated: %s", error.code)
    return None


async def _find_cost_concern(
    workspace: Workspace, project: Project, request: GenerateRequest, language: Language
) -> Concern | None:
    async with workspace.session(project) as (backend, session):
        message = compose_message(request, language)
        return find_cost_concern(await estimate_cost(backend, session.session_id, message))


async def _read_timeline(backend: Backend, project: Project) -> Timeline:
    if project.session is None:
        return Timeline(0.0, ())
    return decode((await backend.read_state(project.session.session_id)).draft)
