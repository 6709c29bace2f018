"""When a server that cannot keep up refuses calls, which ones, and how soon it stops."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from dateline_server.errors import ServerBusy
from dateline_server.services.access.pressure import NOT_NOTED, Pressure, arrived

GET = "/dateline.v1.ArticleService/GetArticle"
INGEST = "/dateline.v1.ArticleService/IngestArticles"
CORRECT = "/dateline.v1.EventService/CorrectEvent"
CHECK = "/grpc.health.v1.Health/Check"
BETWEEN = 0.001  # seconds between calls


class Day:
    """Calls one after another, and what becomes of each."""

    def __init__(self) -> None:
        self.pressure = Pressure()
        self.now = 1_000.0

    def call(self, late: float, method: str = GET) -> bool:
        """Whether a call that is so many seconds late is let in."""
        self.now += BETWEEN
        arrived.set(self.now - late)
        with suppress(ServerBusy):
            self.pressure.require_room(method, self.now)
            return True
        return False

    def calls(self, late: float, seconds: float) -> list[bool]:
        return [self.call(late) for _ in range(round(seconds / BETWEEN))]


@pytest.fixture(autouse=True)
def _other_tests_do_not_see_when_calls_arrived() -> Iterator[None]:
    token = arrived.set(NOT_NOTED)
    yield
    arrived.reset(token)


@pytest.fixture
def day() -> Day:
    return Day()


@pytest.fixture
def busy() -> Day:
    day = Day()
    day.calls(late=0.05, seconds=0.5)
    assert day.pressure.busy
    return day


def test_calls_that_are_in_time_are_let_in(day: Day) -> None:
    assert all(day.calls(late=0.01, seconds=5))


def test_a_burst_is_worked_off(day: Day) -> None:
    assert all(day.calls(late=0.15, seconds=0.15))
    assert all(day.calls(late=0.001, seconds=1))


def test_late_calls_with_silence_between_them_are_no_load(day: Day) -> None:
    for _ in range(10):
        assert day.call(late=0.3)
        day.now += 60


def test_when_calls_stay_late_reads_are_refused(day: Day) -> None:
    let_in = day.calls(late=0.05, seconds=1)
    assert all(let_in[:200])
    assert not any(let_in[202:])


def test_a_few_callers_are_answered_however_slow_the_machine_is(day: Day) -> None:
    # Seven of them, each of whom asks again as soon as it has its answer.
    for _ in range(2_000):
        day.now += 0.02
        assert day.call(late=0.14)


def test_a_refusal_says_when_to_try_again_and_not_to_all_the_same(busy: Day) -> None:
    delays = set()
    for _ in range(5):
        arrived.set(busy.now - 0.05)
        with pytest.raises(ServerBusy) as refused:
            busy.pressure.require_room(GET, busy.now)
        delays.add(refused.value.retry_after)
    assert len(delays) == 5
    assert all(0.5 <= delay <= 1.5 for delay in delays)


def test_a_busy_server_lets_in_what_it_answers_fast(busy: Day) -> None:
    assert busy.call(late=0.002)
    assert not busy.call(late=0.005)


def test_writes_are_refused_only_when_much_later(busy: Day) -> None:
    assert busy.call(late=0.01, method=INGEST)
    assert not busy.call(late=0.2, method=INGEST)


@pytest.mark.parametrize("method", [CORRECT, CHECK])
def test_whoever_runs_the_server_is_never_refused(busy: Day, method: str) -> None:
    assert busy.call(late=30, method=method)


def test_a_second_without_refusals_ends_it(busy: Day) -> None:
    busy.calls(late=0.001, seconds=0.9)
    assert busy.pressure.busy
    busy.calls(late=0.001, seconds=0.2)
    assert not busy.pressure.busy
    assert busy.call(late=0.01)


def test_it_stays_busy_while_many_are_refused(busy: Day) -> None:
    for _ in range(5):
        busy.calls(late=0.001, seconds=0.8)
        assert not any(busy.calls(late=0.05, seconds=0.1))
    assert busy.pressure.busy


def test_a_few_who_ask_again_and_are_late_again_end_it(busy: Day) -> None:
    for _ in range(8):
        busy.now += 0.3
        busy.call(late=0.05)
    assert not busy.pressure.busy
    assert busy.call(late=0.05)
