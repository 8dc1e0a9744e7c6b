"""The ``rus`` command, assembled. What belongs here: which commands there are, and nothing else.

Dagster, Polars and Pandera are imported by the command that needs them, so that the others start
at once.
"""

import typer

from rus_pipeline.cli import auditing, building, receiving, running

app = typer.Typer(
    help="Build the yearly report of a treatment centre from its raw extracts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def main() -> None:
    """Build the yearly report of a treatment centre from its raw extracts."""


for command in (
    receiving.receive,
    running.run,
    running.status,
    building.check,
    building.synthetic,
    auditing.reconcile,
    auditing.trace,
    auditing.audit_public,
    auditing.release,
    auditing.verify,
    auditing.export,
):
    app.command()(command)
