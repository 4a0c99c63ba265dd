"""What the server lists, asked of the server itself."""

from dataclasses import dataclass

from mcp import Client
from mcp_types import TextContent

from nemo_video.cli.composition import make_server


@dataclass(frozen=True)
class ListedTool:
    """A tool: its name, and the first sentence that a host reads about it."""

    name: str
    summary: str


@dataclass(frozen=True)
class ListedPrompt:
    """A prompt, with its text as it is while the arguments are still placeholders."""

    name: str
    description: str
    arguments: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Inventory:
    """All tools and prompts, in the server's order."""

    tools: tuple[ListedTool, ...]
    prompts: tuple[ListedPrompt, ...]


async def take_inventory() -> Inventory:
    """Ask the server what it has."""
    async with Client(make_server()) as host:
        listed = (await host.list_tools()).tools
        tools = tuple(ListedTool(tool.name, _first_sentence(tool.description or "")) for tool in listed)
        names = [prompt.name for prompt in (await host.list_prompts()).prompts]
        return Inventory(tools, tuple([await _read_prompt(host, name) for name in names]))


async def _read_prompt(host: Client, name: str) -> ListedPrompt:
    (listed,) = [prompt for prompt in (await host.list_prompts()).prompts if prompt.name == name]
    arguments = tuple(argument.name for argument in listed.arguments or ())
    rendered = await host.get_prompt(name, {argument: f"${{arguments.{argument}}}" for argument in arguments})
    words = [part.content.text for part in rendered.messages if isinstance(part.content, TextContent)]
    return ListedPrompt(name, listed.description or "", arguments, "\n\n".join(words))


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "."
