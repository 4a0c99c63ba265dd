"""Smart rendering: where the plain way would show exactly a film's own pictures, its packets are copied.

A group of pictures is copied when nothing lies on it, nothing changes it, and each of its pictures shows in
one frame; so times, cuts and speeds need no rules of their own.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nemo_studio.render.composition import Clip, Composition, Framing, Grade
from nemo_studio.render.footage import is_still
from nemo_studio.render.formats import Encoding
from nemo_studio.render.spans import EncodedPacket, EncodedSpan, Span, plan_spans
from nemo_video.errors import BackendRefusal
from nemo_video.media.film import ROUNDING_S
from nemo_video.media.groups import CodedFilm, CodedPicture, set_name, survey

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class CopiedSpan(Span):
    """Frames that are groups of a film, from number `first_group` up to number `stop_group`."""

    film: CodedFilm
    first_group: int
    stop_group: int

    def read(self) -> Iterator[EncodedSpan]:
        """The groups, one after the other.

        Raises:
            BrokenMedia: The film is damaged there.
        """
        groups = self.film.groups[self.first_group : self.stop_group]
        for group, packets in zip(groups, self.film.read(self.first_group, self.stop_group), strict=True):
            table = zip(_positions(group), group, packets, strict=True)
            yield EncodedSpan(
                tuple(EncodedPacket(int(at), picture.begins_group, data) for at, picture, data in table)
            )

    @property
    def decoding_delay(self) -> int:
        """By how many frames its pictures must be decoded ahead of their time."""
        groups = self.film.groups[self.first_group : self.stop_group]
        return max(int(np.max(np.arange(len(group)) - _positions(group))) for group in groups)


def _positions(group: tuple[CodedPicture, ...]) -> NDArray[np.intp]:
    """Which picture of the group each packet shows, in the order of time."""
    return np.argsort(np.argsort([picture.at_s for picture in group]))


def plan_with_copies(composition: Composition, encoding: Encoding, own_sets: frozenset[bytes]) -> list[Span]:
    """All spans of a film in their order: copied ones, and between them those that are rendered.

    Args:
        composition: The film.
        encoding: How the others are encoded. Less than the best quality asks for a small file: no copies.
        own_sets: The parameter sets of that encoder.
    """
    copies = _find_copies(composition, own_sets) if encoding.quality == "high" else []
    spans: list[Span] = []
    edge = 0
    for copy in copies:
        if copy.first > edge:
            spans += plan_spans(composition, edge, copy.first, encoding.span_stretch)
        spans.append(copy)
        edge = copy.stop
    if edge < composition.frame_count:
        spans += plan_spans(composition, edge, stretch=encoding.span_stretch)
    return spans


def _find_copies(composition: Composition, own_sets: frozenset[bytes]) -> list[CopiedSpan]:
    films: dict[str, CodedFilm | None] = {}
    copies: list[CopiedSpan] = []
    for clip, bare in _bare_clips(composition):
        assert clip.source is not None
        if clip.source not in films:
            films[clip.source] = _survey_fitting(clip.source, composition, own_sets)
        film = films[clip.source]
        if film is not None:
            copies += _copies_of(clip, composition, film, bare)
    return list(_merge(sorted(_of_one_kind(copies), key=lambda copy: copy.first)))


def _merge(copies: Sequence[CopiedSpan]) -> Iterator[CopiedSpan]:
    """What follows each other in its film too is read in one go."""
    last: CopiedSpan | None = None
    for copy in copies:
        if last and last.film is copy.film and (last.stop, last.stop_group) == (copy.first, copy.first_group):
            last = replace(last, stop=copy.stop, stop_group=copy.stop_group)
            continue
        if last:
            yield last
        last = copy
    if last:
        yield last


def _bare_clips(composition: Composition) -> Iterator[tuple[Clip, Mask]]:
    """Films that are shown as they are, each with the frames on which nothing else shows."""
    owner, touched = np.full(composition.frame_count, -1), np.zeros(composition.frame_count, bool)

    def frames(start_ms: int, stop_ms: int) -> slice:
        return slice(max(composition.frame_of(start_ms), 0), max(composition.frame_of(stop_ms), 0))

    filling = sorted(
        (clip for clip in composition.clips if clip.picture_in_picture is None),
        key=lambda each: each.start_ms,
    )
    for index, clip in enumerate(filling):
        owner[frames(clip.start_ms, clip.end_ms)] = index
        touched[frames(clip.start_ms, clip.start_ms + clip.fade_in_ms)] = True
        touched[frames(clip.end_ms - clip.fade_out_ms, clip.end_ms)] = True
        if clip.transition is not None:
            touched[frames(clip.start_ms, clip.start_ms + clip.transition.duration_ms)] = True
    above = [clip for clip in composition.clips if clip.picture_in_picture is not None]
    for each in (*above, *composition.captions):
        touched[frames(each.start_ms, each.start_ms + each.duration_ms)] = True
    for index, clip in enumerate(filling):
        if _is_shown_as_it_is(clip):
            yield clip, (owner == index) & ~touched


def _is_shown_as_it_is(clip: Clip) -> bool:
    """How it would be fitted does not matter: a film of another size is not copied."""
    return (
        clip.source is not None
        and (clip.speed, clip.is_reversed, clip.grade) == (1, False, Grade())
        and clip.framing == Framing(fit=clip.framing.fit, focus=clip.framing.focus)
        and not is_still(clip.source)
    )


def _survey_fitting(source: str, composition: Composition, own_sets: frozenset[bytes]) -> CodedFilm | None:
    """A film of the same size, whose parameter sets can stand beside ours."""
    try:
        film = survey(Path(source))
    except BackendRefusal:  # the plain way makes the best of it, or says what is wrong
        return None
    if film is None or (film.width, film.height) != (composition.width, composition.height):
        return None
    named = {set_name(each): each for each in own_sets}
    agree = all(named.get(set_name(each), each) == each for each in film.parameter_sets)
    return film if agree and len({set_name(each) for each in film.parameter_sets}) > 1 else None


def _copies_of(clip: Clip, composition: Composition, film: CodedFilm, bare: Mask) -> Iterator[CopiedSpan]:
    """The groups of a film of which the plain way would show each picture once."""
    frames = np.flatnonzero(bare)
    wanted_s = np.array([clip.source_at_ms(frame * 1000 / composition.fps) / 1000 for frame in frames])
    times_s = np.sort([picture.at_s for group in film.groups for picture in group])
    shown = np.searchsorted(times_s, wanted_s + ROUNDING_S, side="right") - 1
    for number, group in enumerate(film.groups):
        first = int(np.searchsorted(times_s, min(picture.at_s for picture in group)))
        begin = max(int(np.searchsorted(shown, first, side="right")) - 1, 0)
        end = begin + len(group)
        shows_each_once = np.array_equal(shown[begin:end], np.arange(first, first + len(group)))
        if shows_each_once and frames[end - 1] - frames[begin] == len(group) - 1:
            yield CopiedSpan(int(frames[begin]), int(frames[end - 1]) + 1, film, number, number + 1)


def _of_one_kind(copies: Sequence[CopiedSpan]) -> list[CopiedSpan]:
    """Those whose parameter sets are the most used: a film has one header, and two sets of a number clash."""
    frames: Counter[frozenset[bytes]] = Counter()
    for copy in copies:
        frames[copy.film.parameter_sets] += len(copy)
    chosen = frames.most_common(1)
    return [copy for copy in copies if copy.film.parameter_sets == chosen[0][0]]
