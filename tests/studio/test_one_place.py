"""An edit is one place: each command has an application, sentences, and words that are read as it."""

import re
from pathlib import Path

import pytest

from nemo_studio.agent import understand
from nemo_studio.edits.registry import Command, applied_commands, wording_of
from studio.corpus import open_generation, play

COMMANDS = sorted(Command.__subclasses__(), key=lambda command: command.__name__)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_applied_spoken_of_and_read_from_the_words_that_are_offered_for_it(
    command: type[Command],
) -> None:
    assert command in applied_commands()
    for example in wording_of(command).example:
        assert [type(each) for each in understand(example).commands] == [command], example


REFUSED = [
    ("en", "three", "make the title dance"),
    ("en", "film", "make the title dance"),
    ("en", "film", "let the music breathe"),
    ("en", "footage", "make the sound crispy"),
    ("en", "three", "wobbly transition please"),
    ("en", "film", "subtitle it automatically"),
    ("en", "three", "delete the ninth clip"),
    ("zh", "film", "标题跳个舞"),
    ("zh", "footage", "声音脆一点"),
    ("zh", "three", "删掉第七段"),
]


@pytest.mark.anyio
async def test_what_a_refusal_offers_is_done_when_it_is_said_next(tmp_path: Path) -> None:
    async with open_generation(tmp_path) as generation:
        for language, start, order in REFUSED:
            refused = await play({"lang": language, "start": start, "order": order}, generation)
            offered = re.search('(?:What works: "|可以这样说：“)(.+)["”][.。]$', refused.reply)
            assert refused.has_refused and offered, refused.reply
            said = await play({"lang": language, "start": start, "order": offered[1]}, generation)
            assert not said.has_refused and said.after != said.before, offered[1]
