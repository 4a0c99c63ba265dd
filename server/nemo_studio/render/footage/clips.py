"""Videos as clips: the picture that shows at each time, whatever the file's rate, colours and faults."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av
from av.codec.context import CodecContext
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from nemo_studio.frames.context import RenderContext
from nemo_studio.render.composition import Fit
from nemo_studio.render.footage.conversion import Converter, Ground
from nemo_studio.render.footage.placing import place
from nemo_studio.render.footage.sources import BROKEN, LARGEST_PIXELS, begin_of, open_container
from nemo_studio.render.footage.tonemapping import Transfer
from nemo_video.errors import InvalidArgument

_TRANSFERS: Final[dict[int, Transfer]] = {16: "pq", 18: "hlg"}
_ALPHA_DECODERS: Final = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""FFmpeg's own decoders of these leave out the transparency that WebM keeps beside the picture."""

_USUAL_RATE: Final = 25


class Film:
    """A video placed on the context; after its end the last picture stays."""

    def __init__(
        self, path: Path, context: RenderContext, start_s: float, fit: Fit = "fill", ground: Ground = "black"
    ) -> None:
        """Open the file and go to its start."""
        self._context, self._start_s = context, start_s
        self._fit: Fit = fit
        self._container = open_container(path)
        stream = next(iter(self._container.streams.video), None)
        if stream is None:
            raise InvalidArgument(f'"{path.name}" holds no picture.', advice="Use it as sound.")
        self._converter = Converter(float(stream.sample_aspect_ratio or 1), _transfer_of(stream), ground)
        self._frames = _decode(self._container, stream, start_s)
        self._current = next(self._frames, None)
        if self._current is None:
            raise InvalidArgument(
                f'"{path.name}" holds no picture that can be decoded from {start_s:g} s on.'
            )
        self._next = next(self._frames, None)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw the picture that shows at a time; times must not go back."""
        wanted_s = self._start_s + at_s + 0.001
        while self._next is not None and self._next[0] <= wanted_s:
            self._current, self._next = self._next, next(self._frames, None)
        assert self._current is not None
        return place(self._current[1], self._context, self._converter, self._fit)


def is_clear_film(path: Path) -> bool:
    """Whether a video has clear parts."""
    with open_container(path) as container:
        stream = next(iter(container.streams.video), None)
        if stream is None:
            return False
        pixels = stream.codec_context.format
        has_alpha = pixels is not None and any(component.is_alpha for component in pixels.components)
        return has_alpha or stream.metadata.get("alpha_mode") == "1"


def _decode(
    container: InputContainer, stream: VideoStream, start_s: float
) -> Iterator[tuple[float, av.VideoFrame]]:
    """The frames from a little before a time on, each with its time since the start of the file.

    A packet that cannot be decoded is passed over, as players do.
    """
    decoder = _decoder_of(stream)
    begin_s = begin_of(container)
    if start_s > 1:
        container.seek(round((start_s - 1 + begin_s) * av.time_base))
    pause_s = 1 / float(stream.average_rate or _USUAL_RATE)
    at_s = max(start_s - 1, 0.0) - pause_s
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            frames = decoder.decode(packet)  # pyright: ignore[reportUnknownMemberType] - PyAV leaves packets open
        except BROKEN:
            frames = []
        for frame in frames:
            at_s = at_s + pause_s if frame.pts is None else frame.time - begin_s
            yield at_s, frame


def _decoder_of(stream: VideoStream) -> VideoCodecContext:
    """The stream's own decoder, or the one that keeps its transparency."""
    context = stream.codec_context
    own = _ALPHA_DECODERS.get(context.name) if stream.metadata.get("alpha_mode") == "1" else None
    if own is not None:
        transparent = CodecContext.create(own, "r")
        assert isinstance(transparent, VideoCodecContext)
        transparent.extradata = context.extradata
        context = transparent
    context.options = {"max_pixels": str(LARGEST_PIXELS)}
    context.thread_type = "AUTO"
    return context


def _transfer_of(stream: VideoStream) -> Transfer | None:
    return _TRANSFERS.get(int(stream.codec_context.color_trc or 0))
