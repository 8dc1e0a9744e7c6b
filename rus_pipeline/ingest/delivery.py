"""A delivered file in the contract's words: its columns found, its headings and codes translated.

Source: extract contract, The raw folder.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import polars as pl

from rus_pipeline.core.center import Center
from rus_pipeline.core.codes import code_list, fold
from rus_pipeline.core.errors import ExtractError, Place, RawFolderError, mask
from rus_pipeline.ingest.cells import as_text, typed_text, without_breaks, without_empty_marks
from rus_pipeline.ingest.file_layout import FileLayout
from rus_pipeline.ingest.headings import headings_of
from rus_pipeline.ingest.parsing import parse
from rus_pipeline.ingest.reading import ReadRows, Records
from rus_pipeline.ingest.schema import ColumnSpec, ExtractSchema, Kind


@dataclass(frozen=True)
class DeliveredRows:
    """Some of a file's rows as text, the next after those before.

    ``text`` has ``line`` (Int64) and a String column for each delivered column, the contract's
    under its name and unknown ones under ``?`` and their position: trimmed, translated, null
    where empty.
    ``wrong_length`` are the rows with another number of fields: line and cells.
    ``headers`` are the lines on which the header is repeated; they are not in ``text``.
    ``empty_marks`` counts the cells of the contract's columns that said in a word of a tool that
    they are empty, by word.
    """

    text: pl.DataFrame
    wrong_length: tuple[tuple[int, tuple[str, ...]], ...]
    headers: tuple[int, ...]
    empty_marks: Mapping[str, int]


class ReadDelivered(Protocol):
    """Reads some rows of a file: all of them, or those on the lines that ``only`` names."""

    def __call__(self, *, only: Sequence[int] | None = None) -> DeliveredRows:  # noqa: D102
        ...


@dataclass(frozen=True)
class Delivery:
    """A file in the contract's words; ``pieces`` read its rows, as often as they are called.

    Called with lines, they read the rows on those alone. ``headings`` maps each column of
    ``DeliveredRows.text`` to what a person knows it by: the contract's name, or its heading.
    """

    file: str
    sha256: str
    pieces: tuple[ReadDelivered, ...]
    left_out: frozenset[str]
    headings: Mapping[str, str]
    warnings: tuple[str, ...]
    layout: FileLayout


@dataclass(frozen=True)
class _Column:
    """A delivered column: its name, kind (``schema.Kind``) and heading, and its codes' words."""

    name: str
    kind: str
    heading: str
    codes: Mapping[str, str]


def check_translations(center: Center, schemas: Mapping[str, ExtractSchema]) -> None:
    """Check that every translation in ``center.toml`` leads to a name of the contract.

    Raises RawFolderError where a file, a column or a code does not exist there.
    """
    for stem, pairs in center.kolonner.items():
        _check_headings(stem, pairs, schemas)
    for name, pairs in center.koder.items():
        specs = [s for e in schemas.values() for s in e.columns.values() if s.name == name]
        if not specs or name == "cpr":
            raise RawFolderError(
                f"center.toml: [koder.{name}] nævner ingen kolonne, der kan oversættes"
            )
        for value, target in pairs.items():
            if target and not _is_value(target, specs):
                raise RawFolderError(
                    f'center.toml: [koder.{name}] oversætter "{value}" til "{target}",'
                    " som ikke står i kontraktens kodeliste"
                )


def _check_headings(
    stem: str, pairs: Mapping[str, str], schemas: Mapping[str, ExtractSchema]
) -> None:
    if stem not in schemas:
        raise RawFolderError(
            f"center.toml: [kolonner.{stem}] nævner ingen af kontraktens filer"
            f" ({', '.join(schemas)})"
        )
    known = schemas[stem].delivered_names()
    for heading, target in pairs.items():
        if target not in known:
            raise RawFolderError(
                f'center.toml: [kolonner.{stem}] oversætter "{heading}" til "{target}",'
                f" som ikke er en kolonne i kontrakten ({', '.join(known)})"
            )


def _is_value(target: str, specs: Sequence[ColumnSpec]) -> bool:
    """Return whether ``target`` is a value of a coded column of this name, if there is any."""
    coded = [spec for spec in specs if spec.kind in (Kind.KODE, Kind.JA_NEJ, Kind.KOMMUNE)]
    # Names do not depend on the day here: validity moves regions, not the names of codes.
    days = {code.gyldig_fra for code in code_list("kommuner")}
    return not coded or any(
        parse(pl.Series([target]), spec, day).is_not_null().all() for spec in coded for day in days
    )


