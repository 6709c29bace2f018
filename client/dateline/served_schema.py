"""The schema that a server serves, asked for by reflection: its services, methods and messages by name."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import grpc
from google.protobuf.descriptor import Descriptor, EnumDescriptor, MethodDescriptor, ServiceDescriptor
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from dateline.errors import InvalidArgument, NotFound, from_rpc_error

Described = ServiceDescriptor | MethodDescriptor | Descriptor | EnumDescriptor

_PACKAGE = "dateline.v1."


class ServedSchema:
    """What the server at the other end of a channel describes of itself. Raises a typed error where it does not answer.

    Names may be short: `GetArticle` for `dateline.v1.ArticleService.GetArticle`, as long as no other ends so.
    """

    def __init__(self, channel: grpc.Channel, address: str, timeout: float) -> None:
        """`timeout` in seconds is for each question."""
        self._address = address
        database = ProtoReflectionDescriptorDatabase(grpc.intercept_channel(channel, _Timeout(timeout)))
        try:
            self.services = sorted(database.get_services())
        except grpc.RpcError as error:
            raise from_rpc_error(error, address) from error
        self._pool = DescriptorPool(database)

    def service(self, name: str) -> ServiceDescriptor:
        """The service of that full name. Raises NotFound."""
        try:
            return self._pool.FindServiceByName(name)
        except KeyError as error:
            raise NotFound(f"{self._address} does not describe the service {name}.", reason="NAME_NOT_FOUND") from error

    def methods(self) -> Iterator[MethodDescriptor]:
        """Every method of every service that the server describes."""
        for name in self.services:
            try:
                yield from self._pool.FindServiceByName(name).methods
            except KeyError:  # listed, and not described: reflection itself on some servers
                continue

    def method(self, name: str) -> MethodDescriptor:
        """The method `Service/Method`, `Service.Method` or `Method`, with or without the package.

        Raises NotFound with the nearest names, InvalidArgument where several methods have that name.
        """
        wanted = name.strip("/").replace("/", ".")
        found = {method.full_name: method for method in self.methods()}
        if wanted in found:
            return found[wanted]
        ends = [full for full in found if full.endswith(f".{wanted}")]
        if len(ends) > 1:
            raise InvalidArgument(f"{name} is one of {', '.join(ends)}; say which.", reason="NAME_AMBIGUOUS")
        if not ends:
            raise NotFound(
                _unknown(name, "method", [full.rpartition(".")[2] for full in found]), reason="NAME_NOT_FOUND"
            )
        return found[ends[0]]

    def find(self, name: str) -> Described:
        """The service, method, message or enum of that name. Raises NotFound with the nearest names."""
        wanted = name.strip("/").replace("/", ".")
        for full in (wanted, _PACKAGE + wanted):
            for look_up in (
                self._pool.FindServiceByName,
                self._pool.FindMessageTypeByName,
                self._pool.FindEnumTypeByName,
            ):
                try:
                    found: Described = look_up(full)
                except KeyError:
                    continue
                return found
        service = next((full for full in self.services if full.endswith(f".{wanted}")), None)
        if service is not None:
            return self.service(service)
        methods = {method.name for method in self.methods()}
        if wanted.rpartition(".")[2] in methods:
            return self.method(name)
        short = [full.rpartition(".")[2] for full in self.services]
        raise NotFound(
            _unknown(name, "service, method or message", [*short, *sorted(methods)]), reason="NAME_NOT_FOUND"
        )


def _unknown(name: str, kind: str, known: list[str]) -> str:
    near = get_close_matches(name.rpartition("/")[2].rpartition(".")[2], known, 3)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"The server has no {kind} {name!r}.{hint} `dateline describe` lists what it has."


class _Timeout(grpc.StreamStreamClientInterceptor):
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def intercept_stream_stream(self, continuation: Any, client_call_details: Any, request_iterator: Any) -> Any:
        return continuation(client_call_details._replace(timeout=self._seconds), request_iterator)
