# Written by scripts/generate_client.py from dateline/aio/admin.py; change that one, then `make stubs`.
"""What those who run a server do with it, by its admin port: see what was set aside, and end it."""

from dateline.connection import Connection
from dateline.paging import Pager
from dateline.v1.admin_service_pb2 import (
    DeleteSetAsideRequest,
    DrainRequest,
    GetSetAsideRequest,
    ListSetAsideRequest,
    SetAside,
)
from dateline.v1.admin_service_pb2_grpc import AdminServiceStub


class Admin:
    """`client.admin`, of a client whose address is the admin port; any other answers Unsupported (ADMIN_PORT_ONLY)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = AdminServiceStub(connection.channel)

    def list_set_aside(
        self, *, page_size: int = 0, page_token: str = "", timeout: float | None = None
    ) -> Pager[SetAside]:
        """The documents whose reading ended two worker processes, without their texts, the latest first."""
        request = ListSetAsideRequest(page_size=page_size, page_token=page_token)
        return self._connection.pages(self._stub.ListSetAside, request, lambda page: page.set_aside, timeout)

    def get_set_aside(self, name: str, *, timeout: float | None = None) -> SetAside:
        """A document that was set aside, whole: `setAside/{number}`. Raises NotFound."""
        return self._connection.call(self._stub.GetSetAside, GetSetAsideRequest(name=name), timeout)

    def delete_set_aside(self, name: str, *, timeout: float | None = None) -> None:
        """Forget that a document was set aside: sent again, it is read again within seconds. Raises NotFound.

        Tried once: after an answer that was lost it is gone, and a second try would not find it.
        """
        self._connection.call(self._stub.DeleteSetAside, DeleteSetAsideRequest(name=name), timeout)

    def drain(self, *, timeout: float | None = None) -> None:
        """End the server as SIGTERM does: no new calls, and time for those under way.

        Tried once: a second try could end the server that takes the place of this one.
        """
        self._connection.call(self._stub.Drain, DrainRequest(), timeout)
