"""Scenes to be drawn, uploads to be placed."""

import re
from typing import Final

from nemo_studio.edits.canvas.reader import read_fineness
from nemo_studio.edits.canvas.words import MEASURES
from nemo_studio.edits.cutting import words as cutting
from nemo_studio.edits.history.words import EDIT_VERB, IMPERATIVE, OWN_VERB
from nemo_studio.edits.language.characters import restore
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.quantities import NUMERAL, aspect_ratio, length_s
from nemo_studio.edits.language.reference_words import FILE_NAME, SOUND_FILE
from nemo_studio.edits.language.references import place, reference, without_place
from nemo_studio.edits.media import words
from nemo_studio.edits.media.commands import ChangeScene, MakeScene, PlaceMedia
from nemo_studio.edits.picture.commands import SetLook
from nemo_studio.edits.picture.words import LOOKS, QUALITIES
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import PlaceSound

_FLAGS: Final = re.IGNORECASE
_POLITE: Final = (
    r"(?:please|can you|could you|would you|i want|i would like|i'd like|i need|let's|now"
    r"|ok(?:ay)?,?|hi,?|hello,?)?\s*(?:to\s+)?(?:please\s+)?"
)
_VERB: Final = (
    r"(?:make|create|generate|produce|draw|show|film|shoot|render|paint|animate|add|insert|put"
    r"|give|get|find|have|see|do|build|start with|begin with|open with|end with|change it to"
    r"|turn it into|replace it with)"
)
_ARTICLE: Final = r"(?:an?|another|some|one more|one|two|three|the|my|\d+)"
_LEAD: Final = re.compile(
    rf"^(?:for (?:my )?[\w-]+\s*[:：,]\s*)?{_POLITE}(?:{_VERB}\s+)?(?:me\s+)?(?:{_ARTICLE}\s+)?"
    r"(?:second\s+)?(?:(?:short|new"
    rf"|beautiful|nice|second|quick|long|high quality|hd|4k)\s+)*"
    r"(?:(?:video|clip|film|movie|shot|scene|footage|animation)s?\b\s*(?:of|about|showing"
    r"|with|featuring|where|in which|:)?)?\s*(?:(?:an?|the)\s+)?",
    _FLAGS,
)
_LEAD_ZH: Final = re.compile(
    r"^(?:是|请|麻烦)?(?:你)?(?:帮我|给我|我想要|我要|我想|来)?(?:再|先)?(?:用)?(?:做|生成"
    r"|制作|创建|来|拍|画|换成|加上?|添加"
    r"|插入|弄)?(?:成)?(?:另|再)?(?:一?[个段条部支张幅])?(?:新的?)?(?:关于|短片|视频[:：]?)?"
)
_TAIL: Final = re.compile(
    r"\s*(?:的)?(?:\b(?:video|clip|film|movie)\b|视频|短片|影片|动画|画面|镜头|片段|场景)\s*$|\s+(?:scene"
    r"|shot|footage|for|lasting|at|in|with)\s*$",
    _FLAGS,
)
_MEASURES: Final = re.compile(
    rf"(?:\b(?:for|lasting)\s+)?(?:\b(?:an?|{NUMERAL}))[\s-]*(?:minutes?|mins?)[\s-]+and[\s-]+"
    rf"(?:a[\s-]+half|{NUMERAL}[\s-]*(?:seconds?|secs?|s)\b)|"
    r"(?:\b(?:a|an)\s+)?(?<![A-Za-z\d.])"
    + NUMERAL
    + r"\s*-?\s*(?:seconds?|secs?|s|minutes?|mins?|秒钟?|分钟)"
    r"(?:\s+(?:long|each)|长)?(?:\s*的)?(?=\W|$|[\u4e00-\u9fff])"
    r"|[一两二三四五六七八九十半\d]+分钟?(?:[一两二三四五六七八九十\d]+秒钟?|半)?(?:长)?(?:的)?"
    r"|[一两二三四五六七八九十半]+(?:秒钟?|分钟)(?:长)?(?:的)?"
    r"|\b\d+\s*m(?:in)?\s*\d+\s*s(?:ec)?\b"
    r"|\b(?:in )?(?:vertical|portrait|square|landscape|widescreen)\b(?: format| mode)?"
    r"|(?:竖屏|竖版|横屏|横版|方形)(?:的)?"
    r"|\b(?:duration|aspect ratio|length)\b\s*[:：]?|(?:时长|画面比例|比例)\s*[:：]?"
    r"|\d{1,2}\s*[:：]\s*\d{1,2}",
    _FLAGS,
)
_OPENING: Final = re.compile(
    rf"^{_POLITE}(?:{_VERB}\s+(?:me\s+)?(?:{_ARTICLE}\s+|\d)|(?:an?|another|some)\s+"
    rf"|\d+\s*-?\s*(?:s|sec|seconds?)\b)",
    _FLAGS,
)
_OPENING_ZH: Final = re.compile(
    r"(?:做|生成|制作|创建|来|拍|画|加|添加|插入|要|弄)(?:上|成)?(?:另|再)?(?:一|1|两"
    r"|几)?[个段条部支张幅]|生成|制作|创建|^(?:请)?(?:再)?(?:做|拍|画(?!面))"
)
_MAKING: Final = (
    rf"^{_POLITE}(?:(?:make|create|generate|produce|draw|show|film|shoot|paint|animate|give)\s+(?:me\s+)?"
    rf"(?:{_ARTICLE}\s|\d)|(?:an?|another)\s)"
)
_TALK: Final = (
    r"[?？]|^\W*(?:I|we|you|they|he|she|there|why|who|what|when)\b(?! (?:want|need|would like)\b)"
    r"|^[我你您他她这那](?!\S{0,2}想要)|为什么|怎么"
)
"""Questions, and what is told of oneself."""
_ABOUT: Final = (
    r"\b(?:video|clip|film|movie|scene|shot|footage|animation)s?\b\s+(?:of|about|showing|with"
    r"|featuring|where|in which)\b|(?:的|关于\S*)(?:视频|短片|影片|动画|镜头|画面)"
)
_EDIT_NOUNS: Final = (
    r"\b(?:looks?|filters?|effects?|copy|copies|freeze|fade|split|speed|title|caption"
    r"|music|sounds?|noises?|transition|volume|overlay|inset)\b"
    r"|滤镜|效果|[声音]$|声[，,]|转场|标题|音乐|字幕|定格|画中画"
)
_EXISTING: Final = (
    r"\b(?:it|this|that|the (?:\w+ )?(?:clip|shot|video|scene|film|footage)s?|clips? \d)\b|把|将"
    r"|让|它|那[个段]"
)
_NUMBERED: Final = r"^(?:(?:clip|shot|scene) \d+[:,]?\s*(?:the )?|第[一二三四五六]个?段?)"
_MAX_NAME: Final = 60
_MEDIA: Final = (
    r"\b(?:upload\w*|my (?:\w+ )?(?:photos?|pictures?|images?|clips?|videos?|footage"
    r"|files?)|(?:the|these|those|all) (?:photos|pictures|images|files)|slideshow)\b"
    r"|传的|我的\S{0,3}(?:照片|图片|视频|素材|片段)|幻灯片|这些(?:照片|图片|素材)"
)
_UPLOADED: Final = (
    r"\bI(?:'ve| have)?(?: just)? uploaded\b|\b(?:is|are) uploaded\b|我\S{0,2}(?:上传|传)[了好上]"
)
_PLACE_MEDIA: Final = (
    r"\b(?:make|create|build|put|place|add|use|insert|start|begin|show|slideshow|import"
    r"|include|append|combine|join|turn|arrange|with|from)\b"
    r"|做|放|加|用|插|制作|拼|合成|展示|幻灯片|导入"
)


