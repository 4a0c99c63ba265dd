"""Chapters of a film: from its clips, or from lines as YouTube reads them, such as `0:00 Opening`."""

import itertools
import re
from typing import Final

from nemo_video.errors import InvalidArgument
from nemo_video.media import Chapter
from nemo_video.timeline import Timeline, list_items

FROM_CLIPS: Final = "clips"
MAX_CHAPTERS: Final = 200
CHAPTER_FORMATS: Final = frozenset({"mp4", "mov", "mkv"})
"""The containers that hold chapters."""

MIN_COUNT, MIN_LENGTH_S = 3, 10.0
"""What YouTube asks for, beside a first one at 0:00: https://support.google.com/youtube/answer/9884579."""

_LINE: Final = re.compile(r"\s*(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:\.(\d{1,3}))?[\s\-–—:.)]*(\S.*)")
_EXAMPLE: Final = 'Write "clips", or a line for each chapter, as "0:00 Opening".'


def check_chapters(text: str, format: str) -> None:
    """See whether chapters can be read and written, before anything is rendered.

    Raises:
        InvalidArgument: They cannot.
    """
    if format not in CHAPTER_FORMATS:
        raise InvalidArgument(
            f"A {format} holds no chapters.", advice=f"Export {', '.join(sorted(CHAPTER_FORMATS))}."
        )
    if text.strip().lower() != FROM_CLIPS:
        _read_lines(text)


def list_chapters(text: str, timeline: Timeline) -> tuple[Chapter, ...]:
    """The chapters of a film: those that begin before its end.

    Args:
        text: As the caller gave it, checked.
        timeline: What was rendered.
    """
    starts = _of_clips(timeline) if text.strip().lower() == FROM_CLIPS else _read_lines(text)
    starts = [(at_s, title) for at_s, title in starts if at_s < timeline.duration_s]
    ends_s = [at_s for at_s, _ in starts[1:]] + [timeline.duration_s]
    return tuple(Chapter(at_s, end_s, title) for (at_s, title), end_s in zip(starts, ends_s, strict=True))


def say_for_youtube(chapters: tuple[Chapter, ...]) -> str:
    """The lines for the description of a film on YouTube."""
    has_hours = bool(chapters) and chapters[-1].start_s >= 3600
    return "\n".join(f"{_clock(each.start_s, has_hours=has_hours)} {each.title}" for each in chapters)


def suits_youtube(chapters: tuple[Chapter, ...]) -> bool:
    """Whether YouTube would show them."""
    lengths_s = [chapter.end_s - chapter.start_s for chapter in chapters]
    is_from_start = bool(chapters) and chapters[0].start_s == 0
    return is_from_start and len(chapters) >= MIN_COUNT and min(lengths_s) >= MIN_LENGTH_S


def _of_clips(timeline: Timeline) -> list[tuple[float, str]]:
    """A chapter for each clip of the film itself; what lies over others has none."""
    clips = [item for item in list_items(timeline) if item.kind == "clip"]
    film = [clip for clip in clips if clip.segment.effect("picture in picture") is None]
    return [(clip.segment.start_s, clip.name or clip.item) for clip in film]


def _read_lines(text: str) -> list[tuple[float, str]]:
    lines = [line for line in text.splitlines() if line.strip()]
    read = [_read_line(line) for line in lines]
    if not read or len(read) > MAX_CHAPTERS:
        raise InvalidArgument(
            f"There are {len(read)} chapters; 1 to {MAX_CHAPTERS} are taken.", advice=_EXAMPLE
        )
    for (before_s, _), (at_s, title) in itertools.pairwise(read):
        if at_s <= before_s:
            raise InvalidArgument(
                f'The chapter "{title}" does not begin after the one before it.', advice=_EXAMPLE
            )
    return read


def _read_line(line: str) -> tuple[float, str]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise InvalidArgument(f'The chapter "{line.strip()[:80]}" cannot be read.', advice=_EXAMPLE)
    hours, minutes, seconds, fraction, title = found.groups()
    at_s = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}")
    return at_s, " ".join(title.split())


def _clock(time_s: float, *, has_hours: bool) -> str:
    minutes, seconds = divmod(int(time_s), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if has_hours else f"{minutes}:{seconds:02}"
