"""The articles of `articles.txt`, read by the real engine."""

from collections.abc import Iterator
from pathlib import Path

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline_server.errors import DatelineError
from dateline_server.extraction.parser import Parser

_FILE = Path(__file__).with_name("articles.txt")


def written_articles(parser: Parser) -> list[tuple[str, Article]]:
    """Each article with the happening it tells of, in the order of the file."""
    happenings, documents = zip(*written_documents(), strict=True)
    articles = parser.parse_many(documents)
    return [
        (name, article)
        for name, article in zip(happenings, articles, strict=True)
        if not isinstance(article, DatelineError)
    ]


def written_documents() -> Iterator[tuple[str, Document]]:
    """Each article as it is handed in, with the happening it tells of."""
    for happening in _FILE.read_text(encoding="utf-8").split("== ")[1:]:
        name, *articles = happening.split("\n-- ")
        for article in articles:
            head, _, text = article.partition("\n")
            source, published, title = head.split(" | ")
            yield name, Document(title=title, text=text.strip(), source=source, published=published)
