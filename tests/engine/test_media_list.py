"""Files as states and uploads tell of them, in whatever spelling, and the next steps that are about them."""

from typing import Any

import pytest

from nemo_video.client import ProjectState, Rejected, StoredMedia
from nemo_video.engine.facts import UploadedFile
from nemo_video.engine.media_list import MAX_SIZE, media_of, named_media_of, rejected_file, uploaded_file
from nemo_video.engine.suggestions import address, suggest_export, suggest_routed, suggest_wait, with_next
from nemo_video.errors import BackendRefusal
from nemo_video.language import Suggestion


def state_of(*uploads: dict[str, Any], generated: tuple[dict[str, Any], ...] = ()) -> ProjectState:
    return ProjectState(None, uploads, generated, None, None)


@pytest.mark.parametrize(
    ("info", "told"),
    [
        ({"name": "a.mp4"}, ("a.mp4", "video")),
        ({"file_name": "a.MP3", "name": ""}, ("a.MP3", "audio")),
        ({"filename": "a.png", "type": "video/mp4"}, ("a.png", "video")),
        ({"title": "a", "mime_type": "Image/PNG"}, ("a", "image")),
        ({"id": "v1", "kind": "audio"}, ("v1", "audio")),
        ({"id": 7, "name": None}, ("media", "video")),
        ({"name": "a.tar.wav"}, ("a.tar.wav", "audio")),
        ({"name": "no ending"}, ("no ending", "video")),
    ],
)
def test_a_file_has_a_name_and_a_kind_in_whatever_spelling(
    info: dict[str, Any], told: tuple[str, str]
) -> None:
    (file,) = media_of(state_of(info))
    assert (file.name, file.kind, file.source) == (*told, "upload")


@pytest.mark.parametrize(
    ("key", "field", "told", "number"),
    [
        ("size", "bytes", 7, 7),
        ("file_size", "bytes", "7.6", 8),
        ("bytes", "bytes", -1, None),
        ("duration", "duration_s", "1.5", 1.5),
        ("duration_s", "duration_s", 0, 0),
        ("duration", "duration_s", MAX_SIZE, None),
        ("w", "width", 64.4, 64),
        ("height", "height", True, None),
        ("height", "height", float("nan"), None),
        ("cost", "cost", 0.25, 0.25),
    ],
)
def test_a_number_that_tells_nothing_is_none(
    key: str, field: str, told: object, number: float | None
) -> None:
    (file,) = media_of(state_of({"name": "a.mp4", key: told}))
    assert getattr(file, field) == number


def test_the_first_number_that_tells_something_is_taken() -> None:
    (file,) = media_of(state_of({"name": "a.mp4", "size": "many", "bytes": -3, "file_size": 9}))
    assert file.bytes == 9


def test_uploads_come_before_what_was_generated() -> None:
    state = state_of({"name": "a.mp4"}, generated=({"name": "b.mp4", "model": "m", "host": "h"},))
    assert [(file.name, file.source, file.model, file.host) for file in media_of(state)] == [
        ("a.mp4", "upload", None, None),
        ("b.mp4", "generated", "m", "h"),
    ]
    assert [media.name for media in named_media_of(state)] == ["a.mp4", "b.mp4"]


@pytest.mark.parametrize(
    ("info", "url", "media_id"),
    [
        ({"url": "https://e.com/a.mp4", "id": "v1"}, "https://e.com/a.mp4", "v1"),
        ({"cdn_url": "http://e.com/a.mp4", "mediaId": "v2"}, "http://e.com/a.mp4", "v2"),
        ({"url": "file:///etc/passwd", "id": 7}, "", None),
        ({"url": "", "download_url": "https://e.com/b"}, "https://e.com/b", None),
    ],
)
def test_media_lie_at_addresses_of_the_web_alone(
    info: dict[str, Any], url: str, media_id: str | None
) -> None:
    (media,) = named_media_of(state_of(info))
    assert (media.url, media.media_id) == (url, media_id)


def test_an_upload_is_told_with_what_was_noticed_about_it() -> None:
    stored = StoredMedia("a.mp4", "/x/a.mp4", "video", 10, 1.5, 64, None, ("hdr", "rotated"))
    file = uploaded_file(stored, "en")
    assert file == UploadedFile("a.mp4", "/x/a.mp4", "video", 10, 1.5, 64, None, notices=file.notices)
    assert len(file.notices) == 2
    assert all(file.notices)
    odd = uploaded_file(StoredMedia("a", "a", "video", -1, float("inf"), None, None), "en")
    assert (odd.bytes, odd.duration_s) == (None, None)


def test_a_file_that_was_not_taken_is_told_in_the_backends_words_too() -> None:
    plain = BackendRefusal(4001, message="It is no film.", advice="Convert it.")
    told = rejected_file(Rejected("a.txt", plain), "en")
    assert (told.source, told.code, told.reason) == ("a.txt", 4001, "It is no film.")


EXPORT, WAIT = suggest_export("prj_1", "en"), suggest_wait("job_1", "en")


def test_a_next_step_is_added_once() -> None:
    assert with_next((), EXPORT) == (EXPORT,)
    assert with_next((WAIT,), EXPORT) == (WAIT, EXPORT)
    other = suggest_export("prj_2", "en")
    assert with_next((other, WAIT), EXPORT) == (other, WAIT)


@pytest.mark.parametrize(
    ("tool", "given", "told"),
    [
        ("export", {"format": "mp4"}, {"format": "mp4", "project_id": "prj_1"}),
        ("edit", {}, {"project_id": "prj_1"}),
        ("cancel", {}, {"job_id": "job_1"}),
        ("credits", {"a": 1}, {"a": 1}),
        ("projects", {}, {}),
    ],
)
def test_each_suggestion_names_the_project_or_the_job_that_it_is_about(
    tool: str, given: dict[str, Any], told: dict[str, Any]
) -> None:
    (each,) = address((Suggestion(tool, given, "why", "next"),), "prj_1", "job_1")
    assert (each.tool, dict(each.arguments), each.reason) == (tool, told, "why")


def test_words_that_ask_for_another_tool_lead_to_it_with_its_project() -> None:
    routed = [suggest_routed(tool, {"a": 1}, project, "en") for tool, project in (
        ("export", "prj_1"), ("export", None), ("credits", "prj_1"),
    )]  # fmt: skip
    assert [dict(each.arguments) for each in routed] == [{"a": 1, "project_id": "prj_1"}, {"a": 1}, {"a": 1}]
    assert all(each.reason for each in routed)
