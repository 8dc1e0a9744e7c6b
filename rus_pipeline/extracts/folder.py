"""The raw folder: which editions it holds, and each edition's validated extract, read once.

What belongs here: which files there are, whose fault a failure is, and the refusal of real numbers
without a key. What does not: what is in a file. Source: extract contract, The raw folder and CPR
and identity.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from rus_pipeline.center import Center, Udtraek, edition_folders, read_center, read_udtraek
from rus_pipeline.errors import ExtractError, Place, RawFolderError
from rus_pipeline.extracts import (
    doegnophold,
    eksterne_forloeb,
    forloeb,
    posteringer,
    tilskud,
    tvaergaaende,
)
from rus_pipeline.extracts.delivery import check_translations, deliver
from rus_pipeline.extracts.identity import KEY_VARIABLE, PersonKeys, read_cpr
from rus_pipeline.extracts.lines import Rows
from rus_pipeline.extracts.quarantine import in_order
from rus_pipeline.extracts.reading import (
    SUFFIXES,
    Records,
    as_text,
    find_file,
    read_records,
    typed_text,
)
from rus_pipeline.extracts.schema import ExtractSchema, Kind
from rus_pipeline.extracts.validation import ValidatedFile, validate

SCHEMAS: Mapping[str, ExtractSchema] = {
    module.SCHEMA.stem: module.SCHEMA
    for module in (forloeb, eksterne_forloeb, posteringer, doegnophold, tilskud, tvaergaaende)
}


@dataclass(frozen=True)
class Extract:
    """One edition's validated extract: its own facts, and a file for each stem delivered.

    ``fictitious``: there are readable CPR numbers, and every one of them is fictitious.
    """

    udtraek: Udtraek
    files: Mapping[str, ValidatedFile]
    fictitious: bool

    @property
    def edition(self) -> int:
        """Return the report year."""
        return self.udtraek.edition

    @property
    def listed(self) -> pl.DataFrame:
        """Return the extract's quarantine list, in order."""
        return in_order(file.listed for file in self.files.values())

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what the data team should know but need not mend."""
        return tuple(warning for file in self.files.values() for warning in file.warnings)


@dataclass(frozen=True)
class Inspection:
    """What an edition's folder holds, sound or not: every fault of it, and what could be read."""

    edition: int
    errors: tuple[ExtractError, ...]
    files: Mapping[str, ValidatedFile]
    udtraek: Udtraek | None

    @property
    def listed(self) -> pl.DataFrame:
        """Return the quarantine list of the files that could be read, in order."""
        return in_order(file.listed for file in self.files.values())


