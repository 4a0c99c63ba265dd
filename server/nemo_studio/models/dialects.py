"""Which dialect a base speaks, and the model that speaks it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from nemo_studio.models.connection import Connection
from nemo_studio.models.openai import OpenAiModel
from nemo_studio.models.openrouter import OpenRouterModel
from nemo_studio.models.video_model import Dialect, Generator, ModelRefusal, NetworkFailure, VideoModel

_MODELS: Final[Mapping[Dialect, Callable[[Generator, Connection], VideoModel]]] = MappingProxyType(
    {"openai": OpenAiModel, "openrouter": OpenRouterModel}
)


async def open_model(generator: Generator) -> VideoModel:
    """The model of a generator. It asks the base which dialect it speaks, unless that is set.

    Raises:
        ModelRefusal: The key is not accepted.
        NetworkFailure: The base cannot be reached.
    """
    connection = Connection(generator)
    dialect = generator.dialect or await _find_out(connection)
    return _MODELS[dialect](generator, connection)


@dataclass(frozen=True)
class GeneratorReport:
    """What was found of a generator: where it runs, how it is spoken to, and its price where it tells one."""

    host: str
    dialect: Dialect
    price_per_second: float | None


async def check_generator(generator: Generator) -> GeneratorReport:
    """Hold address, key and model against what the other side says, without spending.

    Raises:
        ModelRefusal: One of them is not accepted, or nobody answers.
    """
    connection = Connection(generator)
    try:
        dialect = generator.dialect or await _find_out(connection)
        model = _MODELS[dialect](generator, connection)
        await model.check()
        return GeneratorReport(model.host, dialect, await model.price_per_second())
    except NetworkFailure as error:
        raise ModelRefusal("unreachable", f"{generator.url} cannot be reached: {error}") from error


async def _find_out(connection: Connection) -> Dialect:
    """Only OpenRouter's dialect lists its video models there; others answer that there is no such thing.

    LiteLLM takes the last part for the id of a job and answers 500, as does no server that is not there.
    """
    try:
        answer = await connection.get("videos/models")
    except ModelRefusal as refusal:
        if refusal.reason in ("key", "overloaded"):  # these tell nothing of the dialect
            raise
        return "openai"
    except NetworkFailure:
        await connection.get("models")
        return "openai"
    return "openrouter" if isinstance(answer.get("data"), list) else "openai"
