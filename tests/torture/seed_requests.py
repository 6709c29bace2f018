"""Sound requests for any method, made from its descriptor: what a field holds is drawn from what its name suggests."""

import random
from collections.abc import Mapping, Sequence

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

_TEXTS = (
    "The mayor of Porto opened a new bridge on Friday. “It took nine years,” she said.",
    "Kenya's transport minister met dockers in Mombasa on 3 March, and denied that wages would be cut.",
    "Officials said that the ferry, which had left Bergen at noon, would not sail again before the end of May.",
    "Short.",
    "",
)
_STRINGS: dict[str, Sequence[str]] = {
    "text": _TEXTS,
    "id": ("", "1", "harbour-7", "7"),
    "title": ("", "Bridge opens in Porto", "Dockers and minister meet"),
    "url": ("", "https://gazette.example/2025/03/04/bridge", "gazette.example", "http://[::1"),
    "source": ("", "Harbour Gazette", "coastwire.example"),
    "published": ("", "2025-03-04", "2025-03-04T07:00:00Z", "2025-03-04T07:00:00+09:00", "2025-02-30"),
    "publish_tz": ("", "Europe/Lisbon", "UTC", "Nowhere/Land"),
    "filter": (
        "",
        'country = "PRT"',
        "type = ASSAULT OR type = CONSULT",
        'source : "gazette" AND NOT (published > "2025-03-01")',
        "agent.country = KEN",
        "confidence > 0.5",
        "done = false",
        "a = 1 AND b = 2 OR c = 3",
    ),
    "order_by": ("", "published desc", "salience", "mention_count desc", "name"),
    "query": ("bridge", '"new bridge"', "dock*", "said OR denied", "*", '"'),
    "page_token": ("", "", "", "AAAA", "bm9uZQ=="),
    "cursor": ("", "", "AAAA"),
    "consistency_token": ("", "", "", "AAAA"),
    "etag": ("", "", "0123456789abcdef"),
    "request_id": ("", "", "f3b0c0de-0000-4000-8000-000000000001", "again"),
    "reason": ("", "Two names of one office"),
    "event_key": ("0123456789abcdef", ""),
    "paths": ("name", "title", "events", "events.type", "nothing", "*"),
    "service": ("", "dateline.v1.ArticleService", "none"),
}
_OTHERS = (
    "",
    "articles/none",
    "actors/none",
    "stories/none",
    "operations/none",
    "setAside/1",
    "nothing",
    "articles/" + "x" * 600,
)
_NUMBERS = (0, 0, 1, 2, 7, 50, 1000, 1001, -1, 2**31 - 1, -(2**31))


class Requests:
    """Makes requests. `names` has those of things that are there, by a word in the names of the requests they are for."""

    def __init__(self, chance: random.Random, names: Mapping[str, Sequence[str]]) -> None:
        self._chance = chance
        self._names = names
        self._fitting: Sequence[str] = ()

    def make(self, kind: Descriptor) -> Message:
        """A sound message of the kind, with some of its fields set."""
        self._fitting = next((names for word, names in self._names.items() if word in kind.name), ())
        return self._fill(GetMessageClass(kind)(), depth=0)

    def _fill(self, message: Message, depth: int) -> Message:
        chosen: set[str] = set()
        for field in message.DESCRIPTOR.fields:
            union = field.containing_oneof
            if (union and union.name in chosen) or self._chance.random() < 0.4 or depth > 4:
                continue
            if union:
                chosen.add(union.name)
            self._set(message, field, depth)
        return message

    def _set(self, message: Message, field: FieldDescriptor, depth: int) -> None:
        if field.message_type and field.message_type.GetOptions().map_entry:
            return
        if field.is_repeated:
            values = getattr(message, field.name)
            for _ in range(self._chance.choice((1, 1, 2, 5))):
                if field.message_type:
                    self._fill(values.add(), depth + 1)
                else:
                    values.append(self._value(field))
        elif field.message_type:
            part = getattr(message, field.name)
            part.SetInParent()
            self._fill(part, depth + 1)
        else:
            setattr(message, field.name, self._value(field))

    def _value(self, field: FieldDescriptor) -> object:
        chance = self._chance
        match field.type:
            case FieldDescriptor.TYPE_STRING:
                if field.name in _STRINGS:
                    return chance.choice(_STRINGS[field.name])
                return (
                    chance.choice(self._fitting) if self._fitting and chance.random() < 0.7 else chance.choice(_OTHERS)
                )
            case FieldDescriptor.TYPE_BYTES:
                return f"<html><body><article><p>{chance.choice(_TEXTS)}</p></article></body></html>".encode()
            case FieldDescriptor.TYPE_BOOL:
                return chance.random() < 0.5
            case FieldDescriptor.TYPE_ENUM:
                return chance.choice([*field.enum_type.values_by_number, 99])
            case FieldDescriptor.TYPE_DOUBLE | FieldDescriptor.TYPE_FLOAT:
                return chance.choice((0.0, 0.5, -1.0, 1e300 if field.type == FieldDescriptor.TYPE_DOUBLE else 1e30))
            case FieldDescriptor.TYPE_UINT32 | FieldDescriptor.TYPE_UINT64:
                return abs(chance.choice(_NUMBERS))
            case _:
                return chance.choice(_NUMBERS)
