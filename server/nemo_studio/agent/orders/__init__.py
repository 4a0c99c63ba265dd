"""What the agent understood: one order each, plain data, ready for the editor."""

from nemo_studio.agent.orders.canvas import SetAspect, SetFrameRate, SetResolution
from nemo_studio.agent.orders.cutting import (
    CutOut,
    Delete,
    Duplicate,
    Freeze,
    KeepOnly,
    MoveBy,
    MoveClip,
    MoveTo,
    MoveToPosition,
    Reorder,
    Reverse,
    SetLength,
    SetSpeed,
    Split,
    Swap,
)
from nemo_studio.agent.orders.history import Explain, Redo, StartOver, Undo
from nemo_studio.agent.orders.picture import (
    Adjust,
    Mirror,
    Rotate,
    SetFit,
    SetInset,
    SetLook,
    SetTransition,
    Zoom,
)
from nemo_studio.agent.orders.references import IT, Kind, Place, Reference
from nemo_studio.agent.orders.scenes import ChangeScene, MakeScene, PlaceMedia
from nemo_studio.agent.orders.sound import (
    AddAmbience,
    AddMusic,
    Duck,
    Fade,
    Mute,
    PlaceSound,
    SetVolume,
)
from nemo_studio.agent.orders.spans import TimeSpan
from nemo_studio.agent.orders.titles import AddSubtitles, AddTitle, ChangeTitle, Style, StyleTitle

Edit = (
    MakeScene | PlaceMedia | ChangeScene | SetAspect | SetResolution | SetFrameRate
    | CutOut | KeepOnly | Split | SetLength | MoveTo | MoveBy | MoveClip | MoveToPosition | Swap | Reorder
    | Duplicate | Delete | SetSpeed | Reverse | Freeze
    | AddAmbience | AddMusic | PlaceSound | SetVolume | Mute | Fade | Duck
    | SetLook | Adjust | Zoom | SetFit | Rotate | Mirror | SetTransition | SetInset
    | AddTitle | ChangeTitle | StyleTitle | AddSubtitles
    | StartOver
)  # fmt: skip
"""An order that changes the draft."""

Order = Edit | Undo | Redo | Explain

__all__ = [
    "IT",
    "AddAmbience",
    "AddMusic",
    "AddSubtitles",
    "AddTitle",
    "Adjust",
    "ChangeScene",
    "ChangeTitle",
    "CutOut",
    "Delete",
    "Duck",
    "Duplicate",
    "Edit",
    "Explain",
    "Fade",
    "Freeze",
    "KeepOnly",
    "Kind",
    "MakeScene",
    "Mirror",
    "MoveBy",
    "MoveClip",
    "MoveTo",
    "MoveToPosition",
    "Mute",
    "Order",
    "Place",
    "PlaceMedia",
    "PlaceSound",
    "Redo",
    "Reference",
    "Reorder",
    "Reverse",
    "Rotate",
    "SetAspect",
    "SetFit",
    "SetFrameRate",
    "SetInset",
    "SetLength",
    "SetLook",
    "SetResolution",
    "SetSpeed",
    "SetTransition",
    "SetVolume",
    "Split",
    "StartOver",
    "Style",
    "StyleTitle",
    "Swap",
    "TimeSpan",
    "Undo",
    "Zoom",
]
