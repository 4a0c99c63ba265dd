"""How a studio is set up: who may use it, what things cost, how many renders run at a time."""

import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nemo_studio.models import Generator
from nemo_studio.service.faults import Faults
from nemo_studio.service.object_store import ObjectStore

if TYPE_CHECKING:
    from asyncio import Protocol

Callers = Callable[[str], Awaitable[str | None]]
"""The name of the caller that a token stands for; None for a token that is nobody's."""


@dataclass(frozen=True)
class StudioOptions:
    """The set-up of one studio.

    Attributes:
        is_private: Whether it serves one client alone, whose id only this user's processes can read: a studio
            inside the server's own process does.
        is_guarded: Whether nobody gets a token by asking, as where other machines can call: a caller has the
            one that is printed at the start, or one of `callers`.
        callers: Who calls, by token, in place of the tokens that the studio gives.
        hosts: Names under which it may be called, beside addresses and `localhost`.
        max_calls: Calls of one caller at a time.
        protocol: Holds one connection; None for that of the web server, which waits for a caller for ever.
        folder: Where projects, media and renders are kept, also for other processes; None for a folder of its
            own that goes when the studio ends.
        database_url: Of the PostgreSQL that keeps accounts and projects; None for a file in the folder.
        objects: Where uploads and renders lie; None for the folder.
        max_copies_bytes: What this machine's copies of them may need together.
        workers: Renders at a time.
        scheduler: Address of the Dask scheduler whose workers render the films; None to render them here.
        starting_credits: What a new client has.
        clip_price: Credits for a generated clip. Offline work is free unless somebody wants to test spending.
        edit_price: Credits for a turn that edits.
        heartbeat_s: Pause between heartbeats while a turn works.
        token_days: How long a token is valid.
        slow_turn_s: How long a turn takes that is slow on purpose.
        most_accounts: Clients that are remembered; of more, the oldest without a project are forgotten.
        queue_limit: Renders that may wait at a time.
        queue_shares: No client may have more of the waiting renders than one of so many shares.
        most_sessions: Sessions that are kept of a client; the one unused for longest vanishes first.
        max_disk_bytes: What uploads and renders may need together.
        disk_shares: The files of no caller may need more than one of so many shares of it.
        keep_days: How long a session or a file stays that nobody uses.
        faults: What goes wrong on purpose, in tests.
        has_control: Whether faults may be armed over HTTP.
        generator: The model that makes clips; None where the studio draws them all.
        model_poll_s: Pause between two looks at a clip that a model makes.
        model_limit_s: How long such a clip may take.
        now: The time, in seconds since 1970.
    """

    is_private: bool = False
    is_guarded: bool = False
    callers: Callers | None = None
    hosts: tuple[str, ...] = ()
    max_calls: int = 64
    protocol: "type[Protocol] | None" = None
    folder: Path | None = None
    database_url: str | None = field(default=None, repr=False)
    objects: ObjectStore | None = None
    max_copies_bytes: int = 5 * 1024**3
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    scheduler: str | None = None
    starting_credits: float = 100
    clip_price: float = 0
    edit_price: float = 0
    heartbeat_s: float = 10
    token_days: float = 7
    slow_turn_s: float = 60
    most_accounts: int = 1000
    queue_limit: int = 100
    queue_shares: int = 4
    most_sessions: int = 1000
    max_disk_bytes: int = 20 * 1024**3
    disk_shares: int = 1
    keep_days: float = 30
    faults: Faults = field(default_factory=Faults)
    has_control: bool = False
    generator: Generator | None = None
    model_poll_s: float = 5
    model_limit_s: float = 1800
    now: Callable[[], float] = time.time
