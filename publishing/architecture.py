"""The import picture: which room uses which, read off the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import grimp

from publishing.project import ROOT

_PACKAGE = "nemo_video"
_USED_BY_ALL = "errors"
_SOURCE = ROOT / "server" / _PACKAGE


def import_picture() -> str:
    """The rooms and their imports as a Mermaid flow chart, without `errors`, which all use."""
    graph = grimp.build_graph(_PACKAGE, cache_dir=None)
    nodes = [f"    {room}" for room in _rooms() if room != _USED_BY_ALL]
    edges = [f"    {importer} --> {imported}" for importer, imported in _imports(graph)]
    return "\n".join(["```mermaid", "flowchart TD", *nodes, *edges, "```"])


def rooms_table() -> str:
    """Each room with the first line of its docstring."""
    rows = [f"| `{room}` | {_told(_SOURCE / room)} |" for room in _rooms()]
    return "\n".join(["| room | what lives there |", "| --- | --- |", *rows])


def _rooms() -> list[str]:
    inside = (path for path in _SOURCE.iterdir() if path.name[0] != "_" and path.suffix in ("", ".py"))
    return sorted(path.stem for path in inside)


def _imports(graph: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    rooms = [room for room in _rooms() if room != _USED_BY_ALL]
    for importer in rooms:
        for imported in rooms:
            if importer != imported and _is_imported(graph, importer, imported):
                yield importer, imported


def _is_imported(graph: grimp.ImportGraph, importer: str, imported: str) -> bool:
    return graph.direct_import_exists(
        importer=f"{_PACKAGE}.{importer}", imported=f"{_PACKAGE}.{imported}", as_packages=True
    )


def _told(room: Path) -> str:
    source = room / "__init__.py" if room.is_dir() else room.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]
