"""Puts together what stays of a sentence, so that it reads as one again.

Every stretch that stays is copied from the source as it is; only the joints are ours.
"""

import re
from collections.abc import Sequence

from nemo_video.language.gui.sentences import Segment, Sentence

LEADING_JOINT = re.compile(
    r"""(?: (?: and\ then | and\ also | and | then | but | so | or | though | although | while | yet | whereas
            | plus | because | since | as ) \s+ )+""",
    re.IGNORECASE | re.VERBOSE,
)
CHINESE_LEADING_JOINT = re.compile(
    r"""(?: 因[为為] | 由[于於] | 既然 | 然[后後] | 接[着著] | 但是 | 但 | 不[过過] | 所以 | 因此
          | 而 | [并並]且 | [并並] | 之[后後] | 也 | 再 | 就 )+ [，,]? (?=\S)""",
    re.VERBOSE,
)
RELATIVE = re.compile(r"(?:which|that)\s+", re.IGNORECASE)


def rebuild(sentence: Sentence, kept: Sequence[Segment], text: str) -> str:
    """Return the sentence with only the kept segments, or an empty string."""
    if not kept:
        return ""
    if len(kept) == len(sentence.segments):
        return text[sentence.start : sentence.end]
    runs = _runs(sentence.segments, kept)
    is_chinese = _is_chinese(text[kept[0].start : kept[0].end])
    parts = [_slice(run, text, sentence) for run in runs]
    is_whole = runs[0][0] is sentence.segments[0] and not _dangles(runs[0], sentence)
    body = _open(parts[0], is_whole, is_chinese)
    for run, part in zip(runs[1:], parts[1:], strict=True):
        body = _join(body, part, run[0], is_chinese)
    body = _balance(body)
    return _close(body, sentence, runs[-1][-1], text, is_chinese)


def _runs(segments: Sequence[Segment], kept: Sequence[Segment]) -> list[list[Segment]]:
    runs: list[list[Segment]] = []
    previous = -2
    starts = {segment.start for segment in kept}
    for index, segment in enumerate(segments):
        if segment.start not in starts:
            continue
        if index != previous + 1:
            runs.append([])
        runs[-1].append(segment)
        previous = index
    return runs


def _slice(run: Sequence[Segment], text: str, sentence: Sentence) -> str:
    start, end = _start_of_content(run[0]), run[-1].end
    while start > sentence.start and text[start - 1] in "*_~":
        start -= 1
    while end < sentence.end and text[end] in "*_~":
        end += 1
    return text[start:end].strip()


def _dangles(run: Sequence[Segment], sentence: Sentence) -> bool:
    """Tell whether a cause lost what it was the cause of (`Since all is approved, hit Finish`)."""
    is_cause = run[0].words[0].has("frame.cause") and all(map(_continues, run[1:]))
    if not is_cause or run[-1] is sentence.segments[-1]:
        return False
    lost = sentence.segments[sentence.segments.index(run[-1]) + 1]
    return not _continues(lost)


def _continues(segment: Segment) -> bool:
    return segment.words[0].has("frame.connective")


def _start_of_content(segment: Segment) -> int:
    """Leave out `you can see that` before what is seen."""
    for i, word in enumerate(segment.words[:-1]):
        if word.has("frame.perceive"):
            return segment.words[i + 1].start
        if not word.has("frame.lead", "frame.connective"):
            break
    return segment.start


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)


def _open(part: str, is_first: bool, is_chinese: bool) -> str:
    if is_first:
        return part
    if is_chinese:
        return CHINESE_LEADING_JOINT.sub("", part, count=1) if CHINESE_LEADING_JOINT.match(part) else part
    joint = LEADING_JOINT.match(part)
    bare = part[joint.end() :] if joint else part
    relative = RELATIVE.match(bare)
    if relative:
        return "It " + bare[relative.end() :]
    if bare[:1].islower():
        return _lift(bare)
    return bare


def _lift(part: str) -> str:
    """Open a sentence with words that began inside one, leaving them as they are."""
    if part.startswith(("otherwise", "if ", "when ", "let me", "tell me", "to ", "just ", "please ")):
        return part[0].upper() + part[1:]
    return "Note that " + part


def _join(body: str, part: str, first: Segment, is_chinese: bool) -> str:
    body = body.rstrip(" ,;:，；：—–-")
    if first.nest and not _is_open(body):
        return f"{body}（{part}" if is_chinese else f"{body} ({part}"
    if is_chinese:
        return f"{body}，{part}"
    if LEADING_JOINT.match(part):
        return f"{body}, {part}"
    return f"{body}; {part}"


def _is_open(body: str) -> bool:
    return body.count("(") + body.count("（") > body.count(")") + body.count("）")


def _balance(body: str) -> str:
    missing = body.count("(") - body.count(")")
    body += ")" * max(missing, 0)
    body += "）" * max(body.count("（") - body.count("）"), 0)
    return body


def _close(body: str, sentence: Sentence, last: Segment, text: str, is_chinese: bool) -> str:
    if last is sentence.segments[-1]:
        return body + text[_after_marks(last.end, text) : sentence.end]
    body = body.rstrip(" ,;:，；：—–-")
    if sentence.mark in ("?", "？", ""):
        mark = "。" if is_chinese else "."
        return body + (mark if sentence.mark or body[-1:] not in ".!?。！？" else "") + _gap(sentence, text)
    return body + sentence.mark + _gap(sentence, text)


def _after_marks(end: int, text: str) -> int:
    while end < len(text) and text[end] in "*_~":
        end += 1
    return end


def _gap(sentence: Sentence, text: str) -> str:
    whole = text[sentence.start : sentence.end]
    return whole[len(whole.rstrip()) :]
