"""Words about the work itself, and questions about it, in English and Chinese: `lexicon/history.toml`."""

from nemo_studio.edits.language.tokens import read_patterns

_PATTERNS = read_patterns("history")


def __getattr__(name: str) -> str:
    """A pattern of the file by its name."""
    if name in _PATTERNS:
        return _PATTERNS[name]
    raise AttributeError(name)
