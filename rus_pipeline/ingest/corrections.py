"""An edition's quarantine list in Danish, for journal staff to correct: on screen and as xlsx."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.ingest.quarantine import EXPLANATIONS, ROW_OUT
from rus_pipeline.ingest.set_aside import in_words
from rus_pipeline.storage.private import private_file

_ACTIONS = {ROW_OUT: "rækken tæller ikke med"}
_FIELD = "feltet er tømt, rækken tæller med"
_HEADINGS = ("Fil", "Linje", "Kolonne", "Hvad er galt", "Værdi", "Følge")


@dataclass(frozen=True)
class Correction:
    """One thing to correct: where, what is wrong, the value (masked) and what was done."""

    file: str
    line: int
    column: str
    wrong: str
    value: str
    consequence: str

    def cells(self) -> tuple[str | int, ...]:
        """Return the cells under ``_HEADINGS``."""
        return self.file, self.line, self.column, self.wrong, self.value, self.consequence


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
            Correction(file, line, column, EXPLANATIONS[rule], value, _ACTIONS.get(action, _FIELD))
            for file, line, column, rule, action, value in inspection.listed.iter_rows()
        ),
    )


def print_list(console: Console, lists: Sequence[CorrectionList]) -> None:
    """Print the lists, file by file and line by line."""
    for found in lists:
        for line in _headlines(found):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        for file in dict.fromkeys(item.file for item in found.items):
            table = Table(*_HEADINGS[1:], title=Text(file), title_justify="left", box=None)
            for item in found.items:
                if item.file == file:
                    table.add_row(*(Text(str(cell)) for cell in item.cells()[1:]))
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
