"""Subtitle files that a prompt speaks of: by their path, or as those that were uploaded."""

import re
from typing import Final

from nemo_video.wire.formats import SUBTITLE_TYPES

_EXTENSIONS: Final = "|".join(SUBTITLE_TYPES)
_PATH: Final = re.compile(
    # between quotation marks; or a path that begins like one and may hold spaces
    rf"[\"“'‘「](?P<quoted>[^\n\"”'’」]{{1,400}}\.(?:{_EXTENSIONS}))[\"”'’」]"
    rf"|(?P<plain>(?:file://|[a-z]:[\\/]|~?/|\.{{1,2}}/)[^\n\"<>|，。；]{{0,300}}?\.(?:{_EXTENSIONS}))(?![\w.])",
    re.IGNORECASE,
)
_SAVING: Final = re.compile(
    r"\b(?:export|save|output|download|write|extract|convert|turn)\b|导出|保存|存|输出|下载|匯出|儲存|輸出|下載",
    re.IGNORECASE,
)
"""With one of these a file that is named is where words shall go, not where they come from."""

_ADDING: Final = re.compile(
    r"\b(?:add|put|use|apply|show|burn|lay|place|overlay|insert|with)\b[^.!?\n]{0,60}"
    r"\b(?:subtitles?|captions?|srt|vtt)\b"
    r"|(?:加|用|放|添|配|套)[^。！？\n]{0,16}(?:字幕|srt|vtt)",
    re.IGNORECASE,
)
_OTHERWISE: Final = re.compile(
    r"[\"“「]|-->|\b(?:remove|delete|without|no|don't|do not|never|from (?:the )?(?:speech|voice|audio))\b"
    r"|\b(?:subtitles?|captions?)\b(?: ?[:：]|[^.!?\n]{0,20}\b(?:say|read)(?:s|ing)?\b)"
    r"|\b(?:bigger|larger|smaller|bolder|other|different|better)\s+(?:subtitles?|captions?)\b"
    r"|\b(?:later|earlier|longer|shorter|higher|lower)\b"
    r"|删|去掉|不要|别|刪|別|字幕(?: ?[:：]|[说說写寫是])|[大小高低早晚]一?[点點]|更[大小高低]",
    re.IGNORECASE,
)
"""Words of one's own, another look, or none at all: then an uploaded file is not what is meant."""

_NAMING: Final = re.compile(
    r"(?:\b(?:titles?|texts?|words?|says?|reads?|saying|reading)(?: (?:is|that|of|to|as|says|reads))*"
    r"|(?:标题|標題|文字|写着|寫著|[说說])[为為是成]?) ?[:：]?\s*$",
    re.IGNORECASE,
)
"""What stands before a quotation that is shown, and no file."""


def find_subtitle_paths(prompt: str) -> list[str]:
    """The subtitle files that a prompt names by their path, in its order, as they stand there."""
    if _SAVING.search(prompt):
        return []
    found = [
        match["quoted"] or match["plain"]
        for match in _PATH.finditer(prompt)
        if not _NAMING.search(prompt[: match.start()])
    ]
    return list(dict.fromkeys(path for path in found if "://" not in path or path.startswith("file://")))


def asks_for_subtitles(prompt: str) -> bool:
    """Whether a prompt asks to show subtitles and gives no words for them."""
    return _ADDING.search(prompt) is not None and _OTHERWISE.search(prompt) is None
