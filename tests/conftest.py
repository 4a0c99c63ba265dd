"""What every test has: asyncio, as the server runs it, and a home folder that stays empty.

A test on a virtual clock asks for trio itself.
"""

import gc
import os
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer  # pyright: ignore[reportMissingTypeStubs] - it has types, in its code
from xdist.scheduler import LoadScopeScheduling  # pyright: ignore[reportMissingTypeStubs] - the same

from foreign_packages import CACHE
from homes import home_variables, is_ours
from postgres import Cluster, running_cluster

# How long an example takes says more about the machine than about the code. What lands is not left to chance;
# `--hypothesis-profile=search` looks for examples that nobody has met.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("landing", patient, derandomize=True)
settings.register_profile("search", patient, max_examples=2000)
settings.load_profile("landing")

gc.disable()  # until all tests are found: what is made till then stays


_MADE_ONCE = re.compile(r'^@(pytest\.fixture\(scope="module"|cache\b)', re.MULTILINE)
"""A fixture of a module, or a function that remembers."""

_CACHES = {"npm_config_cache": "npm", "UV_CACHE_DIR": "uv", "RUSTUP_HOME": "rustup"}
"""What fills the home of whoever starts it: pip asks rustc for its version, for which rustup may stand in."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are cores: many a test waits for a process, a socket or a pause."""
    cores = os.cpu_count() or 1
    return cores + cores // 2


class OneModuleOneProcess(LoadScopeScheduling):
    """Deals tests out one by one, but keeps those together whose module makes something once for all."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if _makes_once(self.config.rootpath / module) else nodeid


@cache
def _makes_once(module: Path) -> bool:
    return _MADE_ONCE.search(module.read_text("utf-8")) is not None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneModuleOneProcess:
    return OneModuleOneProcess(config, log)


def pytest_collection_finish() -> None:
    """The tests and the modules that they need stay to the end: nobody looks for rubbish among them."""
    gc.freeze()
    gc.enable()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", name="home")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty home folder instead of the user's, whose settings are not ours to read either."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for variable in filter(is_ours, tuple(os.environ)):
            patch.delenv(variable)
        for variable, value in home_variables(home).items():
            patch.setenv(variable, value)
        for variable, owner in _CACHES.items():
            patch.setenv(variable, str(CACHE / owner))
        yield home


@pytest.fixture(scope="session", name="postgres")
def start_postgres() -> Iterator[Cluster]:
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(autouse=True)
def nothing_is_left_at_home(home: Path) -> Iterator[None]:
    """A test that needs a home folder makes its own: what it left here it would leave at a user's."""
    yield
    if left := [path.relative_to(home) for path in home.rglob("*") if path.is_file()]:
        shutil.rmtree(home)
        home.mkdir()
    assert left == []
