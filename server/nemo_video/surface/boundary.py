"""The one place where an error becomes an answer: exact text, structured data, no trace, no secret."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, cast

from mcp_types import CallToolResult, InputRequiredResult, TextContent

from nemo_video.engine import Language, NothingToShow, OfTheModel, SessionLost, say, say_error
from nemo_video.errors import Internal, OutsideFolders, VideoError
from nemo_video.surface.asking import Awaiting
from nemo_video.surface.budget import is_callable_in_short, shorten
from nemo_video.surface.lazy_engine import CallContext, engine_of
from nemo_video.surface.remote import reads_no_path, remote_caller
from nemo_video.surface.words import quoted

MAX_MESSAGE_CHARS = 7_000
MAX_ADVICE_CHARS = 2_000
"""Both stand in the text and in the structured content."""

logger = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")

_WAYS_ON: dict[int | str, tuple[str, dict[str, Any], str]] = {
    "unreachable": (
        "projects",
        {"action": "new", "backend": "studio"},
        "Go on offline, after asking the user.",
    ),
    "timeout": ("state", {}, "See what was done before trying again."),
    "not_found": ("projects", {"action": "list"}, "See which projects there are."),
    2001: ("credits", {}, "See what is left and how to get more."),
}
"""Error code → the tool that helps, its arguments, and why."""


def error_result(error: VideoError, language: Language = "en") -> CallToolResult:
    """An error as hosts and models read it."""
    body = error_body(error, language)
    said = f"{quoted(body['said'])}\n" if error.said else ""
    told = say("error", language, code=error.code, message=body["message"])
    text = f"{told}\n{said}{say('next_advice', language, advice=body['advice'])}"
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content={"error": body}, is_error=True
    )


def error_body(error: VideoError, language: Language = "en") -> dict[str, Any]:
    """An error as data."""
    way_on = _WAYS_ON.get(error.code)
    suggestions = [_suggestion(*way_on[:2], say_error(way_on[2], language))] if way_on else []
    if isinstance(error, SessionLost | NothingToShow | OfTheModel):
        suggestions = [_suggestion(s.tool, dict(s.arguments), s.reason) for s in error.suggestions]
        suggestions = [each for each in suggestions if is_callable_in_short(each)]
    said = {"said": shorten(error.said, MAX_MESSAGE_CHARS)} if error.said else {}
    return {
        "code": error.code,
        "message": shorten(say_error(error.message, language), MAX_MESSAGE_CHARS),
        "advice": shorten(say_error(error.advice, language), MAX_ADVICE_CHARS),
        "retryable": error.retryable,
        "suggestions": suggestions,
        **said,
    }


def guarded(
    tool: Callable[Arguments, Awaitable[CallToolResult]],
) -> Callable[Arguments, Awaitable[CallToolResult | InputRequiredResult]]:
    """A tool whose errors become answers, and whose questions to the user leave it as what they are."""

    @wraps(tool)
    async def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> CallToolResult | InputRequiredResult:
        try:
            return await tool(*args, **kwargs)
        except Awaiting as question:
            return question.result
        except VideoError as error:
            if isinstance(error, OutsideFolders) and remote_caller():
                error = reads_no_path()
            context = cast("CallContext | None", kwargs.get("ctx"))
            return error_result(error, await language_of_call(kwargs, context))
        except Exception:
            logger.exception("The tool %s ended with a defect", tool.__name__)
            defect = Internal("Something went wrong inside the server.")
            return error_result(
                defect, await language_of_call(kwargs, cast("CallContext | None", kwargs.get("ctx")))
            )

    return run


async def language_of_call(arguments: Mapping[str, object], context: CallContext | None) -> Language:
    """The language of a call: as set, else of its words, else of the current project."""
    words = arguments.get("prompt")
    if context is None:
        return "en"
    try:
        return await (await engine_of(context)).choose_language(words if isinstance(words, str) else "")
    except VideoError:  # the engine cannot be opened: this is the error that is told
        return "en"


def _suggestion(tool: str, arguments: dict[str, Any], reason: str) -> dict[str, Any]:
    return {"tool": tool, "arguments": arguments, "reason": reason, "origin": "error"}
