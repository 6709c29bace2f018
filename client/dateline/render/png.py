"""A picture in pixels."""

from dateline.errors import Unavailable

_SCALE = 2
_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{}</svg>'
_WORD = '<text y="15" font-family="{}">A</text>'
_FAMILIES = ("DejaVu Sans", "Liberation Sans", "Noto Sans", "Arial", "Helvetica")


def png_of(svg: str) -> bytes:
    """The PNG of an SVG file, two pixels for each of its own.

    Raises Unavailable where the package that draws it is not installed, or no font: words would be missing.
    """
    try:
        from resvg_py import svg_to_bytes
    except ModuleNotFoundError as error:
        raise Unavailable(
            "png needs a package that is not installed: pip install 'dateline[pictures]'. "
            "Or write svg, which needs nothing: -o svg.",
            reason="EXTRA_MISSING",
        ) from error

    def drawn(source: str, zoom: float = 1) -> bytes:
        return bytes(svg_to_bytes(svg_string=source, zoom=zoom))

    empty = drawn(_PROBE.format(""))
    if all(drawn(_PROBE.format(_WORD.format(family))) == empty for family in _FAMILIES):
        raise Unavailable(
            "png needs a font on this machine, such as DejaVu Sans: apt-get install fonts-dejavu-core. "
            "Or write svg, which needs none: -o svg.",
            reason="FONT_MISSING",
        )
    return drawn(svg, _SCALE)
