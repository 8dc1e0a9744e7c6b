"""``rus check`` and ``rus synthetic``: a raw folder looked at, and one written."""

from pathlib import Path
from typing import Annotated

import typer

from rus_pipeline.cli.console import (
    RAW,
    ComparedOut,
    Editions,
    Raw,
    current_deliveries,
    input_errors,
    out_console,
    say,
)


def check(
    edition: Editions = None,
    raw: Raw = RAW,
    out: ComparedOut = None,
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", help="Write the list, a line for each row, to this workbook too."),
    ] = None,
    *,
    each_row: Annotated[
        bool, typer.Option("--all", help="List each row, not one line for those of one cause.")
    ] = False,
) -> None:
    """Validate alone, and list in Danish what journal staff should correct.

    Rows with the same rule, column and value are one line, with how many they are, the first of
    them, and the known word that is nearest.

    Exit 0 if every edition could be built, corrected or not.
    """
    with input_errors():
        from rus_pipeline.ingest.corrections import (
            correction_list,
            print_causes,
            print_rows,
            write_workbook,
        )
        from rus_pipeline.ingest.folder import RawFolder
        from rus_pipeline.ingest.values.identity import PersonKeys

        folder = RawFolder(raw, PersonKeys.from_environment(), current_deliveries(raw, out))
        folder.refuse_real_numbers()
        found = [correction_list(folder, year) for year in sorted(set(edition or folder.editions))]
        for warning in folder.warnings:
            say(f"Bemærk: {warning}")
        (print_rows if each_row else print_causes)(out_console, found)
        if xlsx is not None:
            write_workbook(xlsx, found)
            say(f"Wrote {xlsx}")
    if any(listed.errors for listed in found):
        raise typer.Exit(1)


def synthetic(
    edition: Editions = None,
    raw: Raw = RAW,
    out: Annotated[Path, typer.Option("--out", help="Where to write the extract folders.")] = Path(
        "synthetic"
    ),
    seed: Annotated[int, typer.Option("--seed", help="Another seed gives other persons.")] = 2026,
    courses: Annotated[
        int,
        typer.Option(
            "--courses", min=100, max=5000, help="Courses a year, where no report has printed any."
        ),
    ] = 430,
) -> None:
    """Write synthetic extracts that meet the printed figures as far as any journal can.

    A raw folder needs no more than center.toml: its own municipalities then get a usual journal.
    """
    with input_errors():
        from rus_pipeline.synthetic.fit_report import write_with_fit_report

        for line in write_with_fit_report(raw, out, edition, seed, courses):
            out_console.print(line, markup=False, highlight=False, soft_wrap=True)