class RawFolder:
    """The raw folder. Nothing is ever written in it; each file is read once."""

    def __init__(self, path: Path, keys: PersonKeys) -> None:
        """Read ``center.toml`` and see which editions there are.

        Raises RawFolderError where the folder, ``center.toml`` or its translations are unusable.
        """
        self.path = path
        self._keys = keys
        self.center: Center = read_center(path)
        check_translations(self.center, SCHEMAS)
        self.editions, folder_warnings = edition_folders(path)
        self.warnings = (*self.center.warnings, *folder_warnings)
        self._inspected: dict[int, Inspection] = {}

    def extract(self, edition: int) -> Extract:
        """Return the edition's extract.

        Raises ExtractError with the first fault of the folder.
        """
        inspection = self.inspect(edition)
        if inspection.errors or inspection.udtraek is None:
            raise inspection.errors[0]
        readable = sum(file.numbers for file in inspection.files.values())
        real = sum(file.real_numbers for file in inspection.files.values())
        return Extract(inspection.udtraek, inspection.files, readable > 0 and real == 0)

    def inspect(self, edition: int) -> Inspection:
        """Return everything that can be said of the edition's folder, every fault included."""
        if edition not in self._inspected:
            self._inspected[edition] = self._inspect(edition)
        return self._inspected[edition]

    def refuse_real_numbers(self) -> None:
        """Refuse a folder with any real CPR in it while there is no key to hide it with.

        Raises RawFolderError naming the first file with one. Source: extract contract, CPR and
        identity.
        """
        if not self._keys.demonstration:
            return
        for edition in self.editions:
            for file, real in self._real_numbers(edition):
                if real:
                    raise RawFolderError(
                        f"{file}: holds {real} real CPR numbers, and {KEY_VARIABLE} is not set."
                        " Nothing was written. Set it to at least 32 bytes in hex, the same for"
                        " every edition"
                    )

    def _inspect(self, edition: int) -> Inspection:
        errors: list[ExtractError] = []
        files: dict[str, ValidatedFile] = {}
        try:
            udtraek = read_udtraek(self.path, edition)
        except ExtractError as error:
            return Inspection(edition, (error,), {}, None)
        for schema in SCHEMAS.values():
            try:
                file = self._validated(schema, udtraek)
            except ExtractError as error:
                errors.append(error)
                continue
            if file is None:
                continue
            files[schema.stem] = file
            if file.too_many_out(self.center.kvarantaene_tolerance):
                errors.append(
                    ExtractError(
                        Place(file.file),
                        f"{file.rows_out} af {file.records} rækker kan ikke bruges, mere end"
                        f" kvarantaene_tolerance {self.center.kvarantaene_tolerance:g} tillader;"
                        " ret dem i journalen (rus check viser hver af dem)",
                    )
                )
        return Inspection(edition, tuple(errors), files, udtraek)

    def _validated(self, schema: ExtractSchema, udtraek: Udtraek) -> ValidatedFile | None:
        path = find_file(self.path / str(udtraek.edition), schema.stem)
        if path is None:
            if schema.required:
                raise ExtractError(
                    Place(f"{udtraek.edition}/{schema.stem}.csv"),
                    "filen mangler; en udgave skal have den (som .csv eller .xlsx)",
                )
            return None
        records = read_records(path, f"{path.parent.name}/{path.name}")
        delivery = deliver(records, schema, self.center)
        return validate(delivery, schema, udtraek, self._keys)

    def _real_numbers(self, edition: int) -> Iterator[tuple[str, int]]:
        """Yield each file that may hold CPR numbers and how many real ones, sound or not."""
        validated = {file.file: file for file in self.inspect(edition).files.values()}
        for schema in SCHEMAS.values():
            if not any(spec.kind is Kind.CPR for spec in schema.columns.values()):
                continue
            for suffix in SUFFIXES:
                path = self.path / str(edition) / f"{schema.stem}{suffix}"
                shown = f"{edition}/{path.name}"
                if shown in validated:
                    yield shown, validated[shown].real_numbers
                elif path.is_file():
                    try:
                        yield shown, _count_real(read_records(path, shown), schema, self.center)
                    except ExtractError:
                        continue  # no number of it is readable; its edition fails with this error


def _count_real(records: Records, schema: ExtractSchema, center: Center) -> int:
    """Return how many real numbers a file has in its columns of CPR and rows of wrong length."""
    found = 0
    for read in records.pieces:
        texts = pl.concat(_cpr_texts(records.headings, read(), schema, center))
        fictitious = read_cpr(texts)["fiktiv"].drop_nulls()
        found += len(fictitious) - int(fictitious.sum())
    return found


def _cpr_texts(
    headings: Sequence[str], rows: Rows, schema: ExtractSchema, center: Center
) -> Iterator[pl.Series]:
    """Yield what may be a CPR: the cells under its heading, and any cell of a row too short."""
    translated = center.kolonner.get(schema.stem, {})
    for heading, cells in zip(headings, rows.columns, strict=True):
        if translated.get(heading.casefold(), heading.casefold()) == "cpr":
            yield as_text(cells, "cpr")
    loose = [typed_text(cell, "cpr").strip() for _, row in rows.others for cell in row]
    yield pl.Series(loose, dtype=pl.String)
