"""A delivered file against its schema: validated rows, and the list of what cannot be used.

The rules are read off the file's Pandera model and evaluated as expressions over many rows at once;
Pandera itself then checks what is left. Source: extract contract, What bad input gets.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

import polars as pl

from rus_pipeline.core.errors import mask
from rus_pipeline.core.offer import EVERYTHING, Tilbud
from rus_pipeline.ingest.checks import check_rows
from rus_pipeline.ingest.delivery import DeliveredRows, Delivery, ReadDelivered
from rus_pipeline.ingest.duplicates import duplicate_ids, id_hashes
from rus_pipeline.ingest.identity import PersonKeys, read_cpr
from rus_pipeline.ingest.parsing import aliases_used, parse
from rus_pipeline.ingest.quarantine import (
    FIELD_EMPTY,
    ROW_OUT,
    findings,
    in_order,
    rows_out,
    shown,
)
from rus_pipeline.ingest.schema import (
    CODE,
    COVERED,
    DELIVERED,
    EXTRACTED,
    ColumnSpec,
    ExtractSchema,
    Kind,
    Rule,
    delivered,
)
from rus_pipeline.ingest.udtraek import Udtraek

_NUMBER = "@nummer"  # a CPR normalised, beside every row until it is a person
_AT_ONCE = 2  # pieces: while one is read, another is validated

# A total, with or without what it is the total of; "Sumpuljen" and "Totalindsats" are none.
_TOTAL = r"(?i)^(?:i\s+alt|total|sum|hovedtotal)\b"

TOLERATED_ROWS = 3  # so many rows may be out of any file, however short


@dataclass(frozen=True)
class ValidatedFile:
    """A file's validated rows.

    ``frame`` has ``file``, ``line`` (Int64) and the schema's columns, ``file`` being a
    ``CODE``; ``listed`` is the quarantine list of the file; ``records`` = rows of
    ``frame`` + rows out. ``left_out`` are the contract's columns that were not delivered.
    ``numbers`` is how many readable CPR numbers the file has, rows that are out included, and
    ``real_numbers`` how many of them are real.
    """

    stem: str
    file: str
    sha256: str
    frame: pl.DataFrame
    listed: pl.DataFrame
    records: int
    left_out: frozenset[str]
    warnings: tuple[str, ...]
    numbers: int
    real_numbers: int

    @property
    def rows_out(self) -> int:
        """Return how many rows are out."""
        return rows_out(self.listed)

    def too_many_out(self, tolerance: float) -> bool:
        """Return whether more rows are out than an edition is built with."""
        # The tolerance as written: 0.29 of 100 rows is 29, which binary fractions miss.
        tolerated = max(Decimal(TOLERATED_ROWS), Decimal(str(tolerance)) * self.records)
        return self.rows_out > tolerated


@dataclass(frozen=True)
class _Part:
    """What validating a piece of a file found; ``ids`` and ``aliases`` by column."""

    frame: pl.DataFrame
    listed: pl.DataFrame
    records: int
    ids: Mapping[str, pl.DataFrame]
    aliases: Sequence[tuple[str, str, int]]
    numbers: int
    real_numbers: int


def validate(
    delivery: Delivery,
    schema: ExtractSchema,
    udtraek: Udtraek,
    keys: PersonKeys,
    tilbud: Tilbud = EVERYTHING,
) -> ValidatedFile:
    """Parse a delivered file, quarantine what breaks a rule, and check the rest by its schema.

    A treatment that is not among what the centre offers (``tilbud``) is an unknown code.
    """
    work = partial(_validated, delivery, schema, udtraek, keys, tilbud)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        at_once = pool.map if len(delivery.pieces) > 1 else map
        parts = list(at_once(work, delivery.pieces))
    again = [
        duplicate_ids([part.ids[name] for part in parts], delivery.pieces, delivery.file, name)
        for name in parts[0].ids
    ]
    frames = [part.frame for part in parts]
    for found in again:
        if not found.is_empty():
            gone = pl.col("line").is_in(found["line"].unique().implode())
            frames = [frame.filter(~gone) for frame in frames]
    return ValidatedFile(
        stem=schema.stem,
        file=delivery.file,
        sha256=delivery.sha256,
        frame=pl.concat(frames, rechunk=False),
        listed=in_order([*(part.listed for part in parts), *again]),
        records=sum(part.records for part in parts),
        left_out=delivery.left_out,
        warnings=(*delivery.warnings, *_alias_warnings(delivery.file, parts)),
        numbers=sum(part.numbers for part in parts),
        real_numbers=sum(part.real_numbers for part in parts),
    )


def _validated(
    delivery: Delivery,
    schema: ExtractSchema,
    udtraek: Udtraek,
    keys: PersonKeys,
    tilbud: Tilbud,
    read: ReadDelivered,
) -> _Part:
    """Validate a piece of a file by every rule that a row alone can break."""
    rows = read()
    totals = _totals(rows.text) if schema.holds_amounts else rows.text.clear()
    text = rows.text
    if not totals.is_empty():
        text = text.filter(~pl.col("line").is_in(totals["line"].implode()))
    names = schema.delivered_names()
    day = date(udtraek.edition, 12, 31)
    parsed, fictitious = _parsed(text, schema, udtraek, keys, tilbud)
    rules = [*schema.field_rules, *schema.rules]
    violated = (
        parsed.lazy()
        .select(rule.violated.fill_null(value=False).alias(str(i)) for i, rule in enumerate(rules))
        .collect()
    )
    listed = [_no_records(rows, delivery), _listed_totals(totals, delivery)]
    out = pl.repeat(value=False, n=parsed.height, eager=True)
    emptied: dict[str, pl.Series] = {}
    for where, broken in zip(violated, rules, strict=True):
        if not where.any():
            continue
        spec = names[broken.column]
        texts = (parsed[name].filter(where) for name in ("line", f"{DELIVERED}{spec.name}"))
        listed.append(_listed(zip(*texts, strict=True), delivery.file, broken, spec))
        if spec.secondary:
            emptied[spec.name] = emptied[spec.name] | where if spec.name in emptied else where
        else:
            out |= where
    frame = parsed.with_columns(
        pl.when(~where).then(name).alias(name) for name, where in emptied.items()
    )
    if out.any():
        frame = frame.filter(~out)
    check_rows(frame, schema)
    fictitious_ones = [fictitious, _loose_numbers(rows, totals, schema)]
    return _Part(
        frame=frame.select(
            pl.lit(delivery.file, CODE).alias("file"), "line", *schema.frame.columns
        ),
        listed=pl.concat(listed),
        records=rows.text.height + len(rows.headers) + len(rows.wrong_length),
        ids={n: id_hashes(text, n) for n, spec in names.items() if spec.kind is Kind.ID},
        aliases=list(_aliases(text, names, day)),
        numbers=sum(len(some) for some in fictitious_ones),
        real_numbers=sum(len(some) - int(some.sum()) for some in fictitious_ones),
    )


def _parsed(
    text: pl.DataFrame, schema: ExtractSchema, udtraek: Udtraek, keys: PersonKeys, tilbud: Tilbud
) -> tuple[pl.DataFrame, pl.Series]:
    """Return each column read, beside its text, and of each readable CPR whether it is fictitious.

    A course without a CPR, where that may be, is a person of its own.
    """
    day = date(udtraek.edition, 12, 31)
    columns = [text["line"]]
    empty = pl.repeat(None, text.height, dtype=pl.String, eager=True)
    numbers: pl.DataFrame | None = None
    for name, spec in schema.columns.items():
        words = text[spec.name] if spec.name in text.columns else empty
        columns.append(words.alias(f"{DELIVERED}{spec.name}"))
        if spec.kind is Kind.CPR:
            numbers = read_cpr(words)
            columns += [numbers["nummer"].alias(_NUMBER), numbers["foedselsdato"]]
        else:
            columns.append(parse(words, spec, day, tilbud).alias(name))
    frame = pl.DataFrame(columns).lazy()
    if numbers is not None:
        identity = pl.col(_NUMBER)
        if not schema.columns["person"].required:
            own = pl.lit("anonym ") + delivered("forloeb_id")
            identity = pl.when(delivered("cpr").is_null()).then(own).otherwise(identity)
        frame = frame.with_columns(keys.person(identity).alias("person"))
        if "koen" in schema.columns:
            # The CPR tells the sex; a delivered one counts for the anonymous alone.
            sex = pl.when(delivered("cpr").is_null()).then("koen").otherwise(numbers["koen"])
            frame = frame.with_columns(sex.alias("koen"))
    parsed = frame.with_columns(
        pl.lit(udtraek.udtrukket).alias(EXTRACTED),
        pl.lit(list(udtraek.regnskabsaar), dtype=pl.List(pl.Int32)).alias(COVERED),
    )
    asked = {n for rule in schema.rules for n in rule.violated.meta.root_names()}
    drop = [_NUMBER, *({COVERED} - asked)]
    fictitious = pl.Series(dtype=pl.Boolean) if numbers is None else numbers["fiktiv"].drop_nulls()
    return parsed.drop(drop, strict=False).collect(), fictitious


def _loose_numbers(rows: DeliveredRows, totals: pl.DataFrame, schema: ExtractSchema) -> pl.Series:
    """Return of each readable CPR in rows that no rule is tried on whether it is fictitious.

    A row too short or too long may have it anywhere, a total in its column.
    """
    if not schema.holds_cpr:
        return pl.Series(dtype=pl.Boolean)
    cells = [cell for _, row in rows.wrong_length for cell in row]
    if "cpr" in totals.columns:
        cells += totals["cpr"].drop_nulls().to_list()
    return read_cpr(pl.Series("cpr", cells, dtype=pl.String))["fiktiv"].drop_nulls()


def _totals(text: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose first text says that they are a total of others."""
    first = pl.coalesce(pl.exclude("line"))
    return text.filter(first.str.contains(_TOTAL).fill_null(value=False))


