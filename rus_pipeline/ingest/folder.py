"""The raw folder: which editions it holds, and each edition's validated extract, read once.

It refuses real CPR numbers without a key. Source: extract contract, The raw folder and CPR and
identity.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from rus_pipeline.core.center import Center, edition_folders, read_center
from rus_pipeline.core.errors import ExtractError, Place, RawFolderError
from rus_pipeline.ingest import plausibility
from rus_pipeline.ingest.files.cells import as_text, typed_text
from rus_pipeline.ingest.files.delivered_names import delivered_as, find_file
from rus_pipeline.ingest.files.headings import Headings, headings_of
from rus_pipeline.ingest.files.lines import Rows
from rus_pipeline.ingest.files.reading import read_records
from rus_pipeline.ingest.plausibility import BuiltFrom, DeliveryProfile, Predecessor
from rus_pipeline.ingest.rows.delivery import check_translations, deliver
from rus_pipeline.ingest.rows.joined_courses import join_courses
from rus_pipeline.ingest.rows.quarantine import in_order
from rus_pipeline.ingest.rows.references import without_unknown_courses
from rus_pipeline.ingest.rows.validated_file import ValidatedFile
from rus_pipeline.ingest.rows.validation import validate
from rus_pipeline.ingest.schema import ExtractSchema
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.udtraek import Udtraek, read_udtraek
from rus_pipeline.ingest.values.identity import KEY_VARIABLE, PersonKeys, read_cpr


@dataclass(frozen=True)
class Extract:
    """One edition's validated extract: its own facts, and a file for each stem delivered.

    ``fictitious``: there are readable CPR numbers, and every one of them is fictitious.
    ``profile`` is what the next delivery is to be compared with: it stays where the rows are left
    behind. ``followed`` is the delivery that this one was compared with, None for the first ever;
    ``doubts`` are warnings of the delivery as a whole.
    """

    udtraek: Udtraek
    files: Mapping[str, ValidatedFile]
    fictitious: bool
    profile: DeliveryProfile | None = None
    followed: Predecessor | None = None
    doubts: tuple[str, ...] = ()

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
        """Return what the data team should know but need not correct."""
        own = (warning for file in self.files.values() for warning in file.warnings)
        return (*own, *self.doubts)

    @property
    def built_from(self) -> BuiltFrom:
        """Return what the edition's next delivery is to be compared with."""
        assert self.profile is not None
        return BuiltFrom(self.profile, self.followed)


@dataclass(frozen=True)
class Inspection:
    """What an edition's folder holds, sound or not: every fault of it, and what could be read.

    ``followed`` and ``doubts`` as in ``Extract``.
    """

    edition: int
    errors: tuple[ExtractError, ...]
    files: Mapping[str, ValidatedFile]
    udtraek: Udtraek | None
    followed: Predecessor | None = None
    doubts: tuple[str, ...] = ()

    @property
    def listed(self) -> pl.DataFrame:
        """Return the quarantine list of the files that could be read, in order."""
        return in_order(file.listed for file in self.files.values())


