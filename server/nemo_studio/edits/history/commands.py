"""Commands about the work itself."""

from typing import Literal

from nemo_studio.edits.registry import Command

Topic = Literal[
    "length", "abilities", "choices", "timeline", "export", "uploading", "publishing", "quality", "advice"
]  # fmt: skip


class Undo(Command, needs_picture=False):
    """Take back the last turns that edited."""

    steps: int = 1


class Redo(Command, needs_picture=False):
    """Do again what was taken back."""

    steps: int = 1


class StartOver(Command, needs_picture=False):
    """Clear the timeline."""


class Explain(Command, needs_picture=False):
    """Say how something is done; changes nothing."""

    topic: Topic
