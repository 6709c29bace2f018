"""Cursors: the number of a change as callers keep it, signed. Of two of one store, the later one is the greater string."""

import base64
import hmac
import re
from dataclasses import dataclass

from dateline_server.errors import InvalidCursor

_MAC_BYTES = 16
_PURPOSE = b"cursor:"
# As many digits for every number, so that strings compare as the numbers do.
_FORM = re.compile(r"([0-9a-f]{16})\.([0-9A-Za-z_-]+)")


@dataclass(frozen=True, slots=True)
class Cursors:
    """Makes and reads the cursors of one store; `secret` is the store's own."""

    secret: bytes

    def seal(self, seq: int) -> str:
        """The cursor that stands after change number `seq`."""
        digits = f"{seq:016x}"
        return f"{digits}.{self._sign(digits)}"

    def open(self, cursor: str) -> int:
        """The number of the change after which the cursor stands. Raises InvalidCursor for one of another store."""
        form = _FORM.fullmatch(cursor)
        if form is None or not hmac.compare_digest(form[2], self._sign(form[1])):
            raise InvalidCursor(
                "The cursor was not given out by this store. Send `cursor` of a WatchResponse or of GetCursor as it is.",
                field="cursor",
            )
        return int(form[1], 16)

    def _sign(self, digits: str) -> str:
        mac = hmac.digest(self.secret, _PURPOSE + digits.encode(), "sha256")[:_MAC_BYTES]
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")
