"""How each backend is opened: the cloud by its address, the studio by starting it in this process."""

import uuid
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from nemo_video.client import BackendClient, MemoryTokenStore, TokenStore, read_client_id
from nemo_video.engine import Connector
from nemo_video.settings import BackendName, Settings


def connectors(settings: Settings, tokens: TokenStore) -> Mapping[BackendName, Connector]:
    """The way to open each backend.

    Args:
        settings: The settings of the process.
        tokens: Where the cloud's anonymous token is kept.
    """

    @asynccontextmanager
    async def cloud() -> AsyncGenerator[BackendClient]:
        client_id = await read_client_id(settings)
        async with BackendClient(settings, client_id=client_id, tokens=tokens) as client:
            yield client

    @asynccontextmanager
    async def studio() -> AsyncGenerator[BackendClient]:
        from nemo_studio import StudioOptions, serve_studio  # heavy, and only offline work needs it

        client_id = str(uuid.uuid4())
        options = StudioOptions(only_client_id=client_id, workers=settings.studio_workers)
        async with serve_studio(options) as address:
            inside = settings.model_copy(update={"api_url": address.url, "token": None})
            async with BackendClient(inside, client_id=client_id, tokens=MemoryTokenStore()) as client:
                yield client

    return {"cloud": cloud, "studio": studio}
