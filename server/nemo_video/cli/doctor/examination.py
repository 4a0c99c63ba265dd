"""The whole examination, in the order in which things depend on each other."""

import json
import os
from collections.abc import AsyncIterator, Callable, Iterable

import anyio
from rich.console import Console
from rich.markup import escape

from nemo_video.cli.doctor.backend import examine_backend
from nemo_video.cli.doctor.finding import Finding, Verdict, failed
from nemo_video.cli.doctor.hosts import examine_hosts
from nemo_video.cli.doctor.installation import examine_folders, examine_program, examine_settings
from nemo_video.cli.doctor.ledger import examine_ledger
from nemo_video.cli.doctor.studio import examine_studio
from nemo_video.settings import Settings
from nemo_video.surface import redact

_STUDIO_LIMIT_S = 120
_SIGNS = {Verdict.OK: "[green]✓[/]", Verdict.WARNING: "[yellow]![/]", Verdict.FAILED: "[red]✗[/]"}


async def run_doctor(as_json: bool) -> int:
    """Examine everything and tell it as it is found.

    Returns:
        The exit status: 0 when nothing keeps the server from working, else 1.
    """
    console = Console(highlight=False, soft_wrap=True)
    findings: list[Finding] = []
    async for finding in _examine():
        if not as_json:
            _show(console, finding, findings[-1].subject if findings else None)
        findings.append(finding)
    broken = [finding for finding in findings if finding.verdict is Verdict.FAILED]
    if as_json:
        listed = [{k: redact(str(v)) for k, v in vars(finding).items()} for finding in findings]
        console.print_json(json.dumps({"ok": not broken, "findings": listed}))
    else:
        console.print(_summary(len(broken)))
    return 1 if broken else 0


async def _examine() -> AsyncIterator[Finding]:
    yield examine_program()
    settings, findings = examine_settings(os.environ)
    for finding in findings:
        yield finding
    if settings is not None:
        async for finding in _examine_with(settings):
            yield finding
    for finding in await _in_thread(lambda: examine_hosts()):
        yield finding


async def _examine_with(settings: Settings) -> AsyncIterator[Finding]:
    for finding in await _in_thread(lambda: examine_folders(settings)):
        yield finding
    for finding in await _in_thread(lambda: examine_ledger(settings)):
        yield finding
    if settings.backend == "cloud":
        async for finding in examine_backend(settings):
            yield finding
    else:
        yield Finding("backend", "the built-in studio: no network is needed")
    yield await _examine_studio()


async def _examine_studio() -> Finding:
    try:
        with anyio.fail_after(_STUDIO_LIMIT_S):
            return await anyio.to_thread.run_sync(examine_studio, abandon_on_cancel=True)
    except TimeoutError:
        return failed("studio", "a quarter of a second was not drawn in two minutes", "Close other programs.")


async def _in_thread(examine: Callable[[], Iterable[Finding]]) -> list[Finding]:
    return await anyio.to_thread.run_sync(lambda: list(examine()))


def _show(console: Console, finding: Finding, subject_before: str | None) -> None:
    subject = "" if finding.subject == subject_before else finding.subject
    console.print(f"{_SIGNS[finding.verdict]} [bold]{subject:<18}[/]{escape(redact(finding.words))}")
    if finding.remedy:
        console.print(f"  {'':<18}[cyan]→ {escape(finding.remedy)}[/]")


def _summary(broken: int) -> str:
    if not broken:
        return "\n[green]All is well.[/]"
    return f"\n[red]{broken} thing(s) to mend.[/] Start with the first: others may follow from it."
