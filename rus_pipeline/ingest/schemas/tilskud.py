"""``tilskud.csv``: grants by year.

Source: extract contract, Columns.
"""

from rus_pipeline.ingest.schema import Kind, column, extract_schema

SCHEMA = extract_schema(
    "tilskud",
    "Bevilgede tilskud.",
    [
        column("pulje", Kind.TEKST, "Puljens navn", required=True),
        column("aar", Kind.AAR, "Året, som tilskuddet er til", required=True),
        column("beloeb", Kind.BELOEB, "Tilskud, kr.", required=True),
    ],
    [],
)
