"""What an exported file is called: as the caller says, else after what the video shows."""

import re

from nemo_video.errors import InvalidArgument
from nemo_video.redaction import clean
from nemo_video.timeline import Timeline

MAX_NAME_CHARS = 120
_NOT_IN_A_NAME = re.compile(r'[/\\:*?"<>|\x00-\x1f]')


def check_file_name(name: str | None) -> None:
    """A file name is a plain name: the folder is the user's to set, not the caller's.

    Raises:
        InvalidArgument: It has a folder in it, or characters that no file name has.
    """
    if name is None:
        return
    if not name.strip() or name.startswith(".") or len(name) > MAX_NAME_CHARS or _NOT_IN_A_NAME.search(name):
        raise InvalidArgument(
            "The filename is not a plain file name.",
            advice="Give a name without folders, such as sunset.mp4; NEMO_OUTPUT_DIR sets the folder.",
        )


def name_file(name: str | None, extension: str, timeline: Timeline) -> str:
    """The name of a file with its extension; what no text may hold, no name holds."""
    stem = clean(name or "").strip() or _title(timeline) or "video"
    return stem if stem.lower().endswith(f".{extension}") else f"{stem}.{extension}"


def _title(timeline: Timeline) -> str:
    """A file name from what the video shows."""
    names = [track.name for track in timeline.tracks if track.kind == "video" and track.name]
    words = re.sub(r"[^\w\-]+", "-", clean(names[0]).lower()) if names else ""
    return words.strip("-_")[:60].rstrip("-_")
