"""Sketches of a wording, by which reprints are known: the smallest hashes of its runs of four words.

After A. Broder, "On the resemblance and containment of documents" (1997), with one hash function and the k smallest.
"""

import hashlib
from collections.abc import Sequence

_RUN = 4
_BYTES = 5  # of one hash
_HASHES = 64
_FEWEST = 8  # runs alike that are no chance
_COUNT = 4  # bytes of the number of distinct runs, which stands first


def sketch_words(words: Sequence[str]) -> bytes:
    """The sketch of a text's words: the number of its distinct runs and their smallest hashes, 324 bytes at most."""
    runs = {" ".join(words[start : start + _RUN]) for start in range(max(1, len(words) - _RUN + 1))} if words else set()
    hashes = sorted({hashlib.blake2b(run.encode(), digest_size=_BYTES).digest() for run in runs})
    return len(hashes).to_bytes(_COUNT, "big") + b"".join(hashes[:_HASHES])


def share_held(first: bytes, second: bytes) -> float:
    """The share of the shorter text's runs that stand in the longer one, as far as the sketches tell: 0 to 1.

    0 where too few runs are alike to tell; texts of few words are alike only when they are equal.
    """
    sizes = [int.from_bytes(sketch[:_COUNT], "big") for sketch in (first, second)]
    if min(sizes) < _FEWEST:
        return float(first == second and sizes[0] > 0)
    one, other = (_hashes(sketch) for sketch in (first, second))
    alike = one & other
    if len(alike) < _FEWEST:
        return 0.0
    union = sorted(one | other)[: min(_HASHES, max(sizes))]
    resemblance = len(alike.intersection(union)) / len(union)
    return min(1.0, resemblance / (1 + resemblance) * sum(sizes) / min(sizes))


def _hashes(sketch: bytes) -> set[bytes]:
    return {sketch[start : start + _BYTES] for start in range(_COUNT, len(sketch), _BYTES)}
