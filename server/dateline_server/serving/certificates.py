"""Until when a certificate is good, which Python's own library tells of certificates of the other side alone."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime

_UTC_TIME = 0x17  # two digits of the year; any other kind of time has four
_VERSION = 0xA0
# Of what is signed, without its version: number, algorithm, issuer, validity.
_VALIDITY = 3


def read_last_day(pem: bytes) -> datetime:
    """When the first certificate in the file ends. Raises ValueError when there is none that can be read (RFC 5280)."""
    text = pem.decode("ascii", errors="replace")
    begin, end = text.find(ssl.PEM_HEADER), text.find(ssl.PEM_FOOTER)
    if not 0 <= begin < end:
        raise ValueError("no certificate in PEM")
    try:
        [(_, certificate)] = _elements(ssl.PEM_cert_to_DER_cert(text[begin : end + len(ssl.PEM_FOOTER)]))
        signed = next(_elements(certificate))[1]
        parts = [content for tag, content in _elements(signed) if tag != _VERSION]
        _, (tag, last) = _elements(parts[_VALIDITY])
        digits = last.decode("ascii")
        return datetime.strptime(digits, "%y%m%d%H%M%SZ" if tag == _UTC_TIME else "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    except (StopIteration, IndexError) as error:
        raise ValueError("no certificate in PEM") from error


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element of DER."""
    at = 0
    while at < len(content):
        tag, length, at = content[at], content[at + 1], at + 2
        if length & 0x80:  # the length has a length of its own
            size = length & 0x7F
            length, at = int.from_bytes(content[at : at + size]), at + size
        yield tag, content[at : at + length]
        at += length
