"""Words into actions, in English and Chinese: GUI talk, requests, and the language of a text."""

from nemo_video.language.catalogue import join_sentences, say, say_error
from nemo_video.language.edit_sentences import ExactEdit, FieldValue, NamedItem, say_edits
from nemo_video.language.face import load_readers, route_request, translate_reply
from nemo_video.language.languages import Language, detect_language
from nemo_video.language.results import Argument, RoutedRequest, Suggestion, TranslatedReply
from nemo_video.language.subtitle_requests import asks_for_subtitles, find_subtitle_paths

__all__ = [
    "Argument",
    "ExactEdit",
    "FieldValue",
    "Language",
    "NamedItem",
    "RoutedRequest",
    "Suggestion",
    "TranslatedReply",
    "asks_for_subtitles",
    "detect_language",
    "find_subtitle_paths",
    "join_sentences",
    "load_readers",
    "route_request",
    "say",
    "say_edits",
    "say_error",
    "translate_reply",
]
