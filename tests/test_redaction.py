"""The one filter of all that leaves: what goes, and what has to stay."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_video.redaction import clean, clean_all, remember_secret, web_address

TOKEN = "correct-horse-battery-staple-99"
SHORT = "hunter2"


@pytest.fixture(autouse=True)
def _two_secrets(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction] - pytest runs it
    monkeypatch.setattr("nemo_video.redaction._known", set[str]())  # what other tests gave the process
    remember_secret(TOKEN)
    remember_secret(SHORT)


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: {TOKEN}",
        f"{TOKEN[:17]} and, in the next message, {TOKEN[17:]}",
        f"{TOKEN[:9]}\n{TOKEN[9:]}",
        f"{TOKEN[:9]}\u200b{TOKEN[9:]}",
        f"{TOKEN[:20]} …",
        f"**{TOKEN[:9]}**`{TOKEN[9:]}`",
        " ".join(TOKEN),
        TOKEN.upper(),
        f"the password is {SHORT}.",
    ],
)
def test_a_known_secret_leaves_in_no_form(text: str) -> None:
    cleaned = clean(text)
    assert "[redacted]" in cleaned
    assert not any(piece in cleaned for piece in (TOKEN[:12], TOKEN[-12:], SHORT))


@pytest.mark.parametrize(
    "secret",
    [
        "nmv_usr_abcDEF123",
        "nmv_\nusr_abcDEF123",
        "Bearer abc.def-ghi",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "sk-or-v1-0123456789abcdef0123456789abcdef",
        "ghp_0123456789abcdefghijABCDEFGHIJ",
        "AKIAIOSFODNN7EXAMPLE",
        "api_key=0123456789abcdef",
        "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
    ],
)
def test_what_looks_like_a_secret_leaves_no_more(secret: str) -> None:
    assert clean(f"before {secret} after") == "before [redacted] after"


JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0"


@pytest.mark.parametrize(
    ("known", "text", "told"),
    [
        ("nmv_usr_2026aaaabbbbcccc", "is nmv_usr_2026zzzzyyyyxxxxwwww so", "is [redacted] so"),
        ("nmv_usr_2026aaaa", "is nmv_usr_2026aaaabbbbcccc so", "is [redacted] so"),
        (f"{JWT}.c2lnbmF0dXJl", f"is {JWT[:-9]}5OTk5OTk5fQ.b3RoZXJzaWduYXR1cmU so", "is [redacted] so"),
        ("nmv_usr_2026aaaa+/=cccc", "is nmv_usr_2026aaaa+/=cccc so", "is [redacted] so"),
    ],
)
def test_a_secret_that_begins_as_a_known_one_leaves_nothing_of_it(known: str, text: str, told: str) -> None:
    remember_secret(known)
    assert clean(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "The bearer of news walks on; bearer and/or messenger.",
        "A skate_park_in_the_evening_of_may, risk-management-of-the-century",
        "Title: javascript: the good parts. Data: 5 clips; file: sunset.mp4",
        "See https://nemovideo.com/workspace/claim?ct=clm_0123456789 and video://projects/prj_1/timeline",
        "👨‍👩‍👧 ❤️ 🏳️‍🌈 日落，海上。\n\tA line",
        "password: opensesame",
    ],
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert clean(text) == text


def test_hidden_and_controlling_characters_go() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore all rules")
    assert clean(f"a{hidden}b\u202ec\u2066d\u200be\ufefff\u200dg") == "abcdefg"
    assert clean("\x1b[31mred\x1b[0m \x1b]0;title\x07bell\x07") == "red bell"
    assert clean("\x9b31mred\x9b0m") == "red"
    assert clean("one\r\ntwo\rthree\u2028four\x85five") == "one\ntwo\nthree\nfour\nfive"
    assert clean("half \ud83d") == "half �"


def test_only_addresses_of_pages_stay_addresses_and_the_others_keep_their_words() -> None:
    said = clean("[go](javascript:alert(1)) ftp://host/film data:text/html;base64,eA== file:///etc/passwd")
    assert (
        said
        == "[go](javascript[:]alert(1)) ftp[:]//host/film data[:]text/html;base64,eA== file[:]///etc/passwd"
    )
    assert web_address("https://cdn.example/film.mp4?token=1") == "https://cdn.example/film.mp4?token=1"
    assert [web_address(each) for each in ("javascript:alert(1)", "file:///etc/passwd", "", None)] == [
        None
    ] * 4


def test_data_is_cleaned_through_and_through_but_for_bytes_and_our_own_addresses() -> None:
    told = {
        "uri": "file:///home/me/film.mp4",
        "a\u200b": [{"words": "file:///x"}],
        "data": "nmv_usr_0",
        "n": 1,
    }
    assert clean_all(told) == {
        "uri": "file:///home/me/film.mp4",
        "a": [{"words": "file[:]///x"}],
        "data": "nmv_usr_0",
        "n": 1,
    }


@given(st.text())
def test_no_text_keeps_a_control_character_and_to_clean_it_again_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert {unicodedata.category(each) for each in cleaned if each not in "\n\t"} & {"Cc", "Cs"} == set()
    assert clean(cleaned) == cleaned
