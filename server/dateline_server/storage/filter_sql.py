"""Filters as SQL conditions with parameters. Knows the tables of a store under the aliases that lists use.

A condition never is NULL where it is negated, so that NOT means the rest of all rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from dateline_server.storage.filter_values import Instants, Value
from dateline_server.storage.filters import And, Comparison, Expression, Not, Or
from dateline_server.storage.ids import LAST_ORDINAL, ORDINAL_BITS, SECONDS_A_DAY, UNDATED, UNPUBLISHED, day_number
from dateline_server.storage.index_rows import AGENT, RECIPIENT
from dateline_server.storage.keys import canonical_url

_AFTER_ALL = "\U0010ffff"  # sorts behind whatever else may follow in a name
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Parameter = int | float | str


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL with `?` for each of the parameters."""

    sql: str
    parameters: tuple[Parameter, ...] = ()


TRUE = Condition("TRUE")
# Takes the operator (never `!=`) and the value.
Binding = Callable[[str, Value], Condition]
Bindings = Mapping[str, Binding]


def compile_filter(expression: Expression | None, bindings: Bindings) -> Condition:
    """The condition that holds where the filter does; TRUE for no filter."""
    match expression:
        case None:
            return TRUE
        case Comparison(field, "!=", value):
            return _negate(bindings[field.name]("=", value))
        case Comparison(field, operator, value):
            return bindings[field.name](operator, value)
        case Not(part):
            return _negate(compile_filter(part, bindings))
        case And(parts):
            return join_conditions("AND", [compile_filter(part, bindings) for part in parts])
        case Or(parts):
            return join_conditions("OR", [compile_filter(part, bindings) for part in parts])


def join_conditions(joint: str, conditions: list[Condition]) -> Condition:
    """The conditions under AND or OR."""
    return Condition(
        "(" + f" {joint} ".join(condition.sql for condition in conditions) + ")",
        tuple(parameter for condition in conditions for parameter in condition.parameters),
    )


def _negate(condition: Condition) -> Condition:
    return Condition(f"NOT COALESCE({condition.sql}, FALSE)", condition.parameters)


def split_driver(expression: Expression | None, names: Iterable[str]) -> tuple[Comparison | None, Expression | None]:
    """The comparison that leads to few rows, and the rest of the filter; None when it demands no equality of `names`.

    Of several the one that comes first in `names` is taken.
    """
    demanded = expression.parts if isinstance(expression, And) else (expression,)
    for name in names:
        for at, part in enumerate(demanded):
            if isinstance(part, Comparison) and part.field.name == name and part.operator in ("=", ":"):
                rest = tuple(other for other in demanded[:at] + demanded[at + 1 :] if other is not None)
                return part, And(rest) if rest else None
    return None, expression


def column(sql: str) -> Binding:
    """A column compared as it is."""
    return lambda operator, value: Condition(f"{sql} {operator} ?", (_plain(value),))


def own_name(by_name: str, beginning_so: str) -> Binding:
    """The name of what is listed: conditions for one name, and for a stretch of names, which `*` at the end means."""

    def bind(operator: str, value: Value) -> Condition:
        name = str(value)
        if not name.endswith("*"):
            return Condition(by_name, (name,))
        first = name.removesuffix("*")
        return Condition(beginning_so, (first, first + _AFTER_ALL))

    return bind


def rare_column(sql: str) -> Binding:
    """A column of text that is often empty and has an index over the rest: SQLite must be told that it may use it."""

    def bind(operator: str, value: Value) -> Condition:
        filled = f" AND {sql} <> ''" if value else ""
        return Condition(f"({sql} {operator} ?{filled})", (_plain(value),))

    return bind


def folded(sql: str) -> Binding:
    """A column of case-folded text, compared in any case, whole or in part."""

    def bind(operator: str, value: Value) -> Condition:
        text = str(value).casefold()
        return Condition(f"instr({sql}, ?) > 0" if operator == ":" else f"{sql} = ?", (text,))

    return bind


def url(sql: str) -> Binding:
    """A column of canonical addresses."""
    return lambda operator, value: Condition(f"{sql} = ?", (canonical_url(str(value)) or str(value),))


def published_day(sql: str) -> Binding:
    """A column of publication times, compared with whole days."""

    def bind(operator: str, value: Value) -> Condition:
        assert isinstance(value, date)
        start = day_number(value) * SECONDS_A_DAY
        return _compare_stretch(sql, operator, start, start + SECONDS_A_DAY, UNPUBLISHED + 1)

    return bind


