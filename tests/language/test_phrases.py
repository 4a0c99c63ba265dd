"""The phrases are data: what stands in the files is what is understood."""

from typing import Any

import pytest

from nemo_video.language import translate_reply
from nemo_video.language.lexicon import tagged_phrases
from nemo_video.language.tables import read_table

TOOLS = ("export", "credits", "upload", "state", "generate")
FILES = {"en.toml": "Click “{}” in the toolbar.", "zh.toml": "请点击工具栏里的“{}”。"}


@pytest.mark.parametrize("name", FILES)
def test_every_name_of_a_button_leads_to_a_tool_that_lists_it(name: str) -> None:
    tools: dict[str, Any] = read_table(name)["tools"]
    unmapped = set(tools["none"]["names"])
    listed: dict[str, set[str]] = {}
    for tool in TOOLS:
        for phrase in tools[tool]["names"]:
            listed.setdefault(phrase, set()).add(tool)
    found = {
        phrase: {
            suggestion.tool for suggestion in translate_reply(FILES[name].format(phrase), "en").suggestions
        }
        for phrase in listed.keys() - unmapped
    }
    assert {
        phrase: tools for phrase, tools in found.items() if not tools <= listed[phrase] or not tools
    } == {}


@pytest.mark.parametrize("name", [*FILES, "intent_en.toml", "intent_zh.toml"])
def test_no_list_holds_a_phrase_twice(name: str) -> None:
    pairs = list(tagged_phrases(read_table(name)))
    assert sorted(pairs) == sorted(set(pairs))


def test_every_traditional_character_has_one_simplified_form() -> None:
    table = read_table("folding.toml")
    assert len(table["traditional"]) == len(table["simplified"]) == len(set(table["traditional"]))
