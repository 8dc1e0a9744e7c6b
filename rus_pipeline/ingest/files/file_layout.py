"""Where in a delivered file its rows are: what whoever finds a row again must know."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class FileLayout:
    """Where a file's header is and how its rows are cut.

    ``header_line`` is a physical line, or the number of a row in ``sheet``. ``encoding`` and
    ``delimiter`` are a text file's; they are empty in a workbook, as ``sheet`` is in a text file.
    """

    header_line: int = 1
    encoding: str = "utf-8"
    delimiter: str = ";"
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "FileLayout":
        """Return what ``as_json`` gave."""
        return cls(**found)
