"""Edits of words over the picture: titles and subtitles."""

import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Final

from nemo_studio.draft import START_MS, Segment, SegmentKind, end_ms, make_segment
from nemo_studio.edits.references import Reference
from nemo_studio.edits.refusals import CannotEdit
from nemo_studio.edits.registry import applies
from nemo_studio.edits.session import EditSession
from nemo_studio.edits.spans import OPEN, TimeSpan
from nemo_studio.edits.targets import WRITTEN, place_over, resolve, resolve_one
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle, ChangeTitle, Style, StyleTitle
from nemo_studio.project import call_by_names
from nemo_studio.text import find_missing_glyphs
from nemo_video.errors import InvalidArgument, VideoError
from nemo_video.media.files import open_file
from nemo_video.wire.draft import DURATION_MS, METADATA
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.subtitles import MAX_CHARACTERS, Cue, read_cues

USUAL_TITLE_S: Final = 3
_READABLE_MS: Final = 1000
SMALLEST: Final = 0.2
LARGEST: Final = 5.0
_MAX_BYTES: Final = 4 * MAX_CHARACTERS + 4
"""More than the reader takes, so that a longer file is refused by it."""
_MAX_SHOWN: Final = 20
"""So many characters that no font has are shown."""
_STYLE: Final[JsonObject] = {"place": "center", "size": 1.0, "color": "#FFFFFF", "animation": "fade"}
_USUAL: Final[Mapping[SegmentKind, JsonObject]] = {
    "title": {"name": "Title", **_STYLE},
    "subtitle": {"name": "Subtitles", "kind": "subtitle", **_STYLE, "place": "bottom", "animation": "none"},
}


@applies(AddTitle)
def add_title(edit: EditSession, command: AddTitle) -> None:
    """Write words over the picture."""
    if not edit.total_ms:
        raise CannotEdit("nothing_yet")
    if not command.text:
        raise CannotEdit("title_needs_words")
    is_plain = command == AddTitle(command.text)  # the same words twice are said of those that are there
    said = command.text.casefold()
    there = [t for t in edit.find(*WRITTEN) if str(t[METADATA]["text"]).casefold() == said]
    if there and (command.may_be_there or is_plain):
        _write_anew(edit, there[0], command)
        return
    kind = "subtitle" if command.is_subtitle else "title"
    start_ms, length_ms = place_over(edit, command.over, _with_length(command.span), USUAL_TITLE_S)
    title = make_segment(start_ms, length_ms, _USUAL[kind] | {"text": command.text})
    _apply_style(title, command.style)
    if command.span == TimeSpan(length_s=command.span.length_s) and command.over is None:
        _put_behind_others(edit, title)
    for other in _find_in_place(edit, title):
        if other[START_MS] < end_ms(title) and title[START_MS] < end_ms(other):
            edit.note("covers", name=command.text, other=other[METADATA]["text"])
    edit.put(kind, [title])
    _check_glyphs(edit, command.text)
    edit.touch(title)


def _find_in_place(edit: EditSession, title: Segment) -> list[Segment]:
    """The words in the same place of the picture, in their order."""
    there = [each for each in edit.find(*WRITTEN) if each[METADATA]["place"] == title[METADATA]["place"]]
    return sorted(there, key=itemgetter(START_MS))


def _put_behind_others(edit: EditSession, title: Segment) -> None:
    """Words of no time show behind those that they would cover, where enough is left to read them."""
    start_ms, total_ms = title[START_MS], edit.total_ms
    for other in _find_in_place(edit, title):
        if start_ms < end_ms(other) and other[START_MS] < start_ms + title[DURATION_MS]:
            start_ms = end_ms(other)
    if total_ms - start_ms >= _READABLE_MS:
        title[START_MS], title[DURATION_MS] = start_ms, min(title[DURATION_MS], total_ms - start_ms)


def _with_length(span: TimeSpan) -> TimeSpan:
    """As in "at the end": it is the last so many seconds."""
    return TimeSpan(last_s=USUAL_TITLE_S) if span.last_s == 0 else span


def _write_anew(edit: EditSession, title: Segment, command: AddTitle) -> None:
    """The title that is there, in its new style and at its new time."""
    _restyle(title, command.style)
    if command.span != OPEN:
        span, usual_s = _with_length(command.span), title[DURATION_MS] / 1000
        edit.move(title, *place_over(edit, command.over, span, usual_s))
    edit.touch(title)


@applies(ChangeTitle)
def change_title(edit: EditSession, command: ChangeTitle) -> None:
    """Write other words; where there is no title yet, the first one."""
    if command.target == Reference("title") and not edit.find("title"):
        add_title(edit, AddTitle(command.text))
        return
    is_title = command.target.kind == "title" and not command.target.id
    title = resolve_one(edit, command.target, ("title",) if is_title else WRITTEN)
    title[METADATA]["text"] = _put_in(str(title[METADATA]["text"]), command)
    _check_glyphs(edit, command.text)
    edit.touch(title)


