"""Pictures for people on the command line: saved as files, and drawn where the terminal can."""

import base64
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SIXEL_TERMS = ("foot", "mlterm", "contour")
_KONSOLE_WITH_SIXELS = 220400
_SIXEL_COLORS, _SIXEL_WIDTH = 256, 640
"""As many as every terminal with sixels holds."""

_BAND = 6
"""Rows of pixels that one line of sixels holds, one bit each."""

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

    Sources: kitty's graphics protocol (kitty, Ghostty), iTerm2's inline images (iTerm2, WezTerm), DEC's
    sixels (foot, mlterm, Contour, mintty, Konsole). A terminal is known by what it tells of itself in the
    environment: asking it could leave its answer on the command line.
    """
    if "KITTY_WINDOW_ID" in environment or environment.get("TERM") == "xterm-ghostty":
        return _for_kitty(picture)
    if environment.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm"):
        return f"\x1b]1337;File=inline=1;size={len(picture)}:{base64.b64encode(picture).decode()}\x07"
    if _draws_sixels(environment):
        return _in_sixels(picture)
    return None


def _draws_sixels(environment: Mapping[str, str]) -> bool:
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    konsole = environment.get("KONSOLE_VERSION", "")
    return (
        term.startswith(_SIXEL_TERMS)
        or program in ("mintty", "contour")
        or (konsole.isdigit() and int(konsole) >= _KONSOLE_WITH_SIXELS)
    )


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


def _in_sixels(picture: bytes) -> str:
    """A palette, then bands of six rows, each colour of a band a line of its own over the others."""
    import numpy as np  # only who draws needs these
    from PIL import Image

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.thumbnail((_SIXEL_WIDTH, _SIXEL_WIDTH))
    # The quickest way is good enough with so many colours: a third of the time of Pillow's usual one with 32.
    drawn = image.quantize(_SIXEL_COLORS, method=Image.Quantize.FASTOCTREE)
    palette = np.array(drawn.getpalette() or []).reshape(-1, 3) * 100 // 255
    parts = [f'\x1bPq"1;1;{drawn.width};{drawn.height}']
    parts += [f"#{number};2;{r};{g};{b}" for number, (r, g, b) in enumerate(palette.tolist())]
    pixels = np.asarray(drawn)
    for top in range(0, drawn.height, _BAND):
        band = pixels[top : top + _BAND]
        bits = 1 << np.arange(len(band))[:, None]
        lines = [
            f"#{color}{_shorten_runs(63 + ((band == color) * bits).sum(axis=0))}"
            for color in np.unique(band).tolist()
        ]
        parts.append(f"{'$'.join(lines)}-")
    return "".join([*parts, "\x1b\\"])


def _shorten_runs(sixels: "NDArray[np.int_]") -> str:
    """Runs of the same sixel are written as their number and it."""
    import numpy as np

    starts = np.flatnonzero(np.diff(sixels, prepend=-1))
    counts = np.diff(starts, append=len(sixels)).tolist()
    runs = zip(map(chr, sixels[starts].tolist()), counts, strict=True)
    return "".join(f"!{count}{sign}" if count > 3 else sign * count for sign, count in runs)
