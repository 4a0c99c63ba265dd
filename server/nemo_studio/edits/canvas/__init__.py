"""The shape of the picture, its resolution and its frame rate."""
