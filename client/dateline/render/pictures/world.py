"""A part of the world as a rectangle: which part, and where its points come to lie."""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.render.pictures.land import Ring, land
from dateline.render.pictures.svg import element, line, number, words

# The least part of the world that is shown, in degrees: closer, the coarse outlines would look like a map.
_LEAST_WIDE, _LEAST_HIGH = 40.0, 22.0
# Beyond that the whole world is shown, from its lowest to its highest land but the poles, cut in the Bering Strait.
_MOST_WIDE, _SEAM, _TOP, _BOTTOM = 200.0, -169.0, 84.0, -58.0


@dataclass(frozen=True, slots=True)
class Window:
    """Longitudes `west` to `west + wide` (it may pass 180°) and latitudes, drawn `width` pixels wide.

    Plate carrée that is true to scale on its middle latitude.
    """

    west: float
    wide: float
    south: float
    north: float
    width: float

    @property
    def height(self) -> float:
        """Pixels."""
        return (self.north - self.south) * self._a_degree / self._shrink

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Pixels of a point of the window."""
        return (
            (longitude - self.west) % 360 * self._a_degree,
            (self.north - latitude) * self._a_degree / self._shrink,
        )

    def draw(self) -> str:
        """Sea, land, and lines of longitude and latitude with their degrees."""
        parts = [element("rect", width=self.width, height=self.height, class_="sea")]
        parts += [
            self._outline(ring, shift)
            for shift in (-360, 0, 360)
            for ring in land()
            if any(self.west < x + shift < self.west + self.wide for x, _ in ring)
            and any(self.south < y < self.north for _, y in ring)
        ]
        parts.append(self._net())
        return element("svg", "".join(parts), width=self.width, height=self.height)

    def _outline(self, ring: Ring, shift: int) -> str:
        points = (
            ((x + shift - self.west) * self._a_degree, (self.north - y) * self._a_degree / self._shrink)
            for x, y in ring
        )
        return element("path", d="M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z", class_="land")

    def _net(self) -> str:
        step = next((step for step in (5, 10, 15, 30, 60) if self.wide / step <= 8), 60)
        drawn = []
        for index in range(math.ceil(self.west / step), math.floor((self.west + self.wide) / step) + 1):
            x = (index * step - self.west) * self._a_degree
            drawn.append(line(x, 0, x, self.height, "net"))
            if 20 < x < self.width - 20:
                drawn.append(words(_degrees(index * step, "E", "W"), x, self.height - 5, "soft small onmap", "middle"))
        for index in range(math.ceil(self.south / step), math.floor(self.north / step) + 1):
            y = (self.north - index * step) * self._a_degree / self._shrink
            drawn.append(line(0, y, self.width, y, "net"))
            if 14 < y < self.height - 24:
                drawn.append(words(_degrees(index * step, "N", "S"), 4, y - 3, "soft small onmap"))
        return "".join(drawn)

    @property
    def _a_degree(self) -> float:
        return self.width / self.wide

    @property
    def _shrink(self) -> float:
        return math.cos(math.radians(min(60.0, abs(self.north + self.south) / 2)))


def window_around(points: Sequence[tuple[float, float]], width: float) -> Window:
    """The part of the world that holds the points (longitude, latitude) with a margin; all of it where they lie far apart."""
    west, wide = _smallest_arc(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    west, wide = west - wide * 0.12, wide * 1.24
    south, north = south - (north - south) * 0.14, north + (north - south) * 0.14
    if wide < _LEAST_WIDE:
        west, wide = west - (_LEAST_WIDE - wide) / 2, _LEAST_WIDE
    if north - south < _LEAST_HIGH:
        middle = (north + south) / 2
        south, north = middle - _LEAST_HIGH / 2, middle + _LEAST_HIGH / 2
    # Neither a slit nor a tower: what is wanting to a fitting shape is added on both sides.
    shrink = math.cos(math.radians(min(60.0, abs(north + south) / 2)))
    if (north - south) / shrink < wide * 0.45:
        more = wide * 0.45 * shrink - (north - south)
        south, north = south - more / 2, north + more / 2
    most = 0.9 if width >= 640 else 1.25
    if (north - south) / shrink > wide * most:
        more = (north - south) / shrink / most - wide
        west, wide = west - more / 2, wide + more
    if wide > _MOST_WIDE:
        west, wide = _SEAM, 360.0
        south, north = min(south, _BOTTOM), max(north, _TOP)
    return Window(west, wide, max(south, -90.0), min(north, 90.0), width)


def _smallest_arc(longitudes: Iterable[float]) -> tuple[float, float]:
    """Where the smallest arc that holds all longitudes begins, and how wide it is."""
    around = sorted({x % 360 for x in longitudes})
    gaps = [(after - before, after) for before, after in itertools.pairwise(around)]
    gaps.append((around[0] + 360 - around[-1], around[0]))
    gap, begin = max(gaps)
    return begin, 360 - gap


def _degrees(value: int, positive: str, negative: str) -> str:
    value = (value + 180) % 360 - 180 if positive == "E" else value
    return f"{abs(value)}°" if value in (0, -180) else f"{abs(value)}°{positive if value > 0 else negative}"
