"""Articles in files, as `dateline parse -o json` and `dateline get -o json` print them."""

import sys
from pathlib import Path

from google.protobuf import json_format

from dateline.errors import InvalidArgument
from dateline.sources import decode_text
from dateline.v1.article_pb2 import Article


def read_article(path: str) -> Article:
    """The article in a file of proto JSON. Raises InvalidArgument when it holds something else, OSError when unread."""
    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    label = "standard input" if path == "-" else path
    try:
        article = json_format.Parse(decode_text(data), Article())
        if not article.body:
            raise json_format.ParseError("it has no body")
    except (json_format.ParseError, InvalidArgument) as error:
        raise InvalidArgument(
            f"{label}: no article as `dateline parse -o json` prints it ({str(error).splitlines()[0].rstrip('.')}). "
            "To read a text or a page, use `dateline parse`.",
            reason="MALFORMED_JSON",
        ) from error
    return article
