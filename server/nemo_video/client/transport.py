"""One HTTP exchange: the headers, the bearer, redirects and time limits. It repeats and judges nothing."""

import contextlib
import ipaddress
import itertools
import ssl
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from urllib.request import getproxies, proxy_bypass

import httpx
from pydantic import SecretStr

import nemo_video
from nemo_video.client.addresses import check_public
from nemo_video.client.call import Call, Kind
from nemo_video.client.retry import Broken
from nemo_video.errors import Internal, TimedOut, Unreachable
from nemo_video.settings import Settings
from nemo_video.wire import paths

CONNECT_S = 3.0
"""With the repeats of `retry`, a dead address is told in under five seconds."""

WRITE_S = 300.0
"""For one piece of a file, which may be two megabytes on a slow line."""
KEEP_ALIVE_S = 2.0
"""Shorter than any server's own, so that a submit never meets a connection that is just being closed."""

STREAM_POOLS = 16
"""A turn takes minutes, so that no connection is alive any more when the next one could use it."""

_MAX_REDIRECTS = 10
_UNHANDLED_STATUSES = frozenset({307, 308})
"""A server that wants a slash at the end, or a version before the path, sends even a POST on with these."""

_IDENTITY = {"Accept-Encoding": "identity"}
"""A few bytes of a compressed answer may be gigabytes, and the layers of compression may be many."""

_NOT_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class Transport:
    """Sends calls over one pool of connections.

    Raises:
        Unreachable: The environment names a proxy or certificates that cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        self._api = httpx.URL(settings.api_url)
        self._attribution = paths.attribution(version=nemo_video.__version__, platform=settings.platform)
        self._is_private = _is_private(self._api.host)
        self._pools: dict[tuple[bool, int], httpx.AsyncClient] = {}
        self._stream_numbers = itertools.cycle(range(1, STREAM_POOLS + 1))
        self._pool_for(self._api)

    def _pool_for(self, url: httpx.URL, *, is_streamed: bool = False) -> httpx.AsyncClient:
        """The connections that serve a URL: with TLS or without, and streams apart from short calls.

        A pool looks at each of its connections for every call: beside a thousand turns that wait, each would
        take longer to send than to answer, and so would the next turn. So these share several pools.

        Raises:
            Unreachable: The environment names a proxy or certificates that cannot be used.
        """
        place = url.scheme == "https", next(self._stream_numbers) if is_streamed else 0
        if place not in self._pools:
            with environment_told():
                pool = httpx.AsyncClient(
                    limits=httpx.Limits(max_connections=None, keepalive_expiry=KEEP_ALIVE_S),
                    trust_env=not self._is_private,  # a proxy never leads back to this machine
                    verify=_tls_context() if url.scheme == "https" else _no_certificates(),
                )
            pool.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # none is kept
            self._pools[place] = pool
        return self._pools[place]

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()

    async def send(self, call: Call, token: SecretStr | None) -> httpx.Response:
        """Send the call once and return when the answer's headers are there; its body is still open.

        Reads follow redirects. A submit only does where the answer says that nothing was done and that it is
        to be sent as it is, and only within the API's own origin: any other might be sent twice, or away.

        Raises:
            Unreachable: Nothing was sent.
            TimedOut: It took too long.
            Broken: The connection broke.
        """
        url = self._resolve(call)
        for _ in range(_MAX_REDIRECTS):
            response = await self._send_to_checked(url, call, token)
            if not response.has_redirect_location:
                return response
            with faults_told(call.name):
                url = url.join(response.headers["location"])
            is_unhandled = response.status_code in _UNHANDLED_STATUSES and self.is_api(url)
            if call.method != "GET" and not is_unhandled:
                return response
            await response.aclose()
        raise Internal(f"The backend sent {call.name} around in a circle of redirects.")

    def _resolve(self, call: Call) -> httpx.URL:
        with faults_told(call.name):
            is_path = call.target.startswith("/")
            return httpx.URL(f"{self._api}{call.target}" if is_path else call.target)

    async def _send_to_checked(self, url: httpx.URL, call: Call, token: SecretStr | None) -> httpx.Response:
        """A redirect or a download may lead anywhere; see `downloads` for what is allowed.

        The connection goes to an address that was checked. A proxy of the environment looks names up itself.
        """
        if self.is_api(url) or self._is_private:
            return await self._send_to(url, call, token)
        *others, last = await check_public(str(url))
        if _has_proxy(url):
            return await self._send_to(url, call, token)
        for address in others:
            with contextlib.suppress(Unreachable):
                return await self._send_to(url, call, token, address)
        return await self._send_to(url, call, token, last)

    async def _send_to(
        self, url: httpx.URL, call: Call, token: SecretStr | None, address: str | None = None
    ) -> httpx.Response:
        """Send it once.

        Args:
            url: Where to.
            call: What is sent.
            token: The bearer, for the API.
            address: Of the host, where the connection may go to no other; the host's name still stands in
                the headers and has to be in the certificate.
        """
        content = call.body() if callable(call.body) else call.body
        timeout = httpx.Timeout(connect=CONNECT_S, read=call.read_s, write=WRITE_S, pool=None)
        with faults_told(call.name):
            pool = self._pool_for(url, is_streamed=call.is_streamed)
            request = pool.build_request(
                call.method,
                url,
                content=content,
                headers={**_IDENTITY, **call.headers, **self._headers_for(url, token)},
                timeout=timeout,
            )
            if address:
                request.url = url.copy_with(host=address)
                request.extensions = {**request.extensions, "sni_hostname": url.host}
            response = await pool.send(request, stream=True, auth=None, follow_redirects=False)
        return await _refuse_encoded(call, response)

    def _headers_for(self, url: httpx.URL, token: SecretStr | None) -> dict[str, str]:
        """The headers of every call. Another origin than the API's learns nothing about us."""
        if not self.is_api(url):
            return {}
        bearer = paths.bearer(token.get_secret_value()) if token else {}
        return {**self._attribution, **bearer}

    def is_api(self, url: httpx.URL) -> bool:
        """Whether the URL has the API's own origin."""
        return _origin(url) == _origin(self._api)


