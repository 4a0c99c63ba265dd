"""What a media file is: type by content, probe, proof by full decode, frames, contact sheet.

This room reads files and nothing else: it knows no MCP, no HTTP and no drafts. Every function blocks, so
callers run it in a worker thread. FFmpeg, Pillow and numpy are loaded by the first call, not by the import.
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
)
from nemo_video.media.broken import BrokenMedia
from nemo_video.media.facts import Cancelled, FileKind, Frame, MediaInfo, Proof, Sheet

__all__ = [
    "BrokenMedia",
    "Cancelled",
    "FileKind",
    "Frame",
    "MediaInfo",
    "Proof",
    "Sheet",
    "check_whole",
    "contact_sheet",
    "contact_sheet_png",
    "fit_frames",
    "frames_at",
    "identify",
    "probe",
    "prove",
    "sheet_of",
]
