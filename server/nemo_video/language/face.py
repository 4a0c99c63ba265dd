"""The two questions that other rooms ask.

The machinery behind them is imported with the first question, not at the start of the server.
"""

from nemo_video.language.languages import Language
from nemo_video.language.results import RoutedRequest, TranslatedReply


def translate_reply(text: str, language: Language) -> TranslatedReply:
    """Take the handling of a screen out of a reply and turn it into tool calls.

    Args:
        text: What the backend said; plain or Markdown, in any mix of languages.
        language: Language of our own sentences and reasons.
    """
    from nemo_video.language.gui.reply import translate

    return translate(text, language)


def route_request(prompt: str) -> RoutedRequest:
    """Say which tool a prompt asks for.

    Every edit, every idea for a film, every question about the craft, and what is unclear is for the `chat`.
    """
    from nemo_video.language.intent.routing import route

    return route(prompt)
