"""The dialect of OpenRouter: it tells what a model can, and what it costs."""

import base64
import mimetypes
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from nemo_studio.models.connection import (
    Connection,
    JsonObject,
    amount_of,
    job_id_of,
    list_in,
    number_of,
    object_in,
    objects_in,
    read_picture,
    refusal,
    words_of,
)
from nemo_studio.models.video_model import (
    ClipPlan,
    ClipRequest,
    Generator,
    JobReport,
    ModelRefusal,
    Phase,
    Reason,
    RemoteJob,
    nearest_not_longer,
)

_PHASES: Final[dict[str, Phase]] = {
    "pending": "queued",
    "in_progress": "running",
    "completed": "completed",
    "failed": "failed",
    "cancelled": "failed",
    "expired": "failed",
}
_REASONS: Final[dict[str, Reason]] = {"expired": "expired"}


class OpenRouterModel:
    """A model behind `POST /videos` in OpenRouter's dialect."""

    def __init__(self, generator: Generator, connection: Connection) -> None:
        self._connection = connection
        self.model = generator.model
        self.host = connection.host
        self._abilities: JsonObject | None = None

    async def plan(self, request: ClipRequest) -> ClipPlan:
        """The nearest length that is not longer, the nearest shape, the finest picture the canvas needs."""
        model = await self._read_abilities()
        durations = [n for each in list_in(model, "supported_durations") if (n := amount_of(each))]
        wanted = float(max(1, int(request.duration_s)))
        seconds = nearest_not_longer(wanted, durations) if durations else wanted
        per_second = await self.price_per_second()
        frames = [str(each) for each in list_in(model, "supported_frame_images")]
        return ClipPlan(
            prompt=request.prompt,
            seconds=seconds,
            resolution=_nearest_resolution(request, list_in(model, "supported_resolutions")),
            aspect_ratio=_nearest_ratio(request, list_in(model, "supported_aspect_ratios")),
            price=None if per_second is None else round(per_second * seconds, 6),
            takes_first_frame=not frames or "first_frame" in frames,
        )

    async def submit(self, plan: ClipPlan, first_frame: Path | None) -> RemoteJob:
        """Order a clip; a picture goes along as a data address."""
        body: JsonObject = {"model": self.model, "prompt": plan.prompt, "duration": int(plan.seconds)}
        if plan.resolution:
            body["resolution"] = plan.resolution
        if plan.aspect_ratio:
            body["aspect_ratio"] = plan.aspect_ratio
        if first_frame is not None:
            url = {"url": await _data_address(first_frame)}
            body["frame_images"] = [{"type": "image_url", "image_url": url, "frame_type": "first_frame"}]
        answer = await self._connection.submit("videos", json=body)
        polling_url = answer.get("polling_url")
        return RemoteJob(job_id_of(answer), polling_url if isinstance(polling_url, str) else "")

    async def report(self, job: RemoteJob) -> JobReport:
        """Ask for a job."""
        answer = await self._connection.get(job.polling_url or f"videos/{job.id}")
        status = str(answer.get("status"))
        phase = _PHASES.get(status, "running")
        cost = amount_of(object_in(answer, "usage").get("cost"))
        if phase == "failed":
            words = words_of(answer) or f"The job is {status}."
            return JobReport("failed", refusal=refusal(words, _REASONS.get(status, "failed")), cost=cost)
        return JobReport(phase, number_of(answer.get("progress")), cost=cost)

    async def fetch(self, job: RemoteJob, report: JobReport, path: Path) -> None:  # noqa: ARG002 - the interface's
        """Write the file of a finished job."""
        await self._connection.download(f"videos/{job.id}/content?index=0", path)

    async def find(self, plan: ClipPlan, since: float, known: Collection[str]) -> RemoteJob | None:  # noqa: ARG002 - the interface's
        """This dialect lists no jobs."""
        return None

    async def cancel(self, job: RemoteJob) -> bool:  # noqa: ARG002 - the interface's
        """This dialect stops no jobs."""
        return False

    async def price_per_second(self) -> float | None:
        """The price that it tells of a second of video."""
        prices = object_in(await self._read_abilities(), "pricing_skus")
        return amount_of(prices.get("per-video-second"))

    async def check(self) -> None:
        """Look the model up among those that are listed, which needs no key, then show the key."""
        await self._read_abilities()
        await self._connection.accepts_key("videos/none")

    async def _read_abilities(self) -> JsonObject:
        if self._abilities is None:
            listed = objects_in(await self._connection.get("videos/models"), "data")
            found = [each for each in listed if self.model in (each.get("id"), each.get("canonical_slug"))]
            if not found:
                raise ModelRefusal("unknown_model", f"{self.host} has no video model {self.model}.")
            self._abilities = found[0]
        return self._abilities


def _nearest_resolution(request: ClipRequest, offered: Iterable[object]) -> str:
    """The coarsest that has all lines of the canvas; the finest where none has."""
    told = {name: number_of(name.lower().removesuffix("p")) for name in map(str, offered)}
    lines = {name: number for name, number in told.items() if number}
    if not lines:
        return ""
    enough = [name for name, number in lines.items() if number >= min(request.width, request.height)]
    return min(enough, key=lines.__getitem__) if enough else max(lines, key=lines.__getitem__)


def _nearest_ratio(request: ClipRequest, offered: Iterable[object]) -> str:
    shapes: dict[str, float] = {}
    for name in map(str, offered):
        width, _, height = name.partition(":")
        if (across := number_of(width)) and (down := number_of(height)):
            shapes[name] = across / down
    wanted = request.width / request.height
    return min(shapes, key=lambda name: abs(shapes[name] / wanted - 1), default="")


async def _data_address(picture: Path) -> str:
    content = base64.b64encode(await read_picture(picture)).decode()
    return f"data:{mimetypes.guess_type(picture.name)[0] or 'image/png'};base64,{content}"
