"""Another centre: a raw folder of its own, written by ``rus synthetic`` from its name alone."""

from pathlib import Path

from typer.testing import CliRunner

from rus_pipeline.cli.app import app
from rus_pipeline_tests.building import build_drawn

YEARS = (2022, 2023)
CENTER = """\
navn = "Rusmiddelcenter Sydsjælland"
hjemkommune = "0370"
samarbejdskommuner = ["0376", "0360", "0390"]

[tilbud]
indsatser = ["Alkohol", "Stof"]
unge = false

[frister]
behandlingsgaranti_dage = 7
opfoelgning_mdr = [3, 12]

[udgaver]
som = 2023
"""


def write_raw(folder: Path) -> None:
    """Write the raw folder: ``center.toml`` by hand, the rest by the command."""
    (folder / "center.toml").write_text(CENTER, encoding="utf-8")
    editions = [word for year in YEARS for word in ("--edition", str(year))]
    given = ["synthetic", "--raw", str(folder), "--out", str(folder), *editions]
    made = CliRunner().invoke(app, [*given, "--courses", "300"])
    assert made.exit_code == 0, made.output


def build_out(raw: Path, out: Path) -> None:
    """Build the editions of the raw folder."""
    build_drawn(raw, out, *YEARS)
