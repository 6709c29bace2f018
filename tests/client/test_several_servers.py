"""A client of several servers: calls are shared out, and go round those that are away, starting or ending."""

import inspect
import threading
import time
from collections.abc import Callable, Iterator

import grpc
import pytest
import trustme
from silent_line import SilentLine
from small_server import SmallServer

from dateline import AsyncClient, Client, errors
from dateline.addresses import grpc_target, server_address


@pytest.fixture
def servers() -> Iterator[list[SmallServer]]:
    small = [SmallServer(), SmallServer()]
    yield small
    for server in small:
        server.server.stop(None).wait()


@pytest.fixture
def client(servers: list[SmallServer]) -> Iterator[Client]:
    with Client([server.address for server in servers], timeout=10) as client:
        parse_until(client, lambda: all(server.calls for server in servers))  # both are connected
        for server in servers:
            server.calls.clear()
        yield client


def parse_until(client: Client, done: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end
        assert client.parse("one").body == "one"


def calls(servers: list[SmallServer], method: str = "Parse") -> list[int]:
    return [server.calls.get(method, 0) for server in servers]


def test_calls_are_shared_out(client: Client, servers: list[SmallServer]) -> None:
    for _ in range(10):
        client.parse("one")
    assert calls(servers) == [5, 5]


async def test_an_asynchronous_client_shares_them_out_too(servers: list[SmallServer]) -> None:
    async with AsyncClient(",".join(server.address for server in servers), timeout=10) as client:
        for _ in range(200):
            assert (await client.parse("one")).body == "one"
    assert min(calls(servers)) > 50


async def test_each_client_has_connections_of_its_own(client: Client, servers: list[SmallServer]) -> None:
    """gRPC can crash where two channels begin to ask for the health of a server over the same connection at once."""
    addresses = [server.address for server in servers]
    with Client(addresses, timeout=10) as second:
        parse_until(second, lambda: all(len(server.peers) == 2 for server in servers))
    async with AsyncClient(addresses, timeout=10) as third:
        for _ in range(200):
            await third.parse("one")
    assert [len(server.peers) for server in servers] == [3, 3]


def test_another_try_goes_to_another_server(client: Client, servers: list[SmallServer]) -> None:
    servers[0].unavailable = 1_000
    for _ in range(6):
        client.parse("one")
    assert calls(servers)[1] == 6
    assert calls(servers)[0] >= 3


def test_a_long_request_is_tried_again_too(client: Client, servers: list[SmallServer]) -> None:
    text = "x" * 3_000_000
    for server in servers:
        server.unavailable = 1
    assert client.parse(text).body == text
    assert sum(calls(servers)) >= 3


def test_a_server_that_ends_is_left_out_and_nothing_fails(client: Client, servers: list[SmallServer]) -> None:
    ending = threading.Timer(0.2, lambda: servers[0].server.stop(0.2))
    ending.start()
    end = time.monotonic() + 1
    while time.monotonic() < end:
        client.parse("one")
    ending.join()
    before = calls(servers)[0]
    for _ in range(10):
        client.parse("one")
    assert calls(servers)[0] == before


def test_a_server_that_is_not_ready_gets_no_calls(client: Client, servers: list[SmallServer]) -> None:
    servers[0].serve_calls(False)

    def goes_round_it() -> bool:
        before = calls(servers)
        for _ in range(10):
            client.parse("one")
        return calls(servers) == [before[0], before[1] + 10]

    parse_until(client, goes_round_it)
    servers[0].serve_calls(True)
    before = calls(servers)[0]
    parse_until(client, lambda: calls(servers)[0] > before)


def test_a_broken_stream_goes_on_at_another_server(client: Client, servers: list[SmallServer]) -> None:
    for server in servers:
        server.breaks = 1
    results = list(client.ingest_many(f"text {number}" for number in range(400)))
    assert len(results) == 400
    assert all(not isinstance(result, errors.DatelineError) for result in results)
    assert min(calls(servers, "IngestArticles")) >= 1


def test_a_follower_goes_on_at_another_server(client: Client, servers: list[SmallServer]) -> None:
    for server in servers:
        server.log = 6
        server.ends = [errors.Unavailable("The server is shutting down.", reason="DRAINING")]
    assert [change.sequence for change in client.follow(once=True)] == [1, 2, 3, 4, 5, 6]
    assert sum(calls(servers, "Watch")) == 3


def test_without_any_server_it_is_said_which_were_tried() -> None:
    with (
        Client("127.0.0.1:1,127.0.0.1:2", timeout=5) as client,
        pytest.raises(errors.Unavailable, match=r"127\.0\.0\.1:1,127\.0\.0\.1:2"),
    ):
        client.parse("one")


class Authority:
    """Certificates for servers, and what a client needs to trust them."""

    def __init__(self) -> None:
        self._ca = trustme.CA()
        self.trusted = grpc.ssl_channel_credentials(self._ca.cert_pem.bytes())

    def for_server(self, *names: str) -> grpc.ServerCredentials:
        issued = self._ca.issue_cert(*names)
        chain = b"".join(blob.bytes() for blob in issued.cert_chain_pems)
        return grpc.ssl_server_credentials([(issued.private_key_pem.bytes(), chain)])


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.mark.parametrize(
    ("certified", "first_host", "server_name"),
    [("127.0.0.1", "127.0.0.1", ""), ("localhost", "localhost", ""), ("news.example", "127.0.0.1", "news.example")],
)
def test_encrypted_calls_are_shared_out_and_the_name_is_checked(
    authority: Authority, certified: str, first_host: str, server_name: str
) -> None:
    servers = [SmallServer(authority.for_server(certified)) for _ in range(2)]
    addresses = [f"{first_host}:{servers[0].port}", servers[1].address]
    try:
        with Client(addresses, timeout=10, credentials=authority.trusted, server_name=server_name) as client:
            parse_until(client, lambda: all(server.calls for server in servers))
        with (
            Client(addresses, timeout=5, credentials=authority.trusted, server_name="other.example") as client,
            pytest.raises(errors.Unavailable),
        ):
            client.parse("one")
    finally:
        for server in servers:
            server.server.stop(None).wait()


def test_all_that_a_name_stands_for_are_asked(servers: list[SmallServer]) -> None:
    with Client(f"dns:///localhost:{servers[0].port}", timeout=10) as client:
        assert client.parse("one").body == "one"
        servers[0].serve_calls(False)
        with pytest.raises(errors.Unavailable):
            parse_until(client, lambda: False)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("news.example:50051", "news.example:50051"),
        ("dns:///news.example:50051", "dns:///news.example:50051"),
        ("ipv4:10.0.0.1:5,10.0.0.2:5", "ipv4:10.0.0.1:5,10.0.0.2:5"),
        ("127.0.0.1:5,127.0.0.2:6", "ipv4:127.0.0.1:5,127.0.0.2:6"),
        ("127.0.0.1:5, [::1]:6", "ipv6:[::ffff:127.0.0.1]:5,[::1]:6"),
        ("none.invalid:5,127.0.0.1:6", "ipv4:127.0.0.1:6"),
    ],
)
def test_addresses_are_told_to_grpc(address: str, target: str) -> None:
    assert grpc_target(server_address(address)) == target


