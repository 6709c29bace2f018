"""Who is let in by a running server: tokens, certificates, scopes, limits, and what the audit log says."""

import os
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from running_server import Refused, RunningServer, ServerCalls, eventually, start_and_fail
from server_here import serve_here
from telemetry_samples import free_port

from dateline import Client, DeadlineExceeded, NotFound, PermissionDenied, Unauthenticated, Unavailable, tls_credentials
from dateline.documents import make_document
from dateline.v1.article_service_pb2 import ListArticlesRequest
from dateline.v1.event_pb2 import Event
from dateline_server.errors import InvalidInput
from dateline_server.services.access.files import write_lines
from dateline_server.services.access.principals import Principal, digest_of, write_line
from dateline_server.services.access.scopes import NEEDED, OR_INGEST, Scope

TEXT = "Dockers in Valletta walked out on Monday. “We want an answer,” their union said."


def token_of(scope: str) -> str:
    return f"token-for-{scope}"


def write_list(path: Path) -> None:
    lines = [write_line(Principal(scope, frozenset({scope})), "token", digest_of(token_of(scope))) for scope in Scope]
    over = Principal("former", frozenset(Scope), (datetime.now(UTC) - timedelta(days=2)).date())
    write_lines(path, [*lines, write_line(over, "token", digest_of("expired"))])


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("guarded")
    write_list(folder / "access.tsv")
    admin = f"127.0.0.1:{free_port()}"
    running = RunningServer(
        folder, "--access", str(folder / "access.tsv"), "--admin-listen", admin, "--log-level", "error"
    )
    running.admin = grpc.insecure_channel(admin)  # type: ignore[attr-defined]
    yield running
    running.admin.close()  # type: ignore[attr-defined]
    running.kill()


def channel_of(server: RunningServer, method: str) -> grpc.Channel:
    """The port that answers the method."""
    running = "AdminService" in method or "Channelz" in method
    return server.admin if running else server.channel  # type: ignore[attr-defined]


def status_of_call(server: RunningServer, method: str, token: str) -> Refused | None:
    """What an empty request to the method is answered with: the refusal, or None where there is none."""
    call = channel_of(server, method).unary_stream(method)(
        b"", metadata=[("authorization", f"Bearer {token}")] if token else [], timeout=1
    )
    try:
        next(iter(call))
    except StopIteration:
        return None
    except grpc.RpcError as error:
        return None if error.code() == grpc.StatusCode.DEADLINE_EXCEEDED else Refused.of(error)
    finally:
        call.cancel()
    return None


@pytest.mark.parametrize("method", sorted(NEEDED))
def test_a_method_lets_in_its_scope_and_no_other(guarded: RunningServer, method: str) -> None:
    for scope in Scope:
        if method.endswith("/Drain") and scope == Scope.ADMIN:  # no other test would be answered after it
            continue
        refused = status_of_call(guarded, method, token_of(scope))
        code = refused.code if refused else "OK"
        if scope == NEEDED[method] or (scope == Scope.INGEST and method in OR_INGEST):
            assert code not in ("PERMISSION_DENIED", "UNAUTHENTICATED"), scope
        else:
            assert code == "PERMISSION_DENIED", scope


@pytest.mark.parametrize("end", ["cancel", "delete"])
@pytest.mark.parametrize(
    ("operation", "begun_by", "ended_by", "refused"),
    [
        ("queue", "ingest", "ingest", False),
        ("queue", "ingest", "admin", False),
        ("queue", "ingest", "read", True),
        ("reparse", "admin", "admin", False),
        ("reparse", "admin", "ingest", True),
        ("reparse", "admin", "read", True),
    ],
)
def test_an_operation_is_ended_with_the_scope_that_it_is_begun_with(
    guarded: RunningServer, operation: str, begun_by: str, ended_by: str, refused: bool, end: str
) -> None:
    with (
        Client(guarded.address, token=token_of(begun_by)) as one,
        Client(guarded.address, token=token_of(ended_by)) as other,
    ):
        begun = one.articles.queue([make_document(TEXT)]) if operation == "queue" else one.articles.reparse()
        if end == "delete":
            one.operations.cancel(begun.name)
        ends = getattr(other.operations, end)
        if refused:
            with pytest.raises(PermissionDenied):
                ends(begun.name)
        else:
            ends(begun.name)


