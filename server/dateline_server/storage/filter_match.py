"""Filters over one article in memory: the same answer as the store gives over its tables."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime

from dateline.v1.article_pb2 import Article
from dateline_server.storage.filter_values import Instants, Value
from dateline_server.storage.filters import And, Comparison, Expression, Not, Or
from dateline_server.storage.ids import published_at, published_day
from dateline_server.storage.keys import canonical_url

_Found = Iterable[str | date | datetime]
_Read = Callable[[Article], _Found]
_Resolve = Callable[[str], str]


def _as_it_is(name: str) -> str:
    return name


def matches_article(expression: Expression | None, article: Article, resolve: _Resolve = _as_it_is) -> bool:
    """Whether the filter lets the article through; no filter lets every one.

    `resolve` leads from the name of an actor to that of the one it is merged into.
    """
    match expression:
        case None:
            return True
        case Comparison(_, "!=", _):
            return not _holds(expression, "=", article, resolve)
        case Comparison(_, operator, _):
            return _holds(expression, operator, article, resolve)
        case Not(part):
            return not matches_article(part, article, resolve)
        case And(parts):
            return all(matches_article(part, article, resolve) for part in parts)
        case Or(parts):
            return any(matches_article(part, article, resolve) for part in parts)


def _holds(comparison: Comparison, operator: str, article: Article, resolve: _Resolve) -> bool:
    name, wanted = comparison.field.name, comparison.value
    if name == "name" and str(wanted).endswith("*"):
        return article.name.startswith(str(wanted).removesuffix("*"))
    if name == "actor":
        return any(resolve(str(found)) == resolve(str(wanted)) for found in _READERS[name](article))
    return any(_compare(name, found, operator, wanted) for found in _READERS[name](article))


def _compare(name: str, found: str | date | datetime, operator: str, wanted: Value) -> bool:
    match found, wanted:
        case datetime(), Instants(start, end):
            return _in_stretch(operator, found < start, found >= end)
        case date(), date():
            return _in_stretch(operator, found < wanted, found > wanted)
        case str(), str():
            if name == "title":
                folded = wanted.casefold()
                return folded in found.casefold() if operator == ":" else folded == found.casefold()
            if name == "url":
                wanted = canonical_url(wanted) or wanted
            return found == wanted
    raise TypeError(f"{name}: {found!r} cannot be compared with {wanted!r}")


def _in_stretch(operator: str, before: bool, after: bool) -> bool:
    """Whether something that lies before, in or after the stretch that a value means meets the comparison."""
    return {
        "=": not before and not after,
        "<": before,
        "<=": not after,
        ">": after,
        ">=": not before,
    }[operator]


def _published(article: Article) -> _Found:
    day = published_day(published_at(article))
    return (date.fromisoformat(day),) if day else ()


_READERS: Mapping[str, _Read] = {
    "story": lambda article: (),  # only what is there belongs to one, and what is there the store finds by its tables
    "name": lambda article: (article.name,),
    "source": lambda article: (article.source,),
    "url": lambda article: (canonical_url(article.url) or article.url,),
    "language": lambda article: (article.language,),
    "published_date": _published,
    "section": lambda article: (article.section,),
    "title": lambda article: (article.title,),
    "actor": lambda article: (actor.actor for actor in article.actors if actor.actor),
    "country": lambda article: (actor.country_code for actor in article.actors if actor.country_code),
    "event_type": lambda article: (event.type for event in article.events),
    "create_time": lambda article: (article.create_time.ToDatetime(UTC),),
}
