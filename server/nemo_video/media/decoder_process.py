"""The process that decodes: calls come as lines of JSON on standard input, answers go out the same way.

FFmpeg and Pillow read what strangers made, so they run here and not in the server: with a limit of memory,
without the server's environment, and where it can be ended at once. What comes back is data (never pickles):
a decoder that a file took over can say wrong things, and run nothing in the server.
"""

import json
import os
import queue
import sys
import threading
import time
import traceback
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

from nemo_video.errors import VideoError
from nemo_video.media.facts import Expected, Margins, Screen, ShownText
from nemo_video.media.frames import fit_frames, take_frames
from nemo_video.media.opening import read_info
from nemo_video.media.picture_files import encode_png
from nemo_video.media.proof import prove_file
from nemo_video.media.sheet import draw_sheet, lay_out_sheet, take_sheet

_RETIRE_BYTES: Final = 512 * 1024**2
"""A process that once held more may never give it back, so another takes its place."""

_PROGRESS_PAUSE_S: Final = 0.1
_WATCH_PAUSE_S: Final = 0.05

Json = dict[str, Any]


def main() -> None:
    """Answer calls until standard input ends, which it does with the server; the argument is our memory."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    calls: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_hear, args=(calls,), name="calls", daemon=True).start()
    limit_memory(int(sys.argv[1]))
    while True:
        call = json.loads(calls.get())
        _tell(answers, _answer(call, lambda done: _tell(answers, {"progress": done})))


def limit_memory(max_bytes: int) -> None:
    """Let this process hold no more: by the system where it can, else by a watch that ends the process."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (max_bytes, max_bytes))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # a decoder has nothing to write
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    else:
        threading.Thread(target=watch_memory, args=(max_bytes,), name="memory", daemon=True).start()


def watch_memory(max_bytes: int) -> None:
    """End this process when it has held more. macOS has such a limit and does not keep to it."""
    while peak_bytes() <= max_bytes:
        time.sleep(_WATCH_PAUSE_S)
    os._exit(1)


def peak_bytes() -> int:
    """The most memory that this process has held."""
    if sys.platform == "win32":
        return _peak_on_windows()
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _peak_on_windows() -> int:
    """`PROCESS_MEMORY_COUNTERS.PeakWorkingSetSize`, the third of its fields."""
    import ctypes

    counters = (ctypes.c_size_t * 16)()
    kernel = ctypes.windll.kernel32  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue, reportUnknownVariableType] - ctypes has it on Windows alone
    kernel.K32GetProcessMemoryInfo(ctypes.c_void_p(-1), counters, 72)  # pyright: ignore[reportUnknownMemberType] - the same
    return counters[1]


def _hear(calls: "queue.SimpleQueue[bytes]") -> None:
    """Pass on what is asked. With the end of the server this process ends too, whatever it is busy with."""
    for line in sys.stdin.buffer:
        calls.put(line)
    os._exit(0)


def _tell(answers: IO[bytes], answer: Json) -> None:
    answers.write(json.dumps(answer, default=_as_text).encode() + b"\n")
    answers.flush()


def _as_text(value: object) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    raise TypeError(value)


def _answer(call: Json, on_progress: Callable[[float], None]) -> Json:
    try:
        result = _CALLS[call["call"]](call, on_progress)
    except VideoError as error:
        return _error(error)
    except MemoryError:
        return {"error": {"kind": "MemoryError"}}
    except Exception:  # noqa: BLE001 - a defect of ours, which the caller raises where it is logged
        return {"error": {"kind": "defect", "message": traceback.format_exc()}}
    return {"result": result, "retires": peak_bytes() > _RETIRE_BYTES}


def _error(error: VideoError) -> Json:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError):
            return {"error": {"kind": "MemoryError"}}
        cause = cause.__cause__
    told = {
        "kind": type(error).__name__,
        "code": error.code,
        "message": error.message,
        "advice": error.advice,
    }
    return {"error": {**told, "at_s": getattr(error, "at_s", None)}}


def _probe(call: Json, _: Callable[[float], None]) -> Json:
    return asdict(read_info(Path(call["path"])))


def _prove(call: Json, on_progress: Callable[[float], None]) -> Json:
    return asdict(prove_file(Path(call["path"]), _expected(call["expected"]), _now_and_then(on_progress)))


def _expected(told: Json) -> Expected:
    """By hand: to load pydantic takes as long as to load all else that is needed here."""
    screen: Json | None = told["screen"]
    return Expected(
        tuple(ShownText(**each) for each in told["texts"]),
        tuple(told["borders_s"]),
        Screen(screen["shape"], Margins(**screen["covered"])) if screen else None,
    )


def _now_and_then(on_progress: Callable[[float], None]) -> Callable[[float], None]:
    """A film has too many frames to tell of each."""
    told_at = 0.0

    def tell(done: float) -> None:
        nonlocal told_at
        if done == 1.0 or time.monotonic() - told_at >= _PROGRESS_PAUSE_S:
            told_at = time.monotonic()
            on_progress(done)

    return tell


def _frames_at(call: Json, _: Callable[[float], None]) -> list[Json]:
    frames = take_frames(Path(call["path"]), call["at_s"], call["max_width"], call["max_bytes"])
    return [asdict(frame) for frame in frames]


def _contact_sheet(call: Json, _: Callable[[float], None]) -> Json:
    return asdict(take_sheet(Path(call["path"]), call["width"], call["max_bytes"]))


def _contact_sheet_png(call: Json, _: Callable[[float], None]) -> bytes:
    return encode_png(draw_sheet(Path(call["path"]), call["width"]))


def _fit_frames(call: Json, _: Callable[[float], None]) -> list[Json]:
    return [asdict(frame) for frame in fit_frames(_jpegs(call), call["at_s"], call["max_bytes"])]


def _sheet_of(call: Json, _: Callable[[float], None]) -> Json:
    return asdict(lay_out_sheet(_jpegs(call), call["at_s"], call["labels"], call["max_bytes"]))


def _jpegs(call: Json) -> list[bytes]:
    return [b64decode(jpeg) for jpeg in call["jpegs"]]


_CALLS: Final[dict[str, Callable[[Json, Callable[[float], None]], Any]]] = {
    "probe": _probe,
    "prove": _prove,
    "frames_at": _frames_at,
    "contact_sheet": _contact_sheet,
    "contact_sheet_png": _contact_sheet_png,
    "fit_frames": _fit_frames,
    "sheet_of": _sheet_of,
}

if __name__ == "__main__":
    main()
