"""Media are decoded in processes of their own: what one does to its decoder is told, and hurts no other."""

import os
import select
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from nemo_video.errors import BackendRefusal, VideoError
from nemo_video.media import TooDemanding, contact_sheet, decoders, fit_frames, probe
from nemo_video.media.decoder_process import peak_bytes
from nemo_video.media.decoders import MOST_AT_ONCE, Decoder

pytestmark = pytest.mark.slow

LARGE = 8192
only_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def large_png(path: Path) -> Path:
    """A picture of 67 million pixels in 260 kB."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    rows = zlib.compressobj(1)
    body = b"".join(rows.compress(bytes(LARGE * 4 + 1)) for _ in range(LARGE)) + rows.flush()
    head = LARGE.to_bytes(4, "big") * 2 + b"\x08\x06\0\0\0"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b""))
    return path


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return large_png(tmp_path_factory.mktemp("large") / "large.png")


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    decoder = Decoder(memory_limit_bytes=450 * 1024**2)
    yield decoder
    decoder.end()


def look(decoder: Decoder, path: Path) -> object:
    shape = {"width": 100, "max_bytes": 100_000}
    return decoder.ask({"call": "contact_sheet", "path": str(path), **shape}, path.name)


def ended(decoder: Decoder, path: Path) -> VideoError:
    """Asks for a look that ends the decoder."""
    with pytest.raises(TooDemanding) as told:
        look(decoder, path)
    assert decoder.is_spent
    return told.value


@only_linux
def test_a_file_that_needs_more_memory_than_it_may_have_is_told(decoder: Decoder, large: Path) -> None:
    error = ended(decoder, large)
    assert error.message == "large.png takes more memory to decode than a file may, so it was given up."
    assert error.advice.startswith("Make it smaller")


def test_a_file_that_takes_too_long_is_given_up(
    decoder: Decoder, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoders, "SILENCE_LIMIT_S", 0.01)
    assert ended(decoder, large).message == "large.png takes too long to decode, so it was given up."


def test_a_file_that_ends_its_decoder_hurts_no_other(decoder: Decoder, large: Path) -> None:
    os.kill(decoder.pid, signal.SIGTERM)
    assert ended(decoder, large).message.startswith("large.png made the decoder fail")
    assert probe(large).width == LARGE


def _children() -> dict[int, int]:
    """Decoders of this process, and the most memory that each has held, in kB."""
    found: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
            if int(status["PPid"]) == os.getpid() and b"decoder_process" in (folder / "cmdline").read_bytes():
                found[int(folder.name)] = int(status["VmHWM"].split()[0])
        except (OSError, KeyError):
            continue  # it has just ended
    return found


@only_linux
def test_pictures_that_unpack_to_much_are_decoded_two_at_a_time_and_elsewhere(large: Path) -> None:
    before = peak_bytes()
    seen: dict[int, int] = {}
    most = 0
    threads = [Thread(target=contact_sheet, args=(large,), daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        threads[-1].join(0.1)
        now = _children()
        most, seen = max(most, len(now)), seen | now
    assert most == MOST_AT_ONCE
    assert max(seen.values()) < 800_000
    assert peak_bytes() - before < 50_000_000


@only_linux
def test_a_decoder_is_told_none_of_our_secrets_and_ends_with_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "sk-secret")
    words = (
        "import os, signal; from nemo_video.media.decoders import Decoder; d = Decoder(); "
        "print(d.pid, b'sk-secret' in open(f'/proc/{d.pid}/environ', 'rb').read(), flush=True); "
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    out = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False).stdout
    pid, has_secret = out.split()
    assert has_secret == "False"
    with suppress(ProcessLookupError):
        ending = os.pidfd_open(int(pid))
        assert select.select([ending], [], [], 60)[0]
        os.close(ending)


def test_a_watch_ends_a_decoder_where_the_system_has_no_limit() -> None:
    words = "from nemo_video.media.decoder_process import watch_memory; watch_memory(1 << 20)"
    assert subprocess.run([sys.executable, "-c", words], check=False).returncode == 1


def test_a_picture_of_a_backend_that_is_none_is_refused() -> None:
    with pytest.raises(BackendRefusal, match="A picture of the backend cannot be decoded at all"):
        fit_frames([b"GIF89a"], [0], 10_000)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no forks")
def test_a_forked_process_leaves_its_parents_decoders_alone(large: Path) -> None:
    words = (
        "import os, sys; from pathlib import Path; from nemo_video.media import probe; "
        "probe(path := Path(sys.argv[1])); child = os.fork(); wide = probe(path).width; "
        "os._exit(wide != 8192) if not child else print(wide, os.waitpid(child, 0)[1])"
    )
    command = [sys.executable, "-c", words, str(large)]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stdout == "8192 0\n"
