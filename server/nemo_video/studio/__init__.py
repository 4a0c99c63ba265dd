"""The studio: an offline video maker that speaks the backend's protocol.

It is not an AI model and says so.
"""

from nemo_video.studio.faults import Fault, Faults
from nemo_video.studio.loopback import StudioAddress, serve_studio
from nemo_video.studio.options import StudioOptions

__all__ = ["Fault", "Faults", "StudioAddress", "StudioOptions", "serve_studio"]
