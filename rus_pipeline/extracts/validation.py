"""A delivered file against its schema: validated rows, and the list of what cannot be used.

The rules are read off the extract's Pandera schema and run as expressions over the whole file at
once; the validated rows are then proved against that same schema. What belongs here: running
rules. What does not: any rule of one file. Source: extract contract, What bad input gets.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from rus_pipeline.center import Udtraek
from rus_pipeline.errors import mask
from rus_pipeline.extracts.delivery import Delivery
from rus_pipeline.extracts.identity import PersonKeys, read_cpr
from rus_pipeline.extracts.parsing import aliases_used, parse
from rus_pipeline.extracts.quarantine import (
    FIELD_EMPTY,
    ROW_OUT,
    findings,
    in_order,
    rows_out,
    shown,
)
from rus_pipeline.extracts.schema import (
    COVERED,
    DELIVERED,
    EXTRACTED,
    UNREADABLE,
    ColumnSpec,
    ExtractSchema,
    Kind,
    Rule,
    delivered,
)

TOLERATED_ROWS = 3  # so many rows may be out of any file, however short


@dataclass(frozen=True)
class ValidatedFile:
    """A file's validated rows.

    ``frame`` has ``file`` (String), ``line`` (Int64) and the schema's columns; ``listed`` is the
    quarantine list of the file; ``records`` = rows of ``frame`` + rows out. ``left_out`` are the
    contract's columns that were not delivered.
    """

    stem: str
    file: str
    sha256: str
    frame: pl.DataFrame
    listed: pl.DataFrame
    records: int
    left_out: frozenset[str]
    warnings: tuple[str, ...]

    @property
    def rows_out(self) -> int:
        """Return how many rows are out."""
        return rows_out(self.listed)

    def too_many_out(self, tolerance: float) -> bool:
        """Return whether more rows are out than an edition is built with."""
        # The tolerance as written: 0.29 of 100 rows is 29, which binary fractions miss.
        tolerated = max(Decimal(TOLERATED_ROWS), Decimal(str(tolerance)) * self.records)
        return self.rows_out > tolerated


def validate(
    delivery: Delivery, schema: ExtractSchema, udtraek: Udtraek, keys: PersonKeys
) -> ValidatedFile:
    """Parse a delivered file, run every rule of its schema and prove what is left against it."""
    day = date(udtraek.edition, 12, 31)
    parsed = _parsed(delivery.text, schema, udtraek, keys, day)
    rules = [*field_rules(schema), *schema.rules]
    violated = parsed.select(
        (r.violated.fill_null(value=False)).alias(str(i)) for i, r in enumerate(rules)
    )
    names = schema.delivered_names()
    listed = [_wrong_length(delivery)]
    emptied: dict[str, pl.Series] = {}
    for index, broken in enumerate(rules):
        where = violated[str(index)]
        if not where.any():
            continue
        spec = names[broken.column]
        listed.append(_listed(parsed.filter(where), delivery.file, broken, spec))
        if spec.secondary:
            emptied[spec.name] = emptied[spec.name] | where if spec.name in emptied else where
    for name, spec in names.items():
        if spec.kind is Kind.ID:
            listed.append(_repeated(delivery.text, delivery.file, name))
    in_list = in_order(listed)
    out = in_list.filter(pl.col("action") == ROW_OUT)["line"].unique()
    frame = (
        parsed.with_columns(
            pl.when(~where).then(name).alias(name) for name, where in emptied.items()
        )
        .filter(~pl.col("line").is_in(out.implode()))
        .with_columns(pl.lit(delivery.file).alias("file"))
    )
    schema.frame.validate(frame)
    return ValidatedFile(
        stem=schema.stem,
        file=delivery.file,
        sha256=delivery.sha256,
        frame=frame.select("file", "line", *schema.frame.columns),
        listed=in_list,
        records=delivery.records,
        left_out=delivery.left_out,
        warnings=(*delivery.warnings, *_alias_warnings(delivery, names, day)),
    )


def _parsed(
    text: pl.DataFrame, schema: ExtractSchema, udtraek: Udtraek, keys: PersonKeys, day: date
) -> pl.DataFrame:
    columns = [text["line"]]
    sex: pl.Series | None = None
    for name, spec in schema.columns.items():
        empty = pl.Series(name, [None] * text.height, dtype=pl.String)
        words = text[spec.name] if spec.name in text.columns else empty
        columns.append(words.alias(f"{DELIVERED}{spec.name}"))
        if spec.kind is Kind.CPR:
            person = read_cpr(words, keys)
            columns += [person["person"], person["foedselsdato"]]
            sex = person["koen"]
        else:
            typed = parse(words, spec, day)
            columns.append(typed.alias(name))
    frame = pl.DataFrame(columns).with_columns(
        pl.lit(udtraek.udtrukket).alias(EXTRACTED),
        pl.lit(list(udtraek.regnskabsaar), dtype=pl.List(pl.Int32)).alias(COVERED),
    )
    if sex is None:
        return frame
    anonymous = _anonymous(frame, schema, keys)
    frame = frame.with_columns(anonymous)
    if "koen" not in schema.columns:
        return frame
    # The CPR tells the sex; a delivered one counts for the anonymous alone.
    return frame.with_columns(
        pl.when(delivered("cpr").is_null()).then("koen").otherwise(sex).alias("koen")
    )


def _anonymous(frame: pl.DataFrame, schema: ExtractSchema, keys: PersonKeys) -> pl.Series:
    """Return ``person`` with a person of its own for each course without a CPR."""
    spec = schema.columns["person"]
    if spec.required is True:
        return frame["person"]
    own = frame.select(
        pl.when(delivered("cpr").is_null()).then(pl.lit("anonym ") + delivered("forloeb_id"))
    ).to_series()
    return frame["person"].fill_null(keys.persons(own))


def field_rules(schema: ExtractSchema) -> Iterator[Rule]:
    """Return the rules that every column has from its kind alone."""
    for name, spec in schema.columns.items():
        empty = delivered(spec.name).is_null()
        looked_at = pl.lit(True) if spec.read_where is None else spec.read_where  # noqa: FBT003
        if spec.kind in UNREADABLE:
            yield Rule(
                UNREADABLE[spec.kind], spec.name, ~empty & pl.col(name).is_null() & looked_at
            )
        if spec.required is not False:
            needed = pl.lit(True) if spec.required is True else spec.required  # noqa: FBT003
            yield Rule("mangler", spec.name, empty & needed)
        if spec.kind is Kind.DATO and not spec.planned:
            yield Rule("dato_fremtid", spec.name, pl.col(name) > pl.col(EXTRACTED))


def _listed(rows: pl.DataFrame, file: str, broken: Rule, spec: ColumnSpec) -> pl.DataFrame:
    action = FIELD_EMPTY if spec.secondary else ROW_OUT
    return findings(
        (file, line, spec.name, broken.name, action, shown(text, holds_cpr=spec.kind is Kind.CPR))
        for line, text in rows.select("line", f"{DELIVERED}{spec.name}").iter_rows()
    )


def _wrong_length(delivery: Delivery) -> pl.DataFrame:
    return findings(
        (
            delivery.file,
            line,
            "",
            "feltantal",
            ROW_OUT,
            f"{_fields(len(cells))}, ventet {delivery.expected_fields}",
        )
        for line, cells in delivery.wrong_length
    )


def _fields(count: int) -> str:
    return "1 felt" if count == 1 else f"{count} felter"


def _repeated(text: pl.DataFrame, file: str, name: str) -> pl.DataFrame:
    """List the rows whose id is in the file before: alike, the later ones; differing, all."""
    cells = [column for column in text.columns if column != "line"]
    repeated = (
        text.filter(pl.col(name).is_not_null() & pl.col(name).is_duplicated())
        .with_columns(
            (pl.struct(cells).n_unique().over(name) == 1).alias("@alike"),
            (pl.int_range(pl.len()).over(name) == 0).alias("@first"),
        )
        .filter(~(pl.col("@alike") & pl.col("@first")))
    )
    return findings(
        (file, line, name, "id_dublet", ROW_OUT, shown(value, holds_cpr=False))
        for line, value in repeated.select("line", name).iter_rows()
    )


def _alias_warnings(
    delivery: Delivery, names: Mapping[str, ColumnSpec], day: date
) -> Iterator[str]:
    for name, spec in names.items():
        if spec.kind is not Kind.KOMMUNE or name not in delivery.text.columns:
            continue
        for alias, official, rows in aliases_used(delivery.text[name], day):
            times = "1 række" if rows == 1 else f"{rows} rækker"
            yield mask(f"{delivery.file}: {alias} er læst som {official} i {times}")
