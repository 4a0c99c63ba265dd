"""Exact edits to commands: each says all of what it asks for, and nothing is guessed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from nemo_studio.edits.canvas import commands as canvas
from nemo_studio.edits.cutting import commands as cutting
from nemo_studio.edits.exact.grammar import ExactEdit, read_edits
from nemo_studio.edits.history import commands as history
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.media import commands as media
from nemo_studio.edits.picture import commands as picture
from nemo_studio.edits.picture.reader import LOOKS
from nemo_studio.edits.references import IT, Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound import commands as sound
from nemo_studio.edits.sound.words import MOOD_WORDS
from nemo_studio.edits.spans import WHOLE, TimeSpan
from nemo_studio.edits.titles import commands as titles
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
        yield titles.ChangeTitle(said["text"], target)
    if (style := _style(said)) != titles.AS_IT_IS:
        yield titles.StyleTitle(style, target)
    if "from_s" in said or "to_s" in said:
        yield cutting.MoveTo(target, _span(edit))


def _style(said: Mapping[str, Any]) -> titles.Style:
    return titles.Style(said.get("place"), said.get("size"), 1, said.get("color"), said.get("animation"))


def _parts(edit: ExactEdit, target: Reference) -> Iterator[Command]:
    return (_PARTS[name](value, target) for name, value in edit.fields.items())


_PARTS: Final[Mapping[str, Callable[[Any, Reference], Command]]] = MappingProxyType(
    {
        "look": lambda look, target: picture.SetLook(_known(look, LOOKS) or "none", target),
        "brightness": lambda amount, target: picture.Adjust("brightness", amount, False, target),
        "contrast": lambda amount, target: picture.Adjust("contrast", amount, False, target),
        "saturation": lambda amount, target: picture.Adjust("saturation", amount, False, target),
        "fit": picture.SetFit,
        "zoom": lambda factor, target: picture.Zoom(factor, target=target),
        "rotate": lambda degrees, target: picture.Rotate(int(degrees), target, is_absolute=True),
        "mirror": lambda is_mirrored, target: picture.Mirror("horizontal", target, is_mirrored),
        "flip": lambda is_flipped, target: picture.Mirror("vertical", target, is_flipped),
        "aspect_ratio": lambda ratio, _: canvas.SetAspect(ratio),
        "resolution": lambda name, _: canvas.SetResolution(EXPORT_RESOLUTIONS[name]),
        "fps": lambda fps, _: canvas.SetFrameRate(int(fps)),
    }
)
"""What is a command of its own, of the edits that consist of parts."""


def _music(edit: ExactEdit, _target: Reference) -> Command:
    mood, known = edit.fields["mood"], _known(edit.fields["mood"], MOOD_WORDS)
    start_s, end_s = edit.fields.get("from_s"), edit.fields.get("to_s")
    is_whole = start_s is None and end_s is None
    span = None if is_whole else TimeSpan(start_s or 0, WHOLE.end_s if end_s is None else end_s)
    return sound.AddMusic(known, _share(edit, "percent"), wanted="" if known else mood, span=span)


def _place(edit: ExactEdit, _target: Reference) -> Command:
    said = edit.fields
    name, at_s = said["media"], said.get("at_s")
    match edit.variant:
        case "sound":
            return sound.PlaceSound("voice", name=name, at_s=at_s or 0)
        case "card":
            return media.AddEndCard(name, said["text"], said["duration_s"])
        case "inset" | "watermark":
            is_watermark = edit.variant == "watermark"
            return picture.SetInset(
                said["corner"],
                _share(edit, "percent"),
                name=name,
                is_watermark=is_watermark,
                span=picture.SetInset.span if is_watermark else TimeSpan(start_s=at_s or 0),
                opacity=said.get("opacity"),
                margin=_share(edit, "margin"),
            )
        case _:
            return media.PlaceMedia(names=(name,), place=None if at_s is None else Place(at_s=at_s))


def _canvas(edit: ExactEdit, target: Reference) -> Command | Iterator[Command]:
    said = edit.fields
    if "platform" not in said:
        return _parts(edit, target)
    lines = EXPORT_RESOLUTIONS[said["resolution"]] if "resolution" in said else None
    fps = int(said["fps"]) if "fps" in said else None
    return canvas.SetPlatform(said["platform"], said.get("aspect_ratio"), lines, fps)


def _transition(edit: ExactEdit, target: Reference) -> Command:
    kind, length_s = edit.fields["kind"], edit.fields.get("duration_s")
    return picture.SetTransition("cut" if kind == "none" else kind, length_s, second=target)


Reader = Callable[[ExactEdit, Reference], Command | Iterator[Command]]

_READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "trim": lambda edit, target: cutting.Trim(_span(edit), target),
        "cut": lambda edit, _: cutting.RippleDelete(_span(edit)),
        "split": lambda edit, _: cutting.Split(edit.fields["at_s"]),
        "move": lambda edit, target: cutting.MoveClip(target, Place(number=int(edit.fields["to"]))),
        "remove": lambda _, target: cutting.Delete(target),
        "length": lambda edit, target: cutting.SetLength(target, edit.fields["duration_s"]),
        "speed": lambda edit, target: cutting.SetSpeed(edit.fields["factor"], target=target),
        "reverse": lambda edit, target: cutting.Reverse(target, is_backwards=edit.variant != "again"),
        "freeze": lambda edit, _: cutting.Freeze(edit.fields["at_s"], edit.fields["duration_s"]),
        "volume": lambda edit, target: sound.SetVolume(_share(edit, "percent"), target=target),
        "fade": lambda edit, target: sound.Fade(target, edit.fields.get("in_s"), edit.fields.get("out_s")),
        "transition": _transition,
        "title": lambda edit, _: titles.AddTitle(edit.fields["text"], _span(edit), _style(edit.fields)),
        "subtitles": lambda edit, _: titles.AddSubtitles(
            cues=tuple(Cue(round(1000 * start), round(1000 * end), text) for start, end, text in edit.cues)
        ),
        "change": _change,
        "music": _music,
        "look": _parts,
        "frame": _parts,
        "place": _place,
        "canvas": _canvas,
        "undo": lambda _, __: history.Undo(),
        "redo": lambda _, __: history.Redo(),
    }
)


def _span(edit: ExactEdit) -> TimeSpan:
    return TimeSpan(edit.fields.get("from_s"), edit.fields.get("to_s"))


def _share(edit: ExactEdit, name: str) -> float | None:
    return edit.fields[name] / 100 if name in edit.fields else None


def _known(words: str, table: Mapping[Any, str]) -> Any:
    """The key of what the words name."""
    return next((key for key, pattern in table.items() if words == key or Clause(words).sees(pattern)), None)
