"""Every test of the client runs on anyio; the ones that name no backend run on asyncio, as the server does."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
