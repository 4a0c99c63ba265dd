"""Every word that matters is used by a command, or its clause is named as not done."""

from pathlib import Path

import pytest

from nemo_studio.agent import understand
from nemo_studio.edits.canvas.commands import SetAspect
from nemo_studio.edits.cutting.commands import Delete, MoveClip, SetLength, SetSpeed
from nemo_studio.edits.history.commands import Undo
from nemo_studio.edits.media.commands import PlaceMedia
from nemo_studio.edits.picture.commands import Mirror, SetLook, SetTransition
from nemo_studio.edits.references import Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import Mute, PlaceSound, SetVolume
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.edits.titles.commands import AddTitle, ChangeTitle, Style, StyleTitle
from nemo_studio.project import UploadedMedia

FOREST, FIRST = Reference("clip", name="forest"), Reference("clip", 1)
MUSIC, TITLE = Reference("music"), Reference("title")


@pytest.mark.parametrize(
    ("message", "commands"),
    [
        ("add 2 seconds to the city", [SetLength(Reference("clip", name="city"), by_s=2.0)]),
        ("undo the last two things", [Undo(2)]),
        ("speed up the forest and add a title Hi", [SetSpeed(None, 1.5, FOREST), AddTitle("Hi")]),
        ("节奏太慢了，快一点", [SetSpeed(None, 1.5)]),
        ("flip the forest but not the city", [Mirror("horizontal", FOREST)]),
        ("make it an Instagram story", [SetAspect("9:16")]),
        ("play x.mp3 under everything", [PlaceSound("music", name="x.mp3")]),
        ("mute the first and the last clip", [Mute(Reference("clip", n)) for n in (1, -1)]),
        ("把大海的声音关掉，雪的留着", [Mute(Reference("clip", name="大海"))]),
        ("make clip 1 black and white but leave the forest alone", [SetLook("black_and_white", FIRST)]),
        ("第一段变黑白，第二段别动", [SetLook("black_and_white", FIRST)]),
        ("去掉音乐，保留标题", [Delete(MUSIC)]),
        (
            "开头写新年快乐，结尾写明年见",
            [AddTitle("新年快乐", TimeSpan(start_s=0.0)), AddTitle("明年见", TimeSpan(last_s=0))],
        ),
        (
            "add a title saying Weekend Away over the forest and make it red",
            [AddTitle("Weekend Away", over=FOREST), StyleTitle(Style(color="#FF3B30"), Reference())],
        ),
        (
            'add the caption "Hello" from 2 to 4 seconds, in yellow text',
            [AddTitle("Hello", TimeSpan(2, 4), Style(color="#FFD60A"), is_subtitle=True)],
        ),
        (
            "给每个片段添加字幕，分别是“一”和“二”",
            [AddTitle(t, over=Reference("clip", n), is_subtitle=True) for n, t in enumerate("一二", 1)],
        ),
        (
            'add English subtitles: "A" from 0 to 2 seconds, "B" from 2 to 4',
            [AddTitle(t, TimeSpan(n, n + 2), is_subtitle=True) for n, t in ((0, "A"), (2, "B"))],
        ),
        (
            'start with the title "Hello" and end with "Bye"',
            [AddTitle("Hello", TimeSpan(start_s=0.0)), AddTitle("Bye", TimeSpan(last_s=0))],
        ),
        (
            "add a title Hello and make it red",
            [AddTitle("Hello"), StyleTitle(Style(color="#FF3B30"), Reference())],
        ),
        (
            "the title should say Alps, be red and sit at the bottom",
            [
                ChangeTitle("Alps"),
                StyleTitle(Style(color="#FF3B30"), TITLE),
                StyleTitle(Style(place="bottom"), Reference()),
            ],
        ),
    ],
)
def test_a_word_is_used_for_what_it_means(message: str, commands: list[Command]) -> None:
    reading = understand(message)
    assert ([*reading.commands], reading.unclear) == (commands, ())


@pytest.mark.parametrize(
    ("message", "commands", "unclear"),
    [
        ("move the forest to the beginning and the end", [MoveClip(FOREST, Place("start"))], "the end"),
        ("move the forest to the start and to the end", [MoveClip(FOREST, Place("start"))], "and to the end"),
        ("delete the last three clips but one", [], "one"),
        ("put a title on each clip saying its name", [], "put a title on each clip saying its name"),
        (
            "第一段和第二段之间用擦除，后面用叠化",
            [SetTransition("wipe", None, FIRST, Reference("clip", 2))],
            "后面用叠化",
        ),
        (
            "music at 30 for the first 5 seconds then 80",
            [SetVolume(0.3, target=Reference("music", span=TimeSpan(0, 5.0)))],
            "80",
        ),
        (
            'the titles "A" 0-2s and "B" 6-8s both white',
            [AddTitle("A", TimeSpan(0.0, 2.0))],
            '"B" 6-8s both white',
        ),
    ],
)
def test_what_was_said_beside_it_is_named(message: str, commands: list[Command], unclear: str) -> None:
    reading = understand(message)
    assert [*reading.commands] == commands
    assert reading.unclear[-1] == unclear


def _upload(name: str) -> UploadedMedia:
    return UploadedMedia(name, name, "image", Path(name), 1000, None, 1920, 1080)


@pytest.mark.parametrize(
    ("message", "commands"),
    [
        ("show the beach twice, the dog once", [PlaceMedia(names=("beach.jpg", "beach.jpg", "dog.jpg"))]),
        ("狗的照片放两次，海滩放一次", [PlaceMedia(names=("dog.jpg", "dog.jpg", "beach.jpg"))]),
        ("dog first then cake and beach last", [PlaceMedia(names=("dog.jpg", "cake.jpg", "beach.jpg"))]),
        ("just the dog and the cake", [PlaceMedia(names=("dog.jpg", "cake.jpg"))]),
        ("slideshow of 12 seconds in total", [PlaceMedia(total_s=12.0)]),
        ("put the cake in the corner of the dog", []),
    ],
)
def test_how_often_and_where_uploads_show_is_never_passed_over(message: str, commands: list[Command]) -> None:
    uploads = [_upload(name) for name in ("beach.jpg", "dog.jpg", "cake.jpg", "Lake Tour.jpg")]
    reading = understand(message, uploads=uploads, is_empty=True)
    assert [*reading.commands] == commands
    assert bool(reading.unclear) == (not commands)


def test_words_in_quotes_behind_the_word_title_are_no_file_though_one_is_called_so() -> None:
    reading = understand('add the title "Lake Tour.jpg"', uploads=[_upload("Lake Tour.jpg")])
    assert reading.commands == (AddTitle("Lake Tour.jpg"),)
