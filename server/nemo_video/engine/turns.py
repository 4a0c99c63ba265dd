"""One turn of the chat: send the words once, follow the stream, settle what came of it from the state.

About 30 % of edits come without text, streams break, and the backend may stop to ask. Whatever happens the
message is never sent again, and what is reported as changed is the difference of two states.
"""

import logging
import re
from dataclasses import dataclass, field

import anyio

from nemo_video.client import (
    BackendClient,
    ChatEvent,
    End,
    Question,
    StreamError,
    Text,
    ToolFinished,
    ToolStarted,
)
from nemo_video.engine.facts import CreditUse, Generated, GenerateRequest, Status
from nemo_video.engine.jobs import Job
from nemo_video.engine.sentences import join_sentences, say
from nemo_video.engine.suggestions import about_project, suggest_export, with_next
from nemo_video.errors import Internal, TimedOut, VideoError
from nemo_video.language import Language, Suggestion, translate_reply
from nemo_video.settings import Settings
from nemo_video.timeline import Timeline, decode, describe_changes, summarize

logger = logging.getLogger(__name__)

_NOISE = re.compile(r"^\W*I (?:have |just )?encountered a temporary issue\b", re.IGNORECASE)
_ONLY_QUESTIONS = re.compile(r"^(?:[^.!。！\n?？]*[?？]\s*)+$")
_FINISHING_TOOL = re.compile(r"music|bgm|audio|sound|title|caption|subtitle|effect|transition", re.IGNORECASE)
_TEXT_STANDS = frozenset({"MAX_TOKENS", "SAFETY"})
"""Codes of a stream whose text is real, if short."""


@dataclass
class _Heard:
    """What a stream told so far.

    Attributes:
        texts: Messages in their order.
        question: What the backend stopped to ask.
        failure: An error that the stream carried.
        ending: How it ended.
    """

    texts: list[Text] = field(default_factory=list[Text])
    question: str | None = None
    failure: StreamError | None = None
    ending: str = "cut"

    def words(self) -> str:
        """The messages as one text, without the noise that may follow an answer."""
        kept = [text for text in self.texts if not _NOISE.match(text.text)] or self.texts
        return "\n\n".join(text.text.strip() for text in kept if text.text.strip())

    @property
    def is_cut_short(self) -> bool:
        """Whether the words end before their end."""
        return any(text.incomplete for text in self.texts) or self.ending != "clean"


