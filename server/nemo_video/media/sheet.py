"""The contact sheet: an even look through a whole film on one picture, or pictures drawn elsewhere."""

import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from nemo_video.media.diagram import font_of
from nemo_video.media.facts import Sheet
from nemo_video.media.frames import open_jpeg
from nemo_video.media.opening import open_source
from nemo_video.media.picture_files import encode_jpeg
from nemo_video.media.source import Shot

_GROUND = (16, 17, 20)
_GAP = 6
_WIDTH = 1280
_MOMENTS = 12
"""Of a film so many are shown."""

_MIN_SIDE = 160
"""The longer side of a picture in a sheet is at least so many pixels."""

_LABEL_INK = (245, 245, 245)
_LABEL_GROUND = (0, 0, 0, 150)
_LABEL_PX = 16
_MAX_LABEL_PX = 22
_SHAPE = 16 / 9
"""Of a sheet whose columns are to be chosen: that of most screens."""


def take_sheet(path: Path, width: int, max_bytes: int) -> Sheet:
    """See `nemo_video.media.contact_sheet`."""
    shots = _look_through(path, width)
    at_s = tuple(shot.at_s for shot in shots)
    return _encode(_lay_out_shots(shots, width), shots[0].image, at_s, max_bytes)


def lay_out_sheet(
    jpegs: Sequence[bytes], at_s: Sequence[float], labels: Sequence[str], max_bytes: int
) -> Sheet:
    """See `nemo_video.media.sheet_of`."""
    images = [open_jpeg(jpeg) for jpeg in jpegs]
    columns = _choose_columns(len(images), images[0].width / images[0].height)
    width = _extent(columns, min(images[0].width, _cell_width(columns, _WIDTH)))
    cells = [_shrink(image, _cell_width(columns, width)) for image in images]
    return _encode(_lay_out(cells, labels, columns, width), cells[0], tuple(at_s), max_bytes)


def draw_sheet(path: Path, width: int) -> Image.Image:
    """An even contact sheet of a film, at most `width` wide; one large picture of a still."""
    return _lay_out_shots(_look_through(path, width), width)


def _look_through(path: Path, width: int) -> list[Shot]:
    with open_source(path) as source:
        times_s = _even_times_s(source.info.duration_s, _MOMENTS)
        tolerance_s = (source.info.duration_s or 0.0) / len(times_s) / 2
        columns = _choose_columns(len(times_s), (source.info.width or 1) / (source.info.height or 1))
        cell_width = _cell_width(columns, width)
        shots = list(source.shots(times_s, max_width=cell_width, tolerance_s=tolerance_s))
    moments = {shot.at_s: shot for shot in shots}.values()  # of a film of few frames each once
    return [Shot(shot.at_s, _enlarge(shot.image)) for shot in moments] if len(moments) > 1 else [*moments]


def _even_times_s(duration_s: float | None, count: int) -> list[float]:
    """The middles of `count` equal parts; a still is looked at once."""
    if not duration_s:
        return [0.0]
    return [duration_s * (index + 0.5) / count for index in range(count)]


def _lay_out_shots(shots: list[Shot], width: int) -> Image.Image:
    images = [shot.image for shot in shots]
    labels = _clocks([shot.at_s for shot in shots]) if len(shots) > 1 else [""]
    return _lay_out(images, labels, _choose_columns(len(images), images[0].width / images[0].height), width)


def _lay_out(images: list[Image.Image], labels: Sequence[str], columns: int, width: int) -> Image.Image:
    columns = min(columns, len(images))
    cell_width = min(_cell_width(columns, width), max(image.width for image in images))
    cell_height = max(image.height for image in images)
    rows = -(-len(images) // columns)
    sheet = Image.new("RGB", (_extent(columns, cell_width), _extent(rows, cell_height)), _GROUND)
    for index, (image, label) in enumerate(zip(images, labels, strict=True)):
        row, column = divmod(index, columns)
        left, top = _extent(column, cell_width), _extent(row, cell_height)
        sheet.paste(image, (left + (cell_width - image.width) // 2, top))
        if label:
            _write_label(sheet, label, (left, top + cell_height), cell_width)
    return sheet


def _encode(sheet: Image.Image, cell: Image.Image, at_s: tuple[float, ...], max_bytes: int) -> Sheet:
    shown, jpeg = encode_jpeg(sheet, max_bytes)
    scale = shown.width / sheet.width
    return Sheet(jpeg, at_s, round(cell.width * scale), round(cell.height * scale))


def _choose_columns(count: int, shape: float) -> int:
    """As many as make a sheet of the shape of a screen; a few more or less where fewer places stay empty."""
    columns = min(math.ceil(math.sqrt(count * _SHAPE / shape)), count)
    return min(
        (columns, columns + 1, max(2, columns - 1), max(2, columns - 2)), key=lambda each: -count % each
    )


def _enlarge(image: Image.Image) -> Image.Image:
    """A picture on which there is room for its time."""
    factor = _MIN_SIDE / max(image.size)
    return image if factor <= 1 else ImageOps.scale(image, factor)


def _shrink(image: Image.Image, width: int) -> Image.Image:
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)


def _cell_width(columns: int, width: int) -> int:
    return (width - _GAP * (columns + 1)) // columns


def _extent(cells: int, size: int) -> int:
    """Pixels that so many cells take, with a gap before, between and behind."""
    return _GAP + cells * (size + _GAP)


def _write_label(sheet: Image.Image, label: str, corner: tuple[int, int], cell_width: int) -> None:
    """Writes words on a dark plate, into the lower left corner of a cell; larger cells have larger ones."""
    draw = ImageDraw.Draw(sheet, "RGBA")
    pixels = min(max(_LABEL_PX, cell_width // 22), _MAX_LABEL_PX)
    font = font_of(pixels)
    while label and draw.textlength(label, font) > cell_width - 20:
        label = f"{label.rstrip('…')[:-1].rstrip()}…"
    left, bottom = corner[0] + 5, corner[1] - 5
    right = left + draw.textlength(label, font) + 10
    draw.rounded_rectangle((left, bottom - pixels - 5, right, bottom), 4, fill=_LABEL_GROUND)
    draw.text((left + 5, bottom - pixels / 2 - 3), label, fill=_LABEL_INK, font=font, anchor="lm")


def _clocks(times_s: Sequence[float]) -> list[str]:
    """Minutes, seconds and tenths ("1:07.5"); of moments that follow fast the hundredths as well."""
    told = [_clock(at_s, 1) for at_s in times_s]
    return told if len({*told}) == len(told) else [_clock(at_s, 2) for at_s in times_s]


def _clock(at_s: float, decimals: int) -> str:
    minutes, rest = divmod(round(at_s, decimals), 60)
    return f"{minutes:.0f}:{rest:0{3 + decimals}.{decimals}f}"
