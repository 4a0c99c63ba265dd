"""What every test has: asyncio, as the server runs it. A test on a virtual clock asks for trio itself."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