def _put_in(text: str, command: ChangeTitle) -> str:
    """The new words in place of all, or of those that are named: "trip" in "Winter trip"."""
    if command.is_added:
        return f"{text}{'' if command.text > '一' else ' '}{command.text}"
    name = command.target.name or ""
    at = text.casefold().find(name.casefold())
    if not name or at < 0:
        return command.text
    return re.sub(" {2,}", " ", f"{text[:at]}{command.text}{text[at + len(name) :]}").strip()


@applies(StyleTitle)
def style_title(edit: EditSession, command: StyleTitle) -> None:
    """Write in another way."""
    is_subtitle = command.target == Reference("title") and not edit.find("title")
    titles = resolve(edit, Reference() if is_subtitle else command.target, WRITTEN)
    for title in titles:
        _restyle(title, command.style)
    edit.touch(*titles)


def _restyle(title: Segment, style: Style) -> None:
    """Words that move keep the size of their letters: the usual size is another in each place."""
    metadata = title[METADATA]
    if style.place not in (None, metadata["place"]) and style.size is None:
        metadata.setdefault("letters_of", metadata["place"])
    _apply_style(title, style)


def _apply_style(title: Segment, style: Style) -> None:
    metadata = title[METADATA]
    wanted = {"place": style.place, "color": style.color, "animation": style.animation}
    metadata.update({key: value for key, value in wanted.items() if value is not None})
    size = (style.size if style.size is not None else metadata["size"]) * style.size_factor
    metadata["size"] = round(min(max(size, SMALLEST), LARGEST), 3)


def _check_glyphs(edit: EditSession, text: str) -> None:
    """Words are written whole or not at all; a sign that no font has is told.

    Raises:
        CannotEdit: There are letters or digits that no font here has.
    """
    missing = find_missing_glyphs(text)
    letters = "".join(char for char in missing if unicodedata.category(char)[0] in "LMN")
    if letters:
        raise CannotEdit("no_font", glyphs=letters[:_MAX_SHOWN])
    if missing:
        edit.note("missing_glyphs", glyphs=missing[:_MAX_SHOWN])


@applies(AddSubtitles)
def add_subtitles(edit: EditSession, command: AddSubtitles) -> None:
    """Write the cues of an SRT, in place of subtitles that are there; what lies beyond the end is said."""
    total_ms = edit.total_ms
    if not total_ms:
        raise CannotEdit("nothing_yet")
    cues = command.cues or _share_out(edit, command.lines) or _read_cues(edit, command.srt)
    fitting = [cue for cue in cues if cue.start_ms < total_ms]
    if not fitting:
        raise CannotEdit("subtitles_beyond", seconds=total_ms / 1000)
    if len(fitting) < len(cues):
        edit.note("subtitles_dropped", count=len(cues) - len(fitting), seconds=total_ms / 1000)
    edit.remove(edit.find("subtitle"))
    subtitles = [_make_subtitle(cue, command.style, total_ms) for cue in fitting]
    edit.put("subtitle", subtitles)
    _check_glyphs(edit, "".join(dict.fromkeys("".join(cue.text for cue in fitting))))
    edit.touch(*subtitles)


def _share_out(edit: EditSession, lines: tuple[str, ...]) -> tuple[Cue, ...]:
    """One line a clip where they are as many as the clips, else all of one length."""
    clips, total_ms = edit.find("clip"), edit.total_ms
    if len(lines) == len(clips):
        times = [(clip[START_MS], end_ms(clip)) for clip in clips]
    else:
        edges = [round(total_ms * number / len(lines)) for number in range(len(lines) + 1)] if lines else []
        times = list(pairwise(edges))
    return tuple(Cue(start, stop, line) for (start, stop), line in zip(times, lines, strict=True))


def _make_subtitle(cue: Cue, style: Style, total_ms: int) -> Segment:
    metadata = _USUAL["subtitle"] | {"text": cue.text}
    subtitle = make_segment(cue.start_ms, min(cue.end_ms, total_ms) - cue.start_ms, metadata)
    _apply_style(subtitle, style)
    return subtitle


def _read_cues(edit: EditSession, srt: str | None) -> tuple[Cue, ...]:
    uploaded = [media for media in edit.uploads if media.kind == "subtitles"]
    if srt is None and not uploaded:
        raise CannotEdit("no_subtitles")
    try:
        return read_cues(srt) if srt is not None else read_subtitle_file(uploaded[-1].path)
    except VideoError as error:
        raise CannotEdit("subtitles_unreadable", why=call_by_names(error.message, uploaded)) from None


def read_subtitle_file(path: Path) -> tuple[Cue, ...]:
    """Read a file of SRT or WebVTT in UTF-8 or UTF-16.

    Raises:
        InvalidArgument: It cannot be read; the message says where.
        NotFound, NotAllowed, DiskFailure: It cannot be opened.
    """
    with open_file(path) as file:
        content = file.read(_MAX_BYTES)
    has_utf16_mark = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        return read_cues(content.decode("utf-16" if has_utf16_mark else "utf-8-sig"))
    except UnicodeDecodeError:
        raise InvalidArgument("It is not text in UTF-8 or UTF-16.") from None
