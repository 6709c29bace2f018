"""Articles made by hand: small, complete, and with claims that refer to one another."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventTime, Participant
from dateline.v1.place_pb2 import Place
from dateline.v1.quote_pb2 import Quote
from dateline.v1.span_pb2 import Mention, Span
from dateline.v1.time_pb2 import TimeExpression


@dataclass
class ArticleBuilder:
    """Adds claims to an article; each method gives the local id of what it added."""

    article: Article

    def actor(
        self,
        name: str,
        actor: str = "",
        kind: Actor.Kind.ValueType = Actor.PERSON,
        country: str = "",
        sector: str = "",
        also: Sequence[str] = (),
        role: tuple[str, str, str] | None = None,
        affiliation: str = "",
    ) -> str:
        """An actor under its name and the names in `also`; `role` is title, organization and country."""
        added = self.article.actors.add(
            id=f"a{len(self.article.actors) + 1}",
            actor=actor or f"actors/person-{name.lower().replace(' ', '-')}",
            name=name,
            kind=kind,
            country_code=country,
            sector=sector,
            affiliation=affiliation,
            named=True,
        )
        for text in (name, *also):
            added.mentions.append(Mention(span=Span(start=0, end=len(text), text=text), type=Mention.NAME))
        if role:
            title, organization, code = role
            added.roles.append(Actor.Role(title=title, organization=organization, country_code=code))
        return added.id

    def country(self, code: str, name: str = "") -> str:
        """A country as an actor."""
        return self.actor(name or code.title(), f"actors/country-{code.lower()}", Actor.COUNTRY, code, "GOV")

    def place(self, name: str, country: str) -> str:
        """A city."""
        added = self.article.places.add(
            id=f"p{len(self.article.places) + 1}", name=name, kind=Place.CITY, country_code=country
        )
        return added.id

    def time(self, value: str, earliest: str = "", latest: str = "") -> str:
        """A day or a stretch of days."""
        added = self.article.times.add(
            id=f"t{len(self.article.times) + 1}",
            type=TimeExpression.DATE,
            value=value,
            earliest=earliest or value,
            latest=latest or value,
        )
        return added.id

    def event(
        self,
        type: str = "CONSULT",
        agents: Sequence[str] = (),
        recipients: Sequence[str] = (),
        sides: Sequence[str] = (),
        status: Event.Status.ValueType = Event.OCCURRED,
        mode: str = "",
        place: str = "",
        time: str = "",
        quad_class: Event.QuadClass.ValueType = Event.VERBAL_COOPERATION,
        confidence: float = 0.5,
        intensity: float | None = None,
    ) -> str:
        """An event; actors, place and time are local ids."""
        added = self.article.events.add(
            id=f"e{len(self.article.events) + 1}",
            type=type,
            mode=mode,
            status=status,
            place=place,
            quad_class=quad_class,
            confidence=confidence,
            intensity=intensity,
            key=f"{type}-{len(self.article.events) + 1}",
        )
        for role, actors in (
            (Participant.AGENT, agents),
            (Participant.RECIPIENT, recipients),
            (Participant.PARTICIPANT, sides),
        ):
            for actor in actors:
                added.participants.add(role=role, actor=actor)
        for expression in self.article.times:
            if expression.id == time:
                added.time.CopyFrom(
                    EventTime(
                        value=expression.value,
                        earliest=expression.earliest,
                        latest=expression.latest,
                        expression=time,
                        basis=EventTime.STATED,
                    )
                )
        return added.id

    def quote(self, text: str, speaker: str = "", kind: Quote.Kind.ValueType = Quote.DIRECT) -> str:
        """A quote of one stretch; `speaker` is a local id."""
        added = self.article.quotes.add(
            id=f"q{len(self.article.quotes) + 1}",
            kind=kind,
            content=[Span(start=0, end=len(text), text=text)],
            speaker=speaker,
            verb="say",
        )
        return added.id


def build_article(
    body: str = "Talks opened in the capital on Tuesday.",
    title: str = "Talks open",
    url: str = "",
    document_id: str = "",
    source: str = "Harbour Gazette",
    published: str = "2025-04-09",
    section: str = "World",
) -> ArticleBuilder:
    """An article without claims, as it comes from the parser: unnamed, without revision."""
    return ArticleBuilder(
        Article(
            title=title,
            body=body,
            language="en",
            url=url,
            document_id=document_id,
            source=source,
            section=section,
            published_date=published,
            date_basis=Article.REQUEST if published else Article.DATE_BASIS_UNSPECIFIED,
            body_sha256=hashlib.sha256(body.encode()).hexdigest(),
        )
    )
