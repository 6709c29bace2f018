"""What the articles of a story do not agree on, from their texts to the answer."""

from collections.abc import Callable

import pytest

from dateline.v1.event_pb2 import EventRecord
from dateline.v1.story_pb2 import Disagreement
from dateline_server.stories.disagreements import find_disagreements

Records = Callable[..., list[EventRecord]]


def tell(disagreement: Disagreement) -> tuple[str, str, str, dict[str, list[str]]]:
    """Kind, nature, subject, and of each value its voices."""
    return (
        Disagreement.Kind.Name(disagreement.kind),
        Disagreement.Nature.Name(disagreement.nature),
        disagreement.subject,
        {position.value: [claim.voice for claim in position.claims] for position in disagreement.positions},
    )


def disagreements(records: list[EventRecord]) -> list[tuple[str, str, str, dict[str, list[str]]]]:
    found = find_disagreements("stories/1", records)
    assert all(one.story == "stories/1" and len(one.positions) >= 2 for one in found)
    return [tell(one) for one in found]


def test_two_tolls_of_one_day_contradict_each_other_with_both_voices(records_of: Records) -> None:
    records = records_of(
        [
            "At least 41 people were killed on Sunday when a gold mine collapsed near Bukavu, the rebels said.",
            "The gold mine near Bukavu caved in on Sunday. The governor said that 35 people were killed.",
        ]
    )
    assert disagreements(records) == [
        ("QUANTITY", "CONTRADICTION", "number killed", {"41": ["rebels"], "35": ["governor"]})
    ]


def test_a_claim_stands_in_the_answer_as_it_was_read(records_of: Records) -> None:
    records = records_of(["A flood killed nine people in Porto, police said.", "A flood killed seven people in Porto."])
    [found] = find_disagreements("stories/1", records)
    claims = [claim.event for position in found.positions for claim in position.claims]
    assert all(claim in records for claim in claims)
    assert found.unit == "killed"


def test_a_toll_that_rises_from_day_to_day_is_a_development(records_of: Records) -> None:
    records = records_of(
        [
            "An earthquake killed 12 people in Van on Monday, officials said.",
            "The earthquake in Van killed 19 people, officials said on Tuesday.",
        ],
        ["2025-04-07", "2025-04-08"],
    )
    assert disagreements(records) == [
        ("QUANTITY", "DEVELOPMENT", "number killed", {"12": ["officials"], "19": ["officials"]})
    ]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(["A fire killed nine people in Porto.", "Nine people died in a fire in Porto."], id="same number"),
        pytest.param(
            ["A fire killed nine people in Porto.", "A fire injured seven people in Porto."], id="dead and hurt"
        ),
        pytest.param(
            ["A fire killed nine people in Porto.", "Four of the people in Porto were killed in their beds."],
            id="a part",
        ),
        pytest.param(
            ["A fire killed nine people in Porto.", "Another four people were killed by the fire in Porto."],
            id="on top",
        ),
        pytest.param(
            ["A fire killed nine people in Porto.", "The fire killed two waiters in Porto."], id="some of them"
        ),
        pytest.param(
            ["A fire killed 41 people in Porto.", "A fire killed more than 35 people in Porto."], id="a bound"
        ),
        pytest.param(["A fire killed 41 people in Porto.", "A fire killed some 40 people in Porto."], id="rounded"),
        pytest.param(["The army evacuated 12,000 people.", "Soldiers evacuated 12,300 people."], id="noughts"),
        pytest.param(
            ["A fire killed nine people in Porto.", "A fire may have killed 30 people in Porto."], id="possible"
        ),
        pytest.param(
            ["A bomb killed nine people in Kano.", "A bomb killed five people in Maiduguri."], id="other place"
        ),
        pytest.param(
            ["Shells killed six people in Sumy on Monday.", "Shells killed two people in Sumy on Tuesday."],
            id="other day",
        ),
        pytest.param(
            ["A bomb killed nine people in Kano on Monday. On Tuesday two were killed.", "A bomb killed nine people."],
            id="the largest of an article",
        ),
        pytest.param(
            ["Poland expelled 12 diplomats on Tuesday.", "Russia expelled nine diplomats on Wednesday."],
            id="each its own",
        ),
        pytest.param(
            [
                "A bomb killed 14 people in Kano on Tuesday. A second bomb killed five people in Maiduguri.",
                "Five people were killed by a bomb in Maiduguri on Tuesday. In Kano, 14 people were killed.",
            ],
            id="two in each article",
        ),
        pytest.param(
            [
                "A quake killed 12 people, the fire agency said. A landslide killed three people.",
                "A quake killed 12 people.",
            ],
            id="a part by another voice",
        ),
        pytest.param(
            [
                "A bridge fell and killed 11 people. In 2019 a bridge collapse killed 26 people.",
                "The bridge killed 11.",
            ],
            id="long ago",
        ),
        pytest.param(
            ["Militants killed ten people in Israel.", "The Russian army killed six people on Monday."],
            id="other doers",
        ),
    ],
)
def test_numbers_that_can_all_be_so_do_not_disagree(records_of: Records, texts: list[str]) -> None:
    assert disagreements(records_of(texts)) == []


