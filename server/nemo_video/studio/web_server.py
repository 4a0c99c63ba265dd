"""The web server that the studio's application runs in. Apart, because a render worker starts without it."""

from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from anyio.abc import TaskGroup

from nemo_video.studio.app import create_app
from nemo_video.studio.options import StudioOptions
from nemo_video.studio.renders import RenderQueue

GRACEFUL_STOP_S = 2


class WebServer(uvicorn.Server):
    """A server that leaves the process's signals to the process."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Capture none."""
        yield


def make_server(options: StudioOptions, tasks: TaskGroup) -> WebServer:
    """A studio's server, whose renders run in `tasks`."""
    config = uvicorn.Config(
        create_app(options, RenderQueue(tasks, options.work_dir, options.workers)),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=GRACEFUL_STOP_S,
    )
    return WebServer(config)
