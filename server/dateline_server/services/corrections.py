"""From a CorrectEvent request to a correction: which fields, and whether the ontology knows their values."""

from dateline.v1.event_pb2 import Event, Participant
from dateline.v1.event_service_pb2 import CorrectEventRequest
from dateline_server.errors import InvalidField
from dateline_server.knowledge.ontology import load_ontology
from dateline_server.services.access.caller import sign
from dateline_server.services.checks import LONGEST_AUTHOR, LONGEST_REASON, require_known_enum, require_length
from dateline_server.storage.corrections import CORRECTABLE, Correction
from dateline_server.storage.ids import read_day_number

_LONGEST_TEXT = 500
_MOST_PARTICIPANTS = 50
_IDENTITY = ("key", "id")


def read_correction(request: CorrectEventRequest) -> Correction:
    """The correction asked for. Raises InvalidField, naming the field and what it may hold."""
    require_length("reason", request.reason, LONGEST_REASON)
    require_length("by", request.by, LONGEST_AUTHOR)
    if not request.key:
        raise InvalidField("Say which event: give its `Event.key`.", field="key")
    event, fields = request.event, _read_fields(request)
    if "type" in fields and (event.type, "") not in load_ontology():
        types = ", ".join(type_ for type_, mode in load_ontology() if not mode)
        raise InvalidField(f"{event.type!r} is no type of the ontology. Give one of {types}.", field="event.type")
    if "mode" in fields and event.mode:
        _check_mode(event, typed="type" in fields)
    if "status" in fields:
        require_known_enum(event, "status", within="event")
        if event.status == Event.STATUS_UNSPECIFIED:
            raise InvalidField("Give the status: OCCURRED, PLANNED, CLAIMED and so on.", field="event.status")
    for name in ("label", "gist"):
        if name in fields:
            require_length(f"event.{name}", getattr(event, name), _LONGEST_TEXT)
    if "participants" in fields:
        _check_participants(event)
    if "place" in fields:
        require_known_enum(event, "place_basis", within="event")
    if "time" in fields:
        require_known_enum(event.time, "basis", within="event.time")
        for name in ("earliest", "latest"):
            value = getattr(event.time, name)
            if value and read_day_number(value) is None:
                raise InvalidField(f"{value[:40]!r} is no day. Write 2025-04-09.", field=f"event.time.{name}")
    return Correction(request.key, event, fields, request.reason, sign(request.by))


def _read_fields(request: CorrectEventRequest) -> tuple[str, ...]:
    if request.HasField("update_mask"):
        named, field = list(request.update_mask.paths), "update_mask"
    else:
        named, field = (
            [field.name for field, _ in request.event.ListFields() if field.name not in (*_IDENTITY, "place_basis")],
            "event",
        )
    unknown = sorted(set(named) - set(CORRECTABLE))
    if unknown:
        raise InvalidField(
            f"`{unknown[0][:40]}` cannot be put right; {', '.join(CORRECTABLE)} can. Name those you mean in `update_mask`.",
            field=field,
        )
    if not named:
        raise InvalidField(f"Nothing is to be put right. Set one of {', '.join(CORRECTABLE)}.", field=field)
    return tuple(name for name in CORRECTABLE if name in named)


def _check_mode(event: Event, typed: bool) -> None:
    known = [mode for type_, mode in load_ontology() if mode and (type_ == event.type or not typed)]
    if event.mode not in known:
        of = f" of {event.type}" if typed else ""
        raise InvalidField(
            f"{event.mode[:40]!r} is no mode{of}. Give one of {', '.join(dict.fromkeys(known)) or 'none'}.",
            field="event.mode",
        )


def _check_participants(event: Event) -> None:
    if len(event.participants) > _MOST_PARTICIPANTS:
        raise InvalidField(
            f"{len(event.participants)} participants; the limit is {_MOST_PARTICIPANTS}.", field="event.participants"
        )
    for position, part in enumerate(event.participants):
        path = f"event.participants[{position}]"
        require_known_enum(part, "role", within=path)
        if part.role == Participant.ROLE_UNSPECIFIED:
            raise InvalidField("Give the role: AGENT, RECIPIENT, PARTICIPANT and so on.", field=f"{path}.role")
        require_length(f"{path}.text", part.text, _LONGEST_TEXT)
