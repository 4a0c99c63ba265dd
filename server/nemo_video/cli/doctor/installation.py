"""The program itself, its settings and its folders."""

import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from nemo_video import __version__
from nemo_video.cli.doctor.finding import Finding, failed, warned
from nemo_video.cli.install.entry import meant_setting
from nemo_video.errors import VideoError
from nemo_video.settings import SettingDescription, Settings, describe_settings, is_unset, read_settings

_MASKED = "••••"


def examine_program() -> Finding:
    """Which version runs on which Python."""
    words = (
        f"nemo-video-mcp {__version__}, mcp {version('mcp')}, Python {platform.python_version()} "
        f"on {platform.system()} ({sys.executable})"
    )
    return Finding("program", words)


def examine_settings(environment: Mapping[str, str]) -> tuple[Settings | None, list[Finding]]:
    """The settings, and each one that the environment sets, secrets masked."""
    try:
        settings = read_settings(environment)
    except VideoError as error:
        return None, [failed("settings", error.message, error.advice)]
    described = describe_settings()
    names = [setting.name for setting in described]
    given = [setting for setting in described if not is_unset(environment.get(setting.name, ""))]
    unknown = sorted(name for name in environment if name.startswith("NEMO_") and name not in names)
    others = "the others are" if given else "all are"
    return settings, [
        *(Finding("settings", _tell(setting, environment[setting.name])) for setting in given),
        Finding("settings", f"{others} at their defaults; nemo-video-mcp serve --help lists them"),
        *(_question(name) for name in unknown),
    ]


def _question(name: str) -> Finding:
    words = f"{name} is set, and no setting has that name."
    return warned("settings", words, f"Did you mean {meant_setting(name)}?")


def _tell(setting: SettingDescription, value: str) -> str:
    shown = _MASKED if setting.is_secret else value
    return f"{setting.name} = {shown} (environment). {setting.meaning}"


def examine_folders(settings: Settings) -> Iterator[Finding]:
    """Whether videos and the ledger can be written, and uploads be read. It blocks."""
    yield _writable("videos", settings.output_dir, "NEMO_OUTPUT_DIR")
    yield _writable("state", settings.state_dir, "NEMO_STATE_DIR")
    for folder in settings.upload_dirs:
        if os.access(folder, os.R_OK | os.X_OK) and folder.is_dir():
            yield Finding("uploads", f"files may come from {folder}")
        else:
            remedy = "Make the folder, or name another one in NEMO_UPLOAD_DIRS."
            yield warned("uploads", f"{folder} is no folder that can be read", remedy)


def _writable(subject: str, folder: Path, setting: str) -> Finding:
    """A folder that is not there yet is made at its first use: then its nearest ancestor counts."""
    try:
        nearest = next((path for path in (folder, *folder.parents) if path.exists()), folder)
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        reason = error.strerror or "the disk refused"
        remedy = f"Make it writable, or set {setting} to a folder that is."
        return failed(subject, f"{folder} cannot be written: {reason.lower()}", remedy)
    note = "" if nearest == folder else " (will be made)"
    return Finding(subject, f"{folder} can be written{note}")