async def _refuse_encoded(call: Call, response: httpx.Response) -> httpx.Response:
    """Take only what was asked for.

    Raises:
        Internal: The answer is compressed all the same.
    """
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        return response
    await response.aclose()
    is_read = call.kind is Kind.READ
    again = "Try again" if is_read else "It may have been done: call state before you try again"
    raise Internal(
        f"The answer to {call.name} is compressed, which was not asked for, so it was not read.",
        advice=f"{again}; a proxy on the way may have to be set to leave answers as they are.",
    )


def _has_proxy(url: httpx.URL) -> bool:
    """Whether the environment sends such a URL through a proxy."""
    proxies = getproxies()
    return bool(proxies.get(url.scheme) or proxies.get("all")) and not proxy_bypass(url.host)


@cache
def _tls_context() -> ssl.SSLContext:
    """One for all clients of the process: reading the certificates takes tens of milliseconds."""
    return httpx.create_ssl_context()


def _no_certificates() -> ssl.SSLContext:
    """For plain HTTP, as to the studio inside: nothing is read from disk, and nobody would be trusted."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    port = url.port or {"http": 80, "https": 443}.get(url.scheme)
    return url.scheme, url.host.lower(), port


def _is_private(host: str) -> bool:
    """Whether the API itself stands on this machine or in a private network."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


async def read_chunks(call: Call, response: httpx.Response) -> AsyncGenerator[bytes]:
    """The answer's body, as it comes.

    Raises:
        TimedOut: It came too slowly.
        Broken: It ended too early.
    """
    with faults_told(call.name):
        async for chunk in response.aiter_bytes():
            yield chunk


@contextmanager
def environment_told() -> Generator[None]:
    """Tell what keeps httpx from starting in this environment; a proxy's address may hold a password.

    Raises:
        Unreachable: The environment names a proxy or certificates that cannot be used.
    """
    try:
        yield
    except OSError as error:
        raise Unreachable(
            f"The certificates that SSL_CERT_FILE names cannot be read: {error.strerror or error}.",
            advice="Correct SSL_CERT_FILE, or unset it, then restart the server.",
        ) from error
    except (ValueError, httpx.InvalidURL):
        raise Unreachable(
            "The environment names a proxy by no address that can be used.",
            advice="Correct HTTPS_PROXY and ALL_PROXY, or unset them, then restart the server.",
        ) from None


@contextmanager
def faults_told(call: str) -> Generator[None]:
    """Turn what httpx raises into the project's errors.

    Args:
        call: What was asked, in words ("the credits").

    Raises:
        Unreachable: There was no connection, so nothing was sent.
        TimedOut: The backend took too long.
        Broken: The connection broke.
        Internal: The address makes no sense.
    """
    try:
        yield
    except _NOT_CONNECTED as error:
        reason = "no answer in time" if isinstance(error, httpx.TimeoutException) else "no connection"
        raise Unreachable(f"The backend could not be reached for {call}: {reason}.") from error
    except httpx.TimeoutException as error:
        raise TimedOut(f"The backend took too long over {call}.") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise Internal(f"The address for {call} is not a web address.") from error
    except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as error:
        raise Broken(f"The connection broke during {call}.") from error
