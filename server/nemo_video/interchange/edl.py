"""The film's own track as a CMX 3600 edit decision list, the oldest format, which every editor reads.

One track of picture: cuts, dissolves, wipes and speeds. Sounds, words and pictures over others have no place.
"""

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from nemo_video.errors import InvalidArgument
from nemo_video.interchange.sequence import NTSC, EditSequence, Event, frames_in

_REEL_CHARACTERS = 8
_DISSOLVE, _WIPE = "D", "W001"
_TIMECODE_RATES = frozenset(map(Fraction, (24, 25, 30, 48, 50, 60))) | frozenset(NTSC.values())
"""Those that SMPTE's timecode counts in; editors know no other in this format."""


def write(sequence: EditSequence) -> str:
    """The text of an `.edl` file.

    Raises:
        InvalidArgument: There is no timecode at its rate.
    """
    if sequence.rate not in _TIMECODE_RATES:
        rate = f"{float(sequence.rate):g}"
        raise InvalidArgument(
            f"An EDL counts in timecode, and there is none at {rate} frames a second.",
            advice="Export otio or fcpxml, which have every rate.",
        )
    events = sequence.main.events if sequence.main else ()
    list_ = _EditList(sequence.rate, events)
    head = [f"TITLE: {_plain(sequence.name)}", "FCM: NON-DROP FRAME", ""]
    return "\n".join([*head, *list_.lines()]) + "\n"


class _EditList:
    """The events of one track."""

    def __init__(self, rate: Fraction, events: tuple[Event, ...]) -> None:
        self._rate = rate
        self._events = events

    def lines(self) -> Iterator[str]:
        before: Event | None = None
        for number, event in enumerate(self._events, 1):
            transition = frames_in(event.transition_s, self._rate)
            if before is not None and transition and before.end == event.start:
                yield from self._dissolve(number, before, event, transition)
            else:
                yield self._event(number, event, "C")
                yield from self._comments(event, "FROM")
            before = event

    def _dissolve(self, number: int, before: Event, event: Event, frames: int) -> Iterator[str]:
        """Two lines: where the event before ends, and the event with the length of its dissolve."""
        out, at = self._code(before.source_start + before.source_frames), self._code(event.start)
        yield f"{number:03}  {_reel(before):8} V     C        {out} {out} {at} {at}"
        kind = event.segment.effect("transition")
        code = _WIPE if kind and "wipe" in kind.value else _DISSOLVE
        yield self._event(number, event, f"{code:<4} {frames:03}")
        yield f"* FROM CLIP NAME:  {_plain(before.name)}"
        yield from self._comments(event, "TO")

    def _event(self, number: int, event: Event, edit: str) -> str:
        # One frame at least, for a reader takes none for no clip at all.
        source = (event.source_start, event.source_start + max(event.source_frames, 1))
        times = " ".join(map(self._code, (*source, event.start, event.end)))
        return f"{number:03}  {_reel(event):8} V     {edit:<8} {times}"

    def _comments(self, event: Event, way: str) -> Iterator[str]:
        if event.source_frames != event.frames or event.is_reversed:
            speed = (-event.speed if event.is_reversed else event.speed) * float(self._rate)
            yield f"M2   {_reel(event):8}  {speed:07.3f}       {self._code(event.source_start)}"
        yield f"* {way} CLIP NAME:  {_plain(event.name)}"
        if event.media:
            yield f"* {way} CLIP: {event.media.path.as_uri()}"

    def _code(self, frame: int) -> str:
        """Timecode, without drop frames."""
        base = round(self._rate)
        seconds, frames = divmod(frame, base)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{frames:02}"


def _reel(event: Event) -> str:
    """The name of a reel: at most eight letters and digits."""
    name = event.media.name if event.media else event.name
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]", "", ascii_name.upper())[:_REEL_CHARACTERS] or "AX"


def _plain(text: str) -> str:
    """On one line."""
    return " ".join(text.split())
