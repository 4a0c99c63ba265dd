"""One chat turn as a stream of agent events, in the shape that the protocol gives them."""

import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass

import anyio
from pydantic import BaseModel

from nemo_studio.agent import read_answer, replies, understand
from nemo_studio.agent.orders import Explain, MakeScene, Order
from nemo_studio.agent.orders.history import Topic
from nemo_studio.agent.replies import Facts, Tongue
from nemo_studio.agent.script import restore
from nemo_studio.draft import duration_ms
from nemo_studio.edits.scenes import add_ambience
from nemo_studio.edits.timing import follow_picture
from nemo_studio.scenes import SCENES
from nemo_studio.service.editor import Outcome, carry_out, complete
from nemo_studio.service.events import Actions, Content, Event, FunctionCall, FunctionResponse, Part
from nemo_studio.service.faults import Fault, StreamCut
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.sessions import Question, Session
from nemo_video.wire.calls import QUESTION_TOOL
from nemo_video.wire.draft import TRACKS
from nemo_video.wire.envelope import JsonObject

AUTHOR = "nemo_agent"
_MANY = 2
_SILENT_EDITS = (3, 6, 9)
"""Of ten edits that could be told, these pass without a word, as three of ten of the backend's do."""

_HEARTBEAT = b": heartbeat\n\n"
_NOISE = "I encountered a temporary issue. Please try again later."
_UNKNOWN_EVENT = b'data: {"id":"e","author":"system","newKind":{"x":[1]},"content":null}\n\ndata:\n\n'
_STREAM_ERROR = b'data: {"error": "The model is overloaded."}\n\n'
_QUESTION: JsonObject = {"question": "Which mood do you want, calm or lively?"}


def encode(event: BaseModel) -> bytes:
    """One `data:` line and the blank line after it."""
    return b"data: " + event.model_dump_json(by_alias=True, exclude_none=True).encode() + b"\n\n"


