"""The list of values that cannot be used, and what was done about each: its shape, order and words.

Source: extract contract, What bad input gets.
"""

import re
from collections.abc import Iterable

import polars as pl

from rus_pipeline.core.errors import MASK, mask
from rus_pipeline.ingest.values.error_marks import is_error_mark

ROW_OUT = "raekke_ude"
FIELD_EMPTY = "felt_tomt"

SCHEMA = pl.Schema(
    {
        "file": pl.String,
        "line": pl.Int64,
        "column": pl.String,
        "rule": pl.String,
        "action": pl.String,
        "value": pl.String,
    }
)

# What each rule means to the one who corrects the row in the journal.
EXPLANATIONS = {
    "feltantal": "Rækken har et andet antal felter end overskriften",
    "mangler": "Feltet skal udfyldes",
    "dato_ugyldig": "Ingen gyldig dato; skriv dd-mm-åååå",
    "beloeb_ugyldig": "Intet gyldigt beløb; skriv fx 1.234,50",
    "cpr_ugyldig": "Intet gyldigt CPR-nummer",
    "kode_ukendt": "Ordet står ikke i kodelisten eller er en indsats, som centret ikke tilbyder"
    " (center.toml), eller cellen er en fejl fra regnearket",
    "konto_ukendt": "Kontoen passer på intet mønster under [konti] i center.toml; skriv den dér",
    "kommune_ukendt": "Kommunen kendes ikke; skriv navnet eller de fire cifre",
    "score_ugyldig": "Ingen gyldig score; ORS og SRS går fra 0 til 40, TEM fra 0 til 100",
    "forloeb_ukendt": "Intet forløb i udtrækkets forloeb har det id",
    "id_dublet": "Id'et står i flere rækker",
    "dato_raekkefoelge": "Datoerne står i forkert rækkefølge",
    "dato_fremtid": "Datoen ligger efter udtrækkets dato",
    "dato_udenfor": "Året er ikke blandt udtrækkets regnskabsår",
    "alder_urimelig": "Alderen er over 110 år",
    "overskrift_gentaget": "Rækken er filens overskrift igen",
    "sumraekke": "Rækken er en sum, ikke en post",
    "felt_uventet": "Feltet skal være tomt her",
}


_POWER = re.compile(r"[+-]?([0-9](?:[.,][0-9]+)?)E\+[0-9]+", re.IGNORECASE)
_FEW = 4  # characters of it: they tell less of a CPR number than a birthday
_NINE_DIGITS = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")  # a CPR number that has lost a zero


def findings(rows: Iterable[tuple[str, int, str, str, str, str]]) -> pl.DataFrame:
    """Return a list of findings (``SCHEMA``) from plain rows."""
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def shown(value: str | None, *, holds_cpr: bool) -> str:
    """Return a value as the list shows it: masked whole in a CPR column, in parts elsewhere.

    An error mark holds no CPR, and says what there is to correct; nor does a number shown as a
    power of ten, of which few digits are left.
    """
    if not value:
        return ""
    if (power := _POWER.fullmatch(value)) is not None:
        kept = MASK if holds_cpr and len(power[1]) > _FEW else mask(value)
        return (
            f"{kept} (et regneark har vist tallet som en potens af ti; formatér kolonnen som tekst)"
        )
    if holds_cpr and not is_error_mark(value):
        return MASK
    return _NINE_DIGITS.sub(MASK, mask(value))


def in_order(lists: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return the lists as one, by file, line and column, each (line, column, rule) once."""
    return (
        pl.concat([pl.DataFrame(schema=SCHEMA), *lists])
        .unique(["file", "line", "column", "rule"], keep="first", maintain_order=True)
        .sort("file", "line", "column", "rule", maintain_order=True)
    )


def rows_out(listed: pl.DataFrame) -> int:
    """Return how many rows the list quarantines."""
    return listed.filter(pl.col("action") == ROW_OUT).select("file", "line").n_unique()
