"""When Python looks for garbage: not while that is loaded which stays, and never through it.

A process that starts makes objects by the hundred thousand, and looking through all of them again and again takes a
tenth of its start; later each look would hold up what is to be answered.
"""

import gc

_USUAL = gc.get_threshold()


def leave_garbage() -> None:
    """Look for none until `pass_over_what_is_there`."""
    # Not gc.disable(): srsly, with which spaCy unpacks a model, turns the collector on whenever it has unpacked something.
    gc.set_threshold(0)


def pass_over_what_is_there() -> None:
    """Look for garbage from now on, but only among what is made from now on."""
    gc.freeze()
    gc.set_threshold(*_USUAL)
