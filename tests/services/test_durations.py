"""How long calls took, as it is counted."""

from dateline_server.services.durations import CallDurations

GET, LIST = "/a.B/Get", "/a.B/List"


def test_a_bucket_holds_its_upper_bound() -> None:
    durations = CallDurations((0.1, 1.0))
    for seconds in (0.05, 0.1, 0.5, 1.0, 7.0):
        durations.record(GET, "OK", seconds)
    histogram = durations.read()[GET, "OK"]
    assert histogram.counts == [2, 2, 1]
    assert (histogram.least, histogram.most) == (0.05, 7.0)
    assert histogram.total == sum((0.05, 0.1, 0.5, 1.0, 7.0))


def test_methods_and_codes_are_counted_apart() -> None:
    durations = CallDurations((1.0,))
    durations.record(GET, "OK", 0.5)
    durations.record(GET, "NOT_FOUND", 0.5)
    durations.record(LIST, "OK", 2.0)
    assert {key: histogram.counts for key, histogram in durations.read().items()} == {
        (GET, "OK"): [1, 0],
        (GET, "NOT_FOUND"): [1, 0],
        (LIST, "OK"): [0, 1],
    }
