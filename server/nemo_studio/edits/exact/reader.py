"""Exact edits to commands: each says all of what it asks for, and nothing is guessed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
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
    return None if edits is None else tuple(command for edit in edits for command in _commands(edit))


def _commands(edit: ExactEdit) -> Iterable[Command]:
    item = edit.item
    target = IT if item is None else Reference(item.kind, name=item.name, item=item.number)
    read = _READERS[edit.op](edit, target)
    return (read,) if isinstance(read, Command) else read


def _change(edit: ExactEdit, target: Reference) -> Iterator[Command]:
    said = edit.fields
    if "text" in said:
        yield ChangeTitle(said["text"], target)
    if (style := _style(said)) != AS_IT_IS:
        yield StyleTitle(style, target)
    if "from_s" in said or "to_s" in said:
        yield MoveTo(target, _span(edit))


def _style(said: Mapping[str, Any]) -> Style:
    return Style(said.get("place"), said.get("size"), 1, said.get("color"), said.get("animation"))


def _look(edit: ExactEdit, target: Reference) -> Iterator[Command]:
    if "look" in edit.fields:
        yield SetLook(_known(edit.fields["look"], LOOKS) or "none", target)
    for quality in ("brightness", "contrast", "saturation"):
        if quality in edit.fields:
            yield Adjust(quality, edit.fields[quality], is_relative=False, target=target)


def _frame(edit: ExactEdit, target: Reference) -> Iterator[Command]:
    said = edit.fields
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


def _music(edit: ExactEdit, _target: Reference) -> Command:
    mood, known = edit.fields["mood"], _known(edit.fields["mood"], MOOD_WORDS)
    start_s, end_s = edit.fields.get("from_s"), edit.fields.get("to_s")
    is_whole = start_s is None and end_s is None
    span = None if is_whole else TimeSpan(start_s or 0, WHOLE.end_s if end_s is None else end_s)
    return AddMusic(known, _share(edit, "percent"), wanted="" if known else mood, span=span)


def _place(edit: ExactEdit, _target: Reference) -> Command:
    said = edit.fields
    name, at_s = said["media"], said.get("at_s")
    match edit.variant:
        case "sound":
            return PlaceSound("voice", name=name, at_s=at_s or 0)
        case "card":
            return AddEndCard(name, said["text"], said["duration_s"])
        case "inset" | "watermark":
            is_watermark = edit.variant == "watermark"
            return SetInset(
                said["corner"],
                _share(edit, "percent"),
                name=name,
                is_watermark=is_watermark,
                span=SetInset.span if is_watermark else TimeSpan(start_s=at_s or 0),
                opacity=said.get("opacity"),
                margin=_share(edit, "margin"),
            )
        case _:
            return PlaceMedia(names=(name,), at_s=at_s)


def _canvas(edit: ExactEdit, _target: Reference) -> Iterator[Command]:
    said = edit.fields
    lines = EXPORT_RESOLUTIONS[said["resolution"]] if "resolution" in said else None
    fps = int(said["fps"]) if "fps" in said else None
    if "platform" in said:
        yield SetPlatform(said["platform"], said.get("aspect_ratio"), lines, fps)
        return
    if "aspect_ratio" in said:
        yield SetAspect(said["aspect_ratio"])
    if lines:
        yield SetResolution(lines)
    if fps:
        yield SetFrameRate(fps)


def _subtitles(edit: ExactEdit, _target: Reference) -> Command:
    cues = [Cue(round(1000 * start_s), round(1000 * end_s), text) for start_s, end_s, text in edit.cues]
    return AddSubtitles(cues=tuple(cues))


def _transition(edit: ExactEdit, target: Reference) -> Command:
    kind, length_s = edit.fields["kind"], edit.fields.get("duration_s")
    return SetTransition("cut" if kind == "none" else kind, length_s, second=target)


Reader = Callable[[ExactEdit, Reference], Command | Iterator[Command]]

_READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "trim": lambda edit, target: Trim(_span(edit), target),
        "cut": lambda edit, _: RippleDelete(_span(edit)),
        "split": lambda edit, _: Split(edit.fields["at_s"]),
        "move": lambda edit, target: MoveClip(target, Place(number=int(edit.fields["to"]))),
        "remove": lambda _, target: Delete(target),
        "length": lambda edit, target: SetLength(target, edit.fields["duration_s"]),
        "speed": lambda edit, target: SetSpeed(edit.fields["factor"], target=target),
        "reverse": lambda edit, target: Reverse(target, is_backwards=edit.variant != "again"),
        "freeze": lambda edit, _: Freeze(edit.fields["at_s"], edit.fields["duration_s"]),
        "volume": lambda edit, target: SetVolume(_share(edit, "percent"), target=target),
        "fade": lambda edit, target: Fade(target, edit.fields.get("in_s"), edit.fields.get("out_s")),
        "transition": _transition,
        "title": lambda edit, _: AddTitle(edit.fields["text"], _span(edit), _style(edit.fields)),
        "subtitles": _subtitles,
        "change": _change,
        "music": _music,
        "look": _look,
        "frame": _frame,
        "place": _place,
        "canvas": _canvas,
        "undo": lambda _, __: Undo(),
        "redo": lambda _, __: Redo(),
    }
)


def _span(edit: ExactEdit) -> TimeSpan:
    return TimeSpan(edit.fields.get("from_s"), edit.fields.get("to_s"))


def _share(edit: ExactEdit, name: str) -> float | None:
    return edit.fields[name] / 100 if name in edit.fields else None


def _known(words: str, table: Mapping[Any, str]) -> Any:
    """The key of what the words name."""
    return next((key for key, pattern in table.items() if words == key or Clause(words).sees(pattern)), None)
