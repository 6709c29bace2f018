"""The last step: the cast is put in order, unused extras are dropped, and the main event is chosen."""

from collections import defaultdict

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Participant
from dateline.v1.span_pb2 import Mention, Span
from dateline_server.extraction.draft import Draft

# A name in the headline says more than one at the end; an agent acts where an adjective only points.
_TITLE_WEIGHT, _LEAD_WEIGHT = 3.0, 2.0
_LEAD_SHARE = 0.2
_MENTION_WEIGHTS = {Mention.MODIFIER: 0.3, Mention.NESTED: 0.3}
_EVENT_WEIGHT, _QUOTE_WEIGHT = 1.5, 1.0
_AT_LEAST = 0.01


def finish_article(draft: Draft) -> None:
    """Complete the article in place: joint participants, salience, order and ids of actors, headline event."""
    article = draft.article
    _add_joint_participants(draft)
    weights = _weigh_actors(article)
    used = _used_actors(article)
    keep = [actor for actor in article.actors if actor.named or actor.id in used]
    total = sum(weights[actor.id] for actor in keep) or 1.0
    for actor in keep:
        actor.salience = round(max(_AT_LEAST, weights[actor.id] / total), 4)
    keep.sort(key=lambda actor: (-actor.salience, _first_mention(actor)))
    _renumber(article, keep)
    if article.events:
        article.headline_event = max(article.events, key=lambda event: event.salience).id


def _add_joint_participants(draft: Draft) -> None:
    """ "US and Russian officials" are two participants with the same words."""
    by_id = {actor.id: actor for actor in draft.article.actors}
    for event in draft.article.events if draft.joint_at else ():
        added: list[Participant] = []
        for participant in event.participants:
            if not participant.HasField("span"):
                continue
            head = draft.reading.tokens(participant.span).root
            for other in draft.joint_at.get(head.i, []):
                if other in by_id and other != participant.actor:
                    joint = Participant()
                    joint.CopyFrom(participant)
                    joint.actor = other
                    added.append(joint)
        event.participants.extend(added)


def _weigh_actors(article: Article) -> dict[str, float]:
    weights: defaultdict[str, float] = defaultdict(float)
    lead = _LEAD_SHARE * len(article.body)
    for actor in article.actors:
        for mention in actor.mentions:
            weight = _MENTION_WEIGHTS.get(mention.type, 1.0)
            if mention.span.part == Span.TITLE:
                weight *= _TITLE_WEIGHT
            elif mention.span.start < lead:
                weight *= _LEAD_WEIGHT
            weights[actor.id] += weight
    for event in article.events:
        for local in sorted({participant.actor for participant in event.participants}):
            weights[local] += _EVENT_WEIGHT
    for quote in article.quotes:
        weights[quote.speaker] += _QUOTE_WEIGHT
    return weights


def _first_mention(actor: Actor) -> tuple[bool, int]:
    span = actor.mentions[0].span
    return span.part != Span.TITLE, span.start


def _used_actors(article: Article) -> set[str]:
    """The ids that events and quotes refer to."""
    used: set[str] = set()
    for event in article.events:
        used.update(participant.actor for participant in event.participants)
        for attribution in event.attributions:
            used.update((attribution.source, *attribution.via))
    for quote in article.quotes:
        used.update((quote.speaker, quote.addressee, *quote.via))
    return used


def _renumber(article: Article, keep: list[Actor]) -> None:
    """Actors become a1, a2, … in the order of `keep`, and everything that refers to them follows."""
    names = {actor.id: f"a{number}" for number, actor in enumerate(keep, 1)}
    names[""] = ""
    ordered = Article()
    for actor in keep:
        renamed = ordered.actors.add()
        renamed.CopyFrom(actor)
        renamed.id = names[actor.id]
        renamed.affiliation = names.get(actor.affiliation, "")
    del article.actors[:]
    article.actors.extend(ordered.actors)
    for event in article.events:
        for participant in event.participants:
            participant.actor = names[participant.actor]
        for attribution in event.attributions:
            attribution.source = names[attribution.source]
            attribution.via[:] = [names[via] for via in attribution.via]
    for quote in article.quotes:
        quote.speaker, quote.addressee = names[quote.speaker], names[quote.addressee]
        quote.via[:] = [names[via] for via in quote.via]