@dataclass(frozen=True)
class Turn:
    """One instruction on one session.

    Attributes:
        message: The words, in the caller's language.
        language: Of the words; our sentences follow it.
    """

    client: BackendClient
    settings: Settings
    project_id: str
    session_id: str
    message: str
    language: Language

    async def take(self, job: Job) -> Generated:
        """Take the turn.

        Raises:
            VideoError: The backend refused, failed or took too long, and nothing changed.
        """
        before = await self._read_timeline()
        credits_before = await self._read_available()
        job.advance("thinking", 5)
        heard = await self._listen(job, before)
        job.advance(job.progress.stage, 90)
        timeline = await self._settle(heard, before)
        credits_after = await self._read_available()
        return self._answer(heard, before, timeline, _credit_use(credits_before, credits_after))

    async def _listen(self, job: Job, before: Timeline) -> _Heard:
        heard = _Heard()
        async with self.client.chat(self.session_id, self.message) as events:
            async for event in events:
                _note(event, heard)
                await self._follow(event, job, before)
        return heard

    async def _follow(self, event: ChatEvent, job: Job, before: Timeline) -> None:
        """Let the job tell its callers how far the backend is."""
        if isinstance(event, ToolStarted):
            finishing = _FINISHING_TOOL.search(event.name)
            job.advance(*(("adding music and titles", 60) if finishing else ("generating", 20)))
        elif isinstance(event, ToolFinished) and job.progress.stage == "generating":
            job.advance("generating", 50, await self._name_clip(before))

    async def _name_clip(self, before: Timeline) -> str | None:
        """The raw clip of a two-stage generation, told as soon as it is there."""
        try:
            timeline = await self._read_timeline()
        except VideoError:
            return None
        if describe_changes(before, timeline, self.language):
            return say("clip_is_there", self.language, summary=summarize(timeline))
        return None

    async def _settle(self, heard: _Heard, before: Timeline) -> Timeline:
        """The timeline after the turn. After a cut stream it is read until it changes, a few times."""
        if heard.ending == "clean":
            return await self._read_timeline()
        pauses = self.settings.recovery_s if heard.ending == "cut" else (0.0,)
        timeline = before
        for pause_s in pauses:
            await anyio.sleep(pause_s)
            timeline = await self._read_timeline()
            if describe_changes(before, timeline, self.language):
                break
        return timeline

    def _answer(self, heard: _Heard, before: Timeline, after: Timeline, credits: CreditUse) -> Generated:
        changes = describe_changes(before, after, self.language)
        words = heard.words()
        if not changes:
            _raise_failure(heard, words)
        question = heard.question or (words if not changes and _ONLY_QUESTIONS.match(words) else None)
        reply, suggestions = self._translate(words) if words else ("", ())
        status: Status = "completed"
        if question:
            status, reply = "needs_input", reply or question
        elif not words:
            status, reply = self._report_silence(heard, changes)
        elif heard.is_cut_short:
            reply = f"{reply} {say('cut', self.language)}"
        if after.tracks and not question:
            suggestions = with_next(suggestions, suggest_export(self.project_id, self.language))
        return Generated(
            status, self.project_id, reply, question, changes, after,
            about_project(suggestions, self.project_id), credits,
        )  # fmt: skip

    def _translate(self, words: str) -> tuple[str, tuple[Suggestion, ...]]:
        translated = translate_reply(words, self.language)
        return translated.text, translated.suggestions

    def _report_silence(self, heard: _Heard, changes: tuple[str, ...]) -> tuple[Status, str]:
        if changes:
            done = join_sentences(changes, self.language)
            return "completed", say("changed", self.language, changes=done)
        return "unchanged", say("unchanged" if heard.ending == "clean" else "cut_unchanged", self.language)

    async def _read_timeline(self) -> Timeline:
        return decode((await self.client.read_state(self.session_id)).draft)

    async def _read_available(self) -> float | None:
        """The balance is a courtesy beside the turn: a failure to read it stops nothing."""
        try:
            return (await self.client.read_credits()).available
        except VideoError as error:
            logger.info("The balance could not be read: %s", error.code)
            return None


def compose_message(request: GenerateRequest, language: Language) -> str:
    """The words that go to the backend: the prompt, and length and shape where they are given."""
    parts: list[str] = []
    if request.duration_s is not None:
        parts.append(say("duration", language, value=request.duration_s))
    if request.aspect_ratio is not None:
        parts.append(say("aspect_ratio", language, value=request.aspect_ratio))
    if not parts:
        return request.prompt
    between = ". " if language == "en" else "。"
    return say("measures", language, prompt=request.prompt, parts=between.join(parts))


def _note(event: ChatEvent, heard: _Heard) -> None:
    match event:
        case Text():
            heard.texts.append(event)
        case Question(text):
            heard.question = text
        case StreamError():
            heard.failure = event
        case End(reason):
            heard.ending = reason
        case _:
            pass


def _raise_failure(heard: _Heard, words: str) -> None:
    """Nothing changed: a failure that the stream told is the answer."""
    if heard.failure and not (words and heard.failure.code in _TEXT_STANDS):
        logger.warning("The chat stream carried an error: %s", heard.failure.code)
        raise Internal(
            "The backend stopped with an error before anything changed on the timeline.",
            advice="Try again, with simpler words if it happens again.",
            retryable=True,
        )
    if heard.ending == "timed_out":
        raise TimedOut("The backend did not finish this turn in time, and the timeline is unchanged.")


def _credit_use(before: float | None, after: float | None) -> CreditUse:
    spent = before - after if before is not None and after is not None else None
    return CreditUse(spent, after)
