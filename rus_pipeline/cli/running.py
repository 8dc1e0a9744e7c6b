"""``rus run`` and ``rus status``."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.style import Style
from rich.table import Table
from rich.text import Text

from rus_pipeline.cli.console import (
    OUT,
    RAW,
    Out,
    Raw,
    err_console,
    input_errors,
    out_console,
    say,
)
from rus_pipeline.storage.layout import MANIFEST

if TYPE_CHECKING:
    from rus_pipeline.pipeline.editions import EditionRun, Outcome
    from rus_pipeline.pipeline.partners import PartnerBuilt
    from rus_pipeline.pipeline.status import EditionStatus

Wanted = Annotated[list[int] | None, typer.Argument(help="Report years. Default: all.")]
Named = Annotated[
    list[int] | None, typer.Option("--edition", help="The same as an argument.", hidden=True)
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]


def run(
    editions: Wanted = None,
    raw: Raw = RAW,
    out: Out = OUT,
    edition: Named = None,
    *,
    partner: Annotated[
        list[str] | None,
        typer.Option(
            "--for",
            metavar="CODE",
            help="Also build the editions of this partner municipality, by its code, as 0336. May"
            " be repeated.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Build everything again, also what is current.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Build the editions that are not current.

    Exit 1 if an edition could not be built, or if its public edition could not be protected.
    """
    with input_errors():
        from rus_pipeline.pipeline.unchanged import is_unchanged

        wanted = sorted({*(editions or ()), *(edition or ())})
        partners = sorted({*(partner or ())})
        known = all((raw / str(year)).is_dir() for year in wanted)
        if known and not force and is_unchanged(raw, out, partners):
            _say_unchanged(out, as_json=as_json)
            return
        from rus_pipeline.pipeline.editions import build

        with err_console.status("Building") as shown, _each_asset(shown.update):

            def progress(line: str) -> None:
                shown.update(line)
                say(line)

            found = build(raw, out, wanted, partners, force=force, progress=progress)
    if as_json:
        outcome = {"editions": [one.as_json() for one in found.editions]}
        if partners:
            outcome["partners"] = [one.as_json() for one in found.partners]
        typer.echo(json.dumps(outcome, ensure_ascii=False))
    else:
        _show(found, out)
    if found.complaints:
        raise typer.Exit(1)


@contextmanager
def _each_asset(show: Callable[[str], None]) -> Iterator[None]:
    """Show each asset as it is made, on a terminal."""

    class Showing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            show(record.getMessage())

    logger = logging.getLogger("rus_pipeline.pipeline.run")
    showing, before = Showing(logging.INFO), logger.level
    if err_console.is_terminal:
        logger.addHandler(showing)
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(showing)
        logger.setLevel(before)


def status(raw: Raw = RAW, out: Out = OUT, *, as_json: Json = False) -> None:
    """Show which editions are current, and what is stale in the others, and why."""
    with input_errors():
        from rus_pipeline.pipeline import status as statuses
        from rus_pipeline.pipeline.partners import built_partners
        from rus_pipeline.pipeline.plan import Inputs
        from rus_pipeline.storage.location import configured_store
        from rus_pipeline.storage.store import Store

        store = Store(configured_store(out))
        found = statuses.editions_status(Inputs(raw, out), store)
        partners = {
            one.kode: statuses.editions_status(one.inputs, one.store)
            for one in built_partners(raw, out, store)
        }
    if as_json:
        typer.echo(json.dumps(statuses.as_json(found, partners), ensure_ascii=False))
        return
    _show_status(found)
    for kode, own in partners.items():
        _show_status(own, f"partner {kode}, ")


def _show_status(found: "Sequence[EditionStatus]", of: str = "") -> None:
    for one in found:
        say_state = f"{of}{one.edition}: {one.state}"
        typer.echo(say_state + (f" ({one.refused})" if one.refused else ""))
        for state in one.stale:
            typer.echo(f"  {state.asset}: {', '.join(state.why)}")


def _say_unchanged(out: Path, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"editions": []}))
    else:
        typer.echo(f"Nothing to do: every edition in {out} is current")
        built = out.glob(f"[0-9][0-9][0-9][0-9]/{MANIFEST}")
        _say_where(out, max(int(manifest.parent.name) for manifest in built))


def _show(found: "Outcome", out: Path) -> None:
    rows = ("Rows read", "Quarantined", "Left out", "Joined")
    table = Table("Edition", "Figures", *rows, "Made", "Reused", box=None)
    built = [one for one in found.editions if not one.failed]
    for one in built:
        if one.facts is not None:
            asked = ("figures", "rows_read", "rows_out", "udeladt", "samlet")
            numbers = (*(one.facts[name] for name in asked), one.made, one.reused)
            table.add_row(str(one.edition), *map(str, numbers))
    for shown in (table, _public(built)):
        if shown.row_count:
            out_console.print(shown)
    for warning in found.warnings:
        say(f"Warning: {warning}", "yellow")
    for one in found.editions:
        if one.failed:
            say(f"{one.edition} was not built: {one.failed}", "red")
        for reason in one.unpublished:
            say(f"{one.edition} has no public edition: {reason}", "red")
    _show_partners(found.partners)
    if built:
        _say_where(out, built[-1].edition)


def _show_partners(found: "Sequence[PartnerBuilt]") -> None:
    table = Table("Partner", "Edition", "Figures", "Made", "Reused", box=None)
    for one in found:
        if not one.failed:
            numbers = (one.edition, one.figures, one.made, one.reused)
            table.add_row(one.kode, *map(str, numbers))
    if table.row_count:
        out_console.print(table)
    for one in found:
        if one.failed:
            say(f"{one.edition} of partner {one.kode} was not built: {one.failed}", "red")
        for reason in one.unpublished:
            say(f"{one.edition} of partner {one.kode} has no public edition: {reason}", "red")


def _public(built: "Sequence[EditionRun]") -> Table:
    """Return how many cells each public edition shows, and the share of persons in those."""
    table = Table("Public edition", "Shown", "Recoded", "Suppressed", "Persons in shown", box=None)
    for one in built:
        if (shown := one.public) is not None:
            numbers = (one.edition, shown.shown, shown.recoded, shown.suppressed)
            table.add_row(*map(str, numbers), f"{shown.per_cent} %")
    return table


def _say_where(out: Path, year: int) -> None:
    """Print where the front page and an edition's report lie; a terminal can open them."""
    report = out / str(year) / "report" / "index.html"
    for name, page in (("All editions", out / "index.html"), ("Report", report)):
        where = Text(f"{name}: ").append(str(page), Style(link=page.absolute().as_uri()))
        out_console.print(where, soft_wrap=True)
