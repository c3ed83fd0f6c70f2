"""Boxes in rows: what stands together without a line of its own."""

from dataclasses import dataclass
from math import ceil, sqrt

_GAP = 12.0
_WIDE = 1.2
"""How much wider than high boxes in rows are together, about."""


@dataclass(frozen=True)
class Box:
    """A rectangle, by its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Block:
    """Boxes in rows, by their places from the upper left corner."""

    width: float
    height: float
    boxes: dict[str, Box]

    def at(self, x: float, y: float) -> dict[str, Box]:
        """Returns the boxes where the corner is at a place."""
        return {
            id_: Box(box.x + x, box.y + y, box.width, box.height) for id_, box in self.boxes.items()
        }


def block_of(sizes: dict[str, tuple[float, float]]) -> Block:
    """Returns boxes of sizes in columns of the same number, each as wide as its widest."""
    area = sum((wide + _GAP) * (high + _GAP) for wide, high in sizes.values())
    widest = max(wide for wide, _ in sizes.values()) + _GAP
    columns = max(1, min(len(sizes), round(sqrt(area * _WIDE) / widest)))
    rows = ceil(len(sizes) / columns)
    ids = list(sizes)
    boxes: dict[str, Box] = {}
    x = 0.0
    high = 0.0
    for start in range(0, len(ids), rows):
        y = 0.0
        column = ids[start : start + rows]
        for id_ in column:
            wide, tall = sizes[id_]
            boxes[id_] = Box(x, y, wide, tall)
            y += tall + _GAP
        x += max(sizes[id_][0] for id_ in column) + _GAP
        high = max(high, y)
    return Block(x - _GAP, high - _GAP, boxes)
