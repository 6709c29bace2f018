"""The frame of every HTML page, closed to the network, and the tables in it."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape

from dateline.render.plain import visible
from dateline.render.theme import read_part, theme_style


def whole_page(title: str, body: str, *, script: bool = False) -> str:
    """The page around a body that is HTML already; with the script that shows claims where `script` is true."""
    style, code = theme_style() + read_part("page.css") + read_part("picture.css"), read_part("page.js")
    # Only this style and this script may run, and nothing may be fetched, whatever a text may have smuggled in.
    policy = f"default-src 'none'; style-src {_digest(style)}" + (f"; script-src {_digest(code)}" if script else "")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{text(title)}</title><style>{style}</style></head><body>\n{body}\n"
        + (f"<script>{code}</script>" if script else "")
        + "</body></html>\n"
    )


def text(words: str) -> str:
    """Words of strangers as HTML."""
    return escape(visible(words))


def table(label: str, heads: Sequence[str], rows: Iterable[Sequence[str]], ids: Sequence[str] = ()) -> str:
    """A table of cells that are HTML already; the first cell of a row is its heading.

    It can be scrolled, by the keyboard too. `label` names it; `ids` are the claims that the rows tell.
    """

    def attributes(head: str) -> str:
        own = {"when": ' class="day"', "who → whom": ' class="sides"'}
        return own.get(head, ' class="number"' if head in _NUMBERS else "")

    lines = []
    for index, (first, *rest) in enumerate(rows):
        claim = f' data-claims="{escape(ids[index])}"' if ids else ""
        cells = "".join(f"<td{attributes(head)}>{cell}</td>" for head, cell in zip(heads[1:], rest, strict=True))
        lines.append(f'<tr{claim}><th scope="row">{first}</th>{cells}</tr>')
    top = "".join(f'<th scope="col"{attributes(head)}>{head}</th>' for head in heads)
    name = escape(visible(label))
    inside = f'<table aria-label="{name}"><thead><tr>{top}</tr></thead><tbody>{"".join(lines)}</tbody></table>'
    return f'<div class="scroll" tabindex="0" role="region" aria-label="Table: {name}">{inside}</div>'


_NUMBERS = frozenset(("mentions", "events", "happened", "claimed", "planned", "possible", "denied", "unknown"))


def _digest(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
