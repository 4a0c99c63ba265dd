"""What a finished file breaks of a platform's rules, and how to mend it.

The rules are data (`wire.platforms`). They change without notice, so what is broken is a remark: the file is
there all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nemo_video.engine.remarks import name_texts
from nemo_video.engine.sentences import say
from nemo_video.language import Language, Suggestion
from nemo_video.wire.platforms import MB, PLATFORMS, Platform, PlatformName

if TYPE_CHECKING:
    from nemo_video.media.facts import Stretch

LOUDNESS_TOLERANCE_LU: Final = 2.0
"""Less than this nobody hears from one film to the next."""

SILENCE_LUFS: Final = -70.0
"""The absolute gate of ITU-R BS.1770: what is not louder has no loudness."""

_SHAPE_TOLERANCE: Final = 0.02
"""Whole and even pixels cannot show every ratio."""

_LENGTH_TOLERANCE_S: Final = 0.1
"""A last frame or packet may reach past the length that a platform reads."""

_VOLUMES: Final = (10, 400)
"""In percent: a volume that is told beyond these would help nobody."""


@dataclass(frozen=True)
class FinishedFile:
    """What is known of an exported file.

    Attributes:
        format: Its file extension.
        bytes: Its size.
        duration_s: How long it is.
        width: In pixels; None for sound alone.
        height: In pixels.
        fps: Frames per second.
        loudness_lufs: Integrated; None without sound.
        covered: Texts that the platform lays its own over, as far as they were seen.
        has_unseen_words: Whether there are titles or subtitles of which nobody saw where they stand.
        drawn_for: The platform that its canvas was set for.
        may_keep_words_safe: Whether its backend keeps words in a platform's safe area when asked.
    """

    format: str
    bytes: int
    duration_s: float
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    loudness_lufs: float | None = None
    covered: "tuple[Stretch, ...]" = ()
    has_unseen_words: bool = False
    drawn_for: str | None = None
    may_keep_words_safe: bool = True


@dataclass(frozen=True)
class PlatformCheck:
    """What was found.

    Attributes:
        remarks: A sentence for each rule that is broken; one that says so where none is.
        suggestions: Calls that mend some of them.
    """

    remarks: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]


def check_for(name: PlatformName, file: FinishedFile, language: Language, project_id: str) -> PlatformCheck:
    """Hold a file against the rules of a platform.

    Args:
        name: Of the platform.
        file: What is known of the file.
        language: Of the remarks.
        project_id: Whose film it is.
    """
    check = _Check(name, PLATFORMS[name], file, language)
    remarks = tuple(check.find())
    title = PLATFORMS[name].title
    if not remarks:
        return PlatformCheck((say("platform_kept", language, platform=title),), ())
    canvas = Suggestion(
        "edit",
        {"project_id": project_id, "edits": [{"op": "canvas", "platform": name}]},
        say("canvas_next", language, platform=title),
        "next",
    )
    return PlatformCheck(remarks, (canvas,) if check.canvas_call in " ".join(remarks) else ())


@dataclass(frozen=True)
class _Check:
    """One file against one platform."""

    name: PlatformName
    platform: Platform
    file: FinishedFile
    language: Language

    @property
    def canvas_call(self) -> str:
        """How the canvas is made the platform's."""
        return f'edit(edits=[{{"op": "canvas", "platform": "{self.name}"}}])'

    def find(self) -> Iterator[str]:
        """The rules that are broken, what is not taken at all first."""
        yield from self._file()
        yield from self._length()
        if self.file.width and self.file.height:
            yield from self._picture(self.file.width, self.file.height)
        yield from self._sound()

    def _say(self, key: str, **facts: object) -> str:
        return say(key, self.language, platform=self.platform.title, **facts)

    def _file(self) -> Iterator[str]:
        wanted, most = self.platform.containers, self.platform.max_bytes
        if self.file.format not in wanted:
            call = f'export(format="{wanted[0]}", platform="{self.name}")'
            yield self._say("platform_file", wanted=", ".join(wanted), format=self.file.format, call=call)
        if self.file.bytes > most:
            call = f'export(quality="medium", platform="{self.name}")'
            size = round(self.file.bytes / MB)
            yield self._say("platform_bytes", most=round(most / MB), size=size, call=call)

    def _length(self) -> Iterator[str]:
        least, most = self.platform.length_s
        seconds = round(self.file.duration_s, 2)
        if seconds < least - _LENGTH_TOLERANCE_S:
            yield self._say("platform_short", least=least, seconds=seconds)
        if seconds > most + _LENGTH_TOLERANCE_S:
            call = f'edit(edits=[{{"op": "cut", "from_s": {most:g}, "to_s": {seconds:g}}}])'
            yield self._say("platform_long", most=most, seconds=seconds, call=call)

    def _picture(self, width: int, height: int) -> Iterator[str]:
        size = {"width": width, "height": height, "call": self.canvas_call}
        yield from self._shape(width / height, size)
        least, most = self.platform.sides
        if min(width, height) < least or max(width, height) > most:
            yield self._say("platform_side", least=least, most=most, **size)
        slowest, fastest = self.platform.fps_range
        fps = self.file.fps
        if fps is not None and not slowest - 0.01 <= fps <= fastest + 0.01:
            yield self._say(
                "platform_rate", least=slowest, most=fastest, fps=round(fps, 2), call=self.canvas_call
            )
        yield from self._words()

    def _words(self) -> Iterator[str]:
        """What was seen is told; only of words that nobody could see it is told that they may be covered."""
        keeps_safe, is_drawn_for = self.file.may_keep_words_safe, self.file.drawn_for == self.name
        if covered := self.file.covered:
            item = " ".join(covered[0].name.split(" ", 2)[:2])  # `title 1`, with which its name begins
            moved = f'edit(edits=[{{"op": "change", "item": "{item}", "place": "center"}}])'
            call = self.canvas_call if keeps_safe and not is_drawn_for else moved
            yield self._say("platform_covers", texts=name_texts(covered, self.language), call=call)
        elif self.file.has_unseen_words and not keeps_safe:
            yield self._say("platform_words_free")
        elif self.file.has_unseen_words and not is_drawn_for:
            yield self._say("platform_words", call=self.canvas_call)

    def _shape(self, shape: float, size: Mapping[str, object]) -> Iterator[str]:
        narrowest, widest = self.platform.aspects
        wanted = self.platform.size[0] / self.platform.size[1]
        if not narrowest * (1 - _SHAPE_TOLERANCE) <= shape <= widest * (1 + _SHAPE_TOLERANCE):
            how = say("too_narrow" if shape < narrowest else "too_wide", self.language)
            yield self._say("platform_shape", how=how, **size)
        elif abs(shape - wanted) > _SHAPE_TOLERANCE * wanted:
            yield self._say("platform_fills", wanted=self.platform.aspect_ratio, **size)

    def _sound(self) -> Iterator[str]:
        lufs, wanted = self.file.loudness_lufs, self.platform.loudness_lufs
        if lufs is None or lufs <= SILENCE_LUFS or abs(lufs - wanted) <= LOUDNESS_TOLERANCE_LU:
            return
        percent = round(100 * 10 ** ((wanted - lufs) / 20))
        percent = min(max(percent, _VOLUMES[0]), _VOLUMES[1])
        key = "platform_quiet" if lufs < wanted else "platform_loud"
        yield self._say(key, lufs=lufs, wanted=wanted, by=abs(wanted - lufs), percent=percent)
