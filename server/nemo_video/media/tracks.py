"""Which tracks of a file are seen and heard, and when it starts: one answer for preview and export."""

from collections.abc import Sequence
from itertools import islice
from typing import Final, cast

import av
from av.audio.stream import AudioStream
from av.codec.context import CodecContext
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Discard, Disposition, Stream
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from nemo_video.media.source import MAX_PIXELS

PIXEL_LIMIT: Final = {"max_pixels": str(MAX_PIXELS)}
DECODER_ERRORS: Final = (
    FFmpegError, OSError, ValueError, TypeError, AttributeError, IndexError, MemoryError,
)  # fmt: skip
"""What a decoder raises about a packet that it cannot read; all of these were seen."""

STRICT: Final = PIXEL_LIMIT | {"err_detect": "explode"}

_ALPHA_DECODERS: Final = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""FFmpeg's own decoders of these leave out the transparency that WebM keeps beside the picture."""

_SPOKEN_ABOUT: Final = (
    Disposition.comment | Disposition.visual_impaired | Disposition.karaoke | Disposition.lyrics
)
"""Tracks that speak about the film or replace a voice: nobody wants them under the film's own sound."""

_FIRST_PACKETS: Final = 8
"""Among so many the first of each track is found, where the header does not tell the start."""

_NO_LANGUAGE: Final = ("", "und", "zxx", "mul")


def video_streams(container: InputContainer, *, strict: bool = False) -> list[VideoStream]:
    """The moving pictures, not yet opened for decoding; a cover picture is none.

    Args:
        container: The open file.
        strict: Whether damage inside a picture is an error; otherwise FFmpeg paints over it.
    """
    streams = [s for s in container.streams.video if _is_film(s)]
    for stream in streams:
        stream.codec_context.options = STRICT if strict else PIXEL_LIMIT
    return streams


def read_alone(container: InputContainer, wanted: Stream) -> None:
    """Have the packets of all other tracks passed over, without reading them where that can be."""
    for stream in container.streams:
        stream.discard = Discard.default if stream.index == wanted.index else Discard.all


def audio_streams(container: InputContainer) -> list[AudioStream]:
    """The sound tracks that can be decoded."""
    return [stream for stream in container.streams.audio if _has_decoder(stream)]


def heard_streams(container: InputContainer) -> list[AudioStream]:
    """The sound tracks that play together.

    A default flag on the first track alone is what every muxer writes, so it says nothing; on a later track
    somebody meant it. Tracks in several languages are alternatives. Others (a recorder's desktop and
    microphone) belong together and are mixed.
    """
    tracks = audio_streams(container)
    own = [track for track in tracks if not track.disposition & _SPOKEN_ABOUT] or tracks
    flagged = [track for track in own if track.disposition & Disposition.default]
    if flagged and own[0] not in flagged:
        return flagged[:1]
    return (flagged or own)[:1] if len(_languages(own)) > 1 else own


def has_undecodable_track(container: InputContainer) -> bool:
    """Whether FFmpeg has no decoder for a picture or sound track of the file."""
    return not all(_has_decoder(stream) for stream in (*container.streams.video, *container.streams.audio))


def start_s(container: InputContainer) -> float:
    """What a file's clock shows at its first moment, in seconds; a player's clock shows 0 then.

    A negative start is what an edit list or a codec's priming hides: players do not show it, and neither does
    FFmpeg, so the clock's 0 is the start. To be asked before anything is read: it may look at the first
    packets, and leaves the file rewound.
    """
    told = cast("int | None", container.start_time)  # None for a short file whose header is silent
    if told is not None:
        return max(told / av.time_base, 0.0)
    first = (p for p in islice(container.demux(), _FIRST_PACKETS) if p.pts is not None)
    begin_s = min((float(p.pts * p.time_base) for p in first if p.pts is not None), default=0.0)
    container.seek(0)
    return max(begin_s, 0.0)


def pictures_start_s(container: InputContainer, stream: VideoStream) -> float:
    """What the file's clock shows at the start of its pictures' own clock, in seconds.

    Sound that needs a run-up (Opus: 7 ms) lets a browser's pictures begin a part of a frame later. Read by
    the file's clock, each would show one frame late; as in FFmpeg's `fps` it shows in the nearest frame.
    """
    begin_s, time_base = start_s(container), float(stream.time_base or 0)
    if not stream.average_rate or stream.start_time is None:
        return begin_s
    pause_s = 1 / float(stream.average_rate)
    late_s = max(stream.start_time * time_base - begin_s, 0.0) % pause_s
    return begin_s + late_s if late_s < pause_s / 2 else begin_s


def video_decoder(stream: VideoStream) -> VideoCodecContext:
    """The stream's own decoder, or the one that keeps its transparency; damage is painted over."""
    context = stream.codec_context
    own = _ALPHA_DECODERS.get(context.name) if stream.metadata.get("alpha_mode") == "1" else None
    if own is not None:
        transparent = CodecContext.create(own, "r")
        assert isinstance(transparent, VideoCodecContext)
        transparent.extradata = context.extradata
        context = transparent
    if not context.is_open:  # an open one was set up when it first decoded, and takes no other settings
        context.options = PIXEL_LIMIT
        context.thread_type = "AUTO"
    return context


def has_alpha(stream: VideoStream) -> bool:
    """Whether a film has clear parts."""
    pixels = stream.codec_context.format
    in_pixels = pixels is not None and any(component.is_alpha for component in pixels.components)
    return in_pixels or stream.metadata.get("alpha_mode") == "1"


def _languages(tracks: Sequence[AudioStream]) -> set[str]:
    languages = {track.metadata.get("language", "").lower() for track in tracks}
    return languages.difference(_NO_LANGUAGE)


def _is_film(stream: VideoStream) -> bool:
    return _has_decoder(stream) and Disposition.attached_pic not in stream.disposition


def _has_decoder(stream: VideoStream | AudioStream) -> bool:
    return getattr(stream, "codec_context", None) is not None
