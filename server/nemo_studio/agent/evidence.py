"""What shows that a word was understood: by its kind, the commands that may hold what it asks for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetResolution
from nemo_studio.edits.cutting.commands import (
    AddBlack,
    Delete,
    Duplicate,
    Freeze,
    Reorder,
    Reverse,
    SetLength,
    SetSpeed,
    Swap,
)
from nemo_studio.edits.media.commands import ChangeScene, MakeScene, PlaceMedia
from nemo_studio.edits.picture.commands import (
    Adjust,
    Mirror,
    Rotate,
    SetFit,
    SetInset,
    SetLook,
    SetTransition,
    Zoom,
)
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import AddAmbience, AddMusic, Duck, Fade, Mute, SetVolume
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle, StyleTitle

OPEN: Final = frozenset({"camera", "mood"})
"""Kinds that are a field of a command by the same name, if it has one."""
_LETTERING: Final = (AddSubtitles, AddTitle, StyleTitle)
SHOWN_BY: Final[Mapping[str, tuple[type[Command], ...]]] = MappingProxyType(
    {
        "animation": _LETTERING,
        "backwards": (Reorder, Reverse),
        "black": (AddBlack, Fade, SetLook, SetTransition),
        "black_card": (AddBlack,),
        "brightness": (Adjust, MakeScene),
        "camera": (ChangeScene, MakeScene, PlaceMedia),
        "color": (AddBlack, Adjust, *_LETTERING, MakeScene, SetLook),
        "contrast_noun": (Adjust,),
        "corner": (*_LETTERING, SetInset, Zoom),
        "degrees": (Rotate,),
        "duck": (Duck,),
        "duplicate": (Duplicate, MakeScene, PlaceMedia),
        "extra": (AddBlack, Freeze, MakeScene, SetLength),
        "fade": (*_LETTERING, AddMusic, Fade, SetTransition),
        "fineness": (MakeScene, SetFrameRate, SetResolution),
        "fit": (MakeScene, SetAspect, SetFit),
        "flip": (Mirror,),
        "freeze": (Freeze,),
        "inset": (Delete, SetInset),
        "look": (MakeScene, SetLook),
        "mood": (AddMusic, ChangeScene, Delete, MakeScene, Mute),
        "mute": (Mute,),
        "ratio": (MakeScene, SetAspect),
        "rotate": (Rotate,),
        "saturation": (Adjust,),
        "saturation_noun": (Adjust,),
        "size": (*_LETTERING, MakeScene, SetInset, Zoom),
        "sized": (*_LETTERING, MakeScene, SetInset, Zoom),
        "slow_motion": (SetSpeed,),
        "speed": (Fade, PlaceMedia, SetLength, SetSpeed, SetTransition),
        "swap": (MakeScene, Reorder, Swap),
        "transition": (Fade, SetTransition),
        "transition_noun": (Fade, SetLook, SetTransition),
        "volume": (AddAmbience, AddMusic, SetVolume),
        "zoom": (MakeScene, SetAspect, SetFit, Zoom),
    }
)
"""By a kind of word that has but one meaning, the commands of which one must be there."""
