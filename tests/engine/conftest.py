"""The two places where a ledger may lie: what holds for one holds for the other."""

import pytest

from postgres import Cluster


@pytest.fixture(name="ledger", params=["file", pytest.param("postgres", marks=pytest.mark.slow)])
def use_ledger(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the engines of a test keep their ledger."""
    if request.param == "postgres":
        cluster: Cluster = request.getfixturevalue("postgres")
        monkeypatch.setenv("NEMO_LEDGER_URL", cluster.make_database())
        monkeypatch.setenv("NEMO_LEASE_S", "2")  # so soon a server that is gone has lost its work
    return request.param
