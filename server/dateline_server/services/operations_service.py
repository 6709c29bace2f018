"""google.longrunning.Operations: what is under way, and what became of it."""

import asyncio

from google.longrunning.operations_pb2 import (
    CancelOperationRequest,
    DeleteOperationRequest,
    GetOperationRequest,
    ListOperationsRequest,
    ListOperationsResponse,
    Operation,
    WaitOperationRequest,
)
from google.protobuf.empty_pb2 import Empty

from dateline.v1.queue_pb2 import QueueMetadata
from dateline_server.errors import Draining, InvalidField
from dateline_server.services.access.caller import require_scope
from dateline_server.services.access.scopes import Scope
from dateline_server.services.checks import require_name
from dateline_server.services.paging import pack_page
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.store import ListQuery

_COLLECTION = "operations"
_LONGEST_WAIT = 60.0  # seconds
_SECONDS_BETWEEN_LOOKS = 0.25


class OperationsService:
    """The methods of `google.longrunning.Operations`. `drain` ends waits."""

    def __init__(self, access: StoreAccess, drain: asyncio.Event) -> None:
        self._access = access
        self._operations = access.store.operations
        self._drain = drain

    async def get_operation(self, request: GetOperationRequest) -> bytes:
        """The serialised Operation."""
        require_name(request.name, _COLLECTION)
        return await self._access.read(self._operations.get, request.name)

    async def list_operations(self, request: ListOperationsRequest) -> bytes:
        """A serialised ListOperationsResponse, the latest operation first."""
        if request.name not in ("", _COLLECTION):
            raise InvalidField(
                f"{request.name[:80]!r} holds no operations. Give `operations`, or nothing.", field="name"
            )
        query = ListQuery(request.filter, request.page_size, request.page_token)
        page = await self._access.read(self._operations.list, query)
        return pack_page(ListOperationsResponse, _COLLECTION, page)

    async def cancel_operation(self, request: CancelOperationRequest) -> Empty:
        """Nothing, after the commit: the operation has ended. Raises PermissionDenied where the caller could not begin one."""
        require_name(request.name, _COLLECTION)
        await self._require_scope(request.name)
        await self._access.write(self._operations.cancel, request.name)
        return Empty()

    async def delete_operation(self, request: DeleteOperationRequest) -> Empty:
        """Nothing, after the commit. Raises PermissionDenied where the caller could not begin such an operation."""
        require_name(request.name, _COLLECTION)
        await self._require_scope(request.name)
        await self._access.write(self._operations.delete, request.name)
        return Empty()

    async def _require_scope(self, name: str) -> None:
        """What the gate has let in may end a queue of documents; anything else needs the scope that it is begun with."""
        operation = Operation.FromString(await self._access.read(self._operations.get, name))
        if not operation.metadata.Is(QueueMetadata.DESCRIPTOR):
            require_scope(Scope.ADMIN)

    async def wait_operation(self, request: WaitOperationRequest) -> bytes:
        """The serialised Operation once it is done, or as it is after `timeout`, 60 seconds at most. Raises Draining."""
        require_name(request.name, _COLLECTION)
        seconds = _LONGEST_WAIT
        if request.HasField("timeout"):
            seconds = min(seconds, request.timeout.ToTimedelta().total_seconds())
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            serialized = await self._access.read(self._operations.get, request.name)
            left = end - loop.time()
            if Operation.FromString(serialized).done or left <= 0:
                return serialized
            if self._drain.is_set():
                raise Draining("The server is shutting down; the operation goes on. Wait for it at the next one.")
            await asyncio.sleep(min(left, _SECONDS_BETWEEN_LOOKS))
