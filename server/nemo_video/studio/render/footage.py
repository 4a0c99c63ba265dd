"""Uploaded media as shots and sounds: pictures with a slow move, videos cut to the stage, sound at 48 kHz.

Files come from anyone. Only the containers that uploads may have are opened, sizes are bounded, and whatever
the decoder raises about a broken file leaves here as one error.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from PIL import Image, ImageOps

from nemo_video.errors import InvalidArgument
from nemo_video.studio.render.composition import Fit
from nemo_video.studio.render.framing import cut_out
from nemo_video.studio.render.mixing import darken, lay_inside
from nemo_video.studio.scenes import Painter, Stage, blank_frame, open_picture
from nemo_video.studio.scenes.picture import Enlarger, Floats
from nemo_video.studio.sound.signal import RATE, Signal, count_samples

_CONTAINERS: Final = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,mp3,wav,aac"
_LARGEST_PIXELS: Final = 64_000_000
_UNTAGGED: Final = 2
_STILLS: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})


def is_still(source: str) -> bool:
    """Whether a file is a picture rather than a video."""
    return Path(source).suffix.lower() in _STILLS


def open_footage(source: str, stage: Stage, start_s: float, fit: Fit = "fill") -> Painter:
    """Open an uploaded picture or video as a shot.

    Args:
        source: Path of the file.
        stage: What it is drawn for; of its wishes `camera` moves a picture.
        start_s: Where in a video the times of the painter begin.
        fit: Whether another shape is cut to fill the stage or shown whole.

    Raises:
        InvalidArgument: The file is not there or cannot be decoded.
    """
    path = Path(source)
    try:
        if is_still(source):
            return Still(path, stage) if fit == "fill" else WholeStill(path, stage, fit)
        return Clip(path, stage, start_s, fit)
    except _BROKEN as error:
        raise _unreadable(path) from error


def read_sound(source: str, start_s: float, duration_s: float) -> Signal:
    """Read a part of a file's sound as 48 kHz stereo, padded with silence; silence when it has none.

    Raises:
        InvalidArgument: The file is not there or cannot be decoded.
    """
    path = Path(source)
    signal = np.zeros((count_samples(duration_s), 2), np.float32)
    try:
        with _open_container(path) as container:
            if container.streams.audio:
                _fill(signal, container, start_s)
    except _BROKEN as error:
        raise _unreadable(path) from error
    return signal


_BROKEN: Final = (
    FFmpegError,
    OSError,
    ValueError,
    AttributeError,
    IndexError,
    MemoryError,
    SyntaxError,
    Image.DecompressionBombError,
)


def _unreadable(path: Path) -> InvalidArgument:
    return InvalidArgument(
        f'"{path.name}" cannot be decoded: it is missing, damaged or of an unknown kind.',
        advice="Upload the file again, or leave it out of the timeline.",
    )


def _open_container(path: Path) -> InputContainer:
    return av.open(
        str(path),
        metadata_errors="replace",
        options={"format_whitelist": _CONTAINERS, "protocol_whitelist": "file"},
    )


def _fill(signal: Signal, container: InputContainer, start_s: float) -> None:
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
    if start_s > 1:
        container.seek(round((start_s - 1) * av.time_base))
    for frame in container.decode(audio=0):
        for chunk in resampler.resample(frame):
            start = round(((chunk.time or 0.0) - start_s) * RATE)
            if start >= len(signal):
                return
            samples = chunk.to_ndarray().T
            skip = max(-start, 0)
            start = max(start, 0)
            part = samples[skip : skip + len(signal) - start]
            signal[start : start + len(part)] = part


class Still:
    """A picture that fills the stage while a camera moves over it: Ken Burns."""

    def __init__(self, path: Path, stage: Stage) -> None:
        """Load the picture upright and a little larger than the stage."""
        margin = 1.12
        size = round(stage.width * margin), round(stage.height * margin)
        fitted = ImageOps.fit(_load_picture(path), size, Image.Resampling.LANCZOS)
        self._pixels = np.asarray(fitted, np.float32) / 255
        self._stage = stage
        self._enlarger = Enlarger(stage.width, stage.height)
        self._move = _camera_move(stage)

    def paint(self, at_s: float) -> av.VideoFrame:
        """Draw one frame; the crop moves by fractions of a pixel."""
        progress = min(at_s / max(self._stage.duration_s, 0.1), 1.0)
        zoom, across, down = (first + (last - first) * progress for first, last in self._move)
        rows, columns = self._pixels.shape[:2]
        width, height = self._stage.width * 1.12 / zoom, self._stage.height * 1.12 / zoom
        left, top = (columns - width) * across, (rows - height) * down
        horizontal = left + (np.arange(self._stage.width) + 0.5) * width / self._stage.width - 0.5
        vertical = top + (np.arange(self._stage.height) + 0.5) * height / self._stage.height - 0.5
        return self._enlarger.enlarge(_resample(self._pixels, vertical, horizontal))


_Move = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
"""First and last of zoom, place from the left and place from the top."""

_MIDDLE: Final = (0.5, 0.5)
_CAMERAS: Final[dict[str, _Move]] = {
    "still": ((1.0, 1.0), _MIDDLE, _MIDDLE),
    "zoom_in": ((1.0, 1.25), _MIDDLE, _MIDDLE),
    "zoom_out": ((1.25, 1.0), _MIDDLE, _MIDDLE),
    "pan_left": ((1.2, 1.2), (1.0, 0.0), _MIDDLE),
    "pan_right": ((1.2, 1.2), (0.0, 1.0), _MIDDLE),
    "tilt_up": ((1.2, 1.2), _MIDDLE, (1.0, 0.0)),
    "tilt_down": ((1.2, 1.2), _MIDDLE, (0.0, 1.0)),
}


def _camera_move(stage: Stage) -> _Move:
    """The move that was asked for; else it comes slowly closer, from one point to another."""
    asked = _CAMERAS.get(stage.wish("camera", ""))
    if asked:
        return asked
    across, down = 0.2 * stage.random(9).uniform(-1, 1, 2)
    return (1.02, 1.12), (0.5 - across, 0.5 + across), (0.5 - down, 0.5 + down)


def _load_picture(path: Path) -> Image.Image:
    """A picture upright, on black where it is transparent."""
    Image.MAX_IMAGE_PIXELS = _LARGEST_PIXELS
    with Image.open(path) as opened:
        upright = ImageOps.exif_transpose(opened)
        rgba = upright.convert("RGBA")
    flat = Image.new("RGB", rgba.size)
    flat.paste(rgba, mask=rgba.getchannel("A"))
    return flat


class WholeStill:
    """A picture that is shown whole, between bars or before its own blur."""

    def __init__(self, path: Path, stage: Stage, fit: Fit) -> None:
        """Load the picture and place it once."""
        pixels = np.ascontiguousarray(np.asarray(_load_picture(path), np.uint8))
        frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
        placed = _place_on_stage(frame, stage, 1.0, VideoReformatter(), fit)
        self._size = placed.width, placed.height
        self._planes = [plane.copy() for plane in open_picture(placed).planes]

    def paint(self, at_s: float) -> av.VideoFrame:  # noqa: ARG002 - a painter is told the time
        """Draw the picture; nothing moves."""
        frame = blank_frame(*self._size)
        for below, above in zip(open_picture(frame).planes, self._planes, strict=True):
            below[:] = above
        return frame


def _resample(pixels: Floats, vertical: Floats, horizontal: Floats) -> Floats:
    rows, columns = pixels.shape[:2]
    top = np.clip(vertical.astype(np.int64), 0, rows - 2)
    left = np.clip(horizontal.astype(np.int64), 0, columns - 2)
    down = (vertical - top).astype(np.float32)[:, None, None]
    across = (horizontal - left).astype(np.float32)[None, :, None]
    tall = pixels[top] * (1 - down) + pixels[top + 1] * down
    wide = tall[:, left] * (1 - across) + tall[:, left + 1] * across
    return np.clip(wide, 0, 1)


class Clip:
    """A video, scaled to the stage; after its end the last picture stays."""

    def __init__(self, path: Path, stage: Stage, start_s: float, fit: Fit = "fill") -> None:
        """Open the file and go to its start."""
        self._stage = stage
        self._fit: Fit = fit
        self._start_s = start_s
        self._container = _open_container(path)
        stream = self._container.streams.video[0]
        stream.codec_context.options = {"max_pixels": str(_LARGEST_PIXELS)}
        stream.thread_type = "AUTO"
        self._pixel_aspect = float(stream.sample_aspect_ratio or 1)
        if start_s > 1:
            self._container.seek(round((start_s - 1) * av.time_base))
        self._frames: Iterator[av.VideoFrame] = self._container.decode(stream)
        self._reformatter = VideoReformatter()
        self._current: av.VideoFrame | None = None
        self._next: av.VideoFrame | None = next(self._frames, None)

    def paint(self, at_s: float) -> av.VideoFrame:
        """Draw the picture that shows at a time; times must not go back."""
        wanted = self._start_s + at_s + 0.001
        while self._next is not None and (self._current is None or (self._next.time or 0.0) <= wanted):
            self._current = self._next
            self._next = self._read()
        if self._current is None:
            return blank_frame(self._stage.width, self._stage.height)
        return _place_on_stage(self._current, self._stage, self._pixel_aspect, self._reformatter, self._fit)

    def _read(self) -> av.VideoFrame | None:
        try:
            return next(self._frames, None)
        except _BROKEN:
            return None


def _place_on_stage(
    frame: av.VideoFrame, stage: Stage, pixel_aspect: float, reformatter: VideoReformatter, fit: Fit
) -> av.VideoFrame:
    """Scale a frame, upright and with square pixels, and cut off or surround what differs in shape."""
    upright = _turn(frame)
    wide, high = frame.width * pixel_aspect, float(frame.height)
    if frame.rotation % 180:
        wide, high = high, wide
    shares = stage.width / wide, stage.height / high

    def scale(share: float) -> av.VideoFrame:
        return reformatter.reformat(
            upright,
            width=max(round(wide * share / 2) * 2, 2),
            height=max(round(high * share / 2) * 2, 2),
            format="yuv420p",
            src_colorspace=_colorspace(frame),
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC,
        )

    filled = _cut_middle(scale(max(shares)), stage) if fit != "bars" else None
    if fit == "fill" and filled:
        return filled
    ground = _blur(filled, reformatter) if filled else blank_frame(stage.width, stage.height)
    _lay_middle(ground, scale(min(shares)))
    return ground


def _blur(frame: av.VideoFrame, reformatter: VideoReformatter) -> av.VideoFrame:
    """Blurred and darker: scaled down to very little and up again."""
    small = reformatter.reformat(
        frame, width=max(frame.width // 80 * 2, 8), height=max(frame.height // 80 * 2, 8)
    )
    blurred = reformatter.reformat(
        small, width=frame.width, height=frame.height, interpolation=Interpolation.BICUBIC
    )
    darken(open_picture(blurred), 0.6)
    return blurred


def _lay_middle(ground: av.VideoFrame, frame: av.VideoFrame) -> None:
    """Rounding may leave a frame two pixels larger than its ground: those are cut off."""
    width, height = min(frame.width, ground.width), min(frame.height, ground.height)
    if (width, height) != (frame.width, frame.height):
        frame = cut_out(frame, 0, 0, width, height)
    x, y = (ground.width - width) // 4 * 2, (ground.height - height) // 4 * 2
    lay_inside(open_picture(ground), open_picture(frame), x, y)


def _colorspace(frame: av.VideoFrame) -> int:
    """A film of HD size that does not tell its colour space means BT.709, where FFmpeg would take BT.601."""
    is_untagged_hd = frame.colorspace == _UNTAGGED and frame.height >= 720
    return Colorspace.ITU709 if is_untagged_hd else frame.colorspace


def _cut_middle(frame: av.VideoFrame, stage: Stage) -> av.VideoFrame:
    left, top = (frame.width - stage.width) // 4 * 2, (frame.height - stage.height) // 4 * 2
    return cut_out(frame, left, top, stage.width, stage.height)


def _turn(frame: av.VideoFrame) -> av.VideoFrame:
    turns = round(frame.rotation / 90) % 4
    if not turns:
        return frame
    rgb = np.rot90(frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False), turns)
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), "rgb24")
