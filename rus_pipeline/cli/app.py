"""The ``rus`` command and its list of commands.

Each command imports Dagster, Polars and Pandera itself if it needs them, so that ``rus --help`` and
the other commands start at once.
"""

import atexit
import gc
import os
import sys
from contextlib import suppress

import typer

from rus_pipeline.cli import auditing, building, receiving, running, starting, web

app = typer.Typer(
    help="Build the yearly report of a treatment centre from its raw extracts.",
    epilog="A year: rus receive DELIVERY --edition 2024, rus run, rus status, rus release 2024.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def main() -> None:
    """Build the yearly report of a treatment centre from its raw extracts."""
    # Nearly all objects are those of modules, and stay: a collection each 700 looks through them
    # again and again, 5 % of the time of a run.
    gc.set_threshold(20_000)


for command in (
    starting.init,
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
    web.web,
):
    app.command()(command)


def run_command() -> None:
    """Run ``rus``, and end the process as soon as its exit handlers have run.

    Python would first free every object that is left: up to a second at the end of a build.
    """
    code = 1  # of an exception

    def end() -> None:
        for stream in (sys.stdout, sys.stderr):
            with suppress(BrokenPipeError):
                stream.flush()
        os._exit(code)

    atexit.register(end)  # before anything else is imported and registers its own: called last
    try:
        app()
    except SystemExit as ended:
        if isinstance(ended.code, int):
            code = ended.code
        raise
