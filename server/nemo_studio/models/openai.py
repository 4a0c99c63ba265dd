"""The dialect that vLLM-Omni, SGLang Diffusion and LiteLLM speak: bounds are found by experience."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from nemo_studio.models.connection import (
    Connection,
    JsonObject,
    job_id_of,
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
    RemoteJob,
)

_PHASES: Final[dict[str, Phase]] = {
    "queued": "queued",
    "in_progress": "running",
    "completed": "completed",
    "failed": "failed",
}
_SLACK_S: Final = 30
"""How far the clocks of both sides may differ."""

MAX_SECONDS: Final = 20
_LONG_SIDE: Final = 1280


class OpenAiModel:
    """A model behind `POST /videos` in OpenAI's dialect."""

    def __init__(self, generator: Generator, connection: Connection) -> None:
        self._connection = connection
        self.model = generator.model
        self.host = connection.host

    async def plan(self, request: ClipRequest) -> ClipPlan:
        """A whole number of seconds, and a picture of the canvas's shape that such models draw."""
        scale = min(_LONG_SIDE / max(request.width, request.height), 1.0)
        seconds = max(1, min(int(request.duration_s), MAX_SECONDS))
        width, height = (round(side * scale / 16) * 16 for side in (request.width, request.height))
        return ClipPlan(request.prompt, seconds, width, height)

    async def submit(self, plan: ClipPlan, first_frame: Path | None) -> RemoteJob:
        """Order a clip; a picture goes along as a file."""
        fields = {"model": self.model, "prompt": plan.prompt, "seconds": f"{plan.seconds:g}"}
        fields["size"] = f"{plan.width}x{plan.height}"
        if first_frame is None:
            answer = await self._connection.submit("videos", json=fields)
        else:
            picture = await read_picture(first_frame)
            files = {"input_reference": (first_frame.name, picture)}
            answer = await self._connection.submit("videos", data=fields, files=files)
        return _job_of(answer)

    async def report(self, job: RemoteJob) -> JobReport:
        """Ask for a job."""
        answer = await self._connection.get(f"videos/{job.id}")
        phase = _PHASES.get(str(answer.get("status")), "running")
        if phase != "failed":
            return JobReport(phase, number_of(answer.get("progress")))
        code = str(object_in(answer, "error").get("code") or "")
        words = words_of(answer) or code or "The model gave no reason."
        return JobReport("failed", refusal=refusal(words, code=code))

    async def fetch(self, job: RemoteJob, report: JobReport, path: Path) -> None:  # noqa: ARG002 - the interface's
        """Write the file of a finished job."""
        await self._connection.download(f"videos/{job.id}/content", path)

    async def find(self, plan: ClipPlan, since: float, known: Collection[str]) -> RemoteJob | None:
        """The one job of the list that can be ours; None where there is none, or more than one."""
        jobs = objects_in(await self._connection.get("videos"), "data")
        ours = [job for job in jobs if self._may_be(job, plan, since, known)]
        return _job_of(ours[0]) if len(ours) == 1 else None

    async def cancel(self, job: RemoteJob) -> bool:
        """Stop a job."""
        await self._connection.delete(f"videos/{job.id}")
        return True

    async def price_per_second(self) -> float | None:
        """This dialect tells no prices."""
        return None

    async def check(self) -> None:
        """Look the model up among those that are listed."""
        names = {str(model.get("id")) for model in objects_in(await self._connection.get("models"), "data")}
        if names and self.model not in names:
            raise ModelRefusal("unknown_model", f"{self.host} has no model {self.model}.")
        await self._connection.accepts_key("videos/none")

    def _may_be(self, job: JsonObject, plan: ClipPlan, since: float, known: Collection[str]) -> bool:
        """Whether nothing that a job tells speaks against its being the order."""
        told = {
            "model": self.model,
            "prompt": plan.prompt,
            "seconds": f"{plan.seconds:g}",
            "size": f"{plan.width}x{plan.height}",
        }
        made_at = number_of(job.get("created_at"))
        return (
            str(job.get("id")) not in known
            and (made_at is None or made_at >= since - _SLACK_S)
            and all(str(job.get(key) or value) == value for key, value in told.items())
        )


def _job_of(answer: JsonObject) -> RemoteJob:
    return RemoteJob(job_id_of(answer))
