"""The gate out: every answer to a request passes the one filter, whatever it is an answer of.

Progress and questions to the user leave beside the answers; whoever sends them cleans them.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.shared.exceptions import MCPError
from pydantic import BaseModel

from nemo_video.redaction import clean, clean_all

_JSON, _SVG = "application/json", "image/svg+xml"
_PICTURE = re.compile(r'(<image [^<>]*href="data:image/jpeg;base64,[A-Za-z0-9+/=]+"/>)')
"""A frame on a drawing is made here: no word of a draft gets an angle bracket into it."""

_CARRYING = frozenset(
    {
        "tools/call",
        "resources/read",
        "prompts/get",
        "completion/complete",
        "tasks/get",
        "tasks/update",
        "tasks/cancel",
    }
)
"""Methods whose answers carry words of others; the lists hold only our own, and hosts wait for them."""


async def clean_answers(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """The answer as it may leave, be it a result or a protocol error.

    Raises:
        MCPError: The request was refused.
    """
    try:
        result = await call_next(ctx)
    except MCPError as error:
        raise MCPError(code=error.code, message=clean(error.message), data=clean_all(error.data)) from None
    if ctx.method not in _CARRYING:
        return result
    answer = _as_json(result)
    if ctx.method == "resources/read":
        answer["contents"] = [_clean_document(each) for each in answer["contents"]]
        return answer
    return clean_all(answer)


def _as_json(result: HandlerResult) -> dict[str, Any]:
    if isinstance(result, BaseModel):
        return result.model_dump(by_alias=True, mode="json", exclude_none=True)
    return dict(result or {})


def _clean_document(content: Mapping[str, Any]) -> dict[str, Any]:
    """JSON is cleaned by its members: within one text an address of our own looks like any other.

    So does the address of a frame, which holds the frame; a drawing is cleaned around those.
    """
    media_type = content.get("mimeType")
    if media_type == _SVG and "text" in content:
        parts = _PICTURE.split(content["text"])
        parts[::2] = map(clean, parts[::2])
        return {**content, "text": "".join(parts)}
    if media_type != _JSON or "text" not in content:
        return clean_all(content)
    return {**content, "text": json.dumps(clean_all(json.loads(content["text"])), ensure_ascii=False)}
