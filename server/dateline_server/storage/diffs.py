"""What two revisions of an article claim differently.

Claims are compared by what they mean: who, what, where, when, and who says so. Where the words stand, local ids and
scores do not count, so that an edit of white space changes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import (
    CLAIM_CHANGE_ADDED,
    CLAIM_CHANGE_CHANGED,
    CLAIM_CHANGE_REMOVED,
    ClaimChange,
    DiffRevisionsResponse,
    EventChange,
    QuoteChange,
)
from dateline.v1.event_pb2 import Event
from dateline.v1.quote_pb2 import Quote

_Claim = TypeVar("_Claim", Event, Quote)
_Meaning = Mapping[str, Hashable]


def diff_articles(before: Article, after: Article) -> DiffRevisionsResponse:
    """The differences from one revision to a later one."""
    was, now = _Meanings(before), _Meanings(after)
    response = DiffRevisionsResponse(
        from_revision=before.revision,
        to_revision=after.revision,
        title_changed=before.title != after.title,
        body_changed=before.body != after.body,
    )
    for key, change, old, new, fields in _changes(
        _by_key(before.events, lambda event: event.key),
        _by_key(after.events, lambda event: event.key),
        was.event,
        now.event,
    ):
        response.events.append(EventChange(change=change, key=str(key[0]), before=old, after=new, fields=fields))
    for _, change, said, says, fields in _changes(
        _by_key(before.quotes, was.quote_key), _by_key(after.quotes, now.quote_key), was.quote, now.quote
    ):
        response.quotes.append(QuoteChange(change=change, before=said, after=says, fields=fields))
    return response


def _by_key(claims: Iterable[_Claim], key_of: Callable[[_Claim], Hashable]) -> dict[tuple[Hashable, int], _Claim]:
    """The claims by their key, and a number for those that share one."""
    seen: dict[Hashable, int] = defaultdict(int)
    keyed = {}
    for claim in claims:
        key = key_of(claim)
        keyed[key, seen[key]] = claim
        seen[key] += 1
    return keyed


def _changes(
    before: Mapping[tuple[Hashable, int], _Claim],
    after: Mapping[tuple[Hashable, int], _Claim],
    was: Callable[[_Claim], _Meaning],
    now: Callable[[_Claim], _Meaning],
) -> Iterator[tuple[tuple[Hashable, int], ClaimChange.ValueType, _Claim | None, _Claim | None, Sequence[str]]]:
    for key, claim in after.items():
        former = before.get(key)
        if former is None:
            yield key, CLAIM_CHANGE_ADDED, None, claim, ()
            continue
        old, new = was(former), now(claim)
        if fields := [name for name in new if old[name] != new[name]]:
            yield key, CLAIM_CHANGE_CHANGED, former, claim, fields
    for key, claim in before.items():
        if key not in after:
            yield key, CLAIM_CHANGE_REMOVED, claim, None, ()


class _Meanings:
    """What the claims of one revision mean, with the local ids that they refer to looked up."""

    def __init__(self, article: Article) -> None:
        self._actors = {actor.id: actor.actor or actor.name for actor in article.actors}
        self._places = {place.id: (place.name, place.country_code) for place in article.places}
        self._times = {time.id: time.value for time in article.times}

    def event(self, event: Event) -> _Meaning:
        """The fields of an event that mean something, by their names."""
        return {
            "type": event.type,
            "mode": event.mode,
            "status": event.status,
            "trigger": _words(event.trigger.text),
            "participants": tuple(
                (part.role, self._actors.get(part.actor, ""), _words(part.text)) for part in event.participants
            ),
            "time": (event.time.value, event.time.earliest, event.time.latest),
            "place": self._places.get(event.place, ()),
            "attributions": tuple(
                (
                    self._actors.get(said.source, said.source_span.text),
                    tuple(self._actors.get(via, "") for via in said.via),
                    said.verb,
                    said.stance,
                    self._times.get(said.said_time, ""),
                )
                for said in event.attributions
            ),
            "topic": _words(event.topic.text),
            "quantities": tuple((quantity.value, quantity.unit) for quantity in event.quantities),
        }

    def quote(self, quote: Quote) -> _Meaning:
        """The fields of a quote that mean something, by their names."""
        return {
            "kind": quote.kind,
            "speaker": self._actors.get(quote.speaker, quote.speaker_span.text),
            "verb": quote.verb,
            "addressee": self._actors.get(quote.addressee, ""),
            "said_time": self._times.get(quote.said_time, ""),
            "via": tuple(self._actors.get(via, "") for via in quote.via),
        }

    def quote_key(self, quote: Quote) -> Hashable:
        """What tells a quote from the others of the article: its words."""
        return _words(*(span.text for span in quote.content))


def _words(*texts: str) -> str:
    return " ".join(" ".join(texts).split())
