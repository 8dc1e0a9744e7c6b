"""``rus run``, ``rus check`` and ``rus fictitious``: from raw folder to editions.

What belongs here: what these commands show and exit with. What does not: their work.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from rus_pipeline.commands.console import (
    OUT,
    RAW,
    ComparedOut,
    Editions,
    Out,
    Raw,
    current_deliveries,
    err_console,
    input_errors,
    out_console,
    say,
)
from rus_pipeline.errors import InputError

if TYPE_CHECKING:
    from rus_pipeline.orchestration.runs import RunOutcome

_STAGES = {"slice": 0, "figures": 1, "report": 2, "done": 3, "failed": 3}


def run(edition: Editions = None, raw: Raw = RAW, out: Out = OUT) -> None:
    """Build editions through Dagster; exit 0 only if every edition asked for was built.

    Also 1 where an edition was built but its public edition could not be protected.
    """
    with input_errors(), err_console.status("Reading the raw folder"):
        from rus_pipeline.extracts.folder import RawFolder
        from rus_pipeline.extracts.identity import PersonKeys

        folder = RawFolder(raw, PersonKeys.from_environment())
        folder.refuse_real_numbers()
        wanted = sorted(set(edition or folder.editions))
        if not wanted:
            raise InputError(f"{raw}: ingen udgaver; ventet en mappe for hvert år, fx {raw}/2023")
    with input_errors(), _progress(wanted):
        from rus_pipeline.orchestration.runs import run_editions
        from rus_pipeline.published.claims import read_claims

        _, claim_warnings = read_claims(raw)
        outcome = run_editions(raw, out, wanted, folder.editions)
    found = (warning for item in outcome.built for warning in item.warnings)
    for warning in (*folder.warnings, *claim_warnings, *found):
        say(f"Warning: {warning}", "yellow")
    _show(outcome, out)
    if outcome.failed or outcome.ended or any(item.unpublished for item in outcome.built):
        raise typer.Exit(1)


def check(
    edition: Editions = None,
    raw: Raw = RAW,
    out: ComparedOut = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", help="Write the list to this workbook as well.")
    ] = None,
) -> None:
    """Validate alone, and list in Danish what journal staff should mend.

    Exit 0 if every edition could be built, mended or not.
    """
    with input_errors():
        from rus_pipeline.extracts.folder import RawFolder
        from rus_pipeline.extracts.identity import PersonKeys
        from rus_pipeline.mending import mending_list, print_list, write_workbook

        folder = RawFolder(raw, PersonKeys.from_environment(), current_deliveries(raw, out))
        folder.refuse_real_numbers()
        found = [mending_list(folder, year) for year in sorted(set(edition or folder.editions))]
        for warning in folder.warnings:
            say(f"Bemærk: {warning}")
        print_list(out_console, found)
        if xlsx is not None:
            write_workbook(xlsx, found)
            say(f"Wrote {xlsx}")
    if any(listed.errors for listed in found):
        raise typer.Exit(1)


def fictitious(
    edition: Editions = None,
    raw: Raw = RAW,
    out: Annotated[Path, typer.Option("--out", help="Where to write the extract folders.")] = Path(
        "fictitious"
    ),
    seed: Annotated[int, typer.Option("--seed", help="Another seed, other persons.")] = 2026,
) -> None:
    """Write extracts of invented persons that meet the printed figures as far as they can."""
    with input_errors():
        from rus_pipeline.fictitious.told import write_and_tell

        for line in write_and_tell(raw, out, edition, seed):
            out_console.print(line, markup=False, highlight=False, soft_wrap=True)


class _Progress(logging.Handler):
    """Moves the bar as the build logs its stages, and tells what it warns of."""

    def __init__(self, console: Console, editions: list[int]) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        super().__init__(logging.INFO)
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._order = {str(year): i for i, year in enumerate(editions)}
        self._task = self.bar.add_task("Starting Dagster", total=3 * len(editions))

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            say(f"{record.levelname.capitalize()}: {record.getMessage()}", "yellow")
        words = dict(word.split("=", 1) for word in record.getMessage().split() if "=" in word)
        edition, stage = words.get("edition", ""), words.get("stage", "")
        if edition in self._order and stage in _STAGES:
            done = 3 * self._order[edition] + _STAGES[stage]
            self.bar.update(self._task, completed=done, description=f"{edition}: {stage}")


@contextmanager
def _progress(editions: list[int]) -> Iterator[None]:
    handler = _Progress(err_console, editions)
    logger = logging.getLogger("rus_pipeline")
    before = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        with handler.bar:
            yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


def _show(outcome: "RunOutcome", out: Path) -> None:
    table = Table("Edition", "Figures", "Rows read", "Quarantined", "Notes", box=None)
    for item in outcome.built:
        notes = [n for n, on in (("fictitious", item.fictitious), ("draft", item.draft)) if on]
        numbers = (item.edition, item.figures, item.rows_read, item.rows_out)
        table.add_row(*map(str, numbers), ", ".join(notes))
    if outcome.built:
        out_console.print(table)
    for edition, reason in sorted(outcome.failed.items()):
        say(f"{edition} was not built: {reason}", "red")
    for reason in outcome.ended:
        say(f"The run was not finished: {reason}", "red")
    for item in outcome.built:
        for reason in item.unpublished:
            say(f"{item.edition} has no public edition: {reason}", "red")
    for item in outcome.built[-1:]:
        report = out / str(item.edition) / "report" / "index.html"
        out_console.print(f"Report: {report}", markup=False, highlight=False, soft_wrap=True)
