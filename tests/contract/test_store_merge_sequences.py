"""Whatever is merged, parted, edited and deleted in whatever order, the index ends up as if derived in one go."""

import pytest
from contract.articles import build_article
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.actor_pb2 import ActorMerge
from dateline_server.errors import AlreadyMerged, MergeCycle, NotFound
from dateline_server.storage import indexing
from dateline_server.storage.opening import StoreParts
from dateline_server.storage.store import ListQuery, Store
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.reindexing import catch_up

ACTORS = [f"actors/person-{letter}" for letter in "abcd"]
STEPS = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 4), st.sets(st.sampled_from(ACTORS), max_size=3)),
    st.tuples(st.just("delete"), st.integers(0, 4), st.none()),
    st.tuples(st.just("merge"), st.sampled_from(ACTORS), st.sampled_from(ACTORS)),
    st.tuples(st.just("unmerge"), st.sampled_from(ACTORS), st.none()),
    st.tuples(st.just("read"), st.none(), st.none()),
    st.tuples(st.just("retake"), st.none(), st.none()),
)


def put(store: Store, number: int, actors: set[str], edition: int) -> str:
    draft = build_article(document_id=str(number), body=f"Edition {edition} of report {number}.")
    ids = [draft.actor(actor[-1], actor, role=("envoy", "", "")) for actor in sorted(actors)]
    draft.event(agents=ids[:1], recipients=ids)
    draft.quote("Yes.", ids[0] if ids else "")
    return store.ingest([draft.article])[0].name


def retake(parts: StoreParts) -> int:
    """Takes one batch of stale articles in again; how many are left."""
    with parts.database.writing() as connection:
        indexing.retake_stale(connection, parts.words, 2)
        left: int = connection.execute("SELECT count(*) FROM stale").fetchone()[0]
    return left


@given(steps=st.lists(STEPS, min_size=5, max_size=25))
@examples(25)
def test_any_sequence_leaves_a_sound_index(store: Store, parts: StoreParts, steps: list[tuple]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexing, "_MOST_STALE", 1)  # readers wait for next to nothing
        patch.setattr(indexing.Indexing, "_retake_batch", lambda self: retake(parts))
        names: dict[int, str] = {}
        for actor in ACTORS:
            put(store, 100 + ACTORS.index(actor), {actor}, 0)
        for edition, (step, first, second) in enumerate(steps):
            try:
                match step:
                    case "put":
                        names[first] = put(store, first, second, store.last_change() + edition)
                    case "delete":
                        store.delete_article(names.get(first, "articles/nothing"))
                    case "merge":
                        store.merge_actors(ActorMerge(target=first, sources=[second]))
                    case "unmerge":
                        store.unmerge_actor(first)
                    case "read":
                        store.list_actors(ListQuery())
                    case "retake":
                        retake(parts)
            except (NotFound, AlreadyMerged, MergeCycle):
                pass
        catch_up(parts.database, parts.words)
        while retake(parts):
            pass
        assert check_store(parts.database, parts.upkeep, full=True).faults == []
