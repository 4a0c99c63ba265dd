"""The studio: an offline video maker that speaks the backend's protocol.

It is not an AI model and says so.
"""

from nemo_studio.models import Generator
from nemo_studio.service.faults import Fault, Faults
from nemo_studio.service.inspection import Removal, StoreReport, inspect_store
from nemo_studio.service.loopback import StudioAddress, serve_studio
from nemo_studio.service.object_store import ObjectStore
from nemo_studio.service.options import StudioOptions

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
