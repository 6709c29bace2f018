"""A worker process: loads the language model once and reads what it is sent, until the server is gone.

Started by `spawning.py` as `python -m dateline_server.serving.worker FD PARENT HURRY MODEL FORMAT LEVEL`. Until it is
ready nothing is served, so what it does until then is done in parallel where that helps, and what can wait waits.
"""

import os
import socket
import sys
from threading import Thread

from dateline_server.intake.languages import load_identifier
from dateline_server.serving.parentage import die_with_parent

# Reading gives way to answering.
_NICENESS = 10
# Seconds after which a thread that runs gives way to one that unpacks, which does so in thousands of short steps.
_SHORT_TURN = 0.0005


def main(arguments: list[str]) -> int:
    """Serve the socket with the number given first; returns when the other side has closed it."""
    descriptor, parent, hurry, model, log_format, log_level = arguments
    die_with_parent(int(parent))
    if not hurry:
        os.nice(_NICENESS)
    unpacking = Thread(target=load_identifier, daemon=True)
    unpacking.start()
    usual_turn = sys.getswitchinterval()
    sys.setswitchinterval(_SHORT_TURN)

    from dateline_server.serving.answering import Answering, load_what_can_wait
    from dateline_server.stopping import Stopped

    with socket.socket(fileno=int(descriptor)) as connection:
        try:
            answering = Answering.begin(connection, model, unpacking.join)
            if answering is None:
                return 1
            sys.setswitchinterval(usual_turn)
            if hurry:
                os.nice(_NICENESS)
            with load_what_can_wait(log_format, log_level):
                answering.go_on()
        except (OSError, Stopped):  # the server is gone, and with it whoever waited
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
