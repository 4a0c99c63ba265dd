"""How a sequence is written in each timeline format, and read back before it is handed out."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, Final

from nemo_video.errors import Internal
from nemo_video.interchange import edl, fcpxml, otio_timeline
from nemo_video.interchange.sequence import EditSequence
from nemo_video.interchange.story import centre_cuts
from nemo_video.wire.formats import TimelineName

_WRITERS: Final[Mapping[TimelineName, Callable[[EditSequence], str]]] = MappingProxyType(
    {"otio": otio_timeline.write, "fcpxml": fcpxml.write, "edl": edl.write}
)
_ADAPTERS: Final = {"otio": "otio_json", "fcpxml": "fcpx_xml", "edl": "cmx_3600"}
_FCPXML_TIME: Final = re.compile(r'(\w+)="(\d+(?:/\d+)?)s"')
_MODULES: Final = ("opentimelineio", "otio_fcpx_xml_adapter", "otio_cmx3600_adapter")


@dataclass(frozen=True)
class _ReadClip:
    """A clip with a media file as it was read back, in frames of the timeline."""

    start: int
    frames: int


def is_installed() -> bool:
    """Whether OpenTimelineIO and its adapters are there."""
    return all(find_spec(name) is not None for name in _MODULES)


def write_sequence(sequence: EditSequence, format: TimelineName) -> str:
    """A sequence as the text of a timeline file, which was read back by OpenTimelineIO and compared.

    Raises:
        Internal: What was read back is another sequence.
        InvalidArgument: The format cannot count in its rate.
    """
    text = _WRITERS[format](sequence)
    _check_written(sequence, format, text)
    return text


def _check_written(sequence: EditSequence, format: TimelineName, text: str) -> None:
    """Read a timeline back and compare it, clip by clip.

    Raises:
        Internal: It cannot be read, or holds other clips than the sequence, or at other times.
    """
    try:
        read = sorted(_read(text, format, sequence.rate), key=lambda clip: (clip.start, clip.frames))
    except Exception as error:  # whatever an adapter stumbles over, the file is of no use
        raise _unreadable(format, f"it cannot be read ({type(error).__name__})") from error
    expected = sorted(_expected(sequence, format), key=lambda clip: (clip.start, clip.frames))
    if len(read) != len(expected):
        raise _unreadable(format, f"it has {len(read)} clips instead of {len(expected)}")
    if read != expected:
        raise _unreadable(format, "its clips lie at other times")


def _unreadable(format: str, why: str) -> Internal:
    return Internal(f"The {format} file was not kept: read back, {why}.", advice="Export another format.")


def _read(text: str, format: TimelineName, rate: Fraction) -> Iterator[_ReadClip]:
    otio: Any = import_module("opentimelineio")
    counted = 1.0 if format == "fcpxml" else float(rate)
    options = {"rate": counted} if format == "edl" else {}
    written = _count_in_frames(text, rate) if format == "fcpxml" else text
    read = otio.adapters.read_from_string(written, _ADAPTERS[format], **options)
    for clip in read.find_clips():
        if isinstance(clip.media_reference, otio.schema.GeneratorReference):
            continue
        placed = clip.range_in_parent()
        parent = clip.parent()
        start = placed.start_time
        if format == "edl" and parent.source_range is not None:
            start -= parent.source_range.start_time  # there it notes how long nothing is shown at first
        start, length = (time.rescaled_to(counted).value for time in (start, placed.duration))
        yield _ReadClip(round(start), round(length))


def _count_in_frames(text: str, rate: Fraction) -> str:
    """The same film at one frame a second: the adapter takes 29.97 for 29, and cuts off what is left."""

    def stretch(told: re.Match[str]) -> str:
        time = Fraction(1) if told[1] == "frameDuration" else Fraction(told[2]) * rate
        return f'{told[1]}="{time.numerator}/{time.denominator}s"'

    return _FCPXML_TIME.sub(stretch, text)


def _expected(sequence: EditSequence, format: TimelineName) -> Iterator[_ReadClip]:
    if format == "edl":
        events = sequence.main.events if sequence.main else ()
        return (_ReadClip(event.start, event.frames) for event in events)
    if format == "fcpxml":
        tracks = [track for track in sequence.tracks if track.kind in ("video", "audio")]
        stories = [story for track in tracks for story in centre_cuts(track, sequence.rate)]
        return (_ReadClip(each.start, each.end - each.start) for each in stories if each.event.media)
    heard = [event for event in sequence.events("video") if event.media and event.media.has_sound]
    events = [*(each for each in sequence.events() if not each.segment.text), *heard]
    return (_ReadClip(event.start, event.frames) for event in events)
