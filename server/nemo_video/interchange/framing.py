"""How a picture sits in the frame, as Final Cut says it: positions in hundredths of the picture's height."""

from typing import Final

from nemo_video.interchange.sequence import EditSequence, Event

INSET_WIDTH: Final = 0.3
"""The share of the picture's width where the draft does not tell it."""

MARGIN: Final = 3.0
"""Between a small picture and the edge; each program has its own."""

_PLACES: Final = {
    "top": (0, 38),
    "bottom": (0, -40),
    "lower third": (0, -28),
    "top left": (-40, 38),
    "top right": (40, 38),
    "bottom left": (-40, -40),
    "bottom right": (40, -40),
}
"""Where titles stand, from the middle to the right and up."""


def transform_of(event: Event) -> dict[str, str]:
    """Zoom, turns and mirrors of a picture; nothing where it is as it came."""
    zoom = event.number("zoom") or 1.0
    across = -zoom if event.segment.effect("mirrored") else zoom
    down = -zoom if event.segment.effect("flipped") else zoom
    attributes: dict[str, str] = {}
    if (across, down) != (1, 1):
        attributes["scale"] = f"{across:g} {down:g}"
    if degrees := event.number("rotation"):
        attributes["rotation"] = f"{-degrees:g}"  # ours turns with the clock, theirs against it
    return attributes


def place_inset(event: Event, sequence: EditSequence) -> dict[str, str]:
    """Place and size of a picture in the picture; nothing where it fills the frame."""
    inset = event.segment.effect("picture in picture")
    if inset is None:
        return {}
    width = inset.number or INSET_WIDTH
    ratio = sequence.width / sequence.height
    x, y = 50 * ratio * (1 - width) - MARGIN, 50 * (1 - width) - MARGIN
    corner = inset.value
    across = -x if "left" in corner else x if "right" in corner else 0.0
    up = y if "top" in corner else -y if "bottom" in corner else 0.0
    return {"position": f"{across:.4g} {up:.4g}", "scale": f"{width:g} {width:g}"}


def place_title(place: str) -> dict[str, str]:
    """Where a title stands; nothing for the middle."""
    found = _PLACES.get(place.replace("_", " "))
    return {"position": f"{found[0]} {found[1]}"} if found else {}
