"""Uploads to a scripted server: a file to send, and what arrived."""

import email.parser
import email.policy
import wave
from pathlib import Path

from client.scripted_server import Reply, Request, data, meeting
from nemo_video.client import UploadOutcome

UPLOAD = "POST /api/upload-video/nemo_agent/me/s"


def make_sound(path: Path, seconds: float = 0.1) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\1" * int(8000 * seconds))
    return path


def file_in(request: Request) -> tuple[str | None, str | None, str, bytes]:
    """Field, file name, type and content of the one file in a form."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + request.body)
    (part,) = form.iter_parts()
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    field = part.get_param("name", header="content-disposition")
    name = part.get_filename()
    return (
        str(field),
        name and name.encode("utf-8", "surrogateescape").decode(),
        part.get_content_type(),
        payload,
    )


async def outcome(sources: list[str], folder: Path, *answers: Reply) -> tuple[UploadOutcome, list[Request]]:
    script = {UPLOAD: answers or [data({})]}
    async with meeting(script, NEMO_UPLOAD_DIRS=str(folder)) as (client, server):
        return await client.upload("s", sources), server.requests
