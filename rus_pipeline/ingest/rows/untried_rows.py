"""The rows that no rule is tried on: none of the header's, totals, and courses at odds.

Source: extract contract, What bad input gets, ``feltantal``, ``overskrift_gentaget``, ``sumraekke``
and ``id_dublet``.
"""

from dataclasses import replace

import polars as pl

from rus_pipeline.ingest.rows.delivery import DeliveredRows, Delivery
from rus_pipeline.ingest.rows.quarantine import ROW_OUT, findings, shown
from rus_pipeline.ingest.schema import ExtractSchema, Kind
from rus_pipeline.ingest.values.column_facts import ColumnFacts, together
from rus_pipeline.ingest.values.dates import read_dates
from rus_pipeline.ingest.values.identity import lost_zeros, padded, read_cpr

# A total, with or without what it is the total of; "Sumpuljen" and "Totalindsats" are none.
_TOTAL = r"(?i)^(?:i\s+alt|total|sum|hovedtotal)\b"


def totals_in(rows: DeliveredRows, schema: ExtractSchema) -> pl.DataFrame:
    """Return the rows whose first text says that they are a total of others.

    Only a file of amounts has totals.
    """
    if not schema.holds_amounts:
        return rows.text.clear()
    first = pl.coalesce(pl.exclude("line"))
    return rows.text.filter(first.str.contains(_TOTAL).fill_null(value=False))


def listed_untried(
    rows: DeliveredRows, totals: pl.DataFrame, delivery: Delivery, schema: ExtractSchema
) -> list[pl.DataFrame]:
    """List (``quarantine.SCHEMA``) the rows of a piece that no rule is tried on."""
    ids = [n for n, spec in schema.delivered_names().items() if spec.kind is Kind.ID]
    return [
        _no_records(rows, delivery),
        _listed_totals(totals, delivery),
        *(_listed_at_odds(rows.at_odds, delivery.file, name) for name in ids),
    ]


def untried_facts(rows: DeliveredRows, schema: ExtractSchema) -> ColumnFacts:
    """Return what the columns tell of rows left out or at odds.

    How the dates of a column were written is told by all of them, and so is whether its numbers
    have lost their zeros.
    """
    return together(
        _facts(text, schema) for text in (rows.left_out, rows.at_odds) if not text.is_empty()
    )


def _facts(text: pl.DataFrame, schema: ExtractSchema) -> ColumnFacts:
    facts = ColumnFacts()
    for name, spec in schema.delivered_names().items():
        if name in text.columns and spec.kind is Kind.CPR:
            facts = replace(facts, zeros=lost_zeros(text[name]))
        elif name in text.columns and spec.kind is Kind.DATO:
            facts = facts.with_dates(name, read_dates(text[name]), text["line"])
    return facts


def loose_numbers(rows: DeliveredRows, totals: pl.DataFrame, schema: ExtractSchema) -> pl.Series:
    """Return of each readable CPR in rows that no rule is tried on whether it is fictitious.

    A row too short or too long may have it anywhere, a total or a row of a course that cannot be
    joined in its column.
    """
    if not schema.holds_cpr:
        return pl.Series(dtype=pl.Boolean)
    cells = [cell for _, row in rows.wrong_length for cell in row]
    for loose in (totals, rows.at_odds):
        if "cpr" in loose.columns:
            cells += loose["cpr"].drop_nulls().to_list()
    return read_cpr(padded(pl.Series("cpr", cells, dtype=pl.String)))["fiktiv"].drop_nulls()


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


def _listed_at_odds(rows: pl.DataFrame, file: str, name: str) -> pl.DataFrame:
    """List the rows of courses whose rows say different things."""
    if rows.is_empty():
        return findings([])
    return findings(
        (file, line, name, "id_dublet", ROW_OUT, shown(value, holds_cpr=False))
        for line, value in rows.select("line", name).iter_rows()
    )


def _fields(count: int) -> str:
    return "1 felt" if count == 1 else f"{count} felter"
