"""``rus init``: from a centre's own files to its first raw folder."""

from pathlib import Path
from typing import Annotated

import typer

from rus_pipeline.cli.console import RAW, Raw, input_errors


def init(
    files: Annotated[
        list[Path], typer.Argument(help="The centre's own files, as its systems export them.")
    ],
    edition: Annotated[int, typer.Option("--edition", help="Report year that they are of.")],
    raw: Raw = RAW,
) -> None:
    """Write a centre's first raw folder from its own files.

    They are copied to it. center.toml translates the headings and words that are sure; what is not
    stands there as comments to fill in. Nothing in it is of single persons.
    """
    with input_errors():
        from datetime import date

        from rus_pipeline.ingest.new_center import start

        looks = start(files, raw, edition, date.today())
    for look in looks:
        typer.echo(f"{look.path}: {look.stem}")
        if look.missing:
            typer.echo(f"  not found yet: {', '.join(look.missing)}")
    typer.echo(f"Next: fill in {raw / 'center.toml'}, then: rus check --raw {raw}")
