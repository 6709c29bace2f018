"""From the weight of an event to the share of such events that is right: `data/event_confidence.tsv`."""

from bisect import bisect_right
from functools import lru_cache

from dateline_server.knowledge.tables import read_rows


def share_right(weight: float) -> float:
    """The share, 0 to 1, of events of this weight (0 to 1) that is right; rises with the weight."""
    weights, shares = _points()
    above = min(max(bisect_right(weights, weight), 1), len(weights) - 1)
    low, high = weights[above - 1], weights[above]
    part = (weight - low) / (high - low)
    return shares[above - 1] + part * (shares[above] - shares[above - 1])


@lru_cache(maxsize=1)
def _points() -> tuple[list[float], list[float]]:
    rows = [(float(weight), float(share)) for weight, share, _why in read_rows("event_confidence.tsv", 3)]
    return [weight for weight, _ in rows], [share for _, share in rows]
