"""Draws and encodes spans: what a worker process does, and the same in this process where that is enough."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from av.packet import Packet
from av.video.frame import PictureType

from nemo_studio.render.composition import Composition
from nemo_studio.render.compositor import Compositor
from nemo_studio.render.footage import is_still
from nemo_studio.render.formats import Encoding
from nemo_studio.render.span_names import find_clips
from nemo_studio.render.spans import EncodedPacket, EncodedSpan, Span
from nemo_studio.render.video_coding import Encode, open_video_encoder
from nemo_video.media.groups import join_units, split_annex_b

OnFrame = Callable[[], None]


@dataclass(frozen=True)
class SpanTask:
    """Spans that follow each other, to be rendered by one worker. Plain data: it goes to other processes."""

    composition: Composition
    encoding: Encoding
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Failure:
    """Why a task could not be rendered, as plain data: not every error survives a pipe."""

    message: str
    advice: str


class SpanRenderer:
    """Renders one task after the other; what was opened for a composition stays open for its next task."""

    def __init__(self) -> None:
        self._composition: Composition | None = None
        self._compositor: Compositor | None = None

    def render(self, task: SpanTask, on_frame: OnFrame) -> Iterator[EncodedSpan]:
        """Render the spans of a task, each as it is asked for; `on_frame` is called after each frame.

        Raises:
            VideoError: A file of the composition cannot be drawn.
        """
        compositor = self._compositor_at(task.composition, task.spans[0].first)
        for span in task.spans:
            yield _encode(compositor, task, span, on_frame)

    def _compositor_at(self, composition: Composition, first: int) -> Compositor:
        from_ms = first * 1000 / composition.fps
        if self._compositor is None or composition != self._composition:
            self._composition, self._compositor = composition, Compositor(composition, from_ms)
        else:
            self._compositor.jump_to(from_ms)
        return self._compositor


def _encode(compositor: Compositor, task: SpanTask, span: Span, on_frame: OnFrame) -> EncodedSpan:
    """Encode with an encoder of its own, whose first picture is an IDR picture."""
    clips = find_clips(task.composition, span)
    is_filmed = any(clip.source is not None and not is_still(clip.source) for clip in clips)
    context = open_video_encoder(task.encoding, task.composition, is_filmed=is_filmed)
    encode = cast(Encode, context.encode)  # pyright: ignore[reportUnknownMemberType] - PyAV leaves packets open
    packets: list[Packet[Any]] = []
    for position, frame in enumerate(compositor.frames(span.first, span.stop)):
        frame.pts, frame.time_base, frame.pict_type = position, context.time_base, PictureType.NONE
        packets += encode(frame)
        on_frame()
    packets += encode(None)
    return EncodedSpan(tuple(_without_start_codes(packet) for packet in packets))


def _without_start_codes(packet: "Packet[Any]") -> EncodedPacket:
    return EncodedPacket(packet.pts or 0, packet.is_keyframe, join_units(split_annex_b(bytes(packet))))
