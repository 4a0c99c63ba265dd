"""A small run of `make fuzz`: hostile drafts and files end in words, and the next ones are served."""

from pathlib import Path

import pytest

from media.conftest import DRAWINGS
from nemo_studio.project import Canvas
from nemo_studio.service.composition_check import MAX_AT_ONCE
from nemo_studio.service.storyboard import compose
from nemo_video.errors import BackendRefusal
from tools.fuzz.drafts import GOOD, draw_media, fuzz_drafts
from tools.fuzz.media import fuzz_media
from tools.fuzz.mutation import HOSTILE_VALUES, Json

pytestmark = pytest.mark.slow

FIELDS = ("scene", "seed", "parameters", "look", "brightness", "contrast", "transition_ms", "transition")
DRAFTS, FILES = 40, 6


def test_mutated_drafts_are_drawn_or_refused_in_words(tmp_path: Path) -> None:
    ends = fuzz_drafts(draw_media(tmp_path), DRAFTS, seed=1)
    assert ends.total() == DRAFTS
    assert ends.keys() == {"refused", "drawn"}


@pytest.mark.anyio
async def test_mutated_files_go_all_the_way_or_are_refused_in_words(tmp_path: Path) -> None:
    files = [DRAWINGS[name](tmp_path / name) for name in ("film.mp4", "still.png", "sound.wav")]
    ends = await fuzz_media(files, tmp_path, FILES, seed=1)
    assert ends.total() == FILES
    assert ends["exported"]


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_another_kind_is_refused_before_a_worker_begins(field: str) -> None:
    values: list[Json] = [each for each in HOSTILE_VALUES if isinstance(each, list)]
    for value in values:
        draft: Json = {"t": [{"tt": 0, "sg": [{"s": 0, "d": 1000, "m": {**clip_metadata(), field: value}}]}]}
        if value or field != "transition":
            with pytest.raises(BackendRefusal):
                compose(draft, Canvas(), [])


@pytest.mark.parametrize("seed", [-0.0, 1.5, -1, True, "7"])
def test_a_seed_is_a_whole_number(seed: object) -> None:
    draft: Json = {"t": [{"tt": 0, "sg": [{"s": 0, "d": 1000, "m": {**clip_metadata(), "seed": seed}}]}]}
    with pytest.raises(BackendRefusal, match="seed is"):
        compose(draft, Canvas(), [])


def clip_metadata() -> dict[str, object]:
    """Of a clip that the studio made."""
    return dict(GOOD[0]["t"][0]["sg"][0]["m"])


def test_a_hundred_clips_may_show_at_the_same_time_and_no_more() -> None:
    clip = {"s": 0, "d": 1000, "m": {**clip_metadata(), "corner": "top_left", "width": 0.2}}
    compose({"t": [{"tt": 0, "sg": [clip] * MAX_AT_ONCE}]}, Canvas(), [])
    with pytest.raises(BackendRefusal, match="more than 100 segments of one kind at the same time"):
        compose({"t": [{"tt": 0, "sg": [clip] * (MAX_AT_ONCE + 1)}]}, Canvas(), [])
