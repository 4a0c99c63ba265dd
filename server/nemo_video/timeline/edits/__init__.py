"""Exact edits: what they mean on a timeline, which of them it allows, and which it shows afterwards."""

from nemo_video.timeline.edits.applying import cues_of
from nemo_video.timeline.edits.edit import Edit, Media, Op
from nemo_video.timeline.edits.verification import ALONE, Outcome, Verdict, check_edits, verify

__all__ = ["ALONE", "Edit", "Media", "Op", "Outcome", "Verdict", "check_edits", "cues_of", "verify"]
