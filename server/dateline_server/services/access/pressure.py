"""Whether the server keeps up with what is asked of it, and which calls it refuses while it does not.

Measured is how late calls are: the time from their arrival until their turn, through which all that the process has to
do for other calls goes. A burst makes calls late for a moment and is worked off. When for a while none is in time, the
server is asked for more than it can do, and from then on refuses every call that is late, so that those it takes are
answered nearly as fast as ever. Reads are refused first: they can be asked again. Documents to read or to store are
refused only where that does not suffice; health, reflection and what whoever runs the server asks, never.
"""

import math
import random
from contextvars import ContextVar

import structlog

from dateline_server.errors import ServerBusy
from dateline_server.services.access.scopes import NEEDED, Scope

# The earliest moment at which gRPC may have handed the call over, by `perf_counter`. Each call has a context of its own.
NOT_NOTED = math.inf
arrived: ContextVar[float] = ContextVar("arrived", default=NOT_NOTED)

# Seconds. A call is late after the first of these, and after the second while calls are refused.
_LATE = 0.015
_LATE_WHEN_BUSY = 0.004
# So long must calls be late before the first is refused, and none be refused before the server is itself again.
_TO_BE_BUSY = 0.2
_TO_BE_CALM = 1.0
# How much later a call may be before it is refused as well.
_PATIENCE = {Scope.READ: 1.0, Scope.PARSE: 8.0, Scope.INGEST: 8.0}
_PATIENCE_BY_METHOD = {method: _PATIENCE[scope] for method, scope in NEEDED.items() if scope in _PATIENCE}
_SECONDS_TO_RETRY = 1.0

_log = structlog.get_logger("dateline.server")


class Pressure:
    """Judges each call by how late it is; `busy` while calls are refused."""

    def __init__(self) -> None:
        self.busy = False
        self._longest = _LATE
        self._late_since = self._late_last = self._refused_last = -math.inf

    def require_room(self, method: str, now: float) -> None:
        """Let the call go on, whose turn it is. Raises ServerBusy."""
        late = now - arrived.get()
        if late > self._longest:
            self._judge(method, late, now)
        elif self.busy:
            self._calm_down(now)
        else:
            self._late_since = now

    def _judge(self, method: str, late: float, now: float) -> None:
        if not self.busy:
            if now - self._late_last > _TO_BE_BUSY:  # nothing came in between: nobody knows how long it is so
                self._late_since = now
            self._late_last = now
            if now - self._late_since < _TO_BE_BUSY:
                return
            self.busy = True
            self._longest = _LATE_WHEN_BUSY
            _log.warning("overloaded: reads are refused", late_ms=round(late * 1e3, 1))
        if late > self._longest * _PATIENCE_BY_METHOD.get(method, math.inf):
            self._refused_last = now
            raise ServerBusy(
                "The server is asked for more than it can do now. Try again after the delay in RetryInfo.",
                _SECONDS_TO_RETRY * random.uniform(0.5, 1.5),  # so that those refused together do not return together
            )

    def _calm_down(self, now: float) -> None:
        if now - self._refused_last > _TO_BE_CALM:
            self.busy = False
            self._longest = _LATE
            self._late_since = self._late_last = now
            _log.info("no longer overloaded")
