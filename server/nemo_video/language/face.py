"""The two questions that other rooms ask. The machinery is imported with the first of them, not at the server's start."""

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
    """Say which tool a prompt asks for; `chat` for every edit, idea, question about how, and whatever is unclear."""
    from nemo_video.language.intent.routing import route

    return route(prompt)
