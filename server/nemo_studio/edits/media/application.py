"""Edits that put pictures on the timeline: drawn scenes and uploads."""

import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from nemo_studio.draft import START_MS, Segment, end_ms, find, make_segment
from nemo_studio.edits.canvas.application import set_aspect
from nemo_studio.edits.canvas.commands import SetAspect
from nemo_studio.edits.cutting.commands import MoveClip
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.media.commands import AddEndCard, ChangeScene, MakeScene, PlaceMedia
from nemo_studio.edits.references import Place
from nemo_studio.edits.refusals import CannotEdit
from nemo_studio.edits.registry import Command, applies, apply
from nemo_studio.edits.ripple import SHORTEST_MS, insert_clips, own_sound, resize, split_at
from nemo_studio.edits.session import EditSession
from nemo_studio.edits.sound.commands import PlaceSound
from nemo_studio.edits.spans import TimeSpan, share_out
from nemo_studio.edits.targets import has_name, resolve, resolve_one
from nemo_studio.edits.titles.application import add_title
from nemo_studio.edits.titles.commands import AddTitle, Style
from nemo_studio.project import UploadedMedia
from nemo_studio.scenes import SCENES, supported_parameters
from nemo_video.wire.draft import DURATION_MS, METADATA
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import ASPECT_RATIOS

FALLBACK_SCENE: Final = "abstract"
USUAL_LENGTH_S: Final = 10
LONGEST_SCENE_S: Final = 60
AMBIENCE_VOLUME: Final = 0.6
_LENGTH_SLACK_MS: Final = 500
"""Models that are asked for 5 seconds make 5.04; that is no reason to cut."""

MAX_CROP: Final = 0.25
"""As a logarithm of the shapes' ratio: 3:2 is cut to 16:9, 4:3 is not."""


@applies(MakeScene)
def make_scene(edit: EditSession, command: MakeScene) -> None:
    """Draw a scene, or show the film that a model made: at the end, at a place, or in place of another."""
    if command.aspect_ratio:
        set_aspect(edit, SetAspect(command.aspect_ratio))
    replaced = _find_replaced(edit, command)
    if len(replaced) == 1 and (replaced[0][METADATA].get("scene"), command.scene) == ("sunset", "sunset"):
        # A sea that takes the place of a sunset is another one; a sunset in place of a sea is not.
        command = replace(command, parameters={"time_of_day": "day", **command.parameters})
        before = replaced[0][METADATA].get("parameters", {}).get("time_of_day", "dusk")
        if before == command.parameters["time_of_day"]:
            edit.note("same_picture", name=command.name)
    usual_s = replaced[0][DURATION_MS] / 1000 if len(replaced) == 1 else USUAL_LENGTH_S
    if command.film:
        clip = _make_film_clip(edit, command, command.film)
    else:
        wanted_s = command.duration_s or usual_s
        if wanted_s > LONGEST_SCENE_S:
            edit.note("scene_shortened", seconds=LONGEST_SCENE_S)
        clip = make_scene_clip(edit, command, round(1000 * max(1.0, min(wanted_s, LONGEST_SCENE_S))))
    _put_clips(edit, [clip], command.place, replaced)
    if command.is_heard:
        add_ambience(edit.draft, {clip["id"]})
    edit.clips.append(
        {
            "id": f"clip_{edit.first_clip + len(edit.clips) + 1}",
            "type": "video",
            "name": command.name,
            "duration": clip[DURATION_MS] / 1000,
            "segment_id": clip["id"],
        }
        | ({"media": command.film.media_id} if command.film else {})
    )


def _make_film_clip(edit: EditSession, command: MakeScene, film: UploadedMedia) -> Segment:
    """A film is as long as it came, and no longer than it was to be."""
    clip = make_media_clip(film, 0)
    clip[METADATA]["name"] = command.name
    most_ms = round(1000 * (command.duration_s or film.duration_s or 0))
    if clip[DURATION_MS] > most_ms + _LENGTH_SLACK_MS:
        clip[DURATION_MS] = most_ms
    if command.is_silent and command.scene in SCENES:
        clip[METADATA]["heard_as"] = command.scene
    _fit(edit, film, clip)
    return clip