def read_media(clause: Clause) -> tuple[Command, ...]:
    """Uploads that are to be placed."""
    names = _file_names(clause)
    if not (names or clause.has(_MEDIA)) or not clause.sees(_PLACE_MEDIA):
        return ()
    camera = _parameter(clause, words.CAMERA)
    if clause.has(cutting.REPLACE):
        found = clause.search(r"\b(?:with|by|for|to|into)\b|换成|替换成|替换为|换为")
        after = found.end() if found else 0
        target = reference(clause.cut(0, after))
        if target.kind == "clip":
            names = _file_names(clause.cut(after, len(clause.text)))
            return (PlaceMedia(camera=camera, replaces=target, names=names),)
    where = place(clause) if clause.has(_BESIDE) else None
    return (PlaceMedia(length_s(clause) or PlaceMedia.still_s, camera, where, names=names),)


def read_mention(clause: Clause) -> tuple[Command, ...]:
    """Uploads that are spoken of: "I've uploaded talk.mp4", "talk.mp4 is too long"."""
    names = _file_names(clause)
    if clause.has(SOUND_FILE):
        return (PlaceSound("voice"),)
    if not names and not clause.has(_UPLOADED):
        return ()
    return (PlaceMedia(length_s(clause) or PlaceMedia.still_s, names=names, is_mention=True),)


