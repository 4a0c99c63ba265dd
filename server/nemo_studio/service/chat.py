"""One chat turn as a stream of agent events, in the shape that the protocol gives them."""

import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import anyio
from pydantic import BaseModel

from nemo_studio.agent import Reading, read_answer, replies, suggest, understand
from nemo_studio.agent.replies import Facts
from nemo_studio.edits import Command, Explain, Note
from nemo_studio.edits.cutting.commands import SetLength, SetSpeed
from nemo_studio.edits.language.characters import restore
from nemo_studio.edits.media.application import add_ambience, put_new
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.edits.picture.commands import Adjust, SetFit, SetLook, SetTransition, Zoom
from nemo_studio.edits.ripple import ripple
from nemo_studio.edits.sound.commands import AddAmbience, Fade, SetVolume
from nemo_studio.edits.titles.commands import StyleTitle
from nemo_studio.models import ModelRefusal
from nemo_studio.models.video_model import Reason
from nemo_studio.service.as_before import count_as_before
from nemo_studio.service.clip_table import WaitingTurn
from nemo_studio.service.editor import Done, Outcome, Question, Undone, carry_out, complete
from nemo_studio.service.events import Actions, Content, Event, FunctionCall, FunctionResponse, Part
from nemo_studio.service.faults import Fault, StreamCut
from nemo_studio.service.generation import Generation
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.sessions import Session
from nemo_video.wire.calls import QUESTION_TOOL, ModelError
from nemo_video.wire.draft import TRACKS
from nemo_video.wire.envelope import JsonObject

AUTHOR = "nemo_agent"

_ANSWER = re.compile(r"^\s*\d+\. .+?[?？]:\s*")
"""An answer comes with its question before it, as `1. Which clip?: the first`."""

_HEARTBEAT = b": heartbeat\n\n"
_NOISE = "I encountered a temporary issue. Please try again later."
_UNKNOWN_EVENT = b'data: {"id":"e","author":"system","newKind":{"x":[1]},"content":null}\n\ndata:\n\n'
_STREAM_ERROR = b'data: {"error": "The model is overloaded."}\n\n'
_QUESTION: JsonObject = {"question": "Which mood do you want, calm or lively?"}


_LACKING = frozenset({"not_in_scene", "not_shown_so", "scene_stands_in", "scene_shortened"})
"""Notes that tell of something asked for that was not done."""
_STATES = (
    AddAmbience, Adjust, Fade, SetFit, SetLength, SetLook, SetSpeed, SetTransition, SetVolume,
    StyleTitle, Zoom,
)  # fmt: skip
"""Commands of which is told what is so, rather than what was done."""
_TOLD_STEP = 10
"""Percent of a model's work between two events that tell of it."""

_REFUSALS: Mapping[Reason, ModelError] = MappingProxyType(
    {
        "blocked": ModelError.SAFETY,
        "overloaded": ModelError.OVERLOADED,
        "key": ModelError.KEY,
        "money": ModelError.MONEY,
        "cap": ModelError.CAP,
        "limits": ModelError.LIMITS,
        "unknown_model": ModelError.UNKNOWN,
        "unreachable": ModelError.UNREACHABLE,
        "unanswered": ModelError.UNANSWERED,
        "expired": ModelError.EXPIRED,
        "failed": ModelError.FAILED,
    }
)
"""How the stream names what a model refuses."""


def encode(event: BaseModel) -> bytes:
    """One `data:` line and the blank line after it."""
    return b"data: " + event.model_dump_json(by_alias=True, exclude_none=True).encode() + b"\n\n"


def _understand(session: Session, message: str) -> Reading:
    reading = understand(message, uploads=session.uploads, is_empty=not session.draft[TRACKS])
    if reading.is_exact:
        return reading
    commands = tuple(put_new(session.draft, each) for each in reading.commands)
    return replace(reading, commands=count_as_before(session, commands))


def _reopen_question(session: Session) -> Question | None:
    """What was asked last, worked out again from the messages that led to it."""
    question = None
    for message in session.asked:
        reading = _understand(session, message)
        meant = question and read_answer(message, reading, question.choices, question.names)
        commands = complete(question, meant) if question and meant else reading.commands
        question = carry_out(session, commands)[0].question
    return question


