"""The documents: what is made from the code is current, and what they tell to do works."""

import json
import re
from pathlib import Path

import pytest

from cli.terminal import run
from homes import COMMAND
from hosts import open_server, text_of
from nemo_video.cli.install.configuration import syntax_of
from nemo_video.cli.install.hosts import HOSTS
from tools.publishing.generated import find_outdated, make_files
from tools.publishing.inventory import Inventory, take_inventory
from tools.publishing.project import ROOT
from tools.publishing.tables import errors_table, hosts_table, prompts_table, settings_table, tools_table
from tools.publishing.translation import Chinese

pytestmark = pytest.mark.slow

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
)


@pytest.mark.anyio
async def test_what_is_made_from_the_code_is_current() -> None:
    assert find_outdated(await make_files()) == [], "run: make docs"


@pytest.mark.anyio
async def test_the_chinese_tables_say_nothing_that_the_english_ones_no_longer_say() -> None:
    inventory: Inventory = await take_inventory()
    chinese = Chinese()
    for table in (tools_table, prompts_table):
        table(inventory, chinese)
    for table in (settings_table, errors_table, hosts_table):
        table(chinese)
    assert chinese.left_over == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", text)
    targets = [(a or b).partition("#")[0] for a, b in links if "://" not in (a or b)]
    missing = [target for target in targets if target and not ((ROOT / name).parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_to_a_heading_leads_to_one(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    headings = {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_configurations_shown_are_those_that_install_writes(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    for host in HOSTS:
        shown = re.search(rf"^{host.title}\n```{host.syntax}\n(.+?)\n```$", text, re.MULTILINE | re.DOTALL)
        assert shown, host.title
        printed = run(tmp_path, "install", host.name, "--print").stdout
        read = syntax_of(host).read_object
        assert read(shown[1]) == read(printed.replace(json.dumps(str(COMMAND)), '"nemo-video-mcp"'))


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_first_pages_stay_short(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").count("\n") <= 120


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_json_block_parses(name: str) -> None:
    for block in re.findall(r"```json\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL):
        json.loads(block)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_that_is_named_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = re.findall(r"`make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8"))
    assert set(named) <= targets


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_test_that_is_named_exists(name: str) -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", (ROOT / name).read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_that_is_named_exists(name: str, tmp_path: Path) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"nemo-video-mcp ([a-z]+)\b", text)) - {"is", "and"}
    help_text = run(tmp_path, "--help").stdout
    assert named <= set(re.findall(r"^│ ([a-z]+) ", help_text, re.MULTILINE))


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/tools.md", "docs/settings.zh-CN.md"])
async def test_the_calls_shown_have_the_answers_shown(name: str, tmp_path: Path) -> None:
    (shown,) = re.findall(
        r"```text\n(generate\(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL
    )
    calls = re.findall(
        r"^(generate|edit)\((\w+)=([^\n]+)\)\n(.+?)(?=^\w|\Z)", shown, re.MULTILINE | re.DOTALL
    )
    async with open_server(tmp_path) as host:
        answers = [
            text_of(await host.call_tool(tool, {argument: json.loads(value)}))
            for tool, argument, value, _ in calls
        ]
    assert calls
    assert [_without_ids(answer) for answer in answers] == [_without_ids(answer) for *_, answer in calls]


def _without_ids(text: str) -> str:
    return re.sub(r"prj_[0-9a-f…]+", "prj", " ".join(text.split()))
