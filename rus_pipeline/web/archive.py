"""What the pages read: the raw folder and the editions, which stay open between requests."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from threading import Lock
from typing import TypeVar

from rus_pipeline.audit.rows_behind import RowsBehind, rows_behind
from rus_pipeline.audit.suppressed import public_statuses
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.stored_edition import Opened, StoredEdition

_REMEMBERED = 1_000  # answers; most are a few numbers

_Answer = TypeVar("_Answer")


class Archive:
    """A raw folder and an output folder, with answers that hold as long as an edition does.

    Answers are remembered under the digest of the edition's manifest, so that an edition that is
    built again is asked anew. Nothing is written.
    """

    def __init__(self, raw: Path, out: Path) -> None:
        self.raw, self.out = raw, out
        self.opened = Opened(out)
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def remembered(self, key: Hashable, ask: Callable[[], _Answer]) -> _Answer:
        """Return the answer to a question, asked once; the oldest answers are forgotten."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]  # type: ignore[return-value] # the key says which
        answer = ask()  # two requests may ask at once; both get the same answer
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        return answer

    def rows_behind(self, edition: StoredEdition, figure: Figure) -> RowsBehind:
        """Return how many rows and persons lie behind a figure."""
        key = ("rows", edition.manifest_sha256, figure.figure_id)
        return self.remembered(key, lambda: rows_behind(edition, figure))

    def public_statuses(self, edition: StoredEdition) -> Mapping[str, str] | None:
        """Return figure → its status in the edition's public folder; None where it has none."""
        key = ("public", edition.manifest_sha256)
        return self.remembered(key, lambda: public_statuses(edition))
