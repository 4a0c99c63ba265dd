"""GUI talk: what the backend tells a reader with a screen to do."""
