"""The article in an HTML page: its text, title, day, authors and site, found by trafilatura.

The page is parsed without entities, network or file access; the charset is taken from the bytes.
"""

import re
from dataclasses import dataclass

from dateline_server.errors import BinaryText, EmptyText, NoArticleInHtml, TextTooLong

MAX_BYTES = 4 * 1024 * 1024

# Menus and captions are short and have no sentences.
_SHORTEST_ARTICLE, _LONGEST_MENU = 40, 400
# What it says is nothing to the article, and one that does not end takes parsers the square of its slashes.
_DOCTYPE = re.compile(r"\A\s*<\s?!\s?doctype[^<>]*>?", re.IGNORECASE)
_LONG_TAG = re.compile(r"<([A-Za-z][\w:-]*)[\s/][^<>]{4000,}>")
_MOST_ATTRIBUTES = 1_000
_SENTENCE_END = re.compile(r"[.!?…。！？।۔]")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds; every field but `text` may be empty. `day` is `YYYY-MM-DD`, `markup` the decoded page."""

    text: str
    title: str
    day: str
    authors: tuple[str, ...]
    site: str
    url: str
    section: str
    markup: str


def read_page(html: bytes) -> Page:
    """The article that the page holds.

    Raises EmptyText, TextTooLong (over MAX_BYTES), BinaryText (no markup at all) or NoArticleInHtml, for field `html`.
    """
    import trafilatura
    from trafilatura.metadata import extract_metadata

    if not html.strip():
        raise EmptyText("The HTML page is empty. Send the page as received.", field="html")
    if len(html) > MAX_BYTES:
        raise TextTooLong(f"The page has {len(html):,} bytes; the limit is {MAX_BYTES:,}.", field="html")
    markup = _LONG_TAG.sub(_without_flood, trafilatura.utils.decode_file(html))
    tree = trafilatura.load_html(_DOCTYPE.sub("<!doctype html>", markup, count=1)) if "<" in markup else None
    if tree is None:
        raise BinaryText("The bytes are no HTML page. Send text in the field `text`, and a page as received.", "html")
    if tree.tag != "html":  # of a page that begins with a drawing or a frame; it could not be taken out of anything
        root = tree.makeelement("html")
        root.append(tree)
        tree = root
    metadata = extract_metadata(tree)
    # Precision: a teaser read as part of the article would put claims into its mouth.
    text = trafilatura.extract(tree, include_comments=False, favor_precision=True)
    if not text or not _looks_written(text.strip()):
        raise NoArticleInHtml(
            "The page holds no article text (a front page, a video or a page that scripts fill?). "
            "Send the page of one article, or its text.",
            field="html",
        )
    authors = tuple(name.strip() for name in (metadata.author or "").split(";") if name.strip())
    return Page(
        text=text,
        title=metadata.title or "",
        day=metadata.date or "",
        authors=authors,
        site=metadata.sitename or metadata.hostname or "",
        url=metadata.url or "",
        section=(metadata.categories or [""])[0],
        markup=markup,
    )


def load_page_reader() -> None:
    """Import what reads pages, which takes a while, before the first page comes; without pages it is never needed."""
    import trafilatura.metadata  # noqa: F401


def _without_flood(tag: re.Match[str]) -> str:
    """The tag without its attributes where no page needs so many: parsers take the square of their number."""
    whole = tag[0]
    return f"<{tag[1]}>" if max(len(whole.split()), whole.count("=")) > _MOST_ATTRIBUTES else whole


def _looks_written(text: str) -> bool:
    return len(text) >= _SHORTEST_ARTICLE and (len(text) > _LONGEST_MENU or _SENTENCE_END.search(text) is not None)
