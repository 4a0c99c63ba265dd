"""Puts the server together: settings from the environment, and an engine over the backends they name."""

import gc
from contextlib import AbstractAsyncContextManager
from functools import cache, partial
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

from nemo_video.cli.gateway import LoopbackGateway
from nemo_video.cli.logs import set_level
from nemo_video.cli.telemetry import configure_telemetry, telemetry_flushed_after
from nemo_video.engine import Finisher
from nemo_video.settings import Settings, read_settings, settings_of
from nemo_video.surface.lazy_engine import User
from nemo_video.surface.remote import RemoteAccess
from nemo_video.surface.server import VideoServer, build_server

if TYPE_CHECKING:
    from nemo_video.engine import Engine
    from nemo_video.engine.ledger import Replica


class _Joined(TypedDict, total=False):
    """How an engine works beside those of other servers."""

    replica: "Replica | None"
    user: User
    is_shared: bool
    is_onlooker: bool


def make_server(
    finisher: Finisher | None = None, settings: Settings | None = None, *, is_onlooker: bool = False
) -> VideoServer:
    """The server as the environment sets it.

    Args:
        finisher: Who goes on with what it leaves.
        settings: Settings to take instead of the environment's.
        is_onlooker: Whether a person just looks around, and hosts do not follow.

    Raises:
        InvalidArgument: A setting has a bad value.
    """
    settings = settings or read_settings()
    set_level(settings.log_level)
    configure_telemetry()
    open_engine = partial(_open_engine, settings, finisher, is_onlooker=is_onlooker)
    return build_server(settings, lambda _: open_engine(), LoopbackGateway(), finisher)


def make_http_server(settings: Settings, remote: RemoteAccess, replica: "Replica | None") -> VideoServer:
    """The server for callers over HTTP: an engine for each user, on folders of that user's own.

    Args:
        settings: The server's.
        remote: How callers are told apart.
        replica: This server's part in a shared ledger, where there is one.
    """
    set_level(settings.log_level)
    configure_telemetry()

    def open_engine(user: User) -> "AbstractAsyncContextManager[Engine]":
        return _open_engine(settings_of(settings, user), replica=replica, user=user, is_shared=True)

    return build_server(settings, open_engine, remote=remote)


def _open_engine(
    settings: Settings, finisher: Finisher | None = None, **joined: Unpack[_Joined]
) -> "AbstractAsyncContextManager[Engine]":
    """The engine, not yet entered. What it is made of is imported here: a list of tools needs none of it.

    It blocks, so that nothing has to be loaded on the event loop later.
    """
    from nemo_video.cli.connectors import list_backends
    from nemo_video.engine import open_engine

    _load_readers()
    backends = partial(list_backends, settings)
    return telemetry_flushed_after(open_engine(settings, backends, finisher, **joined))


_GARBAGE_THRESHOLDS: Final = (2000, 10, 50)
"""When Python looks for rings of objects that nobody holds: among the youngest, the young, and all that live.

A look at all holds the event loop for a quarter of a second beside a thousand turns, which are a quarter of a
million objects; with Python's own (700, 10, 10) it came several times while they began, now it comes after a
million new ones. Hardly one of a hundred objects waits for it: the others see the rings that calls leave.
"""


@cache
def _load_readers() -> None:
    """Load what reads words, once; none of it becomes garbage, and each look for garbage in it took 60 ms."""
    from nemo_video.language import load_readers

    load_readers()
    gc.freeze()
    gc.set_threshold(*_GARBAGE_THRESHOLDS)
