# Written by scripts/generate_client.py from dateline/aio/client.py; change that one, then `make stubs`.
"""A connection to a server: what is done with documents, changes and files, and by resource what is done with the rest."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import grpc

from dateline.client.actors import Actors
from dateline.client.admin import Admin
from dateline.client.articles import Articles
from dateline.client.changes import Changes
from dateline.client.documents import Documents
from dateline.client.events import Events
from dateline.client.exports import Exports
from dateline.client.operations import Operations
from dateline.client.quotes import Quotes
from dateline.client.stories import Stories
from dateline.connection import Connection, Interceptors, Metadata, Options
from dateline.freshness import Freshness
from dateline.retry import DEFAULT_TIMEOUT
from dateline.security import token_metadata
from dateline.v1.admin_service_pb2 import GetServerInfoRequest, GetServerInfoResponse
from dateline.v1.admin_service_pb2_grpc import AdminServiceStub


class Client(Documents, Changes, Exports):
    """A connection to a Dateline server at `address`; without one, `DATELINE_SERVER` or 127.0.0.1:50051.

    Of several addresses, in a list or with commas between them, each call goes to the next that is serving, and so does
    another try; behind `dns:///NAME:PORT` are all that the name stands for. Names in a list are looked up once, here.

    What is stored is under `articles`, `events`, `quotes`, `actors` and `stories`:
    `client.events.list('type = "CONSULT"')`. What takes long is under `operations`.

    `timeout` is in seconds and holds for each single call; streams (`parse_many`, `ingest_many`) have none unless
    given. Every method raises a `DatelineError`. With `credentials`, such as `tls_credentials(ca="ca.pem")`, the
    connection is encrypted; the certificate must be for `server_name`, which is the host of the address, of several the
    first, unless given. `token` says who is calling; `metadata` goes with every call. A call that finds no server, or
    one that is not ready, is tried up to four times, with pauses.
    A client reads its own writes: an answer knows of every change that the client made or was told of before, also when
    another server of the same store gives it (else Unavailable, NOT_YET_CONSISTENT). `read_own_writes=False` asks for
    whatever the server has.

    `options` and `interceptors` are handed to gRPC.

    A client is cheap to share and dear to make: keep one, an asynchronous one within its event loop.
    """

    def __init__(
        self,
        address: str | Sequence[str] = "",
        *,
        timeout: float = DEFAULT_TIMEOUT,
        credentials: grpc.ChannelCredentials | None = None,
        server_name: str = "",
        token: str = "",
        metadata: Mapping[str, str] | None = None,
        options: Options = (),
        interceptors: Interceptors = (),
        read_own_writes: bool = True,
    ) -> None:
        self._freshness = Freshness(read_own_writes)
        sent = {**(metadata or {}), **token_metadata(token)}
        connection = Connection(
            address, server_name, timeout, credentials, sent, options, interceptors, self._freshness
        )
        Documents.__init__(self, connection)
        Changes.__init__(self, connection)
        Exports.__init__(self, connection)
        self._admin = AdminServiceStub(connection.channel)
        self._connection = connection
        self.articles = Articles(connection)
        self.events = Events(connection)
        self.quotes = Quotes(connection)
        self.actors = Actors(connection)
        self.stories = Stories(connection)
        self.admin = Admin(connection)
        self.operations = Operations(connection)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.address!r})"

    @property
    def address(self) -> str:
        """Where the server is: HOST:PORT; of several, with commas between them."""
        return self._connection.address

    @property
    def channel(self) -> grpc.Channel:
        """The channel to the server, for what this client has no method for."""
        return self._connection.channel

    @property
    def metadata(self) -> Metadata:
        """What goes with every call, the token among it."""
        return self._connection.metadata

    @property
    def consistency_token(self) -> str:
        """The token of the latest change that this client made or was told of; empty when there is none.

        Reads send it, so that an answer knows of that change whichever server of the store gives it. Set on another
        client, it makes that one read what this one wrote; set to "", what was written before counts no longer.
        """
        return self._freshness.token

    @consistency_token.setter
    def consistency_token(self, token: str) -> None:
        self._freshness.token = token

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; calls under way are cancelled."""
        self._connection.close()

    def health(self, *, timeout: float | None = None) -> str:
        """What the server says about itself: SERVING, NOT_SERVING (starting or stopping) or UNKNOWN."""
        return self._connection.health(timeout)

    def server_info(self, *, timeout: float | None = None) -> GetServerInfoResponse:
        """What the server is: version, engine, store, limits, and which fields filters and orders may name."""
        return self._connection.call(self._admin.GetServerInfo, GetServerInfoRequest(), timeout)
