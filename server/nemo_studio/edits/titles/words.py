"""Words about words over the picture, in English and Chinese: `lexicon/titles.toml`."""

from nemo_studio.edits.language.tokens import read_patterns

_PATTERNS = read_patterns("titles")


def __getattr__(name: str) -> str:
    """A pattern of the file by its name."""
    if name in _PATTERNS:
        return _PATTERNS[name]
    raise AttributeError(name)
