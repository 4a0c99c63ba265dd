"""Words about words over the picture, in English and Chinese: `lexicon/titles.toml`."""

from nemo_studio.edits.language.tokens import by_name, read_patterns

__getattr__ = by_name(read_patterns("titles"))
"""A pattern of the file by its name."""
