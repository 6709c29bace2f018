"""Serialised messages put together from serialised parts, without building them."""

_LENGTH_DELIMITED = 2


def frame(field: int, payload: bytes) -> bytes:
    """The payload as field number `field` (1 to 15) of a message: tag, length, bytes."""
    length = len(payload)
    tag = field << 3 | _LENGTH_DELIMITED
    if length < 0x80:
        return bytes((tag, length)) + payload
    head = bytearray((tag,))
    while length >= 0x80:
        head.append(length & 0x7F | 0x80)
        length >>= 7
    head.append(length)
    return bytes(head) + payload


def frame_text(field: int, text: str) -> bytes:
    """The text as field number `field` (1 to 15) of a message; nothing for an empty one."""
    return frame(field, text.encode()) if text else b""
