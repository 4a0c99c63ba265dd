"""No word of the backend's is lost between its chat stream and the result of `generate`."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scripted_backend import CLIP, ScriptedBackend, Step
from hosts import Json
from nemo_video.client.chat_events import ChatEventAggregator
from surface.scripted_host import scripted_host

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[1] / "language" / "data"
REPLIES = [
    json.loads(line)["text"]
    for name in ("replies.jsonl", "replies_fresh_read.jsonl", "plain_replies.jsonl")
    for line in (DATA / name).read_text("utf-8").splitlines()
]
WORDS = st.text(alphabet="abcdefgh äé你好点击导出 \n.,!?。，？“”()[]`*-|>", min_size=1, max_size=60)
OPTIONS = st.lists(WORDS, max_size=3, unique_by=lambda each: tuple(each.split()))
"""An option that comes twice is one option."""
LONG = st.tuples(st.sampled_from(REPLIES), st.integers(20, 200)).map(
    lambda each: "\n".join([each[0]] * each[1])
)
SAID = st.one_of(st.sampled_from(REPLIES), WORDS, LONG)


def words_of(text: str) -> Counter[str]:
    """Count the words; a Chinese character is one."""
    return Counter(re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+", text))


def text_event(text: str) -> Json:
    return {"author": "nemo_agent", "content": {"parts": [{"text": text}]}}


def question_event(prompt: str, options: list[str]) -> Json:
    arguments = {"questions": [{"prompt": prompt, "options": [{"label": each} for each in options]}]}
    call = {"id": "q", "name": "ask_question", "args": arguments}
    return {"author": "nemo_agent", "content": {"parts": [{"functionCall": call}]}}


def read(stream: list[Json]) -> list[Step]:
    """The events of a stream, as the client reads them."""
    aggregator = ChatEventAggregator()
    events = [event for record in stream for event in aggregator.read("message", json.dumps(record))]
    return [*events, *aggregator.finish()]


async def generate(stream: list[Json], *, is_made: bool) -> list[Json]:
    """The data of the result, and of its job's resource where something was left out."""
    with TemporaryDirectory() as home:
        backend = ScriptedBackend()
        backend.turns = [[*([backend.put(CLIP)] if is_made else []), *read(stream)]]
        async with scripted_host(backend, Path(home)) as host:
            result = await host.call_tool("generate", {"prompt": "a sunset", "wait_s": 60})
            facts: Json = result.structured_content or {}
            if not facts.get("left_out"):
                return [facts]
            resource: Any = (await host.read_resource(f"video://jobs/{facts['job_id']}")).contents[0]
            return [json.loads(resource.text)["result"]]


def told(facts: Json) -> Iterator[str]:
    """All that a result says in the backend's words."""
    yield facts.get("reply") or ""
    yield facts.get("question") or ""
    yield from facts.get("options", [])
    yield from (each.get("said", "") for each in facts.get("suggestions", []))
    yield facts.get("error", {}).get("said") or ""


@given(
    said=st.lists(SAID, min_size=1, max_size=3),
    asked=st.one_of(st.none(), st.tuples(st.sampled_from(REPLIES), OPTIONS)),
    is_made=st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_each_word_of_a_stream_is_in_the_result_or_in_the_resource_that_it_names(
    said: list[str], asked: tuple[str, list[str]] | None, is_made: bool
) -> None:
    stream = [text_event(text) for text in said] + ([question_event(*asked)] if asked else [])
    facts = anyio.run(lambda: generate(stream, is_made=is_made), backend="asyncio")
    words = "\n".join([*said, *([asked[0], *asked[1]] if asked else [])])
    found = "\n".join(line for each in facts for line in told(each))
    assert words_of(words) - words_of(found) == Counter()
