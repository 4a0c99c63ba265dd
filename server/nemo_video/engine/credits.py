"""The use case `credits`: what the account has, and what was spent today."""

from nemo_video.engine.facts import CreditReport
from nemo_video.engine.sentences import say
from nemo_video.engine.workspace import Workspace


async def read_credits(workspace: Workspace) -> CreditReport:
    """The credits of the current project's backend; without a project, of the one in the settings."""
    project = await workspace.projects.current()
    backend = await workspace.backends.open(project.backend if project else workspace.settings.backend)
    with workspace.errors_translated(backend, project):
        balance = await backend.read_credits()
    account = workspace.capabilities(project).account
    language = project.language if project else workspace.choose_language("")
    return CreditReport(
        available=balance.available,
        frozen=balance.frozen,
        total=balance.total,
        account=account,
        register_url=workspace.register_url(backend, project),
        advice=say(f"credits_{account}", language),
        spent_today=await workspace.budget.spent_today(),
        cap=workspace.budget.cap,
        model=balance.model,
        language=language,
    )