def _find_replaced(edit: EditSession, command: MakeScene) -> list[Segment]:
    if not command.replace:
        return []
    if command.target.is_all:
        return resolve(edit, command.target)
    return [resolve_one(edit, command.target)]


def make_scene_clip(edit: EditSession, command: MakeScene, length_ms: int) -> Segment:
    """A drawn scene that lies nowhere yet."""
    key = command.scene if command.scene in SCENES else None
    if key is None:
        edit.note("scene_stands_in", name=command.name)
    elif command.missing:
        edit.note("not_in_scene", missing=command.missing, name=command.name)
    seed = zlib.crc32(command.name.encode())
    scene: JsonObject = {"name": command.name, "scene": key or FALLBACK_SCENE, "seed": seed}
    parameters, lost = _divide(scene["scene"], command.parameters)
    lost = [value for value in lost if value != "summer"]
    if lost and key:
        edit.note("not_shown_so", what=f'"{command.name}"', parameters="/".join(lost))
    return make_segment(0, length_ms, scene | {"parameters": parameters})


_BY_ITSELF: Final = frozenset(
    {("aurora", "night"), ("aurora", "winter"), ("snow", "winter"), ("space", "night")}
)
"""What a scene always shows; clear summer days are missed in none."""


def _divide(scene: str, wanted: Mapping[str, str | float]) -> tuple[dict[str, str | float], list[str]]:
    """The wishes that a scene can follow, and those of light, weather and season that it cannot."""
    shown = supported_parameters(scene, wanted).keys() | (
        wanted.keys() - {"time_of_day", "weather", "season"}
    )
    lost = [
        str(value) for key, value in wanted.items() if key not in shown and (scene, value) not in _BY_ITSELF
    ]
    told = [value for value in lost if value != "clear"]
    return {key: value for key, value in wanted.items() if value not in lost}, told


def add_ambience(draft: JsonObject, segment_ids: set[str]) -> None:
    """Give generated scenes, and silent films of them, the sound that belongs to them."""
    for clip in find(draft, "clip"):
        if clip["id"] in segment_ids and own_sound(clip):
            clip[METADATA].setdefault("ambience", AMBIENCE_VOLUME)


@applies(PlaceMedia)
def place_media(edit: EditSession, command: PlaceMedia) -> None:
    """Put uploads on the timeline that are not on it yet; all of them again when all are."""
    wanted = _wanted_uploads(edit, command)
    if pictures := [media for media in wanted if media.kind != "audio"]:
        _place_pictures(edit, command, pictures)
    start_s = 0.0
    for sound in [media for media in wanted if media.kind == "audio"]:
        apply(edit, PlaceSound("voice", name=sound.name, at_s=start_s))
        start_s += sound.duration_s or 0


def _place_pictures(edit: EditSession, command: PlaceMedia, fresh: list[UploadedMedia]) -> None:
    replaced = [resolve_one(edit, command.replaces)] if command.replaces else []
    if replaced:
        fresh = fresh[-1:]
    clips = [make_media_clip(media, command.still_s) for media in fresh]
    if command.total_s:
        _share(clips, round(1000 * command.total_s))
    if not edit.find("clip") and "ratio" not in edit.draft:
        edit.canvas.aspect_ratio = _nearest_shape(fresh[0]) or edit.canvas.aspect_ratio
    for media, clip in zip(fresh, clips, strict=True):
        _fit(edit, media, clip)
        if command.camera:
            clip[METADATA]["parameters"] = {"camera": command.camera}
    if replaced:
        clips[0][DURATION_MS] = min(clips[0][DURATION_MS], replaced[0][DURATION_MS])
    _put_clips(edit, clips, command.place, replaced)


def _share(clips: list[Segment], total_ms: int) -> None:
    """Pictures share what films leave of a time; without pictures the last film gives way."""
    stills = [clip for clip in clips if clip[METADATA].get("still")] or clips[-1:]
    left_ms = total_ms - sum(clip[DURATION_MS] for clip in clips if clip not in stills)
    for clip, own_ms in zip(stills, share_out(left_ms, [1] * len(stills)), strict=True):
        clip[DURATION_MS] = max(own_ms, SHORTEST_MS)


