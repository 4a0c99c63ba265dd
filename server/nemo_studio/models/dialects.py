"""Which dialect a base speaks, and the maker that speaks it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from nemo_studio.models.connection import Connection
from nemo_studio.models.maker import Dialect, Generator, Maker, ModelRefusal
from nemo_studio.models.openai import OpenAiMaker
from nemo_studio.models.openrouter import OpenRouterMaker

_MAKERS: Final[Mapping[Dialect, Callable[[Generator, Connection], Maker]]] = MappingProxyType(
    {"openai": OpenAiMaker, "openrouter": OpenRouterMaker}
)


async def open_maker(generator: Generator) -> Maker:
    """The maker of a generator. It asks the base which dialect it speaks, unless that is set.

    Raises:
        ModelRefusal: The key is not accepted.
        NetworkFailure: The base cannot be reached.
    """
    connection = Connection(generator)
    dialect = generator.dialect or await _find_out(connection)
    return _MAKERS[dialect](generator, connection)


async def _find_out(connection: Connection) -> Dialect:
    """Only OpenRouter's dialect lists its video models there; others answer that there is no such thing."""
    try:
        answer = await connection.get("videos/models")
    except ModelRefusal as refusal:
        if refusal.reason == "key":
            raise
        return "openai"
    return "openrouter" if isinstance(answer.get("data"), list) else "openai"
