"""The work of a job that makes exact edits: one message for all of them, then a look at what each came to."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from anyio import to_thread

from nemo_video.engine.backend import Backend
from nemo_video.engine.edit_checks import read_edits
from nemo_video.engine.endings import read_timeline
from nemo_video.engine.facts import EditOutcome, Generated, Status
from nemo_video.engine.job import Job
from nemo_video.engine.ledger import JobRecord
from nemo_video.engine.media_list import media_of
from nemo_video.engine.projects import Project
from nemo_video.engine.refusals import never_sent
from nemo_video.engine.requests import GenerateRequest
from nemo_video.engine.sentences import say
from nemo_video.engine.snapshot import decode_state
from nemo_video.engine.turn_runner import note_turn, open_turn, reconcile_turn
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import InvalidArgument
from nemo_video.language import ExactEdit, FieldValue, Language, NamedItem, say_edits
from nemo_video.timeline import Item, Timeline, list_items
from nemo_video.timeline.edits import Edit, Media, PlannedEdit, Verdict, plan_edits, verify


@dataclass(frozen=True)
class EditedFilm:
    """What edits are held against: the timeline, and the files that can be placed on it."""

    timeline: Timeline
    media: tuple[Media, ...]


async def read_film(backend: Backend, session_id: str) -> EditedFilm:
    """The timeline and the media of a session as they are now."""
    state = await backend.read_state(session_id)
    timeline = await to_thread.run_sync(decode_state, state)
    media = tuple(Media(each.name, each.kind, each.duration_s) for each in media_of(state))
    return EditedFilm(timeline, media)


async def look_at_film(workspace: Workspace, project: Project) -> EditedFilm:
    """The film of a project as it is now; without a session there is nothing on it."""
    if project.session is None:
        return EditedFilm(Timeline(0.0, ()), ())
    async with workspace.session(project) as (backend, session):
        return await read_film(backend, session.session_id)


async def run_edit(
    workspace: Workspace,
    project: Project,
    edits: tuple[Edit, ...],
    film: EditedFilm | None,
    language: Language,
    job: Job,
) -> Generated:
    """Make the edits in one turn, after those that came before it.

    Args:
        workspace: What the use cases share.
        project: Where.
        edits: What is to be done.
        film: What was there when the caller named the items; None where that is still to be seen.
        language: Of our own words; the backend reads those of the project.
        job: The job.

    Raises:
        InvalidArgument: Another turn has changed what the edits name, in the meantime.
    """
    film = film or await look_at_film(workspace, project)
    async with open_turn(workspace, project, language, job) as turn:
        now = await read_film(turn.client, turn.session_id)
        _check_names(edits, film.timeline, now.timeline)
        planned = await to_thread.run_sync(plan_edits, now.timeline, edits, now.media)
        message = compose_edits(planned, project.language)
        generated = await turn.take(job, GenerateRequest(message, project.project_id, as_is=True))
    edited = await _judge(workspace, job.job_id, generated, edits, now.media)
    await note_turn(workspace, project, job, edited)
    return edited


async def resume_edit(workspace: Workspace, record: JobRecord, job: Job) -> Generated:
    """Find out what became of edits that an ended process sent, or make them where nothing did.

    Raises:
        Internal: They never left; what they name may be something else by now.
    """
    sent = await workspace.ledger.turns.find(record.job_id)
    if sent is None or sent.sent_at is None:
        raise never_sent()
    generated = await reconcile_turn(workspace, record, job)
    edits = read_edits(json.loads(record.arguments or "{}")["edits"])
    project = await workspace.projects.find(record.project_id)
    async with workspace.session(project, is_resuming=True) as (backend, session):
        with job.looking():
            film = await read_film(backend, session.session_id)
    if generated is None:
        return await run_edit(workspace, project, edits, film, record.language, job)
    return await _judge(workspace, record.job_id, generated, edits, film.media)


def _check_names(edits: Sequence[Edit], then: Timeline, now: Timeline) -> None:
    """Refuse names that mean something else by now.

    Raises:
        InvalidArgument: One does.
    """
    were, are = (_named(timeline) for timeline in (then, now))
    for number, edit in enumerate(edits, 1):
        if edit.item and were.get(edit.item) != are.get(edit.item):
            raise InvalidArgument(
                f"edit {number}: {edit.item} is something else by now: another instruction changed the "
                "timeline while this one waited, and nothing of it was sent.",
                advice="Call state, then edit with the names that the timeline has now.",
            )


def _named(timeline: Timeline) -> dict[str, tuple[str | None, float, float]]:
    """What each name stands for."""
    items = list_items(timeline)
    return {item.item: (item.name, item.segment.start_s, item.segment.end_s) for item in items}


async def _judge(
    workspace: Workspace, job_id: str, generated: Generated, edits: Sequence[Edit], media: tuple[Media, ...]
) -> Generated:
    """The answer, with what the timeline shows of each edit."""
    sent = await workspace.ledger.turns.find(job_id)
    if sent is None or sent.timeline is None or generated.timeline is None:
        return generated
    before = read_timeline(sent.timeline)
    verdicts = await to_thread.run_sync(verify, edits, before, generated.timeline, media, generated.language)
    return _with_outcomes(generated, verdicts)


def _with_outcomes(generated: Generated, verdicts: tuple[Verdict, ...]) -> Generated:
    outcomes = tuple(EditOutcome(each.edit.op, each.outcome, each.seen) for each in verdicts)
    missing = tuple(
        say("edit_not_done", generated.language, number=number, op=each.op, seen=each.seen)
        for number, each in enumerate(outcomes, 1)
        if each.outcome == "not_done"
    )
    # Where the timeline shows all edits, what failed on the way took nothing from them.
    is_all_seen = all(each.outcome == "done" for each in outcomes)
    not_done = () if is_all_seen else (*generated.not_done, *missing)
    status = _status(generated, is_whole=is_all_seen or not (not_done or generated.failure))
    return replace(generated, status=status, not_done=not_done, edits=outcomes)


def _status(generated: Generated, *, is_whole: bool) -> Status:
    if generated.status not in ("completed", "partial", "unchanged"):
        return generated.status
    if is_whole:
        return "completed"
    return "partial" if generated.changes else "unchanged"


def compose_edits(planned: tuple[PlannedEdit, ...], language: Language) -> str:
    """The message for edits, one sentence a line."""
    return say_edits(tuple(_in_words(each) for each in planned), language)


def _in_words(planned: PlannedEdit) -> ExactEdit:
    edit, item = planned.edit, planned.item
    return ExactEdit(
        op=edit.op,
        fields=_fields(planned),
        item=_name(item) if item else None,
        cues=tuple((cue.start_ms / 1000, cue.end_ms / 1000, cue.text) for cue in planned.cues),
        variant=_variant(planned),
    )


def _fields(planned: PlannedEdit) -> dict[str, FieldValue]:
    edit = planned.edit
    left_out = {"op", "item", "text"} if edit.op == "subtitles" else {"op", "item"}
    fields = {
        name: value for name, value in asdict(edit).items() if value is not None and name not in left_out
    }
    if edit.op == "place" and edit.at_s is None and _variant(planned) in ("sound", "inset"):
        fields["at_s"] = 0.0  # a clip goes to the end, what lies under or over the others to the start
    return fields


def _variant(planned: PlannedEdit) -> str:
    edit: Edit = planned.edit
    if edit.op == "remove":
        return "clip" if planned.is_row else ""
    if edit.op == "reverse":
        return "again" if planned.is_reversed else ""
    if edit.op == "transition":
        return "none" if edit.kind == "none" else ""
    if edit.op == "place" and planned.media and planned.media.kind == "audio":
        return "sound"
    return _variant_of_place(edit) if edit.op == "place" else ""


def _variant_of_place(edit: Edit) -> str:
    if edit.text is not None:
        return "card"
    return "watermark" if edit.watermark else "inset" if edit.corner else ""


def _name(item: Item) -> NamedItem:
    return NamedItem(item.kind, item.number, item.name, item.segment.start_s, item.segment.end_s)
