"""Media that the tests draw themselves, small and different in every frame."""

# PyAV leaves the type of its packets open.
# pyright: reportUnknownMemberType=false

from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Look = Literal["moving", "black"]
Tone = Literal["hum", "silence"]

AUDIO_RATE = 48000
_PIECE_SAMPLES = 960


def draw_picture(index: int, width: int, height: int, look: Look = "moving") -> NDArray[np.uint8]:
    """RGB: a gradient, brighter to the right, and a white bar that walks; or black with a little noise."""
    if look == "black":
        return np.full((height, width, 3), index % 3, np.uint8)
    row = np.linspace(40, 200, width) + np.random.default_rng(index).integers(0, 40, width)
    picture = np.repeat(np.stack([row, row[::-1], np.full(width, (index * 5) % 200)], -1)[None], height, 0)
    picture[:, (index * 4) % width : (index * 4) % width + 4] = 255
    return picture.astype(np.uint8)


def draw_film(
    path: Path,
    *,
    video: str | None = "libx264",
    audio: str | None = None,
    seconds: float = 1.0,
    fps: int = 25,
    size: tuple[int, int] = (64, 48),
    pixel_format: str = "yuv420p",
    look: Look = "moving",
    tone: Tone = "hum",
    layout: str = "stereo",
    turn: int = 0,
    container: str | None = None,
    movflags: str | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """Writes a film, or sound alone; `turn` is by how many degrees against the clock players turn it."""
    with av.open(path, "w", format=container, options={"movflags": movflags} if movflags else {}) as output:
        film = _add_film(output, video, fps, size, pixel_format, options or {}) if video else None
        if film is not None and turn:
            film.set_display_rotation(turn)
        sound = output.add_stream(audio, rate=AUDIO_RATE, layout=layout) if audio else None
        if film is not None:
            _encode_film(output, film, round(seconds * fps), look)
        if isinstance(sound, AudioStream):
            _encode_sound(output, sound, round(seconds * AUDIO_RATE), tone)
    return path


def draw_still(
    path: Path, mode: str = "RGB", size: tuple[int, int] = (64, 48), look: Look = "moving"
) -> Path:
    """Writes a picture in one of Pillow's modes."""
    picture = Image.fromarray(draw_picture(3, *size, look))
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(picture.convert("L"), np.uint16) * 256)
    else:
        picture = picture.convert(mode)
    picture.save(path)
    return path


def draw_animation(path: Path, durations_ms: list[int], size: tuple[int, int] = (64, 48)) -> Path:
    """Writes an animated WebP or GIF."""
    first, *others = (Image.fromarray(draw_picture(9 * i, *size)) for i in range(len(durations_ms)))
    first.save(path, save_all=True, append_images=others, duration=durations_ms, loop=0)
    return path


def _add_film(
    output: OutputContainer,
    codec: str,
    fps: int,
    size: tuple[int, int],
    pixel_format: str,
    options: dict[str, str],
) -> VideoStream:
    film = output.add_stream(codec, rate=fps, options=options)
    assert isinstance(film, VideoStream)
    film.width, film.height = size
    film.pix_fmt = pixel_format
    return film


def _encode_film(output: OutputContainer, film: VideoStream, frames: int, look: Look) -> None:
    for index in range(frames):
        picture = draw_picture(index, film.width, film.height, look)
        frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format=film.pix_fmt)
        frame.pts = index
        frame.time_base = Fraction(1, round(float(film.average_rate or 1)))
        output.mux(film.encode(frame))
    output.mux(film.encode(None))


def _encode_sound(output: OutputContainer, sound: AudioStream, samples: int, tone: Tone) -> None:
    loudness = 0.25 if tone == "hum" else 0.0
    for start in range(0, samples, _PIECE_SAMPLES):
        times = np.arange(start, min(start + _PIECE_SAMPLES, samples)) / AUDIO_RATE
        wave = (loudness * np.sin(2 * np.pi * 440 * times)).astype(np.float32)
        packed = np.repeat(wave, sound.channels)[None]
        frame = av.AudioFrame.from_ndarray(packed, "flt", sound.layout.name)
        frame.sample_rate, frame.pts = AUDIO_RATE, start
        frame.time_base = Fraction(1, AUDIO_RATE)
        output.mux(sound.encode(frame))
    output.mux(sound.encode(None))


_LIGHTS = Image.fromarray(
    np.array([[255 * (80 <= y < 115 and y % 12 < 2 and x % 10 < 2) for x in range(320)] for y in range(180)])
    .astype(np.uint8)
)  # fmt: skip


_DOWN, _ACROSS, _ = np.mgrid[:180, :320, :3]
_SKY = np.clip(205 - 5.5 * np.maximum(abs(_DOWN - 45), 120 - _ACROSS), 0, 255).astype(np.uint8)


def draw_titled_film(
    path: Path,
    place: tuple[float, float],
    *,
    ink: int,
    ground: int | None,
    show_s: tuple[float, float] = (1, 3),
    seconds: float = 4,
    fps: int = 10,
    with_lights: bool = False,
    with_lamp: bool = False,
    with_sky: bool = False,
) -> Path:
    """A film of 320x180 that shows a word for a while.

    Args:
        path: Where.
        place: Of the word's middle, as shares of the picture.
        ink: How light the letters are.
        ground: How light the picture is; None is one that moves, with an outline around the letters.
        show_s: When the word shows.
        seconds: How long the film is.
        fps: Frames per second.
        with_lights: White dots come and go with the word, over the whole width above it.
        with_lamp: So does a white post at the left edge, as high as the word and beside it.
        with_sky: So does a strip of bright sky at the right edge, which fades into the rest.
    """
    with av.open(path, "w") as output:
        film = output.add_stream("libx264", rate=fps, options={"crf": "20"})
        film.width, film.height, film.pix_fmt = 320, 180, "yuv420p"
        for index in range(round(seconds * fps)):
            image = Image.fromarray(
                draw_picture(index * 3, 320, 180)
                if ground is None
                else np.full((180, 320, 3), ground, np.uint8)
            )
            if show_s[0] <= index / fps < show_s[1]:
                if with_lights:
                    image.paste((255, 255, 255), mask=_LIGHTS)
                if with_lamp:
                    image.paste((255, 255, 255), (0, round(place[1] * 180) - 6, 4, round(place[1] * 180) + 6))
                if with_sky:
                    image = Image.fromarray(np.maximum(np.asarray(image), _SKY))
                _draw_word(image, (place[0] * 320, place[1] * 180), ink, outline=2 if ground is None else 0)
            frame = av.VideoFrame.from_ndarray(np.asarray(image), "rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, fps)
            output.mux(film.encode(frame))
        output.mux(film.encode(None))
    return path


def _draw_word(image: Image.Image, at: tuple[float, float], ink: int, outline: int) -> None:
    canvas, font = ImageDraw.Draw(image), ImageFont.load_default(34)
    canvas.text(at, "Words", (ink, ink, ink), font, "mm", stroke_width=outline, stroke_fill=(0, 0, 0))
