"""Keys of events: the same while the claim is, over revisions of an article."""

import hashlib
from collections import Counter

from dateline.v1.event_pb2 import Event
from dateline_server.extraction.draft import Draft

_LENGTH = 16


def write_keys(draft: Draft, events: list[Event], lemmas: list[str]) -> None:
    """Set `key` of each event: 16 hex digits over type, trigger lemma, sides and time; a counter tells equal ones apart."""
    names = {actor.id: actor.actor or actor.name for actor in draft.article.actors}
    seen: Counter[str] = Counter()
    for event, lemma in zip(events, lemmas, strict=True):
        sides = sorted(
            f"{side.role}:{names.get(side.actor) or ' '.join(side.text.casefold().split())}"
            for side in event.participants
        )
        claim = "\n".join((event.type, lemma, *sides, event.time.value))
        digest = hashlib.sha256(claim.encode()).hexdigest()[:_LENGTH]
        seen[digest] += 1
        event.key = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
