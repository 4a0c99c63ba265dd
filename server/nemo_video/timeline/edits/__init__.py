"""Exact edits: what they mean on a timeline, which of them it allows, and which it shows afterwards."""

from nemo_video.timeline.edits.edit import Edit, Media, Op
from nemo_video.timeline.edits.planning import PlannedEdit, plan_edits
from nemo_video.timeline.edits.verification import Outcome, Verdict, verify

__all__ = ["Edit", "Media", "Op", "Outcome", "PlannedEdit", "Verdict", "plan_edits", "verify"]
