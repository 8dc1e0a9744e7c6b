"""What was written, in words: how much of what was printed is met, and why the rest is not.

What belongs here: lines for a person. What does not: the proofs themselves (``proofs``).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rus_pipeline.core.center import Center, edition_folders, read_center
from rus_pipeline.core.edition import Edition
from rus_pipeline.core.errors import RawFolderError
from rus_pipeline.reconciliation.claims import Claim, read_claims
from rus_pipeline.reconciliation.feasible.proofs import by_claim, conflicts
from rus_pipeline.reconciliation.feasible.targets import report_claims
from rus_pipeline.synthetic.surroundings import surround
from rus_pipeline.synthetic.writing import FitReport, write_extracts


def write_and_tell(
    raw: Path, out: Path, editions: Sequence[int] | None, seed: int
) -> Iterator[str]:
    """Write the extract folders of ``editions`` (those of ``raw`` by default) and tell of them.

    Centre and claims are those of ``raw``. Raises RawFolderError where it names no edition.
    """
    center = read_center(raw)
    claims, warnings = read_claims(raw)
    yield from warnings
    years = sorted(set(editions or edition_folders(raw)[0]))
    if not years:
        raise RawFolderError(f"{raw}: ingen udgaver; angiv dem med --edition")
    report = write_extracts(out, claims, years, seed, center=center)
    for year in years:
        surround(raw, out, claims, Edition(year, center))
    yield from told(report, claims, center)


def told(report: FitReport, claims: Sequence[Claim], center: Center) -> Iterator[str]:
    """Yield a line for each edition, and one for each printed figure that it does not meet."""
    for fitted in report.editions:
        if not fitted.targets:
            yield f"{fitted.year}: ingen trykte tal"
            continue
        yield f"{fitted.year}: {len(fitted.met)} af {len(fitted.targets)} trykte tal er opfyldt"
        own = report_claims(claims, fitted.year)
        unmet = [claim for target in fitted.unmet for claim in target.claims]
        why = by_claim(conflicts(own, Edition(fitted.year, center), unmet))
        for target in fitted.unmet:
            conflict = why.get(target.claims[0])
            reason = conflict.arithmetic if conflict else "intet bevis fundet"
            yield f"  {target.name}: trykt {target.value}: {reason}"
