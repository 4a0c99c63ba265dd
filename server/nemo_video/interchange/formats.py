"""How a sequence is written in each timeline format, and read back before it is handed out."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from nemo_video.interchange import edl, fcpxml, otio_timeline
from nemo_video.interchange.proof import check_written
from nemo_video.interchange.sequence import EditSequence
from nemo_video.wire.formats import TimelineName

_WRITERS: Final[Mapping[TimelineName, Callable[[EditSequence], str]]] = MappingProxyType(
    {"otio": otio_timeline.write, "fcpxml": fcpxml.write, "edl": edl.write}
)


def write_sequence(sequence: EditSequence, format: TimelineName) -> str:
    """A sequence as the text of a timeline file, which was read back by OpenTimelineIO and compared.

    Raises:
        Internal: What was read back is another sequence.
    """
    text = _WRITERS[format](sequence)
    check_written(sequence, format, text)
    return text
