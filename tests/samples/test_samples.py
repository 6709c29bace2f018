from datetime import date

from dateline_server.samples import retold_documents, sample_documents, sample_page


def test_samples_are_complete_and_told_apart() -> None:
    documents = sample_documents()
    assert len(documents) >= 8
    assert len({document.id for document in documents}) == len({document.url for document in documents})
    assert len({document.section for document in documents}) >= 6
    for document in documents:
        assert document.title
        assert document.source
        assert list(document.authors)
        assert document.url.startswith("https://example.org/")
        assert date.fromisoformat(document.published).year == 2025
        assert 250 <= len(document.text.split()) <= 450


def test_samples_come_in_the_order_of_their_ids() -> None:
    ids = [document.id for document in sample_documents()]
    assert ids == sorted(ids)


def test_what_is_retold_is_by_other_papers_soon_after() -> None:
    [first] = [document for document in sample_documents() if document.id == "nepal-landslide"]
    retold = retold_documents()
    assert len({document.source for document in [first, *retold]}) == 3
    for document in retold:
        assert document.id.startswith(first.id)
        assert 0 <= (date.fromisoformat(document.published) - date.fromisoformat(first.published)).days <= 1


def test_the_page_holds_the_article_of_the_same_name() -> None:
    page = sample_page()
    [article] = [document for document in sample_documents() if document.id == "nepal-landslide"]
    text = page.html.decode("utf-8")
    assert all(paragraph in text for paragraph in article.text.split("\n\n"))
    assert "Advertisement" not in article.text
