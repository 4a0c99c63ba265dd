"""Chapters and content credentials of exported films, read back from the files by others."""

# The reader of content credentials and PyAV leave their types open.
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

import datetime
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import av
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from engine.scripted_backend import ScriptedBackend
from homes import Json
from hosts import error_of, facts_of, open_server
from media.drawn_media import draw_film
from nemo_video.engine.chapters import check_chapters
from nemo_video.errors import InvalidArgument
from surface.scripted_host import scripted_host

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SMALL: Json = {"op": "canvas", "resolution": "360p"}


def make_certificate(folder: Path) -> dict[str, str]:
    """The settings that name a certificate of somebody who signs, below an authority that nobody knows."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("Some authority", root_key, "Some authority", root_key, is_authority=True)
    leaf = _certificate("Somebody", key, "Some authority", root_key, is_authority=False)
    chain = b"".join(each.public_bytes(serialization.Encoding.PEM) for each in (leaf, root))
    (folder / "chain.pem").write_bytes(chain)
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return {"NEMO_C2PA_CERT": str(folder / "chain.pem"), "NEMO_C2PA_KEY": str(folder / "key.pem")}


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: str, issuer_key: ec.EllipticCurvePrivateKey, *,
    is_authority: bool,
) -> x509.Certificate:  # fmt: skip
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_usage(is_authority=is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if not is_authority:
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        built = built.add_extension(purposes, critical=False)
    return built.sign(issuer_key, hashes.SHA256())


def _name(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tests"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority, key_cert_sign=is_authority, crl_sign=is_authority,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def read_credentials(path: str) -> tuple[str, Json]:
    """What the library's own reader says of a file: its state, and its manifest."""
    c2pa: Any = import_module("c2pa")
    with c2pa.Reader(path) as reader:
        told = json.loads(reader.json())
        return str(reader.get_validation_state()), told["manifests"][told["active_manifest"]]


def actions_of(manifest: Json) -> list[tuple[str, str | None]]:
    found = [a["data"]["actions"] for a in manifest["assertions"] if a["label"].startswith("c2pa.actions")]
    return [(each["action"], each.get("digitalSourceType")) for each in found[0]]


def chapters_in(path: str) -> list[tuple[int, int, str]]:
    """Start and end in milliseconds, and the title."""
    with av.open(path) as film:
        read: list[Any] = film.chapters()
    return [
        (
            round(c["start"] * c["time_base"] * 1000),
            round(c["end"] * c["time_base"] * 1000),
            c["metadata"]["title"],
        )
        for c in read
    ]


async def test_a_signed_film_of_the_studio_tells_its_chapters_and_that_no_ai_made_it(tmp_path: Path) -> None:
    async with open_server(tmp_path, make_certificate(tmp_path)) as host:
        await host.call_tool("generate", {"prompt": "a 2-second sunset over the sea"})
        await host.call_tool("generate", {"prompt": "add a 2-second forest at the end"})
        await host.call_tool("edit", {"edits": [SMALL]})
        exported = facts_of(await host.call_tool("export", {"chapters": "clips"}))
        listed = "0:00 Opening\n0:03 The forest"
        again = facts_of(await host.call_tool("export", {"chapters": listed, "format": "mov"}))
        mkv = facts_of(await host.call_tool("export", {"format": "mkv"}))
    assert chapters_in(exported["path"]) == [(0, 2000, "sunset over the sea"), (2000, 4000, "forest")]
    assert exported["chapters"] == "0:00 sunset over the sea\n0:02 forest"
    assert chapters_in(again["path"]) == [(0, 3000, "Opening"), (3000, 4000, "The forest")]
    assert exported["verified"] is True
    state, manifest = read_credentials(exported["path"])
    assert state == "Valid"
    assert manifest["claim_generator_info"][0]["name"] == "nemo-video-mcp"
    assert actions_of(manifest) == [
        ("c2pa.created", f"{SOURCE_TYPES}algorithmicMedia"),
        ("c2pa.edited", None),
    ]
    assert "Signed with content credentials; read back: Valid." in exported["remarks"]
    assert "Not signed: a mkv file holds no content credentials." in mkv["remarks"]


async def test_what_a_cloud_made_is_signed_as_the_work_of_a_model(tmp_path: Path) -> None:
    own: Json = {"id": "b", "s": 1000, "d": 1000, "m": {"name": "own.mp4", "media_id": "m1"}}
    clips: list[Json] = [{"id": "a", "s": 0, "d": 1000, "m": {"name": "sea"}}]
    backend = ScriptedBackend(draft={"t": [{"tt": 0, "sg": clips}], "d": 1000})
    backend.film = draw_film(tmp_path / "sea.mp4").read_bytes()
    backend.media = ({"id": "m1", "name": "own.mp4", "type": "video"},)
    types: list[str | None] = []
    async with scripted_host(backend, tmp_path, **make_certificate(tmp_path)) as host:
        await host.call_tool("generate", {"prompt": "the sea"})
        for draft in ([clips[0]], [clips[0], own], [own]):
            backend.draft = {"t": [{"tt": 0, "sg": draft}], "d": 1000 * len(draft)}
            exported = facts_of(await host.call_tool("export", {}))
            types.append(actions_of(read_credentials(exported["path"])[1])[0][1])
    names = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "composite")
    assert types == [f"{SOURCE_TYPES}{name}" for name in names]


async def test_a_certificate_of_no_use_is_told_and_the_film_is_kept(tmp_path: Path) -> None:
    settings = make_certificate(tmp_path)
    Path(settings["NEMO_C2PA_CERT"]).write_text("no certificate", encoding="ascii")  # noqa: ASYNC240
    backend = ScriptedBackend(draft={"t": [{"tt": 0, "sg": [{"s": 0, "d": 1000}]}], "d": 1000})
    backend.film = draw_film(tmp_path / "sea.mp4").read_bytes()
    async with scripted_host(backend, tmp_path, **settings) as host:
        await host.call_tool("generate", {"prompt": "the sea"})
        exported = facts_of(await host.call_tool("export", {}))
    assert Path(exported["path"]).read_bytes() == backend.film  # noqa: ASYNC240
    assert any(remark.startswith("Not signed with content credentials.") for remark in exported["remarks"])


async def test_chapters_that_cannot_be_read_are_refused_before_anything_is_rendered(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft={"t": [{"tt": 0, "sg": [{"s": 0, "d": 1000}]}], "d": 1000})
    async with scripted_host(backend, tmp_path) as host:
        await host.call_tool("generate", {"prompt": "the sea"})
        for arguments in (
            {"chapters": "Opening"},
            {"chapters": "0:05 B\n0:02 A"},
            {"chapters": "clips", "format": "gif"},
        ):
            assert error_of(await host.call_tool("export", arguments))["code"] == "invalid_argument"
    assert backend.submits == []


@pytest.mark.parametrize(
    "text", ["0:00 A", "00:00 - A\n1:02:03 B", "  0:00.5 Ein Titel: mit mehr  ", "Clips"]
)
def test_lines_as_people_write_them_are_read(text: str) -> None:
    check_chapters(text, "mp4")


@pytest.mark.parametrize("text", ["", "A 0:00", "0:00", "x\n0:00 A"])
def test_other_lines_are_not(text: str) -> None:
    with pytest.raises(InvalidArgument):
        check_chapters(text, "mp4")
