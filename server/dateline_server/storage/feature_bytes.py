"""What articles are compared by, as bytes of a row: the terms with their weights, and behind them the sketch."""

import struct

from dateline_server.stories.features import Features

_TERM = struct.Struct("<qe")  # hash, weight


def pack_features(features: Features) -> bytes:
    """The features without their day; weights are kept to about three digits."""
    terms = b"".join(_TERM.pack(*term) for term in features.terms)
    return bytes((len(features.terms),)) + terms + features.sketch


def unpack_features(packed: bytes, day: int | None) -> Features:
    """What was packed, of an article of that day."""
    end = 1 + packed[0] * _TERM.size
    terms = tuple((term, weight) for term, weight in _TERM.iter_unpack(packed[1:end]))
    return Features(day, terms, packed[end:])
