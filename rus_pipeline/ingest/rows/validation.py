"""A delivered file against its schema: validated rows, and the list of what cannot be used.

The rules are read off the file's Pandera model and evaluated as expressions over many rows at once;
Pandera itself then checks what is left. Source: extract contract, What bad input gets.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import polars as pl

from rus_pipeline.core.errors import mask
from rus_pipeline.core.offer import EVERYTHING, Tilbud
from rus_pipeline.ingest.rows.checks import check_rows
from rus_pipeline.ingest.rows.delivery import Delivery, ReadDelivered
from rus_pipeline.ingest.rows.duplicates import duplicate_ids, id_hashes
from rus_pipeline.ingest.rows.joined_courses import differing_warnings
from rus_pipeline.ingest.rows.quarantine import (
    FIELD_EMPTY,
    ROW_OUT,
    findings,
    in_order,
    shown,
)
from rus_pipeline.ingest.rows.set_aside import set_aside
from rus_pipeline.ingest.rows.untried_rows import (
    listed_untried,
    loose_numbers,
    totals_in,
    untried_facts,
)
from rus_pipeline.ingest.rows.validated_file import COURSE_ID, IDS_OUT, ValidatedFile
from rus_pipeline.ingest.schema import (
    BY_ACCOUNT,
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
from rus_pipeline.ingest.values.column_facts import (
    ColumnFacts,
    column_warnings,
    refuse_misread,
    together,
)
from rus_pipeline.ingest.values.dates import read_dates
from rus_pipeline.ingest.values.identity import PersonKeys, lost_zeros, padded, read_cpr
from rus_pipeline.ingest.values.parsing import aliases_used, parse

_NUMBER = "@nummer"  # a CPR normalised, beside every row until it is a person
_AT_ONCE = 2  # pieces: while one is read, another is validated


@dataclass(frozen=True)
class _How:
    """What a file's values are read by; ``pad``: CPR numbers of nine digits have lost a zero."""

    udtraek: Udtraek
    keys: PersonKeys
    tilbud: Tilbud
    pad: bool = True

    @property
    def day(self) -> date:
        """Return the day whose codes are in force."""
        return date(self.udtraek.edition, 12, 31)


@dataclass(frozen=True)
class _Part:
    """What validating a piece of a file found; ``ids``, ``aliases``, ``differing`` by column."""

    frame: pl.DataFrame
    listed: pl.DataFrame
    aside: pl.DataFrame
    records: int
    ids: Mapping[str, pl.DataFrame]
    aliases: Sequence[tuple[str, str, int]]
    differing: Mapping[str, int]
    ids_out: pl.DataFrame
    numbers: int
    real_numbers: int
    columns: ColumnFacts


def validate(
    delivery: Delivery,
    schema: ExtractSchema,
    udtraek: Udtraek,
    keys: PersonKeys,
    tilbud: Tilbud = EVERYTHING,
) -> ValidatedFile:
    """Parse a delivered file, quarantine what breaks a rule, and check the rest by its schema.

    A treatment that is not among what the centre offers (``tilbud``) is an unknown code. Raises
    ExtractError where a whole column would be read otherwise than it was meant.
    """
    how = _How(udtraek, keys, tilbud)
    parts = _parts(delivery, schema, how)
    facts = together(part.columns for part in parts)
    refuse_misread(facts, delivery.file)
    if not facts.zeros.may_be_padded:
        parts = _parts(delivery, schema, replace(how, pad=False))
    again = [
        duplicate_ids([part.ids[name] for part in parts], delivery.pieces, delivery.file, name)
        for name in parts[0].ids
    ]
    frames = [part.frame for part in parts]
    ids_out = [part.ids_out for part in parts]
    for found in again:
        if not found.is_empty():
            gone = pl.col("line").is_in(found["line"].unique().implode())
            ids_out += [_ids(frame.filter(gone)) for frame in frames]
            frames = [frame.filter(~gone) for frame in frames]
    return ValidatedFile(
        stem=schema.stem,
        file=delivery.file,
        sha256=delivery.sha256,
        frame=pl.concat(frames, rechunk=False),
        listed=in_order([*(part.listed for part in parts), *again]),
        aside=pl.concat([part.aside for part in parts]).sort("line"),
        records=sum(part.records for part in parts),
        left_out=delivery.left_out,
        warnings=(
            *delivery.warnings,
            *column_warnings(facts, delivery.file),
            *_alias_warnings(delivery.file, parts),
            *differing_warnings(delivery.file, (part.differing for part in parts)),
        ),
        numbers=sum(part.numbers for part in parts),
        real_numbers=sum(part.real_numbers for part in parts),
        layout=delivery.layout,
        ids_out=pl.concat(ids_out).sort("line"),
    )


def _ids(rows: pl.DataFrame) -> pl.DataFrame:
    """Return ``line`` and ``forloeb_id`` of rows of a file that has such ids, else nothing."""
    if COURSE_ID not in rows.columns:
        return pl.DataFrame(schema=IDS_OUT)
    return rows.select(
        pl.col("line").cast(pl.Int64), pl.col(COURSE_ID).cast(pl.String)
    ).drop_nulls()


def _parts(delivery: Delivery, schema: ExtractSchema, how: _How) -> list[_Part]:
    work = partial(_validated, delivery, schema, how)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        at_once = pool.map if len(delivery.pieces) > 1 else map
        return list(at_once(work, delivery.pieces))


