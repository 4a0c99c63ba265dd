"""Our server over HTTP with the fixtures of the conformance suite; it prints its address.

Run it with `python tests/real_hosts/conformance_server.py`.
"""

import socket
import sys

import uvicorn
from conformance_fixtures import add_fixtures

from nemo_video.cli.composition import make_server
from nemo_video.cli.logs import configure_logs


def main() -> None:
    """Serve until a signal comes."""
    configure_logs()
    server = make_server()
    add_fixtures(server)
    listening = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}/mcp\n")
    sys.stdout.flush()
    uvicorn.Server(uvicorn.Config(server.streamable_http_app(), log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    main()
