"""Rendering beside FFmpeg's command line and beside itself: what copying, keeping and the cores save.

Each job runs in a process of its own, whose processor time counts with that of its workers, so other work on
the machine disturbs the ratios little. Needs the system's ffmpeg. `bench_render.py 360` is a short look at
smaller pictures; the goals are meant for 1080. Names of parts behind the height measure those alone.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from job_cost import measure
from reference_by_others import PROGRAMS

from nemo_studio.render import (
    Caption,
    Clip,
    Composition,
    KeptSpans,
    RenderCancelled,
    Sound,
    draw_frames,
    render,
    renderer,
)
from nemo_studio.render.composition import PictureInPicture, Transition
from nemo_studio.render.compositor import Compositor
from nemo_studio.render.spans import Span, plan_spans
from nemo_studio.render.worker_process import worker_environment
from nemo_studio.scenes import SCENES
from nemo_video.media import contact_sheet
from nemo_video.wire.formats import OutputFormat

HEIGHT = int(sys.argv[1]) if len(sys.argv) > 1 else 1080
WIDTH = HEIGHT * 16 // 9 // 2 * 2
FPS = 30
SLOW_SCENES = ("sunset", "fireworks", "aurora", "meadow", "space")
SCENE_FRAMES = 40
LOUD = 1.0
"""Amplitude of pink noise at which a film is as loud as platforms play it, -15 LUFS; 0.3 is ten less."""

SEAM_MS = 10
"""The studio lets each sound begin and end so softly."""


def film(
    duration_ms: int, *clips: Clip, sounds: tuple[Sound, ...] = (), captions: tuple[Caption, ...] = ()
) -> Composition:
    """A composition of the bench's size."""
    return Composition(WIDTH, HEIGHT, FPS, duration_ms, clips, sounds, captions)


def reference(folder: Path) -> Composition:
    """5 s and 5 s with a crossfade, a slow zoom on a still, a title with fades, music that gives way."""
    one, two, photo = (str(folder / name) for name in ("one.mp4", "two.mp4", "photo.png"))
    return film(
        12_500,
        Clip(0, 4500, "", source=one),
        Clip(4500, 5000, "", source=two, transition=Transition("crossfade", 500)),
        Clip(9500, 3000, "", source=photo, parameters={"camera": "zoom_in"}),
        sounds=(
            Sound(0, 12_500, 0.35, "file", str(folder / "music.m4a"), is_ducked=True),
            Sound(0, 4500, 1, "file", one, is_speech=True),
            Sound(4500, 5000, 1, "file", two, is_speech=True),
        ),
        captions=(Caption(1000, 3000, "A title with fades"),),
    )


def reference_command(folder: Path, output: Path) -> list[str]:
    """The same by FFmpeg's command line, in one filter graph."""
    size = f"{WIDTH}x{HEIGHT}"
    graph = (
        f"[0:v][1:v]xfade=transition=fade:duration=0.5:offset=4.5,format=yuv420p[films];"
        f"[2:v]zoompan=z='1+0.25*on/90':d=90:s={size}:fps={FPS},format=yuv420p,setsar=1[still];"
        f"[films]setsar=1,trim=duration=9.5,setpts=PTS-STARTPTS[first];"
        f"[first][still]concat=n=2[shown];"
        f"[3:v]format=rgba,fade=in:st=1:d=0.4:alpha=1,fade=out:st=3.6:d=0.4:alpha=1[title];"
        f"[shown][title]overlay=enable='between(t,1,4)':shortest=1[v];"
        f"[0:a]atrim=duration=4.5[a0];[a0][1:a]concat=n=2:v=0:a=1,asplit[voice][side];"
        f"[4:a]volume=0.35,atrim=duration=12.5[music];[music][side]sidechaincompress[ducked];"
        f"[voice]apad=whole_dur=12.5[whole];[whole][ducked]amix=duration=longest[a]"
    )
    inputs = [
        *("-i", folder / "one.mp4"), *("-i", folder / "two.mp4"), *("-i", folder / "photo.png"),
        *("-loop", "1", "-t", "12.5", "-r", FPS, "-i", folder / "title.png"), *("-i", folder / "music.m4a"),
    ]  # fmt: skip
    video = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p")
    coding = [*video, "-c:a", "aac", "-b:a", "192k", "-t", "12.5"]
    return ["ffmpeg", "-y", "-v", "error", *map(str, inputs), "-filter_complex", graph,
            "-map", "[v]", "-map", "[a]", *coding, str(output)]  # fmt: skip


