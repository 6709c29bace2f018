"""Parsed articles written from templates, as many as wanted and for one seed always the same: nothing here is parsed.

Each has a body of 150 to 250 words, about eight events with their sides, time, place and evidence, and a few quotes,
with true offsets; its day lies within one year. In bytes a word they are like what the parser makes of real news.
"""

import hashlib
import os
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

from bench.vocabulary import Cast, Vocabulary
from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article, Engine
from dateline.v1.event_pb2 import Event, EventTime, Participant
from dateline.v1.place_pb2 import Place
from dateline.v1.quote_pb2 import Quote
from dateline.v1.span_pb2 import Mention, Span
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.knowledge.ontology import event_type

SEED = 20250101
_FIRST_DAY = date(2024, 7, 1)
_ENGINE = Engine(version="0", model="templates", ontology="templates", digest=hashlib.sha256(b"templates").hexdigest())
# A = agent, R = recipient, P = place, D = day, n, j and v = a noun, an adjective and a verb; the trigger stands in < >.
_EVENTS = (
    ("CONSULT", "meet", "{A} <met> {R} in {P} on {D} to talk about the {j} {n}."),
    ("CONSULT", "visit", "{A} <visited> {P} on {D} at the invitation of {R}, two weeks after the {n}."),
    ("AGREE", "", "{A} and {R} <agreed> on {D} to end the {n} over the {j} {n}."),
    ("AID", "economic", "{A} <gave> {R} a loan for the {n} of {P} on {D}."),
    ("AID", "", "{A} <sent> the {n} of {R} tents and a {j} {n} on {D}."),
    ("ACCUSE", "", "{A} <accused> {R} on {D} of holding back the {n} in {P}."),
    ("REQUEST", "", "{A} <demanded> on {D} that {R} open the {n} to every {n}."),
    ("REJECT", "", "{A} <rejected> the {j} {n} of {R} in {P} on {D}."),
    ("PROTEST", "", "{A} <marched> against {R} in {P} on {D} over the {n}."),
    ("THREATEN", "", "{A} <warned> {R} on {D} that the {n} would lose its {n}."),
    ("SANCTION", "", "{A} <froze> the {n} of {R} on {D}, and with it the {j} {n}."),
    ("ASSAULT", "", "{A} <attacked> the {n} of {R} near {P} on {D}."),
    ("COERCE", "", "{A} <detained> {R} in {P} on {D} after the {j} {n}."),
    ("SUPPORT", "", "{A} <praised> {R} on {D} for the {n} in {P}."),
    ("COOPERATE", "", "{A} <worked> with {R} on the {n} of {P} until {D}."),
    ("X_STATE", "", "{A} <told> {R} on {D} that the {j} {n} in {P} {v}."),
    ("X_COURT", "", "{A} <sued> {R} on {D} over a {n} in {P}."),
    ("X_APPOINT", "", "{A} <named> {R} head of the {j} {n} on {D}."),
)
_PLAIN = (
    "The {n} {v} after the {j} {n}, and the {n} of {P} {v} for a third {n}.",
    "In {P} the {j} {n} {v}, while the {n} {v} with the {n}.",
    "A {n} of the {n} {v} last week before the {j} {n} {v}.",
    "It is the second {n} since the {n} {v} in {P}, where the {n} is {j}.",
    "No {n} was {j} enough for the {n} of the {n}, which {v} again.",
)
_SPEECH = (
    "“The {n} {v}, and no {n} will change that,” {A} said.",
    "“We want a {j} {n} for {P},” {A} said on {D}.",
)
_FIELD = re.compile(r"\{(\w)\}|<(\w+)>")
_QUADS = {
    **dict.fromkeys(("CONSULT", "AGREE", "SUPPORT"), Event.VERBAL_COOPERATION),
    **dict.fromkeys(("AID", "COOPERATE"), Event.MATERIAL_COOPERATION),
    **dict.fromkeys(("ACCUSE", "REQUEST", "REJECT", "THREATEN"), Event.VERBAL_CONFLICT),
    **dict.fromkeys(("PROTEST", "SANCTION", "ASSAULT", "COERCE"), Event.MATERIAL_CONFLICT),
}


def article_count(default: int = 100_000) -> int:
    """How many articles the figures over a full store are measured with: BENCH_ARTICLES, else `default`."""
    return int(os.environ.get("BENCH_ARTICLES", default))


def generated_articles(number: int, seed: int = SEED) -> Iterator[Article]:
    """`number` articles, no two with the same body; the first ones are the same whatever the number."""
    vocabulary = Vocabulary(seed)
    chance = random.Random(seed)
    for index in range(number):
        yield _Writer(vocabulary, chance, index).write()


