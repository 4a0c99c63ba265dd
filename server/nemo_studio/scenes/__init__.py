"""Scenes drawn from numbers. Knows nothing of drafts, sound or files."""

from nemo_studio.scenes.catalog import SCENES, Scene, supported_parameters

__all__ = ["SCENES", "Scene", "supported_parameters"]
