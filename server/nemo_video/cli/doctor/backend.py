"""The way to the backend, step by step: name, network, proxy, certificate, clock and token are told apart.

It asks nothing that changes the account: an anonymous token is not ordered here.
"""

import socket
import ssl
import time
from collections.abc import AsyncIterator, Iterator
from email.utils import parsedate_to_datetime
from urllib.request import getproxies, proxy_bypass

import anyio
import httpx

from nemo_video.cli.doctor.finding import Finding, failed, warned
from nemo_video.client import BackendClient, MemoryTokenStore, read_client_id
from nemo_video.engine.ledger import read_kept_token
from nemo_video.errors import VideoError
from nemo_video.settings import Settings

_LIMIT_S = 10
_CLOCK_TOLERANCE_S = 300
_OTHER_PROXY = "Correct HTTPS_PROXY and ALL_PROXY, or unset them."
_OFFLINE = "Without network, NEMO_BACKEND=studio works offline and free."
_CERTIFICATE_EXPIRED = 10
_CERTIFICATE_NOT_YET_VALID = 9


async def examine_backend(settings: Settings) -> AsyncIterator[Finding]:
    """Whether the backend can be reached and accepts the token, or at which step it ends."""
    url = httpx.URL(settings.api_url)
    try:
        proxy = _proxy_for(url)
    except (ValueError, httpx.InvalidURL):
        yield failed("proxy", "The environment names a proxy by no address that can be used.", _OTHER_PROXY)
        return
    hop = proxy or url
    name = f"the proxy {hop.host}" if proxy else hop.host
    if problem := await _connect(hop, name, is_proxy=proxy is not None):
        yield problem
        return
    answer = await _ask(url, name if proxy else None)
    yield (
        answer if isinstance(answer, Finding) else Finding("backend", f"{url} answers ({answer.status_code})")
    )
    if isinstance(answer, Finding):
        return
    for finding in _examine_clock(answer):
        yield finding
    yield await _examine_token(settings)


def _proxy_for(url: httpx.URL) -> httpx.URL | None:
    """The proxy that the environment names for an address, as the HTTP client reads it.

    Raises:
        ValueError: It is of a kind that the client does not speak to.
        httpx.InvalidURL: It is no address.
    """
    proxies = getproxies()
    if proxy_bypass(url.host):
        return None
    found = proxies.get(url.scheme) or proxies.get("all")
    return httpx.Proxy(found if "://" in found else f"http://{found}").url if found else None


async def _connect(hop: httpx.URL, name: str, *, is_proxy: bool) -> Finding | None:
    """What keeps us from the first machine on the way; None when it can be reached."""
    port = hop.port or (443 if hop.scheme == "https" else 80)
    subject = "proxy" if is_proxy else "network"
    remedy = _OTHER_PROXY if is_proxy else f"Check the network and NEMO_API_URL. {_OFFLINE}"
    try:
        with anyio.fail_after(_LIMIT_S):
            await anyio.getaddrinfo(hop.host, port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError):
        return failed("name (DNS)", f"{name} is not known: its name cannot be resolved.", remedy)
    try:
        with anyio.fail_after(_LIMIT_S):
            await (await anyio.connect_tcp(hop.host, port)).aclose()
    except TimeoutError:
        words = f"{name} does not answer on port {port}: a firewall may be in the way."
        return failed(subject, words, remedy)
    except OSError:
        return failed(subject, f"{name} refuses connections on port {port}.", remedy)
    return None


async def _ask(url: httpx.URL, proxy: str | None) -> httpx.Response | Finding:
    try:
        async with httpx.AsyncClient(timeout=_LIMIT_S) as client:
            return await client.get(url)
    except OSError as error:  # before anything is sent: the client reads the certificates
        words = f"The certificates that SSL_CERT_FILE names cannot be read: {error.strerror or error}."
        return failed("certificate (TLS)", words, "Correct SSL_CERT_FILE, or unset it.")
    except httpx.ProxyError as error:
        words = f"{proxy or 'The proxy'} does not let us through: {error}."
        return failed("proxy", words, "Check the proxy's address and password in HTTPS_PROXY.")
    except httpx.TransportError as error:
        if certificate := _find_certificate_error(error):
            return _explain_certificate(certificate)
        words = f"{url.host} was reached but gave no answer ({type(error).__name__})."
        return failed("backend", words, f"Check NEMO_API_URL, or try again later. {_OFFLINE}")


def _find_certificate_error(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error


def _explain_certificate(error: ssl.SSLCertVerificationError) -> Finding:
    if error.verify_code in (_CERTIFICATE_EXPIRED, _CERTIFICATE_NOT_YET_VALID):
        today = time.strftime("%Y-%m-%d")
        words = f"The backend's certificate is out of its dates, seen from this clock ({today})."
        return failed(
            "certificate (TLS)", words, "Set this machine's clock; if it is right, the backend is at fault."
        )
    remedy = "If a company's proxy or a virus scanner reads along, point SSL_CERT_FILE at its certificate."
    return failed(
        "certificate (TLS)", f"The backend's certificate is not trusted: {error.verify_message}.", remedy
    )


def _examine_clock(answer: httpx.Response) -> Iterator[Finding]:
    try:
        theirs = parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (KeyError, ValueError):
        return
    off_s = time.time() - theirs
    if abs(off_s) > _CLOCK_TOLERANCE_S:
        way = "ahead of" if off_s > 0 else "behind"
        yield warned(
            "clock", f"This clock is {abs(off_s) / 60:.0f} minutes {way} the backend's.", "Set the clock."
        )


async def _examine_token(settings: Settings) -> Finding:
    kind = "the anonymous token" if settings.token is None else "NEMO_TOKEN"
    try:
        with anyio.fail_after(_LIMIT_S):
            available = await _read_credits(settings)
    except VideoError as error:
        return failed("token", f"{kind}: {error.message}", error.advice)
    except TimeoutError:
        return failed("token", "The backend did not answer in time.", "Try again later.")
    if available is None:
        return Finding("token", "an anonymous token is got at the first call")
    return Finding("token", f"{kind} is accepted; {available:g} credits available")


async def _read_credits(settings: Settings) -> float | None:
    """The credits of the token that is set or kept; None where there is none yet."""
    client_id = await read_client_id(settings)
    if settings.token is None:
        kept = await anyio.to_thread.run_sync(
            read_kept_token, settings.state_dir, client_id, settings.api_url
        )
        if kept is None or kept.expires_at < time.time():
            return None
        settings = settings.model_copy(update={"token": kept.token})
    async with BackendClient(settings, client_id=client_id, tokens=MemoryTokenStore()) as client:
        return (await client.read_credits()).available
