"""What a server may be told, and how it says that it may not."""

import pytest

from dateline_server.errors import InvalidField
from dateline_server.serving.config import Address, make_config, read_address


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        ("127.0.0.1:50051", Address("127.0.0.1", 50051)),
        ("localhost:0", Address("localhost", 0)),
        ("[::1]:8080", Address("::1", 8080)),
        (":8080", Address("127.0.0.1", 8080)),
    ],
)
def test_an_address_is_a_host_and_a_port(listen: str, address: Address) -> None:
    assert read_address(listen) == address


@pytest.mark.parametrize(
    "listen", ["", "50051", "localhost", "localhost:", "localhost:http", "h:70000", "::1:80", "h:-1"]
)
def test_anything_else_is_refused_with_an_example(listen: str) -> None:
    with pytest.raises(InvalidField, match=r"127\.0\.0\.1:50051"):
        read_address(listen)


def test_an_ipv6_address_is_written_in_brackets() -> None:
    assert str(Address("::1", 8080)) == "[::1]:8080"


@pytest.mark.parametrize("listen", ["0.0.0.0:1", "192.0.2.1:1", "[::]:1", "news.example:1"])
def test_other_machines_are_let_in_only_on_purpose(listen: str) -> None:
    with pytest.raises(InvalidField, match="--insecure-bind"):
        make_config(store="news.db", listen=listen)
    assert make_config(store="news.db", listen=listen, insecure_bind=True).listen == read_address(listen)


def test_measures_are_given_to_other_machines_only_on_purpose_for_they_are_never_encrypted() -> None:
    encrypted = {"tls_cert": "server.pem", "tls_key": "server.key"}
    with pytest.raises(InvalidField, match="measures are given out unencrypted"):
        make_config(store="news.db", metrics_listen="0.0.0.0:9464", **encrypted)
    config = make_config(store="news.db", metrics_listen="0.0.0.0:9464", insecure_bind=True, **encrypted)
    assert config.metrics_listen == Address("0.0.0.0", 9464)


@pytest.mark.parametrize("url", ["http://collector:4317", "https://[::1]:4317", "http://collector"])
def test_a_collector_is_a_host_that_is_spoken_to_by_http(url: str) -> None:
    assert make_config(store="news.db", otlp_endpoint=url).otlp_endpoint == url


@pytest.mark.parametrize(
    "url", ["collector:4317", "ftp://collector", "http://", "http://c:99999", "http://ana:sesame@c:1"]
)
def test_anything_else_is_no_collector_and_is_not_repeated(url: str) -> None:
    with pytest.raises(InvalidField, match="http://HOST:PORT") as refused:
        make_config(store="news.db", otlp_endpoint=url)
    assert "sesame" not in refused.value.message


@pytest.mark.parametrize("listen", ["127.0.0.1:1", "127.1.2.3:1", "[::1]:1", "localhost:1"])
def test_this_machine_is_let_in(listen: str) -> None:
    assert make_config(store="news.db", listen=listen).listen.is_local


@pytest.mark.parametrize("workers", [-1, 65])
def test_the_number_of_workers_has_bounds(workers: int) -> None:
    with pytest.raises(InvalidField, match=str(workers)):
        make_config(store="news.db", workers=workers)


def test_there_is_at_least_one_worker() -> None:
    assert make_config(store="news.db").workers >= 1