@pytest.mark.parametrize("method", sorted(NEEDED))
@pytest.mark.parametrize("token", ["", "wrong", "expired"])
def test_nobody_is_let_in_without_a_good_token(guarded: RunningServer, method: str, token: str) -> None:
    refused = status_of_call(guarded, method, token)
    assert refused is not None
    assert (refused.code, refused.reason) == ("UNAUTHENTICATED", "UNAUTHENTICATED")


def test_the_typed_errors_say_what_to_do(guarded: RunningServer) -> None:
    with Client(guarded.address) as nobody, pytest.raises(Unauthenticated, match="DATELINE_TOKEN"):
        nobody.articles.get("articles/x")
    with (
        Client(guarded.address, token=token_of("read")) as reader,
        pytest.raises(PermissionDenied, match="needs the scope 'parse'"),
    ):
        reader.parse(TEXT)


@pytest.mark.parametrize(
    ("token", "code", "says"),
    [("", 0, "--    access"), ("wrong", 5, "FAIL  access"), (token_of("parse"), 0, ""), (token_of("read"), 0, "")],
)
def test_the_doctor_says_whether_the_server_knows_who_asks(
    guarded: RunningServer, token: str, code: int, says: str
) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("dateline"), "doctor", "--server", guarded.address],
        env=os.environ | {"DATELINE_TOKEN": token},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "is serving" in done.stdout) == (code, True)
    assert says in done.stdout
    assert ("access" in done.stdout) == bool(says)


def test_health_needs_no_token(guarded: RunningServer) -> None:
    with Client(guarded.address) as nobody:
        assert nobody.health() == "SERVING"


def test_each_write_has_an_audit_line_without_a_word_of_the_article(guarded: RunningServer) -> None:
    with Client(guarded.address, token=token_of("ingest")) as client:
        [stored] = client.ingest_many([make_document(f"{TEXT} Nobody answered.", url="https://news.example/audit")])
        client.articles.delete(stored.name)

    def lines_about_it() -> list[dict[str, Any]]:
        return [line for line in guarded.lines("write") if stored.name in line["resources"]]

    eventually(lambda: len(lines_about_it()) >= 2)
    about = lines_about_it()
    assert [line["method"].rpartition("/")[2] for line in about] == ["IngestArticles", "DeleteArticle"]
    assert about[0]["outcomes"] == {"CREATED": 1}
    assert {line["principal"] for line in about} == {"ingest"}
    log = guarded.log.read_text()
    assert "Valletta" not in log
    assert token_of("ingest") not in log


def test_a_write_whose_caller_has_left_meanwhile_has_its_audit_line_too(guarded: RunningServer) -> None:
    with Client(guarded.address, token=token_of("ingest"), timeout=1) as client:
        [stored] = client.ingest_many([make_document(f"{TEXT} Nobody waited.", url="https://news.example/left")])
        with closing(sqlite3.connect(guarded.log.parent / "store.db", isolation_level=None)) as locked:
            locked.execute("BEGIN IMMEDIATE")
            with pytest.raises(DeadlineExceeded):
                client.articles.delete(stored.name)

    def line() -> dict[str, Any] | None:
        written = [line for line in guarded.lines("write") if stored.name in line["resources"]]
        return next((line for line in written if line["method"].endswith("DeleteArticle")), None)

    assert eventually(line)["principal"] == "ingest"
    with Client(guarded.address, token=token_of("read")) as reader, pytest.raises(NotFound):
        reader.articles.get(stored.name)


@pytest.mark.parametrize(("by", "kept"), [("", "admin"), ("Ana", "Ana via admin"), ("admin", "admin")])
def test_a_correction_is_signed_by_its_caller(guarded: RunningServer, by: str, kept: str) -> None:
    with Client(guarded.address, token=token_of("ingest")) as writer:
        name = writer.ingest(TEXT, url=f"https://news.example/signed-{by}").name
    with Client(guarded.address, token=token_of("read")) as reader:
        event = reader.articles.get(name).events[0]
    with Client(guarded.address, token=token_of("admin")) as editor:
        article = editor.events.correct(name, event.key, Event(status=Event.CLAIMED), ["status"], by=by)
    [corrected] = [changed for changed in article.events if changed.key == event.key]
    assert corrected.correction.by == kept
    [line] = eventually(
        lambda: [
            line
            for line in guarded.lines("write")
            if name in line["resources"] and line["method"].endswith("CorrectEvent")
        ]
    )
    assert (line["by"], line["principal"]) == (kept, "admin")


