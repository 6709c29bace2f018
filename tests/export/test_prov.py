"""PROV-JSON: each claim leads to the article, to the engine that read it, and to those on whose word it rests."""

import json
from typing import Any

import pytest
from prov.model import ProvDocument

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article, Engine
from dateline.v1.event_pb2 import Attribution, Event
from dateline_server.export.prov import make_document

# Which part of a document holds what each end of a relation names.
ENDS = {
    "prov:entity": "entity",
    "prov:generatedEntity": "entity",
    "prov:usedEntity": "entity",
    "prov:activity": "activity",
    "prov:agent": "agent",
}
RELATIONS = ("used", "wasGeneratedBy", "wasAssociatedWith", "wasAttributedTo", "wasDerivedFrom")


def made(article: Article) -> dict[str, Any]:
    return make_document(article)


def origins(document: dict[str, Any], entity: str) -> list[str]:
    """What the entity was derived from."""
    derived = document.get("wasDerivedFrom", {}).values()
    return [one["prov:usedEntity"] for one in derived if one["prov:generatedEntity"] == entity]


def agents(document: dict[str, Any], entity: str) -> list[str]:
    """The labels of those to whom the entity is attributed."""
    attributed = document.get("wasAttributedTo", {}).values()
    named = [one["prov:agent"] for one in attributed if one["prov:entity"] == entity]
    return [document["agent"][agent]["prov:label"] for agent in named]


def test_every_end_of_a_relation_is_there_and_every_name_has_a_prefix(articles: list[Article]) -> None:
    for article in articles:
        document = made(article)
        assert set(document) <= {"prefix", "entity", "activity", "agent", *RELATIONS}
        for relation in RELATIONS:
            for one in document.get(relation, {}).values():
                assert all(name in document[ENDS[end]] for end, name in one.items()), one
        for part in ("entity", "activity", "agent"):
            assert all(name.partition(":")[0] in document["prefix"] for name in document[part])


def test_the_reference_reader_finds_all_of_it(articles: list[Article]) -> None:
    for article in articles:
        document = made(article)
        read = ProvDocument.deserialize(content=json.dumps(document), format="json")
        assert len(read.get_records()) == sum(len(found) for part, found in document.items() if part != "prefix")
        assert ProvDocument.deserialize(content=read.serialize(format="json"), format="json") == read
        for part in ("entity", "activity", "agent"):
            assert all(read.get_record(name) for name in document[part])


def test_every_claim_comes_from_the_article_and_was_made_by_the_engine(articles: list[Article]) -> None:
    for article in articles:
        document = made(article)
        [reading] = document["activity"]
        generated = {one["prov:entity"]: one["prov:activity"] for one in document["wasGeneratedBy"].values()}
        assert len(generated) == len(article.events) + len(article.quotes)
        assert set(generated.values()) == {reading}
        for claim in generated:
            assert f"dateline:{article.name}" in origins(document, claim)
        [association] = document["wasAssociatedWith"].values()
        engine = document["agent"][association["prov:agent"]]
        assert engine["prov:type"]["$"] == "prov:SoftwareAgent"
        assert engine["dateline:model"] == article.engine.model


def test_the_status_of_an_event_is_told(articles: list[Article]) -> None:
    for article in articles:
        document = made(article)
        told = [values.get("dateline:status") for values in document["entity"].values()]
        assert [status for status in told if status] == [Event.Status.Name(event.status) for event in article.events]


@pytest.fixture
def relayed() -> Article:
    """A claim of a ministry that an agency passed on, and a broadcaster that citizens heard it from."""
    return Article(
        name="articles/x",
        source="Coast Gazette",
        engine=Engine(version="1", model="m", digest="d"),
        actors=[
            Actor(id="a1", actor="actors/ministry", name="the ministry", kind=Actor.GOVERNMENT, named=True),
            Actor(id="a2", actor="actors/agency", name="Coast Wire", kind=Actor.MEDIA, named=True),
            Actor(id="a3", actor="actors/radio", name="Radio North", kind=Actor.MEDIA, named=True),
        ],
        events=[
            Event(
                id="e1",
                key="k",
                status=Event.CLAIMED,
                attributions=[Attribution(source="a1", via=["a3", "a2"], stance=Attribution.CLAIM)],
            )
        ],
    )


def test_the_chain_goes_from_the_claim_over_each_relay_to_the_source(relayed: Article) -> None:
    document = made(relayed)
    chain, entity = [], "dateline:articles/x/events/k"
    while statements := [origin for origin in origins(document, entity) if origin != "dateline:articles/x"]:
        [entity] = statements
        chain += agents(document, entity)
    assert chain == ["Radio North", "Coast Wire", "the ministry"]
    assert document["entity"][entity]["dateline:stance"] == "CLAIM"
    assert agents(document, "dateline:articles/x") == ["Coast Gazette"]
