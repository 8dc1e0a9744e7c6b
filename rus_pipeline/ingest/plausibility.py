"""A delivery that is sound row by row and still cannot be the journal.

An export that failed half-way, an old one, a filter left on: each delivery is compared with the one
that it follows, and with itself. Source: extract contract, A delivery that cannot be right.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from rus_pipeline.core.center import Plausibilitet
from rus_pipeline.core.danish import day, number, number_of
from rus_pipeline.core.errors import ExtractError, Place
from rus_pipeline.ingest.rows.validated_file import ValidatedFile
from rus_pipeline.ingest.schema import Kind
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.udtraek import Accepteret, FindingName, Udtraek

_COURSES = "forloeb"
_POSTINGS = "posteringer"
_UNKNOWN = "uoplyst"
_DATED = {"indskrivningsdato": "indskrivninger", "udskrivningsdato": "udskrivninger"}


@dataclass(frozen=True)
class DeliveredFile:
    """A delivered file: its name relative to the raw folder, sha256 and records.

    Records are the delivered rows, those that ``center.toml`` sets aside included: what is compared
    is what came, whatever the centre has since said of it.
    """

    file: str
    sha256: str
    records: int


@dataclass(frozen=True)
class DeliveryProfile:
    """What later deliveries are compared with: counts alone, no row.

    ``files`` by stem. Of the ``courses`` validated rows of ``forloeb``, ``unknown`` says by column
    in how many it is empty (``kommune``: unknown); a column that was not delivered is not in it.
    """

    files: Mapping[str, DeliveredFile]
    courses: int
    unknown: Mapping[str, int]

    def same_files(self, other: "DeliveryProfile") -> bool:
        """Return whether the two are of the same bytes, ``udtraek.toml`` aside."""
        return {s: f.sha256 for s, f in self.files.items()} == {
            s: f.sha256 for s, f in other.files.items()
        }


@dataclass(frozen=True)
class Predecessor:
    """The delivery that another follows: the last of the same ``edition``, or the year before's."""

    edition: int
    delivery: DeliveryProfile


@dataclass(frozen=True)
class BuiltFrom:
    """The delivery that a current edition was built from, and the one that it followed then."""

    delivery: DeliveryProfile
    followed: Predecessor | None

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON, for the edition's manifest."""
        return asdict(self)

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "BuiltFrom":
        """Return what ``as_json`` gave."""
        before = found["followed"]
        followed = before and Predecessor(before["edition"], profile_from_json(before["delivery"]))
        return cls(profile_from_json(found["delivery"]), followed)


@dataclass(frozen=True)
class Finding:
    """Why a delivery cannot be right: what was found in which file, with the numbers, in Danish."""

    hvad: FindingName
    stem: str
    file: str
    text: str

    def accepted_by(self, acceptance: Accepteret) -> bool:
        """Return whether an acceptance is of this finding."""
        return acceptance.hvad is self.hvad and acceptance.fil in (None, self.stem)

    def error(self, edition: int) -> ExtractError:
        """Return the finding as the error that the edition fails with."""
        return ExtractError(
            Place(self.file),
            f"{self.hvad}: {self.text}. Er leverancen rigtig, så skriv i {edition}/udtraek.toml"
            f' [[accepteret]] og under den hvad = "{self.hvad}", fil = "{self.stem}" og'
            ' grund = "…", hver på sin linje',
        )


def profile(files: Mapping[str, ValidatedFile]) -> DeliveryProfile:
    """Return the profile of a delivery's validated files, by stem."""
    courses = files.get(_COURSES)
    return DeliveryProfile(
        files={stem: DeliveredFile(f.file, f.sha256, f.records) for stem, f in files.items()},
        courses=0 if courses is None else courses.frame.height,
        unknown={} if courses is None else _unknown(courses),
    )


def findings(
    udtraek: Udtraek,
    files: Mapping[str, ValidatedFile],
    before: Predecessor | None,
    limits: Plausibilitet,
) -> list[Finding]:
    """Return what shows that a delivery cannot be right, accepted or not.

    ``before`` is the delivery that it follows, None for the first ever.
    """
    own = own_findings(udtraek, files, limits)
    return compared(udtraek.edition, profile(files), own, before, limits)


