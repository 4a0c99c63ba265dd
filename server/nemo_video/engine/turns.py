"""One turn of the chat: send the words once, follow the stream, settle what came of it from the state.

About 30 % of edits come without text, streams break, processes end, and the backend may stop to ask. Whatever
happens the message is never sent again, and what is reported as changed is the difference of two states.
"""

import logging
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import anyio
from anyio import to_thread

from nemo_video.client import (
    Balance,
    ChatEvent,
    ProjectState,
    Prompt,
    StreamError,
    Text,
    ToolFinished,
    ToolStarted,
)
from nemo_video.engine.backend import Backend
from nemo_video.engine.budget import Budget, estimate_cost, estimate_turn, find_cost_concern, spent_between
from nemo_video.engine.endings import read_timeline as read_kept_timeline
from nemo_video.engine.endings import write_timeline
from nemo_video.engine.facts import CreditUse, Generated
from nemo_video.engine.job import Job
from nemo_video.engine.ledger import TurnRecord, Turns
from nemo_video.engine.media_list import new_media
from nemo_video.engine.outcome import Settled, conclude, tell_all
from nemo_video.engine.prompts import compose_message
from nemo_video.engine.refusals import may_pass
from nemo_video.engine.requests import GenerateRequest
from nemo_video.engine.sentences import say, say_concern
from nemo_video.engine.snapshot import find_changes, find_timeline, is_small, read_timeline, work_on
from nemo_video.engine.transcript import Transcript
from nemo_video.errors import BackendRefusal, TimedOut, Unreachable, VideoError
from nemo_video.language import Language
from nemo_video.settings import Settings
from nemo_video.timeline import Timeline, summarize

logger = logging.getLogger(__name__)

_FINISHING_TOOL = re.compile(r"music|bgm|audio|sound|title|caption|subtitle|effect|transition", re.IGNORECASE)
_MAX_LOOKS = 20
"""So many tools of a turn are followed by a look for the clip: the stream waits for each."""

MODEL_POLL_S = 1.0
"""How often a turn of an ended process asks whether a model still works for it."""

_INLINE_CHARS = 2_000
"""Replies up to this length are translated in a few milliseconds; longer ones in a thread."""


