"""Words about the work itself, and questions about it, in English and Chinese: `lexicon/history.toml`."""

from nemo_studio.edits.language.tokens import by_name, read_patterns

__getattr__ = by_name(read_patterns("history"))
"""A pattern of the file by its name."""