def own_findings(
    udtraek: Udtraek, files: Mapping[str, ValidatedFile], limits: Plausibilitet
) -> list[Finding]:
    """Return what a delivery shows by itself."""
    return [*_of_courses(udtraek, files, limits), *_negative_income(udtraek, files, limits)]


def compared(
    edition: int,
    now: DeliveryProfile,
    own: Sequence[Finding],
    before: Predecessor | None,
    limits: Plausibilitet,
) -> list[Finding]:
    """Return what a delivery shows by itself (``own``) and beside the one that it follows.

    Of the first delivery ever, only what its courses show is a finding.
    """
    if before is None:
        return [finding for finding in own if finding.stem == _COURSES]
    return [
        *own,
        *_other_number_of_rows(now, before, limits, edition),
        *_more_unknown(now, before, limits),
        *_missing_files(now, before, edition),
    ]


def warnings(found: Sequence[Finding], udtraek: Udtraek) -> Iterator[str]:
    """Yield, in Danish, each acceptance that no finding needs."""
    for acceptance in udtraek.accepteret:
        if not any(finding.accepted_by(acceptance) for finding in found):
            of = f" for {acceptance.fil}" if acceptance.fil else ""
            yield (
                f"{udtraek.edition}/udtraek.toml: accepteret: der er ingen {acceptance.hvad}{of};"
                " linjen kan slettes"
            )


def profile_from_json(found: Mapping[str, Any]) -> DeliveryProfile:
    """Return a profile that was written as JSON."""
    files = {stem: DeliveredFile(**file) for stem, file in found["files"].items()}
    return DeliveryProfile(files, found["courses"], found["unknown"])


def _unknown(courses: ValidatedFile) -> dict[str, int]:
    specs = SCHEMAS[_COURSES].columns
    asked = [
        name
        for name, spec in specs.items()
        if (spec.secondary or spec.kind is Kind.KOMMUNE) and spec.name not in courses.left_out
    ]
    counts = courses.frame.select(
        ((pl.col(name) == _UNKNOWN) if specs[name].kind is Kind.KOMMUNE else pl.col(name).is_null())
        .sum()
        .alias(name)
        for name in asked
    )
    return {name: int(counts[name][0]) for name in asked}


def _of_courses(
    udtraek: Udtraek, files: Mapping[str, ValidatedFile], limits: Plausibilitet
) -> Iterator[Finding]:
    """Yield what the courses alone show."""
    courses = files.get(_COURSES)
    if courses is None:
        return
    if courses.records == 0:
        text = "filen har en overskrift, men ingen rækker (0 forløb)"
        yield Finding(FindingName.NO_ROWS, _COURSES, courses.file, text)
        return
    for column in _DATED:
        yield from _empty_months(udtraek, courses, column, limits)
    yield from _old(udtraek, courses, limits)


def _empty_months(
    udtraek: Udtraek, courses: ValidatedFile, column: str, limits: Plausibilitet
) -> Iterator[Finding]:
    year = udtraek.edition
    over = [m for m in range(1, 13) if _last_day(year, m) < udtraek.udtrukket]
    dates = courses.frame[column].drop_nulls()
    months = dates.filter(dates.dt.year() == year).dt.month()
    counted = {m: int((months == m).sum()) for m in over}
    for month, count in counted.items():
        others = [c for m, c in counted.items() if m != month]
        if count == 0 and others and sum(others) / len(others) >= limits.tom_maaned:
            average = f"{sum(others) / len(others):.1f}".replace(".", ",")
            text = f"0 {_DATED[column]} i {month:02}-{year}, {average} i snit i de andre måneder"
            yield Finding(FindingName.EMPTY_MONTH, _COURSES, courses.file, text)


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _old(udtraek: Udtraek, courses: ValidatedFile, limits: Plausibilitet) -> Iterator[Finding]:
    columns = [n for n, spec in SCHEMAS[_COURSES].columns.items() if spec.kind is Kind.DATO]
    newest = courses.frame.select(pl.max_horizontal(pl.col(columns).max())).item()
    end = min(udtraek.udtrukket, date(udtraek.edition, 12, 31))
    if newest is None or (end - newest).days <= limits.gammelt_udtraek:
        return
    text = (
        f"den nyeste dato er {day(newest)}, {(end - newest).days} dage før {day(end)}"
        f" (grænsen er {limits.gammelt_udtraek:g} dage)"
    )
    yield Finding(FindingName.OLD_EXTRACT, _COURSES, courses.file, text)


