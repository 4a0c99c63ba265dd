"""Spans of backend calls, for those who have OpenTelemetry set up; for all others they cost nothing.

A span tells where a call went and how it ended, never what it carried: no token, no query, no id, no words.
"""

from collections.abc import Generator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode

from nemo_video.client.call import Call
from nemo_video.errors import VideoError
from nemo_video.wire import paths

ELSEWHERE = "elsewhere"
"""Stands for an address outside the protocol: that of a rendered file may be signed."""

_TEMPLATES = (
    paths.ANONYMOUS_TOKEN,
    paths.CLAIM_TOKEN,
    paths.NEW_SESSION,
    paths.CHAT,
    paths.CREDITS,
    paths.RENDER,
    paths.upload("{session_id}"),
    paths.state("{session_id}"),
    paths.render_status("{render_id}"),
    paths.render_cancel("{render_id}"),
    paths.render_download("{render_id}"),
)
_tracer = trace.get_tracer("nemo_video.client")


@contextmanager
def attempt_traced(call: Call, attempt: int) -> Generator[None]:
    """A span of one attempt at a call, until its answer's headers are there.

    Args:
        call: What is asked.
        attempt: How many times it was sent, from 1.
    """
    template = template_of(call.target)
    attributes = {"http.request.method": call.method, "url.template": template, "nemo.attempt": attempt}
    with _tracer.start_as_current_span(
        f"{call.method} {template}",
        kind=SpanKind.CLIENT,
        attributes=attributes,
        record_exception=False,  # its text may hold an address
        set_status_on_exception=False,
    ) as span:
        try:
            yield
        except VideoError as error:
            span.set_attributes({"error.type": type(error).__name__, "nemo.code": str(error.code)})
            span.set_status(StatusCode.ERROR)
            raise


def note_status(status: int) -> None:
    """Let the span of the attempt tell the answer's HTTP status."""
    trace.get_current_span().set_attribute("http.response.status_code", status)


def template_of(target: str) -> str:
    """The path of a call with names in the place of ids."""
    return next((template for template in _TEMPLATES if _fits(target, template)), ELSEWHERE)


def _fits(target: str, template: str) -> bool:
    parts, names = target.split("/"), template.split("/")
    return len(parts) == len(names) and all(
        name.startswith("{") or name == part for part, name in zip(parts, names, strict=True)
    )
