"""How an encoder of pictures is set up, for one stream of a whole film or for a span of it."""

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

import av
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from nemo_studio.render.composition import Composition
from nemo_studio.render.formats import Encoding, Options
from nemo_video.media.groups import is_parameter_set, split_annex_b

Encode = Callable[[av.VideoFrame | None], Any]
"""What PyAV's encoders do; it leaves the type of packets open."""

_ONE_THREAD: Final = 1
"""Each worker has a core of its own, and threads whose number depends on the machine give other bytes."""


def set_up_video(
    context: VideoCodecContext, encoding: Encoding, composition: Composition, *, is_filmed: bool = True
) -> None:
    """Make an encoder that is not open yet ready for the frames of a composition."""
    codec = encoding.format.video
    assert codec is not None
    context.width, context.height = composition.width, composition.height
    context.pix_fmt = codec.pixel_format
    context.options = _same_each_time(codec.options_for(encoding.quality, is_filmed=is_filmed))
    context.time_base = Fraction(1, composition.fps)
    context.framerate = Fraction(composition.fps)
    if codec.pixel_format == "yuv420p" and not codec.is_bt601:
        context.colorspace = Colorspace.ITU709
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.color_range = ColorRange.MPEG


def _same_each_time(options: Options) -> dict[str, str]:
    """With AVX-512, the macroblock tree of x264 165 reads memory that nobody wrote: every tenth film differs.

    It belongs to the machine that encodes, not to the format, which other machines are told too.
    """
    params = options.get("x264-params")
    return dict(options) | ({"x264-params": f"asm=AVX2:{params}"} if params and _has_avx512() else {})


@cache
def _has_avx512() -> bool:
    """Asked of Linux alone; a processor without these instructions would crash on AVX2, were it told so."""
    cpu = Path("/proc/cpuinfo")
    return cpu.exists() and " avx512bw" in cpu.read_text(errors="replace")


def read_own_sets(encoding: Encoding, composition: Composition) -> frozenset[bytes]:
    """The parameter sets of the encoder that spans are made with."""
    context = open_video_encoder(encoding, composition)
    context.open()
    return frozenset(unit for unit in split_annex_b(context.extradata or b"") if is_parameter_set(unit))


def open_video_encoder(
    encoding: Encoding, composition: Composition, *, is_filmed: bool = True
) -> VideoCodecContext:
    """An encoder for one span, whose parameter sets stand outside its packets: they are those of all others.

    Args:
        encoding: How it encodes.
        composition: The film.
        is_filmed: Whether the span shows what a camera filmed; a search for motion is worth its time there.
    """
    codec = encoding.format.video
    assert codec is not None
    context = av.CodecContext.create(codec.name, "w")
    assert isinstance(context, VideoCodecContext)
    set_up_video(context, encoding, composition, is_filmed=is_filmed)
    context.thread_count = _ONE_THREAD
    context.flags |= Flags.global_header  # the parameter sets stand once, at the head of the file
    return context
