"""PROV-JSON of the W3C, one document a line: where each claim of an article comes from.

The article is an entity attributed to its publisher; reading it is an activity of the engine, a software agent, that
generated each event and quote from it. On whose word a claim rests is a chain of entities: what the source said, then
what each relay passed on, each attributed to its agent and derived from the one before; the claim derives from the last.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import count

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Attribution, Event
from dateline.v1.quote_pb2 import Quote
from dateline_server.export.jsonl import json_line
from dateline_server.export.records import Resource
from dateline_server.export.writer import PlainWriter, Writer

_PREFIXES = {
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dateline": "urn:dateline:",
}
_AGENTS = {Actor.PERSON: "prov:Person", Actor.GROUP: ""}
_Values = dict[str, object]


def prov_writer(_: Resource) -> Writer:
    """One document a line."""
    return PlainWriter(lambda record: json_line(make_document(Article.FromString(record))))


def make_document(article: Article) -> dict[str, object]:
    """The provenance of all claims of the article."""
    document = _Document(article)
    for event in article.events:
        document.add_event(event)
    for quote in article.quotes:
        document.add_quote(quote)
    return document.as_json()


class _Document:
    def __init__(self, article: Article) -> None:
        self._article = article
        self._actors = {actor.id: actor for actor in article.actors}
        self._parts: dict[str, dict[str, _Values]] = defaultdict(dict)
        self._numbers = count(1)
        self._name = f"dateline:{article.name}"
        self._engine = f"dateline:engine/{article.engine.digest}"
        self._reading = f"{self._name}/reading/{article.revision}"
        self._begin()

    def as_json(self) -> dict[str, object]:
        """The document, its parts in the order of the standard."""
        order = ("entity", "activity", "agent", "used", "wasGeneratedBy", "wasAssociatedWith", "wasAttributedTo")
        parts = {name: self._parts[name] for name in (*order, "wasDerivedFrom") if self._parts[name]}
        return {"prefix": _PREFIXES, **parts}

    def add_event(self, event: Event) -> None:
        """An event, with the chains of those on whose word it rests."""
        name = f"{self._name}/events/{event.key or event.id}"
        self._claim(
            name,
            "dateline:Event",
            {
                "prov:label": event.gist or event.label,
                "dateline:type": event.type,
                "dateline:status": Event.Status.Name(event.status),
                "dateline:evidence": " ".join(span.text for span in event.evidence),
            },
        )
        for number, attribution in enumerate(event.attributions, 1):
            said: _Values = {"dateline:words": attribution.source_span.text}
            if attribution.stance:
                said["dateline:stance"] = Attribution.Stance.Name(attribution.stance)
            self._chain(f"{name}/attributions/{number}", attribution.source, attribution.via, said, name)

    def add_quote(self, quote: Quote) -> None:
        """A quote, with the chain of who said it and through whom."""
        name = f"{self._name}/quotes/{quote.id}"
        words = " ".join(span.text for span in quote.content)
        self._claim(name, "dateline:Quote", {"prov:value": words, "dateline:kind": Quote.Kind.Name(quote.kind)})
        self._chain(f"{name}/speech", quote.speaker, quote.via, {"dateline:words": quote.speaker_span.text}, name)

    def _begin(self) -> None:
        article = self._article
        self._add("entity", self._name, {"prov:type": _qualified("dateline:Article"), "prov:label": article.title})
        self._parts["entity"][self._name].update(_filled({"dateline:url": article.url}))
        self._parts["entity"][self._name].update(_filled({"dateline:published": article.published_date}))
        read = {"prov:endTime": article.update_time.ToJsonString()} if article.HasField("update_time") else {}
        self._add("activity", self._reading, {"prov:type": _qualified("dateline:Reading"), **read})
        engine = article.engine
        self._add(
            "agent",
            self._engine,
            {
                "prov:type": _qualified("prov:SoftwareAgent"),
                "prov:label": f"Dateline {engine.version}".strip(),
                "dateline:model": engine.model,
                "dateline:ontology": engine.ontology,
            },
        )
        self._relate("used", {"prov:activity": self._reading, "prov:entity": self._name})
        self._relate("wasAssociatedWith", {"prov:activity": self._reading, "prov:agent": self._engine})
        if article.source:
            publisher = f"{self._name}/publisher"
            organisation = _qualified("prov:Organization")
            self._add("agent", publisher, {"prov:type": organisation, "prov:label": article.source})
            self._relate("wasAttributedTo", {"prov:entity": self._name, "prov:agent": publisher})

    def _claim(self, name: str, kind: str, values: _Values) -> None:
        self._add("entity", name, {"prov:type": _qualified(kind), **values})
        self._relate("wasGeneratedBy", {"prov:entity": name, "prov:activity": self._reading})
        self._derive(name, self._name)

    def _chain(self, name: str, source: str, via: Iterable[str], said: _Values, claim: str) -> None:
        """What the source said, passed on by each relay, the one nearest to the author last."""
        before = ""
        for number, local in enumerate([source, *reversed(list(via))]):
            step = f"{name}/{number}"
            self._add("entity", step, {"prov:type": _qualified("dateline:Statement"), **(said if not number else {})})
            if before:
                self._derive(step, before)
            if local in self._actors:
                agent = self._agent(self._actors[local])
                self._relate("wasAttributedTo", {"prov:entity": step, "prov:agent": agent})
            before = step
        self._derive(claim, before)

    def _agent(self, actor: Actor) -> str:
        # Who has no name of its own is nobody that another article could mean.
        name = f"dateline:{actor.actor}" if actor.named and actor.actor else f"{self._name}/actors/{actor.id}"
        kind = _AGENTS.get(actor.kind, "prov:Organization")
        values: _Values = {"prov:type": _qualified(kind)} if kind else {}
        self._add("agent", name, {**values, "prov:label": actor.name})
        return name

    def _derive(self, made: str, of: str) -> None:
        self._relate("wasDerivedFrom", {"prov:generatedEntity": made, "prov:usedEntity": of})

    def _add(self, part: str, name: str, values: _Values) -> None:
        self._parts[part][name] = _filled(values)

    def _relate(self, part: str, values: _Values) -> None:
        self._parts[part][f"_:r{next(self._numbers)}"] = values


def _qualified(name: str) -> _Values:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _filled(values: _Values) -> _Values:
    return {name: value for name, value in values.items() if value}
