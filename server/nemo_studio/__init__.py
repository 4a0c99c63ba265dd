"""The studio: an offline video maker that speaks the backend's protocol.

It is not an AI model and says so. Its service is loaded when one of its names is first asked for: the
renderer's workers lie in this package too, start with each export and need none of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nemo_studio.models import Generator
    from nemo_studio.service.faults import Fault, Faults
    from nemo_studio.service.inspection import Removal, StoreReport, inspect_store
    from nemo_studio.service.loopback import StudioAddress, serve_studio
    from nemo_studio.service.object_store import ObjectStore
    from nemo_studio.service.options import StudioOptions

_LOADED_LATER = {
    "Fault": "service.faults",
    "Faults": "service.faults",
    "Generator": "models",
    "ObjectStore": "service.object_store",
    "Removal": "service.inspection",
    "StoreReport": "service.inspection",
    "StudioAddress": "service.loopback",
    "StudioOptions": "service.options",
    "inspect_store": "service.inspection",
    "serve_studio": "service.loopback",
}
"""Name → the module that it comes from."""

__all__ = [
    "Fault",
    "Faults",
    "Generator",
    "ObjectStore",
    "Removal",
    "StoreReport",
    "StudioAddress",
    "StudioOptions",
    "inspect_store",
    "serve_studio",
]


def __getattr__(name: str) -> object:
    if name not in _LOADED_LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LOADED_LATER[name]}"), name)
