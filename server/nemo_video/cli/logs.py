"""Logs: to standard error, one line each, without secrets. Standard output belongs to the protocol."""

import logging
import sys

from nemo_video.surface import redact


class _Redacted(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def configure_logs(level: int = logging.WARNING) -> None:
    """Send every logger's lines to standard error, redacted.

    Called before the server is built: the SDK configures logging only where nobody has.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacted("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO lines print signed download addresses
