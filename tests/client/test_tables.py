"""Records as CSV, Markdown and tables."""

import csv
import io

import pytest
from rich.console import Console
from samples import sample_article

from dateline.render import columns
from dateline.render.differences import diff_lines
from dateline.render.lines import article_lines
from dateline.render.plain import size_of
from dateline.render.records import event_records, quote_records
from dateline.render.tables import escape_markdown, write_csv, write_markdown, write_table
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import CLAIM_CHANGE_CHANGED, DiffRevisionsResponse, EventChange
from dateline.v1.event_pb2 import Event

EVENT_COLUMNS = (
    "article,event,key,published_date,source,article_title,type,mode,who,label,status,time,when,earliest,latest,"
    "agents,agent_actors,agent_countries,recipients,recipient_actors,recipient_countries,participants,"
    "participant_actors,participant_countries,place,where,place_country,latitude,longitude,who_says,source_actors,"
    "stances,cameo_code,quad_class,intensity,confidence,trigger,gist"
)


def rows(records: list[object], shown: list[columns.Column[object]]) -> list[dict[str, str]]:
    stream = io.StringIO()
    write_csv(records, shown, stream)
    return list(csv.DictReader(io.StringIO(stream.getvalue())))


def test_the_columns_of_events_never_change_but_at_the_end() -> None:
    assert ",".join(column.name for column in columns.EVENTS).startswith(EVENT_COLUMNS)


@pytest.mark.parametrize(
    "shown",
    [columns.EVENTS, columns.QUOTES, columns.PROFILES, columns.ACTORS, columns.PLACES, columns.TIMES, columns.ARTICLES,
     columns.HITS, columns.INGESTED, columns.STORIES, columns.DISAGREEMENTS],
)  # fmt: skip
def test_each_column_has_a_name_of_its_own_and_a_meaning(shown: list[columns.Column[object]]) -> None:
    names = [column.name for column in shown]
    assert len(set(names)) == len(names)
    assert all(column.meaning for column in shown)
    assert any(column.brief for column in shown)


def test_an_event_as_a_row() -> None:
    [meeting, threat, protest] = rows(event_records(sample_article()), columns.EVENTS)  # type: ignore[arg-type]
    assert meeting["agents"] == "Ingrid Solberg"
    assert meeting["agent_actors"] == "actors/person-ingrid-solberg"
    assert (meeting["latitude"], meeting["longitude"]) == ("-1.28000", "36.82000")
    assert (threat["status"], threat["stances"], threat["latitude"]) == ("NEGATED", "DENY", "")
    assert (protest["agents"], protest["agent_actors"], protest["intensity"]) == ("Dockworkers", "", "-6.5")


def test_csv_quotes_what_needs_it() -> None:
    [row] = rows([Article(title='A "new", old\nstory', name="articles/x")], columns.ARTICLES)  # type: ignore[arg-type]
    assert row["title"] == 'A "new", old\nstory'


def test_no_records_give_a_heading_and_nothing_else() -> None:
    assert rows([], columns.EVENTS) == []  # type: ignore[arg-type]


def test_markdown_formats_nothing_that_a_text_says() -> None:
    assert escape_markdown("a|b *c*\n<d>") == r"a\|b \*c\* \<d\>"
    stream = io.StringIO()
    write_markdown(quote_records(sample_article()), columns.QUOTES, stream)
    assert stream.getvalue().splitlines()[:2] == ["| who | cue | what | kind |", "| --- | --- | --- | --- |"]


def test_a_table_leaves_out_columns_that_are_empty() -> None:
    stream = io.StringIO()
    write_table([Article(name="articles/x", title="Ships")], columns.ARTICLES, Console(file=stream, width=80))
    assert stream.getvalue().split() == ["name", "title", "articles/x", "Ships"]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_table_fits_the_width(width: int) -> None:
    stream = io.StringIO()
    write_table(event_records(sample_article()), columns.EVENTS, Console(file=stream, width=width))
    assert max(len(line) for line in stream.getvalue().splitlines()) <= width