def test_a_token_that_is_removed_is_let_in_no_more(tmp_path: Path) -> None:
    path = tmp_path / "access.tsv"
    write_list(path)
    with serve_here(access=str(path)) as server, Client(server.address, token=token_of("read")) as client:
        client.articles.list().take(1)
        write_lines(path, ["# nobody\n"])
        with pytest.raises(Unauthenticated):
            list_until_refused(client, seconds=30)


def test_who_calls_too_often_is_told_when_to_call_again() -> None:
    with serve_here(calls_per_second=2) as server:
        with pytest.raises(grpc.RpcError) as refused:
            list_in_a_row(server, 20)
        told = Refused.of(refused.value)
        assert (told.code, told.reason) == ("RESOURCE_EXHAUSTED", "TOO_MANY_CALLS")
        assert told.retry_after is not None
        assert 0 < told.retry_after <= 0.5


def test_our_client_waits_as_long_as_it_is_told() -> None:
    with serve_here(calls_per_second=4) as server:
        began = time.monotonic()
        with Client(server.address) as client:
            for _ in range(16):  # of which eight may come at once
                client.articles.list().take(1)
        assert time.monotonic() - began > 1


def list_in_a_row(server: ServerCalls, number: int) -> None:
    for _ in range(number):
        server.articles.ListArticles(ListArticlesRequest())


def list_until_refused(client: Client, seconds: float) -> None:
    """Ask again and again."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        client.articles.list().take(1)


class Certificates:
    """An authority, with a server's and a client's certificate in files."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.authority = trustme.CA()
        self.ca, self.server, self.key = (str(folder / name) for name in ("ca.pem", "server.pem", "server.key"))
        self.client, self.client_key = str(folder / "client.pem"), str(folder / "client.key")
        self.authority.cert_pem.write_to_path(self.ca)
        self.renew()
        self.issue_client("desk.example")

    def renew(self) -> None:
        """Another certificate for the server, in the place of the one before."""
        self._write(self.authority.issue_cert("localhost", "127.0.0.1"), self.server, self.key)

    def expire(self) -> None:
        """The same, with a certificate that ended yesterday."""
        today = datetime.now(UTC)
        issued = self.authority.issue_cert(
            *("localhost", "127.0.0.1"), not_before=today - timedelta(days=9), not_after=today - timedelta(days=1)
        )
        self._write(issued, self.server, self.key)

    def issue_client(self, name: str) -> None:
        """A certificate for a client of that name."""
        self._write(self.authority.issue_cert(name, common_name=name), self.client, self.client_key)

    @staticmethod
    def _write(issued: trustme.LeafCert, certificate: str, key: str) -> None:
        for path, blobs in ((certificate, issued.cert_chain_pems), (key, [issued.private_key_pem])):
            with open(f"{path}.new", "wb") as file:
                file.writelines(blob.bytes() for blob in blobs)
            os.replace(f"{path}.new", path)


