"""A long list, shown some entries at a time."""

from dataclasses import dataclass

MANY = 50
"""So many rows a page of a list has."""


@dataclass(frozen=True)
class Part:
    """Which part of a list of ``total`` entries is shown: page ``number``, from 1."""

    number: int
    total: int
    many: int = MANY

    @property
    def pages(self) -> int:
        """Return how many pages the list has; one at least."""
        return max(1, -(-self.total // self.many))

    @property
    def first(self) -> int:
        """Return the number of the first entry shown, from 0."""
        return (self.number - 1) * self.many

    @property
    def last(self) -> int:
        """Return the number after the last entry shown."""
        return min(self.total, self.first + self.many)
