"""The studio's agent: words to commands, and results back to words. Rules and tables, not an AI model."""

from nemo_studio.agent.answers import read_answer
from nemo_studio.agent.joining import Reading
from nemo_studio.agent.suggestions import suggest
from nemo_studio.agent.understanding import understand

__all__ = ["Reading", "read_answer", "suggest", "understand"]