def test_names_are_never_cut_and_titles_are_folded_where_the_terminal_has_room() -> None:
    stream = io.StringIO()
    name = "articles/9f7f745a3df13b75340c7f8f"
    article = Article(name=name, title="Dockers walk out in Tema", source="Coast Wire", published_date="2025-05-02")
    write_table([article, Article(name="articles/x")], columns.ARTICLES, Console(file=stream, width=80))
    shown = stream.getvalue()
    assert max(len(line) for line in shown.splitlines()) <= 80
    words = shown.split()
    assert [word for word in (name, *article.title.split()) if word in words] == [name, *article.title.split()]


@pytest.mark.parametrize(("width", "named"), [(100, False), (200, True)])
def test_a_wide_terminal_is_told_the_names_by_which_to_go_on(width: int, named: bool) -> None:
    stream = io.StringIO()
    records = list(event_records(sample_article()))
    for record in records:
        record.article = "articles/9f7f745a3df13b75340c7f8f"
    write_table(records, columns.EVENTS, Console(file=stream, width=width))
    heading, first, *_ = stream.getvalue().splitlines()
    assert (heading.split()[:2] == ["article", "event"]) is named
    assert (first.split()[:2] == [records[0].article, records[0].event.id]) is named


def test_a_headline_that_is_too_long_for_a_line_goes_on_further_in() -> None:
    stream = io.StringIO()
    article = Article(name="articles/x", title="Ferry crews of the northern isles vote for shorter shifts")
    Console(file=stream, width=30).print(article_lines(article))
    assert stream.getvalue().splitlines() == [
        "Ferry crews of the northern",
        "  isles vote for shorter",
        "  shifts",
        "    articles/x",
    ]


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "0 bytes"), (1023, "1,023 bytes"), (1024, "1.0 KiB"), (4_111_576, "3.9 MiB"), (59_767_681_024, "55.7 GiB"),
     (2**50 * 3, "3,072.0 TiB")],
)  # fmt: skip
def test_sizes_have_the_unit_that_fits(number: int, told: str) -> None:
    assert size_of(number) == told


def test_what_is_different_in_a_claim_goes_on_further_in_and_is_told_in_words() -> None:
    before = Event(type="X_STATE", gist="The harbour office says that the quay would be closed.", status=Event.OCCURRED)
    after = Event()
    after.CopyFrom(before)
    before.topic.text, after.topic.text = "would be\nclosed", "would be open"
    after.quantities.add(value=3, unit="days")
    change = EventChange(
        change=CLAIM_CHANGE_CHANGED, before=before, after=after, fields=["topic", "quantities", "place"]
    )
    stream = io.StringIO()
    diff = DiffRevisionsResponse(from_revision=1, to_revision=2, events=[change])
    Console(file=stream, width=40).print(diff_lines("articles/x", diff))
    assert [line.rstrip() for line in stream.getvalue().splitlines()] == [
        "articles/x  revision 1 → 2",
        "~ X_STATE The harbour office says that",
        "  the quay would be closed. (occurred)",
        "    topic: would be closed → would be",
        "    open",
        "    quantities: none → 3 days",
        "    place: told otherwise",
    ]


def in_columns(width: int) -> str:
    stream = io.StringIO()
    record = event_records(sample_article())[0]
    record.article = "articles/9f7f745a3df13b75340c7f8f"
    write_table([record, record], columns.EVENTS, Console(file=stream, width=width))
    return stream.getvalue()


def test_where_columns_would_cut_words_to_pieces_a_row_is_told_a_fact_a_line() -> None:
    told = in_columns(40)
    first, second = told.strip().split("\n\n")
    assert first.strip() == second.strip()
    facts = [line.split() for line in first.splitlines()]
    assert ["type", "CONSULT"] in facts
    assert ["status", "OCCURRED"] in facts
    assert in_columns(80).splitlines()[0].split()[0] == "type"


def test_a_name_is_whole_on_a_narrow_terminal_too() -> None:
    stream = io.StringIO()
    article = Article(name="articles/9f7f745a3df13b75340c7f8f", title="Dockers walk out", published_date="2025-05-02")
    write_table([article], columns.ARTICLES, Console(file=stream, width=44))
    assert stream.getvalue().splitlines()[0].split() == ["name", article.name]
