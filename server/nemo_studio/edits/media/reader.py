"""Scenes to be drawn: new ones, and others in place of what is there."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from nemo_studio.edits.canvas.reader import aspect_ratio, read_fineness
from nemo_studio.edits.canvas.words import MEASURES
from nemo_studio.edits.cutting.commands import MoveClip
from nemo_studio.edits.history.words import BEYOND_EDITS, EDIT_VERB, IMPERATIVE, OWN_VERB
from nemo_studio.edits.language.amounts import length_s
from nemo_studio.edits.language.characters import restore
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.meaning import clips
from nemo_studio.edits.language.quantities import NUMERAL, number
from nemo_studio.edits.language.tokens import FILLER, UNKNOWN, WEAK, Said
from nemo_studio.edits.lexicon import sees, tokenize, words_left
from nemo_studio.edits.media import words
from nemo_studio.edits.media.commands import ChangeScene, MakeScene
from nemo_studio.edits.media.places import read_place
from nemo_studio.edits.picture.commands import SetLook
from nemo_studio.edits.picture.reader import LOOKS
from nemo_studio.edits.references import IT, Place, Reference
from nemo_studio.edits.registry import Command

_FLAGS: Final = re.IGNORECASE
_MAX_NAME: Final = 60


def read_new_scene(clause: Clause) -> tuple[Command, ...]:
    """A picture that is plainly asked for, whatever else the clause says."""
    text = Clause(read_place(clause.unquoted.text)[1])
    opens = text.sees(words.OPENING) or text.sees(words.OPENING_ZH)
    if not opens or _is_of_another(text) or _find_thing(text):
        return ()
    is_video = text.sees(words.VIDEO_WORDS) and sees(text.text, "unknown", "scene")
    is_video = is_video and not text.sees(BEYOND_EDITS)
    return _scenes(clause) if is_video or scene_key(text.text) else ()


_EDITS: Final = (
    "corner", "inset", "title", "subtitle", "quote", "transition", "transition_noun", "music", "mute",
    "volume", "brightness_noun", "contrast_noun", "saturation_noun", "sound_of", "swap", "split",
    "duplicate", "but", "degrees", "loud", "percent", "look_step", "disliked", "undo", "uploads", "no_look",
    "speed", "slow_motion", "backwards", "freeze", "lasting", "extra",
)  # fmt: skip
"""Words of these kinds ask for something else than a scene."""


def is_edit(clause: Clause, *but: str) -> bool:
    """Whether a clause asks for something else than a scene."""
    if clause.sees(r"\d ?s(?:ec(?:ond)?s?)? of (?:an? )?[a-z]|秒钟?的(?!时)\S"):
        but = ("extra", "lasting")  # "add 4 seconds of rain" is a clip, and makes none longer
    text = re.sub(words.VIDEO_WORDS, " ", clause.text, flags=_FLAGS)  # a timelapse of a city is no speed
    said = Said(tokenize(text))
    return said.sees(*(tag for tag in _EDITS if tag not in but))


def _is_of_another(text: Clause) -> bool:
    """Whether it is about what is there, or asks for something else than a scene."""
    return text.sees(words.NO_NEW_SCENE) or is_edit(text)


def read_scene(clause: Clause, *, is_first: bool = True) -> tuple[Command, ...]:
    """A scene to be drawn; between other commands only one that is plainly asked for."""
    text = Clause(read_place(clause.unquoted.text)[1])
    if text.sees(words.REFUSES) or text.sees(IMPERATIVE) or _is_of_another(text):
        return ()
    is_bare = re.fullmatch(r"\W*\w+\W*", text.text, re.ASCII) is not None
    if not scene_key(text.text) or is_bare or not (is_first or text.sees(words.ADDED)):
        return ()
    made = _scenes(clause)
    return () if any(isinstance(each, MakeScene) and each.missing for each in made) else made


def read_subject(clause: Clause) -> tuple[Command, ...]:
    """What is to be seen, where nothing is yet: any words that ask for no edit, and ask or tell nothing."""
    text = clause.unquoted
    is_other = text.sees(words.NO_SUBJECT) or text.sees(BEYOND_EDITS)
    if is_other or sees(text.text, "undo", "redo") or not _subject(text.text):
        return ()
    opens = text.sees(words.OPENING) or text.sees(words.OPENING_ZH)
    is_ordered = any(text.sees(pattern) for pattern in (IMPERATIVE, EDIT_VERB, rf"^(?:{OWN_VERB})"))
    return _scene(clause) if opens or not is_ordered else ()


def read_shot(described: str, message: str, length_s: float | None) -> tuple[Command, ...]:
    """A shot of a brief: a scene of any words; where only a season is named, one that shows it."""
    scene, *looks = _scene(Clause(described, message=message))
    if not scene.scene and _is_told(Clause(scene.name), is_exchanged=False):
        scene = replace(scene, scene=_OF_SEASON.get(str(scene.parameters.get("season"))))
    return (replace(scene, duration_s=length_s, replace=False), *looks)


_OF_SEASON: Final = {"spring": "meadow", "summer": "sunset", "autumn": "forest", "winter": "snow"}


def or_new(commands: tuple[Command, ...], clause: Clause) -> tuple[Command, ...]:
    """As in "put snow between the forest and the city": a clip that is there, or else a scene of its own."""
    match commands:
        case (MoveClip(Reference(name=str() as name), place) as move,) if (
            scene_key(name)
            and not re.search(words.PICTURE_FILE, name, _FLAGS)  # beach.jpg is an upload
            and clause.sees(words.PUT + re.escape(name))
        ):
            scene = replace(_scene(Clause(name, message=clause.message))[0], place=place)
            return (replace(move, otherwise=scene),)
        case _:
            return commands


def find_scenes(text: str) -> list[str]:
    """The scenes that a text names one after another."""
    return [found[0] for found in re.finditer(words.ANY_SCENE, text, _FLAGS)]


def read_described(clause: Clause) -> tuple[Command, ...]:
    """A scene that is described where pictures are being made: nothing of an edit is in its words."""
    is_other = clause.has_quotes or _is_of_another(clause)
    return _scenes(clause) if not is_other and scene_key(read_place(clause.text)[1]) else ()


def read_replacement(clause: Clause) -> tuple[Command, ...]:
    """A scene in place of a clip, or of all that is there."""
    is_replaced = clause.sees(words.REPLACE)
    found = clause.search(words.INSTEAD_OF) or (is_replaced and clause.search(words.REPLACED_BY))
    found = found or clause.search(words.IS_TO_BE)
    if not found:
        return ()
    new, old = Clause(found["new"].strip(), clause.quotes, clause.message), found["old"]
    if not is_replaced and new.sees("^the ") and not read_parameters(new):
        return ()  # "the last one should be the city" is a clip that is there
    if not scene_key(re.split(words.BUT, new.text)[0]) or re.search(words.INNER, old, _FLAGS):
        return ()  # "a reel-shaped video" is a shape, and no stand-in takes the place of what is there
    if (
        new.sees(r"(?:&|\band\b).*\b(?:by|with) ")
        or is_edit(new, "but")
        or _is_told(new, is_exchanged=clause.sees(words.EXCHANGED))
    ):
        return ()
    replaced = Said(tokenize(old))
    named = clips(replaced)
    replaced.skip("swap change but other uploads")
    if is_replaced:
        replaced.skip("remove delete")  # "swap out the city"
    if (end := replaced.one("side")) and not named:
        named = (Reference("clip", 1 if end == "start" else -1),)  # "replace the opening with a beach"
    if len(named) > 1 or not replaced.is_whole or not (named or is_replaced):
        return ()  # it is of something else that there is, or of a part of the time
    return _scene(new, replaces=True, target=named[0] if named else IT)


def _is_told(new: Clause, *, is_exchanged: bool) -> bool:
    """Whether only a light, a weather or a season is named, to which what is there is changed."""
    told = [token.meanings for token in tokenize(_without_measures(new.text)) if token.matters]
    return all(
        "parameter" in each
        and ("scene" not in each or (each["parameter"][0] == "weather" and not is_exchanged))
        for each in told
    )


def _scenes(clause: Clause) -> tuple[Command, ...]:
    """One scene, or several that are listed: "add a beach, a desert and a forest, 3 seconds each"."""
    scene, *looks = _scene(clause)
    text = clause.unquoted.text
    sides = Said(tokenize(_without_measures(text))).every("side")
    if scene.place == Place("start") and sides[-1:] == ["end"] and len(find_scenes(text)) == 1:
        return (scene, replace(scene, place=Place("end")), *looks)  # "at the start and at the end"
    parts: dict[str, float | None] = {}
    for item in re.split(words.LISTED, read_place(clause.unquoted.text)[1], flags=_FLAGS):
        part = item if _subject(_without_measures(item)) else next(reversed(parts), "")
        parts |= {part: length_s(item) or parts.get(part)} if part else {}
    keys = {scene_key(part) for part in parts}
    are_items = all(re.search(words.ITEM, _without_measures(part).strip(), _FLAGS) for part in [*parts][1:])
    is_placed = any(sees(part, "beside", "side") for part in parts)
    if len(keys) < max(len(parts), 2) or None in keys or is_placed or not are_items:
        return (scene, *looks)
    if sees(clause.text, "each"):
        parts = dict.fromkeys(parts, scene.duration_s)
    each = [(_scene(Clause(part, message=clause.message))[0], own_s) for part, own_s in parts.items()]
    made = [replace(part, place=scene.place, duration_s=own_s) for part, own_s in each]
    # Each of them is put where the first would be.
    return tuple(made if scene.place is None or scene.place.side in ("before", "end") else made[::-1])


def _scene(
    clause: Clause, *, replaces: bool = False, target: Reference = IT
) -> tuple[MakeScene, *tuple[Command, ...]]:
    """A scene from all words of a clause; which of them it cannot show is told with it."""
    text, takes, is_drawn = _without_making(Clause(clause.written))
    at_once, placed = read_place(text.text)
    where, described = read_place(_without_measures(placed))  # "3 seconds at the start" is no part of it
    described = _behind_heading(described)
    where = at_once or where
    scene = MakeScene(
        name=_name(described, clause.message),
        scene=scene_key(described),
        duration_s=length_s(placed),
        aspect_ratio=aspect_ratio(clause.text),
        replace=replaces or (where is None and clause.sees(words.IN_ITS_PLACE)),
        target=target,
        place=where,
        missing=_find_missing(described, clause.message),
        parameters=read_parameters(Clause(described)),
        prompt=restore(_subject(described) or "scene", clause.message),
        is_drawn=is_drawn,
        takes=takes,
    )
    seen = Clause(described)
    is_of_color = seen.sees(words.OF_COLOR)
    looks = [
        SetLook(look)
        for look, said in LOOKS.items()
        if seen.sees(said) and (is_of_color or look in _PLAIN_LOOKS)
    ]
    return (scene, *looks[:1], *read_fineness(clause))


def _behind_heading(text: str) -> str:
    """As in "a logo sting with an abstract background": what is to be seen, without what the film is."""
    for pattern, shows in ((words.HEADING, words_left), (words.AIM, scene_key)):
        told = found[0] if (found := re.search(pattern, text, _FLAGS)) else ""
        rest = text.replace(told, "", 1)
        is_told = scene_key(told) or read_parameters(Clause(told)) or sees(told, "look", "fineness")
        text = text if is_told or not shows(rest) else rest
    return text


_PLAIN_LOOKS: Final = ("black_and_white", "vintage", "cinematic")


def _without_making(clause: Clause) -> tuple[Clause, int, bool]:
    """The words of what is seen, of how many clips it is to be made, and whether by the studio itself."""
    found = clause.search(words.TAKES)
    count = next((group for group in found.groups() if group), "") if found else ""
    takes = (int(number(count)) if re.fullmatch(NUMERAL, count, _FLAGS) else 0) if found else 1
    is_drawn = clause.sees(words.BY_THE_STUDIO) or clause.sees(words.DRAW)
    described = re.sub(f"{words.TAKES}|{words.BY_THE_STUDIO}", " ", clause.text, flags=_FLAGS)
    return Clause(described), takes, is_drawn


_TOLD: Final = frozenset(
    {"camera", "look", "length", "each", "ratio", "number", "side", "add_new", "other", FILLER}
)
"""Kinds of words that a scene is made by, or told."""
_NONE: Final = frozenset({"not", "remove"})
"""As in "no people": what is not to be seen, and is not unless the scene has it of its own."""


def _find_missing(described: str, message: str) -> str:
    """What is described and belongs to no scene and to nothing that a scene can be told."""
    if (key := scene_key(described)) is None:
        return ""
    # Of two places one is drawn, and what lies in it; what a scene is told it may show or not.
    tables = (words.SCENE_WORDS, words.SCENE_NAMES, words.DRAWN)
    shown = [words.DRAWN["any"], *(table[key] for table in tables if key in table)]
    shown += [pattern for values in words.PARAMETERS.values() for pattern in values.values()]
    shown += [*LOOKS.values(), words.ORDERED, words.VIDEO_WORDS, words.ADJECTIVES]
    # The abstract picture has colours of its own; those of a place are its own as well: a blue sea.
    shown = [p for p in shown if key != "abstract" or p != words.ADJECTIVES]
    known = {at for p in shown for found in re.finditer(p, described, _FLAGS) for at in range(*found.span())}
    missing, is_none, at = "", False, 0
    for token in tokenize(described):
        is_drawn = token.start in known and not {"lacks", "effect"} & token.meanings.keys()
        is_known = bool(_TOLD & token.meanings.keys()) or is_drawn
        if _NONE & token.meanings.keys():
            is_none = True
        elif token.matters and is_known == is_none:
            apart = (
                (" " if described.isascii() else "、") if missing and (is_none or token.start > at) else ""
            )
            missing, at = f"{missing}{apart}{described[token.start : token.stop]}", token.stop
        is_none &= not token.matters or bool(_NONE & token.meanings.keys())
    return restore(missing.strip().removeprefix("个"), message)


def scene_key(text: str) -> str | None:
    """Which scene words are of; None where they name none."""
    found = {key: len(re.findall(pattern, text, _FLAGS)) for key, pattern in words.SCENE_WORDS.items()}
    if any(found[place] for place in found.keys() - words.WEATHER.keys()) and not re.search(
        words.WEATHER_ITSELF, text, _FLAGS
    ):
        found |= dict.fromkeys(found.keys() & words.WEATHER.keys(), 0)  # a rainy city is a city
    best = max(found.values())
    if best:
        return [key for key, count in found.items() if count == best][-1]
    return next((key for key, names in words.SCENE_NAMES.items() if re.search(names, text, _FLAGS)), None)


def _name(text: str, message: str) -> str:
    """What people call it: short, and without the way that the camera moves."""
    first, *parts = re.split(r"[,，]", text)
    moves = words.PARAMETERS["camera"].values()
    parts = [part for part in parts if not any(Clause(part).sees(move) for move in moves)]
    said = filter(None, (_subject(part) for part in (first, *parts)))
    return restore(", ".join(said)[:_MAX_NAME].strip(" 的") or "scene", message)


def _without_measures(text: str) -> str:
    """The words without lengths and shapes, which are told apart from what is to be seen."""
    text = words.SAID_MEASURES.sub(" ", re.sub(MEASURES, " ", text, flags=_FLAGS))
    for token in reversed(tokenize(text)):
        if "ratio" in token.meanings:
            text = f"{text[: token.start]} {text[token.stop :]}"
    return text


def _subject(text: str) -> str:
    """What is to be seen, without the order to make it and words at its ends that ask for nothing."""
    text = re.sub(words.ORDERED, "", text, flags=_FLAGS)
    said = [token for token in tokenize(text) if not _AT_THE_ENDS.issuperset(token.meanings)]
    said = [token for token in said if FILLER not in token.meanings]
    if not said:
        return ""
    start, stop = said[0].start, said[-1].stop
    for clip in said[-1].meanings.get("clip", ()):
        stop = said[-1].start + len(clip.name or text[said[-1].start : stop])
    return re.sub(r"\s+", " ", text[start:stop])


_ORDERS: Final = {"add_new", "camera", "delete", "keep", "more", "move", "number", "other", "side", "each"}
_AT_THE_ENDS: Final = WEAK | _ORDERS
"""Kinds of words that are no part of a name at its ends: the order, an article, "please"."""


def without_parameters(text: str, kinds: Collection[str] = words.PARAMETERS) -> str:
    """The text without the hour, the weather and what else of a scene it names."""
    for kind in kinds:
        for pattern in words.PARAMETERS[kind].values():
            text = re.sub(pattern, " ", text, flags=_FLAGS)
    return text


def read_parameters(clause: Clause) -> dict[str, str | float]:
    """The hour, the weather and what else of a scene a clause names."""
    found = {name: parameter(clause, values) for name, values in words.PARAMETERS.items()}
    return {name: value for name, value in found.items() if value is not None}


def parameter(clause: Clause, values: Mapping[str, str]) -> str | None:
    """Which value a clause names."""
    return next((value for value, pattern in values.items() if clause.sees(pattern)), None)


def read_thing(said: Said, clause: Clause) -> tuple[Command, ...]:
    """A thing that is to come into the picture, which the studio tells that it cannot draw."""
    if not (thing := _find_thing(clause)):
        return ()
    said.used.update(range(len(said.tokens)))
    return (ChangeScene({}, missing=restore(thing, clause.message)),)


def _find_thing(clause: Clause) -> str:
    """As in "add a deer walking through the forest": it comes into what is there."""
    found = None if clause.sees(BEYOND_EDITS) else clause.search(words.THINGS_ADDED)
    thing = next(filter(None, found.groups())) if found else ""
    return thing.strip() if sees(thing, UNKNOWN) else ""
