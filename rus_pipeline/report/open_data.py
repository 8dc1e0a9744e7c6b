"""The report's figures as open data: ``figures.csv``, ``figures.parquet``, a description of both.

The description is W3C's "Metadata Vocabulary for Tabular Data" (CSV on the Web).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from rus_pipeline.figures.figure import Figure, Status
from rus_pipeline.report.downloads import DELIMITER, NO_NUMBER, header, shown_number, write_lines
from rus_pipeline.report.sheets import Sheet

FIGURES = "figures.csv"
"""The file of all figures, beside the metadata."""

_TITLE = "Alle rapportens tal"
_DESCRIPTION = (
    "Ét tal pr. linje, med den tabel, række og kolonne, det står i. Feltet value er tomt, hvor"
    " tallet ikke vises; status og reason siger hvorfor."
)

# Name → Danish title, datatype, whether it is always there.
_COLUMNS: Mapping[str, tuple[str, object, bool]] = {
    "figure_id": ("Tallets id", "string", True),
    "edition": ("Rapportens år", "integer", True),
    "table_id": ("Tabellens id", "string", True),
    "row_key": ("Rækkens nøgle", "string", True),
    "column_key": ("Kolonnens nøgle", "string", True),
    "row_label": ("Række", "string", True),
    "column_label": ("Kolonne", "string", True),
    "value": ("Værdi", "integer", False),
    "unit": ("Enhed", "string", True),
    "status": ("Status", {"base": "string", "format": "|".join(Status)}, True),
    "reason": ("Begrundelse", "string", False),
}

_DIALECT = {
    "encoding": "utf-8",
    "delimiter": DELIMITER,
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminators": ["\n"],
    "header": True,
    "headerRowCount": 1,
    "skipInitialSpace": False,
    "trim": False,
}


@dataclass(frozen=True)
class DataSet:
    """What is said of the data as a whole.

    ``publisher`` is the centre's name, ``created`` the day that the extract was drawn, ``remarks``
    what a user must know first: that the data are synthetic, or a draft.
    """

    title: str
    description: str
    publisher: str
    created: date
    remarks: tuple[str, ...] = ()


def write_figures_csv(path: Path, figures: Mapping[str, Sequence[Figure]], edition: int) -> None:
    """Write every figure (by table) on a line of its own, as CSV with the columns of ``_COLUMNS``.

    ``value`` is a bare whole number, empty where the figure has none.
    """
    lines = [list(_COLUMNS)]
    for found in figures.values():
        lines += [_line(figure, edition) for figure in found]
    write_lines(path, lines)


def write_figures_parquet(
    path: Path, figures: Mapping[str, Sequence[Figure]], edition: int
) -> None:
    """Write the same figures as Parquet: ``edition`` and ``value`` are integers, the rest text."""
    import polars as pl

    lines = [_line(figure, edition) for found in figures.values() for figure in found]
    frame = pl.DataFrame(lines, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")
    numbers = [name for name, (_, datatype, _) in _COLUMNS.items() if datatype == "integer"]
    optional = [name for name, (*_, required) in _COLUMNS.items() if not required]
    typed = frame.with_columns(
        pl.col(optional).replace("", None),
    ).with_columns(pl.col(numbers).cast(pl.Int64))
    parquet = BytesIO()
    typed.write_parquet(parquet)
    path.write_bytes(parquet.getvalue())


def write_csvw(path: Path, about: DataSet, sheets: Mapping[str, Sheet]) -> None:
    """Write the metadata of ``figures.csv`` and of each table's CSV, as a group of tables.

    ``sheets`` maps a CSV file, relative to the folder of ``path`` (``tabeller/tabel-01.csv``), to
    the sheet in it. A column of numbers is null where its figure is not known and where there is no
    cell; a zero is 0. Raises ValueError where two columns of a sheet would have one name.
    """
    group = {
        # Texts without a language of their own are Danish.
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "da"}],
        "dc:title": about.title,
        "dc:description": about.description,
        "dc:publisher": {"schema:name": about.publisher},
        "dc:created": {"@value": about.created.isoformat(), "@type": "xsd:date"},
        "dc:language": "da",
        **_notes(about.remarks),
        "dialect": _DIALECT,
        "tables": [_figures_table(), *(_table(url, sheet) for url, sheet in sheets.items())],
    }
    text = json.dumps(group, ensure_ascii=False, indent=2)
    path.write_bytes(f"{text}\n".encode())


def _line(figure: Figure, edition: int) -> list[str]:
    number = shown_number(figure)
    return [
        figure.figure_id,
        str(edition),
        figure.table_id,
        *figure.at,
        figure.row_label,
        figure.column_label,
        "" if number is None else str(number),
        figure.unit,
        figure.status,
        figure.reason or "",
    ]


def _figures_table() -> dict[str, object]:
    columns = [
        {
            "name": name,
            # The heading in the file is the name, in no language.
            "titles": {"und": name, "da": title},
            "datatype": datatype,
            "required": required,
            "null": [""],
        }
        for name, (title, datatype, required) in _COLUMNS.items()
    ]
    return {
        "url": FIGURES,
        "dc:title": _TITLE,
        "dc:description": _DESCRIPTION,
        "tableSchema": {"columns": columns, "primaryKey": "figure_id"},
    }


def _table(url: str, sheet: Sheet) -> dict[str, object]:
    names = ["raekke", *(_name(heading.key) for heading in sheet.headings)]
    if len(set(names)) < len(names):
        raise ValueError(f"{sheet.id}: two columns have the same name: {', '.join(names)}")
    numeric = [False, *(heading.numeric for heading in sheet.headings)]
    columns = [
        {
            "name": name,
            "titles": title,
            "datatype": "integer" if is_number else "string",
            "required": name == "raekke",
            "null": list(NO_NUMBER) if is_number else [""],
        }
        for name, title, is_number in zip(names, header(sheet), numeric, strict=True)
    ]
    definition, *others = sheet.notes or ("",)
    return {
        "url": url,
        "dc:title": sheet.title,
        **({"dc:description": definition} if definition else {}),
        **_notes(others),
        "tableSchema": {"columns": columns},
    }


def _name(key: str) -> str:
    """Return a heading's key as a column's name, which may hold no hyphen (RFC 6570, varname)."""
    return key.replace("-", "_")


def _notes(texts: Sequence[str]) -> dict[str, object]:
    """Return ``notes``, whose items must be objects, or nothing where there are none."""
    return {"notes": [{"rdfs:comment": text} for text in texts]} if texts else {}
