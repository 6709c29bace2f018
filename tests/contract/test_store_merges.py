"""Actors that a person finds to be one are one in every list, filter, count and profile, until that is taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from contract.articles import build_article

from dateline.v1.actor_pb2 import Actor, ActorMerge, ActorProfile
from dateline.v1.actor_service_pb2 import ActorCandidate, ResolveActorResponse
from dateline.v1.article_pb2 import Article
from dateline_server.errors import AlreadyMerged, MergeCycle, NotFound
from dateline_server.storage.hints import Hints
from dateline_server.storage.opening import open_store
from dateline_server.storage.requests import Request
from dateline_server.storage.store import AggregateQuery, ListQuery, Store

ADA, MORENO, A_M, KOFI = (f"actors/person-{name}" for name in ("ada-moreno", "moreno", "a-m", "kofi-danso"))
ALL = {ADA: "Ada Moreno", MORENO: "Moreno", A_M: "A. M.", KOFI: "Kofi Danso"}


def put(store: Store, number: int, *actors: str, published: str = "2025-04-09") -> str:
    """An article in which the first actor acts upon the others and speaks."""
    draft = build_article(document_id=str(number), body=f"Report {number}.", published=published)
    ids = [draft.actor(ALL[actor], actor, country="NOR") for actor in actors]
    draft.event("AID", agents=ids[:1], recipients=ids[1:])
    draft.quote("Yes.", ids[0])
    [stored] = store.ingest([draft.article])
    return stored.name


def merge(store: Store, target: str, *sources: str) -> ActorMerge:
    return ActorMerge.FromString(store.merge_actors(ActorMerge(target=target, sources=sources)))


def profile(store: Store, name: str) -> ActorProfile:
    return ActorProfile.FromString(store.get_actor(name))


def articles(store: Store, actor: str) -> set[str]:
    page = store.list_articles(ListQuery(filter=f'actor = "{actor}"'))
    return {Article.FromString(item).name for item in page.items}


def everything(store: Store) -> list[object]:
    """What the store answers about all its actors."""
    answers: list[object] = [store.list_actors(ListQuery()).items]
    for actor in ALL:
        answers.append(articles(store, actor))
        answers.extend(
            store.list_events(ListQuery(filter=f'{field} = "{actor}"')).items
            for field in ("actor", "agent", "recipient")
        )
        answers.append(store.list_quotes(ListQuery(filter=f'speaker = "{actor}"')).items)
        answers.append(store.aggregate_events(AggregateQuery(filter=f'actor = "{actor}"')).items)
    return answers


def test_the_target_is_spoken_of_where_the_sources_were(store: Store) -> None:
    first, second, both = put(store, 1, ADA), put(store, 2, MORENO, KOFI), put(store, 3, KOFI, ADA, MORENO)
    done = merge(store, ADA, MORENO)
    assert (done.target, list(done.sources)) == (ADA, [MORENO])
    for name in (ADA, MORENO):
        assert articles(store, name) == {first, second, both}
        assert len(store.list_events(ListQuery(filter=f'agent = "{name}"')).items) == 2
        assert len(store.list_quotes(ListQuery(filter=f'speaker = "{name}"')).items) == 2
        whole = profile(store, name)
        assert (whole.name, whole.article_count, whole.event_count, whole.quote_count) == (ADA, 3, 3, 2)
        assert list(whole.merged) == [MORENO]
        assert {alias.name for alias in whole.aliases} == {"Ada Moreno", "Moreno"}
    assert [ActorProfile.FromString(item).name for item in store.list_actors(ListQuery()).items] == [ADA, KOFI]
    [named] = store.list_actors(ListQuery(filter=f'name = "{MORENO}"')).items
    assert ActorProfile.FromString(named).name == ADA


def test_articles_to_come_are_the_targets_too_and_keep_what_was_read(store: Store) -> None:
    put(store, 1, ADA)
    put(store, 2, MORENO)
    merge(store, ADA, MORENO)
    name = put(store, 3, MORENO)
    assert profile(store, ADA).article_count == 3
    assert Article.FromString(store.get_article(name)).actors[0].actor == MORENO


def test_merging_equals_having_read_it_so(store: Store, tmp_path: Path) -> None:
    other = open_store(str(tmp_path / "other.db"))
    for number, actors in enumerate([(ADA, KOFI), (MORENO,), (KOFI, MORENO, ADA), (A_M, ADA), (KOFI,)]):
        put(store, number, *actors)
        draft = build_article(document_id=str(number), body=f"Report {number}.")
        ids = [draft.actor(ALL[actor], ADA if actor in (MORENO, A_M) else actor, country="NOR") for actor in actors]
        draft.event("AID", agents=ids[:1], recipients=ids[1:])
        draft.quote("Yes.", ids[0])
        other.ingest([draft.article])
    merge(store, ADA, MORENO, A_M)
    for item, expected in zip(store.list_actors(ListQuery()).items, other.list_actors(ListQuery()).items, strict=True):
        found = ActorProfile.FromString(item)
        found.ClearField("merged")
        assert found == ActorProfile.FromString(expected)
    for field in ("actor", "agent", "recipient"):
        query = ListQuery(filter=f'{field} = "{ADA}"')
        assert len(store.list_events(query).items) == len(other.list_events(query).items)
    assert articles(store, ADA) == articles(other, ADA)
    other.close()


def test_taken_back_everything_is_as_before(store: Store) -> None:
    for number, actors in enumerate([(ADA, KOFI), (MORENO,), (KOFI, MORENO, ADA), (A_M, MORENO), (KOFI,)]):
        put(store, number, *actors)
    before = everything(store)
    merge(store, MORENO, A_M)
    merged = everything(store)
    merge(store, ADA, MORENO)
    assert profile(store, A_M).name == ADA
    parted = ActorMerge.FromString(store.unmerge_actor(MORENO, "no", "kn"))
    assert (parted.target, list(parted.sources), parted.reason, parted.by) == (ADA, [MORENO], "no", "kn")
    assert everything(store) == merged
    store.unmerge_actor(A_M)
    assert everything(store) == before
    assert store.merged_actors() == {}


def test_edits_and_deletions_after_merges_leave_nothing_behind(store: Store) -> None:
    kept = put(store, 1, KOFI)
    alone = everything(store)
    name = put(store, 2, MORENO, KOFI)
    put(store, 3, ADA)
    merge(store, ADA, MORENO)
    put(store, 2, A_M)
    store.unmerge_actor(MORENO)
    put(store, 3, MORENO, ADA)
    merge(store, MORENO, ADA)
    store.delete_article(name)
    for other in articles(store, ADA) | articles(store, MORENO):
        store.delete_article(other)
    store.unmerge_actor(ADA)
    assert everything(store) == alone
    assert articles(store, KOFI) == {kept}


def test_a_merge_and_its_end_are_changes(store: Store) -> None:
    put(store, 1, ADA)
    put(store, 2, MORENO)
    merge(store, ADA, MORENO)
    assert store.merged_actors() == {MORENO: ADA}
    store.unmerge_actor(MORENO)
    [merged, parted] = store.read_changes(2, 10)
    assert (merged.seq, merged.name, merged.before, merged.after) == (3, ADA, None, None)
    assert merged.merged is not None
    assert ActorMerge.FromString(merged.merged).sources == [MORENO]
    assert (parted.seq, parted.name, parted.merged) == (4, ADA, None)
    assert parted.unmerged is not None
    put(store, 3, ADA)
    assert store.last_change() == 5


def test_merging_again_does_nothing(store: Store) -> None:
    put(store, 1, ADA, MORENO, A_M)
    merge(store, ADA, MORENO)
    again = merge(store, ADA, MORENO)
    assert (list(again.sources), again.HasField("time"), store.last_change()) == ([], False, 2)
    assert list(merge(store, ADA, MORENO, A_M).sources) == [A_M]


def test_a_request_sent_again_is_answered_as_the_first_time(store: Store) -> None:
    put(store, 1, ADA, MORENO)
    wanted, request = ActorMerge(target=ADA, sources=[MORENO]), Request("one", b"merge")
    first = store.merge_actors(wanted, request)
    assert store.merge_actors(wanted, request) == first
    back = Request("two", b"unmerge")
    assert store.unmerge_actor(MORENO, request=back) == store.unmerge_actor(MORENO, request=back)
    assert store.last_change() == 3


def test_circles_second_targets_and_strangers_are_refused(store: Store) -> None:
    put(store, 1, ADA, MORENO, A_M, KOFI)
    merge(store, ADA, MORENO)
    merge(store, MORENO, A_M)
    for target, source in ((A_M, ADA), (MORENO, ADA), (ADA, ADA)):
        with pytest.raises(MergeCycle):
            merge(store, target, source)
    with pytest.raises(AlreadyMerged) as merged:
        merge(store, KOFI, MORENO)
    assert merged.value.metadata["target"] == ADA
    with pytest.raises(NotFound) as stranger:
        merge(store, ADA, KOFI, "actors/nobody")
    assert stranger.value.field == "sources[1]"
    with pytest.raises(NotFound) as target:
        merge(store, "actors/nobody", ADA)
    assert target.value.field == "target"
    with pytest.raises(NotFound):
        store.unmerge_actor(ADA)
    assert store.last_change() == 3


def test_another_process_and_a_new_start_know_of_it(store: Store, open_again: Callable[[], Store]) -> None:
    put(store, 1, ADA)
    put(store, 2, MORENO)
    merge(store, ADA, MORENO)
    other = open_again()
    assert profile(other, MORENO).article_count == 2
    put(other, 3, MORENO)
    assert profile(store, ADA).article_count == 3


def candidates(store: Store, text: str, **hints: object) -> list[tuple[str, int, float]]:
    response = ResolveActorResponse.FromString(store.resolve_actor(text, Hints(**hints)))  # type: ignore[arg-type]
    return [(candidate.actor.name, candidate.basis, candidate.score) for candidate in response.candidates]


def test_a_name_resolves_to_those_who_go_by_it(store: Store) -> None:
    for number, (name, actor, also) in enumerate(
        [
            ("Ada Moreno", ADA, ["Moreno"]),
            ("Ada Moreno", ADA, []),
            ("Luis Moreno", "actors/person-luis-moreno", ["Moreno"]),
        ]
    ):
        draft = build_article(document_id=str(number), body=f"Report {number}.")
        draft.actor(name, actor, also=also, country="NOR" if actor == ADA else "ESP")
        store.ingest([draft.article])
    assert candidates(store, "the  ada MORENO\u2019s") == [(ADA, ActorCandidate.NAME, 1.0)]
    alias = candidates(store, "Moreno")
    assert {name for name, _, _ in alias} == {ADA, "actors/person-luis-moreno"}
    assert {(basis, score) for _, basis, score in alias} == {(ActorCandidate.ALIAS, 0.45)}
    assert candidates(store, "Moreno", country="ESP")[0][0] == "actors/person-luis-moreno"
    assert candidates(store, "Ada Moreno", kind=Actor.COMPANY)[0][2] < 0.5
    assert candidates(store, "Ada Moreno", day="1990-01-01")[0][2] < 1.0
    assert candidates(store, ADA) == [(ADA, ActorCandidate.NAME, 1.0)]
    assert candidates(store, "Nobody") == candidates(store, "actors/nobody") == []


def test_the_name_of_a_merged_actor_is_a_former_name(store: Store) -> None:
    put(store, 1, ADA)
    put(store, 2, A_M)
    merge(store, ADA, A_M)
    put(store, 3, ADA)
    assert [found[:2] for found in candidates(store, "a. m.")] == [(ADA, ActorCandidate.FORMER_NAME)]
    assert [found[:2] for found in candidates(store, A_M)] == [(ADA, ActorCandidate.FORMER_NAME)]


def test_accents_do_not_count(store: Store) -> None:
    draft = build_article()
    draft.actor("Jos\u00e9 \u00c5s", "actors/person-jose-as")
    store.ingest([draft.article])
    assert [name for name, _, _ in candidates(store, "JOSE AS")] == ["actors/person-jose-as"]
