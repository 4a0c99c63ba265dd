"""The web server that the studio's application runs in. Apart, because a render worker starts without it."""

from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from anyio.abc import TaskGroup

from nemo_studio.service.app import Studio, create_app
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.store import Store


class WebServer(uvicorn.Server):
    """A server that leaves the process's signals to the process."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Capture none."""
        yield


async def make_server(options: StudioOptions, store: Store, tasks: TaskGroup) -> WebServer:
    """A studio's server, whose renders run in `tasks`."""
    studio = Studio(options, store, tasks)
    await studio.begin()
    config = uvicorn.Config(
        create_app(studio),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
    )
    return WebServer(config)
