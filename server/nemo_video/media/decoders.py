"""The processes that decode for this one: started when first needed, kept warm, ended when they misbehave.

There is one set of them in a server, so however many files come at once, no more than `MOST_AT_ONCE` are
open in FFmpeg or Pillow. Everything here blocks; callers wait in worker threads, under `decoder_limiter`.
"""

import atexit
import json
import os
import queue
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar

import nemo_video
from nemo_video.errors import BackendRefusal, DiskFailure, InvalidArgument, NotAllowed, NotFound, VideoError
from nemo_video.media.broken import UNSUPPORTED, BrokenMedia
from nemo_video.media.facts import Cancelled
from nemo_video.media.files import open_file

MOST_AT_ONCE: Final = 2
"""Two, so that a look at a picture need not wait for the proof of an hour of film."""

PROCESS_MODULE: Final = "nemo_video.media.decoder_process"

MEMORY_LIMIT_BYTES: Final = 1536 * 1024**2
"""Of addresses, where the system counts those: 8K film and the largest picture that is taken fit in it."""

SILENCE_LIMIT_S: Final = 60.0
"""The most between two answers of a decoder."""

CALL_LIMIT_S: Final = 3600.0
"""The most that a call may take which tells of its progress; as long as a render."""

_MAX_LINE_BYTES: Final = 64 * 1024**2
_KEPT_VARIABLES: Final = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL")
_KEPT_PREFIXES: Final = ("PYTHON", "LD_", "DYLD_")

_ERRORS: Final[dict[str, type[VideoError]]] = {
    kind.__name__: kind for kind in (DiskFailure, InvalidArgument, NotAllowed, NotFound)
}

Json = dict[str, Any]


class TooDemanding(BackendRefusal):
    """A file that takes more memory or time to decode than it may, or that ends its decoder."""

    def __init__(self, message: str) -> None:
        advice = "Make it smaller or convert it to a plainer format, then try again."
        super().__init__(UNSUPPORTED, message=message, advice=advice)


_LIMITER: RunVar[CapacityLimiter] = RunVar("decoders")


def decoder_limiter() -> CapacityLimiter:
    """The limiter of the threads that wait for a decoder, so that they leave threads to others."""
    try:
        return _LIMITER.get()
    except LookupError:
        _LIMITER.set(limiter := CapacityLimiter(2 * MOST_AT_ONCE))
        return limiter


class Decoder:
    """One decoding process."""

    def __init__(self, memory_limit_bytes: int = MEMORY_LIMIT_BYTES) -> None:
        """Start it.

        Raises:
            DiskFailure: It cannot be started.
        """
        pipe = subprocess.PIPE
        try:
            # -P: the folder that the server was started in is no place to import from.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", PROCESS_MODULE, str(memory_limit_bytes)],
                stdin=pipe,
                stdout=pipe,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as error:
            raise DiskFailure(f"A decoder could not be started: {error.strerror}.") from error
        self.is_spent = False
        """Whether it has ended, or should be."""

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether somebody ended it while it had nothing to do."""
        return self._process.poll() is not None

    def ask(
        self,
        call: Json,
        name: str,
        *,
        on_progress: Callable[[float], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> Any:
        """Have one call answered.

        Raises:
            Cancelled: `is_cancelled` said so; the process is ended.
            TooDemanding: It needs more memory or time than there may be, or made the process end.
            VideoError: What the call raised.
            RuntimeError: A defect of ours, with its trace.
        """
        deadline = time.monotonic() + CALL_LIMIT_S
        self.is_spent = True  # unless it comes to its end
        self._send(call)
        while "progress" in (answer := self._hear(name, deadline)):
            if is_cancelled is not None and is_cancelled():
                raise Cancelled
            if on_progress is not None:
                on_progress(float(answer["progress"]))
        if "error" in answer:
            raise self._error(answer["error"], name)
        self.is_spent = bool(answer["retires"])
        return answer["result"]

    def end(self) -> None:
        """End the process at once: it holds nothing that anybody needs."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            with suppress(OSError):
                pipe.close()
        self._process.wait()

    def _send(self, call: Json) -> None:
        assert self._process.stdin
        # A process that has ended takes nothing, and then says nothing either.
        with suppress(OSError):
            self._process.stdin.write(json.dumps(call, default=_as_text).encode() + b"\n")
            self._process.stdin.flush()

    def _hear(self, name: str, deadline: float) -> Json:
        assert self._process.stdout
        limit_s = max(0.0, min(SILENCE_LIMIT_S, deadline - time.monotonic()))
        watch = threading.Timer(limit_s, self._process.kill)
        watch.daemon = True
        watch.start()
        line = self._process.stdout.readline(_MAX_LINE_BYTES)
        is_late = not watch.is_alive()
        watch.cancel()
        if line.endswith(b"\n"):
            return json.loads(line)
        if is_late:
            raise TooDemanding(f"{name} takes too long to decode, so it was given up.")
        raise TooDemanding(f"{name} made the decoder fail: it is damaged, or far too large.")

    def _error(self, told: Json, name: str) -> VideoError:
        if told["kind"] == "MemoryError":
            return TooDemanding(f"{name} takes more memory to decode than a file may, so it was given up.")
        if told["kind"] == "defect":
            raise RuntimeError(told["message"])
        self.is_spent = False
        return _error_of(told)


