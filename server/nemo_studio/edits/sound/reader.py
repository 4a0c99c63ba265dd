"""Music, volumes, fades, ducking, the sound of places, uploaded sounds."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.edits.cutting.commands import Delete, MoveTo
from nemo_studio.edits.language.characters import restore
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.meaning import ALL_CLIPS, clips, first_number
from nemo_studio.edits.language.meaning import part as part_of_time
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound import words
from nemo_studio.edits.sound.commands import AddAmbience, AddMusic, Duck, Fade, Mute, PlaceSound, SetVolume
from nemo_studio.edits.spans import OPEN, WHOLE, TimeSpan

Commands = tuple[Command, ...]

USUAL_FADE_S: Final = 1.0
USUAL_VOLUME: Final = 0.5
LOUDER: Final = 1.4
QUIETER: Final = 0.7
ALL_SOUND: Final = Reference("sound", is_all=True)
MUSIC: Final = Reference("music")


def _heard(said: Said) -> tuple[Reference, ...]:
    """What sounds: the music, the sound of clips, all of it; none where nothing is named."""
    if said.sees("voice", "ambience", "sound_of"):
        place = said.one("sound_of")
        is_all = said.has("all", "each", "whole", "everywhere") or not place
        said.skip("sound ambience")
        if place and len(named := clips(said)) == 1 and named != (ALL_CLIPS,):
            return named
        if said.has("voice"):
            return (Reference("voice"),)
        return (Reference("ambience", name=place, is_all=is_all),)
    if said.has("music"):
        said.skip("sound volume")
        over = _over(said)
        return tuple(replace(MUSIC, over=each) for each in over) or (MUSIC,)
    is_own, has_sound, is_clip = said.has("own_sound"), said.has("sound"), said.sees("noun")
    named = tuple(each for each in clips(said) if each != ALL_CLIPS)
    if named or is_own:
        return named or (ALL_CLIPS,)
    if has_sound or said.sees("all", "each", "whole", "total"):
        return (ALL_SOUND,)
    return (Reference("clip"),) if is_clip else ()


def part(said: Said) -> TimeSpan | None:
    """A part of the time, also all but one: "mute everything but the last 2 seconds"."""
    found = part_of_time(said)
    if found is None or not said.sees("but"):
        return found
    if found.last_s is not None:
        said.has("but", "all")
        return TimeSpan(but_last_s=found.last_s)
    if found.start_s == 0 and found.end_s is not None:
        said.has("but", "all")
        return TimeSpan(start_s=found.end_s)
    return found


def _over(said: Said) -> tuple[Reference, ...]:
    """The clips that are named beside a sound: while they show."""
    said.skip("under over")
    return tuple(each for each in clips(said) if each != ALL_CLIPS)


def read_mute(said: Said, clause: Clause) -> Commands:
    """Silence, and the end of it."""
    if said.has("unmute"):
        time = part(said)
        heard = _heard(said) or (ALL_SOUND,)
        return tuple(Mute(replace(each, span=time) if time else each, is_muted=False) for each in heard)
    if clause.sees(words.ONLY_MUSIC):
        said.skip("music keep only sound rest look_noun add")
        return (Mute(ALL_CLIPS),)
    is_quiet = said.has("mute")
    if is_quiet and clause.sees(words.NOT_MUTED):
        return ()
    is_gone = said.sees("own_sound", "sound", "sound_of") and said.has("remove", "without")
    if said.sees("music") and said.sees("part", "span", "clip", "until", "after"):
        is_gone = is_gone or said.has("remove", "without")  # not there for a while
    if (not is_quiet and not is_gone) or said.sees("quote", "title", "look", "rest"):
        return ()
    said.skip("remove change not to without only keep")
    is_it = said.has("it") and not said.sees("sound", "own_sound")
    time = part(said)
    heard = _heard(said) or (IT if is_it else ALL_SOUND,)
    return tuple(Mute(replace(each, span=time) if time else each) for each in heard)


def read_volume(said: Said, clause: Clause) -> Commands:
    """Louder, quieter, so loud."""
    strong, weak = said.value("loud"), said.value("weakly")
    sign = strong or weak or (-1 if said.sees("percent") and said.has("remove", "delete") else None)
    is_about = said.sees("music", "sound", "own_sound", "voice", "volume", "ambience", "sound_of")
    is_told = sign is not None or said.sees("change", "volume", "sign") or clause.sees(r"\b(?:the|my)\b|把")
    is_told |= said.sees("factor") or (is_about and said.sees("keep") and said.sees("percent"))
    if said.sees("mood", "title", "subtitle") or not is_told or not (is_about or strong):
        return ()
    is_to, is_by, signed = said.has("to"), said.has("by"), said.one("sign")
    share, factor, time = said.one("percent"), said.one("factor"), part(said)
    said.skip("loud weakly volume change loud_noun too add")
    is_slight, is_much = said.has("slightly"), said.has("much")
    if share is None and factor is None and (bare := first_number(said)) is not None:
        share = bare / 100
        is_to = is_to or not is_by
    heard = _heard(said) or (IT,)
    said.skip("it volume keep only between")
    if share is not None and (signed or ((sign or is_by) and not is_to)):
        change = SetVolume(None, max(1 + (signed or sign or 1) * share, 0))
    elif share is not None:
        change = SetVolume(share)
    elif factor is not None:
        change = SetVolume(None, 1 / factor if sign == -1 and factor > 1 else factor)
    elif said.has("full"):
        change = SetVolume(1.0)
    elif sign is not None:
        change = SetVolume(
            None, _step(LOUDER if sign == 1 else QUIETER, is_slight=is_slight, is_much=is_much)
        )
    else:
        return ()
    return tuple(replace(change, target=replace(each, span=time) if time else each) for each in heard)


def read_balance(said: Said, clause: Clause) -> Commands:
    """One sound is too loud beside another: "I can't hear the waves over the music"."""
    found = next(filter(None, map(clause.search, words.DROWNED)), None)
    if found is None:
        return ()
    said.used.update(range(len(said.tokens)))
    under, loud = (Said(tokenize(found[name])) for name in ("under", "loud"))
    if under.sees("music"):
        return (SetVolume(None, LOUDER, MUSIC),)
    is_sound = loud.sees("music", "sound", "own_sound", "voice", "ambience", "sound_of")
    return tuple(SetVolume(None, QUIETER, each) for each in _heard(loud)) if is_sound else ()


def _step(factor: float, *, is_slight: bool, is_much: bool) -> float:
    return factor * factor if is_much else 1 + (factor - 1) / 2 if is_slight else factor


_SOMETHING: Final = r"\bsomething\b|\bin the background\b|背景|来[首点段]"
"""Music, though it is not called so."""
_TOLD: Final = r"^(?:the|this|that) (?:\w+ )?(?:music|song|track) (?:is|feels|sounds|seems)\b"
"""What the music is by now, said by somebody who may want another."""


def read_music(said: Said, clause: Clause) -> Commands:
    """New music, or other music."""
    if clause.sees(_TOLD):
        return ()
    moods = [m for m in said.every("mood") if m]
    if clause.sees(words.CHANGING) and not said.sees("add_new"):
        return ()
    genre = said.one("genre")
    has_noun = said.has("music") or bool(genre) or (bool(moods) and said.has("sound"))
    wants = said.sees("add", "add_new", "change", "other")
    if said.sees("uploaded_sound", "remove", "mute", "title", "look") or not (
        has_noun or "lofi" in moods or (moods and (said.has("under") or clause.sees(_SOMETHING)))
    ):
        return ()
    if not (moods or genre) and not (
        wants or clause.sees(r"^\W*(?:(?:some|a|background|背景)\s*)*(?:music|音乐|配乐)")
    ):
        return ()
    if not (moods or genre) and said.sees(
        "loud", "weakly", "volume", "not", "part", "span", "at", "stop", "starts"
    ):
        return ()
    is_level = said.sees("change", "between") and said.sees("percent", "number", "factor")
    if not moods and is_level and not said.sees("add_new", "other"):
        return ()
    is_other = not moods and said.has("other", "change")
    time = part(said) if not said.sees("fade") else None
    over = _over(said)
    if time or over:
        said.skip("only")
    if len(over) > 1:
        return ()
    share, factor = said.one("percent"), said.one("factor")
    if share is None and factor is None and said.sees("to", "volume") and (bare := first_number(said)):
        share = bare / 100
    volume = share if share is not None else factor if factor is not None and factor < 1 else None
    has_level = volume is not None
    fades = said.every("fade")
    length_s = said.one("length") if fades else None
    for_end = said.one("part") if fades else None
    seconds = length_s or (for_end and (for_end.last_s or for_end.end_s)) or USUAL_FADE_S
    sign = said.one("loud") or said.one("weakly")
    if volume is None and sign and not has_level:
        volume = USUAL_VOLUME * (LOUDER if sign == 1 else QUIETER)
    said.skip(
        "add_new change swap other volume slightly whole out under parameter side much all each too loud_noun"
        " more noun it sound volume"
    )
    said.skip("music_noun")
    wanted = genre or ("" if moods else _unknown_style(said, clause))
    is_instead = clause.sees(r"\breplace\b|换成|替换") and not said.sees("music")
    return (
        *((Mute(ALL_CLIPS),) if is_instead and said.sees("sound", "own_sound") else ()),
        AddMusic(
            "sad" if "sad" in moods else moods[-1] if moods else None,  # sad piano is sad
            volume,
            fade_in_s=seconds if {"in", "both"} & set(fades) else None,
            fade_out_s=seconds if {"out", "both"} & set(fades) else None,
            wanted=wanted,
            is_other=is_other and not wanted,
            span=time,
            over=over[0] if over else None,
        ),
    )


def _unknown_style(said: Said, clause: Clause) -> str:
    """A style that is asked for and no mood fits: the words right before "music", or said of it."""
    found = [i for i, token in enumerate(said.tokens) if "unknown" in token.meanings]
    if not (said.sees("add", "add_new", "change", "other") or clause.text.isascii()):
        return ""
    nouns = [i for i, token in enumerate(said.tokens) if "music" in token.meanings]
    if (
        not found
        or not nouns
        or found[-1] - found[0] >= len(found) + 1
        or min(abs(found[0] - nouns[0]), abs(found[-1] - nouns[0])) > 2
    ):
        return ""
    said.used.update(found)
    first, last = said.tokens[found[0]], said.tokens[found[-1]]
    return restore(clause.text[first.start : last.stop], clause.message)


def read_ambience(said: Said, clause: Clause) -> Commands:
    """The sound of a place."""
    sound = said.one("sound_of")
    if sound is None or said.sees("loud", "weakly", "percent", "mute", "remove", "music"):
        return ()
    said.skip("keep")
    if not clause.sees(r"\bonly\b|[只仅光]"):
        said.skip("only")  # "just rain" is said of no more than that
    said.skip("title_place")
    said.skip("add add_new to whole under enough sound ambience much slightly")
    said.skip("over between")
    named = clips(said)
    side = said.one("side")
    if side and not named:
        named = (Reference("clip", 1 if side == "start" else -1),)
    return tuple(AddAmbience(sound, None if each == ALL_CLIPS else each) for each in named or (ALL_CLIPS,))


def read_fade(said: Said, clause: Clause) -> Commands:
    """The picture or the sound comes or goes slowly."""
    ways = said.every("fade")
    is_begun = clause.sees(r"\b(?:starts?|begins?|comes? in)\b|开始|开头")
    if (
        said.sees("harsh")
        and (is_begun or said.has("stop", "side"))
        and not said.sees("transition_noun", "cut_noun")
    ):
        said.skip("harsh too much slightly")
        ways = ways or ["in" if is_begun else "out"]
    if not ways or said.sees("title", "quote", "text", "subtitle", "mood", "transition_noun"):
        return ()
    if said.has("no_fade"):
        return tuple(Fade(each, 0, 0) for each in _fading(said))
    is_out = said.has("out")
    seconds = said.one("length")
    if time := said.one("part"):
        seconds = time.last_s or time.end_s
    side = said.value("side")
    said.skip("side add to meets each over")
    seconds = seconds or USUAL_FADE_S
    fades_in = bool({"in", "both"} & set(ways))
    fades_out = bool({"out", "both"} & set(ways)) or is_out
    if not (fades_in or fades_out):
        fades_in, fades_out = side == "start", side == "end" or said.sees("black")
    if not (fades_in or fades_out):
        return ()  # which way is not said
    both = (seconds if fades_in else None, seconds if fades_out else None)
    return tuple(Fade(each, *both) for each in _fading(said))


def _fading(said: Said) -> tuple[Reference, ...]:
    is_picture = said.has("picture") | said.has("black")
    said.skip("it")
    if said.sees("music", "voice", "ambience", "sound_of", "sound"):
        return _heard(said) or (ALL_SOUND,)
    return clips(said) or (ALL_CLIPS if is_picture else IT,)


def read_times(said: Said, clause: Clause) -> Commands:
    """As in "stop the music at 5 seconds", "music only over the snow", or "make the music stop"."""
    is_cut = said.sees("music") and said.sees("at") and said.has("split", "vanish")
    if said.sees("music") and not said.sees("add_new", "mood", "loud", "weakly", "mute", "fade", "not"):
        if clause.sees(words.BEGINS) and said.sees("at", "clip"):
            at_s, over = said.one("at"), _over(said)
            said.skip("move change it starts music side add speed_noun")
            if len(over) > 1 or (at_s is not None and over):
                return ()
            return (MoveTo(MUSIC, WHOLE, over[0]) if over else MoveTo(MUSIC, TimeSpan(start_s=at_s)),)
        if said.sees("only") and said.sees("part", "span", "clip"):
            said.skip("only keep add move music over under speed_noun change lasts title_place to")
            time, over = part(said), _over(said)
            if len(over) > 1 or not (time or over):
                return ()
            return (MoveTo(MUSIC, time or OPEN, over[0] if over else None),)
    if not said.has("stop") and not is_cut:
        return ()
    at_s, heard = said.one("at"), _heard(said)
    if at_s is None:
        said.skip("it change disliked")
        is_order = clause.sees(r"\b(?:stop the|make (?:it|the \w+) stop)\b|停掉|停了(?=吧|\W*$)")
        return (Delete(MUSIC),) if is_order and heard == (MUSIC,) else ()
    return tuple(MoveTo(each, TimeSpan(end_s=at_s)) for each in heard)


def read_duck(said: Said, _clause: Clause) -> Commands:
    """The music gives way to speech."""
    if not said.has("duck"):
        return ()
    is_off = said.has("not", "remove", "stop")
    said.skip("music loud weakly voice to")
    return (Duck(is_ducked=not is_off),)


def read_upload(said: Said, clause: Clause) -> Commands:
    """A sound that was uploaded, as a voice or as music."""
    if not said.sees("uploaded_sound"):
        return ()
    role = said.every("uploaded_sound")[0]
    if said.has("as_music") or (said.has("under", "music_noun") and not said.sees("as_voice", "voice")):
        role = "music"
    elif said.has("as_voice"):
        role = "voice"
    said.skip("add to voice change whole all sound")
    named = re.search(words.SOUND_FILE, clause.text, re.IGNORECASE)
    return (PlaceSound(role, said.one("percent"), named[0] if named else None),)


RULES: Final = (
    read_duck, read_balance, read_upload, read_mute, read_times,
    read_fade, read_music, read_ambience, read_volume
)  # fmt: skip
