"""What a media file is: type by content, probe, proof by full decode, frames, contact sheet.

This room reads files and nothing else: it knows no MCP, no HTTP and no drafts. Every function blocks, so
callers run it in a worker thread, under `decoder_limiter`. FFmpeg and Pillow see strangers' files only in
processes of their own, with limits of memory and time (`decoders`, `decoder_process`).
"""

from nemo_video.media.api import (
    check_whole,
    contact_sheet,
    contact_sheet_png,
    fit_frames,
    frames_at,
    identify,
    probe,
    prove,
    sheet_of,
    write_chapters,
)
from nemo_video.media.broken import BrokenMedia
from nemo_video.media.decoders import TooDemanding, decoder_limiter
from nemo_video.media.facts import (
    Cancelled,
    Chapter,
    Expected,
    FileKind,
    Frame,
    Margins,
    MediaInfo,
    Proof,
    Screen,
    Sheet,
    ShownText,
)
from nemo_video.media.files import NO_FOLLOW, READ_FLAGS, is_still_at, open_plain, reached

__all__ = [
    "NO_FOLLOW",
    "READ_FLAGS",
    "BrokenMedia",
    "Cancelled",
    "Chapter",
    "Expected",
    "FileKind",
    "Frame",
    "Margins",
    "MediaInfo",
    "Proof",
    "Screen",
    "Sheet",
    "ShownText",
    "TooDemanding",
    "check_whole",
    "contact_sheet",
    "contact_sheet_png",
    "decoder_limiter",
    "fit_frames",
    "frames_at",
    "identify",
    "is_still_at",
    "open_plain",
    "probe",
    "prove",
    "reached",
    "sheet_of",
    "write_chapters",
]
