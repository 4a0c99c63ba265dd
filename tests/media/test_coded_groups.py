"""What is passed on without decoding: groups of H.264 pictures and packets of AAC, byte for byte."""

# PyAV leaves the type of its packets open.
# pyright: reportUnknownMemberType=false

from fractions import Fraction
from pathlib import Path

import av
import pytest

from media.drawn_media import AUDIO_RATE, draw_film
from nemo_video.media import BrokenMedia
from nemo_video.media.coded_sound import open_coded_sound
from nemo_video.media.groups import (
    is_parameter_set,
    join_units,
    read_parameter_sets,
    set_name,
    split_annex_b,
    survey,
    write_header,
)

GROUP = 5
"""Pictures in a group of the drawn films."""

BT709 = {"x264-params": f"colormatrix=bt709:keyint={GROUP}:min-keyint={GROUP}:scenecut=0"}
PICTURES = 12


def draw_groups(path: Path, **kwargs: object) -> Path:
    """Twelve pictures, in groups of five, five and two."""
    wanted: dict[str, object] = {"seconds": PICTURES / 25, "options": BT709} | kwargs
    return draw_film(path, **wanted)  # pyright: ignore[reportArgumentType] - of its own arguments


@pytest.fixture(scope="module", params=["mp4", "mkv"])
def film(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_groups(tmp_path_factory.mktemp("groups") / f"film.{request.param}", audio="aac")


def packets_of(path: Path, track: str = "video") -> list[tuple[int | None, bytes]]:
    """Position in the file and content of each packet of a track."""
    with av.open(path) as container:
        streams = [stream for stream in container.streams if stream.type == track]
        return [(packet.pos, bytes(packet)) for packet in container.demux(streams) if packet.size]


def test_a_film_is_known_by_its_groups(film: Path) -> None:
    coded = survey(film)
    assert coded is not None
    assert (coded.path, coded.width, coded.height) == (film, 64, 48)
    assert [len(group) for group in coded.groups] == [GROUP, GROUP, 2]
    assert [picture.begins_group for picture in coded.groups[1]] == [True, *[False] * (GROUP - 1)]
    for number, group in enumerate(coded.groups):
        shown = sorted(picture.at_s for picture in group)
        first = GROUP * number
        assert shown == pytest.approx([(first + each) / 25 for each in range(len(group))], abs=0.001)
    assert sorted(unit[0] & 31 for unit in coded.parameter_sets) == [7, 8]


def test_the_packets_of_groups_are_read_as_they_lie_in_the_file(film: Path) -> None:
    coded = survey(film)
    assert coded is not None
    contents = [content for _, content in packets_of(film)]
    groups = [contents[:GROUP], contents[GROUP : 2 * GROUP], contents[2 * GROUP :]]
    for first, stop in ((0, 3), (1, 2), (2, 3), (0, 1), (1, 1)):
        assert list(coded.read(first, stop)) == groups[first:stop]


def test_a_group_with_a_unit_that_does_not_fit_its_packet_is_left_out(film: Path, tmp_path: Path) -> None:
    content = bytearray(film.read_bytes())
    position, _ = packets_of(film)[GROUP + 1]
    assert position is not None
    at = content.index(packets_of(film)[GROUP + 1][1], position)
    content[at : at + 4] = b"\0\x0f\xff\xff"
    damaged = tmp_path / film.name
    damaged.write_bytes(content)
    coded = survey(damaged)
    assert coded is not None
    assert [len(group) for group in coded.groups] == [GROUP, 2]
    assert coded.groups[1][0].at_s == pytest.approx(2 * GROUP / 25, abs=0.001)


def test_a_group_that_brings_parameter_sets_of_its_own_is_left_out(film: Path, tmp_path: Path) -> None:
    content = bytearray(film.read_bytes())
    first = packets_of(film)[0][1]
    note, sequence = 6, 7
    assert first[4] & 31 == note
    content[content.index(first) + 4] = sequence
    path = tmp_path / film.name
    path.write_bytes(content)
    coded = survey(path)
    assert coded is not None
    assert [len(group) for group in coded.groups] == [GROUP, 2]


def test_groups_of_a_film_that_has_become_shorter_are_not_found(tmp_path: Path) -> None:
    path = draw_groups(tmp_path / "film.mkv")
    coded = survey(path)
    draw_groups(path, seconds=GROUP / 25)
    assert coded is not None
    with pytest.raises(BrokenMedia):
        list(coded.read(1, 2))


def test_pictures_that_are_not_shown_as_they_are_coded_are_not_passed_on(tmp_path: Path) -> None:
    untagged: dict[str, object] = {"options": {"x264-params": "keyint=5"}}
    others: dict[str, dict[str, object]] = {
        "untagged.mp4": untagged,
        "bt470.mp4": {"options": {"x264-params": "colormatrix=bt470bg"}},
        "turned.mp4": {"turn": 90},
        "colours.mp4": {"pixel_format": "yuv444p"},
        "vp8.webm": {"video": "libvpx", "options": {"deadline": "realtime"}},
        "stream.avi": {},  # in AVI its units stand behind start codes
        "sound.m4a": {"video": None, "audio": "aac"},
    }
    for name, wanted in others.items():
        assert survey(draw_groups(tmp_path / name, **{"seconds": 0.08, **wanted})) is None, name
    hd = survey(draw_groups(tmp_path / "hd.mp4", size=(16, 720), seconds=0.04, **untagged))
    assert hd is not None, "films of HD size mean BT.709 where they are silent"


@pytest.mark.parametrize("profile", ["baseline", "main", "high"])
def test_a_header_is_written_as_ffmpeg_writes_it(profile: str, tmp_path: Path) -> None:
    path = draw_groups(tmp_path / "film.mp4", seconds=0.08, options={**BT709, "profile": profile})
    with av.open(path) as container:
        header = container.streams.video[0].codec_context.extradata
    assert header is not None
    sets = sorted(read_parameter_sets(header))
    assert [unit[0] & 31 for unit in sets] == [7, 8]
    assert write_header(sets) == header
    more = [*sets, bytes([sets[1][0], 0x40]), sets[0] + b"\x80"]
    assert read_parameter_sets(write_header(more)) == frozenset(more)


@pytest.mark.parametrize(("profile", "tells_chroma"), [(66, False), (77, False), (88, False), (100, True)])
def test_a_header_tells_of_chroma_from_the_profile_high_on(profile: int, tells_chroma: bool) -> None:
    header = write_header([bytes([0x67, profile, 0, 30]), b"\x68\xce"])
    assert header[1:4] == bytes([profile, 0, 30])
    assert header.endswith(b"\xfd\xf8\xf8\0") is tells_chroma


@pytest.mark.parametrize("header", [b"", b"\0\0\0\1\x67\x42\0\x0a", b"\1\x42\0\x0a\xff\xe0\0"])
def test_a_header_without_parameter_sets_has_none(header: bytes) -> None:
    assert read_parameter_sets(header) == frozenset()


def test_units_are_told_apart_by_their_start_codes_and_joined_by_their_lengths() -> None:
    units = [b"\x67\x42\0\x0a", b"\x68\xce", b"\x65" + b"\1" * 300]
    stream = b"\0\0\0\1" + units[0] + b"\0\0\1" + units[1] + b"\0\0\0\0\1" + units[2] + b"\0\0"
    assert split_annex_b(stream) == units
    assert split_annex_b(b"\0\0\1\0\0\1") == []
    assert join_units(units[1:]) == b"\0\0\0\2\x68\xce" + b"\0\0\x01\x2d" + units[2]


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        (b"\x68\x80", (8, 0)),  # 1
        (b"\x68\x40", (8, 1)),  # 010
        (b"\x68\x7f", (8, 2)),  # 011
        (b"\x28\x20", (8, 3)),  # 00100
        (b"\x68\x38", (8, 6)),  # 00111
        (b"\x68\x00\x80\x00", (8, 255)),  # 00000000 1 00000000
        (b"\x67\x64\x00\x1f\xac", (7, 0)),
        (b"\x67\x64\x00\x1f\x5a", (7, 1)),
    ],
)
def test_a_parameter_set_has_a_kind_and_a_number(unit: bytes, name: tuple[int, int]) -> None:
    assert set_name(unit) == name
    assert is_parameter_set(unit)


