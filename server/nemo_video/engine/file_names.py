"""What an exported file is called: as the caller says, else after what the video shows.

A name is checked before anything is rendered, for every system that the file may be copied to.
"""

import re
import unicodedata

from nemo_video.errors import InvalidArgument
from nemo_video.redaction import clean
from nemo_video.timeline import Timeline

MAX_NAME_CHARS = 120
MAX_NAME_BYTES = 255
"""What one name may have on the file systems of Linux, macOS and Windows, encoded as UTF-8."""

MAX_TITLE_BYTES = 180
_NUMBER = " (999)"
"""A name that is taken gets a number of at most this length."""

_NOT_IN_A_NAME = re.compile(r'[/\\:*?"<>|]')
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of what nobody sees, or that turns what is seen around: controls, bidi, line ends."""

_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])", re.IGNORECASE)
"""Names that are devices on Windows, whatever extension follows (Microsoft, "Naming Files, Paths")."""


def check_file_name(name: str | None, extension: str) -> None:
    """A file name is a plain name: the folder is the user's to set, not the caller's.

    Args:
        name: As the caller gives it, with or without the extension; None for one of ours.
        extension: Of the format.

    Raises:
        InvalidArgument: No file can have it, or nobody could see which file it is.
    """
    if name is None:
        return
    if problem := _problem_of(name, extension):
        raise InvalidArgument(
            f"The filename {problem}.",
            advice="Give a plain name without folders, such as sunset.mp4; NEMO_OUTPUT_DIR sets the folder.",
        )


def name_file(name: str | None, extension: str, timeline: Timeline) -> str:
    """The name of a file with its extension."""
    stem = (name or "").strip() or _title(timeline) or "video"
    return stem if stem.lower().endswith(f".{extension}") else f"{stem}.{extension}"


def stem_of(words: str | None, fallback: str) -> str:
    """A plain name without an extension, from words of any kind; a path with a secret could not be told."""
    title = re.sub(r"[^\w\-]+", "-", clean(words or "").lower()).strip("-_")
    title = title[:60].encode()[:MAX_TITLE_BYTES].decode(errors="ignore").rstrip("-_")
    return fallback if _problem_of(title, "") else title


def _problem_of(name: str, extension: str) -> str | None:
    stem = name.strip()
    if not stem or stem.startswith(".") or stem.endswith("."):
        return "is not a plain file name"
    if _NOT_IN_A_NAME.search(stem):
        return "has characters that no file name has"
    if any(unicodedata.category(char) in _INVISIBLE for char in stem):
        return "has invisible characters"
    if _DEVICE.fullmatch(stem.partition(".")[0].strip()):
        return "is the name of a device on Windows"
    whole = f"{stem}{_NUMBER}.{extension}"
    if len(stem) > MAX_NAME_CHARS or len(whole.encode()) > MAX_NAME_BYTES:
        return f"is too long: at most {MAX_NAME_CHARS} characters and {MAX_NAME_BYTES} bytes"
    return None


def _title(timeline: Timeline) -> str:
    """A file name from what the video shows."""
    names = [track.name for track in timeline.tracks if track.kind == "video" and track.name]
    return stem_of(names[0] if names else None, "")
