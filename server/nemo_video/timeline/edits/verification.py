"""Of each edit of a turn: whether the timeline after it shows it.

Several edits of one turn work on the same things, so that none can be held against the timeline alone: two
that change one clip's length show in one number. Therefore the largest part of the edits is looked for that,
carried out in its order, leads to what is there. Those are done; of the others it is told what is there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from nemo_video.errors import InvalidArgument
from nemo_video.timeline.edits.adding import Uploads
from nemo_video.timeline.edits.applying import Applied, apply
from nemo_video.timeline.edits.edit import Edit, Media
from nemo_video.timeline.edits.film import Film, ImpossibleEdit
from nemo_video.timeline.edits.judging import Finding, Judge
from nemo_video.timeline.items import list_items
from nemo_video.timeline.model import Timeline

Outcome = Literal["done", "not_done", "unseen"]

_OUTCOMES: Final[Mapping[bool | None, Outcome]] = {True: "done", False: "not_done", None: "unseen"}


@dataclass(frozen=True)
class Verdict:
    """What became of an edit.

    Attributes:
        edit: The edit.
        outcome: `done` where the timeline shows it, `not_done` where it shows something else, `unseen` where
            this draft does not tell.
        seen: What the timeline shows, in words.
    """

    edit: Edit
    outcome: Outcome
    seen: str


def verify(
    edits: Sequence[Edit],
    before: Timeline,
    after: Timeline,
    media: Iterable[Media] = (),
    language: str = "en",
) -> tuple[Verdict, ...]:
    """What the timeline after a turn shows of each of its edits, in their order.

    Args:
        edits: What was sent, numbered as the timeline was before.
        before: The timeline before the turn.
        after: The timeline after it.
        media: The files that could be placed.
        language: Of the words.
    """
    uploads = Uploads.of(_with_lengths(media, before, after))
    findings = _Explanation(edits, before, after, uploads, language).find()
    return tuple(
        Verdict(edit, _OUTCOMES[finding.is_shown], finding.seen)
        for edit, finding in zip(edits, findings, strict=True)
    )


def _with_lengths(media: Iterable[Media], before: Timeline, after: Timeline) -> list[Media]:
    """Files of unknown length, such as pictures, last as long as their segments do that came."""
    ids = {item.segment for item in list_items(before)}
    lengths = {
        item.name: item.segment.end_s - item.segment.start_s
        for item in list_items(after)
        if item.segment not in ids
    }
    return [
        replace(each, duration_s=lengths.get(each.name)) if each.duration_s is None else each
        for each in media
    ]


@dataclass(frozen=True)
class _Explanation:
    """Looks for the edits that lead from one timeline to the other."""

    edits: Sequence[Edit]
    before: Timeline
    after: Timeline
    uploads: Uploads
    language: str

    def find(self) -> list[Finding]:
        """A finding for each edit."""
        included = frozenset(range(len(self.edits)))
        found = self._judge(included)
        if failing := _failing(found):
            included = self._reduce(included, failing)
            found = self._judge(included)
        for index in sorted(frozenset(range(len(self.edits))) - included):
            with_it = self._judge(included | {index})
            if not _failing(with_it):
                included, found = included | {index}, with_it
            else:
                found[index] = replace(with_it[index], is_shown=False)
        return [found[index] for index in range(len(self.edits))]

    def _reduce(self, included: frozenset[int], failing: frozenset[int]) -> frozenset[int]:
        """Leave out what does not fit: all at once where the rest fits then, else one after another."""
        rest = included - failing
        if not _failing(self._judge(rest)) and len(failing) == 1:
            return rest
        while failing:
            tried = {index: self._judge(included - {index}) for index in sorted(failing, reverse=True)}
            index = min(tried, key=lambda each: len(_failing(tried[each])))
            included, failing = included - {index}, _failing(tried[index])
        return included

    def _judge(self, included: frozenset[int]) -> dict[int, Finding]:
        """What the timeline shows of these edits, if only they were carried out."""
        film, applied = Film(self.before), dict[int, Applied]()
        impossible: dict[int, Finding] = {}
        for index in sorted(included):
            try:
                applied[index] = apply(film, self.edits[index], self.uploads)
            except (ImpossibleEdit, InvalidArgument) as error:
                impossible[index] = Finding(False, str(error))
        judge = Judge(self.before, self.after, film, self.language)
        return {**impossible, **{index: judge.find(each) for index, each in applied.items()}}


def _failing(found: Mapping[int, Finding]) -> frozenset[int]:
    return frozenset(index for index, finding in found.items() if finding.is_shown is False)