def test_a_picture_is_no_parameter_set() -> None:
    assert [is_parameter_set(bytes([kind])) for kind in (0x65, 0x41, 0x06, 0x09)] == [False] * 4


def test_sound_is_passed_on_from_one_packet_before_the_films_first_moment(tmp_path: Path) -> None:
    path = draw_film(tmp_path / "film.mp4", audio="aac", seconds=0.3)
    sound = open_coded_sound(path)
    assert sound is not None
    with sound:
        packets = list(sound.read())
        assert sound.duration_s == pytest.approx(0.3, abs=0.03)
    assert [packet.pts for packet in packets] == [1024 * (at - 1) for at in range(len(packets))]
    assert [bytes(packet) for packet in packets] == [content for _, content in packets_of(path, "audio")]
    assert {(packet.dts == packet.pts, packet.duration, packet.time_base) for packet in packets} == {
        (True, 1024, Fraction(1, AUDIO_RATE))
    }


def test_sound_that_cannot_stand_in_another_file_is_not_passed_on(tmp_path: Path) -> None:
    short: dict[str, object] = {"seconds": 0.1, "audio": "aac"}
    others: dict[str, dict[str, object]] = {
        "silent.mp4": {"audio": None},
        "mp3.mp4": {"audio": "mp3"},
        "three.mp4": {"layout": "3.0"},
        "ticks.mkv": {},  # its clock counts milliseconds
        "bare.aac": {"video": None, "container": "adts"},
    }
    for name, wanted in others.items():
        path = draw_film(tmp_path / name, **(short | wanted))  # pyright: ignore[reportArgumentType] - of its own arguments
        assert open_coded_sound(path) is None, name
