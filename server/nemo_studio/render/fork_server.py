"""The process that workers are forked from: it loads what they need once, and runs nothing but this loop.

It is given two descriptors, the ends of a pair of datagram sockets. A request is JSON, the worker's module
and environment, with one socket: the worker's standard input and output, on which it first tells its number
and passes a handle of itself. With no thread here and nothing opened by FFmpeg, a fork copies no lock that is
held.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import threading
from typing import Any, Final, NoReturn

from nemo_studio.render import frame_worker, peaks, span_worker, worker
from nemo_studio.render.workers import fork_servers

_MAINS: Final = {each.__name__: each.main for each in (frame_worker, peaks, span_worker, worker)}
IDLE_S: Final = 60.0
"""Without a worker and a request it ends after this: what it has loaded is some 60 MB."""

_MAX_REQUEST_BYTES: Final = 1 << 20


def main() -> int:
    """Fork workers until standard input ends, as it does with the process that renders, or nobody asks."""
    asking, requests = (socket.socket(fileno=int(each)) for each in sys.argv[1:])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever asked for a worker waits for it, by its handle
    gc.freeze()  # a collection in a child would write to pages that it shares with all others
    while True:
        ready, _, _ = select.select([0, requests], [], [], IDLE_S)
        if requests in ready:
            told, (connection, *_), _, _ = socket.recv_fds(requests, _MAX_REQUEST_BYTES, 1)
            if os.fork() == 0:
                requests.close()
                _work(json.loads(told), socket.socket(fileno=connection), asking)
            os.close(connection)
        elif ready or not _has_children():
            return 0


def _has_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def _work(wanted: dict[str, Any], connection: socket.socket, asking: socket.socket) -> NoReturn:
    """What a fork does instead of the server's loop."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        fork_servers.inherit(asking)
        os.environ.clear()
        os.environ.update(wanted["environment"])
        handle = os.pidfd_open(os.getpid())
        socket.send_fds(connection, [str(os.getpid()).encode()], [handle])
        os.close(handle)
        for standard in (0, 1):
            os.dup2(connection.fileno(), standard)
        connection.close()
        threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()
        status = _MAINS[wanted["module"]]()
        sys.stdout.flush()
    finally:
        os._exit(status)


def _end_with_parent() -> None:
    """End when nobody holds the other end any more, whatever the worker is busy with."""
    hangup = select.poll()
    hangup.register(0, 0)  # which is told unasked
    hangup.poll()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
