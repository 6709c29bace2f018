"""Page tokens: where the next page begins, signed, and bound to the query that they were given out for."""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass

from dateline_server.errors import InvalidField, InvalidPageToken
from dateline_server.storage.store import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE

_MAC_BYTES = 16
Position = tuple[int | float | str, ...]


@dataclass(frozen=True, slots=True)
class PageTokens:
    """Makes and reads the tokens of one store; `secret` is the store's own."""

    secret: bytes

    def seal(self, binding: tuple[str, ...], position: Position) -> str:
        """The token for the page after `position`, good only for the query that `binding` describes."""
        payload = json.dumps(position, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._mac(binding, payload) + payload).decode().rstrip("=")

    def open(self, binding: tuple[str, ...], token: str) -> Position | None:
        """The position in the token; None for the empty token of a first page. Raises InvalidPageToken."""
        if not token:
            return None
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            sealed = b""
        mac, payload = sealed[:_MAC_BYTES], sealed[_MAC_BYTES:]
        if not payload or not hmac.compare_digest(mac, self._mac(binding, payload)):
            raise InvalidPageToken(
                "The page token was not given out for this request. Send `next_page_token` of the page before, as it "
                "is, with the same filter, query and view; or leave it empty to begin again.",
                field="page_token",
            )
        return tuple(json.loads(payload))

    def _mac(self, binding: tuple[str, ...], payload: bytes) -> bytes:
        bound = json.dumps(binding).encode()
        return hmac.digest(self.secret, hashlib.sha256(bound).digest() + payload, "sha256")[:_MAC_BYTES]


def read_page_size(requested: int) -> int:
    """The number of items a page holds: 50 for 0, at most 1,000. Raises InvalidField when it is negative."""
    if requested < 0:
        raise InvalidField(
            f"The page size is {requested}; give a number from 0 to {MAX_PAGE_SIZE:,}.", field="page_size"
        )
    return min(requested or DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)
