"""`python -m dateline_server.commands`: `dateline serve` where only the server half is at hand."""

from dateline_server.commands.serve import serve

serve()
