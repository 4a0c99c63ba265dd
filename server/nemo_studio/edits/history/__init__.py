"""The work itself: undo, redo, start over, and how things are done."""
