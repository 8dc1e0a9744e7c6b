"""What a page was asked for: the parts of its address, as text from outside."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rus_pipeline.figures.stored_edition import UnknownError

_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_PAGE = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """A request: what stands in its path and in its query, and the prefix of all links."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    prefix: str = ""

    @property
    def edition(self) -> int:
        """Return the edition's year. Raises UnknownError for anything else."""
        text = self.path["edition"]
        if not _YEAR.fullmatch(text):
            raise UnknownError(f"{text[:100]}: no such edition")
        return int(text)

    @property
    def page(self) -> int:
        """Return the number of the page of a long list, from 1; 1 for anything else."""
        text = self.query.get("side", "1")
        return int(text) if _PAGE.fullmatch(text) else 1

    def chosen(self, name: str) -> str:
        """Return a parameter of the query, empty where it is not given."""
        return self.query.get(name, "").strip()
