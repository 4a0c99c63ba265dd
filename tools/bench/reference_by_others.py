"""The reference timeline of `bench_render.py` as other libraries write it; each program is told its folder.

They are text, because their libraries are no dependency of ours: `pip install moviepy==2.2.1 movielite`.
Neither can let music give way to speech, so theirs plays at 35 % throughout.
"""

from collections.abc import Mapping
from typing import Final

_BY_MOVIEPY: Final = """
import sys
from moviepy import (
    AudioFileClip, CompositeAudioClip, CompositeVideoClip, ImageClip, VideoFileClip, afx, vfx
)

folder, output = sys.argv[1:]
fades = [vfx.CrossFadeIn(0.4), vfx.CrossFadeOut(0.4)]
one = VideoFileClip(f"{folder}/one.mp4")
two = VideoFileClip(f"{folder}/two.mp4").with_start(4.5).with_effects([vfx.CrossFadeIn(0.5)])
photo = ImageClip(f"{folder}/photo.png").with_duration(3).with_start(9.5)
closer = photo.with_effects([vfx.Resize(lambda at_s: 1 + 0.25 * at_s / 3)]).with_position("center")
title = ImageClip(f"{folder}/title.png").with_start(1).with_duration(3).with_effects(fades)
music = AudioFileClip(f"{folder}/music.m4a").subclipped(0, 12.5)
film = CompositeVideoClip([one, two, closer, title], size=one.size).with_duration(12.5)
sounds = [film.audio, music.with_effects([afx.MultiplyVolume(0.35)])]
film.with_audio(CompositeAudioClip(sounds)).write_videofile(
    output, fps=30, codec="libx264", preset="veryfast", ffmpeg_params=["-crf", "20"], logger=None
)
"""

_BY_MOVIELITE: Final = """
import sys
from movielite import AudioClip, ImageClip, VideoClip, VideoWriter, vfx, vtx

folder, output = sys.argv[1:]
one = VideoClip(f"{folder}/one.mp4", start=0, duration=5)
two = VideoClip(f"{folder}/two.mp4", start=4.5, duration=5)
one.add_transition(two, vtx.CrossFade(duration=0.5))
photo = ImageClip(f"{folder}/photo.png", start=9.5, duration=3)
photo.add_effect(vfx.ZoomIn(3, 1.0, 1.25))
title = ImageClip(f"{folder}/title.png", start=1, duration=3)
title.add_effect(vfx.FadeIn(0.4)).add_effect(vfx.FadeOut(0.4))
writer = VideoWriter(output, fps=30, size=one.size, duration=12.5)
writer.add_clips([one, two, photo, title])
writer.add_clip(AudioClip(f"{folder}/music.m4a", start=0, duration=12.5, volume=0.35))
writer.write()
"""

PROGRAMS: Final[Mapping[str, str]] = {"moviepy": _BY_MOVIEPY, "movielite": _BY_MOVIELITE}
"""Library → a program for `python -c`; its arguments are the folder of the sources and the file to write."""
