"""Profiles: one actor over all articles."""

import pytest
from contract.articles import build_article

from dateline.v1.actor_pb2 import Actor, ActorProfile
from dateline_server.errors import NotFound
from dateline_server.storage.store import ListQuery, Store

ADA = "actors/person-ada-moreno"


def profile(store: Store, name: str = ADA) -> ActorProfile:
    return ActorProfile.FromString(store.get_actor(name))


def listed(store: Store, **query: object) -> list[ActorProfile]:
    return [ActorProfile.FromString(item) for item in store.list_actors(ListQuery(**query)).items]


def test_a_profile_counts_articles_events_quotes_and_mentions(store: Store) -> None:
    for number in range(2):
        draft = build_article(document_id=str(number), body=f"Report {number}.")
        ada = draft.actor("Ada Moreno", also=["Moreno"])
        draft.event("CONSULT", agents=[ada])
        draft.event("AGREE", agents=[ada], recipients=[ada])
        draft.quote("Yes.", ada)
        store.ingest([draft.article])
    ada = profile(store)
    assert (ada.article_count, ada.event_count, ada.quote_count, ada.mention_count) == (2, 4, 2, 4)


def test_the_display_name_is_the_one_most_articles_use(store: Store) -> None:
    for number, name in enumerate(["A. Moreno", "Ada Moreno", "Ada Moreno"]):
        draft = build_article(document_id=str(number), body=f"Report {number}.")
        draft.actor(name, ADA, also=["Moreno"])
        store.ingest([draft.article])
    ada = profile(store)
    assert ada.display_name == "Ada Moreno"
    assert [(alias.name, alias.article_count) for alias in ada.aliases] == [
        ("Moreno", 3),
        ("Ada Moreno", 2),
        ("A. Moreno", 1),
    ]


def test_kind_and_country_are_those_of_most_articles_and_the_unknown_does_not_count(store: Store) -> None:
    for number, (kind, country) in enumerate(
        [
            (Actor.KIND_UNSPECIFIED, ""),
            (Actor.KIND_UNSPECIFIED, ""),
            (Actor.ORGANIZATION, ""),
            (Actor.PERSON, "NOR"),
            (Actor.PERSON, ""),
        ]
    ):
        draft = build_article(document_id=str(number), body=f"Report {number}.")
        draft.actor("Ada Moreno", kind=kind, country=country)
        store.ingest([draft.article])
    ada = profile(store)
    assert (ada.kind, ada.country_code) == (Actor.PERSON, "NOR")


def test_roles_carry_the_days_between_which_they_are_stated_latest_first(store: Store) -> None:
    for number, (day, title) in enumerate(
        [("2024-01-02", "minister"), ("2024-06-01", "minister"), ("2025-03-01", "president"), ("", "president")]
    ):
        draft = build_article(document_id=str(number), body=f"Report {number}.", published=day)
        draft.actor("Ada Moreno", role=(title, "Norway", "NOR"))
        store.ingest([draft.article])
    ada = profile(store)
    assert [(role.title, role.first_seen, role.last_seen) for role in ada.roles] == [
        ("president", "2025-03-01", "2025-03-01"),
        ("minister", "2024-01-02", "2024-06-01"),
    ]
    assert (ada.first_seen, ada.last_seen) == ("2024-01-02", "2025-03-01")


def test_without_a_publication_day_nothing_is_said_about_days(store: Store) -> None:
    draft = build_article(published="")
    draft.actor("Ada Moreno", role=("minister", "", ""))
    store.ingest([draft.article])
    ada = profile(store)
    assert (ada.first_seen, ada.last_seen, ada.roles[0].first_seen, ada.roles[0].last_seen) == ("", "", "", "")


def test_a_profile_follows_updates_and_deletes(store: Store) -> None:
    def report(number: int, name: str, title: str, body: str):
        draft = build_article(document_id=str(number), body=body, published=f"2025-04-0{number}")
        draft.event(agents=[draft.actor(name, ADA, role=(title, "", ""))])
        return draft.article

    store.ingest([report(1, "Ada Moreno", "minister", "One.")])
    alone = store.get_actor(ADA)
    store.ingest([report(2, "A. Moreno", "president", "Two.")])
    [second] = store.ingest([report(2, "Ada Moreno", "mayor", "Two, edited.")])
    ada = profile(store)
    assert (ada.article_count, ada.event_count) == (2, 2)
    assert [alias.name for alias in ada.aliases] == ["Ada Moreno"]
    assert [role.title for role in ada.roles] == ["mayor", "minister"]
    store.delete_article(second.name)
    assert store.get_actor(ADA) == alone


def test_two_entries_of_one_actor_in_an_article_count_once(store: Store) -> None:
    draft = build_article()
    draft.actor("Ada Moreno", ADA)
    draft.actor("Moreno", ADA)
    store.ingest([draft.article])
    ada = profile(store)
    assert (ada.article_count, ada.mention_count) == (1, 2)


def test_actors_in_most_articles_come_first(store: Store) -> None:
    for number in range(3):
        draft = build_article(document_id=str(number), body=f"Report {number}.")
        draft.country("KEN", "Kenya")
        if number:
            draft.country("NOR", "Norway")
            draft.country("CHL", "Chile")
        store.ingest([draft.article])
    assert [(actor.display_name, actor.article_count) for actor in listed(store)] == [
        ("Kenya", 3),
        ("Chile", 2),
        ("Norway", 2),
    ]
    first = store.list_actors(ListQuery(page_size=2))
    second = store.list_actors(ListQuery(page_size=2, page_token=first.next_page_token))
    assert [ActorProfile.FromString(item).display_name for item in first.items + second.items] == [
        "Kenya",
        "Chile",
        "Norway",
    ]
    assert not second.next_page_token


def test_actors_can_be_filtered(store: Store) -> None:
    draft = build_article()
    draft.country("KEN", "Kenya")
    draft.actor("Ada Moreno", country="KEN", sector="GOV")
    draft.actor("Åse Østby", country="NOR")
    store.ingest([draft.article])

    def names(text: str) -> list[str]:
        return sorted(actor.display_name for actor in listed(store, filter=text))

    assert names('kind = "PERSON" AND country = "KEN"') == ["Ada Moreno"]
    assert names("sector = GOV") == ["Ada Moreno", "Kenya"]
    assert names('display_name:"ØSTBY"') == ["Åse Østby"]
    assert names('display_name = "kenya"') == ["Kenya"]
    assert names(f'name = "{ADA}"') == ["Ada Moreno"]
    assert names("article_count > 1") == []
    assert names("kind != PERSON") == ["Kenya"]


def test_an_actor_nobody_mentions_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="actors/nobody"):
        store.get_actor("actors/nobody")
