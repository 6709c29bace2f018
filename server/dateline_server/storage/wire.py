"""Serialised messages taken apart and put together without building them."""

from collections import defaultdict

from google.protobuf.timestamp_pb2 import Timestamp

_VARINT, _FIXED64, _LENGTH_DELIMITED, _FIXED32 = 0, 1, 2, 5
# Every byte that a varint can have, made once: most numbers have one or two of them.
_LAST_BYTES = [bytes((bits,)) for bits in range(0x80)]
_EARLIER_BYTES = [bytes((bits | 0x80,)) for bits in range(0x80)]
# A number of two bytes is one of these, which are found faster than made: the lengths of most articles.
_TWO_BYTES = [first + second for second in _LAST_BYTES for first in _EARLIER_BYTES]
_SECONDS, _NANOS = Timestamp.SECONDS_FIELD_NUMBER, Timestamp.NANOS_FIELD_NUMBER


def frame(field: int, payload: bytes) -> bytes:
    """The payload as field number `field` of a message: tag, length, bytes."""
    return frame_head(field, len(payload)) + payload


def frame_head(field: int, length: int) -> bytes:
    """What stands before a payload of so many bytes: for who joins it with others, so that it is copied once."""
    return frame_tag(field) + varint(length)


def frame_tag(field: int) -> bytes:
    """What stands before the length of a payload that is field number `field` of a message."""
    return varint(field << 3 | _LENGTH_DELIMITED)


def frame_text(field: int, text: str) -> bytes:
    """The text as field number `field` of a message; nothing for an empty one."""
    return frame(field, text.encode()) if text else b""


def frame_number(field: int, number: int) -> bytes:
    """The integer of up to 64 bits as field number `field` of a message."""
    return frame_number_tag(field) + varint(number % (1 << 64))


def frame_number_tag(field: int) -> bytes:
    """What stands before an integer that is field number `field` of a message."""
    return varint(field << 3 | _VARINT)


def frame_instant(field: int, microseconds: int) -> bytes:
    """The instant since 1970 as a Timestamp in field number `field` of a message.

    Zeros are written out, so that nothing is left of a Timestamp that stood in the field before.
    """
    seconds, rest = divmod(microseconds, 1_000_000)
    return frame(field, frame_number(_SECONDS, seconds) + frame_number(_NANOS, rest * 1_000))


def varint(number: int) -> bytes:
    """The number, of up to 64 bits without a sign, seven bits a byte, the lowest first."""
    if number < 0x80:
        return _LAST_BYTES[number]
    if number < 0x4000:
        return _TWO_BYTES[number]
    return _EARLIER_BYTES[number & 0x7F] + varint(number >> 7)


def split_fields(message: bytes) -> dict[int, list[bytes]]:
    """The payloads of all strings, bytes and messages in a serialised message, by field number, in their order."""
    payloads: dict[int, list[bytes]] = defaultdict(list)
    at, end = 0, len(message)
    # Lists and exports of events take every article apart: what is nearly always so is read without another call.
    while at < end:
        tag = message[at]
        if tag < 0x80:
            at += 1
        else:
            tag, at = _read_varint(message, at)
        kind = tag & 7
        if kind == _LENGTH_DELIMITED:
            length = message[at]
            if length < 0x80:
                at += 1
            else:
                length, at = _read_varint(message, at)
            payloads[tag >> 3].append(message[at : at + length])
            at += length
        elif kind == _VARINT:
            _, at = _read_varint(message, at)
        elif kind == _FIXED64:
            at += 8
        elif kind == _FIXED32:
            at += 4
        else:
            raise ValueError(f"no wire type {kind} in a proto3 message")
    return payloads


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    """The number that begins at `at`, and where the next thing begins."""
    byte = message[at]
    if byte < 0x80:
        return byte, at + 1
    following = message[at + 1]
    if following < 0x80:
        return byte & 0x7F | following << 7, at + 2
    value, shift = byte & 0x7F | (following & 0x7F) << 7, 14
    at += 1
    while True:
        at += 1
        byte = message[at]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at + 1
        shift += 7
