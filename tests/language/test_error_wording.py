"""Errors in Chinese: every message that the server raises has its words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import nemo_video
from nemo_video.errors import REFUSALS, BackendRefusal, VideoError
from nemo_video.language import say_error

SERVER = Path(nemo_video.__file__).parent


def kinds_of_errors(kind: type[VideoError] = VideoError) -> Iterator[type[VideoError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from kinds_of_errors(each)


def template_of(node: ast.expr) -> str | None:
    """A text as it is raised, with a word for each value."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "x1" for part in parts)
        case _:
            return None


def raised_texts(path: Path) -> Iterator[str]:
    names = {kind.__name__ for kind in kinds_of_errors()} - {"BackendRefusal"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            given = [*node.args, *(word.value for word in node.keywords if word.arg == "advice")]
            yield from (text for each in given if (text := template_of(each)) and " " in text)


def is_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def test_every_refusal_and_advice_of_the_tree_has_chinese_words() -> None:
    texts = {text for refusal in REFUSALS.values() for text in (refusal.message, refusal.advice)}
    texts |= {kind.default_advice for kind in kinds_of_errors() if kind.__module__ == "nemo_video.errors"}
    assert [text for text in texts if not is_chinese(say_error(text, "zh-Hans"))] == []


def names_of_calls() -> Iterator[str]:
    for path in (SERVER / "client").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Call":
                yield from filter(None, [template_of(node.args[0])])


def test_every_call_of_the_backend_has_a_chinese_name_and_so_has_its_refusal() -> None:
    names = set(names_of_calls())
    refused = [str(BackendRefusal(500, call=name)) for name in names]
    assert len(names) > 10
    assert [text for text in (*names, *refused) if re.search("[a-z]{3}", say_error(text, "zh-Hans"))] == []


def test_the_backends_own_reason_stays_in_a_chinese_sentence() -> None:
    english = "The backend is overloaded and stopped, and the timeline is unchanged. It says: 请稍候 now"
    told = "后端负载过高而停止，时间线没有变化。后端说：请稍候 now"
    assert say_error(english, "zh-Hans") == told


@pytest.mark.parametrize("room", ["client", "engine", "surface"])
def test_nearly_every_error_that_a_room_raises_has_chinese_words(room: str) -> None:
    texts = [text for path in (SERVER / room).rglob("*.py") for text in raised_texts(path)]
    missing = [text for text in texts if not is_chinese(say_error(text, "zh-Hans"))]
    assert len(missing) <= 0.2 * len(texts), missing


def test_the_values_of_an_error_stand_in_its_chinese_words() -> None:
    english = "The prompt has 12000 characters; at most 10000 are taken."
    assert say_error(english, "zh-Hans") == "提示内容有 12000 个字符；最多接受 10000 个。"
    assert say_error(english, "zh-Hant") == "提示內容有 12000 個字元；最多接受 10000 個。"
    assert say_error(english, "en") == english


def test_a_message_without_an_entry_stays_as_it_is() -> None:
    assert say_error("Nobody wrote this down.", "zh-Hans") == "Nobody wrote this down."