@applies(AddEndCard)
def add_end_card(edit: EditSession, command: AddEndCard) -> None:
    """A picture after all clips, whole and still, and a line at its foot."""
    card = make_media_clip(find_upload(edit, command.name, *PICTURES), command.length_s)
    card[DURATION_MS] = round(1000 * command.length_s)
    card[METADATA].update(fit="card", parameters={"camera": "still"})
    start_ms = edit.total_ms
    insert_clips(edit.draft, [card], start_ms)
    span = TimeSpan(start_ms / 1000, end_ms(card) / 1000)
    add_title(edit, AddTitle(command.line, span, Style(place="bottom", size=1.4)))
    edit.touch(card)


def _nearest_shape(media: UploadedMedia) -> str | None:
    """The canvas that an upload fills best; of two as near the one of its own orientation."""
    if media.shape is None:
        return None
    shape = math.log(media.shape)
    shapes = {ratio: math.log(Fraction(ratio.replace(":", "/"))) for ratio in ASPECT_RATIOS}
    return min(
        ASPECT_RATIOS, key=lambda ratio: (round(abs(shapes[ratio] - shape), 6), -shapes[ratio] * shape)
    )


def _fit(edit: EditSession, media: UploadedMedia, clip: Segment) -> None:
    """An upload of another shape is shown whole, on its own blur; cropping it has to be asked for."""
    if media.shape and abs(math.log(media.shape / edit.canvas.shape)) > MAX_CROP:
        clip[METADATA]["fit"] = "blur"
        edit.note("shown_whole", name=media.name)


PICTURES: Final = ("image", "video")


def waiting_uploads(edit: EditSession, *kinds: str) -> list[UploadedMedia]:
    """Uploads of these kinds, or of any, that are not on the timeline."""
    placed = {segment[METADATA].get("media_id") for segment in edit.find()}
    fitting = [media for media in edit.uploads if not kinds or media.kind in kinds]
    return [media for media in fitting if media.media_id not in placed]


def fresh_uploads(edit: EditSession, *kinds: str) -> list[UploadedMedia]:
    """The same; all of these kinds when all are on it."""
    return waiting_uploads(edit, *kinds) or [media for media in edit.uploads if media.kind in kinds]


def find_upload(edit: EditSession, name: str, *kinds: str) -> UploadedMedia:
    """The last upload of these kinds that has a name.

    Raises:
        CannotEdit: There is none.
    """
    named = [media for media in edit.uploads if media.kind in kinds and is_file(media.name, name)]
    if not named:
        raise CannotEdit("no_such_upload", name=name)
    return named[-1]


def _wanted_uploads(edit: EditSession, command: PlaceMedia) -> list[UploadedMedia]:
    """Those that are named, or those that wait; of what is only spoken of, what waits."""
    # A name need not show what is in a file: an mp4 may hold sound alone.
    files = [media for media in edit.uploads if media.kind in (*PICTURES, "audio")]
    named = [media for name in command.names for media in files if is_file(media.name, name)]
    if command.is_mention:
        waiting = waiting_uploads(edit, *PICTURES)
        return [media for media in named or waiting if media in waiting]
    if command.names and files and not named:
        raise CannotEdit("no_such_upload", name=command.names[0])
    fresh = fresh_uploads(edit, *PICTURES, *(("audio",) if command.with_sounds else ()))
    if not (named or fresh):
        raise CannotEdit("no_uploads")
    is_more = command.with_sounds or not named
    return [*named, *(media for media in fresh if is_more and media not in named)]


def is_file(name: str, called: str) -> bool:
    """Whether a file is what people call it; Chinese words may stand right before its name."""
    return simplify(called.lower()).endswith(simplify(name.lower()))


def place_waiting_uploads(edit: EditSession, names: Iterable[str]) -> None:
    """Put uploads on the timeline that an edit is about: the named ones, or all where nothing is there."""
    waiting = waiting_uploads(edit, *PICTURES)
    named = [media for media in waiting if any(is_file(media.name, name) for name in names)]
    wanted = named or ([] if edit.find("clip") else waiting)
    if wanted:
        place_media(edit, PlaceMedia(names=tuple(media.name for media in wanted)))


