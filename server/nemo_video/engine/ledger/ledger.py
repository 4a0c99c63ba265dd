"""The ledger of one state folder: written before anything is sent and after each answer.

Several processes share it. Drafts are not here: they are read from the backend again.
"""

from pathlib import Path

from nemo_video.engine.ledger.database import Database
from nemo_video.engine.ledger.jobs import JobTable
from nemo_video.engine.ledger.owners import Owners
from nemo_video.engine.ledger.projects import ProjectTable
from nemo_video.engine.ledger.spending import Spending
from nemo_video.engine.ledger.submits import Renders, Turns
from nemo_video.engine.ledger.tokens import Tokens


class Ledger:
    """The tables over one file.

    Args:
        folder: The state folder; made when it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.owners = Owners(folder)
        self._database = Database(folder, self.owners.have_company)
        self.tokens = Tokens(self._database, folder)
        self.projects = ProjectTable(self._database)
        self.jobs = JobTable(self._database, self.owners.me)
        self.turns = Turns(self._database, self.owners.me)
        self.renders = Renders(self._database)
        self.spending = Spending(self._database)

    @property
    def warning(self) -> str | None:
        """Why it works in memory only; None when all is well."""
        return self._database.warning

    async def open(self) -> None:
        """Let the other processes know of this one."""
        await self.owners.enter()

    async def close(self) -> None:
        """Let go of the file; jobs that still run are anybody's from now on."""
        await self._database.close()
        await self.owners.leave()
