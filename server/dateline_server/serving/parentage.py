"""Ties the life of a process to that of the server that started it."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """End this process on the spot when the process with this id, its parent, has ended, however that came about.

    Linux does so even in the middle of a long step; elsewhere a process only finds out when it next talks to its parent.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it went before the system was told
        os._exit(1)
