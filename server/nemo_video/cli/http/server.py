"""The process that serves MCP over HTTP: what it listens to, whom it lets in, and how it ends."""

import gc
import hmac
import logging
import os
import signal
import socket
import ssl
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from threading import Thread, Timer
from typing import TYPE_CHECKING

import anyio
import uvicorn

from nemo_video.cli.http.address import is_loopback, list_names, read_address, shown
from nemo_video.cli.http.application import MCP_PATH, Guard, can_write, make_app
from nemo_video.cli.http.callers import Callers, list_users, user_named
from nemo_video.cli.http.connections import PromptConnection, raise_file_limit
from nemo_video.cli.http.files import Files
from nemo_video.cli.http.links import LINKS, Links, new_key, read_key
from nemo_video.cli.http.metrics import Metrics
from nemo_video.cli.http.oauth import IssuedTokens, check_secure
from nemo_video.cli.http.tokens import TokensFile
from nemo_video.cli.loopback import listen
from nemo_video.cli.process import ENDING, EXIT_BY_SIGNAL
from nemo_video.engine.ledger import has_work
from nemo_video.errors import InvalidArgument
from nemo_video.settings import Settings, settings_of
from nemo_video.surface.remote import RemoteAccess

if TYPE_CHECKING:
    from collections.abc import Callable

    from nemo_video.engine.ledger import Replica
    from nemo_video.surface.lazy_engine import User
    from nemo_video.surface.server import VideoServer

DRAIN_S = 2
"""How long open answers may take to end after SIGTERM."""

LEAVE_S = 4.0
"""After so long the process ends, whatever still holds it."""

GIVE_BACK_S = 0.5
"""So long it may take then to give the lease back."""

TAKEN_AT_A_TIME = 8
"""Connections, before those that are idle make room for them. Of more, all files of the process are used up,
and asyncio then takes no connection at all for a second."""

QUEUE = 1024
"""Connections that the system holds meanwhile. It drops those beyond, which come again a second later."""

KEEP_ALIVE_S = 75
"""Longer than proxies keep a connection, so that none is closed under a request that is on its way."""


