"""An export process: reads a store and writes one file, until it is done or the server is gone.

Started by `exporting.py` as `python -m dateline_server.serving.export_process FD PARENT FORMAT LEVEL`. It is a process of its
own so that the making of large files neither holds up whoever else asks the server nor leaves memory behind in it.
"""

import gc
import secrets
import socket
import sys

import structlog

from dateline.v1.export_service_pb2 import ExportRequest
from dateline_server.errors import DatelineError
from dateline_server.export.formats import choose_format
from dateline_server.export.pieces import cut_pieces
from dateline_server.services.errors import internal_status, status_of
from dateline_server.serving.frames import Kind, receive_frame, send_frame
from dateline_server.serving.giving_way import give_way
from dateline_server.serving.log_settings import LogFormat, LogLevel
from dateline_server.serving.logs import configure_logs
from dateline_server.serving.parentage import die_with_parent
from dateline_server.storage.scans import open_scan

_log = structlog.get_logger("dateline.exporting")


def main(arguments: list[str]) -> int:
    """Serve the socket with the number given first."""
    descriptor, parent, log_format, log_level = arguments
    die_with_parent(int(parent))
    give_way()  # as reading does
    gc.disable()  # records hold one another in no circles, and looking for some takes a third of the time
    logs = configure_logs(LogFormat(log_format), LogLevel(log_level))
    with socket.socket(fileno=int(descriptor)) as connection:
        try:
            _serve(connection)
        except OSError:  # the server is gone, or the caller has left
            return 1
        finally:
            logs.close()
    return 0


def _serve(connection: socket.socket) -> None:
    store, asked = receive_frame(connection), receive_frame(connection)
    if store is None or asked is None:
        return
    try:
        _export(connection, store[1].decode(), ExportRequest.FromString(asked[1]))
    except DatelineError as error:
        send_frame(connection, Kind.FAILED, status_of(error).SerializeToString())
    except OSError:
        raise
    except Exception as error:
        trace = secrets.token_hex(6)
        _log.error("fault", request_id=trace, exc_info=error)
        send_frame(connection, Kind.FAILED, internal_status(trace).SerializeToString())


def _export(connection: socket.socket, store: str, request: ExportRequest) -> None:
    chosen = choose_format(request)
    with open_scan(store, request) as scan:
        seal = scan.seal if chosen.resumable else None
        writer = chosen.open(request.resource)
        number = scan.count() if request.count_remaining else None
        for piece in cut_pieces(writer, scan.records(), seal, begun=scan.is_resumed, number=number):
            send_frame(connection, Kind.EXPORT, piece.SerializeToString())
    send_frame(connection, Kind.DONE, b"")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
