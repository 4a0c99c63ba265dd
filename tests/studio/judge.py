"""An independent judge of what the studio renders: the system's ffmpeg and ffprobe, not those of a wheel."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

_LIMIT_S = 120


def run(name: str, *arguments: str, given: bytes = b"") -> bytes:
    """Run a tool, and return what it writes; it must say nothing of errors."""
    tool = shutil.which(name)
    if tool is None:
        pytest.fail(f"{name} is missing, which judges the exports: apt-get install -y ffmpeg")
    done = subprocess.run([tool, *arguments], input=given, capture_output=True, timeout=_LIMIT_S, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return done.stdout


def probe(path: Path) -> dict[str, Any]:
    """What ffprobe says: `format`, and the streams by their kind."""
    shown = json.loads(
        run("ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", str(path))
    )
    return {"format": shown["format"], **{stream["codec_type"]: stream for stream in shown["streams"]}}


def decode(path: Path, level: str = "error") -> None:
    """Decode a file to its end; the first message of this level fails the test."""
    run("ffmpeg", "-v", level, "-xerror", "-err_detect", "explode", "-i", str(path), "-f", "null", "-")


def packets(path: Path, track: str = "v:0") -> list[dict[str, Any]]:
    """The packets of a track in the order of the file; `pts` and `dts` in seconds."""
    shown = json.loads(
        run("ffprobe", "-v", "error", "-select_streams", track, "-show_packets", "-show_data_hash", "md5",
             "-of", "json", str(path))
    )  # fmt: skip
    return [
        {**each, "pts": float(each["pts_time"]), "dts": float(each.get("dts_time", "nan"))}
        for each in shown["packets"]
    ]


def pictures(path: Path, width: int, height: int, level: str = "error") -> NDArray[np.uint8]:
    """All frames, as RGB, shape (frames, height, width, 3); a message of this level fails the test."""
    raw = run(
        "ffmpeg",
        "-v",
        level,
        "-xerror",
        "-err_detect",
        "explode",
        "-i",
        str(path),
        "-fps_mode",
        "passthrough",
        "-pix_fmt",
        "rgb24",
        "-f",
        "rawvideo",
        "-",
    )
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)


def sound(path: Path) -> NDArray[np.float32]:
    """All samples as a player plays them, in stereo, shape (samples, 2)."""
    raw = run("ffmpeg", "-v", "error", "-i", str(path), "-vn", "-ac", "2", "-f", "f32le", "-")
    return np.frombuffer(raw, "<f4").reshape(-1, 2)


def meter(signal: NDArray[np.float32], rate: int) -> tuple[float, float]:
    """What the meter of EBU R 128 says of stereo sound, shape (samples, 2).

    Returns:
        Integrated loudness in LUFS, and true peak in dBTP.
    """
    sound = ["-f", "f32le", "-ar", str(rate), "-ac", "2", "-i", "-"]
    judging = ["-af", "ebur128=peak=true:metadata=1,ametadata=print:file=-", "-f", "null", os.devnull]
    shown = run("ffmpeg", "-v", "error", *sound, *judging, given=signal.astype("<f4").tobytes()).decode()
    said = dict(line.split("=", 1) for line in shown.splitlines() if line.startswith("lavfi.r128."))
    return float(said["lavfi.r128.I"]), float(20 * np.log10(float(said["lavfi.r128.true_peak"])))
