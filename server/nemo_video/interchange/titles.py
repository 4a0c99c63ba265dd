"""Words in Final Cut's XML: titles as its plainest template has them, subtitles as captions."""

from typing import Final
from xml.etree import ElementTree

from nemo_video.interchange.framing import place_title
from nemo_video.interchange.sequence import Event

_FONT: Final = "Helvetica"
_FONT_SIZE: Final = 72
"""Of a title of the usual size."""

_SUBTITLE_ROLE: Final = "SRT?captionFormat=SRT.en"
_WHITE: Final = "#FFFFFF"
_TEMPLATE_START: Final = "3600s"
"""Where the time of a template begins."""

Element = ElementTree.Element


def add_title(event: Event, length: str, style: str, effect: str) -> Element:
    """A title that is connected to what lies under it."""
    attributes = {"ref": effect, "name": event.name, "start": _TEMPLATE_START, "duration": length}
    title = Element("title", attributes)
    _write_words(title, event, style)
    size, color = event.number("size") or 1.0, event.segment.effect("color")
    look = {
        "font": _FONT,
        "fontSize": f"{_FONT_SIZE * size:g}",
        "fontColor": _color(color.value if color else _WHITE),
        "alignment": "center",
    }
    definition = ElementTree.SubElement(title, "text-style-def", id=style)
    ElementTree.SubElement(definition, "text-style", look)
    place = event.segment.effect("place")
    if position := place_title(place.value) if place else {}:
        ElementTree.SubElement(title, "adjust-transform", position)
    return title


def add_caption(event: Event, length: str, style: str) -> Element:
    """A subtitle."""
    attributes = {"name": event.name, "duration": length, "role": _SUBTITLE_ROLE}
    caption = Element("caption", attributes)
    _write_words(caption, event, style)
    definition = ElementTree.SubElement(caption, "text-style-def", id=style)
    ElementTree.SubElement(definition, "text-style", font=_FONT, fontColor=_color(_WHITE))
    return caption


def _write_words(parent: Element, event: Event, style: str) -> None:
    text = ElementTree.SubElement(parent, "text")
    ElementTree.SubElement(text, "text-style", ref=style).text = event.segment.text or event.name


def _color(value: str) -> str:
    """`#RRGGBB` as four shares; another word is white."""
    digits = value.lstrip("#")
    try:
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    except ValueError:
        parts = [1.0, 1.0, 1.0]
    return " ".join(f"{part:.3g}" for part in (*parts, 1.0))
