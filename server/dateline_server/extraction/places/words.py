"""The words of a text as plain lists, which rules can walk faster than the model's own objects."""

from dataclasses import dataclass

from spacy.tokens import Doc

from dateline_server.language.columns import columns_of
from dateline_server.language.datelines import datelines_of

_NAME_CLASSES = frozenset({"PROPN", "NOUN", "ADJ", "VERB", "X"})


@dataclass(frozen=True, slots=True)
class Entity:
    """The tokens [start, end) that the model calls a name, "the" before and the possessive after them left out."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Words:
    """One item a token: its text, lower case, offsets in the text, whether it can be part of a name, and its entity.

    `named` are the entities in the order of the text. `in_dateline` is 1 where the place of a dateline is named.
    """

    source: str
    texts: list[str]
    lowered: list[str]
    starts: list[int]
    ends: list[int]
    nominal: list[bool]
    proper: list[bool]
    entities: list[Entity | None]
    named: list[Entity]
    in_dateline: bytearray

    def text(self, start: int, end: int) -> str:
        """The words [start, end) as written."""
        return self.source[self.starts[start] : self.ends[end - 1]]


def list_words(doc: Doc) -> Words:
    """The words of a text."""
    columns = columns_of(doc)
    texts, classes = columns.texts, columns.parts
    starts: list[int] = doc.to_array("IDX").tolist()
    entities: list[Entity | None] = [None] * len(texts)
    named: list[Entity] = []
    for span in doc.ents:
        start, end = span.start, span.end
        while start < end - 1 and texts[start] in ("the", "The"):
            start += 1
        while start < end - 1 and texts[end - 1] in ("'s", "'"):
            end -= 1
        entity = Entity(start, end, span.label_)
        entities[start:end] = [entity] * (end - start)
        named.append(entity)
    in_dateline = bytearray(len(texts))
    for line in datelines_of(doc):
        in_dateline[line.start : line.place_end] = b"\1" * (line.place_end - line.start)
    return Words(
        source=doc.text,
        texts=texts,
        lowered=columns.lowered,
        starts=starts,
        ends=[start + len(text) for start, text in zip(starts, texts, strict=True)],
        nominal=[tag in _NAME_CLASSES for tag in classes],
        proper=[tag == "PROPN" for tag in classes],
        entities=entities,
        named=named,
        in_dateline=in_dateline,
    )
