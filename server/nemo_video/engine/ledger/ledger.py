"""The ledger of one user: written before anything is sent and after each answer.

Several processes share it: those on one state folder by a file, servers on several machines by PostgreSQL.
Drafts are not here: they are read from the backend again.
"""

from functools import partial
from pathlib import Path

import anyio

from nemo_video.engine.ledger.database import Database
from nemo_video.engine.ledger.jobs import JobTable
from nemo_video.engine.ledger.notices import Notices
from nemo_video.engine.ledger.owners import Owners
from nemo_video.engine.ledger.projects import ProjectTable
from nemo_video.engine.ledger.replica import LEAVE_S, Replica
from nemo_video.engine.ledger.spending import Spending
from nemo_video.engine.ledger.sqlite import SQLiteDatabase
from nemo_video.engine.ledger.submits import Renders, Turns
from nemo_video.engine.ledger.tokens import Tokens, hold_file


class Ledger:
    """The tables of one user.

    Args:
        folder: The state folder, where the file lies; made when it is not there.
        replica: This server's part in a shared ledger, which takes the place of the file.
        user: Whose tables of a shared ledger; None for the one user of a server of one's own.

    Attributes:
        is_shared: Whether other servers may work for the same user.
    """

    def __init__(self, folder: Path, replica: Replica | None = None, user: str | None = None) -> None:
        self.is_shared = replica is not None
        self._here: Owners | None = None
        if replica:
            self._me, self.is_alive, self.notices = replica.me, replica.is_alive, replica.notices(user)
            self._database: Database = replica.database(user)
            self.tokens = Tokens(self._database, partial(replica.hold_renewal, user))
        else:
            self._here = owners = Owners(folder)
            self._me, self.is_alive, self.notices = owners.me, owners.is_alive, Notices()
            self._database = SQLiteDatabase(folder, owners.have_company)
            self.tokens = Tokens(self._database, partial(hold_file, folder / "renewal.sqlite"))
        self.projects = ProjectTable(self._database)
        self.jobs = JobTable(self._database, self._me, has_others=user is not None)
        self.turns = Turns(self._database, self._me)
        self.renders = Renders(self._database, self._me)
        self.spending = Spending(self._database)

    @property
    def me(self) -> str:
        """The name of this process in the ledger."""
        return self._me

    @property
    def warning(self) -> str | None:
        """Why it works in memory only; None when all is well."""
        return self._database.warning

    async def open(self) -> None:
        """Let the other processes know of this one."""
        if self._here:
            await self._here.enter()

    async def close(self) -> None:
        """Let go of the file; jobs that still run are anybody's from now on."""
        if self.is_shared:
            with anyio.move_on_after(LEAVE_S):
                await self.jobs.leave()
        await self._database.close()
        if self._here:
            await self._here.leave()
