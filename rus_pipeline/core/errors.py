"""The errors that a person must mend, each one line that says where and what was expected.

Every other exception is a fault of the program. What belongs here: the error types, and the mask
that keeps personal numbers out of every text that leaves the raw folder.
"""

import re
from dataclasses import dataclass

MASK = "******-****"

# Six digits and four characters that end in a digit: wider than a valid CPR on purpose, because a
# mistyped number still points to a person.
_CPR_LIKE = re.compile(r"(?<![0-9])[0-9]{6}\s?[-–]?\s?[0-9][0-9A-Za-z]{2}[0-9](?![0-9])")


def mask(text: str) -> str:
    """Return ``text`` with everything that may be a CPR replaced by ``******-****``.

    Source: extract contract, CPR and identity.
    """
    return _CPR_LIKE.sub(MASK, text)


class InputError(Exception):
    """Something delivered or configured cannot be used; the text is for the one who mends it."""

    def __init__(self, message: str) -> None:
        super().__init__(mask(message))


class RawFolderError(InputError):
    """The raw folder as a whole cannot be used: nothing is built and nothing is written."""


@dataclass(frozen=True)
class Place:
    """Where in a delivery: ``file`` relative to the raw folder, physical ``line``, ``column``."""

    file: str
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        text = self.file
        if self.line is not None:
            text += f", linje {self.line}"
        if self.column is not None:
            text += f", kolonnen {self.column}"
        return text


class ExtractError(InputError):
    """One edition's extract cannot be used: that edition fails, all others are built.

    Source: extract contract, What bad input gets.
    """

    def __init__(self, place: Place, message: str) -> None:
        self.place = place
        super().__init__(f"{place}: {message}")
