"""Edits of the canvas. The draft tells them as well, because there a reader sees the change."""

from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetPlatform, SetResolution
from nemo_studio.edits.refusals import CannotEdit
from nemo_studio.edits.registry import applies
from nemo_studio.edits.session import EditSession
from nemo_video.wire.draft import METADATA
from nemo_video.wire.formats import ASPECT_RATIOS, EXPORT_FPS, EXPORT_RESOLUTIONS
from nemo_video.wire.platforms import PLATFORMS


@applies(SetAspect)
def set_aspect(edit: EditSession, command: SetAspect) -> None:
    """Another shape; what a platform lays over its own shape is of no matter in it.

    Raises:
        CannotEdit: Pictures here have no such shape.
    """
    if command.aspect_ratio not in ASPECT_RATIOS:
        raise CannotEdit("no_such_shape", ratio=command.aspect_ratio, shapes=", ".join(ASPECT_RATIOS))
    edit.changed.add("canvas")
    edit.canvas.aspect_ratio = edit.draft["ratio"] = command.aspect_ratio
    if command.is_cropped:
        for clip in edit.find("clip"):
            if "media_id" in clip[METADATA]:
                clip[METADATA]["fit"] = "fill"
    platform = edit.canvas.platform
    if platform and PLATFORMS[platform].aspect_ratio != command.aspect_ratio:
        edit.canvas.platform = None
        edit.draft.pop("platform", None)


@applies(SetResolution)
def set_resolution(edit: EditSession, command: SetResolution) -> None:
    """The resolution that comes nearest to what was asked for."""
    name = _nearest_resolution(command.lines)
    edit.canvas.resolution = edit.draft["resolution"] = name
    is_exact = EXPORT_RESOLUTIONS[name] == command.lines
    edit.changed.add("canvas")
    edit.note("resolution_set" if is_exact else "resolution_stands_in", resolution=name, lines=command.lines)


@applies(SetFrameRate)
def set_frame_rate(edit: EditSession, command: SetFrameRate) -> None:
    """So many frames a second, within what can be exported."""
    fps = _nearest_rate(command.fps)
    edit.changed.add("canvas")
    edit.canvas.fps = edit.draft["fps"] = fps
    edit.note("frame_rate_set" if fps == command.fps else "frame_rate_limited", fps=fps)


@applies(SetPlatform)
def set_platform(edit: EditSession, command: SetPlatform) -> None:
    """Shape, resolution and frame rate of a platform, and from now on its safe area."""
    platform, canvas = PLATFORMS[command.platform], edit.canvas
    lines = command.lines or EXPORT_RESOLUTIONS[platform.resolution]
    set_aspect(edit, SetAspect(command.aspect_ratio or platform.aspect_ratio))
    canvas.resolution = edit.draft["resolution"] = _nearest_resolution(lines)
    canvas.fps = edit.draft["fps"] = _nearest_rate(command.fps or platform.fps)
    canvas.platform = edit.draft["platform"] = command.platform
    width, height = canvas.size
    edit.note("platform_set", platform=platform.title, width=width, height=height, fps=canvas.fps)


def _nearest_resolution(lines: int) -> str:
    return min(EXPORT_RESOLUTIONS, key=lambda each: abs(EXPORT_RESOLUTIONS[each] - lines))


def _nearest_rate(fps: int) -> int:
    return min(max(fps, EXPORT_FPS[0]), EXPORT_FPS[-1])
