"""What the bytes between us and the backend look like: paths, headers, models. No I/O.

The client and the studio both read this room and nothing else of each other, so it holds only what the
protocol itself says.
"""
