"""The import pictures: which room of each package uses which, read off the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import grimp

from tools.publishing.project import ROOT

_SERVER = ROOT / "server"
_USED_BY_ALL = "errors"


def import_picture(package: str) -> str:
    """The rooms of a package and their imports as a Mermaid flow chart, without `errors`, which all use."""
    graph = grimp.build_graph(package, cache_dir=None)
    rooms = [room for room in _rooms(package) if room != _USED_BY_ALL]
    nodes = [f"    {room}" for room in rooms]
    edges = [f"    {importer} --> {imported}" for importer, imported in _imports(graph, package, rooms)]
    return "\n".join(["```mermaid", "flowchart TD", *nodes, *edges, "```"])


def rooms_table(package: str) -> str:
    """Each room of a package with the first line of its docstring."""
    rows = [f"| `{room}` | {_first_line(_SERVER / package / room)} |" for room in _rooms(package)]
    return "\n".join(["| room | what lives there |", "| --- | --- |", *rows])


def _rooms(package: str) -> list[str]:
    inside = ((_SERVER / package) / path.name for path in (_SERVER / package).iterdir())
    inside = (_SERVER / package).iterdir()
    return sorted(path.stem for path in inside if path.name[0] != "_" and path.suffix in ("", ".py"))


def _imports(graph: grimp.ImportGraph, package: str, rooms: list[str]) -> Iterator[tuple[str, str]]:
    for importer in rooms:
        for imported in rooms:
            if importer != imported and _is_imported(graph, f"{package}.{importer}", f"{package}.{imported}"):
                yield importer, imported


def _is_imported(graph: grimp.ImportGraph, importer: str, imported: str) -> bool:
    return graph.direct_import_exists(importer=importer, imported=imported, as_packages=True)


def _first_line(room: Path) -> str:
    source = room / "__init__.py" if room.is_dir() else room.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]
