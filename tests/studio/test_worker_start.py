"""A render worker starts quickly: without the web stack of the studio that it belongs to, and its models."""

import json
import subprocess
import sys

import pytest

LOADED = "import json, sys, nemo_studio.render.worker; print(json.dumps(list(sys.modules)))"


@pytest.mark.slow
def test_a_render_worker_loads_neither_web_server_nor_models_of_requests() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert {"starlette", "uvicorn", "httpx", "pydantic"} & set(json.loads(answer.stdout)) == set()
