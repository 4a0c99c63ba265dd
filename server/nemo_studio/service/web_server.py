"""The web server that the studio's application runs in. Apart, because a render worker starts without it."""

import logging
from collections.abc import Generator
from contextlib import contextmanager

import anyio
import uvicorn
from anyio.abc import TaskGroup

from nemo_studio.service.app import Studio, create_app
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.store import Store


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a record is more than a call that ends with the process: uvicorn logs each with its trace."""
    if not record.exc_info:
        return True
    return not isinstance(record.exc_info[1], anyio.get_cancelled_exc_class())


class WebServer(uvicorn.Server):
    """A server that leaves the process's signals to the process."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Capture none."""
        yield


async def make_server(options: StudioOptions, store: Store, tasks: TaskGroup) -> WebServer:
    """A studio's server, whose renders run in `tasks`."""
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    studio = Studio(options, store, tasks)
    await studio.begin()
    config = uvicorn.Config(
        create_app(studio),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        http=options.protocol or "auto",
    )
    return WebServer(config)
