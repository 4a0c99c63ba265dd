"""Uploads: every source is checked before a byte leaves, then goes up by itself, two at a time."""

import contextlib
import json
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlsplit

import anyio
from anyio import to_thread
from pydantic_core import from_json

from nemo_video.client import envelope
from nemo_video.client.addresses import check_public, is_web_address
from nemo_video.client.answers import Rejected, StoredMedia, UploadOutcome
from nemo_video.client.call import Call, Kind
from nemo_video.client.failures import words_for_people
from nemo_video.client.fields import (
    as_list,
    as_number,
    as_object,
    as_objects,
    as_string,
    first_string,
    one_line,
)
from nemo_video.client.local_file import LocalFile, open_file
from nemo_video.client.multipart import MultipartFile
from nemo_video.errors import BackendRefusal, Internal, Unreachable, VideoError
from nemo_video.media import decoder_limiter
from nemo_video.wire import paths
from nemo_video.wire.calls import UploadByUrl
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import UPLOAD_TYPES

if TYPE_CHECKING:
    from nemo_video.client.connection import Connection, Reply

OnProgress = Callable[[int, int], None]

_AT_ONCE = 2
_OK = 200
_IN_MEMORY_BYTES = 2 * 1024 * 1024
_ANSWER_S = 600.0
"""The backend may look through a file, or fetch one by its URL, before it answers."""
_LIMIT_S = 3600.0

_SHARED_CODES = frozenset({1001, 1002, 2001})
"""Refusals of the account or the session, which are nothing that one file did."""

_WHY_REFUSED: Mapping[int | str, tuple[str, str]] = {
    4001: (
        "The backend does not take {} as it is.",
        "Convert it to an MP4 of H.264 and AAC, or to a JPEG, and upload that.",
    ),
    4002: ("The backend takes no file as large as {}.", "Compress or trim it, then upload it again."),
}
"""Of a file of a right type and size by its own rules."""

_FILE_KEYS = frozenset(
    {"id", "name", "filename", "file_name", "url", "cdn_url", "file_url", "kind", "type", "file_type", "hash"}
    | {"duration", "duration_s", "duration_ms", "size", "bytes", "width", "height", "media_type", "mime_type"}
    | {"session_state_applied", "files", "urls"}
)
"""One of these says that an answer is about a file."""

_OF_ALL_FILES = frozenset({"id", "files", "urls", "session_state_applied"})
"""Of these none says by itself that what it stands in is a file."""

_FAILED_KEYS = ("failed", "rejected", "errors")
"""Where an answer lists files that it did not store."""

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class _WebFile:
    """A public URL that the backend fetches by itself."""

    url: str

    @property
    def name(self) -> str:
        """The last part of its path, or its host."""
        parts = urlsplit(self.url)
        return unquote(PurePosixPath(parts.path).name) or parts.netloc


_Checked = LocalFile | _WebFile


async def upload(
    connection: "Connection",
    folders: Sequence[Path],
    session_id: str,
    sources: Sequence[str],
    on_progress: OnProgress | None = None,
) -> UploadOutcome:
    """Upload paths and URLs.

    Args:
        connection: To the backend.
        folders: Where files may come from.
        session_id: What they belong to.
        sources: Paths and http(s) URLs.
        on_progress: Called with the bytes sent and the bytes in all, of the files together.

    Raises:
        Unreachable: Nothing was sent.
        BackendRefusal: The account or the session was refused, the same for every source.
    """
    with contextlib.ExitStack() as opened:

        async def check(source: str) -> _Checked:
            if is_web_address(source):
                await check_public(source)
                return _WebFile(source)
            file = await to_thread.run_sync(open_file, source, folders, limiter=decoder_limiter())
            opened.enter_context(file.opened)
            return file

        checked = await _each(check, sources)
        files = [item for item in checked if isinstance(item, LocalFile)]
        tally = _Tally(files, on_progress)

        async def store(item: tuple[str, _Checked | VideoError]) -> StoredMedia:
            source, file = item
            if isinstance(file, VideoError):
                raise file
            call = _call(session_id, file, tally)
            with _refusal_of(file):
                async with connection.open(call) as reply:
                    told = _told_of(call.name, reply, file.name)
            return _stored(call.name, source, file, told)

        return _outcome(sources, await _each(store, list(zip(sources, checked, strict=True))))