class _Writer:
    def __init__(self, vocabulary: Vocabulary, chance: random.Random, index: int) -> None:
        self._words = vocabulary
        self._chance = chance
        self._day = _FIRST_DAY + timedelta(days=chance.randrange(365))
        noun, words = vocabulary.nouns, [vocabulary.adjectives, vocabulary.nouns, vocabulary.verbs]
        first = " ".join(kind.draw(chance) for kind in words)
        self._article = Article(
            title=f"{first} as {noun.draw(chance)} nears {noun.draw(chance)}".capitalize(),
            language="en",
            source=vocabulary.sources.draw(chance),
            section=chance.choice(("World", "Politics", "Business", "Regions")),
            document_id=f"generated-{index}",
            published_date=self._day.isoformat(),
            date_basis=Article.REQUEST,
            engine=_ENGINE,
        )
        self._article.received_time.FromSeconds(1_750_000_000 + index)
        self._body = ""
        self._actors: dict[str, Actor] = {}
        self._places: dict[str, Place] = {}

    def write(self) -> Article:
        """The article."""
        chance, article = self._chance, self._article
        cast = [self._words.actors.draw(chance) for _ in range(chance.randint(5, 8))]
        sentences: list[tuple[str, str, str]] = [chance.choice(_EVENTS) for _ in range(chance.randint(7, 9))]
        sentences += [("", "", chance.choice(_PLAIN)) for _ in range(chance.randint(3, 5))]
        sentences += [("quote", "", chance.choice(_SPEECH)) for _ in range(chance.randint(2, 3))]
        chance.shuffle(sentences)
        for number, (type_, mode, template) in enumerate(sentences):
            if number:
                self._body += "\n\n" if number % 3 == 0 else " "
            self._sentence(type_, mode, template, cast)
        article.body = self._body
        article.body_sha256 = hashlib.sha256(self._body.encode()).hexdigest()
        if article.events:
            article.headline_event = article.events[0].id
        return article

    def _sentence(self, type_: str, mode: str, template: str, cast: list[Cast]) -> None:
        start, at = len(self._body), 0
        event, quote = Event(), Quote()
        agent, recipient = self._chance.sample(cast, 2)
        for field in _FIELD.finditer(template):
            self._body += template[at : field.start()]
            at = field.end()
            slot, trigger = field.groups()
            if trigger:
                event.trigger.CopyFrom(self._put(trigger))
            elif slot in "AR":
                self._side(agent if slot == "A" else recipient, slot, event, quote)
            elif slot == "P":
                event.place = self._place()
            elif slot == "D":
                event.time.CopyFrom(self._time())
            else:
                kind = {"n": self._words.nouns, "j": self._words.adjectives, "v": self._words.verbs}[slot]
                self._body += kind.draw(self._chance)
        self._body += template[at:]
        sentence = self._body[start:]
        if type_ == "quote":
            self._quote(quote, start, sentence)
        elif type_:
            event.evidence.add(start=start, end=len(self._body), text=sentence)
            self._event(event, type_, mode, sentence)

    def _event(self, event: Event, type_: str, mode: str, sentence: str) -> None:
        event.id, event.type, event.mode = f"e{len(self._article.events) + 1}", type_, mode
        event.label, event.gist = event.trigger.text, sentence
        event.cameo_code = event_type(type_, mode).cameo_code
        event.status = self._chance.choice((Event.OCCURRED, Event.OCCURRED, Event.PLANNED, Event.CLAIMED))
        event.salience, event.confidence = round(self._chance.random(), 4), round(self._chance.uniform(0.4, 0.9), 4)
        event.key = hashlib.sha256(f"{sentence}{len(self._body)}".encode()).hexdigest()[:16]
        if type_ in _QUADS:
            event.quad_class, event.intensity = _QUADS[type_], round(self._chance.uniform(-9, 9), 1)
        self._article.events.append(event)

    def _quote(self, quote: Quote, start: int, sentence: str) -> None:
        end = sentence.index("”")
        quote.id, quote.kind, quote.verb = f"q{len(self._article.quotes) + 1}", Quote.DIRECT, "say"
        quote.content.add(start=start + 1, end=start + end, text=sentence[1:end])
        said = start + sentence.index("said", end)
        quote.verb_span.CopyFrom(Span(start=said, end=said + 4, text="said"))
        quote.confidence = 0.95
        self._article.quotes.append(quote)

    def _side(self, cast: Cast, slot: str, event: Event, quote: Quote) -> None:
        actor = self._actors.get(cast.key)
        if actor is None:
            actor = self._actors[cast.key] = self._article.actors.add(
                id=f"a{len(self._actors) + 1}",
                actor=cast.key,
                name=cast.name,
                kind=cast.kind,
                country_code=cast.country,
                sector=cast.sector,
                salience=round(self._chance.random(), 4),
                confidence=0.9,
                link_basis=Actor.EXACT,
                named=True,
            )
        span = self._put(cast.family if actor.mentions else cast.name)
        actor.mentions.append(Mention(span=span, type=Mention.NAME))
        role = Participant.AGENT if slot == "A" else Participant.RECIPIENT
        event.participants.add(role=role, actor=actor.id, text=span.text, span=span)
        quote.speaker = actor.id
        quote.speaker_span.CopyFrom(span)

    def _place(self) -> str:
        name, country = self._words.places.draw(self._chance)
        place = self._places.get(name)
        if place is None:
            place = self._places[name] = self._article.places.add(
                id=f"p{len(self._places) + 1}",
                name=name,
                kind=Place.CITY,
                country_code=country,
                precision=3.0,
                confidence=0.9,
            )
            place.location.latitude, place.location.longitude = round(self._chance.uniform(-60, 60), 2), 7.5
        place.mentions.append(Mention(span=self._put(name), type=Mention.NAME))
        return place.id

    def _time(self) -> EventTime:
        day = self._day - timedelta(days=self._chance.randrange(7))
        value = day.isoformat()
        time = self._article.times.add(
            id=f"t{len(self._article.times) + 1}",
            type=TimeExpression.DATE,
            value=value,
            earliest=value,
            latest=value,
            anchor="PUBLICATION",
            span=self._put(f"{day:%A}"),
        )
        return EventTime(value=value, earliest=value, latest=value, expression=time.id, basis=EventTime.STATED)

    def _put(self, text: str) -> Span:
        start = len(self._body)
        self._body += text
        return Span(start=start, end=start + len(text), text=text)
