"""How a process that reads or writes at length gives way to those that answer.

Niceness says how much of a processor it gets; the length of a turn says in how many pieces. In short turns it comes
between those of the server far more often, and whoever is to answer waits behind it as often.
"""

import ctypes
import os
import platform
import struct
import sys

_NICENESS = 10
_LONG_TURN = 100_000_000  # nanoseconds: as long as Linux grants
# The first version of sched_attr: size, policy, flags, nice, priority, runtime, deadline, period.
_ATTRIBUTES = struct.Struct("=IIQiIQQQ")
_SET_ATTRIBUTES = {"x86_64": 314, "aarch64": 274}  # a number, for not every C library has a function of that name


def give_way() -> None:
    """Give way to all processes that do not, from now on: this thread, and those that it starts."""
    os.nice(_NICENESS)
    if sys.platform == "linux":
        _ask_for_long_turns(_SET_ATTRIBUTES.get(platform.machine()))


def _ask_for_long_turns(system_call: int | None) -> None:
    """Linux 6.12 and later grant it, without privileges; where it is refused or not known, turns stay as they are."""
    if system_call is None or os.sched_getscheduler(0) != os.SCHED_OTHER:  # whoever runs it has chosen for it
        return
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    asked = _ATTRIBUTES.pack(_ATTRIBUTES.size, os.SCHED_OTHER, 0, niceness, 0, _LONG_TURN, 0, 0)
    ctypes.CDLL(None).syscall(system_call, 0, asked, 0)