@dataclass
class Turn:
    """What one message is answered with.

    Attributes:
        session: Whose turn it is.
        orders: What was understood.
        unclear: Parts of the message that were not.
        message: What the user wrote.
        options: How the studio is set up.
        has_worked: Whether anything was carried out; otherwise it costs nothing.
    """

    session: Session
    orders: tuple[Order, ...]
    unclear: tuple[str, ...]
    message: str
    options: StudioOptions
    has_worked: bool = False

    @classmethod
    def read(cls, session: Session, message: str, options: StudioOptions) -> "Turn":
        """Understand a message; after a question it may be the answer."""
        is_opening = not session.draft[TRACKS] and not session.uploads
        reading, question = understand(message, is_opening=is_opening), session.question
        if question and (meant := read_answer(message, reading, question.choices, question.names)):
            return cls(session, complete(question, meant), (), message, options)
        return cls(session, reading.orders, reading.unclear, message, options)

    @property
    def edits(self) -> tuple[Order, ...]:
        """The orders that change the draft."""
        return tuple(order for order in self.orders if not isinstance(order, Explain))

    @property
    def price(self) -> float:
        """What the turn costs: so much a clip, or so much for an edit, or nothing for an answer."""
        clips = sum(isinstance(order, MakeScene) for order in self.edits)
        if clips:
            return clips * self.options.clip_price
        return self.options.edit_price if self.edits else 0

    async def events(self) -> AsyncIterator[bytes]:
        """The stream: tool calls as the work goes on, then text, unless the edit is a silent one."""
        faults = self.options.faults
        self.session.question = None
        if faults.strikes(Fault.UNKNOWN_EVENT):
            yield _UNKNOWN_EVENT
        if faults.strikes(Fault.STREAM_ERROR):
            yield _STREAM_ERROR
            raise StreamCut
        if faults.strikes(Fault.QUESTION):
            yield self._ask(_QUESTION)
            return
        if self.edits:
            async for event in self._work(self.edits):
                yield event
        else:
            for event in self._tell(self._answer()):
                yield event
        if faults.strikes(Fault.TRAILING_NOISE):
            yield self._event(Part(text=_NOISE))

    async def _work(self, edits: tuple[Order, ...]) -> AsyncIterator[bytes]:
        generates = any(isinstance(order, MakeScene) for order in edits)
        call_id = f"call_{secrets.token_hex(8)}"
        tool = "generate_video" if generates else "edit_timeline"
        yield self._event(
            Part(function_call=FunctionCall(id=call_id, name=tool, args={"orders": len(edits)}))
        )
        yield _HEARTBEAT
        if self.options.faults.strikes(Fault.SLOW_TURN):
            async for heartbeat in self._dawdle():
                yield heartbeat
        if self.options.faults.strikes(Fault.CUT_BEFORE_EDIT):
            raise StreamCut
        outcome, bench = await anyio.to_thread.run_sync(carry_out, self.session, edits)
        if bench:  # no await before the next line: a turn given up is neither carried out nor paid
            bench.close(self.session)
        self.has_worked = bool(outcome.done)
        if self.options.faults.strikes(Fault.CUT_AFTER_EDIT):
            raise StreamCut
        if outcome.question:
            self.session.question = outcome.question
            yield self._ask({"question": self._question(outcome.question)})
            return
        result: JsonObject = {"status": "success" if outcome.done else "nothing_done"}
        response = FunctionResponse(id=call_id, name=tool, response=result)
        yield self._event(Part(function_response=response), delta={"draft": self.session.draft}, role="user")
        if outcome.clips:
            async for event in self._finish_clips(outcome):
                yield event
        text = self._report(outcome, edits)
        if text and not self.options.faults.strikes(Fault.SILENT_EDIT):
            for event in self._tell(text):
                yield event

    def _tell(self, text: str) -> Iterator[bytes]:
        """The text, and before it its pieces where a test wants them."""
        if self.options.faults.strikes(Fault.PARTIAL_TEXT):
            middle = len(text) // 2
            for piece in (text[:middle], text[middle:]):
                yield self._event(Part(text=piece), is_partial=True)
        yield self._event(Part(text=text))

    def _ask(self, question: JsonObject) -> bytes:
        return self._event(Part(function_call=FunctionCall(id="ask", name=QUESTION_TOOL, args=question)))

    def _question(self, question: Question) -> str:
        kinds = tuple(choice.kind for choice in question.choices)
        return replies.ask_which(self._tongue, kinds, question.names)

    async def _dawdle(self) -> AsyncIterator[bytes]:
        """Heartbeats, as long as a slow turn takes."""
        for _ in range(max(1, round(self.options.slow_turn_s / self.options.heartbeat_s))):
            await anyio.sleep(self.options.heartbeat_s)
            yield _HEARTBEAT

    async def _finish_clips(self, outcome: Outcome) -> AsyncIterator[bytes]:
        """The second stage of a generation: what the backend adds by itself."""
        call_id = f"call_{secrets.token_hex(8)}"
        yield self._event(Part(function_call=FunctionCall(id=call_id, name="add_sound", args={})))
        add_ambience(self.session.draft, {clip["segment_id"] for clip in outcome.clips})
        follow_picture(self.session.draft)
        response = FunctionResponse(id=call_id, name="add_sound", response={"status": "success"})
        yield self._event(Part(function_response=response), delta={"draft": self.session.draft}, role="user")

    @property
    def _tongue(self) -> Tongue:
        return replies.tongue_of(self.session.language)

    def _scene_titles(self) -> list[str]:
        scenes = [scene for scene in SCENES.values() if scene.name != "abstract"]
        return [scene.title_zh if self._tongue == "zh" else scene.title_en.lower() for scene in scenes]

    def _answer(self) -> str:
        """To a message that changes nothing."""
        if told := self._explanations():
            return replies.join(self._tongue, [*told, *self._say_unclear()])
        return replies.say_not_understood(self._tongue, self._scene_titles())

    def _explanations(self) -> list[str]:
        tongue, scenes = self._tongue, self._scene_titles()
        has_video = duration_ms(self.session.draft) > 0
        says: Mapping[Topic, Callable[[], str]] = {
            "abilities": lambda: replies.say_abilities(tongue, scenes),
            "export": lambda: replies.say_how_to_export(tongue, has_video=has_video),
            "publishing": lambda: replies.say_where_to_publish(tongue),
            "quality": lambda: replies.say_where_quality_is_chosen(tongue),
        }
        return [says[order.topic]() for order in self.orders if isinstance(order, Explain)]

    def _say_unclear(self) -> list[str]:
        return [replies.say_partly_understood(self._tongue, self.unclear)] if self.unclear else []

    def _report(self, outcome: Outcome, edits: tuple[Order, ...]) -> str | None:
        """After the work; None where the edit stays silent, as several edits in one message do."""
        remarks = self._remarks(outcome)
        if outcome.clips:
            return replies.say_generated(self._tongue, self._say_clips(outcome), remarks)
        if remarks:
            done = [replies.say_done(self._tongue)] if outcome.done else []
            return replies.join(self._tongue, [*done, *remarks])
        if len(edits) >= _MANY:
            return None
        self.session.told_edits += 1
        return None if self.session.told_edits % 10 in _SILENT_EDITS else replies.say_done(self._tongue)

    def _remarks(self, outcome: Outcome) -> list[str]:
        """What was not done, not understood, or done otherwise than it was said."""
        tongue, scenes = self._tongue, self._scene_titles()
        remarks = [
            replies.say_reason(tongue, each.reason, self._write(each.facts)) for each in outcome.undone
        ]
        remarks += [
            replies.say_note(tongue, each.key, self._write(each.facts), scenes) for each in outcome.notes
        ]
        return [*remarks, *self._explanations(), *self._say_unclear()]

    def _write(self, facts: Facts) -> Facts:
        """Names as the user wrote them, in traditional characters where they were."""
        return {key: restore(v, self.message) if isinstance(v, str) else v for key, v in facts.items()}

    def _say_clips(self, outcome: Outcome) -> list[str]:
        return [
            replies.say_clip(
                self._tongue,
                name=clip["name"],
                seconds=clip["duration"],
                aspect_ratio=self.session.canvas.aspect_ratio,
            )
            for clip in outcome.clips
        ]

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
