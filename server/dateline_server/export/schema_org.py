"""schema.org NewsArticle in JSON-LD, one a line: what is claimed in it is a Claim, what is said a Quotation.

schema.org has no word for whether something happened, so each Claim says it in a term of our own: `dateline:status`
is OCCURRED only where the article itself reports it, and the authors of a Claim are those who say so.
"""

from collections.abc import Iterable

from dateline.render.records import event_records, quote_records
from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Attribution, Event, EventRecord
from dateline.v1.place_pb2 import Place
from dateline.v1.quote_pb2 import QuoteRecord
from dateline_server.export.iris import GEONAMES, event_iri, iri, quote_iri
from dateline_server.export.jsonl import json_line
from dateline_server.export.records import Resource
from dateline_server.export.writer import PlainWriter, Writer

CONTEXT = ["https://schema.org", {"dateline": "urn:dateline:v1:"}]
_TYPES = {
    Actor.PERSON: "Person",
    Actor.COUNTRY: "Country",
    Actor.GOVERNMENT: "GovernmentOrganization",
    Actor.AGENCY: "GovernmentOrganization",
    Actor.ORGANIZATION: "Organization",
    Actor.COMPANY: "Corporation",
    Actor.MEDIA: "NewsMediaOrganization",
    Actor.PARTY: "PoliticalParty",
    Actor.ARMED_GROUP: "Organization",
}
_PLACES = {Place.CITY: "City", Place.COUNTRY: "Country", Place.REGION: "AdministrativeArea", Place.SEA: "BodyOfWater"}
_Object = dict[str, object]


def schema_org_writer(_: Resource) -> Writer:
    """One NewsArticle a line."""
    return PlainWriter(lambda record: json_line(make_news_article(Article.FromString(record))))


def make_news_article(article: Article) -> _Object:
    """The article as a NewsArticle."""
    claims = [_claim(record) for record in event_records(article)]
    quotations = [_quotation(record) for record in quote_records(article)]
    made: _Object = {
        "@context": CONTEXT,
        "@id": iri(article.name),
        "@type": "NewsArticle",
        "headline": article.title,
        "articleBody": article.body,
        "articleSection": article.section,
        "inLanguage": article.language,
        "url": article.url,
        "identifier": article.document_id,
        "version": article.revision,
        "datePublished": article.published_time.ToJsonString()
        if article.HasField("published_time")
        else article.published_date,
        "author": [{"@type": "Person", "name": author} for author in article.authors],
        "publisher": {"@type": "Organization", "name": article.source} if article.source else None,
        "keywords": [topic.label for topic in article.topics],
        "mentions": [
            *(_actor(actor) for actor in article.actors if actor.named),
            *(_place(place) for place in article.places),
        ],
        "hasPart": [*claims, *quotations],
    }
    return _filled(made)


def _claim(record: EventRecord) -> _Object:
    event = record.event
    return _filled(
        {
            "@id": event_iri(record.article, event),
            "@type": "Claim",
            "name": event.gist or event.label,
            "text": [span.text for span in event.evidence],
            "appearance": {"@id": iri(record.article)},
            "temporalCoverage": _coverage(event),
            "spatialCoverage": _place(record.place) if record.HasField("place") else None,
            "author": _actors((a.source for a in event.attributions), record.actors),
            "dateline:status": Event.Status.Name(event.status),
            "dateline:type": event.type,
            "dateline:stance": [Attribution.Stance.Name(a.stance) for a in event.attributions if a.stance],
            "dateline:confidence": event.confidence,
        }
    )


def _quotation(record: QuoteRecord) -> _Object:
    said = record.quote
    return _filled(
        {
            "@id": quote_iri(record.article, said),
            "@type": "Quotation",
            "text": " ".join(span.text for span in said.content),
            "spokenByCharacter": _actors([said.speaker], record.actors),
            "isPartOf": {"@id": iri(record.article)},
        }
    )


def _coverage(event: Event) -> str:
    first, last = event.time.earliest, event.time.latest
    return first if first == last else f"{first or '..'}/{last or '..'}"


def _actors(ids: Iterable[str], actors: Iterable[Actor]) -> list[_Object]:
    known = {actor.id: actor for actor in actors}
    return [_actor(known[local]) for local in dict.fromkeys(ids) if local in known]


def _actor(actor: Actor) -> _Object:
    # Who has no name of its own is told by the words, and is nobody that another article could mean.
    made: _Object = {"@type": _TYPES.get(actor.kind, "Thing"), "name": actor.name}
    return {"@id": iri(actor.actor), **made} if actor.named else made


def _place(place: Place) -> _Object:
    return _filled(
        {
            "@type": _PLACES.get(place.kind, "Place"),
            "name": place.name,
            "sameAs": GEONAMES.format(place.geonames_id) if place.geonames_id else "",
            "geo": {
                "@type": "GeoCoordinates",
                "latitude": place.location.latitude,
                "longitude": place.location.longitude,
            }
            if place.HasField("location")
            else None,
        }
    )


def _filled(made: _Object) -> _Object:
    return {name: value for name, value in made.items() if value not in ("", None, [], 0)}
