"""What every picture is, and how it stands alone in a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dateline.render.pictures.svg import element, number, words, wrap
from dateline.render.plain import visible
from dateline.render.theme import Theme, fixed, read_part, theme_style

_MARGIN, _HEAD, _LINE = 16, 34, 19
# Letters of the heading are bold, and so wider than their 17 pixels tell.
_TITLE_SIZE, _TITLE_LINE = 19, 22


@dataclass(frozen=True, slots=True)
class Drawing:
    """SVG elements in a box of pixels."""

    elements: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a picture: plain text, the first cell of a row its heading."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, or None where there is nothing to draw; what it shows, in a sentence; what it leaves out; its numbers."""

    title: str
    description: str
    drawing: Drawing | None
    notes: Sequence[str]
    table: Table


def as_element(picture: Picture, name: str, style: str = "") -> str:
    """The picture as an element of a page, described by `title` and `desc`; `name` makes its ids its own."""
    assert picture.drawing is not None
    title = element("title", escape(picture.title), id=f"{name}-title")
    description = element("desc", escape(visible(picture.description)), id=f"{name}-text")
    drawing = picture.drawing
    return (
        f'<svg class="picture{style and " " + style}" viewBox="0 0 {number(drawing.width)} {number(drawing.height)}" '
        f'role="img" aria-labelledby="{name}-title {name}-text">{title}{description}{drawing.elements}</svg>'
    )


def as_file(picture: Picture, theme: Theme | None = None) -> str:
    """The picture as an SVG file with its title above and its notes below.

    It obeys the reader's choice of light or dark; with `theme` its colours are those of one, written out.
    """
    drawing = picture.drawing
    width = drawing.width if drawing else 640
    shown = [note for paragraph in picture.notes for note in wrap(paragraph, width)]
    title = wrap(picture.title, width, _TITLE_SIZE)
    head = _HEAD + _TITLE_LINE * (len(title) - 1)
    inner = drawing.height if drawing else 0
    height = _MARGIN + head + inner + _LINE * len(shown) + _MARGIN
    style = read_part("picture.css")
    style = fixed(style, theme) if theme else theme_style() + style
    notes = "".join(words(note, 0, head + inner + _LINE * (index + 1) - 4, "soft") for index, note in enumerate(shown))
    heading = "".join(words(part, 0, 16 + _TITLE_LINE * row, "heading") for row, part in enumerate(title))
    inside = heading + element("g", drawing.elements if drawing else "", transform=f"translate(0 {head})")
    full = width + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" width="{number(full)}" height="{number(height)}" '
        f'viewBox="0 0 {number(full)} {number(height)}" role="img" aria-labelledby="title text">'
        f"{element('title', escape(picture.title), id='title')}"
        f"{element('desc', escape(visible(picture.description)), id='text')}<style>{style}</style>"
        f'<rect class="ground" width="{number(full)}" height="{number(height)}"/>'
        f"{element('g', inside + notes, transform=f'translate({_MARGIN} {_MARGIN})')}</svg>\n"
    )
