"""The clients of others, installed once for all tests here, and the table of what they saw."""

import socket

import pytest

from foreign_packages import FASTMCP_TASKS
from real_hosts.set_up import Client, install_client, install_packages

TABLE = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def node() -> Client:
    return install_packages()


@pytest.fixture(scope="session")
def fastmcp() -> Client:
    return install_client(FASTMCP_TASKS)


@pytest.fixture(scope="session")
def clients_table(request: pytest.FixtureRequest) -> list[str]:
    """Rows in Markdown, printed at the end of the run; `docs/hosts.md` has them."""
    return request.config.stash.setdefault(TABLE, [])


@pytest.hookimpl
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows: list[str] = config.stash.setdefault(TABLE, [])
    for row in rows:
        terminalreporter.write_line(row)


@pytest.fixture(scope="session")
def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
