"""Files with the traits of what phones, browsers and recorders make, drawn by the system's ffmpeg."""

import shutil
import subprocess
from pathlib import Path

import pytest

COLORS = {"red": (254, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 254), "white": (255, 255, 255)}
BEEP_S = 0.1


def draw(path: Path, *arguments: str) -> Path:
    """Run ffmpeg; the last argument that it gets is the path."""
    tool = shutil.which("ffmpeg")
    if tool is None:
        pytest.fail("ffmpeg is missing, which draws the files: install it with apt-get install -y ffmpeg")
    command = [tool, "-v", "error", "-y", *arguments, str(path)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return path


def color_film(path: Path, *options: str, rate: int = 25) -> Path:
    """One second each of red, lime, blue and white, and a beep at .5 of every second."""
    seconds = [f"color={name}:s=160x90:r={rate}:d=1[{name}]" for name in COLORS]
    picture = ";".join(seconds) + ";" + "".join(f"[{name}]" for name in COLORS) + "concat=n=4:v=1[v]"
    beeps = (
        f"aevalsrc='0.5*sin(880*2*PI*t)*between(mod(t,1),0.5,{0.5 + BEEP_S})':s=48000:d=4,asetnsamples=960[a]"
    )
    graph = ["-filter_complex", f"{picture};{beeps}", "-map", "[v]", "-map", "[a]"]
    return draw(path, *graph, *options)
