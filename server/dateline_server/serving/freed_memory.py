"""How a server deals with memory that it has freed: it keeps some for the next message.

The messages of a stream are about a megabyte each. Unless told otherwise, the C library gives the memory of each back to
the system and asks for it again for the next, which takes as long as sending it.
"""

import ctypes

# Numbers of glibc's mallopt.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_MOST_KEPT = 32 * 1024 * 1024  # bytes, and what is in use
_LARGE = 8 * 1024 * 1024  # bytes of one object: it is given back at once


def keep_freed_memory() -> None:
    """Keep up to 32 MiB from now on. Other C libraries than glibc go on as they do."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_TRIM_THRESHOLD, _MOST_KEPT)
        mallopt(_MMAP_THRESHOLD, _LARGE)
