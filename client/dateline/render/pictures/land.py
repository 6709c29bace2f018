"""The outlines of land."""

from functools import cache

from dateline.render.theme import read_part

Ring = tuple[tuple[float, float], ...]


@cache
def land() -> tuple[Ring, ...]:
    """Rings of (longitude, latitude) in degrees. Source: Natural Earth, 1:110 million."""
    rings = []
    for line in read_part("pictures/land.txt").splitlines():
        if line.startswith("#"):
            continue
        x = y = 0
        points = []
        for step in line.split():
            right, up = step.split(",")
            x, y = x + int(right), y + int(up)
            points.append((x / 100, y / 100))
        rings.append(tuple(points))
    return tuple(rings)