def make_media_clip(media: UploadedMedia, still_s: float) -> Segment:
    """A clip of an upload, in its full length."""
    film_s = media.duration_s if media.kind == "video" else None
    length_ms = round(1000 * (film_s or still_s))
    metadata: JsonObject = {"name": media.name, "media_id": media.media_id, "length_ms": length_ms}
    return make_segment(0, length_ms, metadata if film_s else metadata | {"still": True})


def _put_clips(edit: EditSession, clips: list[Segment], place: Place | None, replaced: list[Segment]) -> None:
    edit.touch(*clips)
    if len(replaced) == 1:
        _take_place(edit, clips[0], replaced[0])
        return
    edit.remove(replaced)
    at_ms = place_ms(edit, place) if place else edit.total_ms
    insert_clips(edit.draft, clips, at_ms if edit.find("clip") else 0)


def put_new(draft: JsonObject, command: Command) -> Command:
    """What is to be put somewhere is made, if no clip has that very name and not only such a scene."""
    if not isinstance(command, MoveClip) or not command.otherwise:
        return command
    clips = find(draft, "clip")
    names = [str(clip[METADATA].get("name", "")) for clip in clips]
    names.append(command.target.name or "")
    *called, name = (simplify(each.lower()).replace(" at ", " ") for each in names)
    is_called = any(name in each for each in called)
    # Names of another language than the order's cannot hold its words.
    others = (clip for clip, own in zip(clips, called, strict=True) if own.isascii() != name.isascii())
    return command if is_called or any(has_name(clip, name) for clip in others) else command.otherwise


_KEPT_BY_THE_PLACE: Final = ("transition", "transition_ms", "fade_in_ms", "fade_out_ms")


def _take_place(edit: EditSession, clip: Segment, replaced: Segment) -> None:
    """Put a clip where another was; how the film comes to that place, and leaves it, stays."""
    kept = {key: replaced[METADATA][key] for key in _KEPT_BY_THE_PLACE if key in replaced[METADATA]}
    clip[METADATA] |= kept
    resize(edit.draft, replaced, clip[DURATION_MS])
    edit.remove([replaced])
    clip[START_MS] = replaced[START_MS]
    edit.put("clip", [clip])


def place_ms(edit: EditSession, place: Place) -> int:
    """The time of a place among the clips; the middle is between two of them."""
    if place.at_s is not None:
        at_ms = min(round(1000 * place.at_s), edit.total_ms)
        split_at(edit.draft, at_ms)
        return at_ms
    if place.side is None:
        if len(edit.find("clip")) == 1:
            split_at(edit.draft, edit.total_ms // 2)
        clips = edit.find("clip")
        if len(clips) % 2:
            raise CannotEdit("no_middle")
        return int(clips[len(clips) // 2][START_MS]) if clips else 0
    if place.of is None:
        return 0 if place.side == "start" else edit.total_ms
    beside = resolve_one(edit, place.of)
    return int(beside[START_MS]) if place.side == "before" else end_ms(beside)


@applies(ChangeScene)
def change_scene(edit: EditSession, command: ChangeScene) -> None:
    """Other light, weather, season, mood or camera; of uploads only the camera, and only of pictures."""
    if command.missing:
        raise CannotEdit("not_in_scene", missing=command.missing)
    clips = resolve(edit, command.target, means_all=True)
    is_camera = set(command.parameters) == {"camera"}
    own = [(clip, clip[METADATA]) for clip in clips]
    fitting = [clip for clip, its in own if "scene" in its or (is_camera and its.get("still"))]
    if not fitting:
        raise CannotEdit("not_drawn")
    lost: dict[str, list[str]] = {}
    for clip in fitting:
        metadata = clip[METADATA]
        shown, told = _divide(metadata.get("scene", ""), command.parameters)
        metadata["parameters"] = {**metadata.get("parameters", {}), **shown}
        if told:
            lost.setdefault("/".join(told), []).append(f'"{metadata["name"]}"')
        else:
            edit.touch(clip)
    for told, names in lost.items():
        if not edit.changed:
            raise CannotEdit("not_shown_so", what=", ".join(names), parameters=told)
        edit.note("not_shown_so", what=", ".join(names), parameters=told)