def _validated(delivery: Delivery, schema: ExtractSchema, how: _How, read: ReadDelivered) -> _Part:
    """Validate a piece of a file by every rule that a row alone can break."""
    rows = read()
    totals = totals_in(rows, schema)
    text = rows.text
    if not totals.is_empty():
        text = text.filter(~pl.col("line").is_in(totals["line"].implode()))
    names = schema.delivered_names()
    parsed, fictitious, facts = _parsed(text, delivery, schema, how)
    rules = [*schema.field_rules, *schema.rules]
    violated = (
        parsed.lazy()
        .select(rule.violated.fill_null(value=False).alias(str(i)) for i, rule in enumerate(rules))
        .collect()
    )
    ids = [n for n, spec in names.items() if spec.kind is Kind.ID]
    listed = listed_untried(rows, totals, delivery, schema)
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
    ids_out = [_ids(rows.at_odds)]
    if out.any():
        ids_out.append(_ids(text.filter(out)))
        frame = frame.filter(~out)
    check_rows(frame, schema)
    fictitious_ones = [fictitious, loose_numbers(rows, totals, schema)]
    aside = set_aside(rows.left_out, rows.joined)
    return _Part(
        frame=frame.select(
            pl.lit(delivery.file, CODE).alias("file"), "line", *schema.frame.columns
        ),
        listed=pl.concat(listed),
        aside=aside,
        records=(
            rows.text.height
            + len(rows.headers)
            + len(rows.wrong_length)
            + aside.height
            + rows.at_odds.height
        ),
        ids={n: id_hashes(pl.concat([text, rows.at_odds], how="diagonal"), n) for n in ids},
        aliases=list(_aliases(text, names, how.day)),
        differing=rows.differing,
        ids_out=pl.concat(ids_out),
        numbers=sum(len(some) for some in fictitious_ones),
        real_numbers=sum(len(some) - int(some.sum()) for some in fictitious_ones),
        columns=replace(
            together([facts, untried_facts(rows, schema)]), empty_marks=rows.empty_marks
        ),
    )


def _parsed(
    text: pl.DataFrame, delivery: Delivery, schema: ExtractSchema, how: _How
) -> tuple[pl.DataFrame, pl.Series, ColumnFacts]:
    """Return each column read, beside its text, and of each readable CPR whether it is fictitious.

    A course without a CPR, where that may be, is a person of its own.
    """
    facts = ColumnFacts()
    columns = [text["line"]]
    empty = pl.repeat(None, text.height, dtype=pl.String, eager=True)
    numbers: pl.DataFrame | None = None
    for name, spec in schema.columns.items():
        words = text[spec.name] if spec.name in text.columns else empty
        columns.append(words.alias(f"{DELIVERED}{spec.name}"))
        if spec.kind is Kind.CPR:
            facts = replace(facts, zeros=lost_zeros(words))
            numbers = read_cpr(padded(words) if how.pad else words)
            columns += [numbers["nummer"].alias(_NUMBER), numbers["foedselsdato"]]
        elif spec.kind is Kind.DATO:
            dates = read_dates(words)
            facts = facts.with_dates(spec.name, dates, text["line"])
            columns.append(dates.values.alias(name))
        else:
            columns.append(parse(words, spec, how.day, how.tilbud).alias(name))
    frame = pl.DataFrame(columns).lazy()
    if numbers is not None:
        identity = pl.col(_NUMBER)
        if not schema.columns["person"].required:
            own = pl.lit("anonym ") + delivered("forloeb_id")
            identity = pl.when(delivered("cpr").is_null()).then(own).otherwise(identity)
        frame = frame.with_columns(how.keys.person(identity).alias("person"))
        if "koen" in schema.columns:
            # The CPR tells the sex; a delivered one counts for the anonymous alone.
            sex = pl.when(delivered("cpr").is_null()).then("koen").otherwise(numbers["koen"])
            frame = frame.with_columns(sex.alias("koen"))
    if delivery.income_negative:
        income = pl.col("art").cast(pl.String) == "indtaegt"
        frame = frame.with_columns(
            pl.when(income).then(-pl.col("beloeb")).otherwise("beloeb").alias("beloeb")
        )
    parsed = frame.with_columns(
        pl.lit(how.udtraek.udtrukket).alias(EXTRACTED),
        pl.lit(list(how.udtraek.regnskabsaar), dtype=pl.List(pl.Int32)).alias(COVERED),
        pl.lit(delivery.by_account).alias(BY_ACCOUNT),
    )
    asked = {n for rule in schema.rules for n in rule.violated.meta.root_names()}
    drop = [_NUMBER, *({COVERED, BY_ACCOUNT} - asked)]
    fictitious = pl.Series(dtype=pl.Boolean) if numbers is None else numbers["fiktiv"].drop_nulls()
    return parsed.drop(drop, strict=False).collect(), fictitious, facts


def _listed(
    texts: Iterable[tuple[int, str | None]], file: str, broken: Rule, spec: ColumnSpec
) -> pl.DataFrame:
    """List the rows that break a rule, from the line and the delivered text of each."""
    action = FIELD_EMPTY if spec.secondary else ROW_OUT
    return findings(
        (file, line, spec.name, broken.name, action, shown(text, holds_cpr=spec.kind is Kind.CPR))
        for line, text in texts
    )


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