def instant(sql: str) -> Binding:
    """A column of microseconds since 1970."""

    def bind(operator: str, value: Value) -> Condition:
        assert isinstance(value, Instants)
        return _compare_stretch(sql, operator, microseconds(value.start), microseconds(value.end))

    return bind


def period(first: str, last: str) -> Binding:
    """Two columns of days between which something happened: holds when it does for one of the days."""

    def bind(operator: str, value: Value) -> Condition:
        assert isinstance(value, date)
        day = day_number(value)
        if operator == "=":
            return Condition(f"({first} <= ? AND {last} >= ?)", (day, day))
        return Condition(f"{last if operator[0] == '>' else first} {operator} ?", (day,))

    return bind


def article_rows(sql: str) -> Binding:
    """A column of row ids, of the rows that belong to the article of that name."""
    article = "(SELECT id FROM articles_by_key WHERE name = ?)"

    def bind(operator: str, value: Value) -> Condition:
        name = str(value)
        return Condition(
            f"{sql} BETWEEN {article} << {ORDINAL_BITS} AND ({article} << {ORDINAL_BITS}) + {LAST_ORDINAL}",
            (name, name),
        )

    return bind


# A merged actor means the one that it is merged into.
ACTOR_ID = "(SELECT COALESCE(merged_into, id) FROM actors WHERE name = ?)"
ACTOR_TERM = f"'a' || {ACTOR_ID}"
COUNTRY_TERM = "'c' || ?"
TYPE_TERM = "'t' || ?"
CORRECTED_TERM = "'corrected=' || ?"


def actor_id(sql: str) -> Binding:
    """A column of actor ids, compared with a name."""
    return lambda operator, value: Condition(f"{sql} = {ACTOR_ID}", (str(value),))


def article_posting(term: str) -> Binding:
    """Articles (alias a) that have the term."""
    return lambda operator, value: Condition(
        f"EXISTS (SELECT 1 FROM article_postings p WHERE p.term = {term} AND p.published_at = a.published_at"
        " AND p.article = a.id)",
        (str(value),),
    )


def event_posting(term: str, roles: int) -> Binding:
    """Events (alias e) in which the term takes part in one of the roles; 0 for any."""
    in_role = f" AND p.roles & {roles} > 0" if roles else ""
    return lambda operator, value: Condition(
        f"EXISTS (SELECT 1 FROM event_postings p WHERE p.term = {term} AND p.published_at = e.published_at"
        f" AND p.event = e.id{in_role})",
        (str(value),),
    )


# Fields that can drive a list of events, those that lead to fewest first: term and roles of their postings.
EVENT_DRIVERS: Mapping[str, tuple[str, int]] = {
    "corrected": (CORRECTED_TERM, 0),
    "agent": (ACTOR_TERM, AGENT),
    "recipient": (ACTOR_TERM, RECIPIENT),
    "actor": (ACTOR_TERM, 0),
    "agent.country": (COUNTRY_TERM, AGENT),
    "recipient.country": (COUNTRY_TERM, RECIPIENT),
    "country": (COUNTRY_TERM, 0),
}
ARTICLE_DRIVERS: Mapping[str, str] = {"actor": ACTOR_TERM, "country": COUNTRY_TERM, "event_type": TYPE_TERM}


def story_member(sql: str) -> Binding:
    """A column of article ids, of those in a story."""
    in_story = f"(SELECT article FROM story_articles WHERE story = {STORY_NUMBER})"
    return lambda operator, value: Condition(f"{sql} IN {in_story}", (str(value),))


# What the article (alias a) has behind its bytes: its story.
STORY_OF_ARTICLE = "(SELECT s.framed FROM story_articles m JOIN stories s ON s.number = m.story WHERE m.article = a.id)"
STORY_NUMBER = "(SELECT number FROM stories WHERE name = ?)"

ARTICLE_BINDINGS: Bindings = {
    "name": own_name(
        "a.id = (SELECT id FROM articles_by_key WHERE name = ?)",
        "a.id IN (SELECT id FROM articles_by_key WHERE name >= ? AND name < ?)",
    ),
    "source": column("a.source"),
    "url": url("a.url"),
    "language": column("a.language"),
    "published_date": published_day("a.published_at"),
    "section": column("a.section"),
    "title": folded("a.title_folded"),
    "create_time": instant("a.create_time"),
    "story": story_member("a.id"),
    **{name: article_posting(term) for name, term in ARTICLE_DRIVERS.items()},
}


