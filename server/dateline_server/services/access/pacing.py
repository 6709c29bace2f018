"""When callers are told that they are refused: at once while that is rare, else one after another at a measured pace.

To refuse a call costs nearly as much as to answer it. Who is refused at once and asks again at once would have the server
do nothing but refuse. A connection may have only so many calls under way, and one that waits for its refusal is one of
them; so callers that do not wait by themselves are slowed down by this. One that asks for little is told soon in any
case: a connection with few calls that wait waits shortly.
"""

import asyncio
from collections import Counter, deque

# Refusals for each call that is answered, and a second even if none is; and how many may be told in a row.
_FOR_EACH_ANSWER = 0.25
_A_SECOND = 100.0
_IN_A_ROW = 50.0
# Calls that wait to be told; more are told at once.
_MOST_HELD = 10_000
_SECONDS_BETWEEN_TURNS = 0.01
# The longest that a call waits: so many seconds for each call of its connection that waits, itself among them.
_SECONDS_FOR_EACH = 0.25
_LONGEST = 10.0


class Pacing:
    """Holds refusals back. `answered` counts the calls that ended otherwise, by whoever ends them."""

    def __init__(self) -> None:
        self.answered = 0
        self._credit = _IN_A_ROW
        self._earned_until, self._earned_answers = 0.0, 0
        self._held: deque[asyncio.Future[None]] = deque()
        self._held_by: Counter[str] = Counter()
        self._closed = False

    @property
    def held(self) -> int:
        """Calls that wait to be told."""
        return len(self._held)

    async def take_turn(self, connection: str, remaining: float | None) -> None:
        """Return when it is the turn of this refusal, whose caller waits for `remaining` seconds more if that is known."""
        if not self._held:
            self._earn()
        if self._credit >= 1 and not self._held:
            self._credit -= 1
            return
        if self._closed or len(self._held) >= _MOST_HELD:
            return
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        if not self._held:
            loop.call_later(_SECONDS_BETWEEN_TURNS, self._give_turns)
        self._held.append(turn)
        self._held_by[connection] += 1
        longest = min(_LONGEST, _SECONDS_FOR_EACH * self._held_by[connection])
        limit = loop.call_later(longest if remaining is None else min(longest, remaining / 2), _let_go, turn)
        try:
            await turn
        finally:
            limit.cancel()
            self._held_by[connection] -= 1
            if not self._held_by[connection]:
                del self._held_by[connection]

    def close(self) -> None:
        """Tell all that wait, and hold none back any more."""
        self._closed = True
        while self._held:
            _let_go(self._held.popleft())

    def _give_turns(self) -> None:
        self._earn()
        while self._held and (self._credit >= 1 or self._held[0].done()):
            turn = self._held.popleft()
            if not turn.done():  # else its caller has left, or it has waited for the longest time
                self._credit -= 1
                turn.set_result(None)
        if self._held:
            asyncio.get_running_loop().call_later(_SECONDS_BETWEEN_TURNS, self._give_turns)

    def _earn(self) -> None:
        now = asyncio.get_running_loop().time()
        earned = (now - self._earned_until) * _A_SECOND + (self.answered - self._earned_answers) * _FOR_EACH_ANSWER
        self._credit = min(_IN_A_ROW, self._credit + earned)
        self._earned_until, self._earned_answers = now, self.answered


def _let_go(turn: "asyncio.Future[None]") -> None:
    if not turn.done():
        turn.set_result(None)
