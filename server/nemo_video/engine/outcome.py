"""What came of a turn: from what the stream told and from the timelines before and after it.

Pure. `status` follows from the difference of the timelines, never from words: `completed` and `partial` need
a change, a failure without one is an error, and anything else is `unchanged`, whatever was said.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nemo_video.client import Media, StreamError, ToolFinished
from nemo_video.engine.facts import CreditUse, Generated, Status
from nemo_video.engine.model_errors import is_of_model, model_error
from nemo_video.engine.prompts import ask, join_options, list_options
from nemo_video.engine.requests import GenerateRequest
from nemo_video.engine.sentences import join_sentences, say
from nemo_video.engine.snapshot import is_same_ratio, ratio_of
from nemo_video.engine.suggestions import address, suggest_export, suggest_placing, with_next
from nemo_video.engine.transcript import Transcript
from nemo_video.errors import REFUSALS, BackendRefusal, Blocked, Internal, Overloaded, TimedOut, VideoError
from nemo_video.language import Language, Suggestion, translate_reply
from nemo_video.timeline import Timeline, describe_changes

logger = logging.getLogger(__name__)

MAX_TRANSLATED_CHARS = 20_000
"""A longer reply is handed on as it is: its translation would take longer than it is worth."""

LENGTH_TOLERANCE_S = 0.5
"""Models make clips of 4.8 or 5.04 s when they are asked for 5."""

_SENTENCE_END = re.compile(r"\.+(?!\w)|[!?。！？]+|\n")
_CHOICES = re.compile(
    r"(?<=[?？])(?:[^\S\n]*(?:\n[^\S\n]*)+(?:[-*•]|\(?(?:\d{1,2}|[A-Za-z])[.)、])[^\n.!?。！？]{1,80}$)+",
    re.MULTILINE,
)
"""What there is to choose from, a line each, below a question; each white space is read in one way only."""
_WORD = re.compile(r"\w")
_REASON = re.compile(r"[A-Z][A-Z_]{2,40}")
_CLIP_TOOL = re.compile(r"generate_video|video_gen|seedance|(?:text|image)_to_video", re.IGNORECASE)
_TOOLS = (
    ("music", re.compile(r"music|suno|bgm|song", re.IGNORECASE)),
    ("voice", re.compile(r"voice|speech|tts|narrat", re.IGNORECASE)),
    ("clip", _CLIP_TOOL),
)
"""What people call that which a tool of the backend makes: the key of its word → names of such tools."""

_EDITS = re.compile(r"edit_(?:timeline|multitrack)", re.IGNORECASE)
"""Tools that do whatever is asked; why they failed says what is not done, and their name nothing."""


@dataclass(frozen=True)
class Settled:
    """A turn that is over.

    Attributes:
        request: What was asked; None where only the ledger knew.
        heard: What the stream told.
        before: The timeline before it.
        after: The timeline after it.
        made: Names of the media that the backend has made meanwhile, on the timeline or not.
    """

    request: GenerateRequest | None
    heard: Transcript
    before: Timeline
    after: Timeline
    project_id: str
    job_id: str
    language: Language
    made: tuple[str, ...] = ()


def conclude(turn: Settled, credits: CreditUse) -> Generated:
    """The answer to the caller.

    Raises:
        VideoError: The turn failed and nothing changed.
    """
    changes = describe_changes(turn.before, turn.after, turn.language)
    failure = None if changes else _failure_of(turn)
    words, suggestions = _translate(turn, turn.heard.words, has_changed=bool(changes))
    if failure:
        said = [_said_before(turn.heard, turn.language), failure.said, _say_made(turn)]
        failure.said = "\n\n".join(filter(None, said))
        raise failure
    not_done = tuple(_not_done(turn, has_changed=bool(changes)))
    question, options = _question(turn, has_changed=bool(changes))
    stopped = _say_failure(turn, has_changed=bool(changes))
    is_whole = not (not_done or stopped)
    reply = _reply(turn, words, question, changes, is_whole=is_whole)
    if turn.made and not (changes or question):
        suggestions = with_next(suggestions, suggest_placing(turn.project_id, turn.made, turn.language))
    elif turn.after.tracks and not question:
        suggestions = with_next(suggestions, suggest_export(turn.project_id, turn.language))
    return Generated(
        _status(changes, question, stopped, is_whole=is_whole),
        turn.project_id,
        reply,
        question,
        changes,
        turn.after,
        address(suggestions, turn.project_id, turn.job_id),
        credits,
        turn.language,
        options=options,
        prompts=turn.heard.question.prompts if turn.heard.question else (),
        not_done=not_done,
        failure=stopped,
        is_silent=not (words or turn.heard.media or question),
        is_first_cut=bool(turn.after.tracks) and not turn.before.tracks,
    )


def _status(changes: tuple[str, ...], question: str | None, stopped: str | None, *, is_whole: bool) -> Status:
    """A question that the backend failed after waits for no answer."""
    if question and not stopped:
        return "needs_input"
    if not changes:
        return "unchanged"
    return "completed" if is_whole else "partial"


def _translate(turn: Settled, words: str, *, has_changed: bool) -> tuple[str, tuple[Suggestion, ...]]:
    """The words without their handling of a screen, and what that becomes.

    Where the timeline has changed it is told with them: a request to look at it is nothing new.
    """
    if not words:
        return "", ()
    if len(words) > MAX_TRANSLATED_CHARS:
        return f"{words}\n\n{say('not_translated', turn.language)}", ()
    translated = translate_reply(words, turn.language, is_timeline_shown=has_changed)
    return translated.text, translated.suggestions


def _reply(
    turn: Settled, words: str, question: str | None, changes: tuple[str, ...], *, is_whole: bool
) -> str:
    """What the backend said; where it said nothing, what came of the turn."""
    heard, language = turn.heard, turn.language
    came = "\n".join(_say_media(media, language) for media in heard.media)
    if words and heard.ends_within_words:
        words = f"{words} {say('unheard_words' if heard.ending == 'unheard' else 'cut', language)}"
    made = "" if changes else _say_made(turn)
    if said := "\n\n".join(filter(None, [words, came, made])):
        return said
    if question:
        return question
    if heard.words and not changes:  # all of it handles a screen and stands in the suggestions
        return say("only_handling", language)
    if changes:
        done = join_sentences(changes, language)
        if heard.ending in ("cut", "unheard"):
            return f"{done} {say('cut_changed' if heard.ending == 'cut' else 'unheard_changed', language)}"
        return say("changed", language, changes=done) if is_whole else done
    key = {"cut": "cut_unchanged", "unheard": "unheard_unchanged"}.get(heard.ending, "unchanged")
    return say(key, language)


def _say_made(turn: Settled) -> str:
    return say("made_unplaced", turn.language, names=", ".join(turn.made)) if turn.made else ""


def _question(turn: Settled, *, has_changed: bool) -> tuple[str | None, tuple[str, ...]]:
    """What the backend asks: with a tool call, or, where nothing changed, with a reply of nothing else."""
    if asked := turn.heard.question:
        return ask(asked, turn.language), list_options(asked)
    words = turn.heard.words
    return (words if not has_changed and _only_asks(words) else None), ()


def _only_asks(words: str) -> bool:
    """Whether each sentence is a question; in linear time, however many there are."""
    words, start, asks = _CHOICES.sub("", words), 0, False
    for end in _SENTENCE_END.finditer(words):
        if _WORD.search(words, start, end.start()):
            asks = "?" in end[0] or "？" in end[0]
            if not asks:
                return False
        start = end.end()
    return asks and not _WORD.search(words, start)


def tell_all(heard: Transcript, language: Language) -> str:
    """All that a turn told, its failures included, where there is nothing else to tell of it."""
    failed = [_say_tool_failure(each, language) for each in heard.tool_failures]
    why = _words_of(heard.failure) if heard.failure else ""
    return "\n\n".join(filter(None, [_said_before(heard, language), *failed, why]))


def _said_before(heard: Transcript, language: Language) -> str:
    """All that was said before the failure, the question included."""
    question = heard.question
    asked = join_options(ask(question, language), list_options(question)) if question else ""
    media = [_say_media(each, language) for each in heard.media]
    return "\n\n".join(filter(None, [heard.all_words, *media, asked]))


# Why the backend stopped.


def _failure_of(turn: Settled) -> VideoError | None:
    """The error of a turn that changed nothing; None where it ended well."""
    heard = turn.heard
    if heard.failure:
        logger.warning("The chat stream ended with an error: %s", heard.failure.code or heard.failure.kind)
        return _error_of(heard.failure)
    if heard.ending == "timed_out":
        return TimedOut("The backend did not finish this turn in time, and the timeline is unchanged.")
    if heard.texts and not heard.words and not (heard.question or heard.media):
        return Internal(
            "The backend met a temporary problem, and the timeline is unchanged.",
            advice="Wait a moment, then try again.",
            retryable=True,
        )
    return None


def _error_of(failure: StreamError) -> VideoError:
    if of_model := model_error(failure.code, failure.message):
        return of_model
    code, why = failure.code or "", _words_of(failure)
    reason = f" It says: {why}" if why else ""
    if failure.kind == "blocked":
        return Blocked(f"A safety filter stopped this turn, and the timeline is unchanged.{reason}")
    if failure.kind == "overloaded":
        return Overloaded(f"The backend is overloaded and stopped, and the timeline is unchanged.{reason}")
    if code.isdecimal() and int(code) in REFUSALS:
        refusal = BackendRefusal(int(code), call="the chat")
        refusal.said = why
        return refusal
    return Internal(
        f"The backend stopped with an error before anything changed on the timeline.{reason}",
        advice="Try again, with simpler words if it happens again.",
        retryable=True,
    )


def _say_failure(turn: Settled, *, has_changed: bool) -> str | None:
    """Why the backend stopped after it had changed something, or was heard no more after it had spoken."""
    failure = turn.heard.failure
    if not has_changed:
        is_lost = turn.heard.ending == "cut" and turn.heard.words and not turn.heard.question
        return say("cut_unchanged", turn.language) if is_lost else None
    if failure is None:
        has_more = turn.heard.ending == "timed_out" or (turn.heard.ending == "cut" and _is_first_stage(turn))
        return say(f"failure_{turn.heard.ending}", turn.language) if has_more else None
    sentence, why = say(f"failure_{failure.kind}", turn.language), _words_of(failure)
    return say("failure_says", turn.language, failure=sentence, words=why) if why else sentence


def _is_first_stage(turn: Settled) -> bool:
    """Whether there is only the clip of a generation; a backend adds music and titles to it by itself."""
    before, after = (
        sum(len(track.segments) for track in timeline.tracks if track.kind != "video")
        for timeline in (turn.before, turn.after)
    )
    return any(map(_CLIP_TOOL.search, turn.heard.started_tools)) and after <= before


def _words_of(failure: StreamError) -> str:
    """The backend's own words for it and its reason, as far as people may read them."""
    if is_of_model(failure.code):
        return failure.message
    words, code = failure.public_message, failure.code or ""
    is_reason = _REASON.fullmatch(code) is not None and code not in words
    return " ".join(filter(None, [words, f"({code})" if is_reason and words else code if is_reason else ""]))


