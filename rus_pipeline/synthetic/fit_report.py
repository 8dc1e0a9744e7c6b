"""Synthetic extracts, written with a report of which printed figures they meet and why not."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rus_pipeline.core.center import edition_folders, read_center
from rus_pipeline.core.edition import Edition
from rus_pipeline.core.errors import RawFolderError
from rus_pipeline.reconciliation.claims import Claim, read_claims
from rus_pipeline.reconciliation.feasible.conflicts import conflicts
from rus_pipeline.reconciliation.feasible.targets import report_claims
from rus_pipeline.synthetic.fit import FittedJournal
from rus_pipeline.synthetic.raw_folder import complete_raw_folder
from rus_pipeline.synthetic.writing import write_extracts


def write_with_fit_report(
    raw: Path, out: Path, editions: Sequence[int] | None, seed: int, courses: int
) -> Iterator[str]:
    """Write the extract folders of ``editions`` (by default those of ``raw``); yield a report.

    The report is in Danish: a line for each edition, and one for each unmet figure. Centre and
    claims are those of ``raw``; ``courses`` as in ``write_extracts``. Raises RawFolderError where
    it names no edition.
    """
    center = read_center(raw)
    claims, warnings = read_claims(raw)
    yield from warnings
    years = sorted(set(editions or edition_folders(raw)[0]))
    if not years:
        raise RawFolderError(f"{raw}: ingen udgaver; angiv dem med --edition")
    written = write_extracts(out, claims, years, seed, center=center, courses=courses)
    for year in years:
        complete_raw_folder(raw, out, claims, Edition(year, center))
    yield from fit_report(written, claims)


def fit_report(written: Sequence[FittedJournal], claims: Sequence[Claim]) -> Iterator[str]:
    """Yield a line for each edition, and one with the reason for each figure it does not meet."""
    for journal in written:
        year = journal.edition.year
        if not journal.targets:
            yield f"{year}: {sum(journal.courses.values())} forløb; ingen trykte tal at opfylde"
            continue
        yield f"{year}: {len(journal.met)} af {len(journal.targets)} trykte tal er opfyldt"
        own = report_claims(claims, year)
        unmet = [claim for target in journal.unmet for claim in target.claims]
        found = conflicts(own, journal.edition, unmet)
        by_claim = {conflict.claim: conflict for conflict in found}
        for target in journal.unmet:
            conflict = by_claim.get(target.claims[0])
            reason = conflict.arithmetic if conflict else "intet bevis fundet"
            yield f"  {target.name}: trykt {target.value}: {reason}"
