"""The player, an MCP App: a page that hosts show beside a result. It plays the export over the timeline.

The page is one file without network of its own; what it may load is named here, and hosts hold it to that.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Protocol

import anyio
from mcp.server.apps import Apps, ResourceCsp
from mcp_types import CallToolResult

from nemo_video.engine import detail_words

PLAYER_URI = "ui://nemo-video/player.html"

SHOWN_TOOLS = frozenset({"generate", "edit", "export", "wait", "state", "preview"})
"""The tools whose results it can show."""

TOOL_META: dict[str, Any] = {"ui": {"resourceUri": PLAYER_URI}}
"""What these tools carry, so that a host finds the page."""

_MEDIA_KEY = "nemo-video/media"
"""Where the page finds the address of a film, in a result's `_meta`: models do not read it."""

_FRAMES_KEY = "nemo-video/draws"
"""There the page is told that `preview` draws what is on the timeline, at once and for nothing."""

_WAVEFORMS_KEY = "nemo-video/waveforms"
"""There the page finds the peaks of sounds by their names, each as a digit of base 36."""

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


_NO_WORDS = "[{}, {}]"
"""Where the page has room for words of ours, which it has no copy of."""


class MediaGateway(Protocol):
    """Lets pages on this machine play files of this machine."""

    @property
    def origin(self) -> str:
        """Scheme, host and port of its addresses; known before anything is served."""
        ...

    def share(self, path: Path) -> str:
        """The address at which a file is served from now on."""
        ...

    def opened(self) -> AbstractAsyncContextManager[None]:
        """Serves for the time of a context, from the first shared file on."""
        ...


def player_app(origins: Sequence[str]) -> Apps:
    """The page as an extension of the server.

    Args:
        origins: From where it may load media.
    """
    app = Apps()
    app.add_html_resource(
        PLAYER_URI,
        _read_page(),
        name="player",
        title="Player and timeline",
        description="Plays the exported film over its timeline.",
        csp=ResourceCsp(resource_domains=list(origins)),
        prefers_border=True,
    )
    return app


def _read_page() -> str:
    """The page, with the words for what details of items say in English."""
    page = files("nemo_video.surface").joinpath("player.html").read_text(encoding="utf-8")
    words = json.dumps([dict(table) for table in detail_words("zh-Hans")], ensure_ascii=False)
    return page.replace(_NO_WORDS, words, 1)


def with_drawing(result: CallToolResult, waveforms: Mapping[str, Sequence[float]]) -> CallToolResult:
    """A result of whose timeline the page may ask frames, with the waveforms that are known.

    Args:
        result: The result.
        waveforms: Peaks from 0 to 1, by the names that edits use.
    """
    shown = {item: "".join(map(_digit, peaks)) for item, peaks in waveforms.items() if peaks}
    told = {_FRAMES_KEY: True, **({_WAVEFORMS_KEY: shown} if shown else {})}
    return result.model_copy(update={"meta": {**(result.meta or {}), **told}})


def _digit(peak: float) -> str:
    return _DIGITS[round(min(max(peak, 0.0), 1.0) * (len(_DIGITS) - 1))]


async def with_media(result: CallToolResult, gateway: MediaGateway) -> CallToolResult:
    """The result of an export, with an address for the player if its file is there; any other as it is."""
    facts: dict[str, Any] = result.structured_content or {}
    if not facts.get("verified") or not facts.get("path") or not await anyio.Path(facts["path"]).is_file():
        return result
    address = gateway.share(Path(facts["path"]))
    return result.model_copy(update={"meta": {**(result.meta or {}), _MEDIA_KEY: address}})