async def _each(
    work: Callable[[_Item], Awaitable[_Result]], items: Sequence[_Item]
) -> list[_Result | VideoError]:
    """Do the work for every item, two at a time; an error stands where its result would."""
    results: dict[int, _Result | VideoError] = {}
    limiter = anyio.CapacityLimiter(_AT_ONCE)

    async def do(index: int, item: _Item) -> None:
        async with limiter:
            try:
                results[index] = await work(item)
            except VideoError as error:
                results[index] = error

    async with anyio.create_task_group() as tasks:
        for index, item in enumerate(items):
            tasks.start_soon(do, index, item)
    return [results[index] for index in range(len(items))]


class _Tally:
    """The bytes of all files together. They only rise, also when a file has to be sent again.

    Attributes:
        piece_bytes: How much of each file may be in memory at a time.
    """

    def __init__(self, files: Sequence[LocalFile], on_progress: OnProgress | None) -> None:
        self.piece_bytes = _IN_MEMORY_BYTES // max(1, min(_AT_ONCE, len(files)))
        self._total = sum(file.bytes for file in files)
        self._on_progress = on_progress
        self._sent: dict[int, int] = {}

    def counter(self) -> Callable[[int], None]:
        """What one file calls with its bytes sent so far."""
        index = len(self._sent)
        self._sent[index] = 0

        def count(sent: int) -> None:
            if sent > self._sent[index]:
                self._sent[index] = sent
                if self._on_progress:
                    self._on_progress(sum(self._sent.values()), self._total)

        return count


def _call(session_id: str, file: _Checked, tally: _Tally) -> Call:
    if isinstance(file, LocalFile):
        form = MultipartFile(file, tally.piece_bytes, tally.counter())
        body, headers = form.stream, form.headers
    else:
        body = json.dumps(UploadByUrl(urls=[file.url]).model_dump()).encode()
        headers = {"Content-Type": "application/json"}
    return Call(
        f"the upload of {file.name}",
        "POST",
        paths.upload(session_id),
        Kind.SUBMIT,
        body=body,
        headers=headers,
        read_s=_ANSWER_S,
        limit_s=_LIMIT_S,
    )


def _outcome(sources: Sequence[str], results: Sequence[StoredMedia | VideoError]) -> UploadOutcome:
    stored = tuple(result for result in results if isinstance(result, StoredMedia))
    rejected = tuple(
        Rejected(source, result)
        for source, result in zip(sources, results, strict=True)
        if isinstance(result, VideoError)
    )
    if not stored and rejected and all(_is_shared(rejection.error) for rejection in rejected):
        raise rejected[0].error
    return UploadOutcome(stored, rejected)


def _is_shared(error: VideoError) -> bool:
    return isinstance(error, Unreachable) or (
        isinstance(error, BackendRefusal) and error.code in _SHARED_CODES
    )


@contextlib.contextmanager
def _refusal_of(file: _Checked) -> Generator[None]:
    """Tell of a refused file what is so: its type and its size were found right before it was sent."""
    try:
        yield
    except BackendRefusal as refusal:
        if isinstance(file, LocalFile) and (words := _WHY_REFUSED.get(refusal.code)):
            refusal.message = words[0].format(file.name)
            refusal.advice = words[1]
        raise


