"""Where a report was written: the place that its dateline names, and the opening sentence that it stands before."""

from dataclasses import dataclass

from dateline.v1.place_pb2 import Place
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.draft import Draft
from dateline_server.language.datelines import datelines_of


@dataclass(frozen=True, slots=True)
class Lead:
    """The tokens [start, end) of the sentence after a dateline, and the local id of the place in the dateline."""

    start: int
    end: int
    place: str


def find_leads(draft: Draft) -> list[Lead]:
    """The opening sentences that name no place of their own, each with the smallest place of the dateline before it.

    A country that only says whose ("US officials") and a place inside another name do not count as their own.
    """
    doc = draft.reading.doc
    lines = [line for line in datelines_of(doc) if line.end < len(doc)]
    if not lines:
        return []
    named = [
        (draft.reading.tokens(mention.span).start, mention.type, place)
        for place in draft.article.places
        for mention in place.mentions
    ]
    leads = []
    for line in lines:
        sentence = doc[line.end].sent
        homes = [place for start, _, place in named if line.start <= start < line.place_end]
        own = any(
            line.end <= start < sentence.end and kind not in (Mention.MODIFIER, Mention.NESTED)
            for start, kind, _ in named
        )
        if homes and not own:
            home = min(homes, key=lambda place: place.kind in (Place.REGION, Place.COUNTRY))
            leads.append(Lead(line.end, sentence.end, home.id))
    return leads
