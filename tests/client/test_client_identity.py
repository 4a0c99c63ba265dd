"""The client id: kept in one plain file, made once, also when several processes start together."""

import stat
import sys
import uuid
from pathlib import Path

import anyio
import pytest

from nemo_video.client import read_client_id
from nemo_video.errors import DiskFailure, InvalidArgument
from nemo_video.settings import read_settings


@pytest.fixture(autouse=True)
def kept_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the id is kept: a config folder that nothing has made yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(tmp_path))
    return read_settings({}).config_dir / "client_id"


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)


def test_an_id_is_made_once_and_kept_as_a_plain_uuid(kept_at: Path) -> None:
    made = anyio.run(read_client_id, read_settings({}))
    assert kept_at.read_text() == made == str(uuid.UUID(made))
    assert anyio.run(read_client_id, read_settings({})) == made
    assert sys.platform == "win32" or stat.S_IMODE(kept_at.stat().st_mode) == 0o600
    assert [path.name for path in kept_at.parent.iterdir()] == ["client_id"]


A_UUID = "6f7f5f0e-5a53-4a7e-9d8f-0c1b2a394857"
KNOWN = [A_UUID, A_UUID.upper(), "anon_7", "my mac", "x" * 64]


@pytest.mark.parametrize("written", ["{id}", "{id}\n", "\ufeff{id}", "  {id}\r\n"])
@pytest.mark.parametrize("known", KNOWN)
def test_a_client_id_of_any_form_is_used_and_its_file_is_never_overwritten(
    kept_at: Path, written: str, known: str
) -> None:
    write(kept_at, written.format(id=known).encode())
    assert anyio.run(read_client_id, read_settings({})) == known
    assert kept_at.read_bytes() == written.format(id=known).encode()


@pytest.mark.parametrize("written", [b"\xff\xfe\x00", b"x" * 65, "编号".encode(), b"two\nlines"])
def test_a_client_id_file_that_holds_no_id_is_never_overwritten_and_one_that_is_always_the_same_stands_in(
    kept_at: Path, written: bytes
) -> None:
    write(kept_at, written)
    made = anyio.run(read_client_id, read_settings({}))
    assert made == str(uuid.UUID(made)) == anyio.run(read_client_id, read_settings({}))
    assert kept_at.read_bytes() == written


def test_an_empty_file_gets_an_id(kept_at: Path) -> None:
    write(kept_at, b" \n")
    made = anyio.run(read_client_id, read_settings({}))
    assert kept_at.read_text() == made == str(uuid.UUID(made))


def test_an_id_from_the_environment_wins(kept_at: Path) -> None:
    assert anyio.run(read_client_id, read_settings({"NEMO_CLIENT_ID": "my-id"})) == "my-id"
    assert not kept_at.exists()


@pytest.mark.anyio
@pytest.mark.parametrize("client_id", ["a\r\nX-Evil: 1", "编号", "x" * 65])
async def test_an_id_that_no_header_can_carry_is_refused(client_id: str) -> None:
    with pytest.raises(InvalidArgument):
        await read_client_id(read_settings({"NEMO_CLIENT_ID": client_id}))


@pytest.mark.anyio
async def test_starters_at_the_same_moment_agree_on_one_id() -> None:
    ids: set[str] = set()

    async def start() -> None:
        ids.add(await read_client_id(read_settings({})))

    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(start)
    assert len(ids) == 1


def test_a_folder_that_cannot_be_written_is_told(kept_at: Path) -> None:
    kept_at.parent.parent.mkdir(parents=True, exist_ok=True)
    kept_at.parent.write_text("a file where the folder should be")
    with pytest.raises(DiskFailure, match="client id") as caught:
        anyio.run(read_client_id, read_settings({}))
    assert "NEMO_CLIENT_ID" in caught.value.advice
