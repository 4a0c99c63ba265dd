"""Subtitles that a message brings with it: the text of an SRT, or lines with their times in front."""

import re
from typing import Final

from nemo_studio.edits.language.amounts import clock_s
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle

_SRT: Final = re.compile(
    r"(?:^[ \t]*\d+[ \t]*\r?\n)?^[ \t]*\d{1,2}:\d{1,2}:\d{1,2}[,.]\d{1,3}[ \t]*-->[\s\S]*", re.MULTILINE
)
_TIMES: Final = (
    r"(?<![\d.])(?<!\d:)(?:from |第|从)?(?P<start>\d+(?::\d\d)*(?:\.\d+)?) ?(?:s|秒)? ?(?:[-–—~到至]+|to) ?"
    r"第?(?P<end>\d+(?::\d\d)*(?:\.\d+)?)(?> ?(?:seconds?|secs?|s|秒)?[:：,， -]*)"
)
_WORDS: Final = r"(?:[\"“「『](?P<quoted>[^\"”」』\n]+)[\"”」』]|(?P<words>[^\s\d:,;、。\"“「『《'][^"
_CUES: Final = (rf"^{_TIMES}{_WORDS}\n]*))", rf"{_TIMES}{_WORDS},，;；、。\"“「『《\n]*))")
"""Each in a line of its own, or one after another."""
_HEAD: Final = r"(?:\b(?:subtitles?|captions?|subs)\b|字幕)[^\d\n\"“「]{0,30}?[:：,，\n]\s*"
_FLAGS: Final = re.IGNORECASE | re.MULTILINE


def find_pasted(message: str) -> tuple[int, int, tuple[AddSubtitles | AddTitle, ...]] | None:
    """Where in a message subtitles stand with their times: start, end, and what writes them."""
    if srt := _SRT.search(message):
        return *srt.span(), (AddSubtitles(srt[0]),)
    for cue in _CUES:
        listed = rf"{_HEAD}(?P<all>(?:{re.sub('[?]P<[a-z]+>', '?:', cue)}[,，;；、\s]*)+)"
        if found := re.search(listed, message, _FLAGS):
            return *found.span("all"), tuple(map(_write, re.finditer(cue, found["all"], _FLAGS)))
    return None


def _write(cue: re.Match[str]) -> AddTitle:
    start_s, end_s = map(clock_s, cue.group("start", "end"))
    return AddTitle(cue["quoted"] or cue["words"].strip(), TimeSpan(start_s, end_s), is_subtitle=True)
