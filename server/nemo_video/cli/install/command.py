"""The command `install`: what it says and what it does."""

import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from nemo_video.cli.install.configuration import (
    Edit,
    add_server,
    read_entry,
    remove_server,
    write_edit,
)
from nemo_video.cli.install.entry import entry_of_this_install, is_short_lived, read_env
from nemo_video.cli.install.hosts import HOSTS, Host, find_host
from nemo_video.errors import InvalidArgument, VideoError
from nemo_video.settings import read_settings


@dataclass(frozen=True)
class InstallWishes:
    """What was asked for: settings as `NAME=VALUE`, whether only to show, whether to take out."""

    env: tuple[str, ...] = ()
    show: bool = False
    uninstall: bool = False


def run_install(name: str, wishes: InstallWishes) -> None:
    """Put the server into a host, or take it out; settings that it was given before stay.

    Raises:
        InvalidArgument: The host or a setting is not known, or the file is not what its host would read.
        DiskFailure: The file cannot be written.
    """
    host = find_host(name)
    edit = _plan(host, wishes)
    if wishes.show:
        sys.stdout.write(edit.after)
        return
    console = Console(highlight=False, soft_wrap=True)
    if not edit.changes:
        console.print(
            f"Nothing to do: {host.title} {'has no such server' if wishes.uninstall else 'already has it'}."
        )
        return
    backup = write_edit(edit)
    console.print(
        f"{'Removed from' if wishes.uninstall else 'Installed in'} [bold]{host.title}[/]: {edit.path}"
    )
    if backup:
        console.print(f"[dim]The file as it was: {backup}[/]")
    console.print(host.restart)
    if not wishes.uninstall and is_short_lived():
        console.print(
            "It starts faster once installed for good: uv tool install nemo-video-mcp, then this again."
        )


def list_hosts() -> None:
    """Show which hosts are here and whether the server is in them."""
    table = Table("host", "name for this command", "found", "nemo-video", box=None)
    table.add_column("configuration", overflow="fold")
    for host in HOSTS:
        found = "yes" if host.is_found() else "[dim]no[/]"
        table.add_row(host.title, host.name, found, _standing(host), _shortened(host.locate()))
    console = Console(highlight=False)
    console.print(table)
    console.print("\nnemo-video-mcp install NAME puts the server in, --uninstall takes it out.")


def _shortened(path: Path) -> str:
    home = Path.home()
    return str(Path("~") / path.relative_to(home)) if path.is_relative_to(home) else str(path)


def _standing(host: Host) -> str:
    try:
        return "installed" if read_entry(host) else "[dim]–[/]"
    except VideoError:
        return "[red]unreadable[/]"


def _plan(host: Host, wishes: InstallWishes) -> Edit:
    if wishes.uninstall:
        return remove_server(host)
    env = read_env(read_entry(host) or {}) | _read_assignments(wishes.env)
    read_settings(env)
    return add_server(host, entry_of_this_install({name: value for name, value in env.items() if value}))


def _read_assignments(assignments: tuple[str, ...]) -> dict[str, str]:
    """The settings that are asked for.

    Raises:
        InvalidArgument: One is not `NAME=VALUE`.
    """
    env: dict[str, str] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or not name.strip():
            raise InvalidArgument(f'"{assignment}" is no setting.', advice="Write --env NAME=VALUE.")
        env[name.strip()] = value
    return env
