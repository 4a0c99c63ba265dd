"""The Chinese of the tables: sentence by sentence, so that an English one that changes is missed at once."""

import tomllib
from pathlib import Path

_CHINESE = Path(__file__).with_name("chinese.toml")


class Untranslated(LookupError):
    """An English sentence has no Chinese one."""


def keep_english(sentence: str) -> str:
    """The English side: the sentence itself."""
    return sentence


class Chinese:
    """The sentences of `chinese.toml`.

    A word that is the same in both languages (a value, an address) stands for itself when it has no letters
    outside of code marks.
    """

    def __init__(self) -> None:
        self._sentences: dict[str, str] = tomllib.loads(_CHINESE.read_text(encoding="utf-8"))["sentences"]
        self._used: set[str] = set()

    def __call__(self, sentence: str) -> str:
        """The sentence in Chinese.

        Raises:
            Untranslated: `chinese.toml` lacks it.
        """
        if sentence.startswith("`") and sentence.endswith("`") and sentence.count("`") == 2:
            return sentence
        if sentence not in self._sentences:
            raise Untranslated(f"publishing/chinese.toml lacks: {sentence}")
        self._used.add(sentence)
        return self._sentences[sentence]

    @property
    def left_over(self) -> set[str]:
        """Sentences that nothing asked for: the English ones changed or went."""
        return set(self._sentences) - self._used
