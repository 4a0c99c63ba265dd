"""What every test has: asyncio, as the server runs it. A test on a virtual clock asks for trio itself."""

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more about the machine than about the code. What lands is not left to chance;
# `--hypothesis-profile=search` looks for examples that nobody has met.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("landing", patient, derandomize=True)
settings.register_profile("search", patient, max_examples=2000)
settings.load_profile("landing")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
