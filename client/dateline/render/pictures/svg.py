"""Writing SVG: elements with escaped text, and how much room words take."""

import unicodedata
from collections.abc import Iterable
from html import escape

from dateline.render.plain import visible

# Widths in parts of the font size, on the wide side of common sans-serif fonts: words must fit in whichever is there.
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] ·“”‘’-"), frozenset("mwMW@%—…→↔")


def element(tag: str, inside: str = "", **attributes: str | float) -> str:
    """`<tag …>inside</tag>`; `inside` is markup. `_` in a name stands for `-`, and `class_` for `class`."""
    written = "".join(f' {_name(name)}="{_value(value)}"' for name, value in attributes.items() if value != "")
    return f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>"


def words(text: str, x: float, y: float, style: str = "", anchor: str = "") -> str:
    """A line of text with its base line at y; anchored at its start unless `anchor` is `middle` or `end`."""
    return element("text", escape(visible(text), quote=False), x=x, y=y, class_=style, text_anchor=anchor)


def told(text: str) -> str:
    """What is told of an element to who points at it."""
    return element("title", escape(visible(text), quote=False))


def line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=style)


def path(points: Iterable[tuple[float, float]], style: str, closed: bool = True) -> str:
    """Straight lines from point to point."""
    drawn = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return element("path", d=f"M{drawn}{'Z' if closed else ''}", class_=style)


def text_width(text: str, size: float = 13) -> float:
    """Pixels that the text takes at most, in a common font of that size."""
    return size * sum(map(_width, text))


def shorten(text: str, room: float, size: float = 13) -> str:
    """The text, cut with an ellipsis where it is wider than `room` pixels."""
    if text_width(text, size) <= room:
        return text
    left = room - text_width("…", size)
    for index, character in enumerate(text):
        left -= size * _width(character)
        if left < 0:
            return text[:index].rstrip(" ,") + "…"
    return text


def wrap(text: str, room: float, size: float = 13) -> list[str]:
    """The text in lines of at most `room` pixels, broken at spaces; a word that is longer is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(shorten(word, room, size))
    return lines


def counted(count: int, word: str) -> str:
    """`1 event`, `3,000 events`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def number(value: float) -> str:
    """With one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def _width(character: str) -> float:
    if character in _NARROW:
        return 0.42
    if character in _WIDE:
        return 1.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.1
    return 0.75 if character.isupper() else 0.63


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)
