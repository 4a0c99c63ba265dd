"""Intent: which tool a prompt asks for."""

from nemo_video.language.intent.routing import RoutedRequest, route_request

__all__ = ["RoutedRequest", "route_request"]
