"""The tables of the documents, in Markdown, each in English or in Chinese."""

import json
from collections.abc import Callable, Iterable

from nemo_video import errors
from nemo_video.cli.install.configuration import show_configuration
from nemo_video.cli.install.entry import ServerEntry
from nemo_video.cli.install.hosts import HOSTS, Host
from nemo_video.settings import describe_settings
from nemo_video.wire.platforms import MB, PLATFORMS, Platform
from tools.publishing.inventory import Inventory

Translate = Callable[[str], str]
"""From an English sentence to the same in the language of the table."""


def tools_table(inventory: Inventory, say: Translate) -> str:
    """What an agent can call."""
    rows = [(f"`{tool.name}`", say(tool.summary)) for tool in inventory.tools]
    return _table((say("tool"), say("what it does")), rows)


def prompts_table(inventory: Inventory, say: Translate) -> str:
    """What a person picks from the host's menu."""
    rows = [
        (f"`{prompt.name}`", say(prompt.description), " ".join(f"`{name}`" for name in prompt.arguments))
        for prompt in inventory.prompts
    ]
    return _table((say("prompt"), say("what it does"), say("asks for")), rows)


def settings_table(say: Translate) -> str:
    """Every variable that the server reads."""
    rows = [
        (f"`{setting.name}`", say(setting.default) if setting.default else "", say(setting.meaning))
        for setting in describe_settings()
    ]
    return _table((say("variable"), say("default"), say("meaning")), rows)


def errors_table(say: Translate) -> str:
    """Every code that an error may carry, with the step that its result advises."""
    own = [
        (f"`{kind.code}`", say(_first_line(kind.__doc__)), say(kind.default_advice))
        for kind in errors.VideoError.__subclasses__()
        if kind.__module__ == errors.__name__ and kind is not errors.BackendRefusal
    ]
    refused = [
        (f"`{code}`", say(refusal.message), say(refusal.advice)) for code, refusal in errors.REFUSALS.items()
    ]
    return _table((say("code"), say("what happened"), say("what to do")), own + refused)


def hosts_table(say: Translate) -> str:
    """One command a host."""
    rows = [(host.title, f"`nemo-video-mcp install {host.name}`", say(host.restart)) for host in HOSTS]
    return _table((say("host"), say("command"), say("then")), rows)


def host_snippets() -> str:
    """The configuration of each host, as short as it goes, for those who write it by hand."""
    return "\n\n".join(f"{host.title}\n```{host.syntax}\n{_snippet(host)}\n```" for host in HOSTS)


def platforms_table() -> str:
    """What each platform asks of a film."""
    head = (
        "`platform`", "size", "frame rate", "length", "file", "sides, shapes", "loudness",
        "safe area: top, right, bottom, left",
    )  # fmt: skip
    return _table(head, (_platform_row(name, platform) for name, platform in PLATFORMS.items()))


def _platform_row(name: str, platform: Platform) -> tuple[str, ...]:
    width, height = platform.size
    slowest, fastest = platform.fps_range
    least_s, most_s = platform.length_s
    (smallest, largest), (narrowest, widest) = platform.sides, platform.aspects
    area = platform.safe_area
    return (
        f"`{name}` {platform.title}",
        f"{width}x{height}, {platform.fps} fps",
        f"{slowest:g} to {fastest:g}",
        f"{least_s:g} s to {_duration(most_s)}",
        f"{', '.join(platform.containers)}, up to {platform.max_bytes / MB:,.0f} MB",
        f"{smallest} to {largest} px, {narrowest:.2f} to {widest:.2f}",
        f"{platform.loudness_lufs:g} LUFS",
        ", ".join(f"{100 * share:.0f} %" for share in (area.top, area.right, area.bottom, area.left)),
    )


def _duration(seconds: float) -> str:
    return f"{seconds / 3600:g} h" if seconds >= 3600 else f"{seconds / 60:g} min"


def platform_sources_table() -> str:
    """Where each value is from."""
    rows = [
        (f"`{name}`", source.of, _page(source.page, source.address), source.basis, source.date)
        for name, platform in PLATFORMS.items()
        for source in platform.sources
    ]
    return _table(("`platform`", "values", "source", "how", "date"), rows)


def _page(page: str, address: str) -> str:
    return f"{page} ([link]({address}))" if address else page


def _snippet(host: Host) -> str:
    text = show_configuration(host, ServerEntry("nemo-video-mcp"))
    return json.dumps(json.loads(text)) if host.syntax == "json" else text.rstrip()


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n")[0]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(_row(cells) for cells in (head, ("---",) * len(head), *rows))


def _row(cells: tuple[str, ...]) -> str:
    escaped = [cell.replace("|", r"\|") for cell in cells]
    return f"| {' | '.join(escaped)} |"
