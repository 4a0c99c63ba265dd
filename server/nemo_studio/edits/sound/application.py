"""Edits of what is heard: music, uploaded sounds, volumes, fades."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from nemo_studio.draft import START_MS, Segment, SegmentKind, end_ms, make_segment, put_value
from nemo_studio.edits.facts import SOUND_FADE_MS
from nemo_studio.edits.media.application import AMBIENCE_VOLUME, find_upload, fresh_uploads
from nemo_studio.edits.references import Kind, Reference
from nemo_studio.edits.refusals import CannotEdit
from nemo_studio.edits.registry import applies
from nemo_studio.edits.ripple import ambience_id, clips_under, isolate, own_sound
from nemo_studio.edits.session import EditSession
from nemo_studio.edits.sound.commands import AddAmbience, AddMusic, Duck, Fade, Mute, PlaceSound, SetVolume
from nemo_studio.edits.spans import OPEN, TimeSpan
from nemo_studio.edits.targets import (
    EVERYTHING,
    SHOWN,
    SOUNDS,
    WRITTEN,
    part_ms,
    place_over,
    resolve,
    resolve_one,
)
from nemo_studio.sound import MOODS, Voice
from nemo_video.wire.draft import METADATA
from nemo_video.wire.envelope import JsonObject

USUAL_MUSIC_VOLUME: Final = 0.5
LOUDEST: Final = 2.0
USUAL_MOOD: Final = "lofi"
_KEPT: Final = ("fade_in_ms", "fade_out_ms", "duck", "envelope")
"""What other music takes over from the music in whose place it comes, beside its volume."""


@applies(AddMusic)
def add_music(edit: EditSession, command: AddMusic) -> None:
    """Lay music under everything, in place of music that is there."""
    if not edit.total_ms:
        raise CannotEdit("nothing_yet")
    before = edit.find("music")
    if before and command.is_beside:
        raise CannotEdit("one_music")
    mood = _choose_mood(command, before[0][METADATA].get("sound") if before else None)
    if command.wanted:
        edit.note("mood_stands_in", name=command.wanted, mood=mood.name)
    start_ms, length_ms = place_over(edit, command.over, command.span or OPEN)
    if command.through:
        length_ms = sum(place_over(edit, command.through, OPEN)) - start_ms
    is_part = bool(command.span or command.over)
    if is_part:
        _make_room(edit, before, start_ms, start_ms + length_ms)
    else:
        edit.remove(before)
    former: JsonObject = before[0][METADATA] if before else {}
    name = mood.title_zh if edit.language == "zh" else mood.title_en
    music: JsonObject = {"name": name, "kind": "music", "sound": mood.name}
    usual = former.get("volume") or USUAL_MUSIC_VOLUME
    music["volume"] = usual if command.volume is None else command.volume
    if length_ms < edit.total_ms:
        music["part"] = True
    segment = make_segment(start_ms, length_ms, music)
    edit.put("music", [segment])
    if len(before) == 1 and not is_part:
        segment["id"] = before[0]["id"]  # the same music once more changes nothing
        segment[METADATA].update({key: former[key] for key in _KEPT if key in former})
    _set_fades(segment, command.fade_in_s, command.fade_out_s)
    edit.touch(segment)


def _make_room(edit: EditSession, playing: list[Segment], start_ms: int, stop_ms: int) -> None:
    """Music that plays in this time gives way, and goes on where it plays before and after."""
    for music in playing:
        edit.remove(isolate(edit.draft, music, start_ms, stop_ms))
    for music in edit.find("music"):
        if end_ms(music) <= start_ms:
            music[METADATA]["part"] = True


def _choose_mood(command: AddMusic, playing: str | None) -> Voice:
    """The mood that is asked for; else what plays already, or another where another is asked for."""
    if command.is_other:
        return next(mood for mood in MOODS.values() if mood.name != playing)
    return MOODS.get(command.mood or "") or MOODS.get(playing or "", MOODS[USUAL_MOOD])


@applies(AddAmbience)
def add_ambience(edit: EditSession, command: AddAmbience) -> None:
    """Let the sound of a place be heard: of the scenes that it belongs to, else under all clips."""
    clips = resolve(edit, command.over) if command.over else edit.find("clip")
    if not clips:
        raise CannotEdit("nothing_yet")
    if old := command.instead_of:
        clips = [c for c in clips if own_sound(c) == old or old in c[METADATA].get("sounds", {})]
        for sound in edit.find("ambience"):
            if sound[METADATA]["sound"] == old:
                _give_volume(edit, sound, 0)
    fitting = [c for c in clips if own_sound(c) == command.sound]
    clips = clips if command.over else fitting or clips
    for clip in clips:
        metadata = clip[METADATA]
        if clip in fitting:
            metadata["ambience"] = command.volume or metadata.get("ambience") or AMBIENCE_VOLUME
        else:
            sounds = metadata.get("sounds", {})
            volume = command.volume or sounds.get(command.sound, AMBIENCE_VOLUME)
            metadata["sounds"] = {**sounds, command.sound: volume}
    edit.touch(*clips)
    edit.touched |= {ambience_id(clip, command.sound) for clip in clips}  # what "it" is next


@applies(PlaceSound)
def place_sound(edit: EditSession, command: PlaceSound) -> None:
    """Put uploaded sounds on the timeline, one after the other from the start."""
    named = command.name and find_upload(edit, command.name, "audio")
    fresh = [named] if named else fresh_uploads(edit, "audio")
    if not fresh:
        raise CannotEdit("no_sounds_uploaded")
    if command.role == "music":
        edit.remove(edit.find("music"))
        fresh = fresh[-1:]
    usual = USUAL_MUSIC_VOLUME if command.role == "music" else 1
    volume = usual if command.volume is None else command.volume
    start_ms = round(1000 * command.at_s)
    for media in fresh:
        length_ms = round(1000 * (media.duration_s or 0)) or edit.total_ms
        sound: JsonObject = {"name": media.name, "kind": command.role, "media_id": media.media_id}
        segment = make_segment(start_ms, length_ms, sound | {"volume": volume})
        edit.put(command.role, [segment])
        start_ms = end_ms(segment)
        edit.touch(segment)


@applies(SetVolume)
def set_volume(edit: EditSession, command: SetVolume) -> None:
    """Set volumes, or change them by a factor; full volume is the most."""
    if command.target.span or command.target.over:
        wanted, factor = command.volume, command.factor
        _change_part(edit, command, lambda level: level * factor if wanted is None else wanted)
        return
    sounds = _find_sounds(edit, command)
    levels = [(sound, _volume_of(sound)) for sound in sounds]
    if command.volume is None and command.factor > 1 and all(level >= LOUDEST for _, level in levels):
        raise CannotEdit("loudest")
    for sound, level in levels:
        wanted = level * command.factor if command.volume is None else command.volume
        if wanted > LOUDEST:
            edit.note("volume_limited", percent=round(100 * LOUDEST))
        _give_volume(edit, sound, _bounded(wanted))
    edit.touch(*sounds)


def _find_sounds(edit: EditSession, command: SetVolume | Mute) -> list[Segment]:
    """What is named; else what was touched last; else the music; else all that sounds."""
    target, sounds, clips = command.target, edit.find(*SOUNDS), edit.find(*SHOWN)
    if target.is_all and target.kind in ("any", "sound"):
        return _all_but(edit, target) if target.but else _audible(edit, [*sounds, *clips])
    is_recorded = any(_has_sound(clip) and "scene" not in clip[METADATA] for clip in clips)
    if target.kind == "ambience" and is_recorded and not edit.find("ambience"):
        raise CannotEdit("in_recording")
    if target.kind != "any":
        return _audible(edit, resolve(edit, target, (*SOUNDS, *SHOWN)))
    touched = [sound for sound in sounds if sound["id"] in edit.touched]
    some = [clip for clip in clips if clip["id"] in edit.touched and _has_sound(clip)]
    touched = touched or (some if len(some) < len(clips) else []) or edit.find("music")
    return touched or _audible(edit, [*sounds, *clips])


def _all_but(edit: EditSession, target: Reference) -> list[Segment]:
    """All that sounds without what is left out, whose scenes and their sounds are one."""
    left_out = [sound for each in target.but for sound in resolve(edit, each, (*SOUNDS, *SHOWN))]
    kinds = {edit.kind_of(each) for each in left_out}
    clips = [clip for clip in edit.find(*SHOWN) if _has_sound(clip)]
    if "ambience" in kinds:
        clips = [clip for clip in clips if "scene" not in clip[METADATA]]
    sounds = edit.find("music", "voice", *(() if "clip" in kinds else ("ambience",)))
    return [each for each in (*sounds, *clips) if each not in left_out]


def _audible(edit: EditSession, found: list[Segment]) -> list[Segment]:
    """Those that make a sound; a drawn scene does by its ambience."""
    audible = [s for s in found if edit.kind_of(s) not in SHOWN or _has_sound(s)]
    if not audible:
        raise CannotEdit("no_sound")
    return audible


def _has_sound(clip: Segment) -> bool:
    metadata = clip[METADATA]
    if "scene" in metadata:
        return metadata.get("ambience") is not None
    return not metadata.get("still")


def _volume_of(segment: Segment) -> float:
    metadata = segment[METADATA]
    key, usual = ("ambience", AMBIENCE_VOLUME) if "scene" in metadata else ("volume", 1)
    return float(metadata.get(key, usual))


def _give_volume(edit: EditSession, segment: Segment, volume: float) -> None:
    """A scene's sound and the clips that it lies under always agree."""
    metadata = segment[METADATA]
    if edit.kind_of(segment) == "ambience":
        for clip in clips_under(edit.draft, segment):
            if metadata["sound"] in clip[METADATA].get("sounds", {}):
                clip[METADATA]["sounds"][metadata["sound"]] = volume
            else:
                clip[METADATA]["ambience"] = volume
    metadata["ambience" if "scene" in metadata else "volume"] = volume


