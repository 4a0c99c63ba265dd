"""The picture of a timeline as SVG: its colours are in one style sheet, which follows the reader's theme."""

import re
from base64 import b64encode
from collections.abc import Mapping
from html import escape

from nemo_video.timeline.model import Timeline
from nemo_video.timeline.picture import lay_out
from nemo_video.timeline.shapes import (
    DARK,
    LIGHT,
    NO_MINIATURES,
    STROKE_PX,
    Box,
    Label,
    Miniatures,
    Thumbnail,
    Waveform,
)

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def draw_svg(
    timeline: Timeline,
    before: Timeline | None = None,
    *,
    miniatures: Miniatures = NO_MINIATURES,
    language: str = "en",
) -> str:
    """The picture as SVG. It is legible on light and on dark, and no word of a draft can break out of it."""
    layout = lay_out(timeline, before, miniatures=miniatures, language=language)
    drawn = "".join(
        [
            *map(_svg_box, layout.boxes),
            *map(_svg_waveform, layout.waveforms),
            *map(_svg_thumbnail, layout.thumbnails),
            *map(_svg_label, layout.labels),
        ]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{layout.width}" height="{layout.height}" '
        f'viewBox="0 0 {layout.width} {layout.height}" role="img"><style>{_STYLE}</style>{drawn}</svg>\n'
    )


def _rules(theme: Mapping[str, str]) -> str:
    fills = "".join(f".{role}{{fill:{color}}}" for role, color in theme.items())
    wave = f".w{{stroke:{theme['wave']}}}"
    return f"{fills}{wave}.e-edge{{stroke:{theme['edge']}}}.e-new{{stroke:{theme['new']};stroke-width:3}}"


_STYLE = (
    'text{font-family:system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif}'
    f".w{{stroke-width:{STROKE_PX}}}"
    f"{_rules(LIGHT)}@media (prefers-color-scheme:dark){{{_rules(DARK)}}}"
)


def _svg_box(box: Box) -> str:
    kind = f"{box.role} e-{box.edge}" if box.edge else box.role
    corner = 0 if box.role == "tick" else 6
    place = f'x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="{corner}"'
    if not box.words:
        return f'<rect class="{kind}" {place}/>'
    return f'<rect class="{kind}" {place}><title>{_safe(box.words)}</title></rect>'


def _svg_waveform(waveform: Waveform) -> str:
    """One path of upright strokes: an element for each would be ten times as long."""
    strokes = "".join(
        f"M{stroke.x + STROKE_PX / 2:g} {stroke.y:g}v{stroke.height:g}" for stroke in waveform.strokes()
    )
    return f'<path class="w" d="{strokes}"/>'


def _svg_thumbnail(thumbnail: Thumbnail) -> str:
    place = (
        f'x="{thumbnail.x}" y="{thumbnail.y}" width="{thumbnail.width}" height="{thumbnail.height}" '
        'preserveAspectRatio="xMidYMid slice"'
    )
    if thumbnail.opacity < 1:
        place += f' opacity="{thumbnail.opacity:g}"'
    return f'<image {place} href="data:image/jpeg;base64,{b64encode(thumbnail.jpeg).decode()}"/>'


def _svg_label(label: Label) -> str:
    return (
        f'<text class="{label.role}" x="{label.x}" y="{label.y}" font-size="{label.size}" '
        f'text-anchor="{label.anchor}">{_safe(label.words)}</text>'
    )


def _safe(words: str) -> str:
    return escape(_NOT_IN_XML.sub("", words))
