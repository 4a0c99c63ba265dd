"""What one turn's stream told, and what of it still counts: the order of its events decides.

A text or a tool call after an error is the backend's recovery, so the error is history. An error with nothing
after it is the end of the turn.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from nemo_video.client import ChatEvent, End, Media, Question, StreamError, Text, ToolFinished, ToolStarted

# The backend's stock sentence after a hiccup, in the languages it speaks, and the request to try again that
# may follow it. It stands by itself and names nothing: "… issue with the music" tells what is missing.
_NOISE = re.compile(
    r"(?:\A|(?<=[.!?…。！？\n)\]\"”’」*])\s*)(?:"
    r"(?:(?:I'm )?(?:so |very )?(?:sorry|unfortunately|however|but|oops)\b[,!.:]? *)*"
    r"I(?:'ve| have)? (?:just )?encountered a temporary issue"
    r"(?: (?:while|when) (?:rendering|generating|editing|(?:process|handl)ing (?:your|this|the) request)"
    r"| (?:on|at) (?:my|our) (?:end|side)| with (?:your|this|the) request)?"
    r"(?:[,;.!]?\s*(?:please )?(?:re)?try(?: again)?(?: later| shortly| soon| in a (?:moment|while))?)?"
    r"|(?:(?:很?抱歉|[对對]不起|不好意思)[，。！]?)?我?(?:[刚剛](?:[刚剛]|才)|在?[渲处處生][染理成][时時])?"
    r"遇到了?(?:一[个個些])?(?:[临臨][时時]|[暂暫][时時])性?的?(?:问题|問題)"
    r"(?:[，。！]?\s*[请請](?:稍[后後候等]|等一下|[过過]一[会會]儿?)?再?(?:重|再)?[试試]一?[次下]?)?"
    r")[.!。！]?\s*\Z",
    re.IGNORECASE,
)


_MAX_NOISE_CHARACTERS = 500
"""No such sentence is longer; a search through a megabyte of words would hold up everybody else."""


@dataclass
class _ToolFailure:
    """A tool that reported a failure, and whether it was started again since."""

    finished: ToolFinished
    is_retried: bool = False


@dataclass
class Transcript:
    """What a stream told so far.

    Attributes:
        texts: Messages in their order.
        media: Pictures and files that came in the place of words.
        question: What the backend stopped to ask.
        failure: The error that ended the turn: nothing came after it.
        is_cut_short: The last message ends at the limit of a reply's length.
        ending: How the stream ended; `unheard` where its listener had ended before.
        started_tools: Names of the tools that the backend started.
        finished_tools: How many of them ended, well or not.
    """

    texts: list[Text] = field(default_factory=list[Text])
    media: list[Media] = field(default_factory=list[Media])
    question: Question | None = None
    failure: StreamError | None = None
    is_cut_short: bool = False
    ending: str = "cut"
    started_tools: set[str] = field(default_factory=set[str])
    finished_tools: int = 0
    _tool_failures: list[_ToolFailure] = field(default_factory=list[_ToolFailure])
    _has_just_spoken: bool = False

    def note(self, event: ChatEvent) -> None:
        """Take the next event of the stream."""
        match event:
            case Text(text) if is_visible(text):
                self.texts.append(event)
                if not is_noise(event.text):
                    self._recover(has_spoken=True)
            case Media():
                self.media.append(event)
                self._recover(has_spoken=True)
            case Question():
                self.question = _both(self.question, event) if self.question else event
                self._recover()
            case ToolStarted(name):
                self._note_start(name)
                self._recover()
            case ToolFinished():
                self.finished_tools += 1
                self._note_finish(event)
            case StreamError():
                self._fail(event)
            case End(reason):
                self.ending = reason
            case _:
                pass

    @property
    def tool_failures(self) -> tuple[ToolFinished, ...]:
        """The tools that failed and did not succeed when they were tried again."""
        return tuple(each.finished for each in self._tool_failures)

    @property
    def words(self) -> str:
        """The messages as one text, without the noise that may follow an answer; empty if all is noise."""
        spoken = [text.text for text in self.texts if not is_noise(text.text)]
        said = _join(spoken)
        noise = _NOISE.search(said, max(0, len(said) - _MAX_NOISE_CHARACTERS))
        return (said[: noise.start()] if noise else said).strip()

    @property
    def all_words(self) -> str:
        """The messages as one text, noise included."""
        return _join(text.text for text in self.texts)

    @property
    def ends_within_words(self) -> bool:
        """Whether the words end before their end."""
        return self.is_cut_short or self.ending != "clean" or any(text.incomplete for text in self.texts)

    def _recover(self, *, has_spoken: bool = False) -> None:
        self.failure, self.is_cut_short, self._has_just_spoken = None, False, has_spoken

    def _fail(self, error: StreamError) -> None:
        """A reply that ends at its length limit is a reply; only where there is none has the turn failed."""
        if error.kind == "cut_short" and self._has_just_spoken:
            self.is_cut_short = True
        else:
            self.failure = error

    def _note_start(self, name: str) -> None:
        self.started_tools.add(name)
        for each in self._tool_failures:
            each.is_retried = each.is_retried or each.finished.name == name

    def _note_finish(self, finished: ToolFinished) -> None:
        """A success makes up for a failure of the same tool only if the tool was started again after it.

        After a question the tool that waits for its answer reports that it was not run: that is no failure.
        """
        if finished.failure is not None and self.question:
            return
        if finished.failure is not None:
            self._tool_failures.append(_ToolFailure(finished))
            return
        retried = (e for e in self._tool_failures if e.is_retried and e.finished.name == finished.name)
        if made_up_for := next(retried, None):
            self._tool_failures.remove(made_up_for)


def is_noise(text: str) -> bool:
    """Whether a message is nothing but the backend's stock sentence after a hiccup, or blank."""
    words = text.strip()
    return not is_visible(words if len(words) > _MAX_NOISE_CHARACTERS else _NOISE.sub("", words))


def is_visible(text: str) -> bool:
    """Whether there is anything to see in a text: neither white space nor characters without width."""
    return any(each.isprintable() and not each.isspace() for each in text)


def _both(first: Question, second: Question) -> Question:
    """Two questions of one turn as one; what the second repeats is asked once."""
    titles = dict.fromkeys(filter(None, (first.title, second.title)))
    return Question(tuple(dict.fromkeys(first.prompts + second.prompts)), "\n".join(titles))


def _join(texts: Iterable[str]) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())
