"""Edits of the canvas. The draft tells them as well, because there a reader sees the change."""

from nemo_studio.agent.orders import SetAspect, SetFrameRate, SetResolution
from nemo_studio.edits.workbench import Workbench
from nemo_video.wire.formats import EXPORT_FPS, EXPORT_RESOLUTIONS


def set_aspect(bench: Workbench, order: SetAspect) -> None:
    """Another shape."""
    bench.canvas.aspect_ratio = bench.draft["ratio"] = order.aspect_ratio


def set_resolution(bench: Workbench, order: SetResolution) -> None:
    """The resolution that comes nearest to what was asked for."""
    name = min(EXPORT_RESOLUTIONS, key=lambda each: abs(EXPORT_RESOLUTIONS[each] - order.lines))
    bench.canvas.resolution = bench.draft["resolution"] = name
    is_exact = EXPORT_RESOLUTIONS[name] == order.lines
    bench.note("resolution_set" if is_exact else "resolution_stands_in", resolution=name, lines=order.lines)


def set_frame_rate(bench: Workbench, order: SetFrameRate) -> None:
    """So many frames a second, within what can be exported."""
    fps = min(max(order.fps, EXPORT_FPS[0]), EXPORT_FPS[-1])
    bench.canvas.fps = bench.draft["fps"] = fps
    bench.note("frame_rate_set" if fps == order.fps else "frame_rate_limited", fps=fps)