def _as_text(value: object) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    raise TypeError(value)


def _error_of(told: Json) -> VideoError:
    """The error that a decoder tells, as one of this process."""
    kind, message, advice = told["kind"], str(told["message"]), str(told["advice"])
    if kind == BrokenMedia.__name__:
        return BrokenMedia.repeat(message, told["at_s"])
    if kind in _ERRORS:
        return _ERRORS[kind](message, advice=advice)
    return BackendRefusal(UNSUPPORTED, message=message, advice=advice)


def _environment() -> dict[str, str]:
    """Of a decoder: nothing of ours that is secret, and our packages wherever they lie."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _KEPT_VARIABLES or name.startswith(_KEPT_PREFIXES)
    }
    source = str(Path(nemo_video.__file__).parents[1])
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, (source, kept.get("PYTHONPATH"))))
    # glibc sets apart 64 MB of addresses for each thread, which the limit of memory would count.
    return kept | {"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class _Decoders:
    """The decoders of this process."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._idle: queue.SimpleQueue[Decoder] = queue.SimpleQueue()

    @contextmanager
    def borrow(self) -> Generator[Decoder]:
        """A decoder that nobody else asks meanwhile."""
        with self._places:  # whoever holds a place is bound by the limits of a call
            decoder = self._take()
            try:
                yield decoder
            finally:
                if decoder.is_spent:
                    decoder.end()
                else:
                    self._idle.put(decoder)

    def end(self) -> None:
        """End those that wait; one that is at work ends with the pipe to this process."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().end()

    def forget(self) -> None:
        """In a forked process: those that wait are its parent's."""
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._idle = queue.SimpleQueue()

    def _take(self) -> Decoder:
        with suppress(queue.Empty):
            while (decoder := self._idle.get_nowait()).has_ended:
                decoder.end()
            return decoder
        return Decoder()


_DECODERS: Final = _Decoders()
atexit.register(_DECODERS.end)
if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_DECODERS.forget)


def decode(
    call: str,
    path: Path | None = None,
    *,
    on_progress: Callable[[float], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    **arguments: object,
) -> Any:
    """Have a call answered by a decoder, and wait for one to be free.

    Args:
        call: One that `decoder_process` knows.
        path: The file that it is about, if any.
        on_progress: Hears the share that is done.
        is_cancelled: Asked as often.
        **arguments: Of the call.

    Raises:
        VideoError: As `Decoder.ask` does.
        Cancelled: As `Decoder.ask` does.
    """
    if path is not None:
        open_file(path).close()  # what the disk says of it is told from here
    told = {"call": call, "path": None if path is None else str(path.absolute()), **arguments}
    name = "The picture" if path is None else path.name
    with _DECODERS.borrow() as decoder:
        return decoder.ask(told, name, on_progress=on_progress, is_cancelled=is_cancelled)
