"""What the report says of its own soundness: messages on every page, and the colophon's tables.

The time of the build is not here but in ``manifest.json``: the same input gives the same bytes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rus_pipeline.core.danish import day, listed, number_of
from rus_pipeline.disclosure.coverage import Coverage
from rus_pipeline.ingest.udtraek import Udtraek
from rus_pipeline.report.sheets import PROVISIONAL, Sheet, text_sheet

SYNTHETIC = "Fiktive data. Journalen er opdigtet; tallene beskriver ingen virkelige personer."
DRAFT = "Kladde"
INTERNAL = "Intern udgave. Den viser små tal og må ikke offentliggøres."

_ASIDE = {
    "Udeladt": "Udeladt er rækker på konti, som ikke er centrets.",
    "Samlet": "Samlet er rækker, der er lagt sammen med den første række af samme forløb.",
}


@dataclass(frozen=True)
class DeliveredFile:
    """A raw file of the edition, with how many of its records were quarantined.

    ``udeladt`` and ``samlet`` are the records that ``center.toml`` leaves out and joins.
    """

    file: str
    sha256: str
    records: int
    rows_out: int
    fields_emptied: int
    udeladt: int = 0
    samlet: int = 0

    @property
    def used(self) -> int:
        """Return how many records count."""
        return self.records - self.rows_out - self.udeladt - self.samlet


@dataclass(frozen=True)
class GateShown:
    """A gate that the edition passed: what it checks, in Danish, and the number of checks made."""

    shows: str
    tried: int


@dataclass(frozen=True)
class ReportStatus:
    """The extracts behind a report, and what is wrong in them.

    ``read`` maps an edition's year to the facts of its extract. ``files`` are the edition's own raw
    files; ``earlier`` maps those of other editions to their sha256. ``by_rule`` maps a fault, in
    Danish, to the number of quarantined rows and fields. ``synthetic``: an extract bears the mark
    of synthetic data. ``smallest`` is the least count that a public edition shows; None is an
    internal edition. ``coverage`` is how much the public edition shows, None where there is none.
    ``partner`` is the municipality whose rows alone count, where the report is a partner's.
    """

    udtraek: Udtraek
    synthetic: bool
    read: Mapping[int, Udtraek]
    files: tuple[DeliveredFile, ...]
    earlier: Mapping[str, str]
    by_rule: Mapping[str, int]
    smallest: int | None = None
    coverage: Coverage | None = None
    partner: str = ""

    @property
    def rows_out(self) -> int:
        """Return how many rows could not be used."""
        return sum(file.rows_out for file in self.files)

    @property
    def fields_emptied(self) -> int:
        """Return how many fields were emptied in rows that count."""
        return sum(file.fields_emptied for file in self.files)

    def messages(self) -> Iterator[str]:
        """Yield each message, most serious first. Source: extract contract."""
        if self.synthetic:
            yield SYNTHETIC
        if self.smallest is None:
            yield INTERNAL
        elif self.smallest > 1:
            yield (
                f"Offentlig udgave. Antal under {self.smallest}, og tal der kunne røbe dem, er"
                " skjult og står som to punktummer."
            )
        if self.udtraek.kladde:
            yield (
                f"{DRAFT}. Udtrækket er fra {day(self.udtraek.udtrukket)}, før året var omme, og"
                f" tallene er foreløbige ({PROVISIONAL}) og vil ændre sig."
            )
        if self.rows_out or self.fields_emptied:
            yield (
                "Ikke alt i udtrækket kunne bruges:"
                f" {number_of(self.rows_out, 'række', 'rækker')} er sat ud og"
                f" {number_of(self.fields_emptied, 'felt', 'felter')} tømt. De står i"
                " quarantine.csv."
            )

    def public(self, smallest: int, shown: Coverage | None = None) -> "ReportStatus":
        """Return the status of the public edition: without files and what was wrong in them."""
        return replace(self, files=(), earlier={}, by_rule={}, smallest=smallest, coverage=shown)

    def colophon(self) -> Iterator[Sheet]:
        """Yield the colophon's tables: extracts, files, checks, files of earlier extracts."""
        years = sorted(self.read, reverse=True)
        yield text_sheet(
            "kolofon-udtraek",
            "Udtræk bag rapporten",
            {
                "År": [str(year) for year in years],
                "Kilde": [self.read[year].kilde or "ikke oplyst" for year in years],
                "Udtrukket": [day(self.read[year].udtrukket) for year in years],
            },
        )
        if self.smallest is not None:
            return
        yield self._files_sheet()
        if self.by_rule:
            yield text_sheet(
                "kolofon-regler",
                "Hvad der ikke kunne bruges, og hvorfor",
                {
                    "Hvad er galt": list(self.by_rule),
                    "Antal": [str(count) for count in self.by_rule.values()],
                },
            )
        accepted = [(year, one) for year in years for one in self.read[year].accepteret]
        if accepted:
            yield text_sheet(
                "kolofon-accepteret",
                "Afvigelser i leverancerne, som centret har accepteret",
                {
                    "År": [str(year) for year, _ in accepted],
                    "Afvigelse": [one.hvad.label for _, one in accepted],
                    "Fil": [one.fil or "alle" for _, one in accepted],
                    "Begrundelse": [one.grund for _, one in accepted],
                },
            )
        if self.earlier:
            yield text_sheet(
                "kolofon-tidligere-filer",
                "Filer i tidligere udtræk, som rapporten også læser",
                {"Fil": list(self.earlier), "sha256": list(self.earlier.values())},
            )

    def _files_sheet(self) -> Sheet:
        aside = {
            "Udeladt": [file.udeladt for file in self.files],
            "Samlet": [file.samlet for file in self.files],
        }
        said = {name: counts for name, counts in aside.items() if any(counts)}
        return text_sheet(
            "kolofon-filer",
            "Filer i årets udtræk",
            {
                "Fil": [file.file for file in self.files],
                "Poster": [str(file.records) for file in self.files],
                "Brugt": [str(file.used) for file in self.files],
                "Sat ud": [str(file.rows_out) for file in self.files],
                **{name: list(map(str, counts)) for name, counts in said.items()},
                "Felter tømt": [str(file.fields_emptied) for file in self.files],
                "sha256": [file.sha256 for file in self.files],
            },
            (
                f"Poster er de rækker, der er om borgere fra {self.partner}."
                if self.partner
                else "Poster er de rækker, der er leveret: dem, der er brugt, og dem, der er"
                f" {listed(['sat ud', *map(str.lower, said)])}.",
                *(_ASIDE[name] for name in said),
            ),
        )


def in_short(messages: Sequence[str]) -> str:
    """Return messages as one line for the foot of every page: one whole, more by how they begin."""
    if len(messages) == 1:
        return messages[0]
    return " · ".join(re.split(r"[.:]", message, maxsplit=1)[0] for message in messages)


def gates_sheet(gates: Sequence[GateShown]) -> Sheet:
    """Return the colophon's table of the gates. Source: audit contract, The four gates."""
    return text_sheet(
        "kolofon-kontrol",
        "Kontrol før udgivelse",
        {
            "Kontrol": [gate.shows for gate in gates],
            "Prøvet": [str(gate.tried) for gate in gates],
            "Udfald": ["holder" for _ in gates],
        },
        ("En udgave, hvor en af dem ikke holder, bliver ikke til noget; den forrige står.",),
    )
