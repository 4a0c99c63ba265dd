"""Whether a draft's value is the one that was asked for, however the draft spells it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from nemo_video.timeline.edits.film import EffectValue

_USUAL: Final[Mapping[str, EffectValue]] = MappingProxyType(
    {
        "speed": 1,
        "reversed": False,
        "transition": "none",
        "transition length": 0,
        "look": "none",
        "brightness": 0,
        "contrast": 0,
        "saturation": 0,
        "fit": "fill",
        "zoom": 1,
        "rotation": 0,
        "mirrored": False,
        "flipped": False,
        "opacity": 1,
        "watermark": False,
        "fade in": 0,
        "fade out": 0,
        "place": "center",
        "size": 1,
        "color": "#FFFFFF",
        "animation": "fade",
    }
)
"""What a draft may leave out, since it is so anyway."""

_SPELLINGS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        name: frozenset((name, *others))
        for name, others in {
            "crossfade": (
                "cross fade", "dissolve", "cross dissolve", "crossdissolve", "fade", "叠化", "疊化", "溶解",
                "交叉淡化", "交叉溶解",
            ),
            "dip to black": (
                "fade to black", "fade through black", "fade black", "fadeblack", "black", "diptoblack",
                "黑场过渡", "黑場過渡", "黑场", "闪黑",
            ),
            "wipe": ("擦除", "wipe left", "wipe right", "wipeleft", "wiperight", "linear wipe"),
            "slide": ("滑动", "滑動", "slide left", "slide right", "push", "推移"),
            "none": ("", "cut", "hard cut", "original", "normal", "原片", "无", "無"),
            "black and white": (
                "blackwhite", "bw", "b&w", "grayscale", "greyscale", "mono", "monochrome", "黑白",
            ),
            "fill": ("cover", "crop"),
            "bars": ("contain", "letterbox", "fit"),
            "blur": ("blurred", "blur background"),
        }.items()
    }
)  # fmt: skip

_TOLERANCES: Final[Mapping[str, float]] = MappingProxyType(
    {"fade in": 0.05, "fade out": 0.05, "transition length": 0.05, "rotation": 0.5, "fps": 0.05}
)
"""Seconds are good to a frame; everything that is not listed to a hundredth."""


def is_same(name: str, wanted: EffectValue, told: EffectValue) -> bool:
    """Whether a told value is the wanted one."""
    if isinstance(wanted, bool) or isinstance(told, bool):
        return bool(told) is bool(wanted)
    if isinstance(wanted, str) or isinstance(told, str):
        return _is_same_word(str(wanted), str(told))
    if name == "rotation":
        wanted, told = wanted % 360, told % 360
    return abs(wanted - told) <= _TOLERANCES.get(name, 0.01)


def is_usual(name: str, wanted: EffectValue) -> bool:
    """Whether a wanted value is what a draft may leave out."""
    return name in _USUAL and is_same(name, wanted, _USUAL[name])


def _is_same_word(wanted: str, told: str) -> bool:
    """A told value may go on with a size, as in `crossfade 1s` or `top left 30%`."""
    one, other = _plain(wanted), _plain(told)
    spelled = _SPELLINGS.get(one, frozenset({one}))
    bare = other.rpartition(" ")[0] if other[-1:] in ("s", "%") and other[-2:-1].isdigit() else other
    return other in spelled or bare in spelled


def _plain(word: str) -> str:
    return " ".join(word.replace("_", " ").replace("-", " ").split()).casefold()
