"""The ledger, and what went wrong lately."""

from collections.abc import Iterator
from datetime import datetime

from nemo_video.cli.doctor.finding import Finding, failed, warned
from nemo_video.engine.ledger import inspect_ledger
from nemo_video.settings import Settings


def examine_ledger(settings: Settings) -> Iterator[Finding]:
    """Whether the ledger is sound, and the last errors that it holds. It blocks."""
    report = inspect_ledger(settings.state_dir)
    for path in report.set_aside:
        yield warned("ledger", f"{path} could not be read and was set aside", "Delete it if nobody needs it.")
    if not report.is_there:
        yield Finding("ledger", f"{report.path} is made at the first call")
        return
    if report.problem:
        remedy = (
            "Close every host, then move the file away: a new one is made, and old projects are forgotten."
        )
        yield failed("ledger", f"{report.path} cannot be used: {report.problem}", remedy)
        return
    running = f", {report.running} job(s) under way" if report.running else ""
    yield Finding("ledger", f"{report.path} is sound{running}")
    for failure in report.failures:
        when = datetime.fromtimestamp(failure.at).strftime("%Y-%m-%d %H:%M")
        yield warned("last errors", f"{when} {failure.tool}: {failure.message}", "")
