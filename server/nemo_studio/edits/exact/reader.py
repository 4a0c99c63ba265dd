"""Exact edits to commands: each says all of what it asks for, and nothing is guessed."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetPlatform, SetResolution
from nemo_studio.edits.cutting.commands import (
    Delete,
    Freeze,
    MoveClip,
    MoveTo,
    Reverse,
    RippleDelete,
    SetLength,
    SetSpeed,
    Split,
    Trim,
)
from nemo_studio.edits.exact.grammar import ExactEdit, read_edits
from nemo_studio.edits.history.commands import Redo, Undo
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.media.commands import AddEndCard, PlaceMedia
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
from nemo_studio.edits.picture.words import LOOKS
from nemo_studio.edits.references import IT, Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import AddMusic, Fade, PlaceSound, SetVolume
from nemo_studio.edits.sound.words import MOOD_WORDS
from nemo_studio.edits.spans import WHOLE, TimeSpan
from nemo_studio.edits.titles.commands import AS_IT_IS, AddSubtitles, AddTitle, ChangeTitle, Style, StyleTitle
from nemo_video.wire.formats import EXPORT_RESOLUTIONS
from nemo_video.wire.subtitles import Cue


def read_exact(message: str) -> tuple[Command, ...] | None:
    """The commands of a message of exact edits; None when it is one in free words."""
    edits = read_edits(message)
    if edits is None:
        return None
    return tuple(command for edit in edits for command in _READERS[edit.op](edit, _target(edit)))


def _target(edit: ExactEdit) -> Reference:
    item = edit.item
    return IT if item is None else Reference(item.kind, name=item.name, item=item.number)


def _change(edit: ExactEdit, target: Reference) -> Iterator[Command]:
    said = edit.fields
    if "text" in said:
        yield ChangeTitle(str(said["text"]), target)
    if (style := _style(said)) != AS_IT_IS:
        yield StyleTitle(style, target)
    if "from_s" in said or "to_s" in said:
        yield MoveTo(target, TimeSpan(_number(said, "from_s"), _number(said, "to_s")))


def _style(said: Mapping[str, Any]) -> Style:
    return Style(said.get("place"), said.get("size"), 1, said.get("color"), said.get("animation"))


def _look(edit: ExactEdit, target: Reference) -> Iterator[Command]:
    if "look" in edit.fields:
        yield SetLook(_known(str(edit.fields["look"]), LOOKS) or "none", target)
    for quality in ("brightness", "contrast", "saturation"):
        if quality in edit.fields:
            yield Adjust(quality, float(edit.fields[quality]), is_relative=False, target=target)


def _frame(edit: ExactEdit, target: Reference) -> Iterator[Command]:
    said: Mapping[str, Any] = edit.fields
    if "fit" in said:
        yield SetFit(said["fit"], target)
    if "zoom" in said:
        yield Zoom(said["zoom"], target=target)
    if "rotate" in said:
        yield Rotate(int(said["rotate"]), target, is_absolute=True)
    if "mirror" in said:
        yield Mirror("horizontal", target, said["mirror"])
    if "flip" in said:
        yield Mirror("vertical", target, said["flip"])


def _music(edit: ExactEdit, _target: Reference) -> Iterator[Command]:
    said, mood = edit.fields, str(edit.fields["mood"])
    start_s, stop_s = _number(said, "from_s"), _number(said, "to_s")
    is_whole = start_s is None and stop_s is None
    span = None if is_whole else TimeSpan(start_s or 0, WHOLE.end_s if stop_s is None else stop_s)
    known = _known(mood, MOOD_WORDS)
    yield AddMusic(known, _share(said), wanted="" if known else mood, span=span)


def _place(edit: ExactEdit, _target: Reference) -> Iterator[Command]:
    said: Mapping[str, Any] = edit.fields
    name, at_s = said["media"], _number(said, "at_s")
    match edit.variant:
        case "sound":
            yield PlaceSound("voice", name=name, at_s=at_s or 0)
        case "inset":
            span = TimeSpan(start_s=at_s or 0)
            yield SetInset(said["corner"], _share(said), name=name, span=span, **_laid(said))
        case "watermark":
            yield SetInset(said["corner"], _share(said), name=name, is_watermark=True, **_laid(said))
        case "card":
            yield AddEndCard(name, said["text"], said["duration_s"])
        case _:
            yield PlaceMedia(names=(name,), at_s=at_s)


def _laid(said: Mapping[str, Any]) -> dict[str, Any]:
    """How a picture lies over the others."""
    margin = said["margin"] / 100 if "margin" in said else None
    return {"opacity": said.get("opacity"), "margin": margin}


def _canvas(edit: ExactEdit, _target: Reference) -> Iterator[Command]:
    said: Mapping[str, Any] = edit.fields
    if "platform" in said:
        lines = EXPORT_RESOLUTIONS[said["resolution"]] if "resolution" in said else None
        fps = int(said["fps"]) if "fps" in said else None
        yield SetPlatform(said["platform"], said.get("aspect_ratio"), lines, fps)
        return
    if "aspect_ratio" in said:
        yield SetAspect(said["aspect_ratio"])
    if "resolution" in said:
        yield SetResolution(EXPORT_RESOLUTIONS[said["resolution"]])
    if "fps" in said:
        yield SetFrameRate(int(said["fps"]))


def _transition(edit: ExactEdit, target: Reference) -> Iterator[Command]:
    said: Mapping[str, Any] = edit.fields
    kind = "cut" if said["kind"] == "none" else said["kind"]
    yield SetTransition(kind, said.get("duration_s", SetTransition.length_s), second=target)


def _one(make: Callable[[Mapping[str, Any], Reference], Command]) -> "Reader":
    """A reader of a sentence that gives one command."""

    def read(edit: ExactEdit, target: Reference) -> Iterator[Command]:
        yield make(edit.fields, target)

    return read


def _subtitles(edit: ExactEdit, _target: Reference) -> Iterator[Command]:
    cues = [Cue(round(1000 * start_s), round(1000 * end_s), text) for start_s, end_s, text in edit.cues]
    yield AddSubtitles(cues=tuple(cues))


def _reverse(edit: ExactEdit, target: Reference) -> Iterator[Command]:
    yield Reverse(target, is_backwards=edit.variant != "again")


Reader = Callable[[ExactEdit, Reference], Iterator[Command]]

_READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "trim": _one(lambda said, target: Trim(TimeSpan(said["from_s"], said["to_s"]), target)),
        "cut": _one(lambda said, _: RippleDelete(TimeSpan(said["from_s"], said["to_s"]))),
        "split": _one(lambda said, _: Split(said["at_s"])),
        "move": _one(lambda said, target: MoveClip(target, Place(number=int(said["to"])))),
        "remove": _one(lambda _, target: Delete(target)),
        "length": _one(lambda said, target: SetLength(target, said["duration_s"])),
        "speed": _one(lambda said, target: SetSpeed(said["factor"], target=target)),
        "reverse": _reverse,
        "freeze": _one(lambda said, _: Freeze(said["at_s"], said["duration_s"])),
        "volume": _one(lambda said, target: SetVolume(said["percent"] / 100, target=target)),
        "fade": _one(lambda said, target: Fade(target, said.get("in_s"), said.get("out_s"))),
        "transition": _transition,
        "title": _one(
            lambda said, _: AddTitle(said["text"], TimeSpan(said["from_s"], said["to_s"]), _style(said))
        ),
        "subtitles": _subtitles,
        "change": _change,
        "music": _music,
        "look": _look,
        "frame": _frame,
        "place": _place,
        "canvas": _canvas,
        "undo": _one(lambda _, __: Undo()),
        "redo": _one(lambda _, __: Redo()),
    }
)


def _number(said: Mapping[str, Any], name: str) -> float | None:
    return float(said[name]) if name in said else None


def _share(said: Mapping[str, Any]) -> float | None:
    return said["percent"] / 100 if "percent" in said else None


def _known(words: str, table: Mapping[Any, str]) -> Any:
    """The key of what the words name."""
    return next((key for key, pattern in table.items() if words == key or Clause(words).sees(pattern)), None)
