"""Draws the contact sheet of all scenes for the README: `make scenes` writes `docs/scenes.jpg`."""

import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from nemo_studio.frames.context import RenderContext
from nemo_studio.scenes import SCENES

SHEET = Path(__file__).parents[2] / "docs" / "scenes.jpg"
MOST_BYTES = 400_000
ROW = 150
GAP = 4
COLUMNS = 2
SCALE = 3
AT_S = 4.0
SHAPES = ((16, 9), (9, 16), (1, 1))
VARIANTS: Mapping[str, Mapping[str, str]] = {
    "sunset": {"time_of_day": "night"},
    "abstract": {"season": "autumn"},
    "city": {"time_of_day": "dusk", "weather": "rain"},
    "space": {"mood": "mysterious"},
    "mountains": {"time_of_day": "day", "season": "winter"},
    "snow": {"time_of_day": "dusk"},
    "rain": {"time_of_day": "dusk"},
    "forest": {"season": "autumn"},
    "aurora": {"weather": "snow"},
    "desert": {"time_of_day": "night"},
    "underwater": {"time_of_day": "dusk"},
    "meadow": {"season": "spring", "time_of_day": "dawn"},
    "fireworks": {"time_of_day": "dusk"},
}
"""What the third picture of each scene shows: other wishes, another seed."""


def main() -> None:
    """Draw and write the sheet."""
    rows = [_draw_row(name, VARIANTS[name]) for name in SCENES]
    SHEET.parent.mkdir(exist_ok=True)
    SHEET.write_bytes(_compress(_lay_out(rows)))
    sys.stdout.write(f"{SHEET.name}: {SHEET.stat().st_size} bytes\n")


def _draw_row(name: str, wishes: Mapping[str, str]) -> Image.Image:
    """One scene as it is by itself, wide and tall, and once with other wishes, with a label."""
    pictures = [_draw(name, shape, 1, {}) for shape in SHAPES[:2]] + [_draw(name, SHAPES[2], 2, wishes)]
    row = Image.new("RGB", (sum(picture.width + GAP for picture in pictures) - GAP, ROW))
    left = 0
    for picture in pictures:
        row.paste(picture, (left, 0))
        left += picture.width + GAP
    told = ", ".join(wish.replace("_", " ") for wish in wishes.values())
    _label(row, (8, ROW - 8), name)
    _label(row, (row.width - pictures[-1].width + 8, ROW - 8), told)
    return row


def _draw(name: str, shape: tuple[int, int], seed: int, wishes: Mapping[str, str]) -> Image.Image:
    wide, high = shape
    size = round(ROW * SCALE * wide / high / 2) * 2, ROW * SCALE
    frame = SCENES[name].open(RenderContext(*size, seed, 10.0, wishes)).frame_at(AT_S)
    pixels = frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
    return Image.fromarray(pixels).resize((size[0] // SCALE, ROW), Image.Resampling.LANCZOS)


def _label(row: Image.Image, place: tuple[int, int], text: str) -> None:
    font = ImageFont.load_default(13)
    ImageDraw.Draw(row).text(place, text, "#FFFFFF", font, "ls", stroke_width=2, stroke_fill="#101018")


def _lay_out(rows: Sequence[Image.Image]) -> Image.Image:
    wide = rows[0].width
    deep = -(-len(rows) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (wide + 3 * GAP) - 3 * GAP, deep * (ROW + GAP) - GAP), "#101018")
    for index, row in enumerate(rows):
        sheet.paste(row, (index // deep * (wide + 3 * GAP), index % deep * (ROW + GAP)))
    return sheet


def _compress(sheet: Image.Image) -> bytes:
    """The best quality that fits."""
    for quality in range(92, 40, -3):
        packed = BytesIO()
        sheet.save(packed, "JPEG", quality=quality, optimize=True, progressive=True)
        if packed.tell() <= MOST_BYTES:
            return packed.getvalue()
    raise ValueError("the sheet is too large for any quality worth looking at")


if __name__ == "__main__":
    main()
