"""Protobuf as it travels: taken apart into fields, and spoilt in every way that a broken or hostile caller might."""

import random
from collections.abc import Callable, Iterator

VARINT, FIXED64, LENGTH, START_GROUP, END_GROUP, FIXED32 = range(6)
_HUGE = (2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1)
# No UTF-8: an overlong slash, half a surrogate pair, a lone continuation, beyond the last plane, cut off.
_NO_UTF8 = (b"\xc0\xaf", b"\xed\xa0\x80", b"\x80", b"\xf5\x80\x80\x80", b"caf\xc3")
_DEEP = 5_000

Field = tuple[int, int, bytes]  # number, wire type, what follows the tag


def varint(value: int) -> bytes:
    """The number, seven bits a byte."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def join(fields: list[Field]) -> bytes:
    """The message of the fields."""
    return b"".join(varint(number << 3 | kind) + content for number, kind, content in fields)


def delimited(number: int, content: bytes) -> Field:
    """A field of bytes, a string or a message."""
    return number, LENGTH, varint(len(content)) + content


def take_apart(message: bytes) -> list[Field]:
    """The fields of a sound message, those inside them left whole. Raises ValueError or IndexError for another."""
    return list(_take_apart(message))


def _take_apart(message: bytes) -> Iterator[Field]:
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        begin = at
        match tag & 7:
            case 0:
                _, at = _read_varint(message, at)
            case 1:
                at += 8
            case 2:
                length, at = _read_varint(message, at)
                at += length
            case 5:
                at += 4
            case other:
                raise ValueError(other)
        yield tag >> 3, tag & 7, message[begin:at]


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def mutate(message: bytes, chance: random.Random) -> bytes:
    """The message with one to four things wrong; what comes out may be a message of its type all the same.

    Most break no rule of the wire, so that they come to those who look at what a message says.
    """
    mutations = _OF_BYTES + _OF_FIELDS if chance.random() < 0.3 else _OF_FIELDS
    for _ in range(chance.choice((1, 1, 2, 4))):
        message = chance.choice(mutations)(message, chance)
    return message


def _flip_bits(message: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(message)
    for _ in range(chance.choice((1, 1, 1, 8))):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _cut_off(message: bytes, chance: random.Random) -> bytes:
    return message[: chance.randrange(len(message) + 1)]


def _cut_out(message: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(message) + 1)
    return message[:at] + message[at + chance.randint(1, 9) :]


def _put_in(message: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(message) + 1)
    return message[:at] + chance.randbytes(chance.choice((1, 2, 8, 200))) + message[at:]


def _repeat(message: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(message) + 1)
    part = message[at : at + chance.randint(1, 60)]
    return message[:at] + part * chance.choice((2, 3, 50)) + message[at:]


def _unknown_field(message: bytes, chance: random.Random) -> bytes:
    number = chance.choice((15, 99, 19_000, 2**29 - 1))
    content = varint(chance.choice(_HUGE))
    return message + chance.choice(
        (
            join([(number, VARINT, content)]),
            join([delimited(number, chance.randbytes(40))]),
            join([(number, FIXED64, chance.randbytes(8))]),
            join([(number, START_GROUP, join([(1, VARINT, content)])), (number, END_GROUP, b"")]),
        )
    )


def _broken_tag(message: bytes, chance: random.Random) -> bytes:
    """Field 0, a group that does not end, and types that there are not."""
    return message + chance.choice((b"\x00\x01", b"\x7b", b"\x7c", b"\x7e\x01", b"\x7f\x01"))


def _overlong_varint(message: bytes, chance: random.Random) -> bytes:
    return message + b"\x08" + b"\xff" * chance.choice((9, 10, 11, 500)) + b"\x01"


def _of_fields(change: Callable[[list[Field], random.Random], None]) -> Callable[[bytes, random.Random], bytes]:
    """A mutation of the fields of the message, or of one inside it."""

    def mutation(message: bytes, chance: random.Random) -> bytes:
        try:
            fields = take_apart(message)
        except (ValueError, IndexError):
            return _flip_bits(message, chance)
        if not fields:
            return _unknown_field(message, chance)
        at = chance.randrange(len(fields))
        number, kind, content = fields[at]
        if kind == LENGTH and chance.random() < 0.5:  # one level down
            begin = _read_varint(content, 0)[1]
            fields[at] = delimited(number, mutation(content[begin:], chance))
        else:
            change(fields, chance)
        return join(fields)

    return mutation


@_of_fields
def _swap_fields(fields: list[Field], chance: random.Random) -> None:
    one, other = chance.randrange(len(fields)), chance.randrange(len(fields))
    fields[one], fields[other] = (
        (fields[other][0], *fields[one][1:]),
        (fields[one][0], *fields[other][1:]),
    )


@_of_fields
def _shuffle_fields(fields: list[Field], chance: random.Random) -> None:
    chance.shuffle(fields)


@_of_fields
def _another_number(fields: list[Field], chance: random.Random) -> None:
    at = chance.randrange(len(fields))
    fields[at] = (chance.randint(1, 12), *fields[at][1:])


@_of_fields
def _another_type(fields: list[Field], chance: random.Random) -> None:
    at = chance.randrange(len(fields))
    number, _, _ = fields[at]
    fields[at] = chance.choice(
        (
            (number, VARINT, varint(chance.choice(_HUGE))),
            (number, FIXED32, chance.randbytes(4)),
            (number, FIXED64, chance.randbytes(8)),
            delimited(number, chance.randbytes(chance.choice((0, 3, 30)))),
        )
    )


@_of_fields
def _huge_number(fields: list[Field], chance: random.Random) -> None:
    at = chance.randrange(len(fields))
    fields[at] = (fields[at][0], VARINT, varint(chance.choice(_HUGE)))


@_of_fields
def _wrong_length(fields: list[Field], chance: random.Random) -> None:
    at = chance.randrange(len(fields))
    fields[at] = (fields[at][0], LENGTH, varint(chance.choice((0, 1, 1_000_000, 2**31 - 1, 2**32 - 1))) + b"short")


@_of_fields
def _no_utf8(fields: list[Field], chance: random.Random) -> None:
    at = chance.randrange(len(fields))
    fields[at] = delimited(fields[at][0], b"a " + chance.choice(_NO_UTF8) + b" b")


@_of_fields
def _odd_string(fields: list[Field], chance: random.Random) -> None:
    odd = chance.choice(
        (
            "\0",
            "a\0b",
            "\ufeff",
            "\u202e\u2066",
            "👩🏽\u200d🚀" * 30,
            "e" + "\u0301" * 2_000,
            "x" * 70_000,
            "%s%n{0}${jndi:x}",
            "'; DROP TABLE articles; --",
            "(" * 3_000,
            "NOT " * 1_000 + "a = 1",
            "../" * 40,
            "\uffff\ufffe",
            "9" * 400,
        )
    )
    at = chance.randrange(len(fields))
    fields[at] = delimited(fields[at][0], odd.encode())


@_of_fields
def _many_times(fields: list[Field], chance: random.Random) -> None:
    fields += [chance.choice(fields)] * chance.choice((2, 300))


@_of_fields
def _nested_deep(fields: list[Field], chance: random.Random) -> None:
    number = chance.choice(fields)[0]
    content = b""
    for _ in range(_DEEP if chance.random() < 0.2 else 120):
        content = join([delimited(number, content)])
    fields.append(delimited(number, content))


_Mutation = Callable[[bytes, random.Random], bytes]
_OF_BYTES: tuple[_Mutation, ...] = (
    *(_flip_bits, _cut_off, _cut_out, _put_in, _repeat, _overlong_varint, _broken_tag, _no_utf8, _wrong_length),
)
_OF_FIELDS: tuple[_Mutation, ...] = (
    *(_unknown_field, _swap_fields, _shuffle_fields, _another_number, _another_type, _huge_number),
    *(_odd_string, _odd_string, _many_times, _nested_deep),
)
