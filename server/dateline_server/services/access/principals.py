"""Who is known to a server, and what each may do: read from a file, in which no token stands in the clear.

A line is `name TAB scopes TAB kind TAB key TAB expires`:

    newsroom    read,ingest    token          sha256:9f86d0…    2027-01-31
    desk        read           certificate    desk.example

A token has 256 random bits, so one round of SHA-256 hides it for good. `key` of a certificate is its subject's common
name or one of its alternative names. `expires` is the last day (UTC), empty for never.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from dateline_server.errors import InvalidField, Unauthenticated
from dateline_server.services.access.scopes import Scope

_COLUMNS = 5
_HASH = "sha256:"
_DIGEST = re.compile("[0-9a-f]{64}")
_SELECTOR = 16
_BEARER = "bearer "
# Headers that are remembered; nobody needs more than one, but a caller can write its own in many ways.
_MOST_HEADERS = 10_000
_NO_DIGEST = "-" * 64


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller as the server knows it. `expires` is the last day on which it is let in; None is never."""

    name: str
    scopes: frozenset[Scope]
    expires: date | None = None

    @property
    def expired(self) -> bool:
        """Whether its last day is over."""
        return self.expires is not None and datetime.now(UTC).date() > self.expires

    def require_valid(self) -> "Principal":
        """Itself. Raises Unauthenticated after its last day."""
        if self.expired:
            raise Unauthenticated(f"What {self.name} showed was good until {self.expires}. Ask for a new one.")
        return self


ANYONE = Principal("anyone", frozenset(Scope))


class AccessList:
    """The principals of a file, found by what they show."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        """Raises InvalidField with the number of the line that cannot be read."""
        self._by_digest: dict[str, tuple[str, Principal]] = {}  # by the first characters of the digest
        self._by_certificate: dict[str, Principal] = {}
        self._by_header: dict[str, Principal] = {}
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.startswith("#"):
                self._add(line.rstrip("\r\n"), number)

    @property
    def principals(self) -> list[Principal]:
        """Everyone on the list."""
        return [*(principal for _, principal in self._by_digest.values()), *self._by_certificate.values()]

    @property
    def knows_certificates(self) -> bool:
        """Whether anyone is known by a certificate."""
        return bool(self._by_certificate)

    def find_by_header(self, header: str) -> Principal | None:
        """Whose token stands in the header `authorization`: `Bearer TOKEN`.

        One that was right before is found again without a digest. No guess can be told from another by the time that this
        takes: a dictionary compares only what has the same hash, which nobody knows of a token that they do not have.
        """
        principal = self._by_header.get(header)
        if principal is None and holds_token(header):
            principal = self.find_by_token(header[len(_BEARER) :].strip())
            if principal is not None and len(self._by_header) < _MOST_HEADERS:
                self._by_header[header] = principal
        return principal

    def find_by_token(self, token: str) -> Principal | None:
        """Whose token it is, in a time that does not depend on how much of the token is right."""
        digest = digest_of(token)
        known, principal = self._by_digest.get(digest[:_SELECTOR], (_NO_DIGEST, None))
        return principal if hmac.compare_digest(digest, known) else None

    def find_by_certificate(self, names: Iterable[str]) -> Principal | None:
        """Whose certificate it is, that carries these names."""
        return next((self._by_certificate[name] for name in names if name in self._by_certificate), None)

    def _add(self, line: str, number: int) -> None:
        fields = [*line.split("\t"), ""][:_COLUMNS]
        if len(fields) < _COLUMNS:
            raise InvalidField(
                f"Line {number} has {line.count(chr(9)) + 1} columns; it needs name, scopes, kind, key and, after a tab "
                "each, the last day if there is one.",
                field="access",
            )
        name, scopes, kind, key, expires = (field.strip() for field in fields)
        principal = Principal(name, _read_scopes(scopes, number), _read_day(expires, number))
        if kind == "token" and key.startswith(_HASH):
            digest = key.removeprefix(_HASH)
            if not _DIGEST.fullmatch(digest):
                raise InvalidField(
                    f"Line {number}: after {_HASH} come 64 hexadecimal digits, in small letters.", "access"
                )
            self._by_digest[digest[:_SELECTOR]] = (digest, principal)
        elif kind == "certificate" and key:
            self._by_certificate[key] = principal
        else:
            raise InvalidField(
                f"Line {number}: a principal is known by `token` and {_HASH}…, or by `certificate` and a name in it.",
                field="access",
            )


def holds_token(header: str) -> bool:
    """Whether the header `authorization` is of the kind in which a token stands."""
    return header[: len(_BEARER)].lower() == _BEARER


def digest_of(token: str) -> str:
    """SHA-256 of the token, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def write_line(principal: Principal, kind: str, key: str) -> str:
    """The line of the file for a principal known by `token` (key: its digest) or `certificate` (key: a name in it)."""
    shown = _HASH + key if kind == "token" else key
    scopes = ",".join(sorted(principal.scopes))
    return f"{principal.name}\t{scopes}\t{kind}\t{shown}\t{principal.expires or ''}\n"


def _read_scopes(text: str, number: int) -> frozenset[Scope]:
    try:
        return frozenset(Scope(name.strip()) for name in text.split(","))
    except ValueError as error:
        raise InvalidField(
            f"Line {number}: {text!r} are no scopes; give some of {', '.join(Scope)}, with commas between them.",
            field="access",
        ) from error


def _read_day(text: str, number: int) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidField(f"Line {number}: {text!r} is no day; write 2027-01-31.", field="access") from error
