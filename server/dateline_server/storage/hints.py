"""What is known of an actor beside a name for it."""

from dataclasses import dataclass

from dateline.v1.actor_pb2 import Actor


@dataclass(frozen=True, slots=True)
class Hints:
    """Its kind, country and a day on which the name is used; nothing known where unset. `day` is an ISO day."""

    kind: Actor.Kind.ValueType = Actor.KIND_UNSPECIFIED
    country: str = ""
    day: str = ""


NO_HINTS = Hints()
