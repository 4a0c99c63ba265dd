"""Music, volumes, fades, ducking, the sound of places, uploaded sounds."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.edits.cutting.commands import Delete, MoveTo
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.meaning import ALL_CLIPS, clips, is_of_each
from nemo_studio.edits.language.meaning import part as part_of_time
from nemo_studio.edits.language.tokens import Said, Token
from nemo_studio.edits.levels import Level, read_level
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound import words
from nemo_studio.edits.sound.commands import AddAmbience, AddMusic, Duck, Fade, Mute, PlaceSound, SetVolume
from nemo_studio.edits.spans import OPEN, WHOLE, TimeSpan

Commands = tuple[Command, ...]

USUAL_FADE_S: Final = 1.0
USUAL_VOLUME: Final = 0.5
_LONGEST_OF_BOTH_S: Final = 5
LOUDER: Final = 1.4
QUIETER: Final = 0.7
ALL_SOUND: Final = Reference("sound", is_all=True)
MUSIC: Final = Reference("music")
LAST: Final = Reference("clip", -1)
_LEVELS: Final = ("loud", "weakly", "loud_noun", "full", "volume", "part", "span")
_NOT_ALONE: Final = ("mute", "remove", "loud", "weakly", "change", "part", "span", "mood", "over_title")
_SOUNDS: Final = ("music", "sound", "own_sound", "voice", "volume", "ambience", "sound_of")


def _name_sounds(said: Said) -> tuple[Reference, ...]:
    """What sounds: the music, the sound of clips, all of it or of all but some; none where none is named."""
    if others := _name_all_but(said):
        return others
    if said.sees("voice", "ambience", "sound_of"):
        places = dict.fromkeys(said.every("sound_of"))
        has_voice, has_music = said.has("voice"), not said.sees("only", "keep") and said.has("music")
        named = () if said.sees("but", "all", "each") else _name_clips(said)
        said.skip("sound ambience all whole each")
        heard = [Reference("voice")] * has_voice + [MUSIC] * has_music
        heard += [Reference("ambience", name=place) for place in places]
        heard += [] if places or has_voice else [Reference("ambience", is_all=True)]
        return tuple(replace(sound, over=each) for each in named or (None,) for sound in heard)
    if said.has("music"):
        said.skip("sound")
        return tuple(replace(MUSIC, over=each) for each in _name_clips(said)) or (MUSIC,)
    is_own, has_sound, is_clip = said.has("own_sound"), said.has("sound"), said.sees("noun")
    named = tuple(each for each in clips(said) if each != ALL_CLIPS)
    if named or is_own:
        return named or (ALL_CLIPS,)
    return (ALL_SOUND,) if has_sound else (Reference("clip"),) if is_clip else ()


def _name_all_but(said: Said) -> tuple[Reference, ...]:
    """As in "everything but the music", or "the music, but not the waves", which are no music anyway."""
    at = next((index for index, token in enumerate(said.tokens) if "but" in token.meanings), len(said.tokens))
    before, after = Said(said.tokens[:at]), Said(said.tokens[at + 1 :])
    places = {index: heard for index, each in enumerate(after.tokens) if (heard := _place_heard(each))}
    if not (places or after.sees(*_SOUNDS)):
        return ()
    kept = tuple(Reference("ambience", name=heard) for heard in places.values()) or _name_sounds(after)
    is_all = before.sees("all", "whole", "sound") or not before.sees(*_SOUNDS)
    named = (replace(ALL_SOUND, but=kept),) if is_all else _name_sounds(before)
    said.used |= before.used | {at} | {at + 1 + index for index in (*after.used, *places)}
    said.skip("all whole sound rest")
    return named


def _place_heard(token: Token) -> str | None:
    """The sound that a bare name is of: "except the waves", and not the clip of them."""
    name = token.meanings["clip"][0].name if "clip" in token.meanings else None
    if name is None or token.stop - token.start > len(name):
        return token.meanings.get("sound_of")
    heard = words.AMBIENCE_WORDS.items()
    return next((sound for sound, each in heard if re.fullmatch(each, name, re.IGNORECASE)), None)


def _name_clips(said: Said) -> tuple[Reference, ...]:
    """The clips that are named beside a sound: while they show."""
    said.skip("under over")
    written = (Reference("title"),) if said.has("over_title") else ()
    return written or tuple(each for each in clips(said) if each != ALL_CLIPS)


def _find_heard(said: Said, otherwise: Reference) -> tuple[Reference, ...]:
    """What sounds, for the part of the time that is named."""
    time = read_part(said)
    return tuple(replace(each, span=time) for each in _name_sounds(said) or (otherwise,))


def read_part(said: Said) -> TimeSpan | None:
    """A part of the time, also all but one: "mute everything but the last 2 seconds"."""
    found = part_of_time(said)
    if found is None or found.start_s or found.shares or not said.has("but"):
        return found
    said.has("all")
    return TimeSpan(0, -found.last_s) if found.last_s else TimeSpan(start_s=found.end_s)


def read_mute(said: Said, clause: Clause) -> Commands:
    """Silence, and the end of it."""
    if said.has("unmute"):
        said.skip("turned")
        return tuple(Mute(each, is_muted=False) for each in _find_heard(said, ALL_SOUND))
    is_only = clause.sees(words.ALONE) and not said.sees(
        *_NOT_ALONE, "clip" if said.sees("music") else "mood"
    )
    if is_only and said.sees(*_SOUNDS) and (clause.sees(words.KEEPS) or not said.sees("sound_of")):
        kept = _name_sounds(said)
        said.skip("only keep whole")
        is_known = kept and not {ALL_SOUND, Reference("clip")} & {*kept}  # no film is without a picture
        return (Mute(replace(ALL_SOUND, but=kept)),) if is_known else ()
    is_away = said.sees("part", "span", "clip", "until", "after", "but", "over_title")  # for a while
    is_gone = said.sees("own_sound", "sound", "sound_of", "ambience") or (said.sees("music") and is_away)
    is_ended = said.sees("clip") and not clause.sees(words.ENDS_WITH)
    is_gone = is_gone and said.has("remove", "without", "delete", *["stop"] * is_ended)
    if not (said.has("mute") or is_gone):
        return ()
    said.skip("change only keep" + " not" * is_gone + " between" * (not said.sees("into_two")))
    return tuple(Mute(each) for each in _find_heard(said, IT if said.has("it") else ALL_SOUND))


def read_volume(said: Said, clause: Clause) -> Commands:
    """Louder, quieter, so loud."""
    strong, weak = said.value("loud"), said.value("weakly")
    if said.sees("camera_noun", "gradual", "starts", "long_noun") or not (said.sees(*_SOUNDS) or strong):
        return ()  # what becomes louder slowly is nothing that a volume is
    if len({*said.every("loud"), *said.every("weakly")}) > 1:
        return ()
    is_less = said.sees("percent", "factor") and said.has("remove", *["delete"] * said.sees("volume"))
    sign = strong or weak or (-1 if is_less else None)
    is_told = sign is not None or said.sees("change", "volume", "to")
    said.skip("loud weakly change")
    level = read_level(said, sign, up=LOUDER, down=QUIETER, takes_figures=is_told)
    level = level or (Level(1.0) if said.has("full") else None)
    if level is None:
        return ()
    heard = _find_heard(said, ALL_SOUND if clause.sees(words.EVERYTHING) else IT)
    said.skip("it keep only volume")
    return tuple(SetVolume(level.value, level.factor, each) for each in heard)


def read_balance(said: Said, clause: Clause) -> Commands:
    """One sound is too loud beside another: "I can't hear the waves over the music"."""
    found = next(filter(None, map(clause.search, words.DROWNED)), None)
    if found is None:
        return ()
    said.used.update(range(len(said.tokens)))
    under, loud = (Said(tokenize(found[name])) for name in ("under", "loud"))
    if under.sees("music"):
        return (SetVolume(None, LOUDER, MUSIC),)
    return tuple(SetVolume(None, QUIETER, each) for each in _name_sounds(loud)) if loud.sees(*_SOUNDS) else ()


def read_music(said: Said, clause: Clause) -> Commands:
    """New music, or other music."""
    is_place = clause.sees(words.INSTEAD) and said.sees("sound_of") and not said.sees("mood")
    if (
        is_place
        or clause.sees(words.IS_SO)
        or clause.sees(r"^\W*(?:make|set|turn) (?:both )?(?:the )?music\W*$")
    ):
        return ()
    strength = said.value("loud") or said.value("weakly")  # "quiet" may be a mood as well
    moods, fades = said.every("mood"), said.every("fade")
    is_lacking = said.value("side") == "end" and not fades  # music plays longer, and has one length and speed
    is_lacking |= not moods and said.sees("long_noun", "speed")
    if "any" in fades or is_lacking or (moods and said.sees("too")):
        return ()  # what is too sad is to be less so
    genre = " ".join(clause.text[t.start : t.stop] for t in said.tokens if "genre" in t.meanings)
    if len({*moods}) > 1:  # "lo-fi, very quiet" is lo-fi
        moods = [mood for mood in moods if mood != "ambient"]
    has_noun = said.has("music") | said.has("genre") or (bool(moods) and said.has("sound"))
    is_music = {"lofi", "electronic"} & {*moods} or (moods and clause.sees(words.SOMETHING))
    if not (has_noun or is_music):
        return ()
    if not (moods or genre):
        is_asked = said.sees("add", "add_new", "change", "other") or clause.sees(words.OPENS)
        is_told = said.sees(*_LEVELS) and not said.sees("add_new")
        if not is_asked or is_told:
            return ()
    is_new = moods or said.sees("add_new", "other")
    if not is_new and said.sees("change", "between") and said.sees("percent", "number"):
        return ()
    at_s = said.one("at")
    time = None if fades else read_part(said) if at_s is None else TimeSpan(start_s=at_s)
    is_other = not moods and said.has("other", "change")
    over = _name_clips(said)
    if time or over:
        said.skip("only")
    if over and not over[1:] and clause.sees(words.BEGINS):
        said.skip("starts between")
        over = (*over, LAST)
    numbers = [each.ordinal or 0 for each in over]
    is_apart = over[1:] not in ((), (LAST,)) and numbers != [*range(numbers[0], numbers[0] + len(over))]
    if is_apart or ((time or over) and len({*moods} - {"sad", "acoustic"}) > 1):
        return ()  # "lo-fi until 5 s, then upbeat"
    rise_s, fall_s = _fade_lengths(said, fades) if fades else (USUAL_FADE_S, USUAL_FADE_S)
    # "Quieter, 40%" of new music is 40%.
    sign = None if said.sees("percent") else strength
    level = read_level(said, sign, up=LOUDER, down=QUIETER, takes_figures=said.sees("to", "volume"))
    volume = level.value if level else 1.0 if said.has("full") else None
    if level and volume is None:
        volume = level.factor * (USUAL_VOLUME if sign else 1)
    said.skip("loud weakly add_new change swap other volume side too more sound own_sound parameter uploads")
    is_instead = clause.sees(words.INSTEAD) and said.sees("sound", "own_sound")
    is_sad = "sad" in moods  # the sad one is a piano
    return (
        *((Mute(ALL_CLIPS),) if is_instead else ()),
        AddMusic(
            "sad" if is_sad else moods[-1] if moods else None,
            volume,
            fade_in_s=rise_s if {"in", "both"} & {*fades} else None,
            fade_out_s=fall_s if {"out", "both"} & {*fades} else None,
            wanted="" if is_sad else genre,
            is_other=is_other and not genre,
            span=time,
            over=over[0] if over else None,
            through=over[-1] if over[1:] else None,
            is_beside=clause.sees(words.BESIDE) or bool(re.match(words.BESIDE_ZH, clause.message)),
        ),
    )


def _fade_lengths(said: Said, ways: list[str], usual_s: float = USUAL_FADE_S) -> tuple[float, float]:
    """How long it rises and falls: "in over 2 s and out over 3", or as in "over the last 2 seconds"."""
    time = said.one("part")
    first: float = said.one("length") or (time and (time.last_s or time.end_s)) or usual_s
    second: float = (said.one("length") if len(ways) > 1 else None) or first
    return (second, first) if ways[0] == "out" else (first, second)


def read_ambience(said: Said, clause: Clause) -> Commands:
    """The sound of a place."""
    sound = said.value("sound_of")
    is_added, weak = said.sees("add", "add_new"), said.value("weakly") or said.value("loud")
    is_there = not is_added and said.sees("weakly", "loud", "volume")
    if sound is None or is_there or clause.sees(r"^(?:I|we) (?:can |still |only )*hear\b"):
        return ()  # it is there by now
    if said.sees("clip") or not clause.sees(r"\bonly\b|[只仅光]"):
        said.skip("only")  # "just rain" is said of no more than that
    later = [(index, heard) for index, each in enumerate(said.tokens) if (heard := _place_heard(each))][1:]
    if clause.sees(words.INSTEAD) and not clause.sees(r"^[换改]成?(?!.*[换改])"):
        said.skip("change swap to by sound sound_of")
        if said.has("music"):
            return (Delete(MUSIC), AddAmbience(sound, ALL_CLIPS))
        said.used |= {index for index, _ in later}
        if not later and clause.sees(words.SOUNDS):
            return (Mute(ALL_CLIPS), AddAmbience(sound, ALL_CLIPS))  # "replace the audio with rain sounds"
        return (AddAmbience(later[0][1], instead_of=sound),) if len(later) == 1 else ()
    said.has("sound_of")
    everywhere = ALL_CLIPS if said.sees("whole", "all", "each") else None
    usual = {1: USUAL_VOLUME * LOUDER, -1: USUAL_VOLUME * QUIETER}.get(weak) if is_added else None
    volume = said.one("percent") if said.sees("add") else None
    time = part_of_time(said)
    said.skip("title_place add_new whole under sound ambience keep music volume change other")
    said.skip("weakly loud to" * (usual is not None))
    return tuple(
        AddAmbience(
            sound,
            replace(each, is_all=False, span=time) if time else everywhere if each == ALL_CLIPS else each,
            volume=volume or usual,
        )
        for each in clips(said) or (ALL_CLIPS,)
    )


def read_fade(said: Said, clause: Clause) -> Commands:
    """The picture or the sound comes or goes slowly."""
    ways = said.every("fade")
    if clause.sees(r"\bcolou?rs?\b|颜色|色彩"):
        return ()  # which is no picture that goes
    is_begun = clause.sees(r"\b(?:starts?|begins?|comes? in)\b|开始|开头")
    if said.sees("harsh") and (is_begun or said.has("stop", "side")):
        said.skip("harsh too")
        ways = ways or ["in" if is_begun else "out"]
    if any("mood" in each.meanings and "smooth" not in each.meanings for each in said.tokens):
        return ()
    is_off = said.has("no_fade")
    time: TimeSpan | None = said.value("part")
    if not (ways or is_off) or (time and time.shares) or (said.sees("but") and said.sees(*_SOUNDS)):
        return ()  # how long a part of the film is, is not known here
    lasting = said.one("lasting")
    is_out, side = said.has("out"), said.value("side")
    usual_s = {1: 2 * USUAL_FADE_S, -1: USUAL_FADE_S / 2}.get(lasting, USUAL_FADE_S)
    lengths = (0.0, 0.0) if is_off else _fade_lengths(said, ways, usual_s)
    said.skip("side over add_new smooth lasts")
    is_at_both = {*said.every("side")} == {"start", "end"}  # "from black at the start, to black at the end"
    fades_in = bool({"in", "both"} & set(ways)) or is_at_both
    fades_out = bool({"out", "both"} & set(ways)) or is_out or is_at_both
    if not (fades_in or fades_out):
        fades_in, fades_out = (side == "start", side == "end") if side or not is_off else (True, True)
    if not (fades_in or fades_out):
        return ()  # which way is not said
    if fades_in and fades_out and max(lengths) > _LONGEST_OF_BOTH_S:
        return ()  # "fade in and out, 15 seconds" is the length of the film
    in_s, out_s = lengths
    is_picture = said.has("picture") | said.has("black")
    if said.sees("own_sound") or (said.sees("sound") and said.sees("clip")):
        return ()  # the sound of a clip has no fades of its own
    is_each = is_of_each(said, clause) and not (fades_in and fades_out and clause.sees(words.EACH_WAY))
    named = _name_sounds(said) if said.sees(*_SOUNDS) else clips(said)
    named = tuple(each for each in named if not is_picture or each.kind == "clip")  # music fades with it
    return tuple(
        Fade(each, in_s if fades_in else None, out_s if fades_out else None, is_each=is_each)
        for each in named or (ALL_CLIPS if is_picture else IT,)
    )


def read_times(said: Said, clause: Clause) -> Commands:
    """As in "stop the music at 5 seconds", "music only over the snow", or "make the music stop"."""
    is_music = said.sees("music")
    if is_music and clause.sees(words.ENDS_WITH):
        over = _name_clips(said)
        said.skip("music change side stop meets to to_the_end whole picture noun")
        if not over and clause.sees(words.OF_THE_FILM):
            return (MoveTo(MUSIC, TimeSpan(end_s=WHOLE.end_s)),)
        return (MoveTo(MUSIC, TimeSpan(last_s=0), over[0]),) if len(over) == 1 else ()
    time = TimeSpan(end_s=WHOLE.end_s) if is_music and said.has("to_the_end", "loop") else None
    if is_music and clause.sees(words.BEGINS) and said.sees("until") and said.has("not"):
        time = TimeSpan(start_s=said.one("until"))
    elif is_music and not said.sees("mood", "other", "genre", "mute") and (until_s := said.one("until")):
        time = TimeSpan(None if said.sees("stop") else 0, until_s)
    if time:
        said.skip("add add_new stop change move lasts lasting starts keep music")
        return (MoveTo(MUSIC, time),)
    begins = clause.sees(words.BEGINS) and said.sees("at", "clip", "after")
    is_only = said.sees("only") or (said.sees("keep", "delete") and clause.sees(r"只[播放在]"))
    if is_music and not said.sees("add_new", "mood", "loud", "weakly") and (begins or is_only):
        at_s = said.one("at") if begins else None
        time, over = TimeSpan(start_s=at_s) if at_s is not None else read_part(said), _name_clips(said)
        if not time and not over and (length_s := said.one("length")):
            time = TimeSpan(0, length_s)
        said.skip("only keep add music change lasts title_place starts side between")
        if len(over) > 1 or bool(time) == bool(over):
            return ()
        return (MoveTo(MUSIC, time or (WHOLE if begins else OPEN), over[0] if over else None),)
    if not (said.has("stop") or (is_music and said.sees("at") and said.has("split", "vanish"))):
        return ()
    at_s, heard = said.one("at") or said.one("after"), _name_sounds(said)
    said.skip("remove")
    if at_s is None:
        return (Delete(MUSIC),) if heard == (MUSIC,) and clause.sees(r"\bstop\b|停[掉了]") else ()
    return tuple(MoveTo(each, TimeSpan(end_s=at_s)) for each in heard)


def read_duck(said: Said, _clause: Clause) -> Commands:
    """The music gives way to speech."""
    if not said.has("duck"):
        return ()
    is_off = said.has("not", "remove", "stop")
    said.skip("music weakly")
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
    said.skip("add voice all whole sound")
    named = re.search(words.SOUND_FILE, clause.text, re.IGNORECASE)
    return (PlaceSound(role, said.one("percent"), named[0] if named else None),)


RULES: Final = (
    read_duck, read_balance, read_upload, read_mute, read_times,
    read_fade, read_music, read_ambience, read_volume
)  # fmt: skip
