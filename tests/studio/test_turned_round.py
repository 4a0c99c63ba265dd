"""Orders of the corpora turned round: what is forbidden or asked is not done, whatever it is."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from nemo_studio.agent import understand
from nemo_studio.edits.history.commands import Explain
from nemo_studio.edits.registry import Command
from studio.corpus import load

DATA = Path(__file__).parent / "data"
ONE_CLAUSE = re.compile(r"[^,，.;；。?？!！\n]{4,90}[.。!！]?")
NEGATIVE = re.compile(r"\b(?:not|no|don't|without|less|too|only|keep|but)\b|[不别没无只太]", re.IGNORECASE)
VERB = re.compile(
    r"(?:make|add|cut|trim|delete|remove|move|put|split|change|turn|set|give|swap|reverse|mute|fade|crop"
    r"|rotate|zoom|speed|slow|duplicate|replace|write|show|play|shorten|extend|insert|lower|raise)\b"
    r"|[把将给删剪加调换放移复倒]",
    re.IGNORECASE,
)


def plain_orders() -> Iterator[str]:
    """Edits in one clause that begins with what is to be done, and that are understood."""
    for path in sorted(DATA.glob("requests_*.jsonl")):
        for request in load(path):
            order = request["order"]
            is_plain = ONE_CLAUSE.fullmatch(order) and VERB.match(order) and not NEGATIVE.search(order)
            if is_plain and request["start"] not in ("empty", "photos"):
                yield order.rstrip(".。!！")


ORDERS = [*dict.fromkeys(plain_orders())]


@cache
def commands_of(order: str) -> tuple[Command, ...]:
    """What the studio makes of an order; nothing where it only explains."""
    commands = understand(order).commands
    return () if any(isinstance(each, Explain) for each in commands) else commands


def done_though(english: str, chinese: str, end: str = "") -> list[str]:
    """The orders that are carried out as ever with these words before them."""
    turned = {
        order: f"{english}{order[0].lower()}{order[1:]}{end}" if order.isascii() else f"{chinese}{order}{end}"
        for order in ORDERS
        if commands_of(order)
    }
    return [said for order, said in turned.items() if understand(said).commands == commands_of(order)]


def test_there_are_orders_to_turn_round() -> None:
    assert len(ORDERS) >= 300


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("don't ", "不要"), ("please do not ", "请不要"), ("I don't want you to ", "千万别")],
)
def test_no_order_is_done_that_is_forbidden(english: str, chinese: str) -> None:
    assert done_though(english, chinese) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("should I ", "要不要"), ("why did you ", "你为什么"), ("did you ", "你刚才是不是")],
)
def test_no_order_is_done_that_asks_for_advice_or_a_reason(english: str, chinese: str) -> None:
    assert done_though(english, chinese, "?") == []
