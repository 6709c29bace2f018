"""How long something has been as it is, for as long as this process has looked at it.

What shall happen when a thing has not changed for an hour must not happen because the clock was put forward by one. So
it is not told by the times in the store, but by a clock that nobody sets, and which begins anew with each process.
"""

from collections.abc import Iterable

from dateline_server.clock import SteadyClock
from dateline_server.storage.database import Row


class Sightings:
    """Since when each row has been seen at every look."""

    def __init__(self, steady: SteadyClock) -> None:
        self._steady = steady
        self._since: dict[Row, float] = {}

    def unchanged(self, rows: Iterable[Row], seconds: float) -> list[Row]:
        """Those of the rows that there are now which were seen first so long ago, and at every look since."""
        now = self._steady()
        self._since = {row: self._since.get(row, now) for row in rows}
        return [row for row, since in self._since.items() if now - since >= seconds]
