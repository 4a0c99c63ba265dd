"""Carries orders out on a session's draft, and notes what was done and what was not."""

import zlib
from dataclasses import dataclass, field

from nemo_video.studio.agent.orders import (
    AddMusic,
    AddTitle,
    ChangeTitle,
    Explain,
    MakeScene,
    Order,
    PlaceMedia,
    Remove,
    SetAspect,
    SetVolume,
    TimeSpan,
)
from nemo_video.studio.draft import (
    START_MS,
    Segment,
    add_segment,
    duration_ms,
    empty_draft,
    remove_segments,
    segments,
)
from nemo_video.studio.scenes import SCENES
from nemo_video.studio.sessions import Session
from nemo_video.studio.sound import AMBIENCES, MOODS
from nemo_video.wire.draft import DURATION_MS, METADATA, TrackType
from nemo_video.wire.envelope import JsonObject

FALLBACK_SCENE = "abstract"
USUAL_LENGTH_S = 10
LONGEST_SCENE_S = 60
USUAL_MUSIC_VOLUME = 0.5
AMBIENCE_VOLUME = 0.6
USUAL_TITLE_S = 3
FALLBACK_MOOD = "lofi"


@dataclass
class Outcome:
    """What a turn did.

    Attributes:
        done: The orders that were carried out.
        undone: Orders that were not, each with the reason's key (see the replies).
        clips: Generated clips, as the state names them.
        stood_in: Names of scenes that were asked for and have no drawing; an abstract one stands in.
        shortened: Whether a scene was cut to the longest that the studio draws.
    """

    done: list[Order] = field(default_factory=list[Order])
    undone: list[tuple[Order, str]] = field(default_factory=list[tuple[Order, str]])
    clips: list[JsonObject] = field(default_factory=list[JsonObject])
    stood_in: list[str] = field(default_factory=list[str])
    shortened: bool = False


def carry_out(session: Session, orders: tuple[Order, ...]) -> Outcome:
    """Carry out orders one after another; the draft's length follows."""
    outcome = Outcome()
    for order in orders:
        reason = _carry_out_one(session, order, outcome)
        if reason:
            outcome.undone.append((order, reason))
        else:
            outcome.done.append(order)
        _follow_picture(session.draft)
    return outcome


def _carry_out_one(session: Session, order: Order, outcome: Outcome) -> str | None:
    """Returns the key of the reason why not, or None when it was done."""
    match order:
        case MakeScene():
            return _make_scene(session, order, outcome)
        case PlaceMedia():
            return _place_media(session, order)
        case SetAspect():
            session.canvas.aspect_ratio = order.aspect_ratio
            return None
        case AddMusic():
            return _add_music(session.draft, order)
        case SetVolume():
            return _set_volume(session.draft, order)
        case AddTitle():
            return _add_title(session.draft, order)
        case ChangeTitle():
            return _change_title(session.draft, order)
        case Remove():
            return _remove(session.draft, order)
        case Explain():
            return None


def _make_scene(session: Session, order: MakeScene, outcome: Outcome) -> str | None:
    draft, key = session.draft, order.scene if order.scene in SCENES else None
    if key is None:
        outcome.stood_in.append(order.name)
        key = FALLBACK_SCENE
    if order.replace:
        remove_segments(draft, segments(draft, TrackType.VIDEO) + _ambience(draft))
    if order.aspect_ratio:
        session.canvas.aspect_ratio = order.aspect_ratio
    wanted_s = order.duration_s or USUAL_LENGTH_S
    outcome.shortened = outcome.shortened or wanted_s > LONGEST_SCENE_S
    length_ms = round(1000 * max(1.0, min(wanted_s, LONGEST_SCENE_S)))
    start_ms = duration_ms(draft) if segments(draft, TrackType.VIDEO) else 0
    clip = {
        "name": order.name,
        "scene": key,
        "seed": zlib.crc32(order.name.encode()),
        "parameters": order.parameters,
    }
    add_segment(draft, TrackType.VIDEO, start_ms, length_ms, clip)
    generated = {
        "id": f"clip_{len(session.generated) + 1}",
        "type": "video",
        "name": order.name,
        "duration": length_ms / 1000,
    }
    session.generated.append(generated)
    outcome.clips.append(generated)
    return None


