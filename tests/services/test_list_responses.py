"""Responses put together from stored bytes are the ones that protobuf would have made."""

from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import BatchGetArticlesResponse, ListArticlesResponse
from dateline_server.services.paging import pack_page, pack_repeated
from dateline_server.storage.store import Page

articles = st.lists(st.builds(Article, name=st.text(max_size=8), body=st.text() | st.just("long " * 5_000)), max_size=5)


@given(articles, st.text(max_size=200))
def test_a_page_is_the_message_with_its_items_and_token(items: list[Article], token: str) -> None:
    page = Page([item.SerializeToString() for item in items], token)
    expected = ListArticlesResponse(articles=items, next_page_token=token)
    assert pack_page(ListArticlesResponse, "articles", page) == expected.SerializeToString()


@given(articles)
def test_a_batch_is_the_message_with_its_items(items: list[Article]) -> None:
    packed = pack_repeated(BatchGetArticlesResponse, "articles", [item.SerializeToString() for item in items])
    assert packed == BatchGetArticlesResponse(articles=items).SerializeToString()
