"""The tables of formats and platforms: no entry contradicts itself or another table."""

import math

import pytest

from nemo_video.wire.formats import (
    ASPECT_RATIOS,
    EXPORT_FORMATS,
    EXPORT_FPS,
    EXPORT_MEDIA_TYPES,
    EXPORT_RESOLUTIONS,
    MAX_UPLOAD_BYTES,
    SOUND_FORMATS,
    SUBTITLE_TYPES,
    TIMELINE_FORMATS,
    TIMELINE_NAMES,
    UPLOAD_TYPES,
)
from nemo_video.wire.platforms import PLATFORM_NAMES, PLATFORMS, Platform, find_platform


def test_a_format_has_one_media_type_wherever_it_stands() -> None:
    both = UPLOAD_TYPES.keys() & EXPORT_MEDIA_TYPES.keys()
    assert {name: UPLOAD_TYPES[name] for name in both} == {name: EXPORT_MEDIA_TYPES[name] for name in both}
    assert tuple(TIMELINE_FORMATS) == TIMELINE_NAMES
    assert not TIMELINE_FORMATS.keys() & EXPORT_FORMATS.keys()


def test_uploads_are_of_the_fourteen_types_and_the_size_of_the_protocol() -> None:
    assert set(UPLOAD_TYPES) == {
        "mp4", "mov", "avi", "webm", "mkv", "jpg", "jpeg", "png", "gif", "webp", "mp3", "wav", "m4a", "aac",
    }  # fmt: skip
    assert UPLOAD_TYPES["jpg"] == UPLOAD_TYPES["jpeg"]
    kinds = {media_type.partition("/")[0] for media_type in UPLOAD_TYPES.values()}
    assert kinds == {"video", "image", "audio"}
    assert not UPLOAD_TYPES.keys() & set(SUBTITLE_TYPES), "subtitles are read, not uploaded"
    assert MAX_UPLOAD_BYTES == 209_715_200


def test_what_is_exported_can_be_uploaded_again_and_is_of_a_known_size() -> None:
    assert EXPORT_FORMATS.keys() <= UPLOAD_TYPES.keys()
    assert list(EXPORT_RESOLUTIONS.values()) == sorted(EXPORT_RESOLUTIONS.values(), reverse=True)
    numbers = {name: int(name[:-1]) for name in EXPORT_RESOLUTIONS if name != "4k"}
    assert {name: EXPORT_RESOLUTIONS[name] for name in numbers} == numbers
    assert EXPORT_RESOLUTIONS["4k"] == 2160
    assert (min(EXPORT_FPS), max(EXPORT_FPS)) == (24, 60)


def test_sounds_are_the_formats_without_a_picture() -> None:
    assert set(SOUND_FORMATS) == {"mp3", "wav", "m4a"}
    assert all(EXPORT_MEDIA_TYPES[name].startswith("audio/") for name in SOUND_FORMATS)
    kinds = {name: format.kind for name, format in EXPORT_FORMATS.items()}
    assert {name for name, kind in kinds.items() if kind == "animation"} == {"gif", "webp"}


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)
def test_what_a_platform_shows_is_what_it_takes_and_what_an_export_makes(platform: Platform) -> None:
    width, height = platform.size
    across, up = map(int, platform.aspect_ratio.split(":"))
    assert platform.aspect_ratio in ASPECT_RATIOS
    assert math.isclose(width / height, across / up, rel_tol=0.01)
    assert min(width, height) == EXPORT_RESOLUTIONS[platform.resolution]
    assert platform.fps in EXPORT_FPS
    for value, (least, most) in (
        (width / height, platform.aspects),
        (platform.fps, platform.fps_range),
        (platform.length_s[0], platform.length_s),
    ):
        assert least <= value <= most
    assert platform.sides[0] <= min(width, height) <= max(width, height) <= platform.sides[1]
    assert {*platform.containers} <= EXPORT_FORMATS.keys()
    assert platform.containers[0] == "mp4"


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)
def test_a_safe_area_leaves_room_for_words_and_every_value_has_a_source(platform: Platform) -> None:
    area = platform.safe_area
    assert min(area.top, area.right, area.bottom, area.left) > 0
    assert area.top + area.bottom < 0.5
    assert area.left + area.right < 0.5
    told = " ".join(source.of for source in platform.sources)
    for subject in ("size", "rate", "file", "loudness", "safe area"):
        assert subject in told
    for source in platform.sources:
        assert source.page
        assert source.date
        assert source.address.startswith("https://") or source.basis == "practice"


def test_a_platform_is_found_by_its_name_and_by_nothing_else() -> None:
    assert tuple(PLATFORMS) == PLATFORM_NAMES
    assert [find_platform(name) for name in ("x", "tiktok", "TikTok", "", None)] == [
        "x",
        "tiktok",
        None,
        None,
        None,
    ]
