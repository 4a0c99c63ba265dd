"""The facts about the project that every listing repeats, read from pyproject.toml and the package."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from nemo_video import __version__

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Project:
    """The project, as its own metadata tell it.

    Attributes:
        name: The distribution's name, which is the command's too.
        description: One sentence, at most 100 characters, as the registry wants it.
        repository: Where the source lives.
    """

    name: str
    version: str
    description: str
    license: str
    author: str
    repository: str
    keywords: tuple[str, ...]

    @property
    def registry_name(self) -> str:
        """The name in the MCP registry: it belongs to the owner of the repository."""
        owner, name = self.repository.rstrip("/").split("/")[-2:]
        return f"io.github.{owner}/{name}"


def read_project() -> Project:
    """Read pyproject.toml."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Project(
        name=table["name"],
        version=__version__,
        description=table["description"],
        license=table["license"],
        author=table["authors"][0]["name"],
        repository=table["urls"]["Repository"],
        keywords=tuple(table["keywords"]),
    )
