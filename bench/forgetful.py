"""`dateline serve` that reads every article from its SQLite store, however often: `python -m bench.forgetful OPTIONS`."""

from dateline_server.commands.serve import serve
from dateline_server.storage.sqlite import point_reads

if __name__ == "__main__":
    point_reads._MOST_BYTES = 0  # what was read is forgotten at once
    serve()
