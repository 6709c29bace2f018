"""A few words of an article around what a search found, the words found between `«` and `»`."""

from collections.abc import Sequence
from dataclasses import dataclass

from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.tokens import Token, split_words

SNIPPET_WORDS = 24


@dataclass(frozen=True, slots=True)
class _Run:
    """Words [first, last] of a text that a term matches."""

    first: int
    last: int
    term: int


def make_snippet(title: str, body: str, terms: Sequence[SearchTerm]) -> str:
    """Up to 24 words, in one line, from where most of the terms stand close together; `…` where text was left out."""
    return max((_best_stretch(text, terms) for text in (body, title)), key=lambda found: found[0])[1]


def _best_stretch(text: str, terms: Sequence[SearchTerm]) -> tuple[int, str]:
    tokens = list(split_words(text))
    runs = _find_runs(tokens, terms)
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
    return best, _write(text, tokens, kept)


def _find_runs(tokens: Sequence[Token], terms: Sequence[SearchTerm]) -> list[_Run]:
    runs = []
    words = [token.word for token in tokens]
    for number, term in enumerate(terms):
        wanted = [token.word for token in split_words(term.text)]
        size = len(wanted)
        for at in range(len(words) - size + 1):
            last = at + size - 1
            ends = words[last].startswith(wanted[-1]) if term.prefix else words[last] == wanted[-1]
            if ends and words[at:last] == wanted[:-1]:
                runs.append(_Run(at, last, number))
    return sorted(runs, key=lambda run: (run.first, -run.last))


def _write(text: str, tokens: Sequence[Token], runs: Sequence[_Run]) -> str:
    spare = max(0, SNIPPET_WORDS - (runs[-1].last - runs[0].first + 1))
    first = max(0, runs[0].first - spare // 2)
    last = min(len(tokens) - 1, first + SNIPPET_WORDS - 1)
    start = 0 if first == 0 else tokens[first].start
    end = len(text) if last == len(tokens) - 1 else tokens[last].end
    pieces, at = ["" if start == 0 else "…"], start
    for run in runs:
        opening, closing = tokens[run.first].start, tokens[run.last].end
        if opening < at or closing > end:
            continue
        pieces += [text[at:opening], "«", text[opening:closing], "»"]
        at = closing
    pieces += [text[at:end], "" if end == len(text) else "…"]
    return " ".join("".join(pieces).split())