def test_voices_that_agree_stand_together_also_where_they_count_by_another_word(records_of: Records) -> None:
    records = records_of(
        [
            "Nineteen people were arrested in Belgrade.",
            "According to the police, 24 people were arrested.",
            "Serbian police arrested 19 students, the interior ministry said.",
        ]
    )
    [(_, _, _, positions)] = disagreements(records)
    assert positions == {"19": ["", "Serbian Interior Ministry"], "24": ["police"]}


def test_what_one_tells_another_denies(records_of: Records) -> None:
    records = records_of(
        [
            "Turkey bombed a village in northern Syria on Tuesday, Syria's foreign ministry said.",
            "Turkey denied bombing a village in northern Syria.",
        ]
    )
    [(kind, nature, subject, positions)] = disagreements(records)
    assert (kind, nature) == ("STATUS", "CONTRADICTION")
    assert subject.startswith("whether Turkey did bomb")
    assert positions == {"happened": ["Syrian Foreign Ministry"], "denied": ["Turkey"]}


def test_what_had_not_happened_yet_is_a_development(records_of: Records) -> None:
    records = records_of(
        ["Energy minister Olav Brekke has not resigned.", "Energy minister Olav Brekke resigned on Wednesday."],
        ["2025-04-07", "2025-04-09"],
    )
    assert disagreements(records) == [
        ("STATUS", "DEVELOPMENT", "whether Olav Brekke did resign", {"did not happen": [""], "happened": [""]})
    ]


def test_a_body_of_state_is_known_also_where_an_article_does_not_say_of_which(records_of: Records) -> None:
    records = records_of(
        [
            "Sudan's army bombed a hospital in Omdurman on Tuesday, the rebels said.",
            "An air strike hit a hospital in Omdurman on Tuesday. The army denied bombing the hospital.",
        ]
    )
    [(kind, _, subject, positions)] = disagreements(records)
    assert (kind, subject) == ("STATUS", "whether Sudanese Armed Forces did bomb hospital")
    assert positions == {"happened": ["rebels"], "denied": ["army"]}


def test_sides_of_an_agreement_can_deny_it(records_of: Records) -> None:
    records = records_of(
        [
            "Myanmar's army and the Kachin rebels signed a ceasefire on Tuesday, China said.",
            "The Kachin rebels did not sign a ceasefire with Myanmar's army, their spokesman said.",
        ]
    )
    [(kind, _, _, positions)] = disagreements(records)
    assert (kind, positions) == ("STATUS", {"happened": ["China"], "denied": ["spokesman"]})


def test_a_bill_that_was_not_passed_need_not_be_the_bill_that_was(records_of: Records) -> None:
    records = records_of(
        [
            "Malta's parliament passed a bill on fishing rights on Tuesday.",
            "Malta's parliament did not pass a bill on tuna farms on Tuesday.",
        ]
    )
    assert disagreements(records) == []


def test_one_shooting_in_two_towns_is_a_disagreement_on_where(records_of: Records) -> None:
    records = records_of(
        ["Soldiers killed 23 people in Kano on Monday, police said.", "Soldiers killed 23 people in Zaria on Monday."]
    )
    [(kind, _, subject, positions)] = disagreements(records)
    assert (kind, subject) == ("PLACE", "where Soldiers did kill people")
    assert positions == {"Kano": ["police"], "Zaria": [""]}


