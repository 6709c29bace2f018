"""Who takes part in an event, by the part they play, found in one pass over the record."""

from collections.abc import Sequence
from typing import TypeAlias

from dateline.v1.actor_pb2 import Actor
from dateline.v1.event_pb2 import EventRecord, Participant

Role: TypeAlias = Participant.Role.ValueType


class Cast:
    """The participants of a record. `known` holds its actors by local id."""

    __slots__ = ("_actors", "_names", "known")

    def __init__(self, record: EventRecord) -> None:
        self.known = {actor.id: actor for actor in record.actors}
        self._names: dict[Role, list[str]] = {}
        self._actors: dict[Role, list[Actor]] = {}
        for participant in record.event.participants:
            role = participant.role
            actor = self.known.get(participant.actor)
            if actor is not None:
                self._actors.setdefault(role, []).append(actor)
            name = participant.text if actor is None else actor.name
            if name:
                self._names.setdefault(role, []).append(name)

    def names(self, role: Role) -> Sequence[str]:
        """The names of those who play the part, each once: the actor's, else the words of the text."""
        return _each_once(self._names.get(role, ()))

    def actors(self, role: Role) -> Sequence[Actor]:
        """The actors who play the part, in order; words that name no actor have none."""
        return self._actors.get(role, ())


def _each_once(names: Sequence[str]) -> Sequence[str]:
    return names if len(names) < 2 else list(dict.fromkeys(names))
