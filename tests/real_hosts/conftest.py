"""The clients of others, installed once for all tests here."""

import pytest

from real_hosts.set_up import Client, install_fastmcp, install_packages


@pytest.fixture(scope="session")
def node() -> Client:
    return install_packages()


@pytest.fixture(scope="session")
def fastmcp() -> Client:
    return install_fastmcp()
