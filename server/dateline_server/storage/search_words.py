"""What a searcher typed, as words, phrases and prefixes."""

import re
from dataclasses import dataclass

from dateline_server.errors import InvalidField
from dateline_server.storage.tokens import split_words

MAX_LENGTH = 1000  # code points
MAX_TERMS = 32

_TERM = re.compile(r'"([^"]*)("?)(\*?)|(\S+)')


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """Words that stand side by side in this order; the last one may be only the beginning of a word."""

    text: str
    prefix: bool = False


def read_search_terms(query: str) -> list[SearchTerm]:
    """The terms of a query, all of which an article must hold. Raises InvalidField when there is none to look for."""
    if len(query) > MAX_LENGTH:
        raise InvalidField(
            f"The query has {len(query):,} characters; at most {MAX_LENGTH:,} are searched for.", field="query"
        )
    terms = []
    for match in _TERM.finditer(re.sub("[“”„]", '"', query)):
        phrase, closing, star, word = match.groups()
        if phrase is not None and not closing:
            raise InvalidField(
                f"The quotation mark at character {match.start()} of the query is not closed.", field="query"
            )
        text = phrase if phrase is not None else word.rstrip("*")
        prefix = bool(star) if phrase is not None else word.endswith("*")
        if split_words(text):
            terms.append(SearchTerm(text, prefix))
    if not terms:
        raise InvalidField("The query holds no word to search for.", field="query")
    if len(terms) > MAX_TERMS:
        raise InvalidField(f"The query holds {len(terms)} terms; at most {MAX_TERMS} are searched for.", field="query")
    return terms
