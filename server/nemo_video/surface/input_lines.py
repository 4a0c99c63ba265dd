"""The lines of standard input, none of them longer than a message may be.

The SDK reads a line of any length and makes values of all of it: a list of 50 MB took two gigabytes.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import Final

import anyio

from nemo_video.surface.sdk import rebind_std_handle_to_fd

MAX_LINE_CHARS: Final = 4 * 1024 * 1024
"""As the bodies over HTTP; the longest prompt has ten thousand."""

CUT: Final = "\0"
"""Stands where a line was cut: no JSON has it, so nobody takes what is left for the message."""

_KEPT_CHARS: Final = 1000
"""Of its begin and its end: clients write the id of a request at one of them."""

_STANDARD_INPUT: Final = 0


class BoundedLines(TextIOWrapper):
    """Text of which a line that is too long is read, and its middle left out."""

    def readline(self, size: int = -1, /) -> str:
        """The next line, of any size that a message may have; what is asked for is a whole one."""
        del size
        line = super().readline(MAX_LINE_CHARS)
        if len(line) < MAX_LINE_CHARS or line.endswith("\n"):
            return line
        begin, end = line[:_KEPT_CHARS], line[-_KEPT_CHARS:]
        while not end.endswith("\n") and (more := super().readline(MAX_LINE_CHARS)):
            end = (end + more)[-_KEPT_CHARS:]
        return f"{begin}{CUT}{end}"

    def close(self) -> None:
        """Let go of the text and leave the descriptor: a thread may still wait on it."""
        self.detach()


@contextmanager
def bounded_lines() -> Generator[anyio.AsyncFile[str]]:
    """Standard input for the server alone; what it starts meanwhile reads nothing there."""
    own = os.dup(_STANDARD_INPUT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    _put_in_its_place(nothing)
    os.close(nothing)
    try:
        yield anyio.wrap_file(BoundedLines(os.fdopen(own, "rb", closefd=False), "utf-8", "replace"))
    finally:
        _put_in_its_place(own)


def _put_in_its_place(descriptor: int) -> None:
    os.dup2(descriptor, _STANDARD_INPUT)
    with suppress(OSError):  # without it only what we start would read what is ours to read
        rebind_std_handle_to_fd(_STANDARD_INPUT)  # which processes inherit on Windows; nothing elsewhere
