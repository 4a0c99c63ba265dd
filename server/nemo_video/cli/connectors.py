"""The backends that there are: the cloud at its address, the studio started in this process."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from nemo_video.client import BackendClient, MemoryTokenStore, TokenStore, read_client_id
from nemo_video.engine import Backend, BackendSpec, BackendSpecs, Capabilities
from nemo_video.errors import InvalidArgument
from nemo_video.settings import Settings

if TYPE_CHECKING:
    from nemo_studio import Generator

MODEL_SHARE = 0.9
"""Of a turn's time that a model may take: it is told to stop before the turn is given up."""

STUDIO_POLL_S = 0.25
"""The studio is in the house: its renders are asked for at once, without the cloud's long pauses."""


def list_backends(settings: Settings, tokens: TokenStore) -> BackendSpecs:
    """What each backend can do, and how it is opened.

    Args:
        settings: The settings of the process.
        tokens: Where the cloud's anonymous token is kept.
    """

    @asynccontextmanager
    async def cloud() -> AsyncGenerator[Backend]:
        client_id = await read_client_id(settings)
        async with BackendClient(settings, client_id=client_id, tokens=tokens) as client:
            yield client

    @asynccontextmanager
    async def studio() -> AsyncGenerator[Backend]:
        from nemo_studio import StudioOptions, serve_studio  # heavy, and only offline work needs it

        options = StudioOptions(
            folder=settings.state_dir / "studio",
            is_private=True,
            workers=settings.renders_at_a_time,
            scheduler=settings.scheduler,
            generator=generator_of(settings),
            model_limit_s=MODEL_SHARE * settings.turn_s,
            model_poll_s=min(StudioOptions.model_poll_s, settings.turn_s / 100),
        )
        async with serve_studio(options) as address:
            inside = settings.model_copy(update={"api_url": address.url, "token": None})
            own = MemoryTokenStore()
            async with BackendClient(inside, client_id=address.client_id, tokens=own) as client:
                yield client

    of_cloud = Capabilities(
        account="token" if settings.token else "anonymous",
        is_free=False,
        has_pages=True,
        outlives_process=True,
        poll_s=settings.poll_s,
    )
    of_studio = Capabilities(
        account="studio",
        is_free=True,
        has_pages=False,
        outlives_process=False,
        poll_s=STUDIO_POLL_S,
        has_model=settings.generator_url is not None,
        draws_drafts=True,
        keeps_words_safe=True,
    )
    return {"cloud": BackendSpec(of_cloud, cloud), "studio": BackendSpec(of_studio, studio)}


def generator_of(settings: Settings) -> "Generator | None":
    """The real model that the settings name.

    Raises:
        InvalidArgument: An address is set without a model, or a model without an address.
    """
    from nemo_studio import Generator

    url, model = settings.generator_url, settings.generator_model
    if url is None and model is None:
        return None
    if url is None or model is None:
        raise InvalidArgument(
            "NEMO_GENERATOR_URL and NEMO_GENERATOR_MODEL belong together.",
            advice="Set both, or neither, then restart the server.",
        )
    return Generator(url, model, settings.generator_key, settings.generator_dialect, settings.max_cost)