@applies(Mute)
def mute(edit: EditSession, command: Mute) -> None:
    """Silence something and remember how loud it was, or let it be heard as before."""
    if command.target.span or command.target.over:
        _change_part(edit, command, lambda level: 0.0 if command.is_muted else level or 1.0)
        return
    for sound in _find_sounds(edit, command):
        level, metadata = _volume_of(sound), sound[METADATA]
        if command.is_muted and level:
            metadata["unmuted"] = level
            _give_volume(edit, sound, 0)
        elif not command.is_muted and not level:
            _give_volume(edit, sound, metadata.pop("unmuted", USUAL_MUSIC_VOLUME))
        edit.touch(sound)


def _change_part(edit: EditSession, command: SetVolume | Mute, change: Callable[[float], float]) -> None:
    """Change the volume of a part of the time: clips and voices are cut there, music keeps an envelope."""
    kind, over = command.target.kind, command.target.over
    is_one = command.target.ordinal is not None or command.target.name is not None
    whole = replace(command.target, span=None, over=None)
    one = resolve_one(edit, whole, (*SOUNDS, *SHOWN)) if is_one else None
    within = resolve_one(edit, over, ("clip", *WRITTEN)) if over else one
    start_ms, stop_ms = part_ms(edit.draft, command.target.span or TimeSpan(), within)
    changed: list[Segment] = []
    if kind in ("music", "sound", "any"):
        changed += [m for m in edit.find("music") if _bend(m, start_ms, stop_ms, change)]
    if kind != "music":
        found = [one] if one else edit.find(*_PARTS.get(kind, ("clip",)))
        audible = [each for each in found if edit.kind_of(each) == "voice" or _has_sound(each)]
        pieces = [piece for each in audible for piece in isolate(edit.draft, each, start_ms, stop_ms)]
        for piece in pieces:
            _give_volume(edit, piece, _bounded(change(_volume_of(piece))))
        changed += pieces
    if not changed:
        raise CannotEdit("no_music" if kind == "music" else "no_sound")
    edit.note("in_part", start=start_ms / 1000, end=stop_ms / 1000)
    edit.touch(*changed)


