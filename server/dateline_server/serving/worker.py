"""A worker process: loads the language model once and reads what it is sent, until the server is gone.

Started by `spawning.py` as `python -m dateline_server.serving.worker FD PARENT HURRY MODEL FORMAT LEVEL`. The first
workers of a server are in a hurry, since nothing is served until they are ready: what can wait is loaded afterwards.
"""

import socket
import sys
from contextlib import closing, contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from dateline_server.intake.languages import load_identifier
from dateline_server.knowledge.gazetteer_file import read_sections
from dateline_server.serving.garbage import leave_garbage, pass_over_what_is_there
from dateline_server.serving.giving_way import give_way
from dateline_server.serving.parentage import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dateline_server.serving.log_writer import LineWriter

# Seconds after which a thread that runs gives way to one that unpacks, which does so in thousands of short steps.
_SHORT_TURN = 0.0001


def main(arguments: list[str]) -> int:
    """Serve the socket with the number given first; returns when the other side has closed it."""
    descriptor, parent, hurry, model, log_format, log_level = arguments
    die_with_parent(int(parent))
    if not hurry:
        give_way()
    leave_garbage()
    unpacking = Thread(target=_unpack, daemon=True)
    unpacking.start()
    usual_turn = sys.getswitchinterval()
    sys.setswitchinterval(_SHORT_TURN)

    from dateline_server.serving.answering import Answering
    from dateline_server.stopping import Stopped

    with socket.socket(fileno=int(descriptor)) as connection:
        try:
            answering = Answering.begin(connection, model, unpacking.join)
            if answering is None:
                return 1
            sys.setswitchinterval(usual_turn)
            pass_over_what_is_there()
            if hurry:
                answering.say_ready()
                give_way()
            with closing(_configure_logs(log_format, log_level)):
                if not hurry:
                    _load_page_reader()
                    answering.say_ready()
                with _log_faults():
                    answering.go_on(_load_page_reader if hurry else None)
        except (OSError, Stopped):  # the server is gone, and with it whoever waited
            return 1
    return 0


def _unpack() -> None:
    """Unpack the large tables, which takes a processor but not the interpreter, while the model is being loaded."""
    load_identifier()
    read_sections()


def _configure_logs(log_format: str, log_level: str) -> "LineWriter":
    from dateline_server.serving.log_settings import LogFormat, LogLevel
    from dateline_server.serving.logs import configure_logs

    return configure_logs(LogFormat(log_format), LogLevel(log_level))


@contextmanager
def _log_faults() -> "Iterator[None]":
    """End the process over what was not foreseen: Python itself would tell what the error says, and that may be text."""
    import structlog

    from dateline_server.stopping import Stopped

    try:
        yield
    except (OSError, Stopped):
        raise
    except Exception as error:
        structlog.get_logger("dateline.worker").error("fault", exc_info=error)
        sys.exit(1)


def _load_page_reader() -> None:
    """Import what most documents are read without."""
    from dateline_server.intake.html import load_page_reader

    load_page_reader()
    pass_over_what_is_there()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
