"""Pictures for people on the command line: saved as files, and drawn where the terminal can."""

import base64
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

_CHUNK = 4096
"""The most that kitty takes in one escape sequence."""


def save_pictures(pictures: Sequence[bytes], folder: Path, stem: str) -> list[Path]:
    """Write JPEGs beside each other; a name that is taken is numbered on.

    Raises:
        OSError: The folder cannot be written.
    """
    saved: list[Path] = []
    number = 0
    for picture in pictures:
        while True:
            number += 1
            path = folder / (f"{stem}.jpg" if number == 1 else f"{stem}-{number}.jpg")
            try:
                with path.open("xb") as file:
                    file.write(picture)
            except FileExistsError:
                continue
            saved.append(path)
            break
    return saved


def draw(picture: bytes, environment: Mapping[str, str] = os.environ) -> str | None:
    """What a terminal is told so that it shows a JPEG; None where it cannot.

    Sources: kitty's graphics protocol (kitty, Ghostty), iTerm2's inline images (iTerm2, WezTerm).
    """
    if "KITTY_WINDOW_ID" in environment or environment.get("TERM") == "xterm-ghostty":
        return _for_kitty(picture)
    if environment.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm"):
        return f"\x1b]1337;File=inline=1;size={len(picture)}:{base64.b64encode(picture).decode()}\x07"
    return None


def _for_kitty(picture: bytes) -> str:
    """It takes PNG, in pieces of which all but the last say that more follows."""
    from PIL import Image  # only who draws needs it

    png = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(png, "PNG")
    text = base64.b64encode(png.getvalue()).decode()
    chunks = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
    last = len(chunks) - 1
    parts = [
        f"\x1b_G{'a=T,f=100,' if not index else ''}m={int(index < last)};{chunk}\x1b\\"
        for index, chunk in enumerate(chunks)
    ]
    return "".join(parts)
