"""The command `install`: what it says and what it does."""

import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from nemo_video.cli.install.configuration import (
    Edit,
    add_server,
    read_entry,
    remove_server,
    write_edit,
)
from nemo_video.cli.install.entry import entry_of_this_install, is_short_lived, meant_setting, read_env
from nemo_video.cli.install.hosts import HOSTS, Host, WrongUse, find_host
from nemo_video.errors import InvalidArgument, VideoError
from nemo_video.settings import read_settings

_MARGIN = 2


@dataclass(frozen=True)
class InstallWishes:
    """What was asked for: settings as `NAME=VALUE`, whether only to show, whether to take out."""

    env: tuple[str, ...] = ()
    show: bool = False
    uninstall: bool = False


def run_install(name: str, wishes: InstallWishes) -> None:
    """Put the server into a host, or take it out; settings that it was given before stay.

    Raises:
        WrongUse: The host or a setting is not known.
        InvalidArgument: The file is not what its host would read.
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
    console.print(f"It is gone once {host.title} starts again." if wishes.uninstall else host.restart)
    if not wishes.uninstall and is_short_lived():
        console.print(
            "It starts faster once installed for good: uv tool install nemo-video-mcp, then this again."
        )


def list_hosts() -> None:
    """Show which hosts are here, whether the server is in them, and which file of each would be changed.

    Where the paths have no room beside the names, those of the hosts that are here stand below them.
    """
    console = Console(highlight=False, soft_wrap=True)
    names = _width([host.name for host in HOSTS])
    titles = _width([host.title for host in HOSTS])
    standings = _width(["installed", "unreadable"])
    paths = [_shortened(host.locate()) for host in HOSTS]
    is_wide = console.width >= names + titles + standings + max(map(len, paths))
    for host, path in zip(HOSTS, paths, strict=True):
        standing = _standing(host)
        known = f"{host.name:{names}}{host.title:{titles}}{_coloured(standing, standings)}"
        if is_wide:
            console.print(f"{known}[dim]{path}[/]")
            continue
        console.print(known.rstrip())
        if standing != _ABSENT:
            console.print(f"{'':{_MARGIN}}[dim]{path}[/]")
    console.print("\nnemo-video-mcp install NAME puts the server in,\n--uninstall takes it out.")


def _width(words: list[str]) -> int:
    return max(map(len, words)) + _MARGIN


def _shortened(path: Path) -> str:
    home = Path.home()
    return str(Path("~") / path.relative_to(home)) if path.is_relative_to(home) else str(path)


_ABSENT = "–"
_COLOURS = {"installed": "green", "unreadable": "red", "found": "default", _ABSENT: "dim"}


def _standing(host: Host) -> str:
    try:
        if read_entry(host) is not None:
            return "installed"
    except VideoError:
        return "unreadable"
    return "found" if host.is_found() else _ABSENT


def _coloured(standing: str, width: int) -> str:
    return f"[{_COLOURS[standing]}]{standing}[/]{'':{width - len(standing)}}"


def _plan(host: Host, wishes: InstallWishes) -> Edit:
    if wishes.uninstall:
        return remove_server(host)
    before = read_env(read_entry(host) or {})
    asked = _read_assignments(wishes.env)
    for name in asked.keys() - before.keys():  # one that is there may be taken out, whatever its name
        _check_name(name)
    env = before | asked
    try:
        read_settings(env)
    except InvalidArgument as error:
        raise WrongUse(error.message, advice=error.advice) from error
    return add_server(host, entry_of_this_install({name: value for name, value in env.items() if value}))


def _read_assignments(assignments: tuple[str, ...]) -> dict[str, str]:
    """The settings that are asked for.

    Raises:
        WrongUse: One is not `NAME=VALUE`.
    """
    env: dict[str, str] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or not name.strip():
            raise WrongUse(f'"{assignment}" is no setting.', advice="Write --env NAME=VALUE.")
        env[name.strip()] = value
    return env


def _check_name(name: str) -> None:
    """Refuse the name of a setting with a slip in it.

    Raises:
        WrongUse: It is no setting, but meant as one.
    """
    if meant := meant_setting(name):
        raise WrongUse(f"{name} is no setting.", advice=f"Did you mean {meant}?")
