"""Real models that make clips, behind one interface. Knows nothing of drafts, sessions or words.

A third dialect is one file beside `openai` and `openrouter`, and a line in `dialects`.
"""

from nemo_studio.models.maker import (
    ClipPlan,
    ClipRequest,
    Generator,
    JobReport,
    Maker,
    ModelRefusal,
    NetworkFailure,
    RemoteJob,
    SubmitUnanswered,
)

__all__ = [
    "ClipPlan",
    "ClipRequest",
    "Generator",
    "JobReport",
    "Maker",
    "ModelRefusal",
    "NetworkFailure",
    "RemoteJob",
    "SubmitUnanswered",
]
