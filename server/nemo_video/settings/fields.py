"""Every setting: its variable, its bounds, its default and its meaning in one sentence."""

import itertools
import os
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

import platformdirs
from pydantic import (
    AnyHttpUrl,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from nemo_video.redaction import remember_secret

CLOUD_API_URL = "https://mega-api-prod.nemovideo.ai"
CLOUD_WEB_URL = "https://nemovideo.com"

BackendName = Literal["cloud", "studio"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def _split_paths(value: object) -> object:
    if isinstance(value, str):
        return tuple(Path(part) for part in value.split(os.pathsep) if part.strip())
    return value


def _split_commas(value: object) -> object:
    return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value


def _read_workers(value: object) -> int | str:
    text = str(value).strip()
    if _SCHEDULER.fullmatch(text):
        return text
    if text.isdecimal() and 1 <= int(text) <= _MAX_RENDERS:
        return int(text)
    raise PydanticCustomError(
        "workers", "a number from 1 to 64, or a scheduler's address as tcp://host:8786, is needed"
    )


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _check_url(value: str) -> str:
    AnyHttpUrl(value)
    return value.rstrip("/")


def _check_postgres(value: str) -> str:
    """The password is a secret by itself too: messages of the database may repeat it."""
    parts = urlsplit(value)
    if parts.scheme not in ("postgresql", "postgres"):
        raise PydanticCustomError("postgres", "it has to begin with postgresql://")
    if parts.password:
        remember_secret(unquote(parts.password))
    return value


def _default(words: str) -> dict[str, JsonValue]:
    """How a default that is found at run time, or that means more than None, is told."""
    return {"default": words}


_SCHEDULER = re.compile(r"(?:tcp|tls)://[^\s/@]+:\d{1,5}", re.ASCII)
_MAX_RENDERS = 64

HttpUrl = Annotated[str, BeforeValidator(_check_url)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]


class Settings(BaseModel):
    """The settings of one server process. Field aliases are the variables' names."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    backend: BackendName = Field(
        "cloud",
        alias="NEMO_BACKEND",
        description="Where video is made: `cloud`, or `studio`, the offline backend inside the server.",
    )
    token: SecretStr | None = Field(
        None,
        alias="NEMO_TOKEN",
        description="Your own access token; without it an anonymous one is got and kept.",
    )
    api_url: HttpUrl = Field(CLOUD_API_URL, alias="NEMO_API_URL", description="Address of the cloud's API.")
    web_url: HttpUrl = Field(
        CLOUD_WEB_URL,
        alias="NEMO_WEB_URL",
        description="Address of the cloud's pages, for links to a project.",
    )
    client_id: str | None = Field(
        None,
        alias="NEMO_CLIENT_ID",
        description="Client id that the anonymous token belongs to.",
        json_schema_extra=_default("made once, kept in your configuration folder"),
    )
    platform: str = Field(
        default_factory=lambda: platform_of_install(Path(__file__)),
        alias="SKILL_SOURCE",
        max_length=100,
        description="Name of the skill platform that installed the server, told to the cloud.",
        json_schema_extra=_default("read off the install path"),
    )
    output_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_videos_dir()) / "NemoVideo",
        alias="NEMO_OUTPUT_DIR",
        description="Folder where videos are saved.",
        json_schema_extra=_default("`NemoVideo` in your videos folder"),
    )
    upload_dirs: Annotated[tuple[Path, ...], BeforeValidator(_split_paths)] = Field(
        default_factory=lambda: (Path.home(),),
        alias="NEMO_UPLOAD_DIRS",
        description="Folders that uploads may come from, separated like `PATH`.",
        json_schema_extra=_default("your home folder"),
    )
    state_dir: Path = Field(
        default_factory=lambda: platformdirs.user_state_path("nemovideo"),
        alias="NEMO_STATE_DIR",
        description="Folder of the ledger and the anonymous token.",
        json_schema_extra=_default("the platform's state folder"),
    )
    ledger_url: Annotated[SecretStr, BeforeValidator(_check_postgres)] | None = Field(
        None,
        alias="NEMO_LEDGER_URL",
        description="One ledger for several servers, and the projects of `studio --listen`: "
        "`postgresql://user:password@host/database`, with the extra `postgres`. The studio inside a server "
        "stays on SQLite.",
        json_schema_extra=_default("SQLite in the state folder"),
    )
    lease_s: Annotated[float, Field(ge=1, le=600)] = Field(
        30,
        alias="NEMO_LEASE_S",
        description="Seconds without a sign of life after which the others on such a ledger take over a "
        "server's jobs.",
    )
    wait_s: Annotated[float, Field(ge=0, le=86_400)] | None = Field(
        None,
        alias="NEMO_WAIT_S",
        description="Seconds that a call waits for its job before it answers `running`.",
        json_schema_extra=_default("what the host can bear"),
    )
    poll_s: Seconds = Field(
        30, alias="NEMO_POLL_S", description="Seconds between two looks at a running export."
    )
    recovery_s: Annotated[tuple[Seconds, ...], BeforeValidator(_split_commas)] = Field(
        (30, 60, 60, 60, 60),
        alias="NEMO_RECOVERY_S",
        min_length=1,
        description="Pauses in seconds between looks at the project after a cut connection.",
    )
    still_working_s: Seconds = Field(
        120,
        alias="NEMO_STILL_WORKING_S",
        description="How often, in seconds, long work says that it goes on.",
    )
    silence_s: Seconds = Field(
        600, alias="NEMO_SILENCE_S", description="Seconds without a word from the backend that end a turn."
    )
    turn_s: Seconds = Field(900, alias="NEMO_TURN_S", description="Seconds that a whole turn may take.")
    retry_429_s: Seconds = Field(
        30, alias="NEMO_RETRY_429_S", description="Seconds of the one pause after the backend's rate limit."
    )
    max_credits: Annotated[float, Field(ge=0)] | None = Field(
        None,
        alias="NEMO_MAX_CREDITS",
        description="Most credits a day; work that could spend more is refused.",
        json_schema_extra=_default("no cap"),
    )
    studio_workers: Annotated[int | str, BeforeValidator(_read_workers)] = Field(
        default_factory=lambda: os.cpu_count() or 1,
        alias="NEMO_STUDIO_WORKERS",
        description="Renders at a time in the studio; or the address of a Dask scheduler, `tcp://host:8786`, "
        "whose workers render its films.",
        json_schema_extra=_default("the number of processors"),
    )
    studio_store: str | None = Field(
        None,
        alias="NEMO_STUDIO_STORE",
        description="With `studio --listen`: where its uploads and renders lie, as `s3://bucket/path`, "
        "`gs://bucket/path`, `az://account/container/path` or `file:///folder`, with the extra `objects`.",
        json_schema_extra=_default("a folder in the state folder"),
    )
    generator_url: HttpUrl | None = Field(
        None,
        alias="NEMO_GENERATOR_URL",
        description="Base address of a real model that makes the studio's clips, as `https://host/v1`.",
    )
    generator_model: str | None = Field(
        None,
        alias="NEMO_GENERATOR_MODEL",
        max_length=200,
        description="Name of that model.",
    )
    generator_key: SecretStr | None = Field(
        None,
        alias="NEMO_GENERATOR_KEY",
        description="Key for that model; sent to that address alone.",
    )
    generator_dialect: Literal["openai", "openrouter"] | None = Field(
        None,
        alias="NEMO_GENERATOR_DIALECT",
        description="How that model is spoken to: `openai` or `openrouter`.",
        json_schema_extra=_default("found out"),
    )
    max_cost: Annotated[float, Field(ge=0)] | None = Field(
        None,
        alias="NEMO_MAX_COST",
        description="Most money a day for that model's clips, in the currency of its prices.",
        json_schema_extra=_default("no cap"),
    )
    http_tokens: Path | None = Field(
        None,
        alias="NEMO_HTTP_TOKENS",
        description="With `serve --http` or `studio --listen`: a file of `name:token` lines, read again when "
        "it changes.",
        json_schema_extra=_default("only this machine may call"),
    )
    http_issuer: HttpUrl | None = Field(
        None,
        alias="NEMO_HTTP_ISSUER",
        description="With `serve --http`: the OAuth issuer whose access tokens open the server, in place of "
        "that file.",
    )
    http_hosts: Annotated[tuple[str, ...], BeforeValidator(_split_commas)] = Field(
        (),
        alias="NEMO_HTTP_HOSTS",
        description="With `serve --http` or `studio --listen`: host names that are served beside this "
        "machine's, with commas.",
        json_schema_extra=_default("this machine's"),
    )
    c2pa_cert: Path | None = Field(
        None,
        alias="NEMO_C2PA_CERT",
        description="PEM file with your certificate chain: exports are signed with content credentials.",
    )
    c2pa_key: Path | None = Field(
        None,
        alias="NEMO_C2PA_KEY",
        validate_default=True,
        description="PEM file with the key of that certificate.",
    )
    lang: Literal["en", "zh"] | None = Field(
        None,
        alias="NEMO_LANG",
        description="Language of the server's own sentences, `en` or `zh`.",
        json_schema_extra=_default("that of your words"),
    )
    theme: Literal["light", "dark"] = Field(
        "light",
        alias="NEMO_THEME",
        description="Ground of the timeline's pictures, `light` or `dark`; its SVG follows its reader.",
    )
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = Field(
        "WARNING",
        alias="NEMO_LOG_LEVEL",
        description="From which level on the log on standard error says something.",
    )

    @field_validator("token", "generator_key", mode="after")
    @classmethod
    def _check_sendable(cls, value: SecretStr | None) -> SecretStr | None:
        text = value.get_secret_value() if value else ""
        if not (text.isascii() and text.isprintable()):
            raise PydanticCustomError("token", "it has characters that no token has")
        return value

    @field_validator("c2pa_key", mode="after")
    @classmethod
    def _check_pair(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if (value is None) != (info.data.get("c2pa_cert") is None):
            raise PydanticCustomError("pair", "NEMO_C2PA_CERT and NEMO_C2PA_KEY go together")
        return value

    @field_validator("output_dir", "state_dir", "http_tokens", "c2pa_cert", "c2pa_key", mode="after")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        return value and value.expanduser().absolute()

    @field_validator("upload_dirs", mode="after")
    @classmethod
    def _expand_each(cls, value: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(path.expanduser().absolute() for path in value)

    @property
    def scheduler(self) -> str | None:
        """The address of the Dask scheduler that films are rendered by; None to render them here."""
        return self.studio_workers if isinstance(self.studio_workers, str) else None

    @property
    def renders_at_a_time(self) -> int:
        """How many films the studio renders at a time; with a cluster it joins and mixes as many here."""
        return os.cpu_count() or 1 if isinstance(self.studio_workers, str) else self.studio_workers

    @property
    def max_exports_bytes(self) -> int | None:
        """What saved exports may need together; None where they are the person's own to clear away."""
        return None

    @property
    def config_dir(self) -> Path:
        """Where the client id is kept; other tools of the backend read it there too."""
        return platformdirs.user_config_path("nemovideo")


def platform_of_install(path: Path) -> str:
    """Which skill platform installed us, read off the install path: `clawhub`, `cursor` or `unknown`."""
    parts = path.parts
    if ".clawhub" in parts:
        return "clawhub"
    if any(pair == (".cursor", "skills") for pair in itertools.pairwise(parts)):
        return "cursor"
    return "unknown"
