"""The studio's agent: what it makes of a message as a whole, beyond the tables of sentences."""

import pytest

from nemo_studio.agent import Reading, understand
from nemo_studio.agent.replies import say_done
from nemo_studio.edits import lexicon
from nemo_studio.edits.cutting.commands import Delete
from nemo_studio.edits.history.commands import Explain
from nemo_studio.edits.language.tokens import Entry, Token, find_tokens
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.edits.references import Reference
from nemo_studio.edits.sound.commands import AddMusic, Mute, SetVolume
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle, Style

SRT = "1\n00:00:01,000 --> 00:00:03,000\nHello\n"


@pytest.mark.parametrize(
    ("message", "reading"),
    [
        ("how do I get my video?", Reading((Explain("export"),))),
        ("怎么拿到我的视频？", Reading((Explain("export"),))),
        ("what can you do?", Reading((Explain("abilities"),))),
        ("translate my speech to French", Reading((), ("translate my speech to French",))),
        ("把我的演讲翻译成法语", Reading((), ("把我的演讲翻译成法语",))),
        ("upscale the video", Reading((), ("upscale the video",))),
        ("add music and translate it to French", Reading((AddMusic(None),), ("translate it to French",))),
        ("加音乐，把它翻译成法语", Reading((AddMusic(None),), ("把它翻译成法语",))),
        (
            "mute the clip and remove the background from the video",
            Reading((Mute(Reference("clip")),), ("remove the background from the video",)),
        ),
        ("remove the person in the second clip", Reading((), ("remove the person in the second clip",))),
        ("删除视频的背景", Reading((), ("删除视频的背景",))),
        ("就叫黄昏", Reading((), ("就叫黄昏",))),
        ("把第二条字幕改成“冬天来了”", Reading((), ("把第二条字幕改成“冬天来了”",))),
        (
            "take the forest out and put it back at the end",
            Reading((Delete(Reference("clip", name="forest")),), ("put it back at the end",)),
        ),
        ("dehaze “the sky” in the first second", Reading((), ("dehaze “the sky” in the first second",))),
        ("第一秒的「標題」翻譯成法語", Reading((), ("第一秒的「標題」翻譯成法語",))),
        ("add the title 'cut, split and delete'", Reading((AddTitle("cut, split and delete"),))),
        (
            f"add these subtitles, small and yellow:\n{SRT}",
            Reading((AddSubtitles(SRT, Style(size=0.7, color="#FFD60A")),)),
        ),
    ],
)
def test_what_is_not_understood_is_handed_back_and_never_guessed(message: str, reading: Reading) -> None:
    assert understand(message) == reading


@pytest.mark.parametrize(
    ("message", "length_s", "aspect_ratio"),
    [
        ("a sunset over the sea\nDuration: 8 s. Aspect ratio: 9:16.", 8, "9:16"),
        ("海上日落\n时长：8 秒。画面比例：1:1。", 8, "1:1"),
        ("a one minute widescreen sunset", 60, "16:9"),
        ("半分钟的海上日落", 30, None),
        ("十五秒的日落视频", 15, None),
        ("a sunset", None, None),
    ],
)
def test_lengths_and_shapes_are_read_in_words_and_figures(
    message: str, length_s: float | None, aspect_ratio: str | None
) -> None:
    (scene,) = understand(message, is_empty=True).commands
    assert isinstance(scene, MakeScene)
    assert (scene.duration_s, scene.aspect_ratio) == (length_s, aspect_ratio)


def test_a_chinese_reply_has_chinese_quotes_and_names_of_sounds() -> None:
    said = say_done("zh", SetVolume, {"what": '"Ambient", "Waves"', "volume": 40})
    assert said == "“氛围”、“海浪”的音量现在是 40%。"
    assert say_done("en", SetVolume, {"what": '"氛围"', "volume": 9}) == 'The volume of "Ambient" is 9% now.'


@pytest.mark.parametrize("is_empty", [True, False])
@pytest.mark.parametrize("piece", ["1. ", "sea 5 s, ", "title: a, ", "a", "it's ", "森"])
def test_more_orders_or_letters_than_are_read_are_handed_back_at_once(piece: str, is_empty: bool) -> None:
    message = piece * 4000

    assert understand(message, is_empty=is_empty) == Reading((), (message,))


@pytest.mark.parametrize(
    ("piece", "is_empty"),
    [("translate every sign behind that tall Spanish gentleman, ", False), ('add the title "A", ', True)],
)
def test_the_work_of_reading_grows_as_the_number_of_orders(
    monkeypatch: pytest.MonkeyPatch, piece: str, is_empty: bool
) -> None:
    read: list[str] = []

    def count(text: str, entries: tuple[Entry, ...]) -> list[Token]:
        read.append(text)
        return find_tokens(text, entries)

    monkeypatch.setattr(lexicon, "find_tokens", count)
    counts: list[int] = []
    for number in (15, 30):
        lexicon.tokenize.cache_clear()
        read.clear()
        understand(piece * number, is_empty=is_empty)
        counts.append(len("".join(read)))
    assert counts[1] <= 2.2 * counts[0], counts
