"""One turn of the chat: send the words once, follow the stream, settle what came of it from the state.

About 30 % of edits come without text, streams break, processes end, and the backend may stop to ask. Whatever
happens the message is never sent again, and what is reported as changed is the difference of two states.
"""

import logging
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import anyio

from nemo_video.client import (
    ChatEvent,
    End,
    Question,
    StreamError,
    Text,
    ToolFinished,
    ToolStarted,
)
from nemo_video.engine.backend import Backend
from nemo_video.engine.budget import Budget, estimate_turn, spent_between
from nemo_video.engine.endings import read_timeline, write_timeline
from nemo_video.engine.facts import CreditUse, Generated, GenerateRequest, Status
from nemo_video.engine.job import Job
from nemo_video.engine.ledger import TurnRecord, Turns
from nemo_video.engine.sentences import join_sentences, say, say_concern
from nemo_video.engine.suggestions import about_project, suggest_export, with_next
from nemo_video.errors import REFUSALS, BackendRefusal, Internal, TimedOut, Unreachable, VideoError
from nemo_video.language import Language, Suggestion, translate_reply
from nemo_video.settings import Settings
from nemo_video.timeline import Timeline, decode, describe_changes, summarize

logger = logging.getLogger(__name__)

_NOISE = re.compile(
    r"(?<!\w)I (?:have |just )?encountered a temporary issue\b.*\Z", re.IGNORECASE | re.DOTALL
)
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

    def words(self, *, is_done: bool) -> str:
        """The messages as one text, without the noise that may follow an answer.

        Args:
            is_done: Something changed, so that nothing but noise is an edit without words.
        """
        quiet = _join(_NOISE.sub("", text.text) for text in self.texts)
        return quiet if quiet or is_done else _join(text.text for text in self.texts)

    @property
    def is_cut_short(self) -> bool:
        """Whether the words end before their end."""
        return any(text.incomplete for text in self.texts) or self.ending != "clean"


@dataclass(frozen=True)
class Turn:
    """One turn on one session.

    Attributes:
        project_id: The project that the session belongs to.
        language: Of the words; our sentences follow it.
        records: Where the message is noted before it leaves.
        budget: What it may cost; None on a backend that is free.
    """

    client: Backend
    settings: Settings
    project_id: str
    session_id: str
    language: Language
    records: Turns
    budget: Budget | None

    async def take(self, job: Job, request: GenerateRequest) -> Generated:
        """Send the words and report what came of them.

        Raises:
            NotAllowed: The turn could cost more than the day's cap leaves.
            VideoError: The backend refused, failed or took too long, and nothing changed.
        """
        before = await self._read_timeline()
        credits_before = await self._read_available()
        job.estimate = estimate_turn(before, request.duration_s) if self.budget else 0
        if self.budget:
            concern = await self.budget.find_concern(job.estimate, credits_before)
            job.warning = say_concern(concern, self.language) if concern else None
            await self.budget.reserve(job.job_id, job.estimate)
        job.advance("thinking", 5)
        await self.records.send(job.job_id, write_timeline(before), credits_before)
        heard = await self._listen(job, before, compose_message(request, self.language))
        job.advance(job.progress.stage, 90)
        timeline = await self._settle(job, heard.ending, before)
        return self._answer(heard, before, timeline, await self._count(job, credits_before))

    async def reconcile(self, job: Job, sent: TurnRecord) -> Generated:
        """Find out what became of a message that an ended process sent, without sending it again.

        Raises:
            VideoError: The state cannot be read.
        """
        job.has_sent = True
        before = read_timeline(sent.timeline or "")
        is_over = time.time() - (sent.sent_at or 0) > self.settings.turn_s
        job.advance("thinking", 5, say("reconciles", self.language))
        after = await self._read_until_changed(
            job, before, (0.0,) if is_over else (0.0, *self.settings.recovery_s)
        )
        return self._answer(_Heard(), before, after, await self._count(job, sent.credits))

    async def _listen(self, job: Job, before: Timeline, message: str) -> _Heard:
        heard = _Heard()
        job.has_sent = True
        try:
            async with self.client.chat(self.session_id, message) as events:
                async for event in events:
                    _note(event, heard)
                    await self._follow(event, job, before)
        except (Unreachable, BackendRefusal):
            job.has_sent = False  # no turn was started
            await self.records.note(job.job_id, "refused")
            await self._free(job)
            raise
        if heard.ending == "clean":
            await self.records.note(job.job_id, "answered")
        return heard

    async def _follow(self, event: ChatEvent, job: Job, before: Timeline) -> None:
        """Let the job tell its callers how far the backend is."""
        if isinstance(event, ToolStarted):
            is_finishing = _FINISHING_TOOL.search(event.name)
            stage, percent = ("adding music and titles", 60) if is_finishing else ("generating", 20)
            job.advance(stage, percent, job.progress.note)
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

    async def _settle(self, job: Job, ending: str, before: Timeline) -> Timeline:
        """The timeline after the turn."""
        if ending != "cut":
            return await self._read_timeline()
        job.advance(job.progress.stage, 90, say("recovers", self.language))
        return await self._read_until_changed(job, before, self.settings.recovery_s)

    async def _read_until_changed(self, job: Job, before: Timeline, pauses_s: Sequence[float]) -> Timeline:
        """Read the timeline after each pause, until it has changed. Some of the reads may fail.

        Raises:
            VideoError: All of them failed, or the session is gone.
        """
        timeline, failure = None, None
        for pause_s in pauses_s:
            await anyio.sleep(pause_s)
            try:
                timeline = await self._read_timeline()
            except (Unreachable, TimedOut) as error:
                logger.info("The state could not be read: %s", error.code)
                failure = error
            if timeline and describe_changes(before, timeline, self.language):
                break
            job.advance(job.progress.stage, job.progress.percent, job.progress.note)
        if timeline is None and failure:
            raise failure
        return timeline or before

    async def _count(self, job: Job, before: float | None) -> CreditUse:
        """What the turn cost, for the caller and for the day's spending."""
        after = await self._read_available()
        spent = spent_between(before, after)
        if self.budget:
            await self.budget.settle(job.job_id, spent)
        return CreditUse(job.estimate, spent, after, job.warning)

    async def _free(self, job: Job) -> None:
        if self.budget:
            await self.budget.settle(job.job_id, 0)

    def _answer(self, heard: _Heard, before: Timeline, after: Timeline, credits: CreditUse) -> Generated:
        changes = describe_changes(before, after, self.language)
        words = heard.words(is_done=bool(changes))
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
            about_project(suggestions, self.project_id), credits, self.language,
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


def _join(texts: Iterable[str]) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())


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
    code = heard.failure.code or "" if heard.failure else ""
    if heard.failure and not (words and code in _TEXT_STANDS):
        logger.warning("The chat stream carried an error: %s", code)
        if code.isdecimal() and int(code) in REFUSALS:
            raise BackendRefusal(int(code))
        raise Internal(
            "The backend stopped with an error before anything changed on the timeline.",
            advice="Try again, with simpler words if it happens again.",
            retryable=True,
        )
    if heard.ending == "timed_out":
        raise TimedOut("The backend did not finish this turn in time, and the timeline is unchanged.")
