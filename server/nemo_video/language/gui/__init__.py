"""GUI talk: what the backend tells a reader with a screen to do."""

from nemo_video.language.gui.reply import TranslatedReply, translate_reply

__all__ = ["TranslatedReply", "translate_reply"]
