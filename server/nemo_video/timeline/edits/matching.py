"""Which segment of the timeline after a turn is which piece of the film that the edits should have led to."""

from collections.abc import Callable, Hashable
from typing import Final

from nemo_video.timeline.edits.film import Film, Piece
from nemo_video.timeline.items import Item

_ROUNDED: Final = 1
"""Decimals of a time that has to be the same: what differs by a frame is mostly taken for the same moment."""

PieceKey = Callable[[Piece], Hashable | None]
ItemKey = Callable[[Item], Hashable | None]


def match_pieces(film: Film, items: tuple[Item, ...]) -> dict[Piece, Item]:
    """Find the segments of the pieces: by their ids, else by what they are called and where they lie."""
    pieces, rest = sorted(film.pieces, key=lambda piece: piece.start_s), items
    matched: dict[Piece, Item] = {}
    for of_piece, of_item in _KEYS:
        waiting: dict[Hashable, list[Piece]] = {}
        for piece in pieces:
            if piece not in matched and (key := of_piece(piece)) is not None:
                waiting.setdefault((piece.kind, key), []).append(piece)
        left: list[Item] = []
        for item in rest:
            key = of_item(item)
            if key is not None and (found := waiting.get((item.kind, key))):
                matched[found.pop(0)] = item
            else:
                left.append(item)
        rest = tuple(left)
    return matched


def plain_words(words: str | None) -> str | None:
    """Words without what a draft may write otherwise: white space."""
    return " ".join(words.split()) or None if words else None


def _piece_id(piece: Piece) -> str | None:
    return piece.origin.segment.segment_id if piece.origin and piece.is_first else None


def _words_of_piece(piece: Piece) -> str | None:
    return plain_words(piece.words)


def _words_of_item(item: Item) -> str | None:
    return plain_words(item.name)


def _both(one: Hashable | None, other: Hashable | None) -> Hashable | None:
    return None if one is None or other is None else (one, other)


def _length_of(start_s: float, end_s: float) -> float:
    return round(end_s - start_s, _ROUNDED)


_KEYS: Final[tuple[tuple[PieceKey, ItemKey], ...]] = (
    (
        lambda p: _both(_piece_id(p), _words_of_piece(p)),
        lambda i: _both(i.segment.segment_id, _words_of_item(i)),
    ),
    (
        lambda p: _both(_words_of_piece(p), (round(p.start_s, _ROUNDED), round(p.end_s, _ROUNDED))),
        lambda i: _both(
            _words_of_item(i), (round(i.segment.start_s, _ROUNDED), round(i.segment.end_s, _ROUNDED))
        ),
    ),
    (_piece_id, lambda i: i.segment.segment_id),
    (
        lambda p: _both(_words_of_piece(p), _length_of(p.start_s, p.end_s)),
        lambda i: _both(_words_of_item(i), _length_of(i.segment.start_s, i.segment.end_s)),
    ),
    (
        lambda p: _both(_words_of_piece(p), round(p.start_s, _ROUNDED)),
        lambda i: _both(_words_of_item(i), round(i.segment.start_s, _ROUNDED)),
    ),
    (_words_of_piece, _words_of_item),
    (
        lambda p: None if p.words else _length_of(p.start_s, p.end_s),
        lambda i: None if i.name else _length_of(i.segment.start_s, i.segment.end_s),
    ),
    (lambda p: None if p.words else "", lambda i: None if i.name else ""),
)
"""The likeliest first: each piece and each segment is matched once."""
