"""The inputs of a report: figures, text and status, from which all its pages are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.layout import Layout
from rus_pipeline.ingest.documents import Document as OtherDocument
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.comparison import Reconciliation
from rus_pipeline.report.development import FiguresByYear
from rus_pipeline.report.edition_status import GateShown, ReportStatus
from rus_pipeline.report.origins import Origin
from rus_pipeline.report.sections import Drawn


@dataclass(frozen=True)
class ReportInput:
    """The inputs of a report.

    ``layouts`` and ``figures`` are the edition's by table, ``earlier`` those of the years before,
    by year and id; ``narrative`` maps a kind to its (omraade, tekst). ``origins`` maps a figure id
    to where the figure comes from; where it is empty, there are no pages of origins.
    Without a ``reconciliation`` there is no page of it, and no table that another document printed:
    a public edition shows only what is protected. ``public``: there is a public edition to link to.
    ``documents`` are those that tables are transcribed from; ``drawn`` the tables that are drawn
    already, by id; ``notes`` the centre's own, by table.
    """

    edition: Edition
    status: ReportStatus
    layouts: Mapping[str, Layout]
    figures: Mapping[str, Sequence[Figure]]
    earlier: FiguresByYear
    narrative: Mapping[str, Sequence[tuple[str, str]]]
    claims: Sequence[Claim]
    reconciliation: Reconciliation | None
    origins: Mapping[str, Origin]
    gates: Sequence[GateShown]
    documents: Sequence[OtherDocument] = ()
    public: bool = False
    drawn: Mapping[str, Drawn] = field(default_factory=dict[str, Drawn])
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])

    @property
    def compared(self) -> Reconciliation | None:
        """Return the printed figures and what became of them, None where none is printed."""
        found = self.reconciliation
        return found if found is not None and found.claims else None

    @property
    def by_id(self) -> dict[str, Figure]:
        """Return the edition's figures by id."""
        return {figure.figure_id: figure for found in self.figures.values() for figure in found}

    @property
    def before(self) -> Mapping[str, Figure]:
        """Return the figures of the year before by id, none where there is no edition of it."""
        return self.earlier.get(self.edition.year - 1, {})