def deliver(records: Records, schema: ExtractSchema, center: Center) -> Delivery:
    """Find the contract's columns in a file's records and translate headings and codes.

    Raises ExtractError where two headings become one column or a column that must be there is not.
    """
    known = schema.delivered_names()
    headings = headings_of(schema, center)
    found = headings.columns(records.headings)
    names = [name or f"?{position}" for position, name in enumerate(found)]
    for name in known:
        if names.count(name) > 1:
            raise ExtractError(
                Place(records.file, records.header_line, name),
                "to kolonner oversættes til denne; fjern den ene",
            )
    missing = headings.missing(records.headings)
    if missing:
        raise ExtractError(
            Place(records.file, records.header_line, missing[0]),
            f"kolonnen mangler; filen skal have {', '.join(missing)}."
            f" Hedder den noget andet, så skriv det i center.toml under [kolonner.{schema.stem}]",
        )
    columns = [
        _Column(
            name,
            known[name].kind.value if name in known else "",
            heading,
            center.koder.get(name, {}),
        )
        for name, heading in zip(names, records.headings, strict=True)
    ]
    unknown = [h for h, n in zip(records.headings, names, strict=True) if h and n not in known]
    return Delivery(
        file=records.file,
        sha256=records.sha256,
        pieces=tuple(partial(_delivered, read, columns) for read in records.pieces),
        left_out=frozenset(known.keys() - set(names)),
        headings={c.name: c.name if c.name in known else mask(c.heading) for c in columns},
        warnings=(
            *records.warnings,
            *(
                mask(f"{records.file}: kolonnen {heading} kendes ikke og bruges ikke")
                for heading in unknown
            ),
        ),
        layout=records.layout,
    )


def _delivered(
    read: ReadRows,
    columns: Sequence[_Column],
    *,
    only: Sequence[int] | None = None,
) -> DeliveredRows:
    rows = read(only=only)
    texts = [
        as_text(cells, c.kind, rows.epoch) for c, cells in zip(columns, rows.columns, strict=True)
    ]
    if rows.breaks:
        texts = [
            text if c.kind == Kind.TEKST else without_breaks(text)
            for c, text in zip(columns, texts, strict=True)
        ]
    found = {"line": rows.lines}
    empty_marks: Counter[str] = Counter()
    for column, text in zip(columns, texts, strict=True):
        translated = _translated(text, column.codes)
        if column.kind:
            translated, marks = without_empty_marks(translated)
            empty_marks.update(marks)
        found[column.name] = translated
    delivered = pl.DataFrame(found)
    headers = [rows.lines[at] for at in _headers(texts, [column.heading for column in columns])]
    if headers:
        delivered = delivered.filter(~pl.col("line").is_in(headers))
    # Any of them may be a CPR that a workbook holds as a number.
    wrong = ((line, [typed_text(c, "cpr").strip() for c in row]) for line, row in rows.others)
    wrong_length = tuple((line, tuple(cells)) for line, cells in wrong)
    return DeliveredRows(delivered, wrong_length, tuple(headers), empty_marks)


def _headers(texts: Sequence[pl.Series], headings: Sequence[str]) -> list[int]:
    """Return which rows, from 0, are the header again: its own text, trimmed and case-folded."""
    # The lengths are there without looking at the text, and hardly a row has that of the first.
    lengths = [len(heading.encode()) for heading in headings]
    found = _of_length(texts[0], lengths[0]).arg_true()
    for text, length in zip(texts[1:], lengths[1:], strict=True):
        found = found.filter(_of_length(text.gather(found), length))
    header = [fold(heading) for heading in headings]
    rows = zip(*(text.gather(found) for text in texts), strict=True)
    return [
        number
        for number, cells in zip(found, rows, strict=True)
        if [fold(cell or "") for cell in cells] == header
    ]


def _of_length(text: pl.Series, length: int) -> pl.Series:
    return text.str.len_bytes().fill_null(0) == length


def _translated(text: pl.Series, pairs: Mapping[str, str]) -> pl.Series:
    if not pairs:
        return text
    values = text.fill_null("").unique()
    translated = [pairs.get(fold(value), value) or None for value in values]
    return text.fill_null("").replace_strict(values, translated, return_dtype=pl.String)
