"""What the doctor found: one line each, and a remedy for what is not well."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a finding is: well, worth knowing, or in the way of work."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        subject: What it is about, in a word or two; findings in a row may share one.
        words: What was found.
        verdict: How that is.
        remedy: What to do about it; empty where it is well.
    """

    subject: str
    words: str
    verdict: Verdict = Verdict.OK
    remedy: str = ""


def failed(subject: str, words: str, remedy: str) -> Finding:
    """Something that keeps the server from working."""
    return Finding(subject, words, Verdict.FAILED, remedy)


def warned(subject: str, words: str, remedy: str) -> Finding:
    """Something that will be in the way sooner or later."""
    return Finding(subject, words, Verdict.WARNING, remedy)