def test_names_that_nobody_knows_are_said() -> None:
    with pytest.raises(errors.Unavailable, match=r"none\.invalid or no\.invalid"):
        Client("none.invalid:1,no.invalid:1")


@pytest.mark.parametrize("address", ["127.0.0.1:1,", "127.0.0.1:1,host", ["127.0.0.1:1", "host"]])
def test_each_address_must_be_one(address: str | list[str]) -> None:
    with pytest.raises(errors.InvalidArgument, match="HOST:PORT"):
        Client(address)


def test_a_line_that_falls_silent_is_noticed(servers: list[SmallServer]) -> None:
    line = SilentLine(servers[0].address)
    servers[0].log = 2
    soon = [("grpc.keepalive_time_ms", 1_000)]
    try:
        with Client(line.address, options=soon) as client:
            watching = client.watch(timeout=45)
            assert next(watching).changes
            line.cut()
            with pytest.raises(errors.Unavailable, match="ping timeout"):
                list(watching)
    finally:
        line.close()


def test_every_method_that_calls_a_server_takes_a_timeout() -> None:
    """`follow` has none: it goes on over every break, for as long as its `patience`."""
    with Client("127.0.0.1:1") as client:
        parts = [
            client,
            *(part for part in vars(client).values() if type(part).__module__.startswith("dateline.client")),
        ]
        lacking = [
            f"{type(part).__name__}.{name}"
            for part in parts
            for name, method in inspect.getmembers(type(part), inspect.isfunction)
            if not name.startswith("_") and "timeout" not in inspect.signature(method).parameters
        ]
    assert sorted(lacking) == ["Client.close", "Client.follow"]
