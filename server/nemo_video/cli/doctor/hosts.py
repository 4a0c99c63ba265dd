"""The hosts on this machine: whether the server is in their configuration and can be started from there."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nemo_video.cli.doctor.finding import Finding, failed, warned
from nemo_video.cli.install.configuration import read_entry
from nemo_video.cli.install.entry import meant_setting, read_env
from nemo_video.cli.install.hosts import HOSTS, Host
from nemo_video.errors import VideoError
from nemo_video.settings import read_settings


def examine_hosts() -> Iterator[Finding]:
    """Each host that is found."""
    found = [host for host in HOSTS if host.is_found()]
    if not found:
        yield warned(
            "hosts", "no AI host was found here", "nemo-video-mcp install lists those that can be set up."
        )
    for host in found:
        yield _examine(host)


def _examine(host: Host) -> Finding:
    again = f"nemo-video-mcp install {host.name}"
    try:
        entry = read_entry(host)
    except VideoError as error:
        return failed("hosts", error.message, error.advice)
    if entry is None:
        return Finding("hosts", f"{host.title} is here, without this server; {again} puts it in")
    if problem := _find_wrong_command(entry):
        return failed("hosts", _would_not_start(host, problem), f"{again} writes it anew.")
    if problem := _find_wrong_setting(entry):
        return failed("hosts", _would_not_start(host, problem), f"Correct it in {host.locate()}.")
    for name in read_env(entry):
        if meant := meant_setting(name):
            words = f"{host.title} sets {name}, and no setting has that name."
            return warned("hosts", words, f"Did you mean {meant}? Correct it in {host.locate()}.")
    command = entry["command"]
    if not Path(command).is_absolute():
        words = f"{host.title} starts {command}, and hosts often have another PATH than a terminal."
        return warned("hosts", words, f"If it is not found there: {again} writes the absolute path.")
    return Finding("hosts", f"{host.title} starts {command}")


def _would_not_start(host: Host, problem: str) -> str:
    return f"{host.title} would not start the server: {problem}"


def _find_wrong_command(entry: dict[str, Any]) -> str | None:
    command: object = entry.get("command")
    if not isinstance(command, str) or not command:
        return "its entry names no command."
    if shutil.which(command) is None:
        return f"{command} is not there or cannot be run."
    return None


def _find_wrong_setting(entry: dict[str, Any]) -> str | None:
    try:
        read_settings(read_env(entry))
    except VideoError as error:
        return error.message
    return None
