"""``rus receive``: from a delivery to the raw folder.

What belongs here: what the command shows and exits with. What does not: its work.
"""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rus_pipeline.cli.console import (
    OUT,
    RAW,
    ComparedOut,
    Raw,
    current_deliveries,
    err_console,
    input_errors,
    out_console,
    say,
)
from rus_pipeline.core.errors import mask

if TYPE_CHECKING:
    from rus_pipeline.ingest.receiving import Received


def receive(
    folder: Annotated[
        Path, typer.Argument(help="The delivered folder, or an earlier one to be taken back.")
    ],
    edition: Annotated[int, typer.Option("--edition", help="Report year.")],
    raw: Raw = RAW,
    out: ComparedOut = None,
) -> None:
    """Take a delivery in: check it, and put it in place with the one before kept.

    Of those before, the newest are kept, and those that releases in --out were built from.

    Exit 0 also where the same stands already; 1 where it is refused, and nothing was changed.
    """
    with input_errors():
        from rus_pipeline.figures.stored_edition import released_files
        from rus_pipeline.ingest.corrections import print_list
        from rus_pipeline.ingest.receiving import RefusedError
        from rus_pipeline.ingest.receiving import receive as take

        try:
            with err_console.status("Checking the delivery"):
                current = current_deliveries(raw, out)
                received = take(folder, raw, edition, released_files(out or OUT), current)
        except RefusedError as error:
            print_list(out_console, [error.found])
            raise
    for warning in received.warnings:
        say(f"Warning: {warning}", "yellow")
    typer.echo("\n".join(_told(received, raw)))


def _told(received: "Received", raw: Path) -> list[str]:
    from rus_pipeline.ingest.delivered_folder import EARLIER

    edition, where = received.edition, mask(str(raw / str(received.edition)))
    if not received.taken:
        return [f"{edition}: nothing to do, the same delivery stands in {where} already"]
    in_raw = "" if raw == RAW else f" --raw {shlex.quote(mask(str(raw)))}"
    lines = [f"{edition}: {_count(len(received.files), 'file')} taken in, sha256 {received.sha}"]
    if received.rows_out or received.fields_empty:
        lines.append(
            f"{_count(received.rows_out, 'row')} and {_count(received.fields_empty, 'field')}"
            f" cannot be used; to list them: rus check --edition {edition}{in_raw}"
        )
    if received.kept is None:
        lines.append(f"There was no delivery before it; to take it back, remove {where}")
    else:
        earlier = shlex.quote(f"{where}/{EARLIER}/{received.kept}")
        lines.append(f"To take it back: rus receive {earlier} --edition {edition}{in_raw}")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
