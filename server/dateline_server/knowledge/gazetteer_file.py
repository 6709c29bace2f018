"""The gazetteer's file: sections of numbers and text, read in place, without an object for each place.

Rows are sorted by country; `names` and `keys` are lines of UTF-8, found by `name_start` and `key_start` (byte offsets,
one more than there are lines). Keys (see place_keys) are sorted by bytes; those of bucket b are the keys
`bucket_start[b]` up to `bucket_start[b + 1]`; the postings of key i are
`postings[posting_start[i]:posting_start[i + 1]]`, each the row number times two, plus one for a usual name.
Coordinates are hundredths of a degree, the radius is in km.
"""

import struct
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import zstandard

KINDS = ("CITY", "ADMIN1", "ADMIN2")
# Section: the type of its numbers, as in `memoryview.cast`; "" for text.
SECTIONS: dict[str, Literal["", "B", "H", "h", "I"]] = {
    "countries": "",
    "admin1s": "",
    "kind": "B",
    "country": "B",
    "admin1": "H",
    "latitude": "h",
    "longitude": "h",
    "radius": "H",
    "population": "I",
    "geonames_id": "I",
    "names": "",
    "name_start": "I",
    "keys": "",
    "key_start": "I",
    "bucket_start": "I",
    "posting_start": "I",
    "postings": "I",
}
_HEADER = struct.Struct(f"<{len(SECTIONS)}I")


def pack_sections(sections: dict[str, bytes]) -> bytes:
    """The lengths of the sections, then the sections, each padded to a multiple of four bytes."""
    padded = [data + b"\0" * (-len(data) % 4) for data in sections.values()]
    return _HEADER.pack(*(len(data) for data in sections.values())) + b"".join(padded)


@lru_cache(maxsize=1)
def read_sections() -> dict[str, memoryview]:
    """The sections of the packaged file as views of one block of memory."""
    packed = (files("dateline_server.knowledge") / "data" / "gazetteer.bin.zst").read_bytes()
    block = memoryview(zstandard.decompress(packed))
    sections: dict[str, memoryview] = {}
    start = _HEADER.size
    for (name, numbers), length in zip(SECTIONS.items(), _HEADER.unpack_from(block), strict=True):
        view = block[start : start + length]
        sections[name] = view.cast(numbers) if numbers else view
        start += length + (-length % 4)
    return sections
