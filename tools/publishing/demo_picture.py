"""Records the demo for the documents: what the terminal shows, and stills of the film that it makes."""

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.text import Text

from tools.publishing.project import ROOT

_COLUMNS = 102
_HOME_SHOWN = "/home/mia"
_STILLS_WIDTH = 1200
_LIMIT_S = 600


def main() -> None:
    """Run the demo in a home of its own, and write `docs/demo.svg` and `docs/demo.jpg`."""
    with tempfile.TemporaryDirectory() as home:
        shown = _run_demo(Path(home))
        (sheet,) = Path(home).rglob("*-contact-sheet.png")
        _save_stills(sheet, ROOT / "docs" / "demo.jpg")
    _draw_terminal(shown.replace(home, _HOME_SHOWN), ROOT / "docs" / "demo.svg")


def _run_demo(home: Path) -> str:
    """The demo's output with its colours, without the moving bars."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("NEMO_", "XDG_"))}
    looks = {"FORCE_COLOR": "1", "TTY_INTERACTIVE": "0", "COLUMNS": str(_COLUMNS)}
    command = [str(Path(sys.executable).with_name("nemo-video-mcp")), "demo"]
    ended = subprocess.run(
        command,
        env={**own, **looks, "HOME": str(home), "USERPROFILE": str(home)},
        check=True,
        capture_output=True,
        timeout=_LIMIT_S,
    )
    return ended.stdout.decode()


def _draw_terminal(shown: str, path: Path) -> None:
    console = Console(record=True, file=io.StringIO(), width=_COLUMNS, force_terminal=True)
    for line in shown.splitlines():
        console.print(Text.from_ansi(line), soft_wrap=False)
    drawing = console.export_svg(title="nemo-video-mcp demo")
    path.write_text(re.sub(r"[ \t]+$", "", drawing, flags=re.MULTILINE), encoding="utf-8")


def _save_stills(sheet: Path, path: Path) -> None:
    with Image.open(sheet) as picture:
        picture.thumbnail((_STILLS_WIDTH, _STILLS_WIDTH))
        picture.convert("RGB").save(path, quality=82, optimize=True)


if __name__ == "__main__":
    main()
