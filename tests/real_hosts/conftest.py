"""The clients of others, installed once for all tests here."""

import socket

import pytest

from real_hosts.set_up import Client, install_fastmcp, install_packages


@pytest.fixture(scope="session")
def node() -> Client:
    return install_packages()


@pytest.fixture(scope="session")
def fastmcp() -> Client:
    return install_fastmcp()


@pytest.fixture(scope="session")
def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
