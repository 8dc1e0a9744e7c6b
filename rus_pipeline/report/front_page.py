"""The front page: each edition with its status, what is new in the newest, the years together."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rus_pipeline.core.center import Center
from rus_pipeline.core.danish import number_of
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.files import FILE as DECLARATION
from rus_pipeline.figures.files import read_figures
from rus_pipeline.figures.stored_edition import StoredEdition, releases
from rus_pipeline.report.brief import Sentence, in_brief
from rus_pipeline.report.development import Series, development_sheet, series_of
from rus_pipeline.report.edition_status import DRAFT, INTERNAL, SYNTHETIC
from rus_pipeline.report.pages import fill
from rus_pipeline.report.pdf import PDF
from rus_pipeline.report.prose import treatment_words
from rus_pipeline.report.site import RECONCILIATION
from rus_pipeline.storage.swap import replacing
from rus_pipeline.tables import counted_tables

FRONT_PAGE = "index.html"

_FINAL = "Endelig"


@dataclass(frozen=True)
class ListedEdition:
    """An edition as the front page lists it: its figures by id, its tables, what there is of it.

    ``release`` is its newest release. ``reconciled``: printed figures have a page.
    """

    edition: Edition
    figures: Mapping[str, Figure]
    tables: frozenset[str]
    draft: bool
    synthetic: bool
    pdf: bool
    public: bool
    reconciled: bool
    release: StoredEdition | None

    @property
    def year(self) -> int:
        """Return the edition's year."""
        return self.edition.year

    @property
    def status(self) -> str:
        """Return in Danish how far the edition is: a draft, final, released, changed since."""
        kind = DRAFT if self.draft else _FINAL
        if self.release is None:
            return f"{kind}, ikke frigivet"
        changed = _changed(self.release.figures, self.figures)
        since = f"; {number_of(changed, 'tal', 'tal')} er ændret siden" if changed else ""
        return f"{kind}, frigivet som r{self.release.release}{since}"


def write_front_page(out: Path, center: Center) -> Path:
    """Write ``<out>/index.html`` over the editions under ``out``, and return its path.

    Its fonts are those of the newest edition's report. Source: report contract, Pages.
    """
    released = {one.year: one for one in sorted(releases(out), key=lambda one: one.release or 0)}
    editions = [
        _listed(path.parent, center, released.get(int(path.parent.name)))
        for path in sorted(out.glob("[0-9][0-9][0-9][0-9]/figures.parquet"))
    ]
    newest = editions[-1]
    series = series_of(
        counted_tables(),
        [one.edition for one in editions],
        {one.year: one.figures for one in editions},
    )
    page = fill(
        "front.html",
        title=f"Årsrapporter – {newest.edition.name}",
        up=f"{newest.year}/report/",
        center=newest.edition.name,
        treatment=treatment_words(center.tilbud),
        messages=[*([SYNTHETIC] if any(e.synthetic for e in editions) else []), INTERNAL],
        newest=newest,
        sentences=_sentences(editions, series),
        news=list(_news(editions, series)),
        before=editions[-2].year if len(editions) > 1 else None,
        editions=editions[::-1],
        pdf_file=PDF,
        sheet=development_sheet(series),
        series=series,
    )
    target = out / FRONT_PAGE
    with replacing(target) as new:
        new.write_text(page, encoding="utf-8")
    return target


def _listed(folder: Path, center: Center, release: StoredEdition | None) -> ListedEdition:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return ListedEdition(
        Edition(int(folder.name), center),
        read_figures(folder / DECLARATION),
        frozenset(path.stem for path in (folder / "marts").glob("*.parquet")),
        bool(manifest["kladde"]),
        bool(manifest["fictitious"]),
        (folder / "report" / PDF).is_file(),
        (folder / "public" / "report").is_dir(),
        (folder / "report" / RECONCILIATION.file).is_file(),
        release,
    )


def _changed(before: Mapping[str, Figure], now: Mapping[str, Figure]) -> int:
    """Return how many figures have another value or status, have come or are gone."""
    same = before.keys() & now.keys()
    moved = sum(
        (before[one].value, before[one].status) != (now[one].value, now[one].status) for one in same
    )
    return moved + len(before.keys() ^ now.keys())


def _sentences(editions: Sequence[ListedEdition], series: Sequence[Series]) -> list[Sentence]:
    """Return the newest edition in brief."""
    newest = editions[-1]
    before = {one.year: one.figures for one in editions}.get(newest.year - 1)
    return in_brief(newest.edition, newest.figures, before, series)


def _news(editions: Sequence[ListedEdition], series: Sequence[Series]) -> Iterator[str]:
    """Yield what the newest edition has that the one before it has not, and counts otherwise."""
    if len(editions) < 2:
        return
    newest, before = editions[-1], editions[-2]
    for table in counted_tables():
        if table.id in newest.tables - before.tables:
            yield f"Ny tabel: {table.headline(newest.edition)}."
    for one in series:
        if newest.year in one.breaks:
            why = f": {one.main.why(newest.edition)}" if one.main.because else ""
            label = one.label[:1].upper() + one.label[1:]
            yield f"{label} er opgjort på en anden måde end før{why}."
