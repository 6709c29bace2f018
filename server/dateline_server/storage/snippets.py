"""A few words of an article around what a search found, the words found between `«` and `»`."""

from collections.abc import Sequence
from dataclasses import dataclass

from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.tokens import locate_words, split_words

SNIPPET_WORDS = 24


@dataclass(frozen=True, slots=True)
class _Run:
    """Words [first, last] of a text that a term matches."""

    first: int
    last: int
    term: int


def make_snippet(title: str, body: str, terms: Sequence[SearchTerm]) -> str:
    """Up to 24 words, in one line, from where most of the terms stand close together; `…` where text was left out."""
    held, snippet = _best_stretch(body, terms)
    if held < len(terms):
        held, snippet = max((held, snippet), _best_stretch(title, terms), key=lambda found: found[0])
    return snippet


def _best_stretch(text: str, terms: Sequence[SearchTerm]) -> tuple[int, str]:
    words = split_words(text)
    runs = _find_runs(words, terms)
    if not runs:
        return 0, ""
    best, kept = 0, [runs[0]]
    left = 0
    for right, run in enumerate(runs):
        while run.last - runs[left].first >= SNIPPET_WORDS and left < right:
            left += 1
        inside = runs[left : right + 1]
        if (held := len({r.term for r in inside})) > best:
            best, kept = held, inside
            if best == len(terms):
                break
    return best, _write(text, len(words), kept)


def _find_runs(words: Sequence[str], terms: Sequence[SearchTerm]) -> list[_Run]:
    runs = []
    for number, term in enumerate(terms):
        *before, last = split_words(term.text)
        size = len(before)
        if term.prefix:
            ends = (at for at, word in enumerate(words) if word.startswith(last))
        else:
            ends = (at for at, word in enumerate(words) if word == last)
        runs += [_Run(at - size, at, number) for at in ends if at >= size and words[at - size : at] == before]
    return sorted(runs, key=lambda run: (run.first, -run.last))


def _write(text: str, words: int, runs: Sequence[_Run]) -> str:
    spare = max(0, SNIPPET_WORDS - (runs[-1].last - runs[0].first + 1))
    first = max(0, runs[0].first - spare // 2)
    last = min(words - 1, first + SNIPPET_WORDS - 1)
    places = locate_words(text, first, last + 1 - first)
    start = 0 if first == 0 else places[0][0]
    end = len(text) if last == words - 1 else places[-1][1]
    pieces, at = ["" if start == 0 else "…"], start
    for run in runs:
        opening, closing = places[run.first - first][0], places[min(run.last, last) - first][1]
        if opening < at or closing > end:
            continue
        pieces += [text[at:opening], "«", text[opening:closing], "»"]
        at = closing
    pieces += [text[at:end], "" if end == len(text) else "…"]
    return " ".join("".join(pieces).split())
