"""Disks that fill up, turn read-only or are emptied under way: real file systems of a server of its own."""

import shutil
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters

from homes import COMMAND, clean_environment
from hosts import error_of, facts_of, text_of

LIMIT_S = 60
SIZE = "12m"
_MOUNT = (
    f'mount -t tmpfs -o size={SIZE} none "$1" && mount -t tmpfs -o size={SIZE} none "$2" '
    '&& echo $$ >"$3" && shift 3 && exec "$@"'
)
"""Mounts of a namespace of its own, which ends with the server; nobody needs to be root for it."""

_CAN_MOUNT = ["unshare", "--user", "--map-root-user", "--mount", "true"]


def can_mount() -> bool:
    """Whether this machine lets its users have file systems of their own."""
    if shutil.which("unshare") is None or shutil.which("nsenter") is None:
        return False
    return subprocess.run(_CAN_MOUNT, check=False, capture_output=True, timeout=LIMIT_S).returncode == 0


pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.skipif(not can_mount(), reason="needs Linux and file systems of one's own (user namespaces)"),
]


@dataclass(frozen=True)
class Disk:
    """A small file system that only the server sees.

    Attributes:
        path: Where the server has it.
        server: Number of the server's process.
    """

    path: Path
    server: int

    @property
    def seen_from_here(self) -> Path:
        """The same, through the server's eyes."""
        return Path(f"/proc/{self.server}/root{self.path}")

    def fill(self) -> None:
        """Leave no byte free."""
        with (self.seen_from_here / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError):
            while filler.write(bytes(4096)):
                pass

    def free(self) -> None:
        """As it was before."""
        (self.seen_from_here / "filler").unlink()

    def remount(self, mode: str) -> None:
        """Make it `ro` or `rw`."""
        enter = ["nsenter", "-t", str(self.server), "--user", "--mount", "--preserve-credentials"]
        subprocess.run(
            [*enter, "mount", "-o", f"remount,{mode}", str(self.path)], check=True, timeout=LIMIT_S
        )


@asynccontextmanager
async def server_on_disks(home: Path) -> AsyncGenerator[tuple[Client, Disk, Disk]]:
    """A host, and the disks of the state and of the videos."""
    state, videos, pid = home / "state", home / "videos", home / "pid"
    state.mkdir()
    videos.mkdir()
    command = [*_CAN_MOUNT[:-1], "sh", "-c", _MOUNT, "sh", str(state), str(videos), str(pid), str(COMMAND)]
    environment = clean_environment(home, NEMO_STATE_DIR=str(state), NEMO_OUTPUT_DIR=str(videos))
    server = StdioServerParameters(command=command[0], args=command[1:], env=environment)
    async with Client(server, read_timeout_seconds=LIMIT_S) as host:
        process = int(await anyio.Path(pid).read_text())
        yield host, Disk(state, process), Disk(videos, process)


async def test_what_a_disk_refuses_is_told_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    async with server_on_disks(tmp_path) as (host, state, videos):
        scene = {"prompt": "a 1 second snowy night in 360p", "aspect_ratio": "1:1", "wait_s": LIMIT_S}
        facts_of(await host.call_tool("generate", scene))

        state.fill()
        refused = await host.call_tool("generate", {"prompt": "add the title 'Hush'", "wait_s": LIMIT_S})
        assert "The studio's disk is full." in text_of(refused)
        assert error_of(refused)["code"] == 507
        assert error_of(refused)["advice"] == "Free some space on this machine's disk, then call again."
        state.free()
        titled = await host.call_tool("generate", {"prompt": "add the title 'Hush'", "wait_s": LIMIT_S})
        assert facts_of(titled)["changes"]
        assert "forgotten when the server stops" in text_of(await host.call_tool("state", {}))

        for break_disk, mend_disk in (
            (videos.fill, videos.free),
            (lambda: videos.remount("ro"), lambda: videos.remount("rw")),
        ):
            break_disk()
            refused = await host.call_tool("export", {"quality": "low"})
            assert error_of(refused)["code"] == "disk"
            mend_disk()
        shutil.rmtree(state.seen_from_here, ignore_errors=True)  # all but the mount itself
        saved = facts_of(await host.call_tool("export", {"quality": "low", "wait_s": LIMIT_S}))
        assert saved["status"] == "completed"
        assert (videos.seen_from_here / Path(saved["path"]).name).stat().st_size == saved["bytes"]