class RawFolder:
    """The raw folder. Nothing is ever written in it; each file is read once."""

    def __init__(
        self, path: Path, keys: PersonKeys, current: Mapping[int, BuiltFrom] | None = None
    ) -> None:
        """Read ``center.toml`` and see which editions there are.

        ``current`` maps each current edition to the delivery that it was built from, with
        which its next one is compared. None: deliveries are validated row by row alone.
        Raises RawFolderError where the folder, ``center.toml`` or its translations are unusable.
        """
        self.path = path
        self._keys = keys
        self.center: Center = read_center(path)
        check_translations(self.center, SCHEMAS)
        self.editions, folder_warnings = edition_folders(path)
        self.warnings = (*self.center.warnings, *folder_warnings)
        self._current = current
        self._read: dict[int, Inspection] = {}
        self._inspected: dict[int, Inspection] = {}
        self._profiles: dict[int, DeliveryProfile] = {}

    def extract(self, edition: int) -> Extract:
        """Return the edition's extract.

        Raises ExtractError with the first fault of the folder.
        """
        inspection = self.inspect(edition)
        if inspection.errors or inspection.udtraek is None:
            raise inspection.errors[0]
        readable = sum(file.numbers for file in inspection.files.values())
        real = sum(file.real_numbers for file in inspection.files.values())
        return Extract(
            inspection.udtraek,
            inspection.files,
            fictitious=readable > 0 and real == 0,
            profile=self.profile(edition),
            followed=inspection.followed,
            doubts=inspection.doubts,
        )

    def inspect(self, edition: int) -> Inspection:
        """Return everything that can be said of the edition's folder, every fault included."""
        if edition not in self._inspected:
            self._inspected[edition] = self._inspect(edition)
        return self._inspected[edition]

    def profile(self, edition: int) -> DeliveryProfile:
        """Return what later deliveries of the edition are to be compared with."""
        if edition not in self._profiles:
            files = self._validated_files(edition).files
            self._profiles[edition] = plausibility.profile(files)
        return self._profiles[edition]

    def _inspect(self, edition: int) -> Inspection:
        read = self._validated_files(edition)
        if self._current is None or read.udtraek is None:
            return read
        before = self._predecessor(read)
        found = plausibility.findings(read.udtraek, read.files, before, self.center.plausibilitet)
        refused = (
            finding.error(edition)
            for finding in found
            if not any(finding.accepted_by(one) for one in read.udtraek.accepteret)
        )
        return replace(
            read,
            errors=(*read.errors, *refused),
            followed=before,
            doubts=tuple(plausibility.warnings(found, read.udtraek)),
        )

    def _predecessor(self, read: Inspection) -> Predecessor | None:
        """Return the delivery that one follows: the current edition's, else the year before's.

        Where the current edition was built from the very same files, it is what these followed.
        """
        current = (self._current or {}).get(read.edition)
        if current is not None:
            if current.delivery.same_files(self.profile(read.edition)):
                return current.followed
            return Predecessor(read.edition, current.delivery)
        year = read.edition - 1
        if year not in self.editions:
            return None
        profile = self.profile(year)
        return Predecessor(year, profile) if profile.files else None

    def _validated_files(self, edition: int) -> Inspection:
        """Return what the edition's files are, row by row."""
        if edition not in self._read:
            self._read[edition] = self._validate(edition)
        return self._read[edition]

    def refuse_real_numbers(self) -> None:
        """Refuse a folder with any real CPR in it while there is no key to hide it with.

        Raises RawFolderError naming the first file with one. Source: extract contract, CPR and
        identity.
        """
        if not self._keys.demonstration:
            return
        for edition in self.editions:
            for file, real in self._real_numbers(edition):
                _refuse_real(file, real)

    def _validate(self, edition: int) -> Inspection:
        errors: list[ExtractError] = []
        files: dict[str, ValidatedFile] = {}
        try:
            udtraek = read_udtraek(self.path, edition)
        except ExtractError as error:
            return Inspection(edition, (error,), {}, None)
        for schema in SCHEMAS.values():
            try:
                file = validated_file(self.path, schema, udtraek, self.center, self._keys)
            except ExtractError as error:
                errors.append(error)
                continue
            if file is None:
                continue
            # Where the other cannot be used, the edition fails with that alone.
            if schema.of in files:
                file = without_unknown_courses(file, files[schema.of])
            files[schema.stem] = file
            try:
                refuse_too_many_out(file, self.center.kvarantaene_tolerance)
            except ExtractError as error:
                errors.append(error)
        return Inspection(edition, tuple(errors), files, udtraek)

    def _real_numbers(self, edition: int) -> Iterator[tuple[str, int]]:
        """Yield each file that may hold CPR numbers and how many real ones, sound or not."""
        validated = {file.file: file for file in self._validated_files(edition).files.values()}
        for schema in SCHEMAS.values():
            if not schema.holds_cpr:
                continue
            for path in delivered_as(self.path / str(edition), schema.stem):
                shown = f"{edition}/{path.name}"
                if shown in validated:
                    yield shown, validated[shown].real_numbers
                    continue
                try:
                    yield shown, _count_real(path, shown, headings_of(schema, self.center))
                except ExtractError:
                    continue  # no number of it is readable; its edition fails with this error


