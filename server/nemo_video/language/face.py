"""The two questions that other rooms ask.

The patterns behind them are compiled before the first question, and after the start of the server.
"""

from collections.abc import Collection

from nemo_video.language.languages import Language
from nemo_video.language.results import RoutedRequest, TranslatedReply


def load_readers() -> None:
    """Compile what reads words. It blocks: the first question would hold the event loop for so long."""
    for words in ("Click here to export it.", "点击这里导出。"):
        route_request(words)
        translate_reply(words, "en")


def translate_reply(text: str, language: Language, *, is_timeline_shown: bool = False) -> TranslatedReply:
    """Take the handling of a screen out of a reply and turn it into tool calls.

    Args:
        text: What the backend said; plain or Markdown, in any mix of languages.
        language: Language of the reasons.
        is_timeline_shown: Whether the caller gets the timeline with it; then a request to look is nothing
            new, and stays where it was said.
    """
    from nemo_video.language.replies import translate

    return translate(text, language, is_timeline_shown=is_timeline_shown)


def route_request(
    prompt: str, media_names: Collection[str] = (), *, is_answer: bool = False
) -> RoutedRequest:
    """Say which tool a prompt asks for.

    Every edit, every idea for a film, every question about the craft, and what is unclear is for the `chat`.

    Args:
        prompt: The user's words.
        media_names: Names of the files that the project has already; words about one of them are an edit.
        is_answer: Whether a question of the backend waits for an answer: then all but an export is one.
    """
    from nemo_video.language.requests import route

    return route(prompt, media_names, is_answer=is_answer)