def _told_of(call: str, reply: "Reply", name: str) -> JsonObject:
    """What an answer says of a file, empty where it only says that all is well.

    201, 202 and 204 need no word for that; a bare 200 may be anybody's.

    Raises:
        Internal: It says of no file at all, or that none was stored.
    """
    if reply.response.status_code != _OK and not reply.body.strip():
        return {}
    answer = reply.answer or {}
    if files := [] if answer else as_objects(_list_in(reply.body)):
        return _of_file(name, files)
    data = envelope.read_data(call, answer)
    fields: JsonObject = as_object(data)
    kept = {key: each for key, each in fields.items() if key not in _FAILED_KEYS}
    files = as_objects(data) or _files_below(kept)
    failed = [each for key in _FAILED_KEYS for each in as_objects(fields.get(key))]
    ours = [each for each in failed if _is_called(each, name)]
    if ours or (failed and not files) or fields.get("files") == []:
        raise _not_taken(call, [*ours, *failed, {}][0])
    told = _of_file(name, files or [fields])
    is_well = as_string(answer.get("status")).lower() in {"ok", "success"}
    is_well = is_well or "code" in answer or answer.get("success") is True
    is_bare_success = is_well and "data" not in answer
    if not told or told.keys() & _FILE_KEYS or is_bare_success:
        return told
    raise envelope.senseless(call)


def _files_below(fields: JsonObject) -> list[JsonObject]:
    """The files in a list under some key, or the one there; none where the fields are a file's own."""
    lists = [as_objects(each) for each in fields.values()]
    if not fields.keys() & _FILE_KEYS - _OF_ALL_FILES:
        lists += [[as_object(each)] for each in fields.values()]
    found = [files for files in lists if any(file.keys() & _FILE_KEYS for file in files)]
    return found[0] if found else []


def _list_in(body: bytes) -> list[Any]:
    try:
        return as_list(from_json(body))
    except ValueError:
        return []


def _of_file(name: str, told: Sequence[JsonObject]) -> JsonObject:
    """What is told of the file of this name among several; one alone is it under any name."""
    if len(told) == 1 or all(map(_has_failed, told)):
        return told[0]
    ours = [each for each in told if _is_called(each, name)]
    return ours[0] if ours else {}


def _name_of(told: JsonObject) -> str:
    return first_string(told, "filename", "file_name", "name")


def _is_called(told: JsonObject, name: str) -> bool:
    return _letters(_name_of(told)) == _letters(name)


def _letters(name: str) -> str:
    """Of a name, what backends leave of it."""
    return "".join(filter(str.isalnum, name)).lower()


def _stored(call: str, source: str, file: _Checked, told: JsonObject) -> StoredMedia:
    """What the backend says of the file, filled up with what we know of it.

    Raises:
        Internal: It says that it was not stored.
    """
    if _has_failed(told):
        raise _not_taken(call, told)
    is_local = isinstance(file, LocalFile)
    return StoredMedia(
        name=_name_of(told) or file.name,
        source=source,
        kind=file.kind if is_local else _kind_of(told, file.name),
        bytes=_whole(_first_number(told, "bytes", "size", "file_size")) or (file.bytes if is_local else None),
        duration_s=_duration_s(told),
        width=_whole(_first_number(told, "width")),
        height=_whole(_first_number(told, "height")),
        notices=file.notices if is_local else (),
    )


def _has_failed(told: JsonObject) -> bool:
    """Whether what stands in a file's place says that it was not stored, in an answer that is a success."""
    is_failed = as_string(told.get("status")).lower() in {"failed", "error", "rejected"}
    return bool(told.get("error")) or told.get("success") is False or is_failed


def _not_taken(call: str, told: JsonObject) -> VideoError:
    error = Internal(
        f"The backend said no to {call}.", advice="Read what it said, and give another file.", retryable=True
    )
    inner = first_string(as_object(told.get("error")), "message", "detail")
    words = inner or first_string(told, "error", "reason", "error_message", "message", "detail")
    error.said = words_for_people(one_line(words))
    return error


def _kind_of(told: JsonObject, name: str) -> str:
    extension = PurePosixPath(name).suffix.lower().removeprefix(".")
    words = first_string(told, "file_type", "kind", "type", "media_type", "mime_type")
    words = words or UPLOAD_TYPES.get(extension, "")
    family = words.partition("/")[0].lower()
    return family if family in {"video", "image", "audio"} else "unknown"


def _duration_s(told: JsonObject) -> float | None:
    duration_ms = as_number(told.get("duration_ms"))
    return _first_number(told, "duration_s", "duration") if duration_ms is None else duration_ms / 1000


def _first_number(told: JsonObject, *keys: str) -> float | None:
    return next((number for key in keys if (number := as_number(told.get(key))) is not None), None)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