def test_a_client_that_trusts_the_authority_is_served_encrypted(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    with serve_here(tls_cert=certificates.server, tls_key=certificates.key) as server:
        with Client(server.address, credentials=tls_credentials(certificates.ca)) as client:
            assert client.health() == "SERVING"
        for stranger in (None, tls_credentials(Certificates(tmp_path / "other").ca)):
            with (
                Client(server.address, credentials=stranger, timeout=10) as client,
                pytest.raises(Unavailable, match="TLS"),
            ):
                client.health()


def shown_certificate(address: str, authorities: str) -> bytes:
    """What the server shows to who connects now."""
    host, _, port = address.rpartition(":")
    context = ssl.create_default_context(cafile=authorities)
    context.set_alpn_protocols(["h2"])
    with (
        socket.create_connection((host, int(port)), 10) as plain,
        context.wrap_socket(plain, server_hostname=host) as tls,
    ):
        return tls.getpeercert(binary_form=True) or b""


def test_a_rotated_certificate_is_shown_from_then_on(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    with serve_here(tls_cert=certificates.server, tls_key=certificates.key) as server:
        first = shown_certificate(server.address, certificates.ca)
        Path(certificates.server).write_text("half a certificate")
        assert shown_certificate(server.address, certificates.ca) == first
        certificates.renew()
        assert shown_certificate(server.address, certificates.ca) != first


def test_an_expired_certificate_is_said_on_both_sides_until_there_is_another(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    certificates.expire()
    server = RunningServer(tmp_path, "--tls-cert", certificates.server, "--tls-key", certificates.key)
    try:
        assert server.lines("the certificate has expired: clients refuse it")
        with Client(server.address, credentials=tls_credentials(certificates.ca), timeout=10) as client:
            with pytest.raises(Unavailable, match="has expired"):
                client.health()
            certificates.renew()
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                with suppress(Unavailable):
                    assert client.health() == "SERVING"
                    return
        raise AssertionError("the client never saw the new certificate")
    finally:
        server.kill()


def test_files_that_are_no_certificate_are_said_at_the_start(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    absent = str(tmp_path / "absent")
    faults: list[tuple[dict[str, str], str]] = [
        ({"tls_cert": certificates.server}, "tls_cert needs tls_key"),
        ({"tls_cert": certificates.server, "tls_key": absent}, "absent cannot be read"),
        ({"tls_cert": certificates.key, "tls_key": certificates.server}, "no certificate and its key"),
        ({"access": absent}, "absent cannot be read"),
    ]
    for settings, says in faults:
        with pytest.raises(InvalidInput, match=says), serve_here(tmp_path, **settings):
            pass
    ended = start_and_fail(tmp_path, "--access", absent)
    assert (ended.returncode, "absent cannot be read" in ended.stderr) == (2, True)


def test_a_key_with_a_passphrase_is_refused_and_nobody_is_asked_for_it(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    key = serialization.load_pem_private_key(Path(certificates.key).read_bytes(), None)
    locked = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"sesame")
    )
    Path(certificates.key).write_bytes(locked)
    with (
        pytest.raises(InvalidInput, match="protected by a passphrase"),
        serve_here(tmp_path, tls_cert=certificates.server, tls_key=certificates.key),
    ):
        pass


def test_who_signs_clients_is_read_again_too(tmp_path: Path) -> None:
    certificates, next_year = Certificates(tmp_path), Certificates(tmp_path / "next year")
    tls = {"tls_cert": certificates.server, "tls_key": certificates.key, "client_ca": certificates.ca}
    old = tls_credentials(certificates.ca, certificates.client, certificates.client_key)
    new = tls_credentials(certificates.ca, next_year.client, next_year.client_key)
    with serve_here(**tls) as server:
        with Client(server.address, credentials=old) as client:
            assert client.health() == "SERVING"
        with Client(server.address, credentials=new, timeout=5) as client, pytest.raises(Unavailable):
            client.health()
        os.replace(next_year.ca, certificates.ca)
        with Client(server.address, credentials=new) as client:
            assert client.health() == "SERVING"
        with Client(server.address, credentials=old, timeout=5) as client, pytest.raises(Unavailable):
            client.health()


def test_a_certificate_is_a_name_on_the_access_list(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    write_lines(
        tmp_path / "access.tsv",
        [write_line(Principal("desk", frozenset({Scope.READ})), "certificate", "desk.example")],
    )
    tls = {"tls_cert": certificates.server, "tls_key": certificates.key, "client_ca": certificates.ca}
    with serve_here(access=str(tmp_path / "access.tsv"), **tls) as server:
        shown = tls_credentials(certificates.ca, certificates.client, certificates.client_key)
        with Client(server.address, credentials=shown) as client:
            client.articles.list().take(1)
            with pytest.raises(PermissionDenied, match="desk may not"):
                client.parse(TEXT)
        certificates.issue_client("stranger.example")
        unknown = tls_credentials(certificates.ca, certificates.client, certificates.client_key)
        with (
            Client(server.address, credentials=unknown) as client,
            pytest.raises(Unauthenticated, match=r"stranger\.example"),
        ):
            client.articles.list().take(1)
        nameless = tls_credentials(certificates.ca)
        with Client(server.address, credentials=nameless, timeout=10) as client, pytest.raises(Unavailable):
            client.health()
