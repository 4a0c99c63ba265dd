"""Words that ask for a clip which starts from an uploaded picture."""

import re
from collections.abc import Sequence
from typing import Final

from nemo_studio.project import UploadedMedia

_LEADING: Final = (
    r"(?:please\s+)?(?:animate|bring to life|start(?:ing)? from|make a video (?:from|of))\s+{what}"
    r"|(?:please\s+)?(?:bring|turn|make)\s+{what}"
    r"\s+(?:to life|into a (?:moving )?(?:video|clip|film)|move|come alive)"
    r"|(?:请)?(?:让|把)\s*{what}\s*(?:动起来|变成视频|做成视频)|(?:请)?从\s*{what}\s*开始"
)
"""They open a message; what follows them is what happens in the clip."""

_BETWEEN: Final = r"\s*(?:[:：,，.。;；]|\band\b|\bso that\b|\bwith\b|\bwhere\b)?\s*"
_INSIDE: Final = (
    r"[,，.;]?\s*\b(?:and\s+)?(?:it\s+)?(?:should\s+)?start(?:s|ing)?\s+(?:from|with)\s+{what}"
    r"|[,，.;]?\s*\b(?:use|using|with)\s+{what}\s+as\s+(?:the\s+|its\s+)?(?:first|start(?:ing)?|opening)"
    r"\s+(?:frame|picture|image|photo)"
    r"|[,，。；]?\s*(?:以|用)\s*{what}\s*(?:作为|为|做)\s*(?:首帧|第一帧|起始帧|开头画面)"
)
"""They stand beside the words of a scene."""

_THIS_PICTURE: Final = r"(?:this|the|my) (?:picture|photo|image)|(?:这|那)?张?(?:图片|照片)"
_MEASURES: Final = re.compile(
    r"\n\s*(?:duration|aspect ratio|[时時][长長]|[画畫]面比例)\s*[:：]", re.IGNORECASE
)
"""Where the lines begin that a caller adds to a message for its length and shape."""

_ONLY_A_LENGTH: Final = re.compile(
    r"(?:(?:for|in|lasting)?\s*[\w.]+[\s-]*(?:seconds?|secs?|s|秒钟?)(?: long)?)?", re.IGNORECASE
)
_MOVES: Final = "gentle movement"


def read_first_frame(message: str, uploads: Sequence[UploadedMedia]) -> tuple[UploadedMedia | None, str]:
    """The picture that a clip is to start from, and the message as one that asks for what happens in it.

    Args:
        message: What the user wrote.
        uploads: What was uploaded. "This picture" is the one picture among them; of several nobody knows.
    """
    found = _MEASURES.search(message)
    words, measures = (message[: found.start()], message[found.start() :]) if found else (message, "")
    pictures = [media for media in uploads if media.kind == "image"]
    for picture in reversed(pictures):
        names = [re.escape(picture.name)] + ([_THIS_PICTURE] if len(pictures) == 1 else [])
        scene = _read_scene(words.strip(), f"(?:{'|'.join(names)})")
        if scene is not None:
            return picture, scene + measures
    return None, message


def _read_scene(words: str, what: str) -> str | None:
    leading = re.compile(f"(?:{_LEADING.format(what=what)})(?![\\w]){_BETWEEN}", re.IGNORECASE)
    if match := leading.match(words):
        rest = words[match.end() :].strip(" .。")
        return f"make a video of {f'{_MOVES}, {rest}' if _ONLY_A_LENGTH.fullmatch(rest) else rest}"
    inside = re.compile(f"(?:{_INSIDE.format(what=what)})(?![\\w])", re.IGNORECASE)
    if match := inside.search(words):
        rest = (words[: match.start()] + words[match.end() :]).strip(" ,，.。;；")
        return rest or f"make a video of {_MOVES}"
    return None