@dataclass
class Turn:
    """What one message is answered with. It is read when its turn comes, for its sense hangs on the draft.

    Attributes:
        session: Whose turn it is.
        reading: What was understood, and what was not.
        message: What the user wrote.
        options: How the studio is set up.
        keep: Writes the session; what an event tells is kept before the event leaves.
        asked: The messages that lead to a question, should this turn ask one.
        generation: Who makes its clips.
        turn_id: Its name in the store.
        has_worked: Whether anything was carried out; otherwise it costs nothing.
    """

    session: Session
    reading: Reading
    message: str
    options: StudioOptions
    keep: Callable[[], Awaitable[None]]
    asked: tuple[str, ...]
    generation: Generation
    turn_id: str
    has_worked: bool = False

    @classmethod
    def read(
        cls,
        session: Session,
        message: str,
        options: StudioOptions,
        keep: Callable[[], Awaitable[None]],
        generation: Generation,
        turn_id: str,
    ) -> "Turn":
        """Understand a message; after a question it may be the answer."""
        message = _ANSWER.sub("", message)
        question, asked = _reopen_question(session), (message,)
        reading = _understand(session, generation.understand_first_frame(message, session))
        if question and (meant := read_answer(message, reading, question.choices, question.names)):
            reading, asked = Reading(complete(question, meant)), (*session.asked, message)
        return cls(session, reading, message, options, keep, asked, generation, turn_id)

    @property
    def price(self) -> float:
        """What the turn costs: so much a clip, or so much for an edit, or nothing for an answer."""
        clips = sum(isinstance(command, MakeScene) for command in self.reading.commands)
        if clips:
            return clips * self.options.clip_price
        return self.options.edit_price if self._edits else 0

    @property
    def _edits(self) -> bool:
        return any(not isinstance(command, Explain) for command in self.reading.commands)

    async def events(self) -> AsyncIterator[bytes]:
        """The stream: tool calls as the work goes on, then what was done and what was not."""
        faults = self.options.faults
        self.session.asked = ()
        if faults.strikes(Fault.UNKNOWN_EVENT):
            yield _UNKNOWN_EVENT
        if faults.strikes(Fault.STREAM_ERROR):
            yield _STREAM_ERROR
            raise StreamCut
        if faults.strikes(Fault.QUESTION):
            yield self._ask(_QUESTION)
            return
        async for event in self._work() if self._edits else self._answer():
            yield event
        if faults.strikes(Fault.TRAILING_NOISE):
            yield self._event(Part(text=_NOISE))

    async def _answer(self) -> AsyncIterator[bytes]:
        """To a message that changes nothing."""
        outcome, _ = carry_out(self.session, self.reading.commands)
        for event in await anyio.to_thread.run_sync(self._report, outcome):
            yield event

    async def _work(self) -> AsyncIterator[bytes]:
        commands = self.reading.commands
        generates = any(isinstance(command, MakeScene) for command in commands)
        call_id, tool = _new_call(), "generate_video" if generates else "edit_timeline"
        yield self._call(call_id, tool, {"commands": len(commands)})
        yield _HEARTBEAT
        if self.options.faults.strikes(Fault.SLOW_TURN):
            async for heartbeat in self._dawdle():
                yield heartbeat
        if self.options.faults.strikes(Fault.CUT_BEFORE_EDIT):
            raise StreamCut
        turn = WaitingTurn(self.turn_id, self.session.session_id, self.session.client_id, self.message)
        try:
            clips = await self.generation.plan(turn, self.session, commands)
            outcome, edit = await anyio.to_thread.run_sync(carry_out, self.session, tuple(clips.commands))
            if clips.are_ordered and not outcome.question:  # that was only to see whether all has a place
                async for event in self._generate(self.generation.make(clips, self.session, outcome)):
                    yield event
                made = self.generation.made(clips)
                outcome, edit = await anyio.to_thread.run_sync(carry_out, self.session, made)
                await self.generation.tell(clips, outcome)
            await self._note(clips.refusals)
        except ModelRefusal as refusal:
            await self._note([refusal])
            yield _fail(refusal)
            return
        if edit:  # no await up to `keep`: a turn given up is neither carried out nor paid
            edit.close(self.session)
        self.has_worked = outcome.has_changed
        self.session.asked = self.asked if outcome.question else ()
        await self.keep()
        if self.options.faults.strikes(Fault.CUT_AFTER_EDIT):
            raise StreamCut
        if outcome.question:
            yield self._ask({"question": self._question(outcome.question)})
            return
        yield self._respond(call_id, tool, {"status": "success" if outcome.done else "nothing_done"})
        if outcome.clips:
            async for event in self._finish_clips(outcome):
                yield event
        for event in await anyio.to_thread.run_sync(self._report, outcome):
            yield event
        if clips.refusals:
            yield _fail(clips.refusals[0])

    async def _generate(self, progress: AsyncIterator[float | None]) -> AsyncIterator[bytes]:
        """While a model works: a heartbeat at every look, and a call where it tells how far it is."""
        told = -float(_TOLD_STEP)
        async for percent in progress:
            if percent is None or percent < told + _TOLD_STEP:
                yield _HEARTBEAT
            else:
                told = percent
                yield self._call(_new_call(), "generate_video_with_model", {"percent": percent})

    async def _note(self, refusals: Sequence[ModelRefusal]) -> None:
        """Keep why a clip was not made while the turn still counts as waiting: the state tells either."""
        for refusal in refusals[:1]:
            code = _REFUSALS[refusal.reason]
            await self.generation.note_refusal(self.session.session_id, code, refusal.words)

    async def _dawdle(self) -> AsyncIterator[bytes]:
        """Heartbeats, as long as a slow turn takes."""
        for _ in range(max(1, round(self.options.slow_turn_s / self.options.heartbeat_s))):
            await anyio.sleep(self.options.heartbeat_s)
            yield _HEARTBEAT

    async def _finish_clips(self, outcome: Outcome) -> AsyncIterator[bytes]:
        """The second stage of a generation: what the backend adds by itself."""
        call_id, tool = _new_call(), "add_sound"
        yield self._call(call_id, tool, {})
        add_ambience(self.session.draft, {clip["segment_id"] for clip in outcome.clips})
        ripple(self.session.draft, replies.language_of("", self.session.language))
        await self.keep()
        yield self._respond(call_id, tool, {"status": "success"})

    def _report(self, outcome: Outcome) -> list[bytes]:
        """All that is told of an outcome. What is offered is tried first, which is work for a thread."""
        return [*self._tell_outcome(outcome)]

    def _tell_outcome(self, outcome: Outcome) -> Iterator[bytes]:
        """What was not done, as failed calls; then all of it in words, unless the edit is a silent one."""
        lacking = [note for note in outcome.notes if note.key in _LACKING]
        failures = [*self._reasons(outcome), *self._write_notes(lacking), *self.reading.unclear]
        for failure in failures:
            call_id = _new_call()
            yield self._call(call_id, "edit_timeline", {})
            yield self._respond(call_id, "edit_timeline", {"status": "error", "error": failure})
        if not (outcome.done and self.options.faults.strikes(Fault.SILENT_EDIT)):
            yield from self._tell(self._sum_up(outcome))

    def _tell(self, text: str) -> Iterator[bytes]:
        """The text, and before it its pieces where a test wants them."""
        if self.options.faults.strikes(Fault.PARTIAL_TEXT):
            middle = len(text) // 2
            for piece in (text[:middle], text[middle:]):
                yield self._event(Part(text=piece), is_partial=True)
        yield self._event(Part(text=text))

    def _sum_up(self, outcome: Outcome) -> str:
        """All of a turn: what was done, what there is to know of it, what was not done."""
        sentences = [*self._say_done(outcome), *self._write_notes(outcome.notes), *self._reasons(outcome)]
        if self.reading.unclear:
            unclear = [restore(part, self.message) for part in self.reading.unclear]
            sentences += replies.say_not_done(self._language, unclear)
            offered = suggest("; ".join(unclear), is_empty=not self.session.draft[TRACKS])
            sentences.append(replies.say_example(self._language, self._find_example(offered)))
        elif outcome.undone and outcome.undone[0].reason in replies.NEEDS_EXAMPLE:
            example = self._find_example((type(outcome.undone[0].command),))
            sentences.append(replies.say_example(self._language, example))
        if outcome.clips:
            drawn = [clip for clip in outcome.clips if "model" not in clip]
            sentences += [replies.say_remark(self._language, "who_speaks")] if drawn else []
        if self.options.faults.strikes(Fault.SCREEN_TALK):
            exports = any(isinstance(each.command, Explain) for each in outcome.done)
            sentences.append(
                replies.say_remark(self._language, "export_button" if exports else "play_button")
            )
        usual = "nothing_asked" if self.session.draft[TRACKS] else "explain_export_empty"
        return replies.join(self._language, sentences, usual)

    def _find_example(self, kinds: Sequence[type[Command]]) -> type[Command] | None:
        """The first kind of command whose example, said to this draft, would be done."""
        examples = {kind: replies.example_of(self._language, kind) for kind in kinds}
        return next(
            (k for k, said in examples.items() if self._would_do(_understand(self.session, said))), None
        )

    def _would_do(self, reading: Reading) -> bool:
        outcome, _ = carry_out(self.session, reading.commands)
        return bool(outcome.done) and not outcome.undone and not reading.unclear

    def _say_done(self, outcome: Outcome) -> list[str]:
        clips = ", ".join(f'"{clip["name"]}" ({clip["duration"]:g} s)' for clip in outcome.clips)
        made = {"what": clips, "aspect": self.session.canvas.aspect_ratio}
        shots = [replies.say_done(self._language, MakeScene, self._write(made))] if clips else []
        alike: dict[str, tuple[Done, dict[str, None]]] = {}
        sped = [each.changed for each in outcome.done if isinstance(each.command, SetSpeed)]
        for each in outcome.done:
            is_told = isinstance(each.command, SetLength) and any(each.changed <= ids for ids in sped)
            if not (is_told or isinstance(each.command, MakeScene)):
                said = self._say_command(each, "")  # the same but for the names
                alike.setdefault(said, (each, {}))[1][str(each.facts["what"])] = None
        return shots + [self._say_command(each, ", ".join(whats)) for each, whats in alike.values()]

    def _say_command(self, done: Done, what: str) -> str:
        return replies.say_done(self._language, type(done.command), self._write({**done.facts, "what": what}))

    def _write_notes(self, notes: Sequence[Note]) -> list[str]:
        return [replies.say_remark(self._language, n.key, self._write(n.facts)) for n in notes]

    def _reasons(self, outcome: Outcome) -> list[str]:
        return [self._say_why(each, is_alone=not outcome.done) for each in outcome.undone]

    def _say_why(self, undone: Undone, *, is_alone: bool) -> str:
        facts, language = self._write(undone.facts), self._language
        said = replies.say_remark(language, undone.reason, facts)
        is_so = undone.reason == "nothing_changed" and is_alone and facts.get("count")
        if is_so and isinstance(undone.command, _STATES):  # what is so already
            said = replies.join(language, (said, replies.say_done(language, type(undone.command), facts)), "")
        return said

    def _write(self, facts: Facts) -> Facts:
        """Names as the user wrote them, in traditional characters where they were."""
        return {key: restore(v, self.message) if isinstance(v, str) else v for key, v in facts.items()}

    @property
    def _language(self) -> replies.Language:
        return replies.language_of(self.message, self.session.language)

    def _question(self, question: Question) -> str:
        kinds = tuple(choice.kind for choice in question.choices)
        return replies.ask_which(self._language, kinds, question.names)

    def _ask(self, question: JsonObject) -> bytes:
        return self._call("ask", QUESTION_TOOL, question)

    def _call(self, call_id: str, tool: str, args: JsonObject) -> bytes:
        return self._event(Part(function_call=FunctionCall(id=call_id, name=tool, args=args)))

    def _respond(self, call_id: str, tool: str, response: JsonObject) -> bytes:
        part = Part(function_response=FunctionResponse(id=call_id, name=tool, response=response))
        return self._event(part, delta={"draft": self.session.draft}, role="user")

    def _event(
        self,
        part: Part,
        *,
        delta: JsonObject | None = None,
        role: str = "model",
        is_partial: bool | None = None,
    ) -> bytes:
        return encode(
            Event(
                id=secrets.token_hex(16),
                timestamp=time.time(),
                author=AUTHOR,
                invocation_id=f"e-{secrets.token_hex(8)}",
                content=Content(role=role, parts=[part]),
                partial=is_partial,
                actions=Actions(state_delta=delta or {}),
            )
        )


def _fail(refusal: ModelRefusal) -> bytes:
    """A clip was not made: the last event, so that nobody takes it for history."""
    code = _REFUSALS[refusal.reason]
    return encode(
        Event(id=secrets.token_hex(16), author=AUTHOR, error_code=code, error_message=refusal.words)
    )


def _new_call() -> str:
    return f"call_{secrets.token_hex(8)}"
