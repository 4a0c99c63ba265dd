"""Accounts on the cloud: each user of a server has one, with credits and a cap of the day of their own."""

from pathlib import Path

import pytest

from hosts import error_of, facts_of
from nemo_studio import StudioOptions, serve_studio
from remote.served import LIMIT_S, host, serving, write_tokens

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

MAKE = {"prompt": "a 1-second sunset over the sea", "wait_s": LIMIT_S}


def client_ids(home: Path) -> set[str]:
    return {path.read_text() for path in home.rglob("users/*/client_id")}


async def test_what_one_user_spends_is_neither_anothers_nor_counts_against_anothers_cap(
    tmp_path: Path,
) -> None:
    charging = StudioOptions(starting_credits=300, clip_price=100, edit_price=50, workers=1)
    async with serve_studio(charging) as cloud:
        settings = {
            "NEMO_BACKEND": "cloud",
            "NEMO_API_URL": cloud.url,
            "NEMO_MAX_CREDITS": "110",
            "NEMO_CLIENT_ID": "the-servers-own",
            "NEMO_HTTP_TOKENS": str(write_tokens(tmp_path / "tokens")),
        }
        with serving(tmp_path, **settings) as served:
            async with host(served, "alice") as alice, host(served, "bob") as bob:
                made = facts_of(await alice.call_tool("generate", MAKE))
                refused = error_of(await alice.call_tool("generate", MAKE))
                hers = facts_of(await alice.call_tool("credits", {}))
                his = facts_of(await bob.call_tool("credits", {}))
                assert facts_of(await bob.call_tool("generate", MAKE))["status"] == "completed"
    assert (made["status"], refused["code"]) == ("completed", "not_allowed")
    assert (hers["available"], hers["spent_today"]) == (200, 100)
    assert (his["available"], his["spent_today"], his["cap"]) == (300, 0, 110)
    assert len(client_ids(tmp_path) - {"the-servers-own"}) == 2
