"""Stories of a server: found by themselves, listed, read alone, and gone with their articles."""

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from running_server import Refused
from server_here import ServerHere

from dateline import Client
from dateline.v1.admin_service_pb2 import GetServerInfoRequest
from dateline.v1.admin_service_pb2_grpc import AdminServiceStub
from dateline.v1.story_service_pb2 import GetStoryRequest, ListDisagreementsRequest, ListStoriesRequest

TEXT = (
    "The ferry Havstjerna ran aground off {place} in thick fog on Tuesday morning. The accident injured {hurt} "
    "passengers and killed {dead} sailors, the coast guard said. Police questioned the captain of the Havstjerna."
)
TOLLS = {"Fjord Post": (12, 3), "Coast Wire": (19, 4), "Harbour Gazette": (12, 5)}


def told(client: Client, source: str) -> str:
    """The name of the article in which the paper tells of the accident."""
    hurt, dead = TOLLS[source]
    text = TEXT.format(place="Bergen", hurt=hurt, dead=dead)
    return client.ingest(text, id="ferry", source=source, title="Ferry aground", published="2025-04-09").name


@pytest.fixture
def story(server_here: ServerHere) -> str:
    """The name of a story of three articles."""
    with Client(server_here.address) as client:
        names = [told(client, source) for source in TOLLS]
        client.ingest("Dockers struck in Oslo.", id="strike", source="Coast Wire", published="2025-04-09")
        assert client.stories.list().take(1)  # a list of stories catches up with what was stored
    return names[0].replace("articles/", "stories/")


def test_a_list_holds_what_was_just_stored(server_here: ServerHere, story: str) -> None:
    response = server_here.stories.ListStories(ListStoriesRequest())
    assert [found.name for found in response.stories] == [story]
    assert (response.changes_behind, response.next_page_token) == (0, "")
    [found] = response.stories
    assert (found.article_count, found.source_count, found.first_date) == (3, 3, "2025-04-09")
    assert found == server_here.stories.GetStory(GetStoryRequest(name=story))


def test_a_mask_leaves_the_fields_that_it_names(server_here: ServerHere, story: str) -> None:
    mask = FieldMask(paths=["name", "sources.source"])
    [found] = server_here.stories.ListStories(ListStoriesRequest(read_mask=mask)).stories
    assert {field.name for field, _ in found.ListFields()} == {"name", "sources"}
    assert {field.name for field, _ in found.sources[0].ListFields()} == {"source"}


def test_reads_of_articles_tell_the_story_and_claims_are_filtered_by_it(server_here: ServerHere, story: str) -> None:
    with Client(server_here.address) as client:
        mine = f'story = "{story}"'
        articles = list(client.articles.list(mine, order_by="create_time"))
        assert [article.source for article in articles] == list(TOLLS)
        assert {article.story for article in articles} == {story}
        assert client.articles.get(articles[1].name).story == story
        assert [article.story for article in client.articles.batch_get([articles[2].name])] == [story]
        assert [hit.article.story for hit in client.articles.search("dockers")] == [""]
        assert {record.source for record in client.events.list(mine)} == set(TOLLS)


def test_disagreements_come_page_after_page(server_here: ServerHere, story: str) -> None:
    first = server_here.stories.ListDisagreements(ListDisagreementsRequest(story=story, page_size=1))
    assert len(first.disagreements) == 1
    with Client(server_here.address) as client:
        found = list(client.stories.disagreements(story, page_size=1))
        assert found == list(client.stories.disagreements(story))
    tolls = {one.subject: {position.value for position in one.positions} for one in found}
    assert tolls["number killed"] == {"3", "4", "5"}
    assert tolls["number hurt"] == {"12", "19"}
    for disagreement in found:
        for position in disagreement.positions:
            for claim in position.claims:
                assert claim.voice == "coast guard"
                assert claim.event.event.evidence


def test_a_page_of_disagreements_is_refused_when_an_article_has_left(server_here: ServerHere, story: str) -> None:
    first = server_here.stories.ListDisagreements(ListDisagreementsRequest(story=story, page_size=1))
    with Client(server_here.address) as client:
        client.articles.delete(told(client, "Harbour Gazette"))
    request = ListDisagreementsRequest(story=story, page_size=1, page_token=first.next_page_token)
    with pytest.raises(grpc.RpcError) as error:
        server_here.stories.ListDisagreements(request)
    assert Refused.of(error.value).code == "ABORTED"


def test_with_one_article_left_the_story_is_gone_and_comes_back_with_the_next(
    server_here: ServerHere, story: str
) -> None:
    with Client(server_here.address) as client:
        first, second, third = (told(client, source) for source in TOLLS)
        client.articles.delete(second)
        client.articles.delete(third)
        assert list(client.stories.list()) == []
        assert client.articles.get(first).story == ""
        with pytest.raises(grpc.RpcError) as error:
            server_here.stories.GetStory(GetStoryRequest(name=story))
        assert Refused.of(error.value).reason == "NOT_FOUND"
        client.articles.undelete(third)
        [found] = client.stories.list()
        assert found.article_count == 2
        assert client.articles.get(third).story == found.name


def test_the_server_says_what_stories_are_filtered_and_ordered_by(server_here: ServerHere) -> None:
    info = AdminServiceStub(server_here.channel).GetServerInfo(GetServerInfoRequest())
    [stories] = [resource for resource in info.resources if resource.name == "stories"]
    assert {"article_count", "source_count", "last_date"} <= {field.name for field in stories.filter_fields}
    assert [order.name for order in stories.order_fields] == ["last_date", "article_count", "update_time"]
    [articles] = [resource for resource in info.resources if resource.name == "articles"]
    assert "story" in {field.name for field in articles.filter_fields}
