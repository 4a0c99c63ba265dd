"""Pixels and planes: the picture that everything is drawn into; it knows no scenes and no files."""