def _file_names(clause: Clause) -> tuple[str, ...]:
    """Pictures and videos that a clause names; sounds are placed elsewhere."""
    return tuple(found[1] for found in clause.without(SOUND_FILE).find_all(FILE_NAME))


_BESIDE: Final = rf"{cutting.BEFORE}|{cutting.AFTER}|\b(?:at|to) the (?:start|beginning|front)\b|开头|最前"


def is_new_scene(clause: Clause) -> bool:
    """Whether a clause plainly asks for a new picture, whatever else it says."""
    text = without_place(clause.unquoted)
    if any(text.sees(each) for each in (_EDIT_NOUNS, _EXISTING, _MEDIA)) or _is_recolored(text):
        return False
    if text.sees(_MOVED):
        return False
    opens = text.sees(_OPENING.pattern) or text.sees(_OPENING_ZH.pattern)
    return (opens and (text.sees(_ABOUT) or _names_scene(text))) or (
        text.sees(_ABOUT) and not text.sees(IMPERATIVE)
    )


def read_new_scene(clause: Clause) -> tuple[Command, ...]:
    """A picture that is plainly asked for."""
    return _scene(clause) if is_new_scene(clause) else ()


def _is_recolored(clause: Clause) -> bool:
    """As in "Make the sunset warmer": it is there already."""
    colors = (*LOOKS.values(), *(more_or_less for _, *both in QUALITIES.values() for more_or_less in both))
    return clause.sees(r"\b(?:make|turn) the\b") and any(clause.sees(pattern) for pattern in colors)


def _names_scene(clause: Clause) -> bool:
    return any(clause.sees(pattern) for pattern in words.SCENE_WORDS.values())


def read_scene(clause: Clause, *, is_first: bool = True) -> tuple[Command, ...]:
    """A scene to be drawn; between other commands only one that is plainly asked for."""
    if without_place(clause.unquoted).sees(_MOVED):
        return ()
    if is_new_scene(clause):
        return _scene(clause)
    opens = clause.sees(_OPENING.pattern) or clause.sees(_OPENING_ZH.pattern)
    if opens and clause.sees(words.VIDEO_WORDS) and not clause.sees(f"{_EXISTING}|{_EDIT_NOUNS}"):
        return _scene(clause)
    text = without_place(clause.unquoted)
    is_edit = any(
        text.sees(each) for each in (IMPERATIVE, _EXISTING, r"不要|别|去掉|删|\b(?:no|not|don't|without)\b")
    )
    is_edit = is_edit or (text.sees(rf"^(?:{OWN_VERB})") and _find_missing(text.text, clause.message) != "")
    is_phrase = _names_scene(text) and not is_edit
    return _scene(clause) if is_phrase and is_first and not text.sees(_EDIT_NOUNS) else ()


