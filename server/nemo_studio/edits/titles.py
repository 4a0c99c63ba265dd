"""Edits of words over the picture: titles and subtitles."""

from typing import Final

from nemo_studio.agent.orders import AddSubtitles, AddTitle, ChangeTitle, Reference, Style, StyleTitle
from nemo_studio.draft import (
    START_MS,
    Segment,
    add_segment,
    duration_ms,
    find,
    make_segment,
    put_segments,
    remove_segments,
)
from nemo_studio.edits.references import WRITTEN, resolve, resolve_one
from nemo_studio.edits.refusals import CannotEdit
from nemo_studio.edits.subtitles import Cue, read_srt
from nemo_studio.edits.timing import place_span
from nemo_studio.edits.workbench import Workbench
from nemo_studio.service.uploads import read_subtitles
from nemo_studio.text import find_missing_glyphs
from nemo_video.errors import BackendRefusal, InvalidArgument
from nemo_video.wire.draft import DURATION_MS, METADATA
from nemo_video.wire.envelope import JsonObject

USUAL_TITLE_S: Final = 3
SMALLEST: Final = 0.3
LARGEST: Final = 3.0
_TITLE: Final[JsonObject] = {"place": "center", "size": 1.0, "color": "#FFFFFF", "animation": "fade"}
_SUBTITLE: Final[JsonObject] = {**_TITLE, "place": "bottom", "animation": "none"}


def add_title(bench: Workbench, order: AddTitle) -> None:
    """Write words over the picture."""
    if not duration_ms(bench.draft):
        raise CannotEdit("nothing_yet")
    if not order.text:
        raise CannotEdit("title_needs_words")
    clip = resolve_one(bench, order.over, ("clip",)) if order.over else None
    first_ms, total_ms = (clip[START_MS], clip[DURATION_MS]) if clip else (0, duration_ms(bench.draft))
    start_ms, length_ms = place_span(order.span, total_ms, USUAL_TITLE_S)
    metadata: JsonObject = {"name": "Title", "text": order.text, **_TITLE}
    title = add_segment(bench.draft, "title", first_ms + start_ms, length_ms, metadata)
    _apply_style(title, order.style)
    _tell_missing_glyphs(bench, order.text)
    bench.touch(title)


def change_title(bench: Workbench, order: ChangeTitle) -> None:
    """Write other words; where there is no title yet, the first one."""
    if order.target == Reference("title") and not find(bench.draft, "title"):
        add_title(bench, AddTitle(order.text))
        return
    title = resolve_one(bench, order.target, ("title",))
    title[METADATA]["text"] = order.text
    _tell_missing_glyphs(bench, order.text)
    bench.touch(title)


def style_title(bench: Workbench, order: StyleTitle) -> None:
    """Write in another way."""
    titles = resolve(bench, order.target, WRITTEN)
    for title in titles:
        _apply_style(title, order.style)
    bench.touch(*titles)


def _apply_style(title: Segment, style: Style) -> None:
    metadata = title[METADATA]
    wanted = {"place": style.place, "color": style.color, "animation": style.animation}
    metadata.update({key: value for key, value in wanted.items() if value is not None})
    size = (style.size if style.size is not None else metadata["size"]) * style.size_factor
    metadata["size"] = round(min(max(size, SMALLEST), LARGEST), 3)


def _tell_missing_glyphs(bench: Workbench, text: str) -> None:
    if missing := find_missing_glyphs(text):
        bench.note("missing_glyphs", glyphs=missing[:20])


def add_subtitles(bench: Workbench, order: AddSubtitles) -> None:
    """Write the cues of an SRT, in place of subtitles that are there; what lies beyond the end is told."""
    total_ms = duration_ms(bench.draft)
    if not total_ms:
        raise CannotEdit("nothing_yet")
    cues = _read_cues(bench, order.srt)
    fitting = [cue for cue in cues if cue.start_ms < total_ms]
    if not fitting:
        raise CannotEdit("subtitles_beyond", seconds=total_ms / 1000)
    if len(fitting) < len(cues):
        bench.note("subtitles_dropped", count=len(cues) - len(fitting), seconds=total_ms / 1000)
    remove_segments(bench.draft, find(bench.draft, "subtitle"))
    subtitles = [_make_subtitle(cue, order.style, total_ms) for cue in fitting]
    put_segments(bench.draft, "subtitle", subtitles)
    _tell_missing_glyphs(bench, "".join(dict.fromkeys("".join(cue.text for cue in fitting))))
    bench.touch(*subtitles)


def _make_subtitle(cue: Cue, style: Style, total_ms: int) -> Segment:
    metadata: JsonObject = {"name": "Subtitles", "kind": "subtitle", "text": cue.text, **_SUBTITLE}
    subtitle = make_segment(cue.start_ms, min(cue.end_ms, total_ms) - cue.start_ms, metadata)
    _apply_style(subtitle, style)
    return subtitle


def _read_cues(bench: Workbench, srt: str | None) -> tuple[Cue, ...]:
    uploaded = [media for media in bench.uploads if media.kind == "subtitles"]
    if srt is None and not uploaded:
        raise CannotEdit("no_subtitles")
    try:
        return read_srt(srt) if srt is not None else read_subtitles(uploaded[-1].path, uploaded[-1].name)
    except (InvalidArgument, BackendRefusal) as error:
        raise CannotEdit("subtitles_unreadable", why=error.message) from None
