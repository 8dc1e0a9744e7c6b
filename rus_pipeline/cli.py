"""The ``rus`` command. What belongs here: arguments, what is shown, exit codes. Nothing else.

Dagster, Polars and Pandera are imported by the command that needs them, so that the others start
at once.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from rus_pipeline.errors import InputError, mask

if TYPE_CHECKING:
    from rus_pipeline.orchestration.runs import RunOutcome

app = typer.Typer(
    help="Build the yearly report of a treatment centre from its raw extracts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out_console = Console()
err_console = Console(stderr=True)

Editions = Annotated[
    list[int] | None,
    typer.Option("--edition", help="Report year; may be given several times. Default: all."),
]
Raw = Annotated[Path, typer.Option("--raw", help="The raw folder.")]
Out = Annotated[Path, typer.Option("--out", help="The output folder.")]
RAW, OUT = Path("data/raw"), Path("data/marts")

_STAGES = {"slice": 0, "figures": 1, "report": 2, "done": 3, "failed": 3}


class Form(StrEnum):
    """How an answer is printed: for a person, or for a program."""

    TEXT = "text"
    JSON = "json"


@app.callback()
def main() -> None:
    """Build the yearly report of a treatment centre from its raw extracts."""


@app.command()
def run(edition: Editions = None, raw: Raw = RAW, out: Out = OUT) -> None:
    """Build editions through Dagster; exit 0 only if every edition asked for was built."""
    with _input_errors(), err_console.status("Reading the raw folder"):
        from rus_pipeline.extracts.folder import RawFolder
        from rus_pipeline.extracts.identity import PersonKeys

        folder = RawFolder(raw, PersonKeys.from_environment())
        folder.refuse_real_numbers()
        wanted = sorted(set(edition or folder.editions))
        if not wanted:
            raise InputError(f"{raw}: ingen udgaver; ventet en mappe for hvert år, fx {raw}/2023")
    with _input_errors(), _progress(wanted):
        from rus_pipeline.orchestration.runs import run_editions
        from rus_pipeline.published.claims import read_claims

        _, claim_warnings = read_claims(raw)
        outcome = run_editions(raw, out, wanted, folder.editions)
    found = (warning for item in outcome.built for warning in item.warnings)
    for warning in (*folder.warnings, *claim_warnings, *found):
        _say(f"Warning: {warning}", "yellow")
    _show(outcome, out)
    if outcome.failed:
        raise typer.Exit(1)


@app.command()
def check(
    edition: Editions = None,
    raw: Raw = RAW,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", help="Write the list to this workbook as well.")
    ] = None,
) -> None:
    """Validate alone, and list in Danish what journal staff should mend.

    Exit 0 if every edition could be built, mended or not.
    """
    with _input_errors():
        from rus_pipeline.extracts.folder import RawFolder
        from rus_pipeline.extracts.identity import PersonKeys
        from rus_pipeline.mending import mending_list, print_list, write_workbook

        folder = RawFolder(raw, PersonKeys.from_environment())
        folder.refuse_real_numbers()
        found = [mending_list(folder, year) for year in sorted(set(edition or folder.editions))]
        for warning in folder.warnings:
            _say(f"Bemærk: {warning}")
        print_list(out_console, found)
        if xlsx is not None:
            write_workbook(xlsx, found)
            _say(f"Wrote {xlsx}")
    if any(listed.errors for listed in found):
        raise typer.Exit(1)


@app.command()
def reconcile(
    edition: Annotated[int | None, typer.Argument(help="Report year. Default: all.")] = None,
    raw: Raw = RAW,
    out: Out = OUT,
    form: Annotated[Form, typer.Option("--format", help="How to print it.")] = Form.TEXT,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if any claim differs.")] = False,
) -> None:
    """Set each printed number beside the figure built for it."""
    with _input_errors():
        from rus_pipeline.reconciling import print_claims, standing_claims

        claims = standing_claims(raw, out, edition)
        if form is Form.JSON:
            typer.echo(json.dumps(claims, ensure_ascii=False, indent=1))
        else:
            print_claims(out_console, claims)
    if strict and any(claim["outcome"] == "differs" for claim in claims):
        raise typer.Exit(1)


@app.command()
def fictitious(
    edition: Editions = None,
    raw: Raw = RAW,
    out: Annotated[Path, typer.Option("--out", help="Where to write the extract folders.")] = Path(
        "fictitious"
    ),
    seed: Annotated[int, typer.Option("--seed", help="Another seed, other persons.")] = 2026,
) -> None:
    """Write extracts of invented persons that meet the printed figures as far as they can."""
    with _input_errors():
        from rus_pipeline.fictitious.told import write_and_tell

        for line in write_and_tell(raw, out, edition, seed):
            out_console.print(line, markup=False, highlight=False, soft_wrap=True)


def _say(line: str, style: str = "") -> None:
    """Print one line for a person, never folded: it may be read by a program, too."""
    err_console.print(line, style=style, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _input_errors() -> Iterator[None]:
    """Show what a person must mend as one line, and exit 1."""
    try:
        yield
    except InputError as error:
        _say(f"Error: {error}", "red")
        raise typer.Exit(1) from None
    except OSError as error:
        _say(f"Error: {mask(f'{error.filename}: {error.strerror}')}", "red")
        raise typer.Exit(1) from None


class _Progress(logging.Handler):
    """Moves the bar as the build logs its stages."""

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
        words = dict(word.split("=", 1) for word in record.getMessage().split() if "=" in word)
        edition, stage = words.get("edition", ""), words.get("stage", "")
        if edition in self._order and stage in _STAGES:
            done = 3 * self._order[edition] + _STAGES[stage]
            self.bar.update(self._task, completed=done, description=f"{edition}: {stage}")


@contextmanager
def _progress(editions: list[int]) -> Iterator[None]:
    handler = _Progress(err_console, editions)
    logger = logging.getLogger("rus_pipeline.build")
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
        _say(f"{edition} was not built: {reason}", "red")
    for item in outcome.built[-1:]:
        report = out / str(item.edition) / "report" / "index.html"
        out_console.print(f"Report: {report}", markup=False, highlight=False, soft_wrap=True)
