"""The commands of auditors: reconcile, trace, audit-public, release, verify and export."""

import json
from pathlib import Path
from typing import Annotated

import typer

from rus_pipeline.cli.console import (
    OUT,
    RAW,
    Form,
    Format,
    Out,
    Partner,
    Raw,
    input_errors,
    out_console,
    out_of,
    say,
)
from rus_pipeline.core.errors import InputError


def reconcile(
    edition: Annotated[int | None, typer.Argument(help="Report year. Default: all.")] = None,
    raw: Raw = RAW,
    out: Out = OUT,
    form: Format = Form.TEXT,
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 if any printed number differs.")
    ] = False,
) -> None:
    """Compare each printed number with the figure built for it."""
    with input_errors():
        from rus_pipeline.cli.claims import print_claims
        from rus_pipeline.reconciliation.stored import current_claims

        claims = current_claims(raw, out, edition)
        if form is Form.JSON:
            typer.echo(json.dumps(claims, ensure_ascii=False, indent=1))
        else:
            print_claims(out_console, claims)
    if strict and any(claim["outcome"] == "differs" for claim in claims):
        raise typer.Exit(1)


def trace(
    figure_id: Annotated[
        str | None, typer.Argument(help="A figure's id, as 2023/tabel-10/udeblevet/andel.")
    ] = None,
    raw: Raw = RAW,
    out: Out = OUT,
    form: Format = Form.TEXT,
    partner: Partner = "",
    *,
    row: Annotated[
        str | None,
        typer.Option(
            "--row", metavar="FILE:LINE", help="List the figures in which this row counts instead."
        ),
    ] = None,
    why_not: Annotated[
        str | None,
        typer.Option(
            "--why-not",
            metavar="FILE:LINE",
            help="Show each condition of the figure, and whether this row meets it.",
        ),
    ] = None,
) -> None:
    """Trace a figure to its rows, or a row to its figures.

    Exit 2 if there is no such figure or row.
    """
    if (figure_id is None) == (row is None) or (row is not None and why_not is not None):
        say("Error: give a figure (with or without --why-not FILE:LINE), or --row FILE:LINE", "red")
        raise typer.Exit(2)
    with input_errors():
        from rus_pipeline.audit import trace as tracing
        from rus_pipeline.cli import traces
        from rus_pipeline.figures.stored_edition import UnknownError

        try:
            out = out_of(out, partner)
            if row is not None:
                answer = tracing.trace_row(raw, out, *tracing.row_at(row))
                shown = traces.row(answer)
            elif why_not is not None:
                answer = tracing.why_not(raw, out, str(figure_id), *tracing.row_at(why_not))
                shown = traces.conditions(answer)
            else:
                answer = tracing.trace(raw, out, str(figure_id))
                shown = traces.figure(answer)
        except UnknownError as error:
            say(f"Error: {error}", "red")
            raise typer.Exit(2) from None
        if form is Form.JSON:
            typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            typer.echo("\n".join(shown))


def release(
    edition: Annotated[int, typer.Argument(help="Report year.")],
    raw: Raw = RAW,
    out: Out = OUT,
    partner: Partner = "",
    *,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            "--allow",
            metavar="NAME",
            help="Release in spite of NAME: fictitious, quarantined, or a gate. May be repeated;"
            " the manifest records it.",
        ),
    ] = None,
) -> None:
    """Freeze the current edition of a year as a release, which is never changed."""
    with input_errors():
        from rus_pipeline.audit.release import release as make
        from rus_pipeline.cli import traces

        made = make(raw, out_of(out, partner), edition, allow or [])
        typer.echo("\n".join(traces.released(made)))


def audit_public(
    folder: Annotated[
        list[Path] | None,
        typer.Argument(help="Public folders. Default: those of all editions and releases."),
    ] = None,
    out: Out = OUT,
    form: Format = Form.TEXT,
    partner: Partner = "",
    *,
    narrowest: Annotated[
        int, typer.Option("--narrowest", help="Show so many counts, the narrowest intervals first.")
    ] = 20,
) -> None:
    """Compute, as an intruder could, the interval of each suppressed count.

    Only the public folders are read; with a partner's also the centre's beside it, and what ties
    the two, which is in the store. Not every suppressed count is small: every build checks the
    intervals of the small ones.
    """
    with input_errors():
        from rus_pipeline.cli import traces
        from rus_pipeline.core.solver import UndecidedError
        from rus_pipeline.disclosure.constraints import ContradictionError
        from rus_pipeline.disclosure.intruder import disclosure_audit
        from rus_pipeline.disclosure.partner_folders import read_attacked
        from rus_pipeline.disclosure.public_state import public_folders

        folders = folder or public_folders(out_of(out, partner))
        if not folders:
            raise InputError(
                f"{out_of(out, partner)}: there is no public folder; build with rus run"
            )
        try:
            cells = disclosure_audit(read_attacked(folders))
        except (ContradictionError, UndecidedError) as error:
            raise InputError(f"{', '.join(map(str, folders))}: {error}") from None
    if form is Form.JSON:
        typer.echo(json.dumps([traces.cell_item(cell) for cell in cells], indent=1))
    else:
        typer.echo("\n".join(traces.cells(cells, narrowest)))


def verify(
    edition: Annotated[int | None, typer.Argument(help="Report year. Default: all.")] = None,
    raw: Raw = RAW,
    out: Out = OUT,
    partner: Partner = "",
    *,
    crate: Annotated[
        Path | None,
        typer.Option("--crate", help="Verify this exported file instead of the editions."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", help="Check the crate's signature with this public key (PEM)."),
    ] = None,
) -> None:
    """Verify editions and releases: digests, the chain of releases, and a rebuild.

    Exit 1, naming each file or figure, if anything differs.
    """
    with input_errors():
        if crate is not None:
            from rus_pipeline.audit.crate import verify_crate

            complaints = tuple(verify_crate(crate, key))
            unsigned = "" if key else " (digests only; to check the signature, give --key)"
            verified = f"{crate.name} holds{unsigned}"
        else:
            from rus_pipeline.audit.verify import verify as check
            from rus_pipeline.pipeline.partners import rebuild_of

            found = check(raw, out_of(out, partner), edition, rebuild_of(partner))
            complaints = found.complaints
            verified = (
                f"{', '.join(found.editions)}: {found.files} files, the chain and a rebuild hold"
            )
    for complaint in complaints:
        say(complaint, "red")
    if complaints:
        raise typer.Exit(1)
    typer.echo(verified)


def export(
    edition: Annotated[int, typer.Argument(help="Report year.")],
    out: Out = OUT,
    *,
    to: Annotated[Path, typer.Option("--to", help="The folder to write in.")] = Path("exports"),
    key: Annotated[
        Path | None, typer.Option("--key", help="Sign with this private key (Ed25519, PEM).")
    ] = None,
) -> None:
    """Export the newest release of an edition as an RO-Crate, without rows."""
    with input_errors():
        from rus_pipeline.audit.crate import export as write
        from rus_pipeline.figures.stored_edition import releases

        made = releases(out, edition)
        if not made:
            raise InputError(f"{edition} has no release to export; make one with rus release")
        to.mkdir(parents=True, exist_ok=True)
        newest = made[-1]
        typer.echo(write(newest, to / f"{newest.name}.crate.zip", key))
