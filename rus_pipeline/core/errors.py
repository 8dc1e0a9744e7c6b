"""Errors in what is delivered or configured, and the mask that hides personal numbers.

The text of such an error is one line for the person who corrects it: where, and what was expected.
Every other exception is a fault of the program.
"""

import re
from dataclasses import dataclass

MASK = "******-****"

# Six digits and four characters that end in a digit: wider than a valid CPR on purpose, because a
# mistyped number still points to a person.
_CPR_LIKE = re.compile(r"(?<![0-9])[0-9]{6}\s?[-–]?\s?[0-9][0-9A-Za-z]{2}[0-9](?![0-9])")


def mask(text: str) -> str:
    """Return ``text`` with everything that may be a CPR number replaced by ``******-****``.

    Source: extract contract, CPR and identity.
    """
    return _CPR_LIKE.sub(MASK, text)


class InputError(Exception):
    """Something delivered or configured cannot be used; the text says what to correct."""

    def __init__(self, message: str) -> None:
        super().__init__(mask(message))


class RawFolderError(InputError):
    """The raw folder cannot be used: no edition is built and no file is written."""


@dataclass(frozen=True)
class Place:
    """A position: ``file`` relative to the raw folder, physical ``line``, ``column``."""

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
    """One edition's extract cannot be used: that edition fails, the others are built.

    Source: extract contract, What bad input gets.
    """

    def __init__(self, place: Place, message: str) -> None:
        self.place = place
        super().__init__(f"{place}: {message}")
