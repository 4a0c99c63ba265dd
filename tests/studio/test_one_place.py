"""An edit is one place: each command has an application, sentences, and words that are read as it."""

import pytest

from nemo_studio.agent import understand
from nemo_studio.edits.registry import Command, applied_commands, wording_of

COMMANDS = sorted(Command.__subclasses__(), key=lambda command: command.__name__)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_applied_spoken_of_and_read_from_the_words_that_are_offered_for_it(
    command: type[Command],
) -> None:
    assert command in applied_commands()
    for example in wording_of(command).example:
        assert [type(each) for each in understand(example).commands] == [command], example
