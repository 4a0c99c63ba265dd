"""What an exact edit is made of: fields with their bounds, and which of them each op needs and may have."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from nemo_video.timeline.edits import Op
from nemo_video.wire.formats import ASPECT_RATIOS
from nemo_video.wire.platforms import PLATFORM_NAMES

MAX_EDITS: Final = 50
MAX_TEXT_CHARS: Final = 2_000
MAX_SUBTITLES_CHARS: Final = 200_000
LONGEST_S: Final = 86_400

FieldType = Literal["text", "number", "integer", "choice", "switch"]


@dataclass(frozen=True)
class FieldRule:
    """What a field takes.

    Attributes:
        type: Of its value.
        low: The least number.
        high: The largest number.
        is_above: Whether the number has to be above `low`.
        choices: What it can be.
        told: What a model reads of it; empty where its name and its op say enough.
    """

    type: FieldType
    low: float = 0
    high: float = LONGEST_S
    is_above: bool = False
    choices: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True)
class OpRule:
    """Which fields an op takes.

    Attributes:
        needs: All of these.
        may: Any of these.
        one_of: At least one of these.
    """

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()

    @property
    def takes(self) -> tuple[str, ...]:
        """All fields that it can have."""
        return (*self.needs, *self.one_of, *self.may)


_PLACES: Final = (
    "center", "top", "bottom", "lower_third", "top_left", "top_right", "bottom_left", "bottom_right",
)  # fmt: skip
_CORNERS: Final = ("top_left", "top_right", "bottom_left", "bottom_right", "center")
_LENGTH: Final = FieldRule("number", is_above=True)
_SHARE: Final = FieldRule("number", -1, 1)

FIELDS: Final[Mapping[str, FieldRule]] = MappingProxyType(
    {
        "item": FieldRule("text", told="From timeline.items: clip 2, sound 1, title 1"),
        "from_s": FieldRule("number", told="Seconds of the film; trim: of the clip itself"),
        "to_s": FieldRule("number"),
        "at_s": FieldRule("number"),
        "duration_s": _LENGTH,
        "to": FieldRule("integer", 1, 10_000, told="move: place among the clips, 1 = first"),
        "factor": FieldRule("number", 0.1, 10, told="speed: 2 = twice its own"),
        "percent": FieldRule("number", 0, 200, told="Volume; place: width in the corner"),
        "in_s": FieldRule("number"),
        "out_s": FieldRule("number"),
        "kind": FieldRule(
            "choice", choices=("crossfade", "dip_to_black", "wipe", "slide", "none"), told="transition"
        ),
        "text": FieldRule("text", told="Words; subtitles: SRT or WebVTT"),
        "place": FieldRule("choice", choices=_PLACES),
        "size": FieldRule("number", 0.2, 5, told="1 = usual"),
        "color": FieldRule("text", told="#RRGGBB"),
        "animation": FieldRule("choice", choices=("none", "fade", "slide", "typewriter", "pop")),
        "mood": FieldRule("text"),
        "look": FieldRule("text", told="warm cool vintage vivid cinematic black_and_white none"),
        "brightness": FieldRule("number", -1, 1, told="-1 to 1, 0 = original; so are the next two"),
        "contrast": _SHARE,
        "saturation": _SHARE,
        "fit": FieldRule("choice", choices=("fill", "bars", "blur")),
        "zoom": FieldRule("number", 1, 10),
        "rotate": FieldRule("number", 0, 270, told="Degrees clockwise: 0 90 180 270"),
        "mirror": FieldRule("switch"),
        "flip": FieldRule("switch"),
        "media": FieldRule("text", told="place: a name from state's media; with text: an end card"),
        "corner": FieldRule("choice", choices=_CORNERS),
        "opacity": FieldRule("number", 0, 1, is_above=True, told="0 to 1"),
        "margin": FieldRule("number", 0, 40, told="Percent of the shorter side"),
        "watermark": FieldRule("switch", told="Over the whole film"),
        "platform": FieldRule("choice", choices=PLATFORM_NAMES),
        "aspect_ratio": FieldRule("choice", choices=ASPECT_RATIOS),
        "resolution": FieldRule("choice", choices=("360p", "480p", "720p", "1080p", "4k")),
        "fps": FieldRule("number", 1, 120),
    }
)
"""In the order in which they are listed."""

_STYLE: Final = ("place", "size", "color", "animation")
OPS: Final[Mapping[Op, OpRule]] = MappingProxyType(
    {
        "trim": OpRule(("item", "from_s", "to_s")),
        "cut": OpRule(("from_s", "to_s")),
        "split": OpRule(("at_s",)),
        "move": OpRule(("item", "to")),
        "remove": OpRule(("item",)),
        "length": OpRule(("item", "duration_s")),
        "speed": OpRule(("item", "factor")),
        "reverse": OpRule(("item",)),
        "freeze": OpRule(("at_s", "duration_s")),
        "volume": OpRule(("item", "percent")),
        "fade": OpRule(("item",), one_of=("in_s", "out_s")),
        "transition": OpRule(("item", "kind"), may=("duration_s",)),
        "title": OpRule(("text", "from_s", "to_s"), may=_STYLE),
        "subtitles": OpRule(("text",)),
        "change": OpRule(("item",), one_of=("text", "from_s", "to_s", *_STYLE)),
        "music": OpRule(("mood",), may=("percent", "from_s", "to_s")),
        "look": OpRule(("item",), one_of=("look", "brightness", "contrast", "saturation")),
        "frame": OpRule(("item",), one_of=("fit", "zoom", "rotate", "mirror", "flip")),
        "place": OpRule(
            ("media",),
            may=("at_s", "corner", "percent", "opacity", "margin", "watermark", "text", "duration_s"),
        ),
        "canvas": OpRule(one_of=("platform", "aspect_ratio", "resolution", "fps")),
        "undo": OpRule(),
        "redo": OpRule(),
    }
)

LIMITS: Final[Mapping[tuple[Op, str], tuple[float, float]]] = MappingProxyType(
    {("place", "percent"): (5, 100)}
)
"""Bounds that are tighter for one op."""

COLORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "white": "#FFFFFF",
        "black": "#000000",
        "red": "#FF0000",
        "green": "#008000",
        "blue": "#0000FF",
        "yellow": "#FFFF00",
        "orange": "#FFA500",
        "purple": "#800080",
        "pink": "#FFC0CB",
        "cyan": "#00FFFF",
        "magenta": "#FF00FF",
        "gray": "#808080",
        "grey": "#808080",
        "gold": "#FFD700",
        "silver": "#C0C0C0",
        "brown": "#A52A2A",
    }
)
"""The names that CSS has for plain colours."""
