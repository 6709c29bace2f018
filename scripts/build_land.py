"""Writes client/dateline/render/pictures/land.txt, the outlines of land on the maps of a report.

It reads `land-110m.json` of the npm package world-atlas, which holds the land of Natural Earth (public domain) at a scale
of 1:110 million:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    .venv/bin/python scripts/build_land.py package/land-110m.json

One ring a line: the first point and then the steps from point to point, `longitude,latitude` in hundredths of a degree.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "client/dateline/render/pictures/land.txt"
HEADER = """\
# Outlines of land: Natural Earth 1:110m (naturalearthdata.com, public domain), by scripts/build_land.py.
# One ring a line: the first point, then steps, as longitude,latitude in hundredths of a degree. Borders of states are
# left out on purpose: where they run is disputed.
"""

Point = tuple[int, int]


def rings(topology: dict[str, object]) -> Iterator[list[Point]]:
    """The rings of all polygons, in hundredths of a degree; closed, without the last point."""
    transform: dict[str, list[float]] = topology["transform"]  # type: ignore[assignment]
    arcs = [list(_decode(arc, transform)) for arc in topology["arcs"]]  # type: ignore[attr-defined]
    land: dict[str, list[dict[str, list[list[list[int]]]]]] = topology["objects"]["land"]  # type: ignore[index]
    for geometry in land["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                points: list[Point] = []
                for index in ring:
                    arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                    points += arc[1:] if points else arc
                yield _unrolled(list(dict.fromkeys(points)))


def _unrolled(ring: list[Point]) -> list[Point]:
    """The ring without the jump from 180° east to 180° west: it goes on to more than 180°. One around a pole is closed there."""
    unrolled = ring[:1]
    for x, y in ring[1:]:
        turns = round((unrolled[-1][0] - x) / 36000)
        unrolled.append((x + turns * 36000, y))
    if abs(unrolled[-1][0] - unrolled[0][0]) > 18000:
        unrolled += [(unrolled[-1][0], -9000), (unrolled[0][0], -9000)]
    return unrolled


def _decode(arc: list[list[int]], transform: dict[str, list[float]]) -> Iterator[Point]:
    """Points of an arc, which TopoJSON holds as steps on a grid."""
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = 0
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        yield round((x * scale_x + move_x) * 100), round((y * scale_y + move_y) * 100)


def write(source: Path) -> None:
    """Write the file from a TopoJSON file of land."""
    lines = []
    for ring in rings(json.loads(source.read_text("utf-8"))):
        before, steps = (0, 0), []
        for point in ring:
            steps.append(f"{point[0] - before[0]},{point[1] - before[1]}")
            before = point
        lines.append(" ".join(steps))
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
