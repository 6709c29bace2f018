"""ninjs 3.0, the news item of the IPTC in JSON: one article a line, that can be taken in again.

What ninjs has no property for stands under roles of our own: among `altIds` the address (`url`) and the client's id
(`documentId`), among `descriptions` the day of an article whose hour is not known (`publishedDate`) and its time zone
(`publishTimeZone`), among `subjects` the section. An event says in `rel` its status, and who says so.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from dateline.render import wording
from dateline.render.records import event_records
from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord
from dateline.v1.place_pb2 import Place
from dateline_server.export.iris import GEONAMES, MEDIA_TOPICS, event_iri, iri
from dateline_server.export.jsonl import json_line
from dateline_server.export.records import Resource
from dateline_server.export.writer import PlainWriter, Writer

_STANDARD = {"name": "ninjs", "version": "3.0", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json#"}
_ORGANISATIONS = frozenset(
    (Actor.GOVERNMENT, Actor.AGENCY, Actor.ORGANIZATION, Actor.COMPANY, Actor.MEDIA, Actor.PARTY, Actor.ARMED_GROUP)
)
_Object = dict[str, object]


def ninjs_writer(_: Resource) -> Writer:
    """One object a line."""
    return PlainWriter(lambda record: json_line(make_ninjs(Article.FromString(record))))


def make_ninjs(article: Article) -> _Object:
    """The article as a ninjs object."""
    made: _Object = {
        "standard": _STANDARD,
        "uri": iri(article.name),
        "type": "text",
        "representationType": "full",
        "version": str(article.revision),
        "language": article.language,
        "contentCreated": _content_created(article),
        "firstCreated": _instant(article, "create_time"),
        "versionCreated": _instant(article, "update_time"),
        "headlines": [{"value": article.title}] if article.title else [],
        "bodies": [
            {
                "contentType": "text/plain",
                "charCount": len(article.body),
                "wordCount": len(article.body.split()),
                "value": article.body,
            }
        ],
        "descriptions": _descriptions(article),
        "by": ", ".join(article.authors),
        "infoSources": [
            *([{"name": article.source, "role": "publisher"}] if article.source else []),
            *({"name": author, "role": "author"} for author in article.authors),
        ],
        "altIds": [
            {"role": role, "value": value}
            for role, value in (("url", article.url), ("documentId", article.document_id))
            if value
        ],
        "people": [_named(actor) for actor in article.actors if actor.named and actor.kind == Actor.PERSON],
        "organisations": [_named(actor) for actor in article.actors if actor.named and actor.kind in _ORGANISATIONS],
        "places": [_place(place) for place in article.places],
        "subjects": _subjects(article),
        "events": [_event(record) for record in event_records(article)],
    }
    return {name: value for name, value in made.items() if value}


def _content_created(article: Article) -> str:
    if article.HasField("published_time"):
        return article.published_time.ToJsonString()
    if not article.published_date:
        return ""
    zone = ZoneInfo(article.publish_tz or "UTC")
    return datetime.combine(date.fromisoformat(article.published_date), time(), zone).isoformat()


def _descriptions(article: Article) -> list[_Object]:
    day = "" if article.HasField("published_time") else article.published_date
    given = (("publishedDate", day), ("publishTimeZone", article.publish_tz))
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in given if value]


def _instant(article: Article, field: str) -> str:
    return getattr(article, field).ToJsonString() if article.HasField(field) else ""  # type: ignore[arg-type]


def _named(actor: Actor) -> _Object:
    return {"name": actor.name, "uri": iri(actor.actor), "rel": "mentioned"}


def _place(place: Place) -> _Object:
    made: _Object = {"name": place.name, "rel": "mentioned"}
    if place.geonames_id:
        made["uri"] = GEONAMES.format(place.geonames_id)
    if place.HasField("location"):
        made["geoJSON"] = {"type": "Point", "coordinates": [place.location.longitude, place.location.latitude]}
    return made


def _subjects(article: Article) -> list[_Object]:
    section: list[_Object] = [{"name": article.section, "rel": "section"}] if article.section else []
    return [
        *section,
        *(
            {
                "name": topic.label,
                "uri": MEDIA_TOPICS.format(topic.code.removeprefix("medtop:")),
                "confidence": round(topic.confidence * 100),
            }
            for topic in article.topics
        ),
        *(
            _named(actor)
            for actor in article.actors
            if actor.named and actor.kind != Actor.PERSON and actor.kind not in _ORGANISATIONS
        ),
    ]


def _event(record: EventRecord) -> _Object:
    event = record.event
    says = wording.who_says(record)
    status = Event.Status.Name(event.status)
    return {
        "id": event.id,
        "uri": event_iri(record.article, event),
        "name": event.gist or event.label,
        "literal": event.type,
        "rel": f"{status}: {says}" if says else status,
    }
