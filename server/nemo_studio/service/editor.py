"""Carries a turn's commands out on a copy of a session, and notes what was done and what was not."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

from nemo_studio.draft import ID, START_MS, end_ms, find, kind_of
from nemo_studio.edits import (
    CannotEdit,
    Command,
    EditSession,
    Explain,
    NeedsChoice,
    Note,
    Place,
    Redo,
    Reference,
    Undo,
    apply,
)
from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetPlatform, SetResolution
from nemo_studio.edits.cutting.commands import Delete, MoveClip, Reorder, Swap
from nemo_studio.edits.facts import Facts, describe, name_of
from nemo_studio.edits.media.application import place_waiting_uploads
from nemo_studio.edits.media.commands import PlaceMedia
from nemo_studio.edits.picture.commands import SetTransition
from nemo_studio.edits.references import with_references
from nemo_studio.edits.ripple import ripple
from nemo_studio.edits.sound.commands import Mute
from nemo_studio.edits.targets import EVERYTHING, SHOWN, WRITTEN, has_name, name_exactly, pin
from nemo_studio.project import Canvas, Snapshot
from nemo_studio.service.sessions import Session
from nemo_video.wire.draft import METADATA, TRACKS
from nemo_video.wire.envelope import JsonObject


@dataclass(frozen=True)
class Question:
    """What a turn stopped to ask, and what it had been told to do.

    Attributes:
        commands: All commands of the turn; none was carried out.
        index: Which of them could mean several things.
        reference: The words in it that could.
        choices: What each of the things is unmistakably called, in the order of time.
        names: What each is called by people.
    """

    commands: tuple[Command, ...]
    index: int
    reference: Reference
    choices: tuple[Reference, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """A command that was carried out, what is told of it, and the ids of what it worked on."""

    command: Command
    facts: Facts
    changed: frozenset[str]


@dataclass(frozen=True)
class Undone:
    """A command that was not carried out: the key of the reason, and what it names."""

    command: Command
    reason: str
    facts: Facts


@dataclass
class Outcome:
    """What a turn did.

    Attributes:
        done: The commands that were carried out.
        undone: Commands that were not.
        clips: Generated clips, as the state names them.
        notes: What a reader should know of what was done.
        question: What has to be known first; then nothing was carried out.
    """

    done: list[Done] = field(default_factory=list[Done])
    undone: list[Undone] = field(default_factory=list[Undone])
    clips: list[JsonObject] = field(default_factory=list[JsonObject])
    notes: list[Note] = field(default_factory=list[Note])
    question: Question | None = None

    @property
    def has_changed(self) -> bool:
        """Whether anything was done to the draft."""
        return any(not isinstance(each.command, Explain) for each in self.done)


def carry_out(session: Session, commands: tuple[Command, ...]) -> tuple[Outcome, EditSession | None]:
    """Carry out commands one after another on a copy.

    Returns:
        What was done, and the copy, which its caller closes to change the session; none before a question.
    """
    edit, outcome = _open(session), Outcome()
    commands = tuple(_pin(edit, command) for command in commands)  # before any of them changes a number
    is_recorded, was_empty = False, not edit.draft[TRACKS]
    worked_on: set[str] = set()
    for index, command in enumerate(commands):
        before, noted = edit.snapshot(), len(edit.notes)
        edit.start_command()
        try:
            placed = _carry_out_one(edit, command)
            _check_changed(edit, command, before)
        except CannotEdit as refusal:
            edit.restore(before)
            is_same = refusal.reason == "nothing_changed"
            edit.notes[noted:] = [n for n in edit.notes[noted:] if is_same and not n.key.endswith("_set")]
            is_silent = refusal.reason in ("nothing_changed", "no_sound") and isinstance(command, Mute)
            if was_empty and outcome.done and is_silent:
                continue  # a new film that sounds so by itself
            if is_same and edit.changed and edit.changed <= worked_on:
                continue  # so by what was done before it in the same breath
            if outcome.done and (is_same or isinstance(command, Delete)) and _is_done(session, command, edit):
                continue
            outcome.undone.append(_tell_refusal(edit, command, refusal))
            continue
        except NeedsChoice as choice:
            return Outcome(question=_ask(edit, commands, index, choice)), None
        _tell_moved(edit, command, before.draft)
        _tell_gone(edit, command, before.draft)
        worked_on |= edit.changed
        if placed:
            outcome.done.append(
                Done(PlaceMedia(), describe(edit, PlaceMedia(), placed, before.draft), placed)
            )
        facts = describe(edit, command, edit.changed, before.draft)
        outcome.done.append(Done(command, facts, frozenset(edit.changed)))
        if isinstance(command, Undo | Redo):
            is_recorded = False
        elif not is_recorded and not isinstance(command, Explain):
            edit.history, is_recorded = edit.history.record(before), True
    outcome.done = [_as_it_became(edit, each) for each in outcome.done]
    outcome.clips, outcome.notes = edit.clips, [each for each in edit.notes if _is_still_so(edit, each)]
    return outcome, edit


def _open(session: Session) -> EditSession:
    """A copy to work on; its sounds have the turn's language first, which is no change by a command."""
    edit = EditSession.open(session, session.language)
    ripple(edit.draft, edit.language)
    return edit


def _is_done(session: Session, command: Command, edit: EditSession) -> bool:
    """Whether what a command is to change in what was there before the turn is so by the turn's others."""
    first = _open(session)
    before = first.snapshot()
    first.start_command()
    try:
        _carry_out_one(first, command)
    except (CannotEdit, NeedsChoice):
        return False
    if isinstance(command, Delete):
        gone = _ids(before.draft) - _ids(first.draft)
        return bool(gone) and not gone & _ids(edit.draft)
    return _work(first) != _work(before)


