"""``rus receive``: from a delivery to the raw folder."""

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
        Path, typer.Argument(help="The delivered folder, or an earlier delivery to restore.")
    ],
    edition: Annotated[int, typer.Option("--edition", help="Report year.")],
    raw: Raw = RAW,
    out: ComparedOut = None,
) -> None:
    """Check a delivery, and make it the raw folder's current one.

    The delivery before it is stored next to it. Of all earlier ones, the newest stay, and those
    that releases in --out were built from.

    Exit 0, also if it is the current delivery already; 1 if it is refused, with nothing changed.
    """
    with input_errors():
        from rus_pipeline.figures.stored_edition import released_files
        from rus_pipeline.ingest.corrections import print_causes
        from rus_pipeline.ingest.receiving import RefusedError
        from rus_pipeline.ingest.receiving import receive as take

        try:
            with err_console.status("Checking the delivery"):
                current = current_deliveries(raw, out)
                received = take(folder, raw, edition, released_files(out or OUT), current)
        except RefusedError as error:
            print_causes(out_console, [error.found])
            raise
    for warning in received.warnings:
        say(f"Warning: {warning}", "yellow")
    typer.echo("\n".join(_outcome(received, raw)))


def _outcome(received: "Received", raw: Path) -> list[str]:
    from rus_pipeline.ingest.files.delivered_folder import EARLIER

    edition, where = received.edition, mask(str(raw / str(received.edition)))
    if not received.taken:
        return [f"{edition}: nothing to do, {where} has this delivery already"]
    in_raw = "" if raw == RAW else f" --raw {shlex.quote(mask(str(raw)))}"
    lines = [f"{edition}: {_count(len(received.files), 'file')} taken in, sha256 {received.sha}"]
    if received.rows_out or received.fields_empty:
        lines.append(
            f"{_count(received.rows_out, 'row')} and {_count(received.fields_empty, 'field')}"
            f" cannot be used; to list them: rus check --edition {edition}{in_raw}"
        )
    if received.udeladt or received.samlet:
        lines.append(
            f"As center.toml says, {_count(received.udeladt, 'row')} left out (udeladt) and"
            f" {received.samlet} joined (samlet)"
        )
    if received.previous is None:
        lines.append(f"There was no delivery before it; to undo, remove {where}")
    else:
        earlier = shlex.quote(f"{where}/{EARLIER}/{received.previous}")
        lines.append(f"To undo: rus receive {earlier} --edition {edition}{in_raw}")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
