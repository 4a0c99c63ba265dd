"""The offline studio: whether it draws, encodes, and what it made plays."""

import tempfile
from pathlib import Path

from nemo_video.cli.doctor.finding import Finding, failed

_REMEDY = "Install the package again; its parts av, numpy and Pillow belong together."
_WIDTH, _HEIGHT, _FPS, _LENGTH_MS = 320, 180, 24, 250


def examine_studio() -> Finding:
    """Render a quarter of a second and decode it again. It blocks for about a second."""
    try:
        frames = _render_and_prove()
    except Exception as error:  # noqa: BLE001 - whatever a broken installation raises is the finding
        return failed("studio", f"no video can be made offline: {type(error).__name__}: {error}", _REMEDY)
    return Finding("studio", f"renders and decodes video offline ({frames} frames drawn)")


def _render_and_prove() -> int:
    from nemo_studio.render import Clip, Composition, render
    from nemo_video.media import prove
    from nemo_video.wire.formats import OutputFormat

    clip = Clip(start_ms=0, duration_ms=_LENGTH_MS, scene="sunset")
    composition = Composition(_WIDTH, _HEIGHT, _FPS, _LENGTH_MS, (clip,), (), ())
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "frame.mp4"
        render(
            composition,
            film,
            OutputFormat("mp4", "low"),
            on_progress=lambda _: None,
            is_cancelled=lambda: False,
        )
        prove(film)
    return composition.frame_count
