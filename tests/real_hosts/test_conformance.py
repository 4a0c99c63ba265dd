"""The conformance suite of the protocol, against our server over HTTP with the suite's fixtures added."""

import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from homes import clean_environment
from real_hosts.set_up import HERE, PACKAGES, Client

EXCEPTIONS = HERE / "conformance_exceptions.yml"


def test_the_suite_passes_but_for_the_listed_exceptions(node: Client, tmp_path: Path) -> None:
    suite = PACKAGES / "@modelcontextprotocol/conformance/dist/index.js"
    with served(tmp_path) as url:
        options = ["--suite", "all", "--expected-failures", str(EXCEPTIONS), "-o", str(tmp_path / "results")]
        ended = node.run(suite, "server", "--url", url, *options)
    assert ended.returncode == 0, ended.stdout[ended.stdout.find("=== SUMMARY") :] + ended.stderr
    assert int(re.findall(r"Total: (\d+) passed", ended.stdout)[0]) > 30


def test_every_exception_has_a_reason() -> None:
    entries = re.findall(r"^  - (\S+)(.*)$", EXCEPTIONS.read_text(encoding="utf-8"), re.MULTILINE)
    assert entries
    assert [name for name, reason in entries if not re.fullmatch(r" # .{8,}", reason)] == []


@contextmanager
def served(home: Path) -> Generator[str]:
    """The address of the server with the fixtures."""
    command = [sys.executable, str(HERE / "conformance_server.py")]
    environment = clean_environment(home)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as server:
        try:
            assert server.stdout
            yield server.stdout.readline().strip()
        finally:
            server.kill()
