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
from collections.abc import Callable

_NICENESS = 10
# Nanoseconds. Linux grants a tenth of a millisecond to a tenth of a second.
_LONG_TURN = 100_000_000
# Of the turn that Linux gives unless asked, which goes by its release and the number of processors: 1.4 milliseconds for
# two, 3 for eight and more. Much shorter ones have the threads of a server interrupt each other more than they gain.
_SHORTER = 5 / 6
# The first version of sched_attr: size, policy, flags, nice, priority, runtime, deadline, period.
_ATTRIBUTES = struct.Struct("=IIQiIQQQ")
# Numbers, since not every C library has functions of these names: sched_setattr and sched_getattr.
_CALLS = {"x86_64": (314, 315), "aarch64": (274, 275)}


def give_way() -> None:
    """Give way to all processes that do not, from now on: this thread, and those that it starts."""
    os.nice(_NICENESS)
    _ask_for_turns(lambda given: _LONG_TURN)


def come_to_answer() -> None:
    """Be woken at once, from now on, where others with longer turns are at work: this thread, and those that it starts."""
    _ask_for_turns(lambda given: int(given * _SHORTER))


def _ask_for_turns(choose: Callable[[int], int]) -> None:
    """Ask for turns of the length that is chosen over the one given now.

    Linux 6.12 and later grant it, without privileges; where it is refused or not known, turns stay as they are.
    """
    calls = _CALLS.get(platform.machine()) if sys.platform == "linux" else None
    if calls is None or os.sched_getscheduler(0) != os.SCHED_OTHER:  # whoever runs it has chosen for it
        return
    set_attributes, get_attributes = calls
    library = ctypes.CDLL(None)
    buffer = ctypes.create_string_buffer(_ATTRIBUTES.size)
    if library.syscall(get_attributes, 0, buffer, _ATTRIBUTES.size, 0):
        return
    _, _, _, niceness, _, given, _, _ = _ATTRIBUTES.unpack(buffer.raw)
    if given:  # earlier releases of Linux tell no length, and let none be chosen
        asked = _ATTRIBUTES.pack(_ATTRIBUTES.size, os.SCHED_OTHER, 0, niceness, 0, choose(given), 0, 0)
        library.syscall(set_attributes, 0, asked, 0)
