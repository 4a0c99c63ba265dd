"""Questions to the user, where the client can show them. One face for both protocol eras.

Up to 2025-11-25 the question is sent while the call waits. From 2026-07-28 on it is the call's result, and
the client makes the same call again with the answer. Whoever cannot be asked, does not answer in time or
declines finds in the call's own result what there was to ask.
"""

import logging
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from mcp.server.session import ServerSession
from mcp.shared.exceptions import MCPError
from mcp.shared.message import ServerMessageMetadata
from mcp_types import (
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitRequestURLParams,
    ElicitResult,
    InputRequiredResult,
)
from pydantic import ValidationError

from nemo_video.engine import Consent
from nemo_video.redaction import clean
from nemo_video.surface.callers import (
    LONGEST_ASK_S,
    SHORTEST_ASK_S,
    ask_limit_s,
    host_name,
    is_modern,
    shows_forms,
)
from nemo_video.surface.lazy_engine import CallContext

logger = logging.getLogger(__name__)

CONSENT, REGISTER = "consent", "register"
"""Keys of questions. That of a question of the backend is the id of the job that ended with it."""

ANSWER, AGREE = "answer", "agree"
"""Fields of the forms."""

_NTH = re.compile(rf"{ANSWER}_(\d{{1,3}})")


class Awaiting(Exception):
    """The call ends with a question to the user and is made again with the answer.

    Attributes:
        result: What the call answers for now.
    """

    def __init__(self, key: str, question: ElicitRequest) -> None:
        super().__init__(key)
        self.result = InputRequiredResult(input_requests={key: question})


async def ask(
    ctx: CallContext, key: str, question: ElicitRequest, *, left_s: float = LONGEST_ASK_S
) -> Mapping[str, Any] | None:
    """Ask the user, for as long as the host lets a call wait.

    Args:
        ctx: The call.
        key: Names the question among those of the call.
        question: A form or a page.
        left_s: How long this call may still wait; with less than `SHORTEST_ASK_S` nobody is asked.

    Returns:
        What the user filled in; None where there was no answer or no consent.

    Raises:
        Awaiting: The question is the call's result for now.
    """
    if is_modern(ctx.session):
        response = (ctx.input_responses or {}).get(key)
        if response is None:
            raise Awaiting(key, question)
        return filled_in(response)
    if left_s < SHORTEST_ASK_S:
        return None
    try:
        response = await ctx.session.send_request(
            question,
            ElicitResult,
            request_read_timeout_seconds=min(left_s, ask_limit_s(host_name(ctx.session))),
            metadata=ServerMessageMetadata(related_request_id=ctx.request_id),
        )
    except (MCPError, ValidationError) as error:
        logger.info("The user was asked and gave no answer: %s", type(error).__name__)
        return None
    return filled_in(response)


def asked_job(ctx: CallContext) -> str | None:
    """The job whose question this call answers, where it is made again for that."""
    return next((key for key in ctx.input_responses or {} if key not in (CONSENT, REGISTER)), None)


def consent_of(ctx: CallContext, left_s: float) -> Consent | None:
    """How the user of this call agrees to spend; None where nobody can be asked, or not in time.

    Args:
        ctx: The call.
        left_s: How long it may still wait.
    """
    if not shows_forms(ctx.session) or not (is_modern(ctx.session) or left_s >= SHORTEST_ASK_S):
        return None

    async def agree(concern: str) -> bool:
        return (await ask(ctx, CONSENT, consent_form(concern), left_s=left_s) or {}).get(AGREE) is True

    return agree


def filled_in(response: object) -> Mapping[str, Any] | None:
    """What the user filled in and sent off; None for any other response."""
    try:
        result = ElicitResult.model_validate(response)
    except ValidationError:
        return None
    return (result.content or {}) if result.action == "accept" else None


def words_of(fields: Mapping[str, Any] | None) -> str:
    """The answer to a question of the backend, to several a numbered line each; empty where there is none."""
    filled = {name: value.strip() for name, value in (fields or {}).items() if _is_words(value)}
    if ANSWER in filled:
        return filled[ANSWER]
    numbered = {int(found[1]): filled[name] for name in filled if (found := _NTH.fullmatch(name))}
    return "\n".join(f"{number}. {' '.join(numbered[number].split())}" for number in sorted(numbered))


def _is_words(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())


def question_form(question: str, prompts: Sequence[str] = ()) -> ElicitRequest:
    """A question of the backend, to be answered in words.

    Args:
        question: All that there is to read.
        prompts: What is asked; of several things each has a field of its own, which may stay empty.
    """
    field = {"type": "string", "title": "Answer", "maxLength": 2000}
    if len(prompts) < 2:
        return _form(question, {ANSWER: field}, [ANSWER])
    titles = [clean(f"{number}. {prompt}") for number, prompt in enumerate(prompts, 1)]
    return _form(
        question, {f"{ANSWER}_{n}": {**field, "title": title} for n, title in enumerate(titles, 1)}, []
    )


def consent_form(concern: str) -> ElicitRequest:
    """A question that only an explicit yes answers: a host that fills in nothing does not agree."""
    return _form(concern, {AGREE: {"type": "boolean", "title": "Go on"}}, [AGREE])


def page(message: str, url: str, session: ServerSession) -> ElicitRequest:
    """A web page to open. Its id belongs to the handshake era alone."""
    name = None if is_modern(session) else secrets.token_urlsafe(12)
    return ElicitRequest(params=ElicitRequestURLParams(message=message, url=url, elicitation_id=name))


def _form(message: str, fields: dict[str, Any], required: list[str]) -> ElicitRequest:
    schema = {"type": "object", "properties": fields, "required": required}
    return ElicitRequest(params=ElicitRequestFormParams(message=clean(message), requested_schema=schema))