_PARTS: Final[Mapping[Kind, tuple[SegmentKind, ...]]] = MappingProxyType(
    {"any": ("clip", "voice"), "sound": ("clip", "voice"), "voice": ("voice",), "inset": ("inset",)}
)
"""What is cut where a part of it gets another volume, rather than clips, which ambience follows."""


def _bounded(volume: float) -> float:
    return round(max(0.0, min(LOUDEST, volume)), 3)


def _bend(music: Segment, start_ms: int, stop_ms: int, change: Callable[[float], float]) -> bool:
    """Give music another volume for a while; whether it plays then."""
    metadata, volume = music[METADATA], float(music[METADATA].get("volume", 1))
    first_ms = max(start_ms - music[START_MS], 0)
    last_ms = min(stop_ms, end_ms(music)) - music[START_MS]
    if last_ms <= first_ms or not volume:
        return False
    envelope = [
        [begin_ms, end, factor]
        for start, stop, factor in metadata.get("envelope", [])
        for begin_ms, end in ((start, min(stop, first_ms)), (max(start, last_ms), stop))
        if begin_ms < end
    ]
    factor = round(_bounded(change(volume)) / volume, 3)
    if factor != 1:
        envelope.append([first_ms, last_ms, factor])
    metadata["envelope"] = sorted(envelope)
    return True


