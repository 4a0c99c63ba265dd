"""What a timeline says in words, with its times: as caption files that players and platforms read.

Written here in full: the libraries for subtitles keep text as ASS does, and lose what stands in braces.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from nemo_video.timeline.model import Segment, Timeline

CaptionName = Literal["srt", "vtt"]
CAPTION_NAMES: Final = ("srt", "vtt")


@dataclass(frozen=True)
class CaptionFormat:
    """How one kind of caption file is written.

    Attributes:
        head: What stands before the first caption.
        point: Between seconds and milliseconds.
        escape: Makes words safe within a caption.
    """

    media_type: str
    head: str
    point: str
    escape: Callable[[str], str]


def write_captions(timeline: Timeline, name: CaptionName) -> str | None:
    """Titles and subtitles as one caption file, in the order of time.

    Returns:
        The file's text; None where the timeline has no words.
    """
    format = CAPTION_FORMATS[name]
    said = [s for track in timeline.tracks if track.kind == "text" for s in track.segments if s.text]
    said.sort(key=lambda segment: (segment.start_s, segment.end_s))
    blocks = [f"{number}\n{_block(segment, format)}" for number, segment in enumerate(said, 1)]
    return format.head + "\n".join(blocks) if blocks else None


def _block(segment: Segment, format: CaptionFormat) -> str:
    times = f"{_clock(segment.start_s, format.point)} --> {_clock(segment.end_s, format.point)}"
    lines = [
        line for line in (segment.text or "").splitlines() if line.strip()
    ]  # an empty line ends a caption
    words = "\n".join(lines)
    return f"{times}\n{format.escape(words)}\n"


def _clock(time_s: float, point: str) -> str:
    seconds, ms = divmod(round(time_s * 1000), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{ms:03}"


def _escape_srt(text: str) -> str:
    """SRT has no escape; an arrow would be read as times."""
    return text.replace("-->", "→")


def _escape_vtt(text: str) -> str:
    """As WebVTT's cue text asks: https://www.w3.org/TR/webvtt1/#webvtt-cue-text-span."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


CAPTION_FORMATS: Final[Mapping[CaptionName, CaptionFormat]] = MappingProxyType(
    {
        "srt": CaptionFormat("application/x-subrip", "", ",", _escape_srt),
        "vtt": CaptionFormat("text/vtt", "WEBVTT\n\n", ".", _escape_vtt),
    }
)
