"""Places for the actors of a graph: near those they have to do with, and no name upon another; the same for the same input."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_ROUNDS, _GRAVITY = 250, 2.5
# Square pixels in which a line can still be followed among others.
_ROOM_FOR_A_LINE = 9_000


@dataclass(slots=True)
class Box:
    """A disc around (x, y) and the room that it and its name take: `half` to each side, `above` and `below`. In pixels.

    The name stands below, or above where `turned`.
    """

    radius: float
    half: float
    above: float
    below: float
    x: float = 0
    y: float = 0
    turned: bool = False


def lay_out(boxes: Sequence[Box], links: Sequence[tuple[int, int, float]], width: float) -> float:
    """Gives each box its place and returns the height that they need together. `links` are pairs with a weight.

    Forces after Fruchterman and Reingold (1991) from a spiral; where many lines draw all together, they are spread over
    the width and then the height; then boxes that overlap are pushed apart.
    """
    area = sum(2 * box.half * (box.above + box.below) for box in boxes)
    height = max(200.0, area * 3.2 / width)
    _settle(boxes, links, width, height)
    _stretch(boxes, len(links) * _ROOM_FOR_A_LINE, width)
    _push_apart(boxes, width)
    _turn_names(boxes, links)
    _push_apart(boxes, width)
    top = min(box.y - box.above for box in boxes)
    for box in boxes:
        box.y += 6 - top
    return max(box.y + box.below for box in boxes) + 6


def _settle(boxes: Sequence[Box], links: Sequence[tuple[int, int, float]], width: float, height: float) -> None:
    count = len(boxes)
    for index, box in enumerate(boxes):
        # The golden angle spreads them evenly; the most important ones begin in the middle.
        angle, out = index * 2.39996, math.sqrt((index + 0.5) / count) / 2.4
        box.x, box.y = width * (0.5 + out * math.cos(angle)), height * (0.5 + out * math.sin(angle))
    apart = math.sqrt(width * height / count) * 0.8
    pull_x, pull_y = _GRAVITY * min(1, height / width), _GRAVITY * min(1, width / height)
    heat = min(width, height) / 6
    heaviest = max((weight for _, _, weight in links), default=1)
    for round_ in range(_ROUNDS):
        # Toward the middle, so that what hangs together with nothing else stays near; less so along the longer side.
        shift = [[(width / 2 - box.x) * pull_x, (height / 2 - box.y) * pull_y] for box in boxes]
        for i in range(count):
            for j in range(i):
                _pull(boxes, shift, i, j, -apart * apart, -1)
        for i, j, weight in links:
            _pull(boxes, shift, i, j, (0.6 + 0.4 * weight / heaviest) / apart, 2)
        limit = heat * (1 - round_ / _ROUNDS) + 0.5
        for box, (dx, dy) in zip(boxes, shift, strict=True):
            length = math.hypot(dx, dy) or 1
            box.x += dx / length * min(length, limit)
            box.y += dy / length * min(length, limit)
            box.x = min(max(box.x, box.half), width - box.half)
            box.y = min(max(box.y, box.above), height - box.below)


def _stretch(boxes: Sequence[Box], room: float, width: float) -> None:
    """Draw the places out, over the width first, where they take less than this room."""
    left, right = min(box.x - box.half for box in boxes), max(box.x + box.half for box in boxes)
    top, bottom = min(box.y - box.above for box in boxes), max(box.y + box.below for box in boxes)
    wide, high = right - left, bottom - top
    more = room / (wide * high)
    if more <= 1:
        return
    across = max(1.0, min(more, width / wide))
    down = max(1.0, min(more / across, width / high))
    for box in boxes:
        box.x = width / 2 + (box.x - (left + right) / 2) * across
        box.y = top + (box.y - top) * down


def _pull(boxes: Sequence[Box], shift: list[list[float]], i: int, j: int, strength: float, power: int) -> None:
    """Move two toward each other by strength × distance ^ power; away from each other where the strength is negative."""
    dx, dy = boxes[j].x - boxes[i].x, boxes[j].y - boxes[i].y
    distance = max(math.hypot(dx, dy), 1.0)
    force = strength * distance**power / distance
    shift[i][0] += dx * force
    shift[i][1] += dy * force
    shift[j][0] -= dx * force
    shift[j][1] -= dy * force


def _turn_names(boxes: Sequence[Box], links: Sequence[tuple[int, int, float]]) -> None:
    """Names stand on the side on which fewer lines arrive."""
    arriving = [0.0] * len(boxes)
    for i, j, _ in links:
        slope = boxes[j].y - boxes[i].y
        slope /= abs(boxes[j].x - boxes[i].x) + abs(slope) or 1
        arriving[i] += slope
        arriving[j] -= slope
    for box, slope in zip(boxes, arriving, strict=True):
        if slope > 0:
            box.turned, box.above, box.below = True, box.below, box.above


def _push_apart(boxes: Sequence[Box], width: float) -> None:
    for _ in range(120):
        moved = False
        for i, one in enumerate(boxes):
            for other in boxes[:i]:
                over_x, over_y = _overlap(one, other)
                if over_x <= 0 or over_y <= 0:
                    continue
                moved = True
                if over_x < over_y:
                    sign = 1 if one.x >= other.x else -1
                    one.x, other.x = one.x + sign * over_x / 2, other.x - sign * over_x / 2
                else:
                    sign = 1 if one.y >= other.y else -1
                    one.y, other.y = one.y + sign * over_y / 2, other.y - sign * over_y / 2
        for box in boxes:
            box.x = min(max(box.x, box.half), max(width - box.half, box.half))
        if not moved:
            return
    # What still overlaps moves down, from the top on: that always ends.
    placed: list[Box] = []
    for box in sorted(boxes, key=lambda box: (box.y, box.x)):
        while True:
            hit = next((other for other in placed if min(_overlap(box, other)) > 0.01), None)
            if hit is None:
                break
            box.y = hit.y + hit.below + box.above
        placed.append(box)


def _overlap(one: Box, other: Box) -> tuple[float, float]:
    over_x = one.half + other.half - abs(one.x - other.x)
    over_y = min(one.y + one.below, other.y + other.below) - max(one.y - one.above, other.y - other.above)
    return over_x, over_y
