"""The account's credits."""

from typing import TYPE_CHECKING

from nemo_video.client import envelope
from nemo_video.client.answers import Balance
from nemo_video.client.call import Call
from nemo_video.wire import calls, paths

if TYPE_CHECKING:
    from nemo_video.client.connection import Connection


async def read_credits(connection: "Connection") -> Balance:
    """Read the balance."""
    call = Call("the credits", "GET", paths.CREDITS)
    answer = envelope.read_message(call.name, calls.Credits, await connection.read_data(call))
    total = answer.available + answer.frozen if answer.total is None else answer.total
    return Balance(answer.available, answer.frozen, total)
