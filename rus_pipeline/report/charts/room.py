"""Where there is room for a number beside a point of a line."""

from collections.abc import Sequence
from itertools import pairwise

from rus_pipeline.report.charts.style import NUMBERS

AWAY = 11
"""How far a number stands from its point."""

_BEYOND = 4  # kept clear, too, so that a number is never nearer to another line
_STEP = 4
_Place = tuple[float, float]


class Room:
    """What of a drawing is taken: by lines, and by numbers that were placed before."""

    def __init__(self) -> None:
        """Begin with an empty drawing."""
        self._points: list[_Place] = []
        self._boxes: list[tuple[float, float, float, float]] = []

    def keep_clear(self, line: Sequence[_Place]) -> None:
        """Take the line through some places."""
        self._points += line
        for (x, y), (to_x, to_y) in pairwise(line):
            count = int(max(abs(to_x - x), abs(to_y - y)) / _STEP) + 1
            parts = (n / count for n in range(1, count))
            self._points += [(x + (to_x - x) * t, y + (to_y - y) * t) for t in parts]

    def take(self, x: float, y: float, width: float, height: float) -> None:
        """Take a box around a place."""
        self._boxes.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))

    def side(self, x: float, y: float, width: float) -> int | None:
        """Take the room above (-1) or below (1) a point and return which; None if there is none."""
        for side in (-1, 1):
            at = y + side * AWAY
            if self._is_free(x, at + side * _BEYOND, width):
                self.take(x, at, width, NUMBERS)
                return side
        return None

    def _is_free(self, x: float, y: float, width: float) -> bool:
        left, right = x - width / 2 - 1, x + width / 2 + 1
        top, bottom = y - NUMBERS / 2 - _BEYOND, y + NUMBERS / 2 + _BEYOND
        return not any(
            left < px < right and top < py < bottom for px, py in self._points
        ) and not any(
            left < b_right and b_left < right and top < b_bottom and b_top < bottom
            for b_left, b_top, b_right, b_bottom in self._boxes
        )
