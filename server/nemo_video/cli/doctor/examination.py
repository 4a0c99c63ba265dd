"""The whole examination, in the order in which things depend on each other."""

import json
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import anyio
from rich.console import Console
from rich.markup import escape

from nemo_video.cli.doctor.backend import examine_backend
from nemo_video.cli.doctor.finding import Finding, Verdict, failed, warned
from nemo_video.cli.doctor.generator import examine_generator
from nemo_video.cli.doctor.hosts import examine_hosts
from nemo_video.cli.doctor.installation import examine_folders, examine_program, examine_settings
from nemo_video.engine.ledger import inspect_ledger, inspect_shared_ledger
from nemo_video.redaction import clean
from nemo_video.settings import Settings

_STUDIO_LIMIT_S = 120
_STUDIO_IS_THE_BACKEND = Finding("backend", "the built-in studio: no network is needed")
_SIGNS = {Verdict.OK: "[green]✓[/]", Verdict.WARNING: "[yellow]![/]", Verdict.FAILED: "[red]✗[/]"}


_REINSTALL = "Install the package again; its parts av, numpy and Pillow belong together."

_MAX_REMOVALS = 3
_WIDTH, _HEIGHT, _FPS, _TEST_LENGTH_MS = 320, 180, 24, 250


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
        listed = [{k: clean(str(v)) for k, v in vars(finding).items()} for finding in findings]
        console.print_json(json.dumps({"ok": not broken, "findings": listed}))
    else:
        console.print(_summary(len(broken)))
    return 1 if broken else 0


async def _examine() -> AsyncIterator[Finding]:
    yield examine_program()
    settings, findings = examine_settings(os.environ)
    for finding in findings:
        yield finding
    steps = {**({} if settings is None else _steps_with(settings)), "hosts": _in_thread(examine_hosts)}
    for subject, step in steps.items():
        async for finding in _outliving(subject, step):
            yield finding


def _steps_with(settings: Settings) -> dict[str, AsyncIterator[Finding]]:
    is_cloud = settings.backend == "cloud"
    return {
        "folders": _in_thread(lambda: examine_folders(settings)),
        "ledger": _in_thread(lambda: examine_ledger(settings)),
        "backend": examine_backend(settings) if is_cloud else _told(_STUDIO_IS_THE_BACKEND),
        "studio": _examine_studio(settings),
        "generator": examine_generator(settings),
    }


async def _outliving(subject: str, step: AsyncIterator[Finding]) -> AsyncIterator[Finding]:
    """A step that breaks is a finding itself, and the next one follows."""
    try:
        async for finding in step:
            yield finding
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest is worth knowing
        words = f"this could not be examined to its end ({type(error).__name__})"
        yield failed(subject, words, "It is a defect of the doctor: please report it.")


async def _told(finding: Finding) -> AsyncIterator[Finding]:
    yield finding


async def _examine_studio(settings: Settings) -> AsyncIterator[Finding]:
    try:
        with anyio.fail_after(_STUDIO_LIMIT_S):
            finding = await anyio.to_thread.run_sync(examine_studio, abandon_on_cancel=True)
    except TimeoutError:
        finding = failed(
            "studio", "a quarter of a second was not drawn in two minutes", "Close other programs."
        )
    yield finding
    async for kept in _in_thread(lambda: examine_store(settings)):
        yield kept


async def _in_thread(examine: Callable[[], Iterable[Finding]]) -> AsyncIterator[Finding]:
    for finding in await anyio.to_thread.run_sync(lambda: list(examine())):
        yield finding


def _show(console: Console, finding: Finding, subject_before: str | None) -> None:
    subject = "" if finding.subject == subject_before else finding.subject
    console.print(f"{_SIGNS[finding.verdict]} [bold]{subject:<18}[/]{escape(clean(finding.words))}")
    if finding.remedy:
        console.print(f"  {'':<18}[cyan]→ {escape(finding.remedy)}[/]")


def _summary(broken: int) -> str:
    if not broken:
        return "\n[green]All is well.[/]"
    return f"\n[red]{broken} thing(s) to mend.[/] Start with the first: others may follow from it."


def examine_ledger(settings: Settings) -> Iterator[Finding]:
    """Whether the ledger is sound, and the last errors that it holds. It blocks."""
    if settings.ledger_url is not None:
        yield _examine_shared_ledger(settings.ledger_url.get_secret_value())
        if settings.backend == "studio":
            yield warned(
                "studio",
                "Its projects stay in SQLite in the state folder, also with NEMO_LEDGER_URL",
                "For servers on several machines run one studio for all (`nemo-video-mcp studio --listen`); "
                "set NEMO_BACKEND=cloud and NEMO_API_URL to its address.",
            )
        return
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


def _examine_shared_ledger(url: str) -> Finding:
    report = inspect_shared_ledger(url)
    if report.problem:
        return failed("ledger", report.problem, "Look at the database that NEMO_LEDGER_URL names.")
    if not report.is_there:
        return Finding("ledger", "The ledger on PostgreSQL is made at the first call")
    under_way = f"{report.running} job(s) under way, {report.servers} server(s) at work"
    return Finding("ledger", f"The ledger on PostgreSQL is sound, {under_way}")


def examine_store(settings: Settings) -> Iterator[Finding]:
    """What the studio keeps and what it cleaned away, and orders of a model without an answer. It blocks."""
    from nemo_studio import inspect_store

    report = inspect_store(settings.state_dir / "studio")
    if report.problem:
        remedy = (
            "Close every host, then start one again: an unreadable store is set aside, and the media stay."
        )
        yield failed("studio", f"{report.path} cannot be read: {report.problem}", remedy)
        return
    if report.is_there:
        size = f"{report.bytes / 1e6:.1f} MB"
        yield Finding(
            "studio", f"{report.path}: {report.sessions} project(s), {report.files} file(s), {size}"
        )
    for removal in report.removals[:_MAX_REMOVALS]:
        when = datetime.fromtimestamp(removal.at).strftime("%Y-%m-%d %H:%M")
        yield Finding("studio", f"cleaned up {when}: {removal.what}")
    if report.unanswered_orders:
        words = (
            f"{report.unanswered_orders} order(s) of a model had no answer: it may have made and charged them"
        )
        yield warned("generator", words, "Look at the account of NEMO_GENERATOR_KEY.")


def examine_studio() -> Finding:
    """Render a quarter of a second and decode it again. It blocks for about a second."""
    try:
        frames = _render_and_prove()
    except Exception as error:  # noqa: BLE001 - whatever a broken installation raises is the finding
        return failed("studio", f"no video can be made offline: {type(error).__name__}: {error}", _REINSTALL)
    return Finding("studio", f"renders and decodes video offline ({frames} frames drawn)")


def _render_and_prove() -> int:
    from nemo_studio.render import Clip, Composition, render
    from nemo_video.media import prove
    from nemo_video.wire.formats import OutputFormat

    clip = Clip(start_ms=0, duration_ms=_TEST_LENGTH_MS, scene="sunset")
    composition = Composition(_WIDTH, _HEIGHT, _FPS, _TEST_LENGTH_MS, (clip,), (), ())
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "frame.mp4"
        render(
            composition,
            film,
            OutputFormat("mp4", "low"),
            on_progress=lambda _: None,
            is_cancelled=lambda: False,
        )
        prove(film)
    return composition.frame_count
