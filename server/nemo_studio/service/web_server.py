"""The web server that the studio's application runs in. Apart, because a render worker starts without it."""

from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from anyio.abc import TaskGroup

from nemo_studio.service.app import create_app
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.renders import RenderQueue
from nemo_studio.service.storage import Storage

GRACEFUL_STOP_S = 2


class WebServer(uvicorn.Server):
    """A server that leaves the process's signals to the process."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Capture none."""
        yield


def make_server(options: StudioOptions, tasks: TaskGroup) -> WebServer:
    """A studio's server, whose renders run in `tasks`."""
    storage = Storage(
        options.work_dir,
        max_bytes=options.max_disk_bytes,
        keep_s=options.keep_days * 86_400,
        now=options.now,
    )
    renders = RenderQueue(tasks, storage, workers=options.workers, most_waiting=options.queue_limit)
    config = uvicorn.Config(
        create_app(options, renders, storage),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=GRACEFUL_STOP_S,
    )
    return WebServer(config)