def event_bindings(driven: bool) -> Bindings:
    """The bindings of event fields; when `driven`, those that the driving postings (alias d) hold are read there."""
    alias = "d" if driven else "e"
    return {
        "type": column(f"{alias}.type"),
        "mode": column("e.mode"),
        "status": column("e.status"),
        "place": rare_column("e.place"),
        "place.country": rare_column("e.place_country"),
        "time": period(f"{alias}.time_from", f"{alias}.time_to"),
        "published_date": published_day(f"{alias}.published_at"),
        "source": column(f"(SELECT source FROM article_rows WHERE id = e.id >> {ORDINAL_BITS})"),
        "article": article_rows("e.id"),
        "quad_class": column("e.quad_class"),
        "confidence": column("e.confidence"),
        "intensity": column("e.intensity"),
        "story": story_member(f"(e.id >> {ORDINAL_BITS})"),
        **{name: event_posting(term, roles) for name, (term, roles) in EVENT_DRIVERS.items()},
    }


QUOTE_BINDINGS: Bindings = {
    "speaker": actor_id("q.speaker"),
    "speaker.country": rare_column("q.speaker_country"),
    "kind": column("q.kind"),
    "source": column(f"(SELECT source FROM article_rows WHERE id = q.id >> {ORDINAL_BITS})"),
    "published_date": published_day("q.published_at"),
    "article": article_rows("q.id"),
    "text": folded("q.text_folded"),
    "story": story_member(f"(q.id >> {ORDINAL_BITS})"),
}

ACTOR_BINDINGS: Bindings = {
    "kind": column("kind"),
    "country": column("country"),
    "sector": column("sector"),
    "name": own_name(f"id = {ACTOR_ID}", "(name >= ? AND name < ?)"),
    "display_name": folded("display_folded"),
    "article_count": column("article_count"),
}


def day(sql: str) -> Binding:
    """A column of days since 1970-01-01, UNDATED for none, compared with a day."""

    def bind(operator: str, value: Value) -> Condition:
        assert isinstance(value, date)
        return Condition(f"({sql} {operator} ? AND {sql} > {UNDATED})", (day_number(value),))

    return bind


def story_posting(condition: str) -> Binding:
    """Stories (alias s) of which an article meets the condition on its posting (alias p)."""
    return lambda operator, value: Condition(
        f"EXISTS (SELECT 1 FROM story_postings p WHERE p.story = s.number AND {condition})", (str(value),)
    )


STORY_BINDINGS: Bindings = {
    "name": own_name("s.name = ?", "(s.name >= ? AND s.name < ?)"),
    "title": folded("s.title_folded"),
    **{name: column(f"s.{name}") for name in ("article_count", "text_count", "source_count")},
    "first_date": day("s.first_day"),
    "last_date": day("s.last_day"),
    "source": lambda operator, value: Condition(
        "EXISTS (SELECT 1 FROM story_articles o WHERE o.story = s.number AND o.source = ?)", (str(value),)
    ),
    "actor": story_posting(
        f"p.term IN (SELECT 'a' || c.name FROM actors c WHERE COALESCE(c.merged_into, c.id) = {ACTOR_ID})"
    ),
    "event_type": story_posting(f"p.term = {TYPE_TERM}"),
    "update_time": instant("s.update_time"),
}

OPERATION_BINDINGS: Bindings = {"state": column("o.state")}


def microseconds(value: datetime) -> int:
    """Microseconds since 1970-01-01 UTC."""
    delta = value - _EPOCH
    return (delta.days * SECONDS_A_DAY + delta.seconds) * 1_000_000 + delta.microseconds


def _compare_stretch(sql: str, operator: str, start: int, end: int, lowest: int | None = None) -> Condition:
    """A number compared with the stretch [start, end); nothing below `lowest` is a value.

    Where every number is one, no lower bound is said: SQLite takes what has two for few rows, and sorts them.
    """
    match operator:
        case "=":
            return Condition(f"({sql} >= ? AND {sql} < ?)", (start, end))
        case ">=":
            return Condition(f"{sql} >= ?", (start,))
        case ">":
            return Condition(f"{sql} >= ?", (end,))
        case _:
            below = start if operator == "<" else end
            if lowest is None:
                return Condition(f"{sql} < ?", (below,))
            return Condition(f"({sql} >= ? AND {sql} < ?)", (lowest, below))


def _plain(value: Value) -> Parameter:
    assert isinstance(value, int | float | str)
    return value
