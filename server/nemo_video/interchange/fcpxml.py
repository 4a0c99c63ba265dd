"""A sequence as Final Cut Pro XML 1.10, which DaVinci Resolve reads too.

The adapter of OpenTimelineIO writes version 1.8 without transitions, speeds, levels and titles, so it is
written here, after Apple's definition: https://developer.apple.com/documentation/professional-video-applications.
"""

import math
from fractions import Fraction
from typing import Final
from xml.etree import ElementTree

from nemo_video.interchange.framing import place_inset, transform_of
from nemo_video.interchange.sequence import EditSequence, Event, EventTrack, MediaFile, exact_rate, frames_in
from nemo_video.interchange.story import StoryElement, centre_cuts
from nemo_video.interchange.titles import add_caption, add_title

VERSION: Final = "1.10"
_CROSS_DISSOLVE: Final = "FxPlug:4731E73A-8DAC-4113-9A30-AE85B1761265"
_BASIC_TITLE: Final = ".../Titles.localized/Bumper:Opener.localized/Basic Title.localized/Basic Title.moti"
_SILENCE_DB: Final = -96.0
_ROLES: Final = {"BGM": "music", "Ambience": "effects", "SFX": "effects", "Voice": "dialogue"}

Element = ElementTree.Element


def write(sequence: EditSequence) -> str:
    """The text of an `.fcpxml` file."""
    root = _Document(sequence).build()
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{body}\n'