def serve_http(
    make_server: "Callable[[Settings, RemoteAccess, Replica | None], VideoServer]",
    settings: Settings,
    address: str,
    certificate: Path | None = None,
    key: Path | None = None,
) -> int:
    """Serve until SIGTERM or SIGINT.

    Args:
        make_server: Puts the server together.
        settings: Its settings.
        address: `HOST:PORT`.
        certificate: Of TLS, with its chain; None where a proxy does that, or nobody.
        key: Of the certificate.

    Returns:
        The exit status.

    Raises:
        InvalidArgument: Others could call without a token, or the address, the tokens or the certificate
            cannot be used.
        DiskFailure: The state folder cannot be written.
        Unreachable: The ledger that several servers share cannot be reached.
    """
    host, port = read_address(address)
    _check_exposure(host, settings)
    _check_certificate(certificate, key)
    tokens = TokensFile(settings.http_tokens) if settings.http_tokens else None
    replica = _join(settings)
    secret = replica.read_key(LINKS, new_key) if replica else read_key(settings.state_dir)
    links = Links(secret)
    listening = _listen(host, port)
    if isinstance(listening, str):
        sys.stderr.write(f"nemo-video-mcp: {address} cannot be served: {listening}.\n")
        return 1
    origin = f"{'https' if certificate else 'http'}://{shown(host)}:{listening.getsockname()[1]}"
    guard = _guard(host, origin, settings, tokens)
    callers = Callers(links, asks=guard.verifier is not None)
    access = _access(settings, callers, origin, replica, secret)
    server = make_server(settings, access, replica)
    metrics = Metrics(server.tool_names())
    raise_file_limit()
    server.middleware.append(metrics.count_tool)
    files = Files(settings, access, callers, server.running, partial(_knows, callers, tokens))
    config = uvicorn.Config(
        make_app(server, guard, files, metrics, partial(_is_ready, settings, replica)),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=DRAIN_S,
        timeout_keep_alive=KEEP_ALIVE_S,
        server_header=False,
        ws="none",
        http=PromptConnection,
        backlog=TAKEN_AT_A_TIME,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    give_back = replica.leave if replica else _keep_nothing
    Serving(config, f"{origin}{MCP_PATH}", give_back).run(sockets=[listening])
    gc.freeze()  # all is closed: to look through used engines' objects once more takes seconds
    return 0


def _check_exposure(host: str, settings: Settings) -> None:
    """Whoever is not on this machine needs a token."""
    if settings.http_tokens and settings.http_issuer:
        raise InvalidArgument(
            "NEMO_HTTP_TOKENS and NEMO_HTTP_ISSUER are both set.",
            advice="Keep the one that names your users, and unset the other.",
        )
    if settings.http_issuer:
        check_secure(settings.http_issuer)
    if not (settings.http_tokens or settings.http_issuer or is_loopback(host)):
        raise InvalidArgument(
            f"Without tokens only this machine may call, and {host} is open to others.",
            advice="Set NEMO_HTTP_TOKENS to a file of name:token lines, or serve on 127.0.0.1.",
        )


def _check_certificate(certificate: Path | None, key: Path | None) -> None:
    if certificate is None and key is None:
        return
    if certificate is None or key is None:
        raise InvalidArgument("--tls-cert and --tls-key belong together.", advice="Give both, or neither.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        why = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        raise InvalidArgument(
            f"{certificate} and {key} are no certificate with its key: {why}.",
            advice="Give files in PEM format, the key without a password.",
        ) from None


def _listen(host: str, port: int) -> socket.socket | str:
    """A listening socket, or why there is none."""
    try:
        return listen(port, host)
    except OSError as error:
        return error.strerror or str(error)


def _guard(host: str, origin: str, settings: Settings, tokens: TokensFile | None) -> Guard:
    names = list_names(host, settings.http_hosts)
    if settings.http_issuer is None:
        return Guard(names, tokens)
    resources = [f"https://{name}{MCP_PATH}" for name in settings.http_hosts] or [f"{origin}{MCP_PATH}"]
    verifier = IssuedTokens(settings.http_issuer, resources)
    return Guard(names, verifier, settings.http_issuer, resources[0])


def _join(settings: Settings) -> "Replica | None":
    """This server's part in the ledger that it shares with others, if it does."""
    if settings.ledger_url is None:
        return None
    from nemo_video.engine.ledger import Replica

    return Replica(settings.ledger_url.get_secret_value(), settings.lease_s)


def _is_ready(settings: Settings, replica: "Replica | None") -> bool:
    """Whether what is asked now could be kept. It blocks."""
    return can_write(settings.state_dir) and (replica is None or replica.can_be_reached())


def _access(
    settings: Settings, callers: Callers, origin: str, replica: "Replica | None", secret: bytes
) -> RemoteAccess:
    def users_with_work() -> list["User"]:
        if replica:
            return [user or None for user in replica.claim_left_work(of_only_user=not callers.asks)]
        users: Sequence[User] = list_users(settings) if callers.asks else (None,)
        return [user for user in users if has_work(settings_of(settings, user).state_dir)]

    folders = (settings.state_dir, settings.output_dir, settings.config_dir)
    origins = [f"https://{name}" for name in settings.http_hosts] or [origin]
    joined = replica.opened if replica else nullcontext
    wait = replica.wait_for_left_work if replica else anyio.sleep
    state_key = hmac.digest(secret, b"state of questions", "sha256")
    return RemoteAccess(callers.identify, users_with_work, folders, origins, joined, wait, state_key)


async def _knows(callers: Callers, tokens: TokensFile | None, user: "User") -> bool:
    """Whether a user still may come in; an issuer's users are known by their tokens alone."""
    if (user is None) == callers.asks:
        return False
    return tokens is None or user in {user_named(name) for name in await tokens.names()}


def _is_no_cut(record: logging.LogRecord) -> bool:
    """Whether a line of the log is of a defect, and not of an answer that the end of the server cut."""
    error = record.exc_info and record.exc_info[1]
    return not isinstance(error, anyio.get_cancelled_exc_class())


def _keep_nothing() -> None:
    """Nothing of this server's is held for others."""


class Serving(uvicorn.Server):
    """A server that a signal ends in time, with its answers, whatever holds it.

    Args:
        config: What it serves, and how.
        address: Told once it answers.
        give_back: Called where it does not end by itself, just before it is ended: whatever it was at then
            stops as after a kill, and the others need not wait for it. It may block.
    """

    def __init__(self, config: uvicorn.Config, address: str, give_back: "Callable[[], None]") -> None:
        super().__init__(config)
        self._address = address
        self._give_back = give_back

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        logging.getLogger("uvicorn.error").addFilter(_is_no_cut)
        await super().startup(sockets)
        for listening in sockets or ():
            listening.listen(QUEUE)  # asyncio has made it as short as what it takes at a time
        sys.stderr.write(f"nemo-video-mcp serves MCP on {self._address}\n")
        sys.stderr.flush()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Take the process's signals, and raise none of them again.

        The handler is no method of this server: sse-starlette looks for such a one, and ends every stream at
        once where it finds it, the answers that are about to come among them.
        """
        before = {number: signal.signal(number, lambda got, _: self._leave(got)) for number in ENDING}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _leave(self, number: int) -> None:
        self.should_exit = True
        leaving = Timer(LEAVE_S, self._end, (number,))
        leaving.daemon = True
        leaving.start()

    def _end(self, number: int) -> None:
        giving_back = Thread(target=self._give_back, daemon=True)
        giving_back.start()
        giving_back.join(GIVE_BACK_S)
        os._exit(EXIT_BY_SIGNAL + number)
