"""Media in an object store (S3, Google Cloud, Azure, or a folder that machines share), by obstore.

Its methods block. Keys and endpoints come from the environment, under the names that each store gives them.
"""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from nemo_video.errors import BackendRefusal, InvalidArgument
from nemo_video.media import NO_FOLLOW, READ_FLAGS
from nemo_video.media.files import open_file

if TYPE_CHECKING:
    from obstore.store import ObjectStore as AnyStore

_SCHEMES: Final = ("s3", "gs", "az", "file")
_CHUNK_BYTES: Final = 1 << 20
_SETTING: Final = "NEMO_STUDIO_STORE"
_HOW: Final = "Write s3://bucket/path, gs://bucket/path, az://account/container/path or file:///folder."


_READ_FLAGS: Final = READ_FLAGS | NO_FOLLOW
"""Others may write to a folder that machines share, other programs of this user to any: a link that they put
there leads nowhere."""


class ObjectStore:
    """One bucket, or a folder in it.

    Args:
        store: The bucket.
        folder: Where it is one of this machine's file system, that folder with its links resolved.
    """

    def __init__(self, store: "AnyStore", folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    @classmethod
    def open(cls, url: str) -> "ObjectStore":
        """The store at an address.

        Raises:
            InvalidArgument: The address is none, or what it needs is not installed.
        """
        if urlsplit(url).scheme not in _SCHEMES:
            raise InvalidArgument(f"{_SETTING} is no address of a store.", advice=_HOW)
        try:
            from obstore.exceptions import BaseError
            from obstore.store import LocalStore, from_url
        except ImportError:
            raise InvalidArgument(
                f"{_SETTING} needs obstore, which is not installed.",
                advice='Install it with `pip install "nemo-video-mcp[objects]"`.',
            ) from None
        try:
            if url.startswith("file:"):
                folder = Path(unquote(urlsplit(url).path))
                return cls(LocalStore(folder, mkdir=True), folder.resolve())
            return cls(from_url(url))
        except (BaseError, OSError, ValueError) as error:
            raise InvalidArgument(
                f"{_SETTING} cannot be used: {type(error).__name__}.", advice=_HOW
            ) from error

    def put(self, name: str, path: Path) -> None:
        """Store a file, whole or not at all.

        Raises:
            BackendRefusal: The store cannot be reached.
            NotFound: There is no such file, or a link has taken its place.
        """
        import obstore

        with _translate_errors(), open_file(path) as file:
            obstore.put(self._store, name, file)

    def read(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        """The bytes of a file from `start` up to `stop`, in chunks.

        Raises:
            FileNotFoundError: There is no such file.
            BackendRefusal: The store cannot be reached; also while the chunks come.
        """
        import obstore

        if start >= stop:
            return iter(())
        if self._folder:
            with _translate_errors():
                (self._folder / name).lstat()
            return _chunks(read_file(self._folder / name, start, stop))
        with _translate_errors():
            found = obstore.get(self._store, name, options={"range": (start, stop)})
        return _chunks(iter(found.stream(min_chunk_size=_CHUNK_BYTES)))

    def size(self, name: str) -> int | None:
        """How many bytes a file has; None where there is none.

        Raises:
            BackendRefusal: The store cannot be reached.
        """
        import obstore

        with suppress(FileNotFoundError), _translate_errors():
            if self._folder:
                return (self._folder / name).lstat().st_size
            return obstore.head(self._store, name)["size"]
        return None

    def delete(self, name: str) -> None:
        """Remove a file that may be there.

        Raises:
            BackendRefusal: The store cannot be reached.
        """
        import obstore

        with suppress(FileNotFoundError), _translate_errors():
            obstore.delete(self._store, name)


def read_file(path: Path, start: int, stop: int) -> Iterator[bytes]:
    """The bytes of a file from `start` up to `stop`, in chunks; it is opened with the first one.

    Raises:
        OSError: It is not there, or a link has taken its place.
    """
    with open(os.open(path, _READ_FLAGS), "rb") as file:  # noqa: PTH123 - a path has no flags
        file.seek(start)
        while start < stop and (chunk := file.read(min(_CHUNK_BYTES, stop - start))):
            start += len(chunk)
            yield chunk


def _chunks(stream: Iterator[bytes]) -> Iterator[bytes]:
    with _translate_errors():
        for chunk in stream:
            yield bytes(chunk)


@contextmanager
def _translate_errors() -> Generator[None]:
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise BackendRefusal(
            500,
            message="The store of the studio's media cannot be reached.",
            advice=f"Try again soon; whoever runs the studio looks at {_SETTING}.",
        ) from error
