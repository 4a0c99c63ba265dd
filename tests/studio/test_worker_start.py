"""A render worker starts quickly: without the web stack of the studio that it belongs to."""

import subprocess
import sys

_LOADED = (
    "import sys, nemo_studio.render.worker; print([m for m in ('starlette', 'uvicorn') if m in sys.modules])"
)


def test_a_render_worker_loads_no_web_server() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", _LOADED], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert answer.stdout.strip() == "[]"
