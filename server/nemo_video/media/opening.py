"""Which library reads a file: decided by its first bytes."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from nemo_video.media.broken import BrokenMedia, unsupported
from nemo_video.media.facts import MediaInfo
from nemo_video.media.files import open_file
from nemo_video.media.length import check_is_whole
from nemo_video.media.recording import Recording
from nemo_video.media.source import Source
from nemo_video.media.still import Still, is_still

_HEAD_BYTES = 12


@contextmanager
def open_source(path: Path) -> Generator[Source]:
    """Opens any media file.

    Raises:
        BackendRefusal: Its content is no media of ours (4001).
        NotFound, NotAllowed, InvalidArgument, DiskFailure: It cannot be opened at all.
    """
    with open_file(path) as file:
        head = file.read(_HEAD_BYTES)
        if not head:
            raise unsupported(path, "is empty")
        yield _open(path, file, head)


def read_info(path: Path) -> MediaInfo:
    """What a file's header and its first frame say, decoded in this very process.

    Raises:
        BackendRefusal, NotFound, NotAllowed, InvalidArgument, DiskFailure: As `open_source` does.
    """
    with open_source(path) as source:
        return source.info


def _open(path: Path, file: BinaryIO, head: bytes) -> Source:
    try:
        return Still(path, file) if is_still(head) else Recording(path, file)
    except BrokenMedia:
        if is_still(head):
            raise
        check_is_whole(path, file)  # a download that was cut off is told as that, wherever the cut lies
        raise
