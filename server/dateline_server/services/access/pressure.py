"""Whether the server keeps up with what is asked of it, and which calls it refuses while it does not.

Measured is how late calls are: the time from their arrival until their turn, through which all that the process has to
do for other calls goes. A burst makes calls late for a moment and is worked off. When for a while none is in time and a
crowd of them waits, the server is asked for more than it can do, and from then on refuses every call that is late, so
that those it takes are answered nearly as fast as ever. Where a few callers wait, the machine is slow or busy otherwise:
they are answered late, since to refuse them would make nobody faster. Reads are refused first: they can be asked again.
Documents to read or to store are refused only where that does not suffice; health, reflection and what whoever runs the
server asks, never.
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
_LATE_WHEN_BUSY = 0.002
# So long must calls be late, and on average so many wait at once, before the first is refused.
_TO_BE_BUSY = 0.2
_CROWD = 32
# So long must none be refused, or fewer than so many, before the server is itself again.
_TO_BE_CALM = 1.0
_FEW = 20
# How much later a call may be before it is refused as well.
_PATIENCE_OF = {Scope.READ: 1.0, Scope.PARSE: 8.0, Scope.INGEST: 8.0}
_PATIENCE = {method: _PATIENCE_OF[scope] for method, scope in NEEDED.items() if scope in _PATIENCE_OF}
_SECONDS_TO_RETRY = 1.0

_log = structlog.get_logger("dateline.server")


class Pressure:
    """Judges each call by how late it is; `busy` while calls are refused."""

    def __init__(self) -> None:
        self.busy = False
        self._longest = _LATE
        self._late_since = self._late_last = self._refused_last = self._counted_since = -math.inf
        self._waited = 0.0
        self._refused = 0

    def require_room(self, method: str, now: float) -> None:
        """Let the call go on, whose turn it is. Raises ServerBusy."""
        late = now - arrived.get()
        if not self.busy:
            if late <= self._longest:
                self._begin_to_watch(now)
                return
            self._notice(late, now)
        if self.busy:
            if late > self._longest * _PATIENCE.get(method, math.inf):
                self._refuse(now)
            elif now - self._refused_last > _TO_BE_CALM:
                self._calm_down(now)

    def _notice(self, late: float, now: float) -> None:
        """One more is late: see whether a crowd of them has been so for long."""
        if now - self._late_last > _TO_BE_BUSY:  # nothing came in between: nobody knows how long it is so
            self._begin_to_watch(now)
        self._late_last = now
        self._waited += late
        watched = now - self._late_since
        if watched < _TO_BE_BUSY:
            return
        if self._waited < _CROWD * watched:  # Little's law: what all have waited in a second is how many wait at once
            self._begin_to_watch(now)
            return
        self.busy = True
        self._longest = _LATE_WHEN_BUSY
        self._refused_last = self._counted_since = now
        self._refused = 0
        _log.warning("overloaded: reads are refused", late_ms=round(late * 1e3, 1))

    def _begin_to_watch(self, now: float) -> None:
        self._late_since = now
        self._waited = 0.0

    def _refuse(self, now: float) -> None:
        if now - self._counted_since > _TO_BE_CALM:
            if self._refused < _FEW:
                self._calm_down(now)
                return
            self._counted_since, self._refused = now, 0
        self._refused += 1
        self._refused_last = now
        raise ServerBusy(
            "The server is asked for more than it can do now. Try again after the delay in RetryInfo.",
            _SECONDS_TO_RETRY * random.uniform(0.5, 1.5),  # so that those refused together do not return together
        )

    def _calm_down(self, now: float) -> None:
        self.busy = False
        self._longest = _LATE
        self._late_last = now
        self._begin_to_watch(now)
        _log.info("no longer overloaded")