def _other_number_of_rows(
    now: DeliveryProfile, before: Predecessor, limits: Plausibilitet, edition: int
) -> Iterator[Finding]:
    fewer, more, when = (
        (limits.faerre_raekker, limits.flere_raekker, "i den forrige leverance")
        if before.edition == edition
        else (limits.faerre_raekker_aaret_foer, limits.flere_raekker_aaret_foer, "året før")
    )
    for stem, file in now.files.items():
        last = before.delivery.files.get(stem)
        if last is None or max(file.records, last.records) < limits.mindst_raekker:
            continue
        if file.records < last.records * (1 - _exact(fewer)):
            hvad, limit, word = FindingName.FEWER_ROWS, fewer, "færre"
        elif file.records > last.records * (1 + _exact(more)):
            hvad, limit, word = FindingName.MORE_ROWS, more, "flere"
        else:
            continue
        text = (
            f"{number_of(file.records, 'række', 'rækker')} mod"
            f" {number(Decimal(last.records))} {when}, mere end {_per_cent(limit)} {word}"
        )
        yield Finding(hvad, stem, file.file, text)


def _more_unknown(
    now: DeliveryProfile, before: Predecessor, limits: Plausibilitet
) -> Iterator[Finding]:
    last = before.delivery
    if min(now.courses, last.courses) < limits.mindst_raekker:
        return
    for column, count in now.unknown.items():
        if column not in last.unknown:
            continue
        share, then = Decimal(count) / now.courses, Decimal(last.unknown[column]) / last.courses
        if share - then > _exact(limits.uoplyst_stiger):
            text = (
                f"{column} er uoplyst i {_per_cent(share)} af rækkerne mod {_per_cent(then)} i"
                f" leverancen før, mere end {limits.uoplyst_stiger * 100:g} procentpoint flere"
            )
            yield Finding(FindingName.MORE_UNKNOWN, _COURSES, now.files[_COURSES].file, text)


def _missing_files(now: DeliveryProfile, before: Predecessor, edition: int) -> Iterator[Finding]:
    if before.edition != edition:
        return
    for stem, file in before.delivery.files.items():
        if stem not in now.files:
            rows = number_of(file.records, "række", "rækker")
            text = f"filen mangler (0 rækker); den forrige leverance havde den med {rows}"
            yield Finding(FindingName.FILE_MISSING, stem, file.file, text)


def _negative_income(
    udtraek: Udtraek, files: Mapping[str, ValidatedFile], limits: Plausibilitet
) -> Iterator[Finding]:
    postings = files.get(_POSTINGS)
    if postings is None:
        return
    income = postings.frame.filter(
        (pl.col("art") == "indtaegt") & (pl.col("bogfoeringsdato").dt.year() == udtraek.edition)
    )
    negative = int((income["beloeb"] < 0).sum())
    if negative > income.height * _exact(limits.indtaegt_negativ):
        text = (
            f"{negative} af {udtraek.edition}s {income.height} indtægtsposteringer er negative"
            f" (grænsen er {_per_cent(limits.indtaegt_negativ)}); om indtægter er negative i"
            ' bogføringen, siger posteringer = "finans" eller "bilag" under [fortegn] i center.toml'
        )
        yield Finding(FindingName.NEGATIVE_INCOME, _POSTINGS, postings.file, text)


def _exact(limit: float) -> Decimal:
    # The limit as written: 30 % fewer than 10 is 7, which binary fractions miss.
    return Decimal(str(limit))


def _per_cent(share: Decimal | float) -> str:
    return f"{100 * share:.0f} %"
