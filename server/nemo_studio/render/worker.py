"""The worker process: one render, described on standard input, told on standard output.

It reads a pickle of `(composition, output, format, kept)` from its parent, the last being where rendered
parts are kept, and writes lines: a fraction of the work done, or `error: …`. A process of its own keeps the
event loop free and can be ended at once. It ends with its parent, which holds standard input open as long
as it lives: what an orphan went on to write would appear after the next process had cleaned up.
"""

import os
import pickle
import sys
import threading

from nemo_studio.render import render
from nemo_video.errors import VideoError


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # not through the buffer, whose lock the interpreter needs at its end
    os._exit(1)


def main() -> int:
    """Render once; the exit status is 0 when the file is there."""
    composition, output, file_format, kept = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()
    try:
        render(
            composition,
            output,
            file_format,
            on_progress=lambda done: _tell(f"{done:.4f}"),
            is_cancelled=lambda: False,
            kept=kept,
        )
    except VideoError as error:
        _tell(f"error: {error.message}".replace("\n", " "))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
