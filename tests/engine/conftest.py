"""The two places where a ledger may lie: what holds for one holds for the other."""

import pytest

from postgres import Cluster


@pytest.fixture(name="ledger", params=["file", pytest.param("postgres", marks=pytest.mark.slow)])
def use_ledger(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the engines of a test keep their ledger."""
    if request.param == "postgres":
        cluster: Cluster = request.getfixturevalue("postgres")
        monkeypatch.setenv("NEMO_LEDGER_URL", cluster.make_database())
        # A database has no virtual clock: five looks at what became of work take five seconds, not 270. Who
        # leaves gives its lease back, and who lives keeps it however busy the machine is.
        monkeypatch.setenv("NEMO_LEASE_S", "300")
        monkeypatch.setenv("NEMO_RECOVERY_S", "1,1,1,1,1")
    return request.param
