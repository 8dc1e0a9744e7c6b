"""What the commands share: their options, and how they speak.

What belongs here: arguments and messages. What does not: any command. Nothing heavy is imported, so
that ``rus --help`` starts at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from rus_pipeline.core.errors import InputError, mask

if TYPE_CHECKING:
    from rus_pipeline.ingest.plausibility import BuiltFrom

out_console = Console()
err_console = Console(stderr=True)

Editions = Annotated[
    list[int] | None,
    typer.Option("--edition", help="Report year; may be given several times. Default: all."),
]
Raw = Annotated[Path, typer.Option("--raw", help="The raw folder.")]
Out = Annotated[Path, typer.Option("--out", help="The output folder.")]
ComparedOut = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="The output folder with whose editions a delivery is compared."
        " Default: data/marts, where --raw is data/raw.",
    ),
]
RAW, OUT = Path("data/raw"), Path("data/marts")


class Form(StrEnum):
    """How an answer is printed: for a person, or for a program."""

    TEXT = "text"
    JSON = "json"


Format = Annotated[Form, typer.Option("--format", help="How to print it.")]


def current_deliveries(raw: Path, out: Path | None) -> "dict[int, BuiltFrom]":
    """Return by edition the delivery that each one that stands was built from.

    The default output folder is that of the default raw folder: the editions of another are not to
    be compared with it.
    """
    from rus_pipeline.figures import stored_edition as kept

    compared = out or (OUT if raw == RAW else None)
    return {} if compared is None else kept.current_deliveries(compared)


def say(line: str, style: str = "") -> None:
    """Print one line for a person, never folded: it may be read by a program, too."""
    err_console.print(line, style=style, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def input_errors() -> Iterator[None]:
    """Show what a person must mend as one line, and exit 1."""
    try:
        yield
    except InputError as error:
        say(f"Error: {error}", "red")
        raise typer.Exit(1) from None
    except OSError as error:
        say(f"Error: {mask(_described(error))}", "red")
        raise typer.Exit(1) from None


def _described(error: OSError) -> str:
    """Return the file and what is wrong with it, in one line."""
    if error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split())  # raised by a library, in its own words
