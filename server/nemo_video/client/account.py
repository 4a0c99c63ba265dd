"""The account's credits, and what a real model behind the backend costs."""

import json
from typing import TYPE_CHECKING, Any

from nemo_video.client import envelope
from nemo_video.client.answers import Balance, CostEstimate, ModelCosts
from nemo_video.client.call import Call
from nemo_video.client.fields import as_number, as_object, as_string
from nemo_video.wire import calls, paths

if TYPE_CHECKING:
    from nemo_video.client.connection import Connection


async def read_credits(connection: "Connection") -> Balance:
    """Read the balance."""
    call = Call("the credits", "GET", paths.CREDITS)
    answer = envelope.read_message(call.name, calls.Credits, await connection.read_data(call))
    frozen = answer.frozen or 0
    total = answer.available + frozen if answer.total is None else answer.total
    return Balance(answer.available, frozen, total, _costs_of(answer.generator))


async def estimate_cost(connection: "Connection", session_id: str, message: str) -> CostEstimate:
    """Ask what a message would cost of a real model; it is not sent by that."""
    body = json.dumps(calls.EstimateRequest(text=message).model_dump()).encode()
    headers = {"Content-Type": "application/json"}
    call = Call("the model's price", "POST", paths.estimate(session_id), body=body, headers=headers)
    answer = as_object(await connection.read_data(call))
    return CostEstimate(
        clips=round(as_number(answer.get("clips")) or 0),
        price=as_number(answer.get("price")),
        spent_today=as_number(answer.get("spent_today")) or 0,
        cap=as_number(answer.get("max_cost")),
    )


def _costs_of(value: Any) -> ModelCosts | None:
    told = as_object(value)
    if not told:
        return None
    return ModelCosts(
        model=as_string(told.get("model")),
        spent_today=as_number(told.get("spent_today")) or 0,
        cap=as_number(told.get("max_cost")),
        price_per_second=as_number(told.get("price_per_second")),
    )
