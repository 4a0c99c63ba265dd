"""Music, volumes, fades, ducking, uploaded sounds."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.edits.cutting.commands import MoveTo
from nemo_studio.edits.cutting.words import CUT, DELETE
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.quantities import at_s, length_s, part_of_time, percentage
from nemo_studio.edits.language.reference_words import KINDS
from nemo_studio.edits.language.references import kind_in, references
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound import words
from nemo_studio.edits.sound.commands import AddAmbience, AddMusic, Duck, Fade, Mute, PlaceSound, SetVolume
from nemo_studio.edits.spans import TimeSpan

USUAL_FADE_S: Final = 1.0
_MUSIC: Final = KINDS["music"]
_SOUNDS: Final = ("music", "voice", "ambience", "sound")
_LOUDER: Final = 1.4
_QUIETER: Final = 0.7


def read_sound(clause: Clause) -> tuple[Command, ...]:
    """Commands about what is heard, apart from new music."""
    if clause.has(words.NO_DUCK):
        return (Duck(is_ducked=False),)
    if clause.has(words.DUCK):
        clause.has(words.QUIETER)
        return (Duck(),)
    if not clause.sees(f"{words.FADE_IN}|{words.FADE_OUT}") and (part := part_of_time(clause)):
        return tuple(_within(command, part) for command in (_read_mute(clause) or _read_volume(clause)))
    if ambience := _read_ambience(clause):
        return ambience
    return (
        _read_mute(clause)
        or _read_fade(clause)
        or _read_end(clause)
        or _read_volume(clause)
        or _read_upload(clause)
    )


def _read_ambience(clause: Clause) -> tuple[Command, ...]:
    """The sound of a place, wanted by its name and not changed."""
    found = clause.unquoted.search(words.AMBIENCE)
    is_change = any(
        clause.has(each) for each in (words.MUTE, words.UNMUTE, DELETE, words.LOUDER, words.QUIETER)
    )
    if not found or is_change or percentage(clause) is not None or clause.has(words.HALF):
        return ()
    named = Clause(found[0])
    return (AddAmbience(next(key for key, pattern in words.AMBIENCE_WORDS.items() if named.has(pattern))),)


def _within(command: Command, part: TimeSpan) -> Command:
    """The same for a part of the time."""
    assert isinstance(command, Mute | SetVolume)
    return replace(command, target=replace(command.target, span=part))


def _read_mute(clause: Clause) -> tuple[Command, ...]:
    if clause.has(words.UNMUTE):
        return tuple(Mute(target, is_muted=False) for target in _sounding(clause, muted=True))
    if clause.has(words.MUTE) or (clause.has(DELETE) and clause.has(words.OWN_SOUND)):
        return tuple(Mute(target) for target in _sounding(clause, muted=True))
    return ()


def _sounding(clause: Clause, *, muted: bool = False) -> tuple[Reference, ...]:
    """What is meant where sound is spoken of: "the sound" alone is all of it."""
    if clause.has(words.OWN_SOUND):
        named = references(clause.unquoted.without(words.SOUND_NOUN))
        is_named = named[0].ordinal is not None or named[0].name is not None
        return named if is_named else (Reference("clip", is_all=True),)
    named = references(clause)
    if named[0] == Reference("clip", is_all=True) or named[0].kind == "sound":
        return (Reference("sound", is_all=True),)
    return (
        (Reference("sound", is_all=True),)
        if muted and named[0] == IT and not clause.sees(r"\bit\b|它")
        else named
    )


def _read_fade(clause: Clause) -> tuple[Command, ...]:
    both = clause.has(words.FADE_BOTH)
    fades_in, fades_out = both or clause.has(words.FADE_IN), both or clause.has(words.FADE_OUT)
    if clause.has(words.NO_FADE):
        return tuple(Fade(target, 0, 0) for target in _fading(clause))
    if not (fades_in or fades_out) or kind_in(clause.unquoted) in ("title", "subtitle"):
        return ()
    seconds = length_s(clause) or USUAL_FADE_S
    wanted = seconds if fades_in else None, seconds if fades_out else None
    return tuple(Fade(target, *wanted) for target in _fading(clause))


def _read_end(clause: Clause) -> tuple[Command, ...]:
    """As in "stop the music at 5 seconds"."""
    if not clause.has(words.STOP) or not clause.sees(words.SOUND_NOUN):
        return ()
    stop_s = at_s(clause)
    return () if stop_s is None else tuple(MoveTo(each, TimeSpan(end_s=stop_s)) for each in _sounding(clause))


def _fading(clause: Clause) -> tuple[Reference, ...]:
    is_picture = bool(clause.find_all(words.TO_BLACK))
    named = references(clause.unquoted)
    if is_picture and named[0] == IT:
        return (Reference("clip", is_all=True),)
    if named[0].kind == "sound":
        return (Reference("sound", is_all=True),)
    return named


def _read_volume(clause: Clause) -> tuple[Command, ...]:
    change = _level(clause)
    if change is None:
        return ()
    volume, factor = change
    return tuple(SetVolume(volume, factor, target) for target in _sounding(clause))


def _level(clause: Clause) -> tuple[float | None, float] | None:
    """A volume, or a factor on the present one."""
    quieter = clause.has(words.QUIETER)
    louder = not quieter and clause.has(words.LOUDER)
    is_about_sound = clause.has(words.SOUND_NOUN) or clause.has(words.VOLUME) or clause.has(words.HEARD)
    if not is_about_sound:
        return None
    if clause.has(words.FULL):
        return 1.0, 1
    factor = next((factor for factor, pattern in words.TIMES_AS_LOUD.items() if clause.has(pattern)), None)
    if factor is not None:
        return None, (1 / factor if quieter and factor > 1 else factor)
    share = percentage(clause)
    if share is None:
        return (None, _step(clause, _QUIETER if quieter else _LOUDER)) if louder or quieter else None
    sign = clause.search(words.SIGN)
    if sign or ((louder or quieter) and not clause.has(words.TO_LEVEL)):
        clause.has(words.BY)
        is_less = quieter or (sign is not None and sign[0].strip() not in "+＋")
        return None, max(1 - share, 0) if is_less else 1 + share
    clause.has(words.TO_LEVEL)
    is_set = louder or quieter or clause.has(words.SET_LEVEL) or _is_level(clause)
    return (share, 1) if is_set else None


def _is_level(clause: Clause) -> bool:
    """As in "Music at 30%" alone may be new music; "the music at 30%" and "volume 30%" are not."""
    return clause.has(
        r"\bthe (?:music|sound|audio|volume|song|voice)\b|\bvolume\b|音量|把"
    ) and not clause.sees(r"\badd\b|加|配")


def _step(clause: Clause, factor: float) -> float:
    if clause.has(words.MUCH):
        return factor * factor
    return 1 + (factor - 1) / 2 if clause.has(words.SLIGHTLY) and not clause.sees("一点") else factor


def _read_upload(clause: Clause) -> tuple[Command, ...]:
    if not clause.sees(words.UPLOADED_SOUND) or not clause.sees(words.PLACE_VERBS) or clause.has(CUT):
        return ()
    is_music = clause.has(
        r"\bas (?:the |a |my )?(?:background )?(?:music|soundtrack|bgm)\b|作为(?:背景)?音乐"
        r"|当(?:背景)?音乐|做(?:背景)?音乐"
    ) or (clause.has(_MUSIC) and not clause.sees(r"\bas (?:a |the )?(?:voice|narration)|旁白|配音"))
    return (PlaceSound("music" if is_music else "voice", percentage(clause)),)


def read_music(clause: Clause) -> tuple[Command, ...]:
    """New music, or other music."""
    if not clause.sees(_MUSIC) or clause.has(DELETE) or clause.has(words.UPLOADED_SOUND):
        return ()
    fades = clause.has(words.FADE_IN) or clause.has(words.FADE_OUT)
    if not (clause.has(words.ADD_MUSIC) or _mood(clause) or (_is_bare(clause) and not fades)):
        return ()
    if clause.has(words.MUTE) or clause.has(words.DUCK) or _is_change_of_volume(clause):
        return ()
    is_partial = not fades and part_of_time(clause) is not None
    if is_partial and percentage(clause) is not None and not clause.sees(r"\badd\b|加|配"):
        return ()
    clause.has(words.AT_LEVEL)
    clause.find_all(_MUSIC)
    mood = _mood(clause)
    seconds = length_s(clause) or USUAL_FADE_S
    both = clause.has(words.FADE_BOTH)
    return (
        AddMusic(
            mood,
            percentage(clause),
            fade_in_s=seconds if both or clause.has(words.FADE_IN) else None,
            fade_out_s=seconds if both or clause.has(words.FADE_OUT) else None,
            wanted="" if mood else _unknown_mood(clause),
            is_other=mood is None and clause.has(words.OTHER_MUSIC),
            span=part_of_time(clause) if is_partial else None,
        ),
    )


def _is_bare(clause: Clause) -> bool:
    return clause.search(rf"^\W*(?:(?:some|a|an|background|背景)\s*)*(?:{_MUSIC})") is not None


def _is_change_of_volume(clause: Clause) -> bool:
    if clause.has(words.LOUDER) or clause.has(words.QUIETER) or clause.has(words.VOLUME + r"\s*(?:to|of|:)"):
        return not clause.sees(r"\badd\b|\bplay\b|加一?|配")
    return clause.has(words.SET_LEVEL) and percentage(clause) is not None


def _mood(clause: Clause) -> str | None:
    text = clause.unquoted
    found = [(each.start(), mood) for mood, p in words.MOOD_WORDS.items() for each in text.find_all(p)]
    return max(found, default=(0, None))[1]  # the one beside the noun: "calm piano music" is piano


def _unknown_mood(clause: Clause) -> str:
    """A style that is asked for and no mood fits; empty where none is asked for."""
    found = clause.unquoted.search(words.MOOD_BEFORE_MUSIC)
    wanted = re.sub(words.PLAIN_BEFORE_MUSIC, " ", found[1] if found else "", flags=re.IGNORECASE)
    chinese = clause.unquoted.search(
        r"(?:加|放|配|用|换成?|来|一首|一段|点)([\u4e00-\u9fff]{1,6}?)(?:的|风格的?)?(?:背景)?(?:音乐|配乐)"
    )
    if chinese and not re.fullmatch(
        r"一?[首段点些个]?|上|入|背景|一点|段|首|合适的?|好听的?|别的|另一首|其他的?|点儿|成", chinese[1]
    ):
        wanted = re.sub(r"^(?:一?[首段点些个]|上|入|成)", "", chinese[1])
    return " ".join(wanted.split())
