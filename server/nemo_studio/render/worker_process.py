"""What every worker process of the renderer is given: single threads, large pages, a limit of memory."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from nemo_studio.render.composition import Composition

_ONE_THREAD_EACH: Final = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}

_TUNABLES: Final = "GLIBC_TUNABLES"
_MALLOC: Final = ("glibc.malloc.hugetlb=1", f"glibc.malloc.mmap_threshold={8 << 20}")
"""Let glibc ask Linux for pages of 2 MB, which many systems give only to those who ask.

A scene walks through some 40 MB for each frame; to find its way among ten thousand small pages took a third
of its time, and each fresh one has its price as well.

And let what is larger than two frames of full HD go back to the system as soon as it is freed: the encoders,
opened anew for each span, would leave 50 MB of holes. What does not know these tunables ignores them.
"""

_SPARE_BYTES: Final = 2 << 30
"""What a picture of 67 megapixels takes while it is read, and a minute of music, several times over."""

_BYTES_A_PIXEL: Final = 500
"""A scene, its layers and the encoder hold up to 150 at full HD; a film played backwards some 40 more."""


def worker_environment() -> Mapping[str, str]:
    """The environment to start a worker with: several workers share the cores, so none takes all of them."""
    own = filter(None, os.environ.get(_TUNABLES, "").split(":"))
    tunables = ":".join(dict.fromkeys([*own, *_MALLOC]))
    return os.environ | _ONE_THREAD_EACH | {_TUNABLES: tunables}


def trim_memory() -> None:
    """Give back what was freed: glibc keeps it, also when it is much and nobody needs it again."""
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError):  # other C libraries have no such function, nor such a need
            ctypes.CDLL(None).malloc_trim(0)


def limit_memory(composition: Composition, spare_bytes: int = _SPARE_BYTES) -> None:
    """Let this process hold no more data than a composition of that size can need.

    A film that needs more ends with `MemoryError` then, instead of taking the memory of all others. Linux
    alone keeps to such a limit.
    """
    if sys.platform == "linux":
        import resource

        wanted = spare_bytes + _BYTES_A_PIXEL * composition.width * composition.height
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def describe_shortage(composition: Composition) -> tuple[str, str]:
    """What to say when the limit was reached: what happened, and what helps."""
    size = f"{composition.width}x{composition.height}"
    return (
        f"The film needs more memory than a render of {size} may take, so it was stopped.",
        "Use smaller pictures and films, or fewer at one time, or a smaller size.",
    )
