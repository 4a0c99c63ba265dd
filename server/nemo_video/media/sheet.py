"""The contact sheet: an even look through a whole film on one picture."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from nemo_video.media.facts import Sheet
from nemo_video.media.frames import encode_jpeg
from nemo_video.media.opening import open_source
from nemo_video.media.source import Shot

_GROUND = (16, 17, 20)
_GAP = 6
_LABEL_INK = (245, 245, 245)
_LABEL_GROUND = (0, 0, 0, 150)


def take_sheet(path: Path, columns: int, rows: int, width: int, max_bytes: int) -> Sheet:
    """See `nemo_video.media.contact_sheet`."""
    shots = _look_through(path, columns, rows, width)
    sheet = _lay_out(shots, columns, width)
    shown, jpeg = encode_jpeg(sheet, max_bytes)
    scale = shown.width / sheet.width
    first = shots[0].image
    return Sheet(
        jpeg, tuple(shot.at_s for shot in shots), round(first.width * scale), round(first.height * scale)
    )


def draw_sheet(path: Path, columns: int, rows: int, width: int) -> Image.Image:
    """An even contact sheet of a film, `width` wide; one large picture of a still."""
    return _lay_out(_look_through(path, columns, rows, width), columns, width)


def _look_through(path: Path, columns: int, rows: int, width: int) -> list[Shot]:
    cell_width = _cell_width(columns, width)
    with open_source(path) as source:
        times_s = _even_times_s(source.info.duration_s, columns * rows)
        tolerance_s = (source.info.duration_s or 0.0) / len(times_s) / 2
        if len(times_s) == 1:
            cell_width = _cell_width(1, width)
        return list(source.shots(times_s, max_width=cell_width, tolerance_s=tolerance_s))


def _even_times_s(duration_s: float | None, count: int) -> list[float]:
    """The middles of `count` equal parts; a still is looked at once."""
    if not duration_s:
        return [0.0]
    return [duration_s * (index + 0.5) / count for index in range(count)]


def _lay_out(shots: list[Shot], columns: int, width: int) -> Image.Image:
    columns = min(columns, len(shots))
    cell_width = _cell_width(columns, width)
    cell_height = max(shot.image.height for shot in shots)
    rows = -(-len(shots) // columns)
    sheet = Image.new("RGB", (_extent(columns, cell_width), _extent(rows, cell_height)), _GROUND)
    for index, shot in enumerate(shots):
        row, column = divmod(index, columns)
        left, top = _extent(column, cell_width), _extent(row, cell_height)
        sheet.paste(shot.image, (left + (cell_width - shot.image.width) // 2, top))
        if len(shots) > 1:
            _label(sheet, shot.at_s, (left, top + cell_height))
    return sheet


def _cell_width(columns: int, width: int) -> int:
    return (width - _GAP * (columns + 1)) // columns


def _extent(cells: int, size: int) -> int:
    """Pixels that so many cells take, with a gap before, between and behind."""
    return _GAP + cells * (size + _GAP)


def _label(sheet: Image.Image, at_s: float, corner: tuple[int, int]) -> None:
    """Writes the time on a dark plate, into the lower left corner of a cell."""
    draw = ImageDraw.Draw(sheet, "RGBA")
    font = ImageFont.load_default(13)
    text = _clock(at_s)
    left, bottom = corner[0] + 5, corner[1] - 5
    draw.rounded_rectangle(
        (left, bottom - 18, left + draw.textlength(text, font) + 10, bottom), 4, fill=_LABEL_GROUND
    )
    draw.text((left + 5, bottom - 9), text, fill=_LABEL_INK, font=font, anchor="lm")


def _clock(at_s: float) -> str:
    """Minutes, seconds and tenths: "1:07.5"."""
    minutes, tenths = divmod(round(at_s * 10), 600)
    return f"{minutes}:{tenths // 10:02}.{tenths % 10}"
