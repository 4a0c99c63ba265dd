"""Scenes drawn from numbers. Knows nothing of drafts, sound or files."""

from nemo_studio.scenes.catalog import SCENES, Scene, followed_wishes
from nemo_studio.scenes.picture import Picture, blank_frame, open_picture
from nemo_studio.scenes.stage import Painter, Stage

__all__ = ["SCENES", "Painter", "Picture", "Scene", "Stage", "blank_frame", "followed_wishes", "open_picture"]
