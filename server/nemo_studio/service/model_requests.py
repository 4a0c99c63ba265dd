"""What a message asks of the model: a clip that starts from a picture, or that it stay out of this one."""

import re
from collections.abc import Sequence
from typing import Final

from nemo_studio.project import UploadedMedia

_DRAWN: Final = re.compile(
    r",?\s*\b(?:drawn by the studio|without (?:the|a) model|drawn)\b|，?(?:不用模型|由工作室绘制|绘制的)",
    re.IGNORECASE,
)
"""Words with which people ask for a scene of the studio's own; they are no part of what it shows."""

_ANIMATE: Final = (
    r"^(?:please\s+)?(?:animate|bring to life|start(?:ing)? (?:from|with)|make a video (?:from|of))\s+{what}"
    r"(?:\s*(?:[:：,，]|and|so that|with|where)\s*|\s*$)"
    r"|^(?:请)?(?:让|把|从)\s*{what}\s*(?:动起来|开始)[:：,，]?\s*"
)
_THIS_PICTURE: Final = r"(?:this|the|my) (?:picture|photo|image)|(?:这|那)?张?(?:图片|照片)"
_MOVES: Final = "gentle movement"


def wants_drawing(message: str) -> bool:
    """Whether a message asks for a scene of the studio's own."""
    return bool(_DRAWN.search(message))


def without_drawn(message: str) -> str:
    """A message without the words that ask for a scene of the studio's own."""
    return _DRAWN.sub("", message)


def first_frame_of(message: str, uploads: Sequence[UploadedMedia]) -> UploadedMedia | None:
    """The picture that a clip is to start from, where a message asks for one."""
    found = _read_animation(message, uploads)
    return found[0] if found else None


def without_first_frame(message: str, uploads: Sequence[UploadedMedia]) -> str:
    """A message that animates a picture, as one that asks for a clip of what happens in it."""
    found = _read_animation(message, uploads)
    return f"make a video of {found[1] or _MOVES}" if found else message


def _read_animation(message: str, uploads: Sequence[UploadedMedia]) -> tuple[UploadedMedia, str] | None:
    pictures = [media for media in uploads if media.kind == "image"]
    for picture in reversed(pictures):
        names = [re.escape(picture.name)] + ([_THIS_PICTURE] if len(pictures) == 1 else [])
        asked = re.compile(_ANIMATE.format(what=f"(?:{'|'.join(names)})"), re.IGNORECASE)
        if match := asked.match(message.strip()):
            return picture, message.strip()[match.end() :].strip(" .。")
    return None
