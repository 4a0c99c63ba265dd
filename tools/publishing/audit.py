"""Holds what is locked against the known holes: `make audit`.

Where the advisories cannot be had it says so, plainly: a machine of a person's goes on, the release does not.
"""
# ruff: noqa: T201 - what it prints is what it is for

import os
import re
import subprocess
import sys
from typing import Final

_COMMAND: Final = (
    "tool", "run", "--quiet", "pip-audit@2.10.1", "--strict", "--require-hashes", "--disable-pip",
    "--requirement", "requirements.lock",
)  # fmt: skip

_FOUND: Final = re.compile(r"^Found \d+ known vulnerabilit", re.MULTILINE)

_NOT_AUDITED: Final = """
NOT AUDITED: the advisories cannot be had from here, so nothing is known about holes in what is locked.
The job `release` of .github/workflows/ci.yml audits every push, and fails where it cannot."""


def judge(status: int, told: str, *, is_release: bool) -> tuple[int, str]:
    """What an audit came to.

    Args:
        status: With which the auditor ended.
        told: What it said.
        is_release: Whether nothing may be released unaudited.

    Returns:
        The exit status, and what is said beside it.
    """
    if status == 0 or _FOUND.search(told):
        return status, ""
    return int(is_release), _NOT_AUDITED


def main(uv: str) -> int:
    """Audit, and print what came of it."""
    run = subprocess.run([uv, *_COMMAND], capture_output=True, text=True, check=False)
    print(run.stdout, run.stderr, sep="", end="")
    status, said = judge(run.returncode, run.stdout + run.stderr, is_release="CI" in os.environ)
    print(said)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
