"""Uploaded subtitles: a file's bytes as text, and the text as cues."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import Final

from nemo_video.errors import InvalidArgument
from nemo_video.wire.subtitles import MAX_CHARACTERS, Cue, read_cues

_MAX_BYTES: Final = 4 * MAX_CHARACTERS + 4
"""More than the reader takes, so that a longer file is refused by it."""


def read_subtitle_file(path: Path) -> tuple[Cue, ...]:
    """Read a file of SRT or WebVTT in UTF-8 or UTF-16.

    Raises:
        InvalidArgument: It cannot be read; the message says where.
    """
    with path.open("rb") as file:
        content = file.read(_MAX_BYTES)
    has_utf16_mark = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        return read_cues(content.decode("utf-16" if has_utf16_mark else "utf-8-sig"))
    except UnicodeDecodeError:
        raise InvalidArgument("It is not text in UTF-8 or UTF-16.") from None