@dataclass(frozen=True)
class Turn:
    """One turn on one session.

    Attributes:
        project_id: The project that the session belongs to.
        language: Of the words; our sentences follow it.
        records: Where the message is noted before it leaves.
        budget: What it may cost; None on a backend that is free.
        has_model: Whether a real model makes the clips, for money of its own.
        prompts: What the backend asked last, where the words are the answer.
    """

    client: Backend
    settings: Settings
    project_id: str
    session_id: str
    language: Language
    records: Turns
    budget: Budget | None
    has_model: bool = False
    prompts: tuple[Prompt, ...] = ()

    async def take(self, job: Job, request: GenerateRequest) -> Generated:
        """Send the words and report what came of them.

        Raises:
            NotAllowed: The turn could cost more than the day's cap leaves.
            VideoError: The backend refused, failed or took too long, and nothing changed.
        """
        state_before = await self.client.read_state(self.session_id)
        before = await find_timeline(state_before)
        balance = await self._read_balance()
        credits_before = balance.available if balance else None
        message = compose_message(request, self.language, self.prompts)
        job.estimate = estimate_turn(before, request.duration_s) if self.budget else 0
        if self.budget:
            concern = await self.budget.find_concern(job.estimate, credits_before)
            job.warning = say_concern(concern, self.language) if concern else None
            await self.budget.reserve(job.job_id, job.estimate)
        if self.has_model:
            job.cost = await estimate_cost(self.client, self.session_id, message)
            concern = find_cost_concern(job.cost)
            job.warning = say_concern(concern, self.language) if concern else None
        job.advance("thinking", 5)
        kept = await work_on(before, partial(write_timeline, before))
        await self.records.send(job.job_id, kept, credits_before)
        heard = await self._listen(job, before, message)
        job.advance(job.progress.stage, 90)
        if heard.ending == "cut":
            job.advance(job.progress.stage, 90, say("recovers", self.language))
            state_after = await self._settle(job, heard, before, self.settings.recovery_s)
        else:
            state_after = await self._settle(job, heard, None, (0.0, *self.settings.recovery_s))
        use = await self._count(job, credits_before, balance)
        made = new_media(state_before, state_after)
        return await self._conclude(job, request, heard, before, state_after, use, made)

    async def reconcile(self, job: Job, sent: TurnRecord, said: str, *, may_go_on: bool) -> Generated:
        """Find out what became of a message of which nobody knows that, without sending it again.

        Args:
            job: The job that sent it.
            sent: The message.
            said: What the backend is known to have said in its turn.
            may_go_on: Whether the backend may still be working on it.

        Raises:
            VideoError: The state cannot be read.
        """
        before = read_kept_timeline(sent.timeline or "")
        heard = Transcript([Text(said)] if said else [], ending="unheard")
        job.words = partial(str, said)
        if self.has_model:
            await self._wait_for_model(job, sent, heard)
        is_over = not may_go_on or time.time() - (sent.sent_at or 0) > self.settings.turn_s
        job.advance("thinking", 5, say("reconciles", self.language))
        after = await self._settle(
            job, heard, before, (0.0,) if is_over else (0.0, *self.settings.recovery_s)
        )
        return await self._conclude(job, None, heard, before, after, await self._count(job, sent.credits))

    async def _wait_for_model(self, job: Job, sent: TurnRecord, heard: Transcript) -> None:
        """A model goes on after the process that ordered of it, and the backend with it."""
        sent_at = sent.sent_at or 0
        while time.time() - sent_at < self.settings.turn_s:
            with job.looking():
                state = await self.client.read_state(self.session_id)
            if state.refusal and state.refusal.at > sent_at:
                heard.note(StreamError(state.refusal.words, state.refusal.code))
            if not state.is_working:
                return
            job.advance("generating", 20, say("reconciles", self.language))
            await anyio.sleep(MODEL_POLL_S)

    async def _listen(self, job: Job, before: Timeline, message: str) -> Transcript:
        heard = Transcript()
        job.has_sent, job.words = True, partial(tell_all, heard, self.language)
        try:
            async with self.client.chat(self.session_id, message) as events:
                async for event in events:
                    heard.note(event)
                    await self._follow(event, job, before, heard)
        except (Unreachable, BackendRefusal):
            job.has_sent = False  # no turn was started
            await self.records.note(job.job_id, "refused")
            await self._free(job)
            raise
        if heard.ending == "clean":
            await self.records.note(job.job_id, "answered")
        return heard

    async def _follow(self, event: ChatEvent, job: Job, before: Timeline, heard: Transcript) -> None:
        """Let the job tell its callers how far the backend is."""
        if isinstance(event, ToolStarted):
            is_finishing = _FINISHING_TOOL.search(event.name)
            stage, percent = ("adding music and titles", 60) if is_finishing else ("generating", 20)
            job.advance(stage, percent, job.progress.note)
        elif isinstance(event, ToolFinished) and job.progress.stage == "generating":
            is_looked_for = heard.finished_tools <= _MAX_LOOKS
            note = await self._name_clip(before) if is_looked_for else job.progress.note
            job.advance("generating", 50, note)

    async def _name_clip(self, before: Timeline) -> str | None:
        """The raw clip of a two-stage generation, told as soon as it is there."""
        try:
            timeline = await self._read_timeline()
        except VideoError:
            return None
        if await find_changes(before, timeline, self.language):
            return say("clip_is_there", self.language, summary=summarize(timeline))
        return None

    async def _settle(
        self, job: Job, heard: Transcript, before: Timeline | None, pauses_s: Sequence[float]
    ) -> ProjectState:
        """The state after the turn. Where it cannot be read, the error tells what the backend said."""
        try:
            return await self._read_until_changed(job, before, pauses_s)
        except VideoError as error:
            told = tell_all(heard, self.language)
            error.said = told if error.said in told else f"{told}\n\n{error.said}".strip()
            raise

    async def _read_until_changed(
        self, job: Job, before: Timeline | None, pauses_s: Sequence[float]
    ) -> ProjectState:
        """Read the state after each pause, until its timeline has changed. Some of the reads may fail.

        Args:
            job: The job.
            before: The timeline before; None after a turn that is over, where the first read tells what
                came of it.
            pauses_s: The pauses.

        Raises:
            VideoError: All of them failed, or one in a way that no later read can mend.
        """
        state: ProjectState | None = None
        failure: VideoError = TimedOut("What came of the turn was not looked at.")
        for pause_s in pauses_s:
            await anyio.sleep(pause_s)
            try:
                with job.looking():
                    state = await self.client.read_state(self.session_id)
            except VideoError as error:
                if not may_pass(error):
                    raise
                logger.info("The state could not be read: %s", error.code)
                failure = error
            else:
                timeline = await find_timeline(state)  # one that cannot be read is told with what was said
                if before is None or await find_changes(before, timeline, self.language):
                    return state
            job.advance(job.progress.stage, job.progress.percent, job.progress.note)
        if state is None:
            raise failure
        job.is_looking = False  # what the last look failed at, an earlier one has seen
        return state

    async def _count(self, job: Job, before: float | None, balance: Balance | None = None) -> CreditUse:
        """What the turn cost, for the caller and for the day's spending."""
        now = await self._read_balance()
        after = now.available if now else None
        spent = spent_between(before, after)
        if self.budget:
            await self.budget.settle(job.job_id, spent)
        use = CreditUse(job.estimate, spent, after, job.warning)
        if job.cost is None or not job.cost.clips:
            return use
        models = [each.model.spent_today if each and each.model else None for each in (now, balance)]
        cost = spent_between(*models)
        return replace(use, cost_estimated=job.cost.price, cost=None if cost is None else round(cost, 6))

    async def _free(self, job: Job) -> None:
        if self.budget:
            await self.budget.settle(job.job_id, 0)

    async def _conclude(
        self,
        job: Job,
        request: GenerateRequest | None,
        heard: Transcript,
        before: Timeline,
        state: ProjectState,
        credits: CreditUse,
        made: tuple[str, ...] = (),
    ) -> Generated:
        after = await find_timeline(state)
        turn = Settled(request, heard, before, after, self.project_id, job.job_id, self.language, made)
        if len(heard.all_words) <= _INLINE_CHARS and is_small(before) and is_small(after):
            return conclude(turn, credits)
        return await to_thread.run_sync(conclude, turn, credits)

    async def _read_timeline(self) -> Timeline:
        return await read_timeline(self.client, self.session_id)

    async def _read_balance(self) -> Balance | None:
        """The balance is a courtesy beside the turn: a failure to read it stops nothing."""
        try:
            return await self.client.read_credits()
        except VideoError as error:
            logger.info("The balance could not be read: %s", error.code)
            return None
