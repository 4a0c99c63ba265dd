"""The shapes that make a picture of a timeline, and their colours; where they stand, `picture` knows."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Role = Literal[
    "ground", "lane", "tick", "video", "audio", "text", "other", "wave", "edge", "new", "ink", "soft", "name"
]
"""What a shape stands for; a theme gives each its colour."""

LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ground": "#ffffff", "lane": "#f0f2f5", "tick": "#d5d9df", "ink": "#1f2328", "soft": "#5c6570",
        "video": "#2563eb", "audio": "#0f766e", "text": "#b45309", "other": "#57606a",
        "wave": "#0a524c", "edge": "#ffffff", "new": "#e11d48", "name": "#ffffff",
    }
)  # fmt: skip
DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        **LIGHT,
        "ground": "#16181d", "lane": "#21252c", "tick": "#363c46", "ink": "#e6e8eb", "soft": "#9aa4b1",
        "video": "#2f5fd0", "audio": "#12796f", "text": "#a85b10",
        "wave": "#0b4f49", "edge": "#16181d", "new": "#ff6b8a",
    }
)  # fmt: skip

Theme = Literal["light", "dark"]
THEMES: Final[Mapping[Theme, Mapping[str, str]]] = MappingProxyType({"light": LIGHT, "dark": DARK})


@dataclass(frozen=True)
class Box:
    """A filled rectangle, in pixels; a line is a narrow one.

    Attributes:
        edge: The role of its border, where it has one; that of something new is thicker.
        words: What it stands for, for a reader that points at it.
    """

    x: float
    y: float
    width: float
    height: float
    role: Role
    edge: Role | None = None
    words: str = ""

    @property
    def edge_px(self) -> int:
        """How thick the border is."""
        return 3 if self.edge == "new" else 1


@dataclass(frozen=True)
class Label:
    """Words on one line; `y` is their baseline, `size` the font's, in pixels."""

    x: float
    y: float
    words: str
    size: int
    role: Role
    anchor: Literal["start", "middle", "end"] = "start"


@dataclass(frozen=True)
class Thumbnail:
    """A small picture of a clip, cut to its rectangle; pale where it stands in for the clip's own.

    Attributes:
        opacity: How much of it is seen on the bar, from 0 to 1.
    """

    x: float
    y: float
    width: float
    height: float
    jpeg: bytes
    opacity: float = 1


STROKE_PX: Final = 2
_STROKE_STEP_PX = 4


@dataclass(frozen=True)
class Waveform:
    """How loud a sound is over its length, in its rectangle.

    Attributes:
        peaks: From its start to its end in equal steps, 0 to 1.
        words_px: So much of its left belongs to words, which strokes would make hard to read.
    """

    x: float
    y: float
    width: float
    height: float
    peaks: Sequence[float]
    words_px: float = 0

    def strokes(self) -> Iterator[Box]:
        """As upright lines around the middle, each as high as the loudest of its peaks."""
        count, middle = int(self.width / _STROKE_STEP_PX), self.y + self.height / 2
        for index in range(math.ceil(self.words_px / _STROKE_STEP_PX), count):
            first = index * len(self.peaks) // count
            last = max(first + 1, (index + 1) * len(self.peaks) // count)
            height = max(1.0, round(self.height * max(self.peaks[first:last]), 1))
            left, top = round(self.x + index * _STROKE_STEP_PX, 1), round(middle - height / 2, 1)
            yield Box(left, top, STROKE_PX, height, "wave")


Shape = Box | Label | Thumbnail | Waveform


@dataclass(frozen=True)
class Miniatures:
    """What items look or sound like, by the names that edits use.

    Attributes:
        thumbnails: A frame of a clip, as JPEG.
        waveforms: The peaks of a sound from its start to its end, 0 to 1.
        lent: The clips whose frame stands in for one that is not drawn yet.
        is_complete: Whether no more of them are to come.
    """

    thumbnails: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    waveforms: Mapping[str, Sequence[float]] = field(default_factory=dict[str, Sequence[float]])
    lent: frozenset[str] = frozenset()
    is_complete: bool = True


NO_MINIATURES: Final = Miniatures()


@dataclass(frozen=True)
class Layout:
    """All shapes of a picture, the lower ones first.

    Waveforms and thumbnails lie on all boxes, and labels on all of these.
    """

    width: int
    height: int
    shapes: tuple[Shape, ...]

    @property
    def boxes(self) -> list[Box]:
        """The rectangles."""
        return [shape for shape in self.shapes if isinstance(shape, Box)]

    @property
    def thumbnails(self) -> list[Thumbnail]:
        """The small pictures."""
        return [shape for shape in self.shapes if isinstance(shape, Thumbnail)]

    @property
    def waveforms(self) -> list[Waveform]:
        """How loud the sounds are."""
        return [shape for shape in self.shapes if isinstance(shape, Waveform)]

    @property
    def labels(self) -> list[Label]:
        """The words."""
        return [shape for shape in self.shapes if isinstance(shape, Label)]
