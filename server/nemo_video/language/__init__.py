"""Words into actions, in English and Chinese: GUI talk, requests, and the language of a text."""

from nemo_video.language.gui import TranslatedReply, translate_reply
from nemo_video.language.intent import RoutedRequest, route_request
from nemo_video.language.languages import Language, detect_language
from nemo_video.language.suggestion import Argument, Suggestion

__all__ = [
    "Argument",
    "Language",
    "RoutedRequest",
    "Suggestion",
    "TranslatedReply",
    "detect_language",
    "route_request",
    "translate_reply",
]
