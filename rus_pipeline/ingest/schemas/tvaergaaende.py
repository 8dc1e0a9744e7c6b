"""``tvaergaaende.csv``: the narrative rows of tables 13 and 14.

Source: extract contract, Columns.
"""

from rus_pipeline.ingest.schema import Kind, column, extract_schema

SCHEMA = extract_schema(
    "tvaergaaende",
    "Tværgående indsats og fokusområder, som tekst.",
    [
        column(
            "type",
            Kind.KODE,
            "Indsats (tabel 13) eller fokus (tabel 14)",
            required=True,
            code_list_name="tvaergaaende_typer",
        ),
        column("omraade", Kind.TEKST, "Området", required=True),
        column("tekst", Kind.TEKST, "Teksten", required=True),
    ],
    [],
)
