"""Chapters within a film, as players list them: every packet is copied as it is."""

# PyAV leaves the type of its packets open.
# pyright: reportUnknownMemberType=false

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av

from nemo_video.media.facts import Chapter

_MILLISECONDS = Fraction(1, 1000)
_WITHOUT_GAPS = ("mp4", "mov")
"""Their chapters are a track of text that runs from the film's start: a first one that begins later would be
listed from 0:00 on."""


def write(source: Path, target: Path, chapters: Sequence[Chapter]) -> None:
    """Copy a film, with chapters in it.

    Args:
        source: The film.
        target: The copy, of the same container.
        chapters: In the order of time, without overlaps.

    Raises:
        av.FFmpegError: FFmpeg cannot read or write it.
    """
    with av.open(source) as film, av.open(target, "w", options={"movflags": "faststart"}) as copy:
        # Chapters that were there are a stream of text in MP4, which is written anew.
        streams = {
            stream.index: copy.add_stream_from_template(stream)
            for stream in film.streams
            if stream.type in ("video", "audio")
        }
        copy.set_chapters(
            [
                {
                    "id": number,
                    "start": round(chapter.start_s * 1000),
                    "end": round(chapter.end_s * 1000),
                    "time_base": _MILLISECONDS,
                    "metadata": {"title": chapter.title},
                }
                for number, chapter in enumerate(_from_start(chapters, copy.format.name), 1)
            ]
        )
        for packet in film.demux():
            # Only the packets that end a track are empty. A Matroska tells no time of decoding for its first
            # ones, the keyframe among them.
            if packet.size and packet.stream.index in streams:
                packet.stream = streams[packet.stream.index]
                copy.mux(packet)


def _from_start(chapters: Sequence[Chapter], container: str) -> Sequence[Chapter]:
    """The chapters, behind one without a name where nothing may lie before the first."""
    if container not in _WITHOUT_GAPS or not chapters or chapters[0].start_s == 0:
        return chapters
    return [Chapter(0.0, chapters[0].start_s, ""), *chapters]