@applies(Fade)
def fade(edit: EditSession, command: Fade) -> None:
    """Fade sound, or the picture: of a clip, or at the ends of the whole video together with its music."""
    target, sounds = command.target, edit.find(*SOUNDS)
    touched = {edit.kind_of(each) for each in edit.find(*EVERYTHING) if each["id"] in edit.touched}
    is_untold = target.kind == "any" and ("clip" in touched or not touched & {"music", "voice"})
    if is_untold or (target.is_all and target.kind == "clip" and not (target.but or command.is_each)):
        _fade_ends(edit, command)
        return
    if target.kind == "sound" and not sounds and edit.find(*SHOWN):
        raise CannotEdit("fades_with_picture")
    segments = resolve(edit, target, (*SOUNDS, *SHOWN))
    for segment in segments:
        _set_fades(segment, command.fade_in_s, command.fade_out_s)
    edit.touch(*segments)


def _fade_ends(edit: EditSession, command: Fade) -> None:
    clips = edit.find("clip")
    if not clips:
        raise CannotEdit("nothing_yet")
    _set_fades(clips[0], command.fade_in_s, None)
    _set_fades(clips[-1], None, command.fade_out_s)
    for each in edit.find("music"):
        _set_fades(each, command.fade_in_s, command.fade_out_s)
        if command.fade_in_s or command.fade_out_s:
            edit.note("music_too")
    edit.touch(*clips[: command.fade_in_s is not None], *clips[-1:] * (command.fade_out_s is not None))


def _set_fades(segment: Segment, fade_in_s: float | None, fade_out_s: float | None) -> None:
    metadata = segment[METADATA]
    usual_ms = SOUND_FADE_MS if metadata.get("kind") in ("music", "ambience") else 0
    for key, seconds, usual in (("fade_in_ms", fade_in_s, 0), ("fade_out_ms", fade_out_s, usual_ms)):
        if seconds is not None:
            ms = round(1000 * seconds)
            put_value(metadata, key, ms)
            if usual and not ms:
                metadata[key] = 0


@applies(Duck)
def duck(edit: EditSession, command: Duck) -> None:
    """Let the music give way to speech: uploaded voices and the sound of uploaded videos."""
    music = edit.find("music")
    if not music:
        raise CannotEdit("no_music")
    clips = edit.find(*SHOWN)
    has_speech = edit.find("voice") or any("scene" not in c[METADATA] and _has_sound(c) for c in clips)
    if command.is_ducked and not has_speech:
        edit.note("no_speech_yet")
    for segment in music:
        put_value(segment[METADATA], "duck", command.is_ducked)
    edit.touch(*music)
