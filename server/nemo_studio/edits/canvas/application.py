"""Edits of the canvas. The draft tells them as well, because there a reader sees the change."""

from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetResolution
from nemo_studio.edits.registry import applies
from nemo_studio.edits.session import EditSession
from nemo_video.wire.formats import EXPORT_FPS, EXPORT_RESOLUTIONS


@applies(SetAspect)
def set_aspect(edit: EditSession, command: SetAspect) -> None:
    """Another shape."""
    edit.canvas.aspect_ratio = edit.draft["ratio"] = command.aspect_ratio


@applies(SetResolution)
def set_resolution(edit: EditSession, command: SetResolution) -> None:
    """The resolution that comes nearest to what was asked for."""
    name = min(EXPORT_RESOLUTIONS, key=lambda each: abs(EXPORT_RESOLUTIONS[each] - command.lines))
    edit.canvas.resolution = edit.draft["resolution"] = name
    is_exact = EXPORT_RESOLUTIONS[name] == command.lines
    edit.note("resolution_set" if is_exact else "resolution_stands_in", resolution=name, lines=command.lines)


@applies(SetFrameRate)
def set_frame_rate(edit: EditSession, command: SetFrameRate) -> None:
    """So many frames a second, within what can be exported."""
    fps = min(max(command.fps, EXPORT_FPS[0]), EXPORT_FPS[-1])
    edit.canvas.fps = edit.draft["fps"] = fps
    edit.note("frame_rate_set" if fps == command.fps else "frame_rate_limited", fps=fps)
