"""The colours of pages and pictures, in light and dark: one table for both, so that they cannot drift apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Theme = Literal["light", "dark"]

_VARIABLE = re.compile(r"var\(--([a-z-]+)\)")


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as `#rrggbb` in light and dark; `on` holds the least contrast to the colours that it lies on."""

    light: str
    dark: str
    on: Mapping[str, float]


@cache
def colours() -> Mapping[str, Colour]:
    """The colours by name."""
    found = {}
    for line in read_part("theme.tsv").splitlines()[2:]:
        name, light, dark, on, _ = line.split("\t")
        grounds = (ground.split(":") for ground in on.split())
        found[name] = Colour(light, dark, {ground: float(ratio) for ground, ratio in grounds})
    return found


@cache
def theme_style() -> str:
    """A style sheet that gives each colour as a custom property, `--ink`, and obeys the reader's choice of light or dark."""
    light = "".join(f"--{name}:{colour.light};" for name, colour in colours().items())
    dark = "".join(f"--{name}:{colour.dark};" for name, colour in colours().items())
    return f":root{{color-scheme:light dark;{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def fixed(style: str, theme: Theme) -> str:
    """The style sheet with the colours of one theme in place of `var(--ink)`: for programs that know no properties."""
    return _VARIABLE.sub(lambda name: getattr(colours()[name[1]], theme), style)


@cache
def read_part(name: str) -> str:
    """A text file that lies beside this module."""
    return files("dateline.render").joinpath(name).read_text("utf-8")
