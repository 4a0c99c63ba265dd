"""The real model behind the studio: its address, the key and its name, without spending anything."""

from collections.abc import AsyncIterator
from typing import Final

import anyio

from nemo_video.cli.connectors import generator_of
from nemo_video.cli.doctor.finding import Finding, failed, warned
from nemo_video.errors import VideoError
from nemo_video.settings import Settings

_LIMIT_S: Final = 30
_REMEDIES: Final = {
    "key": "Correct NEMO_GENERATOR_KEY.",
    "unknown_model": "Correct NEMO_GENERATOR_MODEL.",
    "overloaded": "Try again in a minute.",
}
_CHECK_ADDRESS: Final = "Check NEMO_GENERATOR_URL, NEMO_GENERATOR_DIALECT and the network."


async def examine_generator(settings: Settings) -> AsyncIterator[Finding]:
    """Whether the model that is set can be used; nothing where none is."""
    from nemo_studio.models import ModelRefusal
    from nemo_studio.models.dialects import check_generator

    try:
        generator = generator_of(settings)
    except VideoError as error:
        yield failed("generator", error.message, error.advice)
        return
    if generator is None:
        return
    try:
        with anyio.fail_after(_LIMIT_S):
            found = await check_generator(generator)
    except ModelRefusal as refusal:
        yield failed("generator", refusal.words, _REMEDIES.get(refusal.reason, _CHECK_ADDRESS))
        return
    except TimeoutError:
        yield failed("generator", f"{generator.url} does not answer in time", _CHECK_ADDRESS)
        return
    price = "it tells no price" if found.price_per_second is None else f"{found.price_per_second:g} a second"
    yield Finding("generator", f"{found.host} has {generator.model} ({found.dialect}; {price})")
    if generator.max_cost is not None and found.price_per_second is None:
        words = "NEMO_MAX_COST is set, and this model tells no price: the cap cannot be kept"
        yield warned("generator", words, "Set a cap where the model runs.")
