"""Spans of jobs, for those who have OpenTelemetry set up; for all others they cost nothing.

A span tells what kind of work it was and how it ended; a job's id is a key to it and stays out.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Protocol

from opentelemetry import trace
from opentelemetry.trace import StatusCode

from nemo_video.errors import VideoError

_tracer = trace.get_tracer("nemo_video.engine")


class Traced(Protocol):
    """What a span tells of a job."""

    @property
    def tool(self) -> str:
        """The tool that started it."""
        ...

    @property
    def status(self) -> str:
        """How it stands."""
        ...

    @property
    def error(self) -> VideoError | None:
        """Why it failed."""
        ...


@contextmanager
def job_traced(job: Traced) -> Generator[None]:
    """A span of a job's work; the backend's calls lie within it."""
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):  # nobody has set one up
        yield  # a span that is none still holds a dozen objects for as long as the job runs
        return
    with _tracer.start_as_current_span(
        f"job {job.tool}",
        attributes={"nemo.tool": job.tool},
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield
        finally:
            span.set_attribute("nemo.status", job.status)
            if job.error:
                span.set_attribute("nemo.code", str(job.error.code))
                span.set_status(StatusCode.ERROR)
