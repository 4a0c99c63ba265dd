"""Halves of characters: JSON and names of files may hold them, and the wire, which is UTF-8, may not."""


def without_halves(text: str) -> str:
    """The text with a replacement character for every surrogate that stands alone."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