def make_sources(folder: Path) -> None:
    """Moving pictures with grain and sound, as phones write them: 20 Mbit/s, a keyframe every second."""
    picture = f"testsrc2=size={WIDTH}x{HEIGHT}:rate={FPS}:duration={{}},noise=alls=6:allf=t"
    sound = "anoisesrc=color=pink:amplitude={}:sample_rate=48000:duration={}"
    tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
    for name, seconds, amplitude in (
        ("one", 5, 0.3),
        ("two", 5, 0.3),
        ("loud", 60, LOUD),
        ("quiet", 60, 0.3),
    ):
        run(
            "ffmpeg", "-y", "-v", "error", "-f", "lavfi", "-i", picture.format(seconds), "-f", "lavfi", "-i",
            sound.format(amplitude, seconds), "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "20M",
            "-pix_fmt", "yuv420p", "-g", FPS, "-c:a", "aac", "-b:a", "192k", "-ac", "2", *tags,
            folder / f"{name}.mp4",
        )  # fmt: skip
    run("ffmpeg", "-y", "-v", "error", "-t", 30, "-i", folder / "loud.mp4", "-c", "copy", folder / "half.mp4")
    run("ffmpeg", "-y", "-v", "error", "-i", folder / "two.mp4", "-frames:v", "1", folder / "photo.png")
    bar = f"color=white@0.5:size={WIDTH}x{HEIGHT // 8},format=rgba"
    run("ffmpeg", "-y", "-v", "error", "-f", "lavfi", "-i", bar, "-frames:v", "1", folder / "title.png")
    music = ["-f", "lavfi", "-i", "sine=frequency=110:sample_rate=48000:duration=13", "-ac", "2"]
    run("ffmpeg", "-y", "-v", "error", *music, folder / "music.m4a")


def run(*command: object) -> str:
    """Run a tool; what it says."""
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
    return done.stdout + done.stderr


def export(composition: Composition, output: Path, kept: KeptSpans | None = None) -> None:
    """Render at the best quality."""
    render(
        composition, output, OutputFormat(), on_progress=lambda _: None, is_cancelled=lambda: False, kept=kept
    )


def plan_without_copies(composition: Composition, *_: object) -> list[Span]:
    """What the renderer would plan if it copied nothing."""
    return plan_spans(composition)


def export_without_copies(composition: Composition, output: Path) -> None:
    """Render every frame."""
    renderer.plan_with_copies = plan_without_copies
    export(composition, output)


def tell(row: str, value: str, goal: str) -> None:
    """Print one row."""
    sys.stdout.write(f"{row:<58} {value:<44} goal: {goal}\n")
    sys.stdout.flush()


def compare_with_the_command_line(folder: Path) -> None:
    """The reference timeline, both ways in turn; ours draws every frame too."""
    ours, theirs = folder / "ours.mp4", folder / "theirs.mp4"
    mine = measure(lambda: export_without_copies(reference(folder), ours))
    other = measure(lambda: run(*reference_command(folder, theirs)))
    size = ours.stat().st_size / theirs.stat().st_size
    qualities = [_psnr(path, folder / "one.mp4") for path in (ours, theirs)]
    tell(
        "reference against ffmpeg: wall, CPU",
        f"{mine.wall_s / other.wall_s:.2f}, {mine.cpu_s / other.cpu_s:.2f}",
        "1.0, 0.95",
    )
    tell(
        "  size, PSNR of the first second",
        f"{size:.2f}, {qualities[0] - qualities[1]:+.2f} dB",
        "±3 %, ±0.3 dB",
    )


def compare_with_other_libraries(folder: Path) -> None:
    """The reference timeline by those that are installed."""
    mine = measure(lambda: export_without_copies(reference(folder), folder / "ours.mp4"))
    for library, goal in (("moviepy", "≥ 4.5"), ("movielite", "≥ 1.6")):
        row = f"reference against {library}: times faster, less CPU"
        if find_spec(library) is None:
            tell(row, "not installed (tools/bench/reference_by_others.py)", goal)
            continue
        command = sys.executable, "-c", PROGRAMS[library], folder, folder / "theirs.mp4"
        other = measure(lambda told=command: run(*told))
        tell(row, f"{other.wall_s / mine.wall_s:.1f}, {other.cpu_s / mine.cpu_s:.1f}", goal)


