"""The gate that every call passes: who is calling, whether it may, and whether it asks too often."""

from collections.abc import Sequence
from contextvars import ContextVar
from typing import NamedTuple, TypeAlias

import grpc

from dateline_server.errors import Unauthenticated
from dateline_server.services.access.caller import lacking
from dateline_server.services.access.files import AccessFile
from dateline_server.services.access.principals import ANYONE, AccessList, Principal, holds_token
from dateline_server.services.access.rates import Rates
from dateline_server.services.access.scopes import lets_in, scope_of

Context: TypeAlias = "grpc.aio.ServicerContext[bytes, bytes]"
Metadata: TypeAlias = Sequence[tuple[str, str | bytes]]

# What the caller has sent with the call, as gRPC has told whoever found the handler: asked again, it makes it anew.
sent: ContextVar[Metadata | None] = ContextVar("sent", default=None)


class Admitted(NamedTuple):
    """A call that was let in. `counted` is the name under which its calls are counted: its own, or its host."""

    principal: Principal
    counted: str


class Gate:
    """Lets calls in. Without an access list everyone may do everything, and is counted by address."""

    def __init__(self, access: AccessFile | None, rates: Rates) -> None:
        self._access = access
        self._rates = rates

    @property
    def open(self) -> bool:
        """Whether it lets everyone in and counts nothing."""
        return self._access is None and not self._rates.limited

    def enter(self, method: str, metadata: Metadata, context: Context) -> Admitted:
        """Who is calling, with which metadata. Raises Unauthenticated, PermissionDenied or TooManyCalls.

        Call `leave` when the call ends.
        """
        needed = scope_of(method)
        if needed is None:
            return Admitted(ANYONE, "")
        principal = ANYONE if self._access is None else _identify(self._access.now, metadata, context)
        if needed not in principal.scopes and not lets_in(method, principal.scopes):
            raise lacking(principal.name, needed)
        counted = _host(context.peer()) if principal is ANYONE else principal.name
        self._rates.enter(counted)
        return Admitted(principal, counted)

    def leave(self, admitted: Admitted) -> None:
        """A call that was let in has ended."""
        self._rates.leave(admitted.counted)


def _identify(known: AccessList, metadata: Metadata, context: Context) -> Principal:
    header: str | bytes = ""
    for key, value in metadata:
        if key == "authorization":
            header = value
            break
    if isinstance(header, str):
        principal = known.find_by_header(header)
        if principal is not None:
            return principal.require_valid()
        if holds_token(header):
            raise Unauthenticated("The token is not known to this server. Was it revoked, or is it another server's?")
    if known.knows_certificates:
        names = _certificate_names(context)
        principal = known.find_by_certificate(names)
        if principal is not None:
            return principal.require_valid()
        if names:
            raise Unauthenticated(f"The certificate of {names[0]} is not on the access list of this server.")
    raise Unauthenticated(
        "Say who you are: send `authorization: Bearer TOKEN`, which clients do with --token-file or DATELINE_TOKEN."
    )


def _certificate_names(context: Context) -> list[str]:
    """The names in the certificate that the caller has shown, and that the port has verified."""
    shown = context.auth_context()
    fields = ("x509_common_name", "x509_subject_alternative_name")
    return [name.decode(errors="replace") for field in fields for name in shown.get(field, ())]


def _host(peer: str) -> str:
    """`ipv4:192.0.2.7:4711` → `192.0.2.7`."""
    return peer.partition(":")[2].rpartition(":")[0] or peer
