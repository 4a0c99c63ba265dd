"""An OAuth issuer in place of a tokens file: whose tokens open the server, and which do not."""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from hosts import facts_of
from nemo_video.cli.http import oauth
from nemo_video.cli.http.oauth import IssuedTokens
from remote.served import LIMIT_S, Served, host, serving
from surface.scripted_host import MODES

pytestmark = pytest.mark.anyio

RESOURCE = "https://video.example/mcp"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE_KEY = ec.generate_private_key(ec.SECP256R1())


def published(key: Any, name: str) -> dict[str, Any]:
    """A public key as an issuer publishes it."""
    public = key.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return {**RSAAlgorithm.to_jwk(public, as_dict=True), "kid": name, "use": "sig"}
    return {**ECAlgorithm.to_jwk(public, as_dict=True), "kid": name, "use": "sig"}


class Issuer:
    """What an issuer publishes, and how often it was read.

    Attributes:
        url: Its address.
        keys: By their names.
    """

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {"one": KEY, "curve": CURVE_KEY}
        self.reads = 0
        self.url = ""

    def document(self, path: str) -> dict[str, Any] | None:
        if path == "/.well-known/oauth-authorization-server":
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        if path == "/keys":
            self.reads += 1
            return {"keys": [published(key, name) for name, key in self.keys.items()]}
        return None


@contextmanager
def issuing() -> Generator[Issuer]:
    issuer = Issuer()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            document = issuer.document(self.path)
            self.send_response(200 if document else 404)
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def issuer() -> Generator[Issuer]:
    with issuing() as each:
        yield each


def token(issuer: Issuer, key: Any = KEY, kid: str | None = "one", alg: str = "RS256", **claims: Any) -> str:
    """A good token, but for what a test changes; None takes a claim out."""
    good = {"iss": issuer.url, "sub": "carol", "aud": RESOURCE, "exp": time.time() + 600, "client_id": "app"}
    kept = {name: value for name, value in {**good, **claims}.items() if value is not None}
    return jwt.encode(kept, key, algorithm=alg, headers={"kid": kid} if kid else {})


def written(algorithm: str, claims: dict[str, Any], secret: bytes) -> str:
    """A token as no library would write it."""
    header = {"alg": algorithm, "typ": "JWT", "kid": "one"}
    parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    signature = hmac.digest(secret, b".".join(parts), "sha256") if secret else b""
    return b".".join([*parts, urlsafe_b64encode(signature).rstrip(b"=")]).decode()


async def test_a_token_of_the_issuer_for_this_server_is_its_subjects(issuer: Issuer) -> None:
    tokens = IssuedTokens(issuer.url, [RESOURCE])
    for each in (
        token(issuer),
        token(issuer, CURVE_KEY, "curve", "ES256"),
        token(issuer, aud=["https://elsewhere.example", RESOURCE]),
        token(issuer, iss=f"{issuer.url}/"),
    ):
        found = await tokens.verify_token(each)
        assert found is not None
        assert (found.subject, found.client_id) == ("carol", "app")


async def test_no_other_token_opens_it(issuer: Issuer) -> None:
    tokens = IssuedTokens(issuer.url, [RESOURCE])
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header, _, rest = token(issuer).partition(".")
    claims = {"iss": issuer.url, "sub": "carol", "aud": RESOURCE, "exp": int(time.time()) + 600}
    wrong = {
        "another key": token(issuer, OTHER_KEY),
        "an unknown key": token(issuer, OTHER_KEY, "two"),
        "no name of a key where there are several": token(issuer, kid=None),
        "another issuer": token(issuer, iss="https://evil.example"),
        "another server": token(issuer, aud="https://elsewhere.example/mcp"),
        "no audience": token(issuer, aud=None),
        "no subject": token(issuer, sub=None),
        "no end": token(issuer, exp=None),
        "expired": token(issuer, exp=time.time() - 3600),
        "not yet": token(issuer, nbf=time.time() + 3600),
        "unsigned": written("none", claims, b""),
        "a public key as a secret": written("HS256", claims, public),
        "changed": f"{header}.{rest[:20]}x{rest[21:]}",
        "no token": "opaque-token",
        "nothing": "",
    }
    opened = [name for name, each in wrong.items() if await tokens.verify_token(each)]
    assert opened == []


async def test_a_new_key_is_found_and_strange_ones_do_not_weary_the_issuer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with issuing() as issuer:
        tokens = IssuedTokens(issuer.url, [RESOURCE])
        assert await tokens.verify_token(token(issuer))
        for _ in range(20):
            assert await tokens.verify_token(token(issuer, OTHER_KEY, "new")) is None
        assert issuer.reads == 1
        issuer.keys = {"new": OTHER_KEY}
        monkeypatch.setattr(oauth, "REFRESH_S", 0.0)
        assert await tokens.verify_token(token(issuer, OTHER_KEY, "new"))
        assert await tokens.verify_token(token(issuer)) is None
    monkeypatch.setattr(oauth, "KEYS_S", 0.0)
    assert await tokens.verify_token(
        token(issuer, OTHER_KEY, "new")
    )  # the issuer is gone, its keys are known


async def test_an_issuer_that_is_not_there_opens_nothing() -> None:
    tokens = IssuedTokens("http://127.0.0.1:9", [RESOURCE])
    with issuing() as issuer:
        assert await tokens.verify_token(token(issuer, iss="http://127.0.0.1:9")) is None


@pytest.mark.slow
async def test_users_of_an_issuer_have_worlds_of_their_own(
    issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    with serving(home, NEMO_HTTP_ISSUER=issuer.url, NEMO_HTTP_HOSTS="video.example") as served:
        _check_discovery(served, issuer)
        for mode in MODES:
            async with (
                host(served, mode=mode, token=token(issuer, sub="carol")) as carol,
                host(served, mode=mode, token=token(issuer, sub="dave")) as dave,
            ):
                made = facts_of(await carol.call_tool("projects", {"action": "new"}))
                state = await dave.call_tool("state", {"project_id": made["current"]})
                assert state.structured_content["error"]["code"] == "not_found"
                assert facts_of(await dave.call_tool("projects", {}))["projects"] == []


def _check_discovery(served: Served, issuer: Issuer) -> None:
    """A client without a token is told where to get one."""
    with httpx2.Client(trust_env=False, timeout=LIMIT_S) as client:
        answer = client.post(served.mcp)
        told = client.get(f"{served.origin}/.well-known/oauth-protected-resource/mcp")
    metadata = "https://video.example/.well-known/oauth-protected-resource/mcp"
    assert (answer.status_code, metadata in answer.headers["www-authenticate"]) == (401, True)
    assert told.json()["resource"] == RESOURCE
    assert [each.rstrip("/") for each in told.json()["authorization_servers"]] == [issuer.url]
