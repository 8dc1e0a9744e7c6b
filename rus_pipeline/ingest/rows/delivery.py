"""A delivered file in the contract's words: its columns found, its headings and codes translated.

Source: extract contract, The raw folder.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

import polars as pl

from rus_pipeline.core.center import Center
from rus_pipeline.core.center_rows import RowRules
from rus_pipeline.core.codes import code_list, fold
from rus_pipeline.core.errors import ExtractError, Place, RawFolderError, mask
from rus_pipeline.ingest.files.cells import as_text, typed_text, without_breaks, without_empty_marks
from rus_pipeline.ingest.files.file_layout import FileLayout
from rus_pipeline.ingest.files.headings import headings_of
from rus_pipeline.ingest.files.reading import ReadRows, Records
from rus_pipeline.ingest.rows.set_aside import COURSE_LINE
from rus_pipeline.ingest.schema import ColumnSpec, ExtractSchema, Kind
from rus_pipeline.ingest.values import accounts
from rus_pipeline.ingest.values.accounts import Konti
from rus_pipeline.ingest.values.parsing import parse

_LEFT_OUT = {"line": pl.Int64, accounts.ACCOUNT: pl.String}
_JOINED = {"line": pl.Int64, COURSE_LINE: pl.Int64}


@dataclass(frozen=True)
class DeliveredRows:
    """Some of a file's rows as text, the next after those before.

    ``text`` has ``line`` (Int64) and a String column for each delivered column, the contract's
    under its name and unknown ones under ``?`` and their position: trimmed, translated, null
    where empty.
    ``wrong_length`` are the rows with another number of fields: line and cells.
    ``headers`` are the lines on which the header is repeated; they are not in ``text``, nor are
    those of ``left_out``: postings of accounts that are not the centre's, with ``konto``.
    ``empty_marks`` counts the cells of the contract's columns that said in a word of a tool that
    they are empty, by word.

    Where rows are joined to courses (``joined_courses``): ``joined`` has the lines of the rows that
    are part of another (``course_line``), ``at_odds`` the rows of courses that cannot be joined, as
    in ``text``, and ``differing`` in how many of these each column has two values.
    """

    text: pl.DataFrame
    wrong_length: tuple[tuple[int, tuple[str, ...]], ...]
    headers: tuple[int, ...]
    empty_marks: Mapping[str, int]
    left_out: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=_LEFT_OUT))
    joined: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=_JOINED))
    at_odds: pl.DataFrame = field(default_factory=pl.DataFrame)
    differing: Mapping[str, int] = field(default_factory=dict[str, int])


class ReadDelivered(Protocol):
    """Reads some rows of a file: all of them, or those on the lines that ``only`` names."""

    def __call__(self, *, only: Sequence[int] | None = None) -> DeliveredRows:  # noqa: D102
        ...


@dataclass(frozen=True)
class Delivery:
    """A file in the contract's words; ``pieces`` read its rows, as often as they are called.

    Called with lines, they read the rows on those alone. ``headings`` maps each column of
    ``DeliveredRows.text`` to what a person knows it by: the contract's name, or its heading.
    ``by_account``: ``accounts.TOLD`` come of ``konto``; ``income_negative``: income is booked
    negative, and is to be turned.
    """

    file: str
    sha256: str
    pieces: tuple[ReadDelivered, ...]
    left_out: frozenset[str]
    headings: Mapping[str, str]
    warnings: tuple[str, ...]
    layout: FileLayout
    by_account: bool = False
    income_negative: bool = False


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
    _check_alike(center.rows, schemas["forloeb"].delivered_names())
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


def _check_alike(rows: RowRules, known: Collection[str]) -> None:
    for name in rows.ens:
        if name not in known:
            raise RawFolderError(
                f"center.toml, linje {rows.ens_line}: ens i [saml.forloeb] nævner {name}, som ikke"
                f" er en kolonne i kontrakten ({', '.join(known)})"
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
    unknown = [h for h, n in zip(records.headings, names, strict=True) if h and n not in known]
    missing = headings.missing(records.headings)
    if missing:
        hint = accounts.hint(schema.stem, names) if {*missing} & {*accounts.TOLD} else ""
        raise ExtractError(
            Place(records.file, records.header_line, missing[0]),
            f"kolonnen mangler; filen skal have {', '.join(missing)}{hint}."
            f" Hedder den noget andet, så skriv det i center.toml under [kolonner.{schema.stem}]",
        )
    konti = accounts.konti_of(schema.stem, names, center)
    unused = list(accounts.unused(records.file, names)) if konti else []
    if konti:
        names = [f"?{n}" if name in accounts.TOLD else name for n, name in enumerate(names)]
    columns = [
        _Column(
            name,
            known[name].kind.value if name in known else "",
            heading,
            center.koder.get(name, {}),
        )
        for name, heading in zip(names, records.headings, strict=True)
    ]
    read_text = partial(_told, konti, records.file) if konti else _delivered
    return Delivery(
        file=records.file,
        sha256=records.sha256,
        pieces=tuple(partial(read_text, read, columns) for read in records.pieces),
        left_out=frozenset(known.keys() - {*names, *(accounts.TOLD if konti else ())}),
        headings={c.name: c.name if c.name in known else mask(c.heading) for c in columns},
        warnings=(
            *records.warnings,
            *unused,
            *(
                mask(f"{records.file}: kolonnen {heading} kendes ikke og bruges ikke")
                for heading in unknown
            ),
        ),
        layout=records.layout,
        by_account=bool(konti),
        income_negative=schema.stem == "posteringer" and center.rows.income_negative,
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


def _told(
    konti: Konti,
    file: str,
    read: ReadRows,
    columns: Sequence[_Column],
    *,
    only: Sequence[int] | None = None,
) -> DeliveredRows:
    """Read postings by account: of those that count, what ``[konti]`` says they are."""
    rows = _delivered(read, columns, only=only)
    text, left_out = accounts.told_by_account(rows.text, konti, file)
    return replace(rows, text=text, left_out=left_out)


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