def add_ambience(session: Session) -> None:
    """The second stage of a generation: each scene gets the sound that belongs to it, once."""
    draft = session.draft
    voiced = {segment[START_MS] for segment in _ambience(draft)}
    for shot in segments(draft, TrackType.VIDEO):
        scene = SCENES.get(shot[METADATA].get("scene", ""))
        if scene and scene.ambience and shot[START_MS] not in voiced:
            sound: JsonObject = {
                "name": AMBIENCES[scene.ambience].title_en,
                "kind": "ambience",
                "sound": scene.ambience,
                "volume": AMBIENCE_VOLUME,
            }
            add_segment(draft, TrackType.AUDIO, shot[START_MS], shot[DURATION_MS], sound)


def _place_media(session: Session, order: PlaceMedia) -> str | None:
    placed = {shot[METADATA].get("media_id") for shot in segments(session.draft, TrackType.VIDEO)}
    fresh = [m for m in session.uploads if m.media_id not in placed and m.kind != "audio"] or [
        m for m in session.uploads if m.kind != "audio"
    ]
    for media in fresh:
        start_ms = duration_ms(session.draft) if segments(session.draft, TrackType.VIDEO) else 0
        length_ms = round(
            1000 * (media.duration_s if media.kind == "video" and media.duration_s else order.still_s)
        )
        shot = {"name": media.name, "media_id": media.media_id}
        add_segment(session.draft, TrackType.VIDEO, start_ms, length_ms, shot)
    return None if fresh else "no_uploads"


def _add_music(draft: JsonObject, order: AddMusic) -> str | None:
    if not duration_ms(draft):
        return "nothing_yet"
    remove_segments(draft, _music(draft))
    mood = MOODS.get(order.mood, MOODS[FALLBACK_MOOD])
    music: JsonObject = {
        "name": mood.title_en,
        "kind": "music",
        "sound": mood.name,
        "volume": USUAL_MUSIC_VOLUME if order.volume is None else order.volume,
    }
    add_segment(draft, TrackType.AUDIO, 0, duration_ms(draft), music)
    return None


def _set_volume(draft: JsonObject, order: SetVolume) -> str | None:
    sounds = _music(draft) or segments(draft, TrackType.AUDIO)
    for segment in sounds:
        current = float(segment[METADATA].get("volume", 1))
        wanted = current * order.factor if order.volume is None else order.volume
        segment[METADATA]["volume"] = round(max(0.0, min(1.0, wanted)), 3)
    return None if sounds else "no_sound"


def _add_title(draft: JsonObject, order: AddTitle) -> str | None:
    if not duration_ms(draft):
        return "nothing_yet"
    start_ms, length_ms = place_span(order.span, duration_ms(draft), USUAL_TITLE_S)
    words: JsonObject = {"name": "Title", "text": order.text, "place": order.place}
    add_segment(draft, TrackType.TEXT, start_ms, length_ms, words)
    return None


def place_span(span: TimeSpan, total_ms: int, usual_s: float) -> tuple[int, int]:
    """Start and length in ms of a span as people say it, inside a timeline of `total_ms`."""
    if span.last_s is not None:
        length = min(total_ms, round(1000 * span.last_s))
        return total_ms - length, length
    start = min(round(1000 * (span.start_s or 0)), max(0, total_ms - 100))
    length_s = span.length_s if span.length_s is not None else usual_s
    end = start + round(1000 * length_s) if span.end_s is None else round(1000 * span.end_s)
    return start, max(100, min(end, total_ms) - start)


def _change_title(draft: JsonObject, order: ChangeTitle) -> str | None:
    titles = segments(draft, TrackType.TEXT)
    if not titles:
        return _add_title(draft, AddTitle(order.text))
    titles[0][METADATA]["text"] = order.text
    return None


def _remove(draft: JsonObject, order: Remove) -> str | None:
    if order.what == "everything":
        draft.update(empty_draft())
        return None
    unwanted = _music(draft) if order.what == "music" else segments(draft, TrackType.TEXT)
    remove_segments(draft, unwanted)
    return None if unwanted else "nothing_there"


def _follow_picture(draft: JsonObject) -> None:
    """Music runs under the whole picture, also after the picture grew or shrank."""
    draft[DURATION_MS] = duration_ms(draft)
    if segments(draft, TrackType.VIDEO):
        for segment in _music(draft):
            segment[DURATION_MS] = draft[DURATION_MS] - segment[START_MS]


def _music(draft: JsonObject) -> list[Segment]:
    return [s for s in segments(draft, TrackType.AUDIO) if s[METADATA].get("kind") == "music"]


def _ambience(draft: JsonObject) -> list[Segment]:
    return [s for s in segments(draft, TrackType.AUDIO) if s[METADATA].get("kind") == "ambience"]
