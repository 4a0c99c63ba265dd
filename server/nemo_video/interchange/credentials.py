"""Content credentials (C2PA): who made a file with what, signed with the user's own certificate.

Specification: https://spec.c2pa.org/specifications/specifications/2.1/specs/C2PA_Specification.html
"""

import json
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal

from nemo_video import __version__
from nemo_video.errors import InvalidArgument

SIGNABLE: Final = frozenset({"mp4", "mov", "m4a", "mp3", "wav", "gif", "webp"})
"""The formats that hold content credentials."""

Origin = Literal["model", "model and files", "drawn", "drawn and files", "files"]

_IPTC: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_SOURCE_TYPES: Final = {
    "model": f"{_IPTC}trainedAlgorithmicMedia",
    "model and files": f"{_IPTC}compositeWithTrainedAlgorithmicMedia",
    "drawn": f"{_IPTC}algorithmicMedia",
    "drawn and files": f"{_IPTC}compositeSynthetic",
    "files": f"{_IPTC}composite",
}
"""Where its pictures and sounds come from; only a model that was trained is AI."""

_PRODUCT: Final = "nemo-video-mcp"
_CURVES: Final = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


@dataclass(frozen=True)
class SigningKey:
    """The user's certificate, with those that it hangs on, and its key: paths of PEM files."""

    certificate: Path
    key: Path


def is_signing_installed() -> bool:
    """Whether the library that signs is there."""
    return find_spec("c2pa") is not None


def sign(source: Path, target: Path, origin: Origin, signing: SigningKey) -> str:
    """Copy a file with content credentials in it, and validate what was written.

    Args:
        source: The file.
        target: The signed copy, with the same extension.
        origin: Where its pictures and sounds come from.
        signing: Whose name stands under it.

    Returns:
        What the library's own reader says of the copy: `Valid`, or `Trusted` where it knows the certificate.

    Raises:
        InvalidArgument: The certificate or the key is of no use, or the signed copy does not validate.
    """
    c2pa: Any = import_module("c2pa")
    try:
        certificate, key = signing.certificate.read_bytes(), signing.key.read_bytes()
        info = c2pa.C2paSignerInfo(_algorithm(key), certificate, key, None)
        with c2pa.Signer.from_info(info) as signer, c2pa.Builder(_manifest(target, origin)) as builder:
            builder.sign_file(source, target, signer)
        with c2pa.Reader(target) as reader:
            state = str(reader.get_validation_state())
    except (c2pa.C2paError, OSError, ValueError, TypeError) as error:
        raise InvalidArgument(f"It could not be signed: {_first_line(error)}.") from error
    if state not in ("Valid", "Trusted"):
        raise InvalidArgument(f"The signed file does not validate: {state}.")
    return state


def _manifest(target: Path, origin: Origin) -> str:
    agent = {"name": _PRODUCT, "version": __version__}
    actions = [
        {"action": "c2pa.created", "softwareAgent": agent, "digitalSourceType": _SOURCE_TYPES[origin]},
        {"action": "c2pa.edited", "softwareAgent": agent},
    ]
    manifest = {
        "claim_generator_info": [agent],
        "title": target.name,
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}],
    }
    return json.dumps(manifest)


def _algorithm(key: bytes) -> str:
    """The name of the algorithm that a key signs with.

    Raises:
        ValueError: It is no key that signs.
    """
    serialization: Any = import_module("cryptography.hazmat.primitives.serialization")
    read: Any = serialization.load_pem_private_key(key, password=None)
    kind = type(read).__name__
    if "Ed25519" in kind:
        return "ed25519"
    if "RSA" in kind:
        return "ps256"
    curve = getattr(getattr(read, "curve", None), "name", "")
    if curve not in _CURVES:
        raise ValueError(f"keys of the kind {kind.lstrip('_')} do not sign content credentials")
    return _CURVES[curve]


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
