"""An edition's quarantine list in Danish, for journal staff to correct: on screen and as xlsx."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rus_pipeline.core.center_rows import EXAMPLE, NOT_COUNTED
from rus_pipeline.core.errors import MASK
from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.ingest.rows.quarantine import EXPLANATIONS, ROW_OUT
from rus_pipeline.ingest.rows.set_aside import in_words
from rus_pipeline.ingest.values.known_words import nearest_word
from rus_pipeline.storage.private import private_file

_ACTIONS = {ROW_OUT: "rækken tæller ikke med"}
_FIELD = "feltet er tømt, rækken tæller med"
_HEADINGS = ("Fil", "Linje", "Kolonne", "Hvad er galt", "Værdi", "Følge")
# What is wrong with these is not how the value is written.
_OF_READABLE_VALUES = {
    "id_dublet",
    "dato_raekkefoelge",
    "dato_fremtid",
    "dato_udenfor",
    "alder_urimelig",
}
_GROUPED = ("Rækker", "Fx linje", "Kolonne", "Hvad er galt", "Værdi", "Følge")


@dataclass(frozen=True)
class Correction:
    """One thing to correct: where, what is wrong, the value (masked) and what was done."""

    file: str
    line: int
    column: str
    rule: str
    value: str
    consequence: str

    @property
    def wrong(self) -> str:
        """Return what is wrong, in Danish."""
        return EXPLANATIONS[self.rule]

    def cells(self) -> tuple[str | int, ...]:
        """Return the cells under ``_HEADINGS``."""
        return self.file, self.line, self.column, self.wrong, self.value, self.consequence


@dataclass(frozen=True)
class Cause:
    """The rows of a file with the same to correct: a rule, a column and a value.

    ``first`` is the first of them, ``rows`` how many there are. ``hint`` says in Danish how the
    centre's word is translated, or is empty. ``several``: they have different values, of which
    each can be read.
    """

    first: Correction
    rows: int
    hint: str
    several: bool

    def cells(self) -> tuple[str, ...]:
        """Return the cells under ``_GROUPED``."""
        one = self.first
        value = f"{one.value} m.fl." if self.several else one.value
        wrong = f"{one.wrong}. {self.hint}" if self.hint else one.wrong
        return str(self.rows), str(one.line), one.column, wrong, value, one.consequence


def causes(items: Iterable[Correction], edition: int) -> list[Cause]:
    """Return corrections by cause, file by file, those of most rows first.

    Source: extract contract, What bad input gets.
    """
    found: dict[tuple[str, str, str, str], list[Correction]] = {}
    for item in items:
        value = "" if item.rule in _OF_READABLE_VALUES else item.value
        found.setdefault((item.file, item.rule, item.column, value), []).append(item)
    grouped = [
        Cause(rows[0], len(rows), hint(rows[0], edition), len({item.value for item in rows}) > 1)
        for rows in found.values()
    ]
    return sorted(grouped, key=lambda cause: (cause.first.file, -cause.rows, cause.first.line))


def hint(item: Correction, edition: int) -> str:
    """Return how an unknown word is translated, with the known word that it is nearest to.

    Of an account that no pattern names, return the line that names it.
    """
    quoted = item.value.replace("\\", "\\\\").replace('"', '\\"')
    if item.rule == "konto_ukendt" and MASK not in item.value:
        return f'Skriv fx "{quoted}" = {EXAMPLE}, eller "{quoted}" = "{NOT_COUNTED}"'
    if item.rule not in ("kode_ukendt", "kommune_ukendt") or MASK in item.value:
        return ""
    near = nearest_word(item.column, item.value, date(edition, 12, 31))
    if not near:
        return ""
    return (
        f'Mente du {near}? Skriv i center.toml under [koder.{item.column}]: "{quoted}" = "{near}"'
    )


@dataclass(frozen=True)
class CorrectionList:
    """What there is to correct in an edition, the faults that keep it from being built first.

    ``aside`` says of each file how many rows ``center.toml`` sets aside: nothing to correct.
    """

    edition: int
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    aside: tuple[str, ...]
    items: tuple[Correction, ...]


def correction_list(folder: RawFolder, edition: int) -> CorrectionList:
    """Return what there is to correct in an edition of the raw folder."""
    inspection = folder.inspect(edition)
    return CorrectionList(
        edition=edition,
        errors=tuple(str(error) for error in inspection.errors),
        warnings=(
            *(warning for file in inspection.files.values() for warning in file.warnings),
            *inspection.doubts,
        ),
        aside=tuple(
            f"{file.file}: {in_words(file.udeladt, file.samlet)}"
            for file in inspection.files.values()
            if not file.aside.is_empty()
        ),
        items=tuple(
            Correction(file, line, column, rule, value, _ACTIONS.get(action, _FIELD))
            for file, line, column, rule, action, value in inspection.listed.iter_rows()
        ),
    )


def print_causes(console: Console, lists: Sequence[CorrectionList]) -> None:
    """Print the lists file by file, one line for the rows with the same to correct."""
    for found in lists:
        grouped = causes(found.items, found.edition)
        _print(console, found, _GROUPED, [(one.first.file, one.cells()) for one in grouped])


def print_rows(console: Console, lists: Sequence[CorrectionList]) -> None:
    """Print the lists file by file and line by line."""
    for found in lists:
        cells = [(item.file, tuple(map(str, item.cells()[1:]))) for item in found.items]
        _print(console, found, _HEADINGS[1:], cells)


def _print(
    console: Console,
    found: CorrectionList,
    headings: Sequence[str],
    rows: Sequence[tuple[str, tuple[str, ...]]],
) -> None:
    for line in _headlines(found):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    for file in dict.fromkeys(file for file, _ in rows):
        table = Table(*headings, title=Text(file), title_justify="left", box=None)
        for own, cells in rows:
            if own == file:
                table.add_row(*map(Text, cells))
        console.print(table)


def _headlines(found: CorrectionList) -> Iterator[str]:
    if not (found.errors or found.warnings or found.items):
        yield f"{found.edition}: intet at rette"
    else:
        yield f"{found.edition}: {len(found.items)} ting at rette"
    for error in found.errors:
        yield f"  Udgaven kan ikke bygges: {error}"
    for warning in found.warnings:
        yield f"  Bemærk: {warning}"
    for aside in found.aside:
        yield f"  Tæller ikke: {aside}"


def write_workbook(path: Path, lists: Sequence[CorrectionList]) -> None:
    """Write the lists as one sheet with a filter; every cell is text or a number, no formula.

    Its rows are of single persons: the owner of the file alone may read it.
    """
    from xlsxwriter import Workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    private_file(path)
    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet("Ret i journalen")
        bold = workbook.add_format({"bold": True})
        sheet.write_row(0, 0, ("Udgave", *_HEADINGS), bold)
        row = 0
        for found in lists:
            for error in found.errors:
                row += 1
                sheet.write_row(
                    row, 0, (found.edition, "", "", "", error, "", "udgaven bygges ikke")
                )
            for item in found.items:
                row += 1
                sheet.write_row(row, 0, (found.edition, *item.cells()))
        sheet.autofilter(0, 0, max(row, 1), len(_HEADINGS))
        sheet.freeze_panes(1, 0)
        sheet.autofit()
