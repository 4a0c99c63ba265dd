"""Titles: lines of many scripts and emoji, broken as readers expect, legible over any picture, and moving.

Text is drawn once and laid over each frame as a layer. This room knows pictures, not drafts or clips.
"""

from nemo_studio.text.drawing import NO_MARGINS, Margins, Place, PlacedText, draw_text
from nemo_studio.text.font_files import FontFile
from nemo_studio.text.glyphs import Typeface, detect_face, find_fonts, find_missing_glyphs
from nemo_studio.text.lines import break_lines
from nemo_studio.text.motion import Animation, Pose, pose_at

__all__ = [
    "NO_MARGINS",
    "Animation",
    "FontFile",
    "Margins",
    "Place",
    "PlacedText",
    "Pose",
    "Typeface",
    "break_lines",
    "detect_face",
    "draw_text",
    "find_fonts",
    "find_missing_glyphs",
    "pose_at",
]