def read_subject(clause: Clause) -> tuple[Command, ...]:
    """What is to be seen, where nothing is yet: any words that ask for no edit, and ask or tell nothing."""
    text = clause.unquoted
    if any(text.sees(each) for each in (_EXISTING, _EDIT_NOUNS, _MEDIA, _TALK)):
        return ()
    opens = text.sees(_MAKING) or text.sees(_OPENING_ZH.pattern)
    is_edit = any(text.sees(pattern) for pattern in (IMPERATIVE, EDIT_VERB, rf"^(?:{OWN_VERB})"))
    return _scene(clause) if opens or not is_edit else ()


def read_replacement(clause: Clause) -> tuple[Command, ...]:
    """A scene in place of a clip, or of all that is there."""
    found = clause.search(r"\b(?:with|by|into|to|for)\b|换成|替换成|替换为|改成|换为")
    if not found or not clause.has(cutting.REPLACE):
        return ()
    new = Clause(clause.text[found.end() :].strip(), clause.quotes, clause.message)
    is_told = bool(_parameters(new.fresh()))
    if not (_names_scene(new) or (new.sees(words.VIDEO_WORDS) and not is_told)):
        return ()
    target = reference(clause.cut(0, found.start()))
    is_named = target.kind == "clip" and not target.is_all
    clause.cut(found.start(), len(clause.text)).has(r"(?s)\S.*")
    return _scene(new, replace=True, target=target if is_named else IT)


def _scene(clause: Clause, *, replace: bool = False, target: Reference = IT) -> tuple[Command, ...]:
    """A scene from all words of a clause; which of them it cannot show is told with it."""
    text, takes, is_drawn = _without_making(Clause(clause.written))
    where = place(text) if text.sees(_BESIDE) else None
    described = re.sub(_PLACE_TAIL, "", (without_place(text) if where else text).text.strip(), flags=_FLAGS)
    scene = MakeScene(
        name=_name(described, clause.message),
        scene=_scene_key(described),
        duration_s=length_s(clause),
        aspect_ratio=aspect_ratio(clause),
        replace=replace or clause.sees(r"\binstead\b"),
        target=target,
        place=where,
        missing=_find_missing(described, clause.message),
        parameters=_parameters(Clause(described)),
        prompt=_prompt(described, clause.message),
        is_drawn=is_drawn,
        takes=takes,
    )
    look = next((look for look, pattern in LOOKS.items() if Clause(described).sees(pattern)), None)
    looks = (SetLook(look),) if look in ("black_and_white", "vintage") else ()
    fineness = read_fineness(clause)
    clause.has(r"(?s).+")
    return (scene, *looks, *fineness)


def _without_making(clause: Clause) -> tuple[Clause, int, bool]:
    """The words of what is seen, of how many clips it is to be made, and whether by the studio itself."""
    found = clause.search(words.TAKES)
    count = next((group for group in found.groups() if group), "") if found else ""
    takes = (words.TAKE_COUNTS.get(count.lower()) or (int(count) if count.isdecimal() else 0)) if found else 1
    is_drawn = clause.sees(words.BY_THE_STUDIO) or clause.sees(words.DRAW)
    described = re.sub(f"{words.TAKES}|{words.BY_THE_STUDIO}", " ", clause.text, flags=_FLAGS)
    return Clause(described), takes, is_drawn


def _find_missing(described: str, message: str) -> str:
    """What is described and belongs to no scene and to nothing that a scene can be told."""
    known = [*words.SCENE_WORDS.values(), *(p for each in words.PARAMETERS.values() for p in each.values())]
    rest = Clause(_MEASURES.sub(lambda found: " " * len(found[0]), described))
    for pattern in (
        *known,
        *LOOKS.values(),
        MEASURES,
        words.VIDEO_WORDS,
        words.DRAWN,
        words.ADJECTIVES,
        _WHOLE_VERB,
    ):
        rest.find_all(pattern)
    return restore(" ".join(rest.left_over), message) if _scene_key(described) else ""


