"""Write all made files anew, and say which changed."""

import sys

import anyio

from tools.publishing.generated import find_outdated, make_files
from tools.publishing.project import ROOT


def main() -> None:
    """The command `python -m tools.publishing`."""
    files = anyio.run(make_files)
    for name in find_outdated(files):
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], encoding="utf-8")
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
