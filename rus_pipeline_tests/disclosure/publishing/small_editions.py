"""Editions of a few courses, and what is public of them."""

import polars as pl

from rus_pipeline_tests.raw import CENTER
from rus_pipeline_tests.tables.figures_of import raw_of

HEADINGS = "person | kommune | indsats | ind"


def courses(*groups):
    """Return courses of other persons each: how many, municipality, kind, and year of birth."""
    lines = [HEADINGS]
    letters = "abcdefghijklmnopqrstuvwxyz"
    for many, kommune, indsats, *born_in in groups:
        for _ in range(many):
            born = f"{1 + len(lines) // 26:02}-02-{(*born_in, 1970)[0]}"
            person = f"{letters[len(lines) % 26]} {born}"
            lines.append(f"{person} | {kommune} | {indsats} | 01-03-2023")
    return "\n".join(lines)


def folder(tmp_path, *groups, smallest=5):
    center = f"{CENTER}mindste_celle = {smallest}\n"
    return raw_of(tmp_path, {"2023/forloeb": courses(*groups)}, center=center).path


def shown(out, figure_id, name="2023"):
    frame = pl.read_parquet(out / name / "public" / "figures.parquet")
    return frame.filter(pl.col("figure_id") == figure_id)["value"].item()