def test_a_town_and_the_next_one_may_be_one_place(records_of: Records) -> None:
    records = records_of(
        ["Soldiers killed 23 people in Paris on Monday.", "Soldiers killed 23 people in Versailles on Monday."]
    )
    assert disagreements(records) == []


def test_two_sums_for_one_purchase_contradict_each_other(records_of: Records) -> None:
    records = records_of(
        [
            "The regulator fined Harbour Bank 30 million euros on Tuesday.",
            "Spain's regulator fined Harbour Bank 35 million euros, the bank said.",
        ]
    )
    [found] = find_disagreements("stories/1", records)
    assert (found.kind, found.unit, found.subject) == (Disagreement.QUANTITY, "EUR", "amount: fine")


def test_what_was_planned_and_then_done_is_no_disagreement(records_of: Records) -> None:
    records = records_of(
        ["Energy minister Olav Brekke will resign on Wednesday.", "Energy minister Olav Brekke resigned on Wednesday."],
        ["2025-04-07", "2025-04-09"],
    )
    assert disagreements(records) == []


def test_a_denial_by_somebody_else_of_another_deed_is_no_disagreement(records_of: Records) -> None:
    records = records_of(
        ["Turkey bombed a village in northern Syria on Tuesday.", "Iran denied bombing a village in northern Syria."]
    )
    assert disagreements(records) == []


def test_two_that_blame_each_other_disagree_on_who_did_it(records_of: Records) -> None:
    records = records_of(
        [
            "Azerbaijan shelled the dam at Sotk on Tuesday, Armenia said.",
            "Armenia shelled the dam at Sotk, Azerbaijan's defence ministry said.",
        ]
    )
    assert disagreements(records) == [
        (
            "AGENT",
            "CONTRADICTION",
            "who did shell the dam",
            {"Azerbaijan": ["Armenia"], "Armenia": ["Azerbaijani Defence Ministry"]},
        )
    ]


def test_two_deeds_of_two_armies_are_no_disagreement_on_who_did_it(records_of: Records) -> None:
    records = records_of(
        ["Azerbaijan shelled the dam at Sotk on Monday.", "Armenia shelled the dam at Sotk on Tuesday."]
    )
    assert disagreements(records) == []


def test_one_death_on_two_days_is_a_disagreement_on_when(records_of: Records) -> None:
    records = records_of(
        [
            "Journalist Amina Diallo was killed in Conakry on Monday.",
            "Amina Diallo, a journalist, was killed on Sunday in Conakry, her family said.",
        ]
    )
    [(kind, nature, _, positions)] = disagreements(records)
    assert (kind, nature, positions) == ("TIME", "CONTRADICTION", {"2025-04-07": [""], "2025-04-06": ["family"]})


def test_two_visits_on_two_days_are_no_disagreement(records_of: Records) -> None:
    records = records_of(["Ingrid Solberg visited Jakarta on Monday.", "Ingrid Solberg visited Jakarta on Sunday."])
    assert disagreements(records) == []


def test_contradictions_come_first_and_of_these_those_with_most_voices(records_of: Records) -> None:
    records = records_of(
        [
            "A flood killed 12 people in Porto. The flood injured 30 people in Porto.",
            "A flood killed 19 people in Porto. The flood injured 44 people in Porto.",
            "A flood killed 25 people in Porto.",
        ],
        ["2025-04-07", "2025-04-08", "2025-04-09"],
    ) + records_of(["Turkey denied bombing the dam.", "Turkey bombed the dam, Iran said."])
    assert [(one[0], one[1], one[2].split(" did")[0]) for one in disagreements(records)] == [
        ("STATUS", "CONTRADICTION", "whether Turkey"),
        ("QUANTITY", "DEVELOPMENT", "number killed"),
        ("QUANTITY", "DEVELOPMENT", "number hurt"),
    ]


def test_the_order_of_the_records_changes_nothing(records_of: Records) -> None:
    records = records_of(
        [
            "A flood killed nine people in Porto.",
            "A flood killed seven people.",
            "The flood killed 12 people, police said.",
        ]
    )
    found = find_disagreements("stories/1", records)
    assert found
    assert find_disagreements("stories/1", records[::-1]) == found
