"""Real models that make clips, behind one interface. Knows nothing of drafts, sessions or words.

A third dialect is one file beside `openai` and `openrouter`, and a line in `dialects`.
"""

from nemo_studio.models.video_model import (
    ClipPlan,
    ClipRequest,
    Generator,
    JobReport,
    ModelRefusal,
    NetworkFailure,
    RemoteJob,
    SubmitUnanswered,
    VideoModel,
)

__all__ = [
    "ClipPlan",
    "ClipRequest",
    "Generator",
    "JobReport",
    "ModelRefusal",
    "NetworkFailure",
    "RemoteJob",
    "SubmitUnanswered",
    "VideoModel",
]