_MOVED: Final = r"\bbetween\b|之间|^\W*(?:please )?(?:put|place|move|bring|shift|drag) (?:the|that|this|my)\b"
"""What is there already and goes elsewhere, or goes where no scene is put."""
_WHOLE_VERB: Final = rf"\b{_VERB}\b"
_PLACE_TAIL: Final = (
    r"\s*(?:at|to) the (?:very )?(?:start|beginning|front|end)\s*$|(?:放?在|到)?(?:开头|最前面?|末尾|最后)$"
)


def _scene_key(text: str) -> str | None:
    found = {key: len(re.findall(pattern, text, _FLAGS)) for key, pattern in words.SCENE_WORDS.items()}
    best = max(found.values())
    return [key for key, count in found.items() if count == best][-1] if best else None


def _name(text: str, message: str) -> str:
    """What people call it: short, and without the way that the camera moves."""
    parts = re.split(r"[,，]", text)
    described = [part for part in parts[1:] if not any(Clause(part).has(p) for p in words.CAMERA.values())]
    name = _TAIL.sub("", _subject(",".join([parts[0], *described]))).strip(_EDGES)
    return restore(re.sub(r"\s+", " ", name)[:_MAX_NAME].strip() or "scene", message)


def _prompt(text: str, message: str) -> str:
    """All that is to be seen, in the user's words; length and shape are told apart from it."""
    return restore(re.sub(r"\s+", " ", _subject(text)).strip(_EDGES) or "scene", message)


_EDGES: Final = " \n,，.。:：;；的-"


def _subject(text: str) -> str:
    """What is to be seen, without the order to make it, its length and its shape."""
    name = _MEASURES.sub(" ", re.sub(MEASURES, " ", text, flags=_FLAGS))
    name = _LEAD.sub("", f"{name.strip()} ", count=1).strip()
    name = re.sub(r"(?:\s*[,，]\s*){2,}", ", ", re.sub(_NUMBERED, "", name, flags=_FLAGS))
    return _LEAD_ZH.sub("", name)


def _parameters(clause: Clause) -> dict[str, str | float]:
    found = {name: _parameter(clause, values) for name, values in words.PARAMETERS.items()}
    return {name: value for name, value in found.items() if value is not None}


def _parameter(clause: Clause, values: words.Values) -> str | None:
    return next((value for value, pattern in values.items() if clause.has(pattern)), None)


_CAMERA_VERB: Final = r"^(?:slowly )?(?:pan|tilt|zoom|push|pull|dolly|move)\b"


def _is_described(clause: Clause) -> bool:
    """As in "city at night, pan left", where "pan across the city" moves the camera over what is there."""
    is_move = clause.sees(_CAMERA_VERB)
    return _names_scene(clause) and not clause.sees(_EXISTING) and not is_move


def read_change(clause: Clause) -> tuple[Command, ...]:
    """Other light, weather, season, mood or camera for a scene that is there."""
    text = clause.unquoted
    if not text.has(
        r"\b(?:make|change|set|turn|let|add|give|should|want|more)\b|变成?|改成?|设|让|换成?|加|要|更"
    ) and (not _parameter(clause, words.CAMERA) or _is_described(clause)):
        return ()
    over = r"\b(?:across|over|along|through) .*$"
    is_move = clause.has(_CAMERA_VERB) and clause.has(over)
    named = reference(clause.without(over) if is_move else clause)
    described = text.without(r"\bthe (?:[\w-]+ )+?(?:clip|shot|scene)s?\b")
    parameters = {name: str(value) for name, value in _parameters(described).items()}
    if not parameters or named.kind not in ("clip", "any"):
        return ()
    return (ChangeScene(parameters, named),)
