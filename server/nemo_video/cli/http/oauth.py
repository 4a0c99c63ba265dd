"""Access tokens of an OAuth issuer: JSON web tokens (RFC 9068), checked against the keys that it publishes.

This server is a resource server only: it sends clients to the issuer (RFC 9728), and the issuer deals with
clients, by Client ID Metadata Documents or however else. What counts here is who signed a token, for whom,
for which server and until when.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx
import jwt
from mcp.server.auth.provider import AccessToken
from pydantic import TypeAdapter

from nemo_video.cli.http.address import is_loopback
from nemo_video.errors import InvalidArgument

logger = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""With keys in two halves: a token that is signed with a published key proves nothing."""

LEEWAY_S = 30
"""So far clocks may be apart."""

REFRESH_S = 10.0
"""An unknown key is looked for no more often than this, however many tokens name one."""

KEYS_S = 3600.0
"""After so long the keys are read again: the issuer may have withdrawn one."""

FETCH_S = 10.0
_OBJECT = TypeAdapter(dict[str, Any])
_METADATA = ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")


class IssuedTokens:
    """Verifies tokens of one issuer, as the SDK's `TokenVerifier`.

    Args:
        issuer: Its address.
        resources: The addresses under which this server may be meant.
        client: Fetches what the issuer publishes.

    Raises:
        InvalidArgument: The issuer is reached without TLS, so that anybody between could be it.
    """

    def __init__(
        self, issuer: str, resources: Sequence[str], client: httpx.AsyncClient | None = None
    ) -> None:
        check_secure(issuer)
        self._issuers = (issuer, f"{issuer}/")
        self._resources = resources
        self._client = client or httpx.AsyncClient(timeout=FETCH_S, follow_redirects=False)
        self._keys: Mapping[str | None, jwt.PyJWK] = {}
        self._fetched_s = -KEYS_S
        self._fetching = anyio.Lock()

    async def verify_token(self, token: str) -> AccessToken | None:
        """Whose token it is; None where it opens nothing here."""
        try:
            key = await self._find_key(jwt.get_unverified_header(token).get("kid"))
            if key is None:
                return None
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._resources,
                issuer=self._issuers,
                leeway=LEEWAY_S,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            logger.info("A token was refused: %s", type(error).__name__)
            return None
        client = claims.get("client_id") or claims.get("azp") or ""
        scopes = str(claims.get("scope", "")).split()
        return AccessToken(
            token=token,
            client_id=str(client),
            scopes=scopes,
            expires_at=int(claims["exp"]) + LEEWAY_S,
            subject=str(claims["sub"]),
            claims={"iss": self._issuers[0]},
        )

    async def _find_key(self, name: str | None) -> jwt.PyJWK | None:
        """The key of a name; without a name the only one there is."""
        age_s = time.monotonic() - self._fetched_s
        if age_s > KEYS_S or (not self._has(name) and age_s > REFRESH_S):
            async with self._fetching:
                await self._fetch_keys()
        if name is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(name)

    def _has(self, name: str | None) -> bool:
        return name in self._keys or (name is None and bool(self._keys))

    async def _fetch_keys(self) -> None:
        """Read the issuer's keys; where it cannot be reached, those that were read before hold on."""
        self._fetched_s = time.monotonic()
        try:
            address = await self._keys_address()
            found = jwt.PyJWKSet.from_dict(await self._read(address))
            self._keys = {key.key_id: key for key in found.keys if key.public_key_use in (None, "sig")}
        except (httpx.HTTPError, ValueError, KeyError, jwt.PyJWTError, InvalidArgument) as error:
            logger.warning("The keys of NEMO_HTTP_ISSUER cannot be read: %s", type(error).__name__)

    async def _keys_address(self) -> str:
        """Where the keys lie, as the issuer's own metadata say."""
        for address in _metadata_addresses(self._issuers[0]):
            try:
                metadata = await self._read(address)
            except (httpx.HTTPError, ValueError):
                continue
            if str(metadata.get("issuer", "")).rstrip("/") == self._issuers[0]:
                return check_secure(str(metadata["jwks_uri"]))
        raise ValueError("the issuer publishes no metadata of its own name")

    async def _read(self, address: str) -> dict[str, Any]:
        response = await self._client.get(address, headers={"Accept": "application/json"})
        response.raise_for_status()
        return _OBJECT.validate_json(response.content)


def _metadata_addresses(issuer: str) -> list[str]:
    """RFC 8414 puts the well-known part before the issuer's path, OpenID Connect behind it."""
    parts = urlsplit(issuer)
    origin = f"{parts.scheme}://{parts.netloc}"
    inserted = [f"{origin}{known}{parts.path}" for known in _METADATA]
    return [*inserted, f"{issuer}{_METADATA[1]}"]


def check_secure(address: str) -> str:
    """The address, if nobody between can speak in its place.

    Raises:
        InvalidArgument: It is reached without TLS, over a network.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise InvalidArgument(
            f"NEMO_HTTP_ISSUER: {address} is no https address.",
            advice="Name the issuer by https, or one on this machine.",
        )
    return address
