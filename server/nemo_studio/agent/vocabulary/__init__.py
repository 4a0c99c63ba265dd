"""The words that the agent knows, in English and Chinese, a subject a file. To teach it a word, add it here.

Chinese is matched in simplified characters (see `script`).
"""

from nemo_studio.agent.vocabulary.scenes import SCENE_WORDS

__all__ = ["SCENE_WORDS"]
