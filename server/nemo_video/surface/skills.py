"""The skills extension: how to use these tools, for hosts that load skills from a server.

Source: the Skills extension, `io.modelcontextprotocol/skills`. The skill is one file that comes with the
package; the plugin carries the same file.
"""

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from mcp.server.context import HandlerResult, ServerRequestContext
from mcp.server.extension import Extension, MethodBinding, ResourceBinding
from mcp.server.mcpserver.resources import TextResource
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, PaginatedRequestParams, RequestParams

SKILL_NAME = "make-video"
SKILL_URI = f"skill://{SKILL_NAME}/SKILL.md"
_FRESH = {"resultType": "complete", "ttlMs": 24 * 3600 * 1000, "cacheScope": "public"}
"""The file changes with the version of the package only."""


class SkillParams(RequestParams):
    """Which skill."""

    uri: str


class Skills(Extension):
    """The one skill, listed, described and read as a resource."""

    identifier = "io.modelcontextprotocol/skills"

    def methods(self) -> Sequence[MethodBinding]:
        """The two methods that every server with skills has."""
        return (
            MethodBinding("skills/list", PaginatedRequestParams, list_skills),
            MethodBinding("skills/get", SkillParams, get_skill),
        )

    def resources(self) -> Sequence[ResourceBinding]:
        """The skill's only file."""
        file = TextResource(
            uri=SKILL_URI,
            name=SKILL_NAME,
            title="How to make a video",
            description=read_frontmatter()["description"],
            mime_type="text/markdown",
            text=read_skill(),
        )
        return (ResourceBinding(file),)


def read_skill() -> str:
    """The text of the skill, frontmatter included."""
    return files("nemo_video.surface").joinpath("skills", SKILL_NAME, "SKILL.md").read_text(encoding="utf-8")


def read_frontmatter() -> dict[str, str]:
    """The fields of the skill's head. All of ours are plain words on one line, so this needs no YAML."""
    head = read_skill().split("---\n")[1]
    return {name: words.strip() for name, _, words in (line.partition(":") for line in head.splitlines())}


async def list_skills(_: ServerRequestContext[Any, Any], __: PaginatedRequestParams) -> HandlerResult:
    """All skills: one."""
    return {**_FRESH, "skills": [_entry()]}


async def get_skill(_: ServerRequestContext[Any, Any], params: SkillParams) -> HandlerResult:
    """One skill.

    Raises:
        MCPError: There is no skill of that address.
    """
    if params.uri != SKILL_URI:
        raise MCPError(code=INVALID_PARAMS, message=f"There is no such skill; there is {SKILL_URI}.")
    return {**_FRESH, "skill": _entry()}


def _entry() -> dict[str, Any]:
    content = read_skill().encode()
    file = {
        "uri": SKILL_URI,
        "digest": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "size": len(content),
    }
    return {"uri": SKILL_URI, "frontmatter": read_frontmatter(), "resources": [file]}
