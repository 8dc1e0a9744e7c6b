"""What a reader must know of an edition besides its numbers: what it rests on, and how sound it is.

What belongs here: the messages on top of every page, and the colophon's tables. What does not: how
they are drawn. Nothing here tells when the edition was built, so that the same input gives the same
bytes; ``manifest.json`` does.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rus_pipeline.core.danish import day, number_of
from rus_pipeline.ingest.udtraek import Udtraek
from rus_pipeline.report.sheets import Sheet, text_sheet

FICTITIOUS = "Fiktive data. Journalen er opdigtet; tallene beskriver ingen virkelige personer."
DRAFT = "Kladde"
INTERNAL = "Intern udgave. Den viser små tal og må ikke offentliggøres."


@dataclass(frozen=True)
class DeliveredFile:
    """A raw file of the edition: its records, and how many of them could not be used."""

    file: str
    sha256: str
    records: int
    rows_out: int
    fields_emptied: int


@dataclass(frozen=True)
class GateShown:
    """A gate that the edition came through: what it shows, and how many things it tried."""

    shows: str
    tried: int


@dataclass(frozen=True)
class EditionStatusShown:
    """What an edition rests on.

    ``read`` maps each extract behind it to its facts, ``files`` are its own, ``earlier`` maps the
    raw files of other editions to their sha256; ``by_rule`` counts what is in quarantine by what
    is wrong with it. ``smallest`` is the least count that a public edition shows; None is an
    internal edition.
    """

    udtraek: Udtraek
    fictitious: bool
    read: Mapping[int, Udtraek]
    files: tuple[DeliveredFile, ...]
    earlier: Mapping[str, str]
    by_rule: Mapping[str, int]
    smallest: int | None = None

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
        if self.fictitious:
            yield FICTITIOUS
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
                " tallene vil ændre sig."
            )
        if self.rows_out or self.fields_emptied:
            yield (
                "Ikke alt i udtrækket kunne bruges:"
                f" {number_of(self.rows_out, 'række', 'rækker')} er sat ud og"
                f" {number_of(self.fields_emptied, 'felt', 'felter')} tømt. De står i"
                " quarantine.csv."
            )

    def public(self, smallest: int) -> "EditionStatusShown":
        """Return what may be said of it in public: nothing of files and what was wrong in them."""
        return replace(self, files=(), earlier={}, by_rule={}, smallest=smallest)

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
        yield text_sheet(
            "kolofon-filer",
            "Filer i årets udtræk",
            {
                "Fil": [file.file for file in self.files],
                "Poster": [str(file.records) for file in self.files],
                "Brugt": [str(file.records - file.rows_out) for file in self.files],
                "Sat ud": [str(file.rows_out) for file in self.files],
                "Felter tømt": [str(file.fields_emptied) for file in self.files],
                "sha256": [file.sha256 for file in self.files],
            },
            ("Poster er de rækker, der er leveret: dem, der er brugt, og dem, der er sat ud.",),
        )
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
