"""Articles written by hand for the tests of the client: everything in them is invented but the countries."""

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article, Engine, Warning
from dateline.v1.event_pb2 import Attribution, Event, EventTime, Participant
from dateline.v1.place_pb2 import Location, Place
from dateline.v1.quote_pb2 import Quote
from dateline.v1.span_pb2 import Mention, Span
from dateline.v1.time_pb2 import TimeExpression

TITLE = "Norway and Kenya 🤝 reopen talks"
BODY = (
    "Norway's foreign minister, Ingrid Solberg, met her Kenyan counterpart in Nairobi on Tuesday. 🌍 "
    "“We agreed to open two new consulates,” Ms Solberg said.\n\n"
    "The ministry in Oslo denied that it had threatened to cut aid. "
    "Dockworkers in Mombasa plan to protest on 14 April, the Coast Gazette reported."
)


def body_span(words: str, occurrence: int = 1) -> Span:
    """The n-th place where the body has these words."""
    start = -1
    for _ in range(occurrence):
        start = BODY.index(words, start + 1)
    return Span(start=start, end=start + len(words), text=words)


def title_span(words: str) -> Span:
    """The place where the title has these words."""
    start = TITLE.index(words)
    return Span(start=start, end=start + len(words), text=words, part=Span.TITLE)


def name(span: Span) -> Mention:
    return Mention(span=span, type=Mention.NAME)