def refuse_real_numbers(raw: Path, edition: int, stem: str, center: Center) -> None:
    """Refuse a delivered file with any real CPR in it. Raises RawFolderError.

    Source: extract contract, CPR and identity.
    """
    schema = SCHEMAS[stem]
    if not schema.holds_cpr:
        return
    for path in delivered_as(raw / str(edition), stem):
        shown = f"{edition}/{path.name}"
        try:
            _refuse_real(shown, _count_real(path, shown, headings_of(schema, center)))
        except ExtractError:
            continue  # no number of it is readable; its edition fails with this error


def _refuse_real(file: str, real: int) -> None:
    if real:
        raise RawFolderError(
            f"{file}: holds {real} real CPR numbers, and {KEY_VARIABLE} is not set. Nothing was"
            " written. Set it to at least 32 bytes in hex, the same for every edition"
        )


def validated_file(
    raw: Path, schema: ExtractSchema, udtraek: Udtraek, center: Center, keys: PersonKeys
) -> ValidatedFile | None:
    """Return a delivered file, validated, or None where an optional one was not delivered.

    Raises ExtractError where it cannot be used, or where a required one is missing.
    """
    path = find_file(raw / str(udtraek.edition), schema.stem)
    if path is None:
        if schema.required:
            raise ExtractError(
                Place(f"{udtraek.edition}/{schema.stem}.csv"),
                "filen mangler; en udgave skal have den (som .csv, .xlsx eller et andet af"
                " formaterne)",
            )
        return None
    shown = f"{path.parent.name}/{path.name}"
    records = read_records(path, shown, headings_of(schema, center))
    delivery = join_courses(deliver(records, schema, center), schema, center)
    return validate(delivery, schema, udtraek, keys, center.tilbud)


def refuse_too_many_out(file: ValidatedFile, tolerance: float) -> None:
    """Raise ExtractError where more rows of a file are out than an edition is built with."""
    if file.too_many_out(tolerance):
        raise ExtractError(
            Place(file.file),
            f"{file.rows_out} af {file.own_rows} rækker kan ikke bruges, mere end"
            f" kvarantaene_tolerance {tolerance:g} tillader; ret dem i journalen (rus check viser"
            " hver af dem)",
        )


def _count_real(path: Path, shown: str, headings: Headings) -> int:
    """Return how many real numbers a file has in its columns of CPR and rows of wrong length."""
    records = read_records(path, shown, headings)
    columns = headings.columns(records.headings)
    found = 0
    for read in records.pieces:
        texts = pl.concat(_cpr_texts(columns, read()))
        # The day of a fictitious number begins with 6 or more; nine digits have lost a zero.
        fictitious = read_cpr(texts.filter(texts.str.contains("^[0-3]|^[0-9]{9}$")))[
            "fiktiv"
        ].drop_nulls()
        found += len(fictitious) - int(fictitious.sum())
    return found


def _cpr_texts(columns: Sequence[str | None], rows: Rows) -> Iterator[pl.Series]:
    """Yield what may be a CPR: the cells under its heading, and any cell of a row too short."""
    for column, cells in zip(columns, rows.columns, strict=True):
        if column == "cpr":
            yield as_text(cells, "cpr", rows.epoch)
    loose = [typed_text(cell, "cpr").strip() for _, row in rows.others for cell in row]
    yield pl.Series(loose, dtype=pl.String)