def _psnr(path: Path, source: Path) -> float:
    told = run("ffmpeg", "-t", 0.9, "-i", path, "-t", 0.9, "-i", source, "-lavfi", "psnr", "-f", "null", "-")
    return float(told.split("PSNR y:")[1].split()[0])


def whole_film(source: Path, duration_ms: int, *captions: Caption) -> Composition:
    """An upload on the time line, with its own sound."""
    sound = Sound(0, duration_ms, 1, "file", str(source), fade_in_ms=SEAM_MS, fade_out_ms=SEAM_MS)
    return film(duration_ms, Clip(0, duration_ms, "", source=str(source)), sounds=(sound,), captions=captions)


def compare_copies(folder: Path) -> None:
    """A title on 3 s of 30, and nothing on 60 s."""
    titled = whole_film(folder / "half.mp4", 30_000, Caption(12_000, 3000, "Title"))
    smart = measure(lambda: export(titled, folder / "smart.mp4"))
    full = measure(lambda: export_without_copies(titled, folder / "full.mp4"))
    tell("title on 3 s of 30: CPU of all frames to that of smart", f"{full.cpu_s / smart.cpu_s:.1f}", "≥ 7")
    for name, told in (("loud", "copied"), ("quiet", "made louder")):
        whole = whole_film(folder / f"{name}.mp4", 60_000)
        cost = measure(lambda each=whole: export(each, folder / "copied.mp4"))
        tell(f"untouched clip of 60 s, its sound {told}: CPU", f"{cost.cpu_s:.2f} s", "≤ 1 s")


def compare_kept(folder: Path) -> None:
    """An edit of 3 s of 60, in a film of which every frame is rendered."""
    kept = KeptSpans(folder / "spans", 4 << 30)
    clip = Clip(0, 60_000, "city", seed=1)
    drawn = film(60_000, clip, sounds=(Sound(0, 60_000, 1, "music", "lofi"),))
    first = measure(lambda: export(drawn, folder / "first.mp4", kept))
    edited = replace(drawn, captions=(Caption(20_000, 3000, "New"),))
    second = measure(lambda: export(edited, folder / "second.mp4", kept))
    tell(
        "second export after an edit of 3 s of 60: CPU", f"{first.cpu_s / second.cpu_s:.1f} times less", "≥ 5"
    )


def measure_drawing(folder: Path) -> None:
    """Frames a second a core."""
    clips = {"slow zoom": Clip(0, 10_000, "", source=str(folder / "photo.png"))}
    clips |= {
        scene: Clip(0, 10_000, scene, seed=1)
        for scene in (*SLOW_SCENES, *sorted(set(SCENES) - {*SLOW_SCENES}))
    }
    for name, clip in clips.items():
        compositor = Compositor(film(10_000, clip))
        compositor.frame_at(0)
        begin = time.process_time()
        for _ in compositor.frames(1, SCENE_FRAMES):
            pass
        rate = (SCENE_FRAMES - 1) / (time.process_time() - begin)
        tell(f"{name}: frames a second a core", f"{rate:.0f}", "≥ 60")


def measure_looks(folder: Path) -> None:
    """What people wait for before an export."""
    source = str(folder / "quiet.mp4")
    layered = film(
        60_000,
        Clip(0, 60_000, "", source=source),
        Clip(0, 60_000, "", source=source, picture_in_picture=PictureInPicture("top_right", 0.3)),
        captions=(Caption(0, 60_000, "Above"), Caption(0, 60_000, "Below", place="bottom")),
    )
    six = measure(lambda: draw_frames(layered, [5000, 15_000, 25_000, 35_000, 45_000, 55_000]))
    tell("six frames of a minute with four layers", f"{six.wall_s:.2f} s, {six.cpu_s:.2f} s of CPU", "≤ 1 s")
    measure(lambda: _look_twice(folder / "quiet.mp4"))


def _look_twice(film: Path) -> None:
    """The first look at any file starts a decoder; after an export, whose proof had one, it is ready."""
    for state in ("the first file of a server", "with its decoder at hand"):
        begin = time.perf_counter()
        contact_sheet(film)
        tell(f"contact sheet of twelve, {state}", f"{time.perf_counter() - begin:.2f} s", "≤ 0.3 s")


