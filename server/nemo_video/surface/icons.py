"""The tools' icons: one stroke each, small enough to be listed, legible on light and dark."""

from types import MappingProxyType
from urllib.parse import quote

from mcp_types import Icon

_DRAWING = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'>"
    "<path fill='none' stroke='#e60' d='{path}'/></svg>"
)
_PATHS = MappingProxyType(
    {
        "generate": "M2 1v6l5-3z",
        "edit": "m1 7 1-2 4-4 1 1-4 4z",
        "upload": "M4 6V1L2 3m2-2 2 2M1 7h6",
        "export": "M4 1v5L2 4m2 2 2-2M1 7h6",
        "credits": "M1 4a3 3 0 1 0 6 0 3 3 0 1 0-6 0m3-1v2",
        "state": "M1 2h6M1 4h4M2 6h5",
        "wait": "M2 1h4L2 7h4z",
        "cancel": "m1 1 6 6m0-6L1 7",
        "preview": "M1 1h6v6H1zm0 3h6M4 1v6",
        "projects": "M1 7V2h2l1 1h3v4z",
    }
)
"""Tool → what is drawn for it."""


def icon_of(tool: str) -> Icon:
    """The icon of a tool."""
    drawing = quote(_DRAWING.format(path=_PATHS[tool]), safe="/:='")
    return Icon(src=f"data:image/svg+xml,{drawing}", mime_type="image/svg+xml")
