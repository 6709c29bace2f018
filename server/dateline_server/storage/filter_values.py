"""Values in filters: from what is written to what is compared."""

import difflib
import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dateline_server.knowledge.ontology import load_ontology
from dateline_server.storage.filter_fields import FieldType, FilterField


@dataclass(frozen=True, slots=True)
class Instants:
    """The instants [start, end) that a written time means: a whole day for a date."""

    start: datetime
    end: datetime


Value = str | int | float | date | Instants

# Whether events of a type that the ontology does not have are stored all the same: another ontology had it.
IsStored = Callable[[str], bool]


class UnknownValue(ValueError):
    """The field has no such value; `nearest` is the one that may be meant, or empty."""

    def __init__(self, message: str, nearest: str) -> None:
        super().__init__(message)
        self.nearest = nearest


def convert_value(field: FilterField, text: str, is_stored: IsStored) -> Value:
    """The value that the text means for the field. Raises ValueError, saying what the field takes instead."""
    match field.type:
        case FieldType.ENUM:
            return _convert_enum(field, text)
        case FieldType.COUNTRY:
            if not re.fullmatch(r"[A-Z]{3}", text):
                raise ValueError(
                    f'{field.name} takes three capital letters after ISO 3166-1, such as "KEN", not {text!r}'
                )
        case FieldType.EVENT_TYPE:
            _require_event_type(field, text, is_stored)
        case FieldType.CODE:
            if not re.fullmatch(r"[A-Z][A-Z0-9_]*", text):
                raise ValueError(f"{field.name} takes a word in capital letters, not {text!r}")
        case FieldType.DATE | FieldType.PERIOD:
            return _convert_day(field, text)
        case FieldType.TIMESTAMP:
            return _convert_instant(field, text)
        case FieldType.NUMBER:
            if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) or not math.isfinite(float(text)):
                raise ValueError(f"{field.name} takes a number, not {text!r}")
            return float(text)
        case FieldType.BOOL:
            if text not in ("true", "false"):
                raise ValueError(f"{field.name} takes true or false, not {text!r}")
        case FieldType.TEXT | FieldType.STRING:
            if field.prefix and not text.startswith(field.prefix):
                raise ValueError(f"{field.name} takes a name that begins with {field.prefix!r}, not {text!r}")
    return text


def _convert_enum(field: FilterField, text: str) -> int:
    values = field.values or {}
    if text not in values:
        raise _unknown(f"{field.name} has no value {text!r}", text, "Values", values)
    return values[text]


def _require_event_type(field: FilterField, text: str, is_stored: IsStored) -> None:
    """A type that is written wrongly would find nothing, and look like one of which nothing was reported."""
    types = dict.fromkeys(type_ for type_, _ in load_ontology())
    if text not in types and not is_stored(text):
        problem = f"{field.name} has no value {text!r}: the ontology has no such type, and no such event is stored"
        raise _unknown(problem, text, "Types", types)


def _unknown(problem: str, text: str, title: str, known: Collection[str]) -> UnknownValue:
    near = difflib.get_close_matches(text.upper(), known, 1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return UnknownValue(f"{problem}. {hint}{title}: {', '.join(known)}", near[0] if near else "")


def _convert_day(field: FilterField, text: str) -> date:
    day = _read_day(text)
    if day is None:
        raise ValueError(f'{field.name} takes a day written as "2025-04-09", not {text!r}')
    return day


def _convert_instant(field: FilterField, text: str) -> Instants:
    day = _read_day(text)
    if day is not None:
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return Instants(start, start + timedelta(days=1))
    instant = _read_instant(text)
    if instant is None:
        raise ValueError(f'{field.name} takes "2025-04-09" or "2025-04-09T08:00:00Z", not {text!r}')
    return Instants(instant, instant + timedelta(microseconds=1))


def _read_day(text: str) -> date | None:
    try:
        # 9999 is left out so that the day after a day always exists.
        return date.fromisoformat(text) if re.fullmatch(r"(?!9999)\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def _read_instant(text: str) -> datetime | None:
    form = r"(?!9999)\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})"
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC) if re.fullmatch(form, text) else None
    except (ValueError, OverflowError):
        return None
