"""Blocks of a document that are made from the code, between two comments that Markdown does not show."""

import re

_BLOCK = re.compile(r"(<!-- made: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill_blocks(document: str, texts: dict[str, str]) -> str:
    """The document with every block made anew.

    Args:
        document: Markdown with `<!-- made: NAME -->` and `<!-- end -->` around each block.
        texts: Name of a block → its text.

    Raises:
        KeyError: The document has a block that nothing makes.
    """
    return _BLOCK.sub(lambda found: f"{found[1]}{texts[found['name']]}\n{found[3]}", document)
