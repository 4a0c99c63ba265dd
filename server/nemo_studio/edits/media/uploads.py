"""Uploads that are to be placed."""

import re
from typing import Final

from nemo_studio.edits.canvas.commands import SetAspect
from nemo_studio.edits.language.characters import restore
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.meaning import clips
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.media import words
from nemo_studio.edits.media.commands import PlaceMedia
from nemo_studio.edits.media.places import clips_in, read_place
from nemo_studio.edits.media.reader import is_edit, parameter, scene_key
from nemo_studio.edits.registry import Command

_FLAGS: Final = re.IGNORECASE
_PLACE_MEDIA: Final = (
    r"\b(?:make|create|build|put|place|add|use|using|insert|start|begin|show|slideshow|import|include|append"
    r"|combine|join|turn|arrange|with|from|as the background)\b|做|放[入进]?[来去]?|加|用|插|制作|拼|合成"
    r"|展示|幻灯片|相册|影集|导入"
)


def read_media(said: Said, clause: Clause) -> tuple[Command, ...]:
    """Uploads that are to be placed."""
    names = tuple(re.findall(words.PICTURE_FILE, clause.text, _FLAGS))
    is_named = bool(names) or clause.sees(words.MEDIA)
    if not names and (of_mine := clause.search(words.PICTURE_OF)):
        said.used.update(range(len(said.tokens)))
        return (PlaceMedia(names=(restore(next(filter(None, of_mine.groups())), clause.message),)),)
    if not is_named or not clause.sees(_PLACE_MEDIA) or is_edit(clause, "uploads"):
        return ()
    camera = parameter(clause, words.PARAMETERS["camera"])
    named = clips(said.fresh())
    seconds, is_total = said.one("length"), said.has("total")
    shape = tuple(SetAspect(each) for each in dict.fromkeys(said.every("ratio")))
    said.skip("uploads file camera camera_noun order out turned between beside each factor all side sites")
    for found in _PLACED.finditer(clause.text):
        said.use(found.span())
    clips(said)
    if clause.sees(words.REPLACE) and (found := clause.search(words.REPLACED_BY)):
        replaced = clips_in(found["old"])
        if len(replaced) == 1 and not replaced[0].is_all:
            names = tuple(re.findall(words.PICTURE_FILE, found["new"], _FLAGS))
            return (PlaceMedia(camera=camera, replaces=replaced[0], names=names),)
    where, described = read_place(clause.text)
    if where and where.of and where.of.name:
        names = tuple(re.findall(words.PICTURE_FILE, described, _FLAGS))
    if where and not names and scene_key(described) and not Clause(described).sees(words.MEDIA):
        return ()  # "add snow scene after my video"
    if any(each.name is None or "." not in each.name for each in named if not each.is_all) and not where:
        return ()  # what is there already and is to be somewhere else
    names = _count_each(names, clause.text)
    if seconds and (is_total or (clause.sees(words.FILM_OF) and not said.sees("each") and len(names) != 1)):
        return (PlaceMedia(camera=camera, place=where, names=names, total_s=seconds), *shape)
    still_s, with_sounds = seconds or PlaceMedia.still_s, clause.sees(words.FILES)
    return (PlaceMedia(still_s, camera, where, names=names, with_sounds=with_sounds), *shape)


_OFTEN: Final = re.compile("|".join(words.TIMES.values()), _FLAGS)
_PLACED: Final = re.compile(
    rf"{_OFTEN.pattern}|{_PLACE_MEDIA}|timeline|together|时间[线轴]|在?一起|[一两三四五]张?|[这那]",
    _FLAGS,
)


def _count_each(names: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Each file as often as is said behind it; "the dog and the cake twice" is the pair of them."""
    behind = re.split(words.PICTURE_FILE, text, flags=_FLAGS)[2::2]
    counts = [next((n for n, p in words.TIMES.items() if re.search(p, each, _FLAGS)), 0) for each in behind]
    if not any(counts[:-1]):
        return names * max([1, *counts])
    return tuple(name for name, count in zip(names, counts, strict=True) for _ in range(count or 1))


def read_mention(said: Said, clause: Clause) -> tuple[Command, ...]:
    """Files that are only named, in an order or as the only ones."""
    if clause.sees(words.REPLACE):
        return ()
    said.skip("add only noun to all meets keep move side full it each order beside rest")
    for found in _OFTEN.finditer(clause.text):
        said.use(found.span())
    names = _count_each(tuple(re.findall(words.PICTURE_FILE, clause.text, _FLAGS)), clause.text)
    clips(said)
    return (PlaceMedia(names=names, is_mention=True),) if names else ()
