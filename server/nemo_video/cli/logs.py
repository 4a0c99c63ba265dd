"""Logs: to standard error, one line each, without secrets. Standard output belongs to the protocol."""

import logging
import sys

from nemo_video.redaction import clean
from nemo_video.settings import LogLevel


class _Cleaned(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record))


def configure_logs() -> None:
    """Send every logger's lines to standard error, redacted.

    Called before the server is built: the SDK configures logging only where nobody has.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Cleaned("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def set_level(level: LogLevel) -> None:
    """Let our own loggers speak from a level on.

    Those of libraries begin with warnings: below that they print whole messages and signed addresses.
    """
    logging.getLogger("nemo_video").setLevel(level)
    logging.getLogger().setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
