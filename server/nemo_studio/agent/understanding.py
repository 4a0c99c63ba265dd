"""A message in English or Chinese to commands, several in one message.

It reads by rules and tables; what it does not understand it hands back, so that the reply can say so.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final

from nemo_studio.agent.accounting import account
from nemo_studio.agent.briefs import read_brief
from nemo_studio.agent.file_names import put_names_back, set_names_aside
from nemo_studio.agent.joining import Reading
from nemo_studio.agent.making import make_shots, read_around
from nemo_studio.agent.orders import read_orders
from nemo_studio.agent.questions import asks_to_make, read_topic, set_questions_aside
from nemo_studio.agent.remarks import is_remark, set_reasons_aside, set_remarks_aside
from nemo_studio.agent.subjects import clips_of, stays
from nemo_studio.agent.suggestions import is_beyond_edits
from nemo_studio.agent.uploads import NO_UPLOADS, Uploads
from nemo_studio.edits.exact.reader import read_exact
from nemo_studio.edits.history.commands import Explain, StartOver
from nemo_studio.edits.history.words import FORBIDDEN
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.language.clauses import Clause, Piece, put_quotes_back, set_quotes_aside, split_pieces
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.media.reader import scene_key
from nemo_studio.edits.readers import read_clause
from nemo_studio.edits.references import IT, with_references
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle
from nemo_studio.edits.titles.pasted import find_pasted
from nemo_studio.edits.titles.reader import style_of
from nemo_studio.edits.titles.words import SUBTITLE
from nemo_studio.project import UploadedMedia

_FLAGS: Final = re.IGNORECASE
_STATED: Final = re.compile(
    r"(?:\n\s*(?P<length>duration|[時时][长長])|[.。\n]\s*(?:aspect ratio|[画畫]面比例))\s*[:：]\s*", _FLAGS
)
"""What stands before what a caller adds to a message, as in "Duration: 8 s. Aspect ratio: 9:16."."""
_SIGNS: Final = re.compile(r"(?:[,，.。;；、!！?？]\s?){50,}|\s{50,}")
"""Lines of commas and blank pages: signs that only divide, of which a pattern would try each."""
MAX_PIECES: Final = 1000
"""Orders of one message, each of which takes some milliseconds to read."""
MAX_CLAUSE: Final = 2000
"""Characters of one clause; nobody says so much in a breath, and its patterns take the square of it."""


def understand(message: str, *, uploads: Sequence[UploadedMedia] = (), is_empty: bool = False) -> Reading:
    """Read a message: what the user says, in English or Chinese, or exact edits.

    Args:
        message: What the user wrote.
        uploads: What was uploaded: pictures and films may be called by what they are named after.
        is_empty: Whether there is nothing on the timeline yet. Then the first words that ask for nothing else
            are what is to be seen, unless pictures or films wait to come on it.
    """
    if (exact := read_exact(message)) is not None:
        return Reading(exact, is_exact=True)
    message = _STATED.sub(lambda each: "; total " if is_empty and each["length"] else "; ", message)
    message, names = set_names_aside(_SIGNS.sub(" ", message), uploads)
    words_of = {name: word for word, name in names.items()}
    shown = [media.name for media in uploads if media.kind in ("image", "video")]
    files = tuple(words_of.get(name, name) for name in shown)
    if is_empty and len(shown) < len(uploads):  # no other song can be meant
        message = re.sub(r"\bthe (?=(?:song|tune|track)\b)", "my ", message)
    reading = _understand(message, Uploads(files, are_waiting=is_empty), is_opening=is_empty and not shown)
    return put_names_back(account(reading, message, shown), names)


def _understand(message: str, uploads: Uploads, *, is_opening: bool) -> Reading:
    """Read a message in free words, part by part where it says lengths or subtitles for all of it."""
    if pasted := find_pasted(message):
        start, stop, subtitles = pasted
        heads = split_pieces(simplify(message[:start]))
        if heads and re.search(FORBIDDEN, heads[-1].text, _FLAGS):
            return Reading((), (message,))
        before = _understand(message[:start], uploads, is_opening=is_opening)
        after = _understand(message[stop:], NO_UPLOADS, is_opening=False)
        style = style_of(Said(tokenize(simplify(message[:start]))))
        others = tuple(each for each in before.commands if not isinstance(each, AddSubtitles | AddTitle))
        opens = rf"[:：]$|{SUBTITLE}"  # "here are my subtitles", "use this:"
        unclear = tuple(part for part in before.unclear if not re.search(opens, simplify(part), _FLAGS))
        made = (replace(each, style=style) for each in subtitles)
        return Reading((*others, *made, *after.commands), (*unclear, *after.unclear))
    simplified = simplify(message)
    unquoted, _ = set_quotes_aside(simplified)
    pieces = split_pieces(unquoted)
    if len(pieces) > MAX_PIECES or any(len(piece.text) > MAX_CLAUSE for piece in pieces):
        return Reading((), (message,))
    topic = None if is_opening and asks_to_make(unquoted) else read_topic(unquoted, is_opening=is_opening)
    if topic == Explain("abilities") and is_beyond_edits(unquoted):
        return Reading((), (message,))
    if topic:  # what a title asks is no question
        ordered = set_questions_aside(unquoted, is_opening=is_opening)
        if ordered == unquoted:
            return Reading((topic,))
        rest = _understand(put_quotes_back(ordered, simplified), uploads, is_opening=is_opening)
        is_told = rest.commands or any(not is_remark(each) for each in rest.unclear)
        named = clips_of(unquoted)
        if len(named) == 1 and not clips_of(ordered):  # "is the snow too dark? if so brighten it"
            of_it = (with_references(each, lambda it: named[0] if it == IT else it) for each in rest.commands)
            rest = replace(rest, commands=tuple(of_it))
        return replace(rest, commands=(*rest.commands, topic)) if is_told else Reading((topic,))
    if again := _start_over(pieces, unquoted, simplified, uploads):
        return again
    if is_opening and not uploads.are_all_asked_for(unquoted):
        asked = set_remarks_aside(set_reasons_aside(unquoted)).rstrip(" ?")
        asked = put_quotes_back(asked, simplified)
        brief = read_brief(asked) if asked.strip() else None
        is_drawn = brief and any(each.is_black or scene_key(each.words) for each in brief.shots)
        if not (brief and brief.shots and (is_drawn or not scene_key(simplified))) and asked.strip():
            brief = read_brief(simplified) or brief
        if brief:
            return make_shots(brief, message)
    if around := read_around(message, simplified, uploads):
        return around
    return uploads.quote(uploads.place(message, read_orders(message, uploads)), message)


def _start_over(pieces: list[Piece], unquoted: str, simplified: str, uploads: Uploads) -> Reading | None:
    """As in "start over with just an ocean": what follows is a first brief."""
    heads = takewhile(lambda piece: "\ue000" not in piece.text, pieces)
    over = [*takewhile(lambda piece: read_clause(Clause(piece.text)) == (StartOver(),), heads)]
    if over and len(over) == len(pieces):
        return Reading((StartOver(),))
    behind = pieces[len(over)] if over else None
    if not behind or "but" in behind.connective or stays(behind.text):
        return None
    rest = put_quotes_back(unquoted[behind.start :], simplified)
    made = _understand(rest, replace(uploads, are_waiting=True), is_opening=not uploads.files)
    if not made.commands or uploads.are_waiting:
        return made if made.commands else None  # nothing is there yet that could go
    return replace(made, commands=(StartOver(), *made.commands))
