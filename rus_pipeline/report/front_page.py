"""The front page: a link to each edition's report, and the main figures year by year."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rus_pipeline.core.center import Center
from rus_pipeline.core.danish import listed
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.files import FILE as DECLARATION
from rus_pipeline.figures.files import read_figures
from rus_pipeline.figures.layout import Line
from rus_pipeline.figures.presentation import Main
from rus_pipeline.report.chart_spec import Bars
from rus_pipeline.report.charts import chart_html
from rus_pipeline.report.edition import RECONCILIATION
from rus_pipeline.report.edition_status import DRAFT, INTERNAL, SYNTHETIC
from rus_pipeline.report.pages import fill
from rus_pipeline.report.pdf import PDF
from rus_pipeline.report.prose import treatment_words
from rus_pipeline.report.sheets import Heading, Row, Sheet
from rus_pipeline.report.summary import MainFigure, main_figures
from rus_pipeline.storage.swap import replacing
from rus_pipeline.tables import counted_tables

FRONT_PAGE = "index.html"


@dataclass(frozen=True)
class ListedEdition:
    """An edition as the front page lists it: its main figures by label, and its status.

    ``layout`` is the year whose layout it follows; ``reconciled``: printed figures have a page.
    """

    year: int
    layout: int
    main: Mapping[str, tuple[Main, MainFigure]]
    draft: bool
    synthetic: bool
    pdf: bool
    public: bool
    reconciled: bool


def write_front_page(out: Path, center: Center) -> Path:
    """Write ``<out>/index.html`` over the editions under ``out``, and return its path.

    Its fonts are those of the newest edition's report.
    """
    editions = [
        _edition(path.parent, center)
        for path in sorted(out.glob("[0-9][0-9][0-9][0-9]/figures.parquet"))
    ]
    newest = editions[-1].year
    sheet = _development(editions)
    charts = [
        {"title": label, "html": _chart(label, n, editions)}
        for n, label in enumerate(_labels(editions))
    ]
    page = fill(
        "front.html",
        title=f"Årsrapporter – {center.navn}",
        up=f"{newest}/report/",
        center=center.navn,
        treatment=treatment_words(center.tilbud),
        messages=[*([SYNTHETIC] if any(e.synthetic for e in editions) else []), INTERNAL],
        draft=DRAFT,
        editions=editions[::-1],
        pdf_file=PDF,
        sheet=sheet,
        charts=[chart for chart in charts if chart["html"]],
    )
    target = out / FRONT_PAGE
    with replacing(target) as new:
        new.write_text(page, encoding="utf-8")
    return target


def _edition(folder: Path, center: Center) -> ListedEdition:
    edition = Edition(int(folder.name), center)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = main_figures(counted_tables(), edition, read_figures(folder / DECLARATION))
    return ListedEdition(
        edition.year,
        edition.layout,
        {main.name(edition): (main, shown) for main, shown in found},
        bool(manifest["kladde"]),
        bool(manifest["fictitious"]),
        (folder / "report" / PDF).is_file(),
        (folder / "public" / "report").is_dir(),
        (folder / "report" / RECONCILIATION).is_file(),
    )


def _labels(editions: list[ListedEdition]) -> list[str]:
    """Return the main figures' labels, in the order of the newest edition that has each."""
    return list(dict.fromkeys(label for edition in reversed(editions) for label in edition.main))


def _development(editions: list[ListedEdition]) -> Sheet:
    rows = [
        Row(
            label[:1].upper() + label[1:],
            tuple(
                (edition.main[label][1].figure,) if label in edition.main else ()
                for edition in editions
            ),
        )
        for label in _labels(editions)
    ]
    return Sheet(
        "hovedtal",
        "Hovedtal år for år",
        "Hovedtal",
        tuple(Heading(str(e.year), str(e.year), numeric=True) for e in editions),
        tuple(rows),
        tuple(_breaks(editions)),
    )


def _breaks(editions: list[ListedEdition]) -> list[str]:
    """Say which main figures were counted in another way before."""
    since: dict[int, list[str]] = {}
    for label in _labels(editions):
        first = next(e.main[label][0].since for e in editions if label in e.main)
        if editions[0].layout < first <= editions[-1].layout:
            since.setdefault(first, []).append(label)
    return [
        f"{listed(labels)[:1].upper()}{listed(labels)[1:]} er fra {first} opgjort på en anden måde"
        " end før."
        for first, labels in since.items()
    ]


def _chart(label: str, n: int, editions: list[ListedEdition]) -> str:
    having = [edition for edition in editions if label in edition.main]
    series = Line("tal", label[:1].upper() + label[1:])
    figures = {(str(e.year), series.key): e.main[label][1].figure for e in having}
    shown = Bars(
        next(iter(figures.values())).unit,
        tuple(Line(str(edition.year), str(edition.year)) for edition in having),
        (series,),
        figures,
    )
    return chart_html(shown, series.label, f"billede-hovedtal-{n}")