def _listed(
    texts: Iterable[tuple[int, str | None]], file: str, broken: Rule, spec: ColumnSpec
) -> pl.DataFrame:
    """List the rows that break a rule, from the line and the delivered text of each."""
    action = FIELD_EMPTY if spec.secondary else ROW_OUT
    return findings(
        (file, line, spec.name, broken.name, action, shown(text, holds_cpr=spec.kind is Kind.CPR))
        for line, text in texts
    )


def _no_records(rows: DeliveredRows, delivery: Delivery) -> pl.DataFrame:
    """List the rows that are none of the header's: too short, too long, or the header again."""
    expected = len(delivery.headings)
    return findings(
        [
            *(
                (
                    delivery.file,
                    line,
                    "",
                    "feltantal",
                    ROW_OUT,
                    f"{_fields(len(cells))}, ventet {expected}",
                )
                for line, cells in rows.wrong_length
            ),
            *(
                (delivery.file, line, "", "overskrift_gentaget", ROW_OUT, "")
                for line in rows.headers
            ),
        ]
    )


def _listed_totals(totals: pl.DataFrame, delivery: Delivery) -> pl.DataFrame:
    rows = totals.drop("line").iter_rows(named=True)
    firsts = [next((n, cell) for n, cell in row.items() if cell is not None) for row in rows]
    return findings(
        (
            delivery.file,
            line,
            delivery.headings[name],
            "sumraekke",
            ROW_OUT,
            shown(text, holds_cpr=False),
        )
        for line, (name, text) in zip(totals["line"], firsts, strict=True)
    )


def _fields(count: int) -> str:
    return "1 felt" if count == 1 else f"{count} felter"


def _aliases(
    text: pl.DataFrame, names: Mapping[str, ColumnSpec], day: date
) -> Iterator[tuple[str, str, int]]:
    for name, spec in names.items():
        if spec.kind is Kind.KOMMUNE and name in text.columns:
            yield from aliases_used(text[name], day)


def _alias_warnings(file: str, parts: Sequence[_Part]) -> Iterator[str]:
    used: Counter[tuple[str, str]] = Counter()
    for part in parts:
        for alias, official, rows in part.aliases:
            used[alias, official] += rows
    for (alias, official), rows in sorted(used.items()):
        times = "1 række" if rows == 1 else f"{rows} rækker"
        yield mask(f"{file}: {alias} er læst som {official} i {times}")
