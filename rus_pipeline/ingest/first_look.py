"""A centre's own files, looked at for the first time: which columns and words they seem to have.

What is sure is told from what a person must decide. Nothing that may be of one person is among it:
no number, no text that few rows have. Source: extract contract, The raw folder.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from rus_pipeline.core.codes import alike, kommune_names
from rus_pipeline.core.errors import InputError, mask
from rus_pipeline.ingest.files.cells import as_text, without_empty_marks
from rus_pipeline.ingest.files.delivered_names import SUFFIXES, stem_of
from rus_pipeline.ingest.files.headings import contract_headings
from rus_pipeline.ingest.files.reading import read_records
from rus_pipeline.ingest.schema import ColumnSpec, ExtractSchema, Kind
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.values.accounts import ACCOUNT, TOLD
from rus_pipeline.ingest.values.dates import read_dates
from rus_pipeline.ingest.values.identity import lost_zeros, padded, read_cpr
from rus_pipeline.ingest.values.known_words import known_words, nearest_word
from rus_pipeline.ingest.values.parsing import parse

_FEW_ROWS = 3  # a word of fewer may be of one person
_MANY_WORDS = 50  # a column of more is no list of words
_NEARLY_ALL = 0.95
_ALIKE_ENOUGH = 0.6


@dataclass(frozen=True)
class Heading:
    """A heading of the file that is none of the contract's, and the column that it may be.

    ``column`` is empty where none is near; ``sure``: the values under it can be no other's.
    ``dates``: they are dates.
    """

    text: str
    column: str
    sure: bool
    dates: bool


@dataclass(frozen=True)
class Word:
    """A word of a coded column that the contract does not have, and the one that it may mean."""

    column: str
    text: str
    rows: int
    meant: str
    sure: bool


@dataclass(frozen=True)
class Look:
    """What a file seems to hold: which of the contract's files it is, and what is not yet known.

    ``missing`` are columns that it must have and that no heading is sure to be. ``unlisted`` counts
    the words, by column, that are not told since they may be of one person. ``kommuner`` counts its
    rows by municipality, ``accounts`` those of a ledger by account, that of most rows first, where
    it has them in place of what they tell. ``newest`` is its newest date that is not after today,
    and ``posted`` are the years of its postings.
    """

    path: Path
    stem: str
    headings: tuple[Heading, ...]
    words: tuple[Word, ...]
    missing: tuple[str, ...]
    unlisted: Mapping[str, int]
    kommuner: Mapping[str, int]
    accounts: Mapping[str, int]
    newest: date | None
    posted: tuple[int, ...]


def look_at(path: Path, today: date) -> Look:
    """Look at a delivered file of any dialect.

    Raises ExtractError where it cannot be read, and InputError where neither its name nor its
    headings tell which of the contract's files it is.
    """
    schema = _schema_of(path)
    known = contract_headings(schema)
    records = read_records(path, path.name, known)
    rows = records.pieces[0]()
    columns = known.columns(records.headings)
    texts = [as_text(cells, "", rows.epoch) for cells in rows.columns]
    texts = [without_empty_marks(text)[0] for text in texts]
    found = {name: text for name, text in zip(columns, texts, strict=True) if name}
    strange = [
        (heading, text)
        for heading, name, text in zip(records.headings, columns, texts, strict=True)
        if heading and not name
    ]
    headings = list(_headings(strange, schema, found, today))
    sure = {heading.text: heading.column for heading in headings if heading.sure}
    # The words of a column that a heading may name are told as well: they are a part of the guess.
    near = {heading.text: heading.column for heading in headings if heading.column}
    guessed = {near[heading]: text for heading, text in strange if heading in near} | found
    words = [word for name, text in guessed.items() for word in _words(schema, name, text, today)]
    found |= {sure[heading]: text for heading, text in strange if heading in sure}
    told = [word for word in words if word.rows >= _FEW_ROWS and word.text == mask(word.text)]
    accounts = {} if TOLD[0] in found else _accounts(found)
    told_by_account = TOLD if accounts else ()
    return Look(
        path,
        schema.stem,
        tuple(headings),
        tuple(told),
        tuple(name for name in known.required if name not in found and name not in told_by_account),
        {
            name: count
            for name in guessed
            if (count := sum(one.column == name for one in words if one not in told))
        },
        _kommuner(found.get("kommune"), today),
        accounts,
        _newest(schema, found, today),
        _years(found.get("bogfoeringsdato")),
    )


def _schema_of(path: Path) -> ExtractSchema:
    stem = stem_of(path.name)
    if stem is not None:
        return SCHEMAS[stem]
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path}: expected a file that ends in {', '.join(SUFFIXES)}")
    near: list[tuple[int, str]] = []
    for schema in SCHEMAS.values():
        known = contract_headings(schema)
        columns = known.columns(read_records(path, path.name, known).headings)
        near.append((sum(name is not None for name in columns), schema.stem))
    near.sort(reverse=True)
    if near[0][0] <= near[1][0]:
        raise InputError(
            f"{path}: neither its name nor its headings tell which file it is; give it one of these"
            f" names, with its own ending: {', '.join(SCHEMAS)}"
        )
    return SCHEMAS[near[0][1]]


def _headings(
    strange: Sequence[tuple[str, pl.Series]],
    schema: ExtractSchema,
    found: Mapping[str, pl.Series],
    today: date,
) -> Iterator[Heading]:
    known = schema.delivered_names()
    free = {name: spec for name, spec in known.items() if name not in found}
    by_values = [list(_columns_of(text, free, today)) for _, text in strange]
    for (heading, text), possible in zip(strange, by_values, strict=True):
        alone = len(possible) == 1 and sum(possible == other for other in by_values) == 1
        near = possible[0] if alone else _near(heading, free) or _near_words(text, free, today)
        dates = len(text.drop_nulls()) > 0 and _nearly_all(read_dates(text).values, text)
        yield Heading(mask(heading), near, alone, dates)


def _nearly_all(read: pl.Series, text: pl.Series) -> bool:
    return len(read.drop_nulls()) >= _NEARLY_ALL * len(text.drop_nulls())


def _columns_of(text: pl.Series, free: Mapping[str, ColumnSpec], today: date) -> Iterator[str]:
    """Yield the columns that have such values as no other column has: numbers of persons, codes."""
    values = text.drop_nulls()
    if values.is_empty():
        return
    distinct = values.unique()
    for name, spec in free.items():
        match spec.kind:
            case Kind.CPR:
                zeros = lost_zeros(values.rename("cpr"))
                numbers = padded(values) if zeros.may_be_padded else values
                read = read_cpr(numbers.rename("cpr"))["nummer"].drop_nulls()
                if _nearly_all(read, values):
                    yield name
            case Kind.KODE | Kind.KOMMUNE if len(distinct) <= _MANY_WORDS:
                if parse(distinct, spec, today).is_not_null().all():
                    yield name
            case _:
                continue


def _near(heading: str, free: Mapping[str, ColumnSpec]) -> str:
    names = {alike(other): name for name, spec in free.items() for other in (name, *spec.synonyms)}
    words = f" {alike(heading)} "
    within = [name for name in names if f" {name} " in words]
    near = within or get_close_matches(alike(heading), names, n=1, cutoff=_ALIKE_ENOUGH)
    return names[max(near, key=len)] if near else ""


def _near_words(text: pl.Series, free: Mapping[str, ColumnSpec], today: date) -> str:
    """Return the only coded column that most of the words are near to one of, or ""."""
    words = text.drop_nulls().unique()
    if not 0 < len(words) <= _MANY_WORDS:
        return ""
    near = [
        name
        for name, spec in free.items()
        if spec.kind is Kind.KODE
        and 2 * sum(bool(nearest_word(name, word, today)) for word in words) > len(words)
    ]
    return near[0] if len(near) == 1 else ""


def _words(schema: ExtractSchema, column: str, text: pl.Series, today: date) -> Iterator[Word]:
    spec = schema.delivered_names()[column]
    if not known_words(spec, today):
        return
    counts = text.drop_nulls().value_counts(sort=True, name="rows")
    unknown = counts.filter(parse(counts[text.name], spec, today).is_null())
    if unknown.height > _MANY_WORDS:
        return
    for own, rows in unknown.iter_rows():
        meant = nearest_word(column, own, today)
        yield Word(column, own, rows, meant, sure=bool(meant) and alike(meant) == alike(own))


def _kommuner(text: pl.Series | None, today: date) -> Mapping[str, int]:
    if text is None:
        return {}
    known = kommune_names(today)
    counts: dict[str, int] = {}
    for own, rows in text.drop_nulls().value_counts(sort=True, name="rows").iter_rows():
        code, _ = known.find(own)
        if code is not None and code.isdigit():
            counts[code] = counts.get(code, 0) + rows
    return counts


def _accounts(found: Mapping[str, pl.Series]) -> Mapping[str, int]:
    if ACCOUNT not in found:
        return {}
    counts = found[ACCOUNT].drop_nulls().value_counts(sort=True, name="rows")
    return {
        account: rows
        for account, rows in counts.head(_MANY_WORDS).iter_rows()
        if rows >= _FEW_ROWS and account == mask(account)
    }


def _newest(schema: ExtractSchema, found: Mapping[str, pl.Series], today: date) -> date | None:
    known = schema.delivered_names()
    columns = [text for name, text in found.items() if known[name].kind is Kind.DATO]
    days = pl.concat([pl.Series(dtype=pl.Date), *(read_dates(text).values for text in columns)])
    newest = days.filter(days <= today).max()
    return newest if isinstance(newest, date) else None


def _years(text: pl.Series | None) -> tuple[int, ...]:
    if text is None:
        return ()
    return tuple(read_dates(text).values.dt.year().drop_nulls().unique().sort())


def together(looks: Iterable[Look]) -> Mapping[str, int]:
    """Return the rows by municipality of several files, that of most rows first."""
    counts: dict[str, int] = {}
    for look in looks:
        for code, rows in look.kommuner.items():
            counts[code] = counts.get(code, 0) + rows
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
