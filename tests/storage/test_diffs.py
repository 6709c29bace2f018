"""What two revisions of an article claim differently."""

from contract.articles import ArticleBuilder, build_article

from dateline.v1.article_service_pb2 import (
    CLAIM_CHANGE_ADDED,
    CLAIM_CHANGE_CHANGED,
    CLAIM_CHANGE_REMOVED,
)
from dateline.v1.event_pb2 import Event
from dateline_server.storage.diffs import diff_articles


def talks(status: Event.Status.ValueType = Event.PLANNED, body: str = "Kenya and Norway will meet.") -> ArticleBuilder:
    draft = build_article(body=body)
    sides = [draft.country("KEN", "Kenya"), draft.country("NOR", "Norway")]
    draft.event(sides=sides, status=status)
    return draft


def test_equal_articles_have_no_differences() -> None:
    diff = diff_articles(talks().article, talks().article)
    assert not diff.events
    assert not diff.quotes
    assert not diff.body_changed


def test_a_claim_told_otherwise_names_the_fields() -> None:
    diff = diff_articles(talks().article, talks(Event.OCCURRED, "Kenya and Norway met.").article)
    [change] = diff.events
    assert diff.body_changed
    assert (change.change, list(change.fields)) == (CLAIM_CHANGE_CHANGED, ["status"])
    assert (change.before.status, change.after.status) == (Event.PLANNED, Event.OCCURRED)


def test_claims_come_and_go() -> None:
    before, after = talks(), talks()
    before.event("AID", agents=["a1"])
    before.article.events[1].key = "aid"
    after.event("ACCUSE", agents=["a2"])
    after.article.events[1].key = "accuse"
    diff = diff_articles(before.article, after.article)
    assert [(change.change, change.key) for change in diff.events] == [
        (CLAIM_CHANGE_ADDED, "accuse"),
        (CLAIM_CHANGE_REMOVED, "aid"),
    ]


def test_local_ids_offsets_and_scores_do_not_count() -> None:
    before, after = talks().article, talks().article
    for event in after.events:
        event.confidence, event.salience, event.trigger.start = 0.9, 0.9, 7
    for actor in after.actors:
        actor.id = f"a1{actor.id}"
    for participant in after.events[0].participants:
        participant.actor = f"a1{participant.actor}"
    assert not diff_articles(before, after).events


def test_quotes_are_matched_by_their_words() -> None:
    before, after = talks(), talks()
    before.quote("It is open.", "a1")
    before.quote("It was  closed.", "a1")
    after.quote("It was closed.", "a2")
    after.quote("It reopens.", "a2")
    diff = diff_articles(before.article, after.article)
    assert [change.change for change in diff.quotes] == [
        CLAIM_CHANGE_CHANGED,
        CLAIM_CHANGE_ADDED,
        CLAIM_CHANGE_REMOVED,
    ]
    assert list(diff.quotes[0].fields) == ["speaker"]


def test_claims_that_share_a_key_are_told_apart_by_their_order() -> None:
    before, after = talks(), talks()
    for draft in (before, after):
        draft.event("AID", agents=["a1"])
        draft.article.events[1].key = draft.article.events[0].key
    assert not diff_articles(before.article, after.article).events