class _Document:
    """One document in the making: its resources, and the spine with what is connected to it."""

    def __init__(self, sequence: EditSequence) -> None:
        self._sequence = sequence
        self._resources = Element("resources")
        self._ids: dict[object, str] = {}
        self._format = self._format_of(sequence.rate, sequence.width, sequence.height)

    def build(self) -> Element:
        root = Element("fcpxml", version=VERSION)
        root.append(self._resources)
        event = ElementTree.SubElement(root, "event", name=self._sequence.name)
        project = ElementTree.SubElement(event, "project", name=self._sequence.name)
        length = self._time(self._sequence.frames)
        attributes = {"format": self._format, "duration": length, "tcStart": "0s", "tcFormat": "NDF"}
        spine = ElementTree.SubElement(ElementTree.SubElement(project, "sequence", attributes), "spine")
        self._fill_spine(spine)
        return root

    def _fill_spine(self, spine: Element) -> None:
        """The film's own track; all others are connected to what lies under them."""
        main = self._sequence.main
        primary: list[tuple[int, int, Element]] = []
        at = 0
        for story in centre_cuts(main, self._sequence.rate) if main else ():
            if story.start > at:
                primary.append((at, story.start, self._gap(spine, at, story.start)))
            if story.transition:
                self._transition(spine, story)
            primary.append((story.start, story.end, self._clip(spine, story)))
            at = story.end
        if at < self._sequence.frames:
            primary.append((at, self._sequence.frames, self._gap(spine, at, self._sequence.frames)))
        self._connect_others(primary)

    def _connect_others(self, primary: list[tuple[int, int, Element]]) -> None:
        above, below = 0, 0
        for track in self._sequence.tracks:
            if track is self._sequence.main or track.kind == "other":
                continue
            above, below = (above, below - 1) if track.kind == "audio" else (above + 1, below)
            self._connect(track, below if track.kind == "audio" else above, primary)

    def _connect(self, track: EventTrack, lane: int, primary: list[tuple[int, int, Element]]) -> None:
        for story in centre_cuts(track, self._sequence.rate):
            start, _, parent = next(each for each in primary if each[0] <= story.start < each[1])
            child = self._words(track, story) if track.kind == "text" else self._clip(None, story, track)
            # What is connected counts in the time of its parent, which begins at the parent's own start.
            since = _parse(parent.get("start", "0s")) + (story.start - start) / self._sequence.rate
            child.set("lane", str(lane))
            child.set("offset", _seconds(since))
            parent.append(child)

    def _words(self, track: EventTrack, story: StoryElement) -> Element:
        number, event, length = f"ts{len(self._ids)}", story.event, self._time(story.end - story.start)
        self._ids[f"style {number}"] = number
        if track.is_subtitles:
            return add_caption(event, length, number)
        return add_title(event, length, number, self._effect("Basic Title", _BASIC_TITLE))

    def _clip(self, parent: Element | None, story: StoryElement, track: EventTrack | None = None) -> Element:
        media = story.event.media
        attributes = {
            "name": story.event.name,
            "offset": self._time(story.start),
            "duration": self._time(story.end - story.start),
        }
        if media is None:
            element = Element("gap", attributes) if track is None else Element("clip", attributes)
        elif media.kind == "image":
            element = Element("clip", {**attributes, "format": self._format})
        else:
            element = Element("asset-clip", {"ref": self._asset(media), **attributes})
            element.set("start", _seconds(self._start(story, media)))
        if parent is not None:
            parent.append(element)
        self._shape(element, story, track)
        if media is not None and media.kind == "image":
            still = {"ref": self._asset(media), "offset": "0s", "duration": attributes["duration"]}
            ElementTree.SubElement(element, "video", still)
        return element

    def _shape(self, element: Element, story: StoryElement, track: EventTrack | None) -> None:
        """Speed, framing, fades and level, in the order that the definition asks for."""
        if element.tag == "gap":
            return
        event, media = story.event, story.event.media
        if element.tag == "asset-clip" and media is not None:
            self._retime(element, story, media)
        if media is not None and media.kind != "audio":
            transform = place_inset(event, self._sequence) or transform_of(event)
            if transform:
                ElementTree.SubElement(element, "adjust-transform", transform)
            self._fade(element, "adjust-blend", event, {})
        is_heard = media is not None and (media.kind == "audio" or media.has_sound)
        if element.tag == "asset-clip" and is_heard:
            self._fade(element, "adjust-volume", event, _level(event))
        if track is not None and track.kind == "audio" and element.tag == "asset-clip":
            element.set("audioRole", _ROLES.get(track.label, "dialogue"))

    def _start(self, story: StoryElement, media: MediaFile) -> Fraction:
        """Where a clip begins in the time of its own: that of its media, or that of a retimed one."""
        event, rate = story.event, self._sequence.rate
        source = story.source_start / rate
        speed = Fraction(event.speed).limit_denominator(1000)
        if not speed:
            return Fraction(0)
        if event.is_reversed:
            shown = (story.end - story.start) / rate * speed
            return max(Fraction(0), (_length(media, rate) - source - shown) / speed)
        return source / speed

    def _retime(self, element: Element, story: StoryElement, media: MediaFile) -> None:
        """A map from the clip's own time to that of its media."""
        event, rate = story.event, self._sequence.rate
        if event.speed == 1 and not event.is_reversed:
            return
        length, speed = _length(media, rate), Fraction(event.speed).limit_denominator(1000)
        held = story.source_start / rate
        end = length / speed if speed else (story.end - story.start) / rate
        values = (length, Fraction(0)) if event.is_reversed else (Fraction(0), length)
        values = values if speed else (held, held)
        points = ElementTree.SubElement(element, "timeMap")
        for time, value in zip((Fraction(0), end), values, strict=True):
            attributes = {"time": _seconds(time), "value": _seconds(value), "interp": "linear"}
            ElementTree.SubElement(points, "timept", attributes)

    def _fade(self, element: Element, tag: str, event: Event, attributes: dict[str, str]) -> None:
        fades = {"fadeIn": event.number("fade in"), "fadeOut": event.number("fade out")}
        told = {name: seconds for name, seconds in fades.items() if seconds}
        if not (told or attributes):
            return
        adjusted = ElementTree.SubElement(element, tag, attributes)
        if told:
            param = ElementTree.SubElement(adjusted, "param", name="amount")
            for name, seconds in told.items():
                frames = frames_in(seconds, self._sequence.rate)
                ElementTree.SubElement(param, name, type="linear", duration=self._time(frames))

    def _transition(self, spine: Element, story: StoryElement) -> None:
        start = story.start - story.transition // 2
        attributes = {"name": "Cross Dissolve", "offset": self._time(start)}
        attributes["duration"] = self._time(story.transition)
        element = ElementTree.SubElement(spine, "transition", attributes)
        reference = self._effect("Cross Dissolve", _CROSS_DISSOLVE)
        ElementTree.SubElement(element, "filter-video", ref=reference, name="Cross Dissolve")

    def _gap(self, spine: Element, start: int, end: int) -> Element:
        attributes = {"name": "Gap", "offset": self._time(start), "duration": self._time(end - start)}
        return ElementTree.SubElement(spine, "gap", attributes)

    # Resources.

    def _asset(self, media: MediaFile) -> str:
        if media.path in self._ids:
            return self._ids[media.path]
        attributes = {"name": media.name, "start": "0s"}
        attributes["duration"] = _seconds(_length(media, self._sequence.rate))
        if media.kind != "audio":
            attributes["hasVideo"] = "1"
        if media.kind == "video":
            rate = exact_rate(media.fps) if media.fps else self._sequence.rate
            attributes["format"] = self._format_of(rate, media.width, media.height)
        if media.kind == "audio" or media.has_sound:
            attributes |= {"hasAudio": "1", "audioSources": "1", "audioChannels": "2"}
        asset = self._resource(media.path, "asset", attributes)
        ElementTree.SubElement(asset, "media-rep", kind="original-media", src=media.path.as_uri())
        return self._ids[media.path]

    def _format_of(self, rate: Fraction, width: int | None, height: int | None) -> str:
        key = ("format", rate, width, height)
        if key not in self._ids:
            sizes = {"width": str(width), "height": str(height)} if width and height else {}
            self._resource(key, "format", {"frameDuration": _seconds(1 / rate, always=True), **sizes})
        return self._ids[key]

    def _effect(self, name: str, uid: str) -> str:
        if uid not in self._ids:
            self._resource(uid, "effect", {"name": name, "uid": uid})
        return self._ids[uid]

    def _resource(self, key: object, tag: str, attributes: dict[str, str]) -> Element:
        self._ids[key] = f"r{len(self._resources) + 1}"
        return ElementTree.SubElement(self._resources, tag, {"id": self._ids[key], **attributes})

    def _time(self, frames: int) -> str:
        return _seconds(frames / self._sequence.rate)


def _length(media: MediaFile, rate: Fraction) -> Fraction:
    """Of a media file, in whole frames of the sequence; 0 for a still."""
    return Fraction(0) if media.duration_s is None else round(media.duration_s * rate) / rate


def _level(event: Event) -> dict[str, str]:
    volume = event.segment.volume
    if volume is None or volume == 1:
        return {}
    decibels = max(_SILENCE_DB, 20 * math.log10(volume)) if volume > 0 else _SILENCE_DB
    return {"amount": f"{decibels:.1f}dB"}


def _seconds(time: Fraction, *, always: bool = False) -> str:
    """A time as the format writes it, such as `1001/30000s` or `5s`."""
    if time.denominator == 1 and not always:
        return f"{time.numerator}s"
    return f"{time.numerator}/{time.denominator}s"


def _parse(time: str) -> Fraction:
    return Fraction(time.removesuffix("s"))
