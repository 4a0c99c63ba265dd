"""The words of a request as they go to the backend."""

from collections.abc import Sequence

from nemo_video.client import Prompt
from nemo_video.engine.facts import GenerateRequest
from nemo_video.engine.prompts import compose_answer
from nemo_video.engine.sentences import say
from nemo_video.language import Language


def compose_message(request: GenerateRequest, language: Language, prompts: Sequence[Prompt] = ()) -> str:
    """The words that go to the backend: the prompt, and length and shape where they are given.

    Args:
        request: What is asked.
        language: Of the words around it.
        prompts: What the backend asked last, where the prompt is the answer.
    """
    words = request.prompt if request.as_is else compose_answer(request.prompt, prompts)
    parts: list[str] = []
    if request.duration_s is not None:
        parts.append(say("duration", language, value=request.duration_s))
    if request.aspect_ratio is not None:
        parts.append(say("aspect_ratio", language, value=request.aspect_ratio))
    if not parts:
        return words
    between = ". " if language == "en" else "。"
    return say("measures", language, prompt=words, parts=between.join(parts))
