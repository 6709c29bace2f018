"""A picture in pixels."""

_SCALE = 2


def png_of(svg: str) -> bytes:
    """The PNG of an SVG file, two pixels for each of its own. Raises ModuleNotFoundError without `dateline[pictures]`."""
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, zoom=_SCALE, font_family="DejaVu Sans", sans_serif_family="DejaVu Sans")
    )
