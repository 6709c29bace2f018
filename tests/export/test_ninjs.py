"""ninjs: what the standard allows, with the status of each event and who says so."""

import json
from datetime import datetime
from pathlib import Path

import jsonschema
import pytest

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline_server.export.ninjs import make_ninjs

STANDARDS = Path(__file__).parent / "standards"
SCHEMA = json.loads((STANDARDS / "ninjs-3.0-subset.schema.json").read_text(encoding="utf-8"))
SCHEMA_2 = json.loads((STANDARDS / "ninjs-schema_2.0.json").read_text(encoding="utf-8"))
CHECKS = jsonschema.FormatChecker()


@CHECKS.checks("date-time", ValueError)
def is_instant(value: object) -> bool:
    """The checker knows this format only with a package beside it."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@CHECKS.checks("uri")
def is_uri(value: object) -> bool:
    scheme, separator, rest = str(value).partition(":")
    return bool(separator and rest and scheme.isalpha()) and not any(mark.isspace() for mark in str(value))


def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA, format_checker=CHECKS)


def test_articles_are_valid(articles: list[Article]) -> None:
    for article in [*articles, Article(name="articles/x", body="Words.")]:
        assert [error.message for error in validator().iter_errors(make_ninjs(article))] == []


def test_the_validator_refuses_what_ninjs_has_no_room_for(articles: list[Article]) -> None:
    made = make_ninjs(articles[0])
    for changed in ({"section": "World"}, {"version": 3}, {"contentCreated": "2025-04-09"}, {"uri": "no uri"}):
        assert list(validator().iter_errors({**made, **changed}))


def in_version_2(value: object) -> object:
    """As version 2 would write it: names in small letters, without what 3 added."""
    if isinstance(value, dict):
        return {name.lower(): in_version_2(one) for name, one in value.items() if name not in ("confidence", "id")}
    return [in_version_2(one) for one in value] if isinstance(value, list) else value


def test_what_version_3_took_over_from_2_is_valid_by_the_official_schema_of_2(articles: list[Article]) -> None:
    official = jsonschema.Draft4Validator(SCHEMA_2)
    for article in articles:
        made = make_ninjs(article)
        assert [error.message for error in official.iter_errors(in_version_2(made))] == []
        assert list(official.iter_errors(made)), "version 2 knows no names with capitals"


def test_every_event_says_its_status_and_who_says_so(articles: list[Article]) -> None:
    seen = set()
    for article in articles:
        made = make_ninjs(article)["events"]
        assert isinstance(made, list)
        for event, written in zip(article.events, made, strict=True):
            status, _, says = written["rel"].partition(": ")
            assert status == Event.Status.Name(event.status)
            assert bool(says) == bool(event.attributions)
            seen.add(status)
    assert {"CLAIMED", "OCCURRED", "PLANNED"} <= seen


@pytest.mark.parametrize(
    ("zone", "created"), [("", "2025-04-09T00:00:00+00:00"), ("Europe/Oslo", "2025-04-09T00:00:00+02:00")]
)
def test_a_day_without_an_hour_is_told_to_be_one(zone: str, created: str) -> None:
    made = make_ninjs(Article(name="articles/x", body="Words.", published_date="2025-04-09", publish_tz=zone))
    assert made["contentCreated"] == created
    assert {"role": "publishedDate", "contentType": "text/plain", "value": "2025-04-09"} in made["descriptions"]  # type: ignore[operator]
