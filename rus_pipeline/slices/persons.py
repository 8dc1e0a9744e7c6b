"""The sources with a row a person: who came back, and who is new, by the extracts of two years.

A person is the same in both: the keyed hash of the CPR number. Source: counting rules,
kvalitet-tilbagevenden and nye-tilbage.
"""

import polars as pl

from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.folder import Extract
from rus_pipeline.ingest.schema import CODE
from rus_pipeline.slices import COURSES
from rus_pipeline.slices.variables import VARIABLES
from rus_pipeline.slices.variables.registry import code

NEW, CONTINUED, BACK = "nye", "fortsat", "tilbage"

_RESIDENCE = ("hjemme", "raekke")  # variables of a course that its last discharge keeps
_KEPT = ("forloeb_id", "person", "omraade", "indskrivningsdato", "udskrivningsdato")
_PAUSE = "10d"  # so long after a discharge, another admission still goes on with the treatment


def returns(before: Extract | None, own: Extract, edition: Edition) -> pl.DataFrame:
    """Return the last discharge from drug treatment of each person in the year before.

    ``file``, ``line``, ``person``, ``hjemme`` and ``raekke`` by the municipality of that
    discharge, and ``vendt_tilbage``: admitted to drug treatment again, later and within 12 calendar
    months, in the extract of either year, whatever the municipality then. Source: counting rules,
    kvalitet-tilbagevenden.
    """
    drugs = pl.col("indsats") == "stof"
    known = pl.col("foedselsdato").is_not_null()
    courses = (before or own).files[COURSES].frame
    discharges = (
        courses.filter(
            drugs
            & known
            & (pl.col("afslutningsaarsag") != "doed")
            & (pl.col("udskrivningsdato").dt.year() == own.edition - 1)
        )
        .sort("udskrivningsdato", "line")
        .unique("person", keep="last", maintain_order=True)
        .select(
            "file",
            "line",
            "person",
            "udskrivningsdato",
            *(VARIABLES[COURSES][name].expression(edition).alias(name) for name in _RESIDENCE),
        )
    )
    if before is None:
        discharges = discharges.clear()
    admissions = pl.concat(
        extract.files[COURSES].frame.filter(drugs & known).select("person", "indskrivningsdato")
        for extract in (before or own, own)
    )
    again = (
        discharges.join(admissions, on="person")
        .filter(
            (pl.col("indskrivningsdato") > pl.col("udskrivningsdato"))
            & (pl.col("indskrivningsdato") <= pl.col("udskrivningsdato").dt.offset_by("12mo"))
        )["person"]
        .unique()
    )
    return (
        discharges.sort("file", "line")
        .with_columns(pl.col("person").is_in(again.implode()).alias("vendt_tilbage"))
        .drop("udskrivningsdato")
    )


def arrivals(before: Extract | None, own: Extract) -> pl.DataFrame:
    """Return the first admission in the year of each person to alcohol, and to drug, treatment.

    ``file``, ``line``, ``person``, ``omraade``, and ``ankomst``: ``nye`` without an earlier course
    of the kind in the extract of either year; ``fortsat`` where one was open on the day, or ended
    at most ten days before; else ``tilbage``. A course in both extracts is as the later has it; one
    that is only in the earlier, and open there, ended on the day that was drawn. Source: counting
    rules, nye-tilbage.
    """
    courses = _own_treatment(own)
    admissions = (
        courses.filter(pl.col("indskrivningsdato").dt.year() == own.edition)
        .sort("indskrivningsdato", "line")
        .unique(["person", "omraade"], keep="first", maintain_order=True)
        .select("file", "line", "person", "omraade", dag="indskrivningsdato")
    )
    known = courses.select(_KEPT)
    if before is None:
        admissions = admissions.clear()
    else:
        left_behind = _own_treatment(before).join(
            own.files[COURSES].frame.select("forloeb_id"), on="forloeb_id", how="anti"
        )
        drawn = pl.lit(before.udtraek.udtrukket)
        ended = left_behind.with_columns(pl.col("udskrivningsdato").fill_null(drawn))
        known = pl.concat([known, ended.select(_KEPT)])
    earlier = (
        admissions.join(known, on=["person", "omraade"])
        .filter(pl.col("indskrivningsdato") < pl.col("dag"))
        .group_by("person", "omraade")
        .agg(
            (
                pl.col("udskrivningsdato").is_null()
                | (pl.col("udskrivningsdato") >= pl.col("dag").dt.offset_by(f"-{_PAUSE}"))
            )
            .any()
            .alias("fortsat")
        )
    )
    return (
        admissions.join(earlier, on=["person", "omraade"], how="left")
        .sort("file", "line")
        .select(
            *("file", "line", "person", "omraade"),
            pl.when(pl.col("fortsat").is_null())
            .then(code(NEW))
            .when("fortsat")
            .then(code(CONTINUED))
            .otherwise(code(BACK))
            .cast(CODE)
            .alias("ankomst"),
        )
    )


def _own_treatment(extract: Extract) -> pl.DataFrame:
    """Return the courses of alcohol and drug treatment of persons who are known."""
    courses = extract.files[COURSES].frame.lazy()
    return (
        courses.filter((pl.col("indsats") != "paaroerende") & pl.col("foedselsdato").is_not_null())
        .rename({"indsats": "omraade"})
        .select("file", "line", *_KEPT)
        .collect()
    )
