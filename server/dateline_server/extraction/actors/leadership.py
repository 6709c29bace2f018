"""Governments called by the name of who leads them: "the Obama administration"."""

from dataclasses import replace
from datetime import date

from spacy.tokens import Doc

from dateline_server.extraction.actors.names import Name, words_of_name
from dateline_server.knowledge.base import Naming, load_knowledge
from dateline_server.knowledge.leaders import load_leaders

_GOVERNMENTS = frozenset({"administration", "government", "cabinet", "presidency", "regime"})


def name_governments(doc: Doc, names: list[Name], published: date | None) -> list[Name]:
    """The names, where the name of a known leader and the noun behind it have become one name of the government."""
    return [_as_government(doc, name, published) if name.entry is None else name for name in names]


def _as_government(doc: Doc, name: Name, published: date | None) -> Name:
    tokens = name.tokens
    words = words_of_name(tokens)
    if words[-1].lower() in _GOVERNMENTS and len(words) > 1:
        words, end = words[:-1], tokens.end
    elif tokens.end < len(doc) and doc[tokens.end].lower_ in _GOVERNMENTS:
        end = tokens.end + 1
    else:
        return name
    code = load_leaders().led_by(" ".join(words), published.year if published else None)
    entry = load_knowledge().body_of(code, "government") if code else None
    if entry is None:
        return name
    return replace(name, tokens=doc[tokens.start : end], label="ORG", entry=entry, naming=Naming.ALIAS)
