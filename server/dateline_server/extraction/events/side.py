"""One side of an event: who or what takes part, and in which role."""

from dataclasses import dataclass

from spacy.tokens import Token

from dateline.v1.event_pb2 import Participant


@dataclass(frozen=True, slots=True)
class Side:
    """A participant: its role, the head of its phrase, the preposition that joins it, and whether it is implied."""

    role: Participant.Role.ValueType
    head: Token
    link: str = ""
    implied: bool = False
