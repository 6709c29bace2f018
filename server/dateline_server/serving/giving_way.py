"""How a process that reads or writes at length gives way to those that answer, and how those come to their turn.

Niceness says how much of a processor a process gets; the length of a turn says in how many pieces. In short turns a
worker would come between those of the server far more often, and whoever is to answer would wait behind it as often.
Whoever asks for shorter turns than another has need not wait, when there is something to do, for the end of that one's.
"""

import ctypes
import os
import platform
import struct
import sys

_NICENESS = 10
# Nanoseconds. Linux grants a tenth of a millisecond to a tenth of a second, and gives 3 milliseconds unless asked.
_LONG_TURN, _SHORT_TURN = 100_000_000, 2_000_000
# The first version of sched_attr: size, policy, flags, nice, priority, runtime, deadline, period.
_ATTRIBUTES = struct.Struct("=IIQiIQQQ")
_SET_ATTRIBUTES = {"x86_64": 314, "aarch64": 274}  # a number, for not every C library has a function of that name


def give_way() -> None:
    """Give way to all processes that do not, from now on: this thread, and those that it starts."""
    os.nice(_NICENESS)
    _ask_for_turns(_LONG_TURN)


def come_to_answer() -> None:
    """Be woken at once, from now on, where others with longer turns are at work: this thread, and those that it starts."""
    _ask_for_turns(_SHORT_TURN)


def _ask_for_turns(length: int) -> None:
    """Linux 6.12 and later grant it, without privileges; where it is refused or not known, turns stay as they are."""
    system_call = _SET_ATTRIBUTES.get(platform.machine()) if sys.platform == "linux" else None
    if system_call is None or os.sched_getscheduler(0) != os.SCHED_OTHER:  # whoever runs it has chosen for it
        return
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    asked = _ATTRIBUTES.pack(_ATTRIBUTES.size, os.SCHED_OTHER, 0, niceness, 0, length, 0, 0)
    ctypes.CDLL(None).syscall(system_call, 0, asked, 0)