def sample_article() -> Article:
    """Five actors, three events, two quotes, three places and two times; titles, overlaps and an emoji among them."""
    return Article(
        name="articles/sample",
        title=TITLE,
        body=BODY,
        language="en",
        url="https://coast-gazette.example/talks",
        source="Coast Gazette",
        authors=["Amina Otieno"],
        published_date="2025-04-09",
        date_basis=Article.REQUEST,
        actors=[
            Actor(
                id="a1",
                actor="actors/person-ingrid-solberg",
                name="Ingrid Solberg",
                kind=Actor.PERSON,
                country_code="NOR",
                sector="GOV",
                roles=[Actor.Role(title="foreign minister", country_code="NOR", span=body_span("foreign minister"))],
                affiliation="a2",
                mentions=[name(body_span("Ingrid Solberg")), name(body_span("Ms Solberg"))],
                salience=0.4,
                confidence=0.9,
                named=True,
            ),
            Actor(
                id="a2",
                actor="actors/country-nor",
                name="Norway",
                kind=Actor.COUNTRY,
                country_code="NOR",
                mentions=[name(title_span("Norway")), name(body_span("Norway"))],
                named=True,
            ),
            Actor(
                id="a3",
                actor="actors/group-kenyan-counterpart",
                name="her Kenyan counterpart",
                kind=Actor.PERSON,
                country_code="KEN",
                mentions=[Mention(span=body_span("her Kenyan counterpart"), type=Mention.NOMINAL)],
            ),
            Actor(
                id="a4",
                actor="actors/gov-nor-ministry",
                name="The ministry",
                kind=Actor.GOVERNMENT,
                country_code="NOR",
                mentions=[Mention(span=body_span("The ministry"), type=Mention.NOMINAL)],
            ),
            Actor(
                id="a5",
                actor="actors/media-coast-gazette",
                name="the Coast Gazette",
                kind=Actor.MEDIA,
                mentions=[name(body_span("the Coast Gazette"))],
                named=True,
            ),
        ],
        events=[
            Event(
                id="e1",
                type="CONSULT",
                mode="visit",
                label="meet",
                gist="Ingrid Solberg met her Kenyan counterpart in Nairobi on Tuesday.",
                status=Event.OCCURRED,
                trigger=body_span("met"),
                participants=[
                    Participant(
                        role=Participant.AGENT, actor="a1", text="Ingrid Solberg", span=body_span("Ingrid Solberg")
                    ),
                    Participant(
                        role=Participant.RECIPIENT,
                        actor="a3",
                        text="her Kenyan counterpart",
                        span=body_span("her Kenyan counterpart"),
                    ),
                ],
                time=EventTime(
                    value="2025-04-08",
                    earliest="2025-04-08",
                    latest="2025-04-08",
                    expression="t1",
                    basis=EventTime.STATED,
                ),
                place="p1",
                place_basis=Event.STATED,
                evidence=[body_span(BODY[: BODY.index(" 🌍")])],
                confidence=0.9,
                cameo_code="040",
                quad_class=Event.VERBAL_COOPERATION,
                intensity=1.0,
                key="k1",
            ),
            Event(
                id="e2",
                type="THREATEN",
                label="threaten to cut aid",
                gist="The ministry threatened to cut aid, which it denies.",
                status=Event.NEGATED,
                trigger=body_span("threatened"),
                participants=[Participant(role=Participant.AGENT, actor="a4", text="The ministry", implied=True)],
                attributions=[
                    Attribution(
                        source="a4", verb="deny", verb_span=body_span("denied"), stance=Attribution.DENY, named=False
                    )
                ],
                evidence=[body_span("The ministry in Oslo denied that it had threatened to cut aid.")],
                confidence=0.7,
                key="k2",
            ),
            Event(
                id="e3",
                type="PROTEST",
                label="protest",
                gist="Dockworkers plan to protest in Mombasa on 14 April.",
                status=Event.PLANNED,
                trigger=body_span("protest"),
                participants=[
                    Participant(role=Participant.AGENT, text="Dockworkers", span=body_span("Dockworkers")),
                ],
                time=EventTime(value="2025-04-14", earliest="2025-04-14", latest="2025-04-14", expression="t2"),
                place="p3",
                place_basis=Event.INFERRED,
                attributions=[
                    Attribution(
                        source="a5",
                        verb="report",
                        verb_span=body_span("reported"),
                        stance=Attribution.REPORT,
                        named=True,
                        source_span=body_span("the Coast Gazette"),
                    )
                ],
                evidence=[body_span("Dockworkers in Mombasa plan to protest on 14 April, the Coast Gazette reported.")],
                confidence=0.8,
                quad_class=Event.VERBAL_CONFLICT,
                intensity=-6.5,
                key="k3",
            ),
        ],
        quotes=[
            Quote(
                id="q1",
                kind=Quote.DIRECT,
                content=[body_span("We agreed to open two new consulates,")],
                speaker="a1",
                speaker_span=body_span("Ms Solberg"),
                verb="say",
                verb_span=body_span("said"),
                confidence=0.95,
            ),
            Quote(
                id="q2",
                kind=Quote.INDIRECT,
                content=[body_span("it had threatened to cut aid")],
                speaker="a4",
                speaker_span=body_span("The ministry"),
                verb="deny",
                verb_span=body_span("denied"),
                confidence=0.8,
            ),
        ],
        places=[
            Place(
                id="p1",
                name="Nairobi",
                kind=Place.CITY,
                country_code="KEN",
                location=Location(latitude=-1.28, longitude=36.82),
                precision=15,
                geonames_id=184745,
                mentions=[name(body_span("Nairobi"))],
                confidence=0.95,
            ),
            Place(id="p2", name="Oslo", kind=Place.CITY, country_code="NOR", mentions=[name(body_span("Oslo"))]),
            Place(id="p3", name="Mombasa", kind=Place.CITY, country_code="KEN", mentions=[name(body_span("Mombasa"))]),
        ],
        times=[
            TimeExpression(
                id="t1",
                span=body_span("Tuesday"),
                type=TimeExpression.DATE,
                value="2025-04-08",
                earliest="2025-04-08",
                latest="2025-04-08",
                anchor="PUBLICATION",
            ),
            TimeExpression(
                id="t2",
                span=body_span("14 April"),
                type=TimeExpression.DATE,
                value="2025-04-14",
                earliest="2025-04-14",
                latest="2025-04-14",
            ),
        ],
        headline_event="e1",
        warnings=[Warning(code="PLACE_UNCERTAIN", message="“Mombasa” was placed by its country alone.")],
        engine=Engine(version="0.1.0", model="en_test 1", ontology="1", digest="0a1b2c3d4e5f"),
    )
