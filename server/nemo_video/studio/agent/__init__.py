"""The studio's agent: words to orders, and results back to words. Rules and tables, not an AI model."""

from nemo_video.studio.agent.orders import Order
from nemo_video.studio.agent.understanding import understand

__all__ = ["Order", "understand"]