def _ids(draft: JsonObject) -> set[str]:
    return {segment[ID] for segment in find(draft)}


def _tell_refusal(edit: EditSession, command: Command, refusal: CannotEdit) -> Undone:
    """Why not: before there is a video its lack, and of what is there but of another kind that kind."""
    if refusal.reason == "none_there" and not edit.draft[TRACKS]:
        return Undone(command, "nothing_yet", {})
    is_same = refusal.reason == "nothing_changed"
    if is_same and isinstance(command, SetTransition) and refusal.facts.get("transition") == "cut":
        return Undone(command, "none_there", {"kind": "transition"})
    name = str(refusal.facts.get("name", ""))
    there = (segment for segment in edit.find() if has_name(segment, name))
    if refusal.reason == "no_such_name" and (called := next(there, None)):
        return Undone(command, "not_for_kind", {"kind": kind_of(edit.draft, called)})
    return Undone(command, refusal.reason, refusal.facts)


def _as_it_became(edit: EditSession, done: Done) -> Done:
    """What was done, as the draft shows it after all else that was done."""
    if isinstance(done.command, Undo | Redo):
        return done
    facts = describe(edit, done.command, done.changed, edit.draft)
    return replace(done, facts=facts) if facts["count"] else done


def _is_still_so(edit: EditSession, note: Note) -> bool:
    """A picture that came as a clip of another shape may be small over the others by now, or cut to fill."""
    clips = [clip[METADATA] for clip in find(edit.draft, "clip")]
    named = [clip.get("fit") for clip in clips if clip["name"] == note.facts.get("name")]
    return note.key != "shown_whole" or "blur" in named


def _carry_out_one(edit: EditSession, command: Command) -> frozenset[str]:
    """People upload, then say what to do: uploads that wait come on an empty timeline first; their ids."""
    if command.needs_picture:
        place_waiting_uploads(edit, _names_in(command))
    placed = frozenset(edit.changed)
    edit.changed.clear()
    apply(edit, command)
    ripple(edit.draft, edit.language)
    return placed


def _tell_moved(edit: EditSession, command: Command, before: JsonObject) -> None:
    """Words that go with a clip to another place show at another time."""
    if not isinstance(command, MoveClip | Reorder | Swap):
        return
    earlier = {title[ID]: title[START_MS] for title in find(before, *WRITTEN)}
    for title in find(edit.draft, *WRITTEN):
        if title[START_MS] != earlier.get(title[ID], title[START_MS]):
            start, end = title[START_MS] / 1000, end_ms(title) / 1000
            edit.note("title_moved", what=name_of(title), start=start, end=end)


def _tell_gone(edit: EditSession, command: Command, before: JsonObject) -> None:
    """What is taken off beside what was asked for: a clip that a shorter film has no room for."""
    if isinstance(command, Delete | Redo | Undo) or not edit.draft[TRACKS]:
        return  # that tells it by itself
    left = {key for each in find(edit.draft, *EVERYTHING) for key in (each[ID], name_of(each))}
    kinds = (*SHOWN, *WRITTEN, "music", "voice")
    gone = [name_of(each) for each in find(before, *kinds) if not {each[ID], name_of(each)} & left]
    told = [str(note.facts["what"]) for note in edit.notes if note.key == "gone"]
    if gone:
        edit.notes = [note for note in edit.notes if note.key != "gone"]
        edit.note("gone", what=", ".join(dict.fromkeys([*told, *gone])))


def _check_changed(edit: EditSession, command: Command, before: Snapshot) -> None:
    """What changes nothing is not done, and no step to go back to.

    Raises:
        CannotEdit: Nothing changed.
    """
    if not isinstance(command, Explain) and _work(edit) == _work(before):
        facts = describe(edit, command, edit.changed, before.draft)
        what = facts["what"]
        if isinstance(command, SetAspect | SetFrameRate | SetPlatform | SetResolution):
            what = f"{edit.canvas.aspect_ratio}, {edit.canvas.resolution}, {edit.canvas.fps} fps"
        raise CannotEdit("nothing_changed", **{**facts, "what": what})


def _work(state: EditSession | Snapshot) -> tuple[Any, Canvas, str | None]:
    """What can change; before there is anything, also that a shape was asked for."""
    tracks = state.draft[TRACKS]
    return tracks, state.canvas, None if tracks else state.draft.get("ratio")


def _names_in(command: Any) -> Iterator[str]:
    """What a command calls things, also in a place in it."""
    for each in fields(command):
        value = getattr(command, each.name)
        if isinstance(value, Reference) and value.name:
            yield value.name
        elif isinstance(value, Place):
            yield from _names_in(value)


def _ask(edit: EditSession, commands: tuple[Command, ...], index: int, choice: NeedsChoice) -> Question:
    return Question(
        commands,
        index,
        choice.reference,
        choices=tuple(name_exactly(edit.draft, candidate) for candidate in choice.candidates),
        names=tuple(str(c[METADATA].get("text") or c[METADATA].get("name", "")) for c in choice.candidates),
    )


def complete(question: Question, meant: Reference) -> tuple[Command, ...]:
    """The commands of a turn that stopped to ask, with what was meant in place of what was not clear."""
    command = _put_in(question.commands[question.index], question.reference, meant)
    return (*question.commands[: question.index], command, *question.commands[question.index + 1 :])


def _put_in(command: Any, unclear: Reference, meant: Reference) -> Any:
    return with_references(command, lambda reference: meant if reference == unclear else reference)


def _pin(edit: EditSession, command: Command) -> Command:
    """What is named by its number on the list of items keeps its meaning after edits before it."""
    return with_references(
        command, lambda reference: reference if reference.item is None else pin(edit.draft, reference)
    )
