"""What the services ask of whoever writes files for them; `serving` gives them processes."""

from collections.abc import AsyncGenerator
from typing import Protocol

from dateline.v1.export_service_pb2 import ExportRequest


class Exporter(Protocol):
    """Writes files elsewhere, so that the event loop stays free."""

    def export(self, request: ExportRequest) -> AsyncGenerator[bytes, None]:
        """Serialised ExportResponses, made when they are asked for; ending the iterator ends the work."""
        ...
