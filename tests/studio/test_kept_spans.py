"""What one export rendered, the next one takes from the disk, unless something in it has changed."""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image

from nemo_studio.render import Caption, Clip, Composition, KeptSpans, render
from nemo_studio.render.composition import Grade, PictureInPicture, Transition
from nemo_studio.render.executor import InProcessExecutor, Spans
from nemo_studio.render.span_renderer import OnFrame, SpanTask
from nemo_studio.render.spans import EncodedPacket, EncodedSpan
from nemo_video.errors import NotFound
from nemo_video.wire.formats import ExportQuality, OutputFormat

pytestmark = pytest.mark.slow

FILM = Composition(
    width=112,
    height=64,
    fps=10,
    duration_ms=8000,
    clips=(
        Clip(0, 4000, "abstract", seed=1, parameters={"mood": "calm", "speed": 1.0}),
        Clip(4000, 4000, "underwater", seed=2, transition=Transition("crossfade", 1000)),
    ),
    sounds=(),
    captions=(Caption(200, 1000, "First"),),
)


@pytest.fixture(scope="module", autouse=True)
def short_spans() -> Iterator[None]:
    """Spans of two seconds in a film of few frames."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nemo_studio.render.spans.MAX_SPAN_FRAMES", 20)
        yield


class Counting(InProcessExecutor):
    """Notes the frames that are rendered."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[int] = []

    def submit(self, task: SpanTask, on_frame: OnFrame) -> Future[Spans]:
        for span in task.spans:
            self.frames += range(span.first, span.stop)
        return super().submit(task, on_frame)


@pytest.fixture
def kept(tmp_path: Path) -> KeptSpans:
    return KeptSpans(tmp_path / "spans", 1 << 30)


@dataclass(frozen=True)
class Exported:
    """The film after its first export, which is made once.

    Attributes:
        folder: What was kept of it.
        content: Of the file.
        frames: Those that were rendered.
    """

    folder: Path
    content: bytes
    frames: list[int]


@pytest.fixture(scope="module", name="exported")
def export_once(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder = tmp_path_factory.mktemp("exported") / "spans"
    return Exported(folder, *export(FILM, KeptSpans(folder, 1 << 30)))


@pytest.fixture
def filled(kept: KeptSpans, exported: Exported) -> KeptSpans:
    """What was kept, to change at will."""
    shutil.copytree(exported.folder, kept.folder)
    return kept


def export(film: Composition, kept: KeptSpans, quality: ExportQuality = "high") -> tuple[bytes, list[int]]:
    """The file, and the frames that were rendered for it."""
    executor = Counting()
    told: list[float] = []
    path = kept.folder.with_name("film.mp4")
    render(
        film,
        path,
        OutputFormat(quality=quality),
        on_progress=told.append,
        is_cancelled=lambda: False,
        kept=kept,
        choose=lambda _film, _spans: executor,
    )
    assert told == sorted(told)
    assert told[-1] == 1.0
    return path.read_bytes(), executor.frames


def test_the_second_export_renders_nothing_and_is_the_same_file(
    exported: Exported, filled: KeptSpans
) -> None:
    second, again = export(FILM, filled)

    assert exported.frames == list(range(80))
    assert again == []
    assert second == exported.content


def test_a_title_renders_the_spans_below_it_and_nothing_else(filled: KeptSpans) -> None:
    titled = replace(FILM, captions=(*FILM.captions, Caption(7000, 700, "New")))
    fresh, _ = export(titled, replace(filled, folder=filled.folder.with_name("others")))

    content, rendered = export(titled, filled)

    assert rendered == list(range(60, 80))
    assert content == fresh


def _another_clip(**changes: object) -> Callable[[Composition], Composition]:
    def change(film: Composition) -> Composition:
        first, second = film.clips
        return replace(film, clips=(replace(first, **changes), second))  # pyright: ignore[reportArgumentType] - the names are those of a clip

    return change


UNDER_FIRST = set(range(60))
"""The first clip shows on in the second one's first span, under the transition."""

CHANGES: dict[str, tuple[Callable[[Composition], Composition], set[int]]] = {
    "another seed": (_another_clip(seed=5), UNDER_FIRST),
    "other parameters": (
        _another_clip(parameters={"mood": "calm", "speed": 2.0}),
        UNDER_FIRST,
    ),
    "other colours": (_another_clip(grade=Grade("warm")), UNDER_FIRST),
    "another rate": (lambda film: replace(film, fps=12), set(range(96))),
    "another size": (lambda film: replace(film, width=128), set(range(80))),
    "a picture above": (
        lambda film: replace(
            film,
            clips=(
                *film.clips,
                Clip(500, 1000, "underwater", picture_in_picture=PictureInPicture("top_left", 0.3)),
            ),
        ),
        set(range(20)),
    ),
    "a caption fewer": (lambda film: replace(film, captions=()), set(range(20))),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_change_shows_in_is_rendered_again(change: str, filled: KeptSpans) -> None:
    alter, wanted = CHANGES[change]

    _, rendered = export(alter(FILM), filled)

    assert set(rendered) == wanted


def test_another_quality_is_rendered_again(filled: KeptSpans) -> None:
    assert len(export(FILM, filled, "low")[1]) == 80


def test_a_file_counts_by_its_content(kept: KeptSpans, tmp_path: Path) -> None:
    def shown(name: str, color: str) -> Composition:
        Image.new("RGB", (64, 64), color).save(tmp_path / name)
        return replace(FILM, clips=(Clip(0, 8000, "", source=str(tmp_path / name)),))

    export(shown("one.png", "red"), kept)

    assert export(shown("moved.png", "red"), kept)[1] == []
    assert len(export(shown("one.png", "blue"), kept)[1]) == 80


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 4000])
def test_a_damaged_span_is_rendered_again(damage: bytes, exported: Exported, filled: KeptSpans) -> None:
    damaged = sorted(filled.folder.iterdir())[0]
    damaged.write_bytes(damage)

    assert export(FILM, filled)[0] == exported.content


def test_the_folder_stays_below_its_bound_and_the_newest_stay(kept: KeptSpans) -> None:
    span = EncodedSpan((EncodedPacket(0, True, bytes(1000)),))
    bounded = replace(kept, max_bytes=3500)
    for number in range(5):
        bounded.write(f"{number}", span)
        os.utime(kept.folder / f"{number}", (number, number))
    (kept.folder / "torn.1.part").write_bytes(b"half")
    os.utime(kept.folder / "torn.1.part", (0, 0))
    assert bounded.read("0") == span

    bounded.clean_up()

    assert sorted(path.name for path in kept.folder.iterdir()) == ["0", "3", "4"]


def test_a_folder_that_cannot_be_written_keeps_nothing_and_fails_nothing(kept: KeptSpans) -> None:
    kept.folder.write_bytes(b"a file is in the way")

    assert len(export(FILM, kept)[1]) == 80


def test_a_file_that_is_gone_is_named(kept: KeptSpans, tmp_path: Path) -> None:
    gone = replace(FILM, clips=(Clip(0, 8000, "", source=str(tmp_path / "gone.mp4"), grade=Grade("warm")),))

    with pytest.raises(NotFound, match=r"gone\.mp4"):
        export(gone, kept)
