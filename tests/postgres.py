"""A PostgreSQL of the tests' own: one cluster for the session, in a temporary folder.

By its socket anybody is let in; by TCP, with TLS or without, whoever has a password.
"""

import os
import pwd
import random
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import trustme

QUICK = (
    "-c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c max_connections=200 -c shared_buffers=32MB -c autovacuum=off"
)
"""What is lost when the machine ends is lost with the tests."""

_SUPERUSER = "nemo"

_PORTS = range(10_000, 32_000)
"""Below those that a system gives to connections, one of which might have it by chance."""

_ATTEMPTS = 5


@dataclass
class Cluster:
    """A server that runs.

    Attributes:
        folder: Where its socket lies, and `ca.pem`, which its certificate goes back to.
        port: On which it listens.
        control: The command that starts and stops it.
    """

    folder: Path
    port: int
    control: Sequence[str]
    _numbers: "count[int]" = field(default_factory=count)

    def make_database(self) -> str:
        """The address of a new, empty database."""
        name = f"ledger{next(self._numbers)}"
        self.run("postgres", f"CREATE DATABASE {name} TEMPLATE template0")
        return self.address(name)

    def address(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql://{_SUPERUSER}@/{name}?host={self.folder}&port={self.port}"

    def restart(self) -> None:
        """End it as a crash does, and start it again."""
        _run(_other_user(), [*self.control, "-m", "immediate", "restart"])

    def run(self, database: str, statement: str) -> str:
        """Run a statement, as somebody who looks after the database would."""
        command = ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement]
        address = self.address(database) if "/" not in database else database
        done = subprocess.run([*command, address], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def find_programs() -> Path | None:
    """Where PostgreSQL's server programs lie: distributions keep them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def running_cluster() -> Generator[Cluster]:
    """A cluster for the time of a context."""
    programs = find_programs()
    assert programs, "The tests need PostgreSQL: install the package postgresql, then try again."
    folder = Path(
        tempfile.mkdtemp(prefix="nemo-pg-")
    )  # short: the path of a socket has 107 characters at most
    user = _other_user()
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    lets_in = ["--auth-local=trust", "--auth-host=scram-sha-256"]
    made = [str(programs / "initdb"), "-D", str(data), *lets_in, "-U", _SUPERUSER, "--no-sync"]
    options = f"{QUICK} -c unix_socket_directories={folder} {_certify(folder, user)}"
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-s", "-l", str(folder / "log"), "-o"]
    try:
        _run(user, made)
        port = _start(user, control, options)
        control.append(f"{options} -c port={port}")
        try:
            yield Cluster(folder, port, control)
        finally:
            _run(user, [*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(user: str | None, control: Sequence[str], options: str) -> int:
    """Start it on a port that nobody has: which one that is shows only when it listens there."""

    def start(port: int) -> int:
        _run(user, [*control, f"{options} -c port={port}", "start"])
        return port

    *others, last = random.sample(_PORTS, _ATTEMPTS)
    for port in others:
        with suppress(subprocess.CalledProcessError):
            return start(port)
    return start(last)


def _certify(folder: Path, user: str | None) -> str:
    """A certificate for `localhost`; the options that have it used."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    issued = authority.issue_cert("localhost")
    certificate, key = folder / "server.pem", folder / "server.key"
    issued.cert_chain_pems[0].write_to_path(certificate)
    issued.private_key_pem.write_to_path(key)
    key.chmod(0o600)
    if user:
        shutil.chown(key, user)
    return f"-c ssl=on -c ssl_cert_file={certificate} -c ssl_key_file={key}"


def _other_user() -> str | None:
    """PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return None
    return "postgres" if any(each.pw_name == "postgres" for each in pwd.getpwall()) else "nobody"


def _run(user: str | None, command: Sequence[str]) -> None:
    """Run a program as a user; what it starts keeps no pipe of ours open."""
    subprocess.run(command, user=user, check=True, stdout=subprocess.DEVNULL, cwd="/")
