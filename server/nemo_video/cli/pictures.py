"""Pictures for people on the command line: saved as files, and drawn where the terminal can."""

import base64
import io
import os
import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

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

_CELL_PX: Final = 8
"""How wide a column is where the terminal does not tell: about what it is with letters of 13 pixels."""

_MULTIPLEXERS = ("screen", "tmux")
"""They swallow pictures, and pass on what the terminal around them tells of itself."""


@dataclass(frozen=True)
class Room:
    """How wide a terminal is.

    Attributes:
        columns: In letters.
        pixels: In pixels.
    """

    columns: int = 80
    pixels: int = 80 * _CELL_PX

    def columns_for(self, width: int) -> int:
        """How many columns a picture of so many pixels takes, with all of it to be seen."""
        return max(1, min(self.columns, width * self.columns // self.pixels))


def measure_terminal() -> Room:
    """The room that standard output has."""
    try:
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):  # it is no terminal, or has no file
        return Room()
    return Room(columns, _pixels_across() or columns * _CELL_PX) if columns else Room()


def _pixels_across() -> int:
    """As the terminal tells it; 0 where it does not."""
    if sys.platform == "win32":
        return 0
    import fcntl  # Windows has neither
    import termios

    told = fcntl.ioctl(sys.stdout.fileno(), termios.TIOCGWINSZ, bytes(8))
    return struct.unpack("4H", told)[2]


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


def draw(picture: bytes, environment: Mapping[str, str], room: Room) -> str | None:
    """What a terminal is told so that it shows a JPEG, no wider than it is; None where it cannot.

    Sources: kitty's graphics protocol (kitty, Ghostty), iTerm2's inline images (iTerm2, WezTerm), DEC's
    sixels (foot, mlterm, Contour, mintty, Konsole). A terminal is known by what it tells of itself in the
    environment: asking it could leave its answer on the command line.
    """
    term = environment.get("TERM", "")
    if "TMUX" in environment or term.startswith(_MULTIPLEXERS):
        return None
    if "KITTY_WINDOW_ID" in environment or term in ("xterm-kitty", "xterm-ghostty"):
        return _for_kitty(picture, room)
    if environment.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm"):
        return _for_iterm(picture, room)
    if _draws_sixels(environment):
        return _in_sixels(picture, min(_SIXEL_WIDTH, room.pixels))
    return None


def _draws_sixels(environment: Mapping[str, str]) -> bool:
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    konsole = environment.get("KONSOLE_VERSION", "")
    return (
        term.startswith(_SIXEL_TERMS)
        or program in ("mintty", "contour")
        or (konsole.isdigit() and int(konsole) >= _KONSOLE_WITH_SIXELS)
    )


def _for_iterm(picture: bytes, room: Room) -> str:
    from PIL import Image  # only who draws needs it

    columns = room.columns_for(Image.open(io.BytesIO(picture)).width)
    told = f"inline=1;size={len(picture)};width={columns}"
    return f"\x1b]1337;File={told}:{base64.b64encode(picture).decode()}\x07"


def _for_kitty(picture: bytes, room: Room) -> str:
    """It takes PNG, in pieces of which all but the last say that more follows; it is to answer nothing."""
    from PIL import Image

    png = io.BytesIO()
    image = Image.open(io.BytesIO(picture))
    image.save(png, "PNG")
    first = f"a=T,f=100,q=2,c={room.columns_for(image.width)},"
    text = base64.b64encode(png.getvalue()).decode()
    chunks = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
    last = len(chunks) - 1
    parts = [
        f"\x1b_G{'' if index else first}m={int(index < last)};{chunk}\x1b\\"
        for index, chunk in enumerate(chunks)
    ]
    return "".join(parts)


def _in_sixels(picture: bytes, width: int) -> str:
    """A palette, then bands of six rows, each colour of a band a line of its own over the others."""
    import numpy as np
    from PIL import Image

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.thumbnail((width, image.height))
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
