"""Options and messages that the commands share. No heavy import: ``rus --help`` starts at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from rus_pipeline.core.errors import InputError, mask
from rus_pipeline.storage.layout import partner_out

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
        help="The output folder whose editions a delivery is compared with."
        " Default: data/marts if --raw is data/raw, else none.",
    ),
]
Partner = Annotated[
    str,
    typer.Option(
        "--for", metavar="CODE", help="A partner's own edition, by the municipality's code: 0336."
    ),
]
RAW, OUT = Path("data/raw"), Path("data/marts")


class Form(StrEnum):
    """The form of an answer: text for a person, JSON for a program."""

    TEXT = "text"
    JSON = "json"


Format = Annotated[Form, typer.Option("--format", help="Text for a person, or JSON for a program.")]


def current_deliveries(raw: Path, out: Path | None) -> "dict[int, BuiltFrom]":
    """Return by year the delivery that each current edition was built from.

    The default output folder belongs to the default raw folder. For another raw folder there is no
    default: its deliveries must not be compared with those editions.
    """
    from rus_pipeline.figures import stored_edition

    compared = out or (OUT if raw == RAW else None)
    return {} if compared is None else stored_edition.current_deliveries(compared)


def out_of(out: Path, partner: str) -> Path:
    """Return the output folder, or a partner's within it."""
    return partner_out(out, partner) if partner else out


def say(line: str, style: str = "") -> None:
    """Print one line on stderr, never wrapped: a program may read it, too."""
    err_console.print(line, style=style, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def input_errors() -> Iterator[None]:
    """Print an input error as one line, and exit 1."""
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
    return " ".join(str(error).split())  # raised by a library, without a file name