# What is missing.


def _not_done(turn: Settled, *, has_changed: bool) -> Iterator[str]:
    """What was asked and is not done, as far as the tools or the timeline tell."""
    for failed in turn.heard.tool_failures:
        yield _say_tool_failure(failed, turn.language)
    if turn.request and has_changed and not turn.heard.question:
        yield from _missed_measures(turn, turn.request)


def _say_tool_failure(failed: ToolFinished, language: Language) -> str:
    label = next((key for key, names in _TOOLS if names.search(failed.name)), None)
    what = say(f"made_{label}", language) if label else failed.name.replace("_", " ")
    why = failed.public_failure.rstrip(".。")
    if why and not _EDITS.fullmatch(failed.name):
        why = say("tool_failed", language, what=what, why=why)
    return say("not_done", language, what=why or what)


def _missed_measures(turn: Settled, request: GenerateRequest) -> Iterator[str]:
    asked_s, shape = request.duration_s, turn.after.aspect_ratio
    if asked_s and turn.after.tracks and not _lasts(asked_s, turn.before, turn.after):
        seen = round(turn.after.duration_s, 2)
        yield say("length_not_done", turn.language, asked=asked_s, seen=seen)
    if request.aspect_ratio and shape and not _is_same_shape(request.aspect_ratio, shape):
        yield say("shape_not_done", turn.language, asked=request.aspect_ratio, seen=shape)


def _lasts(asked_s: float, before: Timeline, after: Timeline) -> bool:
    """Whether the film, what it grew by, or anything new on it lasts as long as was asked."""
    known = {(s.start_s, s.end_s, s.name, s.text) for track in before.tracks for s in track.segments}
    new = [s for track in after.tracks for s in track.segments]
    lengths = [s.end_s - s.start_s for s in new if (s.start_s, s.end_s, s.name, s.text) not in known]
    lengths += [after.duration_s, after.duration_s - before.duration_s]
    return any(abs(length - asked_s) <= LENGTH_TOLERANCE_S for length in lengths)


def _is_same_shape(asked: str, seen: str) -> bool:
    """Whether two shapes are one; a shape that is no ratio is unknown."""
    wanted, found = ratio_of(asked), ratio_of(seen)
    return not (wanted and found) or is_same_ratio(wanted, found)


def _say_media(media: Media, language: Language) -> str:
    family = media.media_type.partition("/")[0]
    what = say(f"media_{family if family in {'image', 'audio', 'video'} else 'file'}", language)
    key = "media_at" if media.url else "media_came"
    return say(key, language, what=what, url=media.url)