def measure_cancelling(folder: Path) -> None:
    """From the wish to the end of everything."""
    asked: list[float] = []
    told: list[float] = []

    def is_cancelled() -> bool:
        if len(told) > FPS:
            asked.append(time.perf_counter())
        return bool(asked)

    try:
        render(
            reference(folder),
            folder / "never.mp4",
            OutputFormat(),
            on_progress=told.append,
            is_cancelled=is_cancelled,
        )
    except RenderCancelled:
        left = len(list(folder.glob("never*")))
        tell(
            "cancel to stopped, files left", f"{time.perf_counter() - asked[0]:.2f} s, {left}", "≤ 0.25 s, 0"
        )


def measure_growth(folder: Path) -> None:
    """Longer films and more layers, in small pictures so that it does not take all day."""
    small = Composition(320, 180, FPS, 60_000, (), (), ())
    minutes = (1, 2, 4, 8)
    long = [
        replace(small, duration_ms=60_000 * count, clips=(Clip(0, 60_000 * count, "city"),),
                sounds=(Sound(0, 60_000 * count, 1, "music", "lofi"),))
        for count in minutes
    ]  # fmt: skip
    costs = [measure(lambda each=each: export(each, folder / "long-film.mp4")) for each in long]
    slope = (costs[-1].cpu_s - costs[0].cpu_s) / (minutes[-1] - minutes[0])
    spread = ", ".join(f"{cost.cpu_s / count:.1f}" for cost, count in zip(costs, minutes, strict=True))
    tell("CPU seconds a minute of 320×180, over 1, 2, 4, 8 minutes", f"{spread}; slope {slope:.1f}", "linear")
    tell("memory over 1, 2, 4, 8 minutes", ", ".join(f"{cost.peak_mb:.0f} MB" for cost in costs), "flat")
    above = [
        Clip(0, 4000, "abstract", seed=seed, picture_in_picture=PictureInPicture("center", 0.2))
        for seed in range(32)
    ]
    layers = [
        replace(small, duration_ms=4000, clips=(Clip(0, 4000, "city"), *above[:count]))
        for count in (1, 2, 4, 8, 16, 32)
    ]
    taken = [measure(lambda each=each: export(each, folder / "layers.mp4")).cpu_s for each in layers]
    tell("CPU seconds with 1, 2, 4, 8, 16, 32 layers", ", ".join(f"{cpu_s:.1f}" for cpu_s in taken), "linear")


def measure_exports(folder: Path) -> None:
    """The demo's film, and the memory of ten minutes of footage."""
    demo = film(10_000, Clip(0, 10_000, "sunset", seed=1), sounds=(Sound(0, 10_000, 0.35, "music", "lofi"),),
                captions=(Caption(0, 3000, "Golden Hour"),))  # fmt: skip
    cost = measure(lambda: export(demo, folder / "demo.mp4"))
    tell(
        "the demo's export", f"{cost.wall_s:.1f} s, {cost.cpu_s:.1f} s of CPU, {cost.peak_mb:.0f} MB", "≤ 8 s"
    )
    source = str(folder / "quiet.mp4")
    clips = tuple(Clip(60_000 * n, 60_000, "", source=source, fade_in_ms=60_000) for n in range(10))
    ten = film(600_000, *clips, sounds=(Sound(0, 600_000, 1, "music", "lofi"),))
    tell(
        "memory of ten minutes",
        f"{measure(lambda: export(ten, folder / 'ten.mp4')).peak_mb:.0f} MB",
        "≤ 450 MB",
    )


PARTS: dict[str, Callable[[Path], None]] = {
    "looks": measure_looks,
    "reference": compare_with_the_command_line,
    "libraries": compare_with_other_libraries,
    "copies": compare_copies,
    "kept": compare_kept,
    "drawing": lambda folder: _apart(measure_drawing, folder),
    "cancelling": lambda folder: _apart(measure_cancelling, folder),
    "growth": measure_growth,
    "exports": measure_exports,
}


def _apart(part: Callable[[Path], None], folder: Path) -> None:
    measure(lambda: part(folder))


def main() -> None:
    """Print every row; the longest last. As in a studio's workers, each library has one thread."""
    alone = worker_environment()
    if alone != dict(os.environ):
        os.execve(sys.executable, [sys.executable, *sys.argv], dict(alone))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_sources(folder)
        for part in sys.argv[2:] or PARTS:
            PARTS[part](folder)


if __name__ == "__main__":
    main()
