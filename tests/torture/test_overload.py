"""A server that is offered four times what it can answer, for a minute, answers what it can as fast as ever."""

import pytest
from bench.overload import available, overload

SECONDS = 60
TIMES = 4
MOST_MEGABYTES_MORE = 200


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="needs two processors and h2load (Debian: apt install nghttp2-client)")
def test_it_refuses_the_rest_and_is_itself_again_at_once() -> None:
    seen = overload(SECONDS, TIMES)
    before, during, after = seen.before, seen.during, seen.after
    print(f"{seen.capacity:.0f} calls a second, {seen.goodput:.0f} answered under the load; ")
    print(f"p99 {before.p99 * 1e3:.1f} ms before, {during.p99 * 1e3:.1f} during, ")
    print(f"{after.p99 * 1e3:.1f} after; {len(during.answered)} answered, {during.refused} refused; ")
    print(f"{seen.megabytes_before:.0f} megabytes before, {seen.megabytes_at_most:.0f} at most")
    assert not before.failed + during.failed + after.failed
    assert during.refused > 0
    assert during.told_when == during.refused
    assert during.p99 < 3 * before.p99
    assert seen.megabytes_at_most < seen.megabytes_before + MOST_MEGABYTES_MORE
    assert after.refused == 0
    assert after.p99 < 3 * before.p99
