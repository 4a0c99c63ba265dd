"""The rules of platforms: what is told of a file that breaks them, and that the table is whole."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from nemo_video.engine.platform_rules import FinishedFile, check_for
from nemo_video.media.facts import Stretch
from nemo_video.wire.formats import ASPECT_RATIOS, EXPORT_FORMATS, EXPORT_RESOLUTIONS
from nemo_video.wire.platforms import GB, PLATFORM_NAMES, PLATFORMS, PlatformName

COVERED = Stretch("text_covered", 0, 3, 'title 1 "Words"')
GOOD = FinishedFile("mp4", 5_000_000, 20, 1080, 1920, 30, -14.5, has_unseen_words=True, drawn_for="tiktok")
BROKEN = {
    "another file": (replace(GOOD, format="gif"), "takes mp4, mov, webm, and this is gif", "export(format="),
    "a large file": (replace(GOOD, bytes=5 * GB), "up to 4000 MB; this one has 5000 MB", 'quality="medium"'),
    "a wide picture": (
        replace(GOOD, width=1920, height=800),
        "does not take 1920x800: that is too wide",
        "canvas",
    ),
    "a square": (replace(GOOD, width=1080, height=1080), "shows 9:16; 1080x1080 gets bars", "canvas"),
    "a small picture": (replace(GOOD, width=180, height=320), "sides of 360 to 4096 pixels", "canvas"),
    "few frames": (replace(GOOD, fps=12.5), "23 to 60 frames a second; this has 12.5", "canvas"),
    "a short film": (replace(GOOD, duration_s=1.5), "films of 3 s and more; this one lasts 1.5 s", "length"),
    "a long film": (replace(GOOD, duration_s=700), "600 s at most; this one lasts 700 s", '"from_s": 600'),
    "a quiet film": (replace(GOOD, loudness_lufs=-26), "raise the volumes by 12 dB", "398%"),
    "a loud film": (replace(GOOD, loudness_lufs=-8), "lower the volumes by 6 dB", "50%"),
    "words of a backend that knows no platform": (
        replace(GOOD, may_keep_words_safe=False),
        "this backend does not place words around them",
        "op change",
    ),
    "covered words": (
        replace(GOOD, drawn_for=None, covered=(COVERED,)),
        'over: title 1 "Words" (0-3 s)',
        '"op": "canvas"',
    ),
    "covered words on its own canvas": (
        replace(GOOD, covered=(COVERED,)),
        'over: title 1 "Words" (0-3 s)',
        '{"op": "change", "item": "title 1", "place": "center"}',
    ),
    "words elsewhere": (replace(GOOD, drawn_for=None), "The words were not placed for TikTok", "canvas"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_one_remark_with_the_way_to_mend_it(name: str) -> None:
    file, words, way = BROKEN[name]
    check = check_for("tiktok", file, "en", "prj_1")
    (remark,) = check.remarks
    assert words in remark
    assert "To mend it: " in remark
    assert way in remark
    assert bool(check.suggestions) == ('"op": "canvas"' in remark)


@pytest.mark.parametrize("name", BROKEN)
def test_every_remark_is_there_in_chinese(name: str) -> None:
    (remark,) = check_for("tiktok", BROKEN[name][0], "zh-Hans", "prj_1").remarks
    assert "修正方法" in remark
    assert "TikTok" in remark


@pytest.mark.parametrize("platform", PLATFORM_NAMES)
def test_a_film_in_a_platforms_own_shape_breaks_none_of_its_rules(platform: PlatformName) -> None:
    width, height = PLATFORMS[platform].size
    file = replace(GOOD, width=width, height=height, fps=PLATFORMS[platform].fps, drawn_for=platform)
    check = check_for(platform, file, "en", "prj_1")
    assert [each for each in check.remarks if not each.startswith("It keeps to what")] == []


EDGES = {
    "as large as it may be": (replace(GOOD, bytes=4 * GB), replace(GOOD, bytes=4 * GB + 1)),
    "a last packet over the length": (replace(GOOD, duration_s=600.1), replace(GOOD, duration_s=600.11)),
    "a last packet under the length": (replace(GOOD, duration_s=2.9), replace(GOOD, duration_s=2.89)),
    "the smallest side": (replace(GOOD, width=360, height=640), replace(GOOD, width=358, height=636)),
    "the largest side": (replace(GOOD, width=2304, height=4096), replace(GOOD, width=2306, height=4100)),
    "the slowest rate": (replace(GOOD, fps=22.99), replace(GOOD, fps=22.9)),
    "the fastest rate": (replace(GOOD, fps=60.01), replace(GOOD, fps=60.1)),
    "its shape to two percent": (replace(GOOD, width=1100), replace(GOOD, width=1104)),
    "two units too loud": (replace(GOOD, loudness_lufs=-12), replace(GOOD, loudness_lufs=-11.9)),
    "two units too quiet": (replace(GOOD, loudness_lufs=-16), replace(GOOD, loudness_lufs=-16.1)),
}


@pytest.mark.parametrize(("kept", "broken"), EDGES.values(), ids=EDGES)
def test_a_rule_holds_up_to_its_edge_and_is_broken_beyond(kept: FinishedFile, broken: FinishedFile) -> None:
    (remark,) = check_for("tiktok", kept, "en", "prj_1").remarks
    assert remark.startswith("It keeps to what")
    (remark,) = check_for("tiktok", broken, "en", "prj_1").remarks
    assert "To mend it: " in remark


def test_a_volume_is_told_within_what_helps() -> None:
    told = [check_for("tiktok", replace(GOOD, loudness_lufs=lufs), "en", "p").remarks[0] for lufs in (-60, 9)]
    assert "400%" in told[0]
    assert "10%" in told[1]


def test_sound_without_a_picture_and_silence_are_not_judged_by_what_they_lack() -> None:
    sound = FinishedFile("mp4", 1000, 20, loudness_lufs=-70.0)
    assert check_for("youtube", sound, "en", "prj_1").remarks[0].startswith("It keeps to what YouTube asks")


@pytest.mark.parametrize("name", PLATFORM_NAMES)
def test_the_table_is_whole_and_every_value_has_its_source(name: PlatformName) -> None:
    platform = PLATFORMS[name]
    assert platform.aspect_ratio in ASPECT_RATIOS
    assert platform.resolution in EXPORT_RESOLUTIONS
    assert set(platform.containers) <= set(EXPORT_FORMATS)
    area = platform.safe_area
    assert 0 < area.top + area.bottom < 0.6
    assert 0 < area.left + area.right < 0.5
    told = [value.strip() for source in platform.sources for value in source.of.split(",")]
    expected = [
        "file size",
        "file types",
        "length",
        "loudness",
        "rate",
        "safe area",
        "shapes",
        "sides",
        "size",
    ]
    assert sorted(told) == [value for value in expected if value != "sides" or value in told]
    for source in platform.sources:
        assert source.date[:2] == "20"
        assert source.basis == "practice" or urlsplit(source.address).scheme == "https"
