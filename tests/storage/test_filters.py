"""Filters that cannot be read: what is said, and where."""

from datetime import date

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline_server.errors import InvalidFilter
from dateline_server.storage.filter_fields import ACTOR_FIELDS, ARTICLE_FIELDS, EVENT_FIELDS, QUOTE_FIELDS
from dateline_server.storage.filters import And, Comparison, Not, Or, parse_filter


def refusal(text: str) -> InvalidFilter:
    with pytest.raises(InvalidFilter) as caught:
        parse_filter(text, EVENT_FIELDS)
    assert caught.value.field == "filter"
    return caught.value


def test_no_filter_is_no_condition() -> None:
    assert parse_filter("", EVENT_FIELDS) is None
    assert parse_filter(" \n", EVENT_FIELDS) is None


def test_a_filter_becomes_a_tree_of_typed_comparisons() -> None:
    tree = parse_filter('type = "AID" AND (time >= 2025-04-01 OR NOT -(confidence > .5))', EVENT_FIELDS)
    assert tree == And(
        (
            Comparison(EVENT_FIELDS["type"], "=", "AID"),
            Or(
                (
                    Comparison(EVENT_FIELDS["time"], ">=", date(2025, 4, 1)),
                    Not(Not(Comparison(EVENT_FIELDS["confidence"], ">", 0.5))),
                )
            ),
        )
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"visit"', "visit"),
        ("'visit'", "visit"),
        ("visit", "visit"),
        (r'"a \"b\" \\ c"', r'a "b" \ c'),
        ('"it\'s"', "it's"),
        ('""', ""),
        ("AND", "AND"),
        ("ö-1:2", "ö-1:2"),
    ],
)
def test_values_stand_in_quotes_or_bare(written: str, value: str) -> None:
    assert parse_filter(f"mode={written}", EVENT_FIELDS) == Comparison(EVENT_FIELDS["mode"], "=", value)


def test_and_beside_or_is_refused_with_both_readings() -> None:
    error = refusal("type = AID AND mode = x OR status = PLANNED AND place = y")
    assert "(type = AID AND mode = x) OR (status = PLANNED AND place = y)" in error.message
    assert "type = AID AND (mode = x OR status = PLANNED) AND place = y" in error.message
    assert error.metadata["position"] == "24"


def test_parentheses_say_which_reading_is_meant() -> None:
    assert isinstance(parse_filter("(type = AID AND mode = x) OR mode = y", EVENT_FIELDS), Or)
    assert isinstance(parse_filter("type = AID AND (mode = x OR mode = y)", EVENT_FIELDS), And)


def test_an_unknown_field_is_named_with_the_nearest_and_all_others() -> None:
    error = refusal("type = AID AND stauts = PLANNED")
    assert "'stauts'" in error.message
    assert "'status'" in error.message
    assert "recipient.country" in error.message
    assert error.metadata == {"position": "15", "filter_field": "stauts", "hint": "status"}


@pytest.mark.parametrize(
    ("text", "hint"), [("status = PLANED", "PLANNED"), ("type = AID and mode = x", "AND"), ("type = AID)", None)]
)
def test_what_may_be_meant_is_given_alone_too(text: str, hint: str | None) -> None:
    assert refusal(text).metadata.get("hint") == hint


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("status = PLANED", 9, "Did you mean PLANNED?"),
        ("status > PLANNED", 7, "cannot be compared with >"),
        ("type:AID", 4, "cannot be compared with :"),
        ("country = kenya", 10, "three capital letters"),
        ("agent = KEN", 8, "begins with 'actors/'"),
        ("article = x", 10, "begins with 'articles/'"),
        ("time > April", 7, '"2025-04-09"'),
        ("time > 2025-02-30", 7, '"2025-04-09"'),
        ("time > 2025-4-1", 7, '"2025-04-09"'),
        ("confidence > high", 13, "takes a number"),
        ("confidence > nan", 13, "takes a number"),
        ("confidence > 1e999", 13, "takes a number"),
        ("type", 4, "an operator such as ="),
        ("type =", 6, "a value"),
        ("type == AID", 6, "'=' stands where a value"),
        ("type = AID mode = x", 11, "AND or OR"),
        ("type = AID and mode = x", 11, "AND in capital letters"),
        ("type = AID AND", 14, "a field"),
        ("AND type = AID", 0, "a field"),
        ("(type = AID", 11, "a closing parenthesis"),
        ("type = AID)", 10, "nothing more"),
        ("()", 1, "a field"),
        ('mode = "x', 7, "not closed"),
        ('"CONSULT"', 0, "a field"),
        ("mode = 'ä\U0001f30d' AND mode = 'x", 23, "not closed"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, position: int, said: str) -> None:
    error = refusal(text)
    assert error.metadata["position"] == str(position), error.message
    assert said in error.message


@pytest.mark.parametrize(("written", "meant"), [("aid", "AID"), ("CONSULTS", "CONSULT"), ("ELECT", "X_ELECT")])
def test_a_type_that_the_ontology_does_not_have_is_refused_with_the_nearest(written: str, meant: str) -> None:
    for fields, name in ((EVENT_FIELDS, "type"), (ARTICLE_FIELDS, "event_type")):
        with pytest.raises(InvalidFilter, match=rf"Did you mean {meant}\? Types: AGREE, ") as caught:
            parse_filter(f"{name} = {written}", fields, lambda _: False)
        assert caught.value.metadata == {"position": str(len(name) + 3), "hint": meant}


def test_a_type_of_another_ontology_may_be_asked_for_where_it_is_stored() -> None:
    expression = parse_filter("type = X_STREETART", EVENT_FIELDS, lambda type_: type_ == "X_STREETART")
    assert isinstance(expression, Comparison)
    assert expression.value == "X_STREETART"
    with pytest.raises(InvalidFilter, match="no such event is stored"):
        parse_filter("NOT type = X_STREETARTS", EVENT_FIELDS, lambda type_: type_ == "X_STREETART")


def test_an_instant_must_be_one() -> None:
    with pytest.raises(InvalidFilter, match="2025-04-09T08:00:00Z"):
        parse_filter("create_time > 2025-04-09T25:00:00Z", ARTICLE_FIELDS)


def test_length_and_depth_are_limited() -> None:
    assert "4,096" in refusal("type = AID AND " * 400 + "type = AID").message
    assert "20 deep" in refusal("(" * 21 + "type = AID" + ")" * 21).message
    assert "20 deep" in refusal("NOT " * 900 + "type = AID").message
    assert parse_filter("(" * 20 + "type = AID" + ")" * 20, EVENT_FIELDS) is not None
    assert parse_filter(" OR ".join(["type = AID"] * 250), EVENT_FIELDS) is not None


@pytest.mark.parametrize("fields", [ARTICLE_FIELDS, EVENT_FIELDS, QUOTE_FIELDS, ACTOR_FIELDS])
def test_every_field_says_what_it_means(fields: dict) -> None:
    for name, field in fields.items():
        assert field.name == name
        assert field.meaning
        assert field.operators


pieces = st.sampled_from(
    ["type", "time", "=", ":", "AND", "OR", "NOT", "-", "(", ")", '"', "'", "AID", "\\", "2025", " "]
)


@given(text=st.lists(pieces | st.text(max_size=3), max_size=15).map("".join))
@examples(300)
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    try:
        parse_filter(text, EVENT_FIELDS)
    except InvalidFilter as error:
        place = int(error.metadata["position"])
    else:
        place = 0
    assert 0 <= place <= len(text)
