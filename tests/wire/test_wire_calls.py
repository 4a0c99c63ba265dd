"""Bodies, answers and addresses as the protocol names them: sent to the letter, read with patience."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from nemo_video.wire import draft, paths
from nemo_video.wire.calls import (
    CONFIRMATION_TOOL,
    MAX_PREVIEW_FRAMES,
    QUESTION_TOOL,
    AnonymousToken,
    ChatRequest,
    Claim,
    ClaimRequest,
    Credits,
    DraftMiniatures,
    EstimateRequest,
    MiniaturesRequest,
    ModelError,
    NewSession,
    PreviewFrames,
    PreviewRequest,
    RenderOutput,
    RenderPhase,
    RenderRequest,
    Session,
    TextPart,
    UploadByUrl,
    UserMessage,
)
from nemo_video.wire.envelope import Message

SENT: list[tuple[Message, dict[str, Any]]] = [
    (NewSession(language="zh"), {"task_name": "project", "language": "zh"}),
    (
        ChatRequest(session_id="s", new_message=UserMessage(parts=[TextPart(text="a sunset")])),
        {
            "app_name": "nemo_agent",
            "user_id": "me",
            "session_id": "s",
            "new_message": {"parts": [{"text": "a sunset"}]},
        },
    ),
    (
        UploadByUrl(urls=["https://example.com/a.mp4"]),
        {"urls": ["https://example.com/a.mp4"], "source_type": "url"},
    ),
    (EstimateRequest(text="a sunset"), {"text": "a sunset"}),
    (
        RenderRequest(id="r", sessionId="s", draft={"t": [], "new": 1}, output=RenderOutput()),
        {
            "id": "r",
            "sessionId": "s",
            "draft": {"t": [], "new": 1},
            "output": {"format": "mp4", "quality": "high"},
        },
    ),
    (PreviewRequest(at_s=[0, 1.5]), {"at_s": [0, 1.5], "largest_side": 640}),
    (ClaimRequest(task_id="t", session_id="s"), {"task_id": "t", "session_id": "s"}),
]

ADDRESSES = [
    (paths.ANONYMOUS_TOKEN, "/api/auth/anonymous-token"),
    (paths.CLAIM_TOKEN, "/api/auth/claim-token"),
    (paths.NEW_SESSION, "/api/tasks/me/with-session/nemo_agent"),
    (paths.CHAT, "/run_sse"),
    (paths.CREDITS, "/api/credits/balance/simple"),
    (paths.RENDER, "/api/render/proxy/lambda"),
    (paths.upload("s1"), "/api/upload-video/nemo_agent/me/s1"),
    (paths.estimate("s1"), "/api/estimate/nemo_agent/me/s1"),
    (paths.state("s1"), "/api/state/nemo_agent/me/s1/latest"),
    (paths.preview("s1"), "/api/preview/nemo_agent/me/s1"),
    (paths.miniatures("s1"), "/api/miniatures/nemo_agent/me/s1"),
    (paths.render_status("r1"), "/api/render/proxy/lambda/r1"),
    (paths.render_cancel("r1"), "/api/render/proxy/lambda/r1/cancel"),
    (paths.render_download("r1"), "/api/render/proxy/r1/download"),
    (paths.register_page("https://w/", None), "https://w/register"),
    (paths.register_page("https://w", "a&b/c d"), "https://w/register?bind=a%26b%2Fc%20d"),
    (paths.task_page("https://w/", "t/1", "s&2"), "https://w/workspace/task/t%2F1?session=s%262"),
    (paths.claim_page("https://w/", "clm_1&x"), "https://w/workspace/claim?ct=clm_1%26x"),
]


@pytest.mark.parametrize(("message", "body"), SENT, ids=lambda value: type(value).__name__)
def test_a_body_is_sent_as_the_protocol_names_it(message: Message, body: dict[str, Any]) -> None:
    assert message.model_dump(by_alias=True, exclude_none=True) == body


@pytest.mark.parametrize(("address", "expected"), ADDRESSES)
def test_a_call_goes_where_the_protocol_says_and_no_id_leads_elsewhere(address: str, expected: str) -> None:
    assert address == expected


def test_the_headers_carry_the_token_and_all_three_attributions() -> None:
    headers = paths.attribution(version="1.2", platform="cursor")
    assert headers == {
        "X-Skill-Source": "sora-video-generation",
        "X-Skill-Version": "1.2",
        "X-Skill-Platform": "cursor",
    }
    assert tuple(headers) == paths.ATTRIBUTION
    assert paths.bearer("t") == {"Authorization": "Bearer t"}


@pytest.mark.parametrize("name", ["user_id", "id", "bind_id", "bindId", "userId"])
def test_the_id_that_a_registration_binds_to_is_read_in_each_spelling(name: str) -> None:
    assert AnonymousToken.model_validate({"token": "t", name: 7}).bind_id == "7"
    assert Session.model_validate({"task_id": 1, "session_id": 2, name: "u"}) == Session(
        task_id="1", session_id="2", bind_id="u"
    )


def test_the_ids_of_a_session_are_read_in_both_spellings_and_the_session_must_have_one() -> None:
    in_camels = Session.model_validate({"taskId": 1, "sessionId": "s", "task_id": None, "other": {}})
    assert in_camels == Session(task_id="1", session_id="s", bind_id=None)
    assert Session.model_validate({"session_id": "s", "taskId": None}).task_id is None
    without: tuple[object, ...] = ({}, {"session_id": ""}, {"sessionId": None}, {"task_id": "t"}, "s", 1)
    for fields in without:
        with pytest.raises(ValidationError):
            Session.model_validate(fields)


def test_a_free_token_that_tells_no_credits_has_none_that_are_known() -> None:
    assert AnonymousToken.model_validate({"token": "t"}) == AnonymousToken(token="t")
    assert AnonymousToken.model_validate({"token": "t"}).credits is None
    assert AnonymousToken.model_validate({"token": "t", "credits": 0}).credits == 0
    for told, read in (("1,000", 1000), ("many", None), ("nan", None)):
        assert AnonymousToken.model_validate({"token": "t", "credits": told}).credits == read
    for fields in ({}, {"token": None}, {"token": ["t"]}):
        with pytest.raises(ValidationError):
            AnonymousToken.model_validate(fields)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2026-01-02T03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05+08:00", datetime(2026, 1, 1, 19, 4, 5, tzinfo=UTC)),
        (1_767_323_045, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("in a week", None),
        ([], None),
        (None, None),
    ],
)
def test_the_end_of_a_token_is_read_where_it_can_be_and_never_costs_the_token(
    told: object, expected: datetime | None
) -> None:
    read = AnonymousToken.model_validate({"token": "t", "expires_at": told})
    assert (read.token, read.expires_at) == ("t", expected)


def test_the_names_and_numbers_of_the_protocol_are_spelled_as_it_spells_them() -> None:
    assert (draft.TRACKS, draft.TRACK_TYPE, draft.SEGMENTS, draft.DURATION_MS, draft.METADATA) == (
        "t", "tt", "sg", "d", "m",
    )  # fmt: skip
    assert {kind.name: int(kind) for kind in draft.TrackType} == {"VIDEO": 0, "AUDIO": 1, "TEXT": 7}
    assert [phase.value for phase in RenderPhase] == ["pending", "processing", "completed", "failed"]
    assert (QUESTION_TOOL, CONFIRMATION_TOOL) == ("ask_question", "adk_request_confirmation")
    assert (paths.CLIENT_ID, paths.AUTHORIZATION) == ("X-Client-Id", "Authorization")
    assert [error.value for error in ModelError] == [f"MODEL_{error.value[6:]}" for error in ModelError]
    assert ModelError.CAP == "MODEL_COST_CAP"


def test_a_message_is_read_by_its_names_in_code_and_in_the_protocol_and_never_changed() -> None:
    fields = {"id": 5, "draft": {}, "output": {"fps": None}, "new": 1}
    sent, named = (RenderRequest.model_validate({**fields, key: 7}) for key in ("sessionId", "session_id"))
    assert sent == named
    assert (sent.id, sent.session_id) == ("5", "7")
    assert not hasattr(sent, "new")
    with pytest.raises(ValidationError, match="frozen"):
        sent.id = "6"  # pyright: ignore[reportAttributeAccessIssue] - that is what is tried


def test_answers_are_read_with_patience_but_a_number_is_one() -> None:
    read = Credits.model_validate({"available": "12.5", "unknown": {}, "generator": {"any": "thing"}})
    assert (read.available, read.frozen, read.total, read.generator) == (12.5, None, None, {"any": "thing"})
    assert Claim.model_validate({"claim_token": 5}).claim_token == "5"
    for number in ("nan", "inf", float("nan"), "many", None):
        with pytest.raises(ValidationError):
            Credits.model_validate({"available": number})


AMOUNTS = {
    "12.5": 12.5, "1,000": 1000, " 12,345,678.5 ": 12_345_678.5, "-1,000": -1000, "1e3": 1000,
    "95,5": None, "1,00": None, "1,0000": None, ",100": None, "1,000,": None, "much": None, "": None,
}  # fmt: skip


@pytest.mark.parametrize(("told", "amount"), AMOUNTS.items())
def test_an_amount_is_read_with_commas_between_thousands_and_in_no_other_place(
    told: str, amount: float | None
) -> None:
    read = Credits.model_validate({"available": 1, "frozen": told, "total": told})
    assert (read.frozen, read.total) == (amount, amount), "one that cannot be read costs no other"
    if amount is None:
        with pytest.raises(ValidationError):
            Credits.model_validate({"available": told})
    else:
        assert Credits.model_validate({"available": told}).available == amount


def test_what_is_asked_of_a_preview_and_told_of_sounds_has_bounds() -> None:
    assert PreviewRequest(at_s=[86_400] * MAX_PREVIEW_FRAMES, largest_side=1920).at_s[0] == 86_400
    assert MiniaturesRequest(clips=["a"] * MAX_PREVIEW_FRAMES, limit_ms=20_000).limit_ms == 20_000
    shown = {"thumbnails": {"a": "AAEC"}, "sounds": {"b": [0, 100]}, "is_complete": True}
    assert PreviewRequest(at_s=[0], largest_side=64).largest_side == 64
    assert (PreviewRequest(at_s=[0]).largest_side, MiniaturesRequest(clips=[]).limit_ms) == (640, 0)
    assert DraftMiniatures.model_validate(shown).thumbnails == {"a": b"\0\1\2"}
    assert PreviewFrames.model_validate({"frames": ["AAEC"]}).frames == [b"\0\1\2"]
    too_much: list[tuple[type[Message], dict[str, Any]]] = [
        (PreviewRequest, {"at_s": []}),
        (PreviewRequest, {"at_s": [0] * (MAX_PREVIEW_FRAMES + 1)}),
        (PreviewRequest, {"at_s": [-0.1]}),
        (PreviewRequest, {"at_s": [86_401]}),
        (PreviewRequest, {"at_s": [0], "largest_side": 63}),
        (PreviewRequest, {"at_s": [0], "largest_side": 1921}),
        (MiniaturesRequest, {"clips": ["a"] * (MAX_PREVIEW_FRAMES + 1)}),
        (MiniaturesRequest, {"clips": [], "limit_ms": 20_001}),
        (MiniaturesRequest, {"clips": [], "limit_ms": -1}),
        (MiniaturesRequest, {}),
        (DraftMiniatures, {"thumbnails": {}, "sounds": {}}),
        (DraftMiniatures, {**shown, "sounds": {"a": [101]}}),
        (DraftMiniatures, {**shown, "sounds": {"a": [-1]}}),
        (PreviewFrames, {"frames": ["half a"]}),
    ]
    for model, fields in too_much:
        with pytest.raises(ValidationError):
            model.model_validate(fields)
