"""What partners have released, for the protection of the centre's own editions against it.

A partner's figures count some of the centre's rows. What ties the two is found anew from the rows
of the centre's edition of that year, and is kept with its result, in the store: it names rows of
other municipalities. Source: audit contract, The public edition; report contract, A partner's
report.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from rus_pipeline.audit.measures import measures
from rus_pipeline.core.edition import Edition
from rus_pipeline.disclosure.constraints import Constraints, read_constraints, write_constraints
from rus_pipeline.disclosure.partner import (
    JOINT,
    among_the_centres,
    prefix_of,
    with_public_names,
)
from rus_pipeline.disclosure.populations import with_file_digests
from rus_pipeline.disclosure.protect import EditionToProtect, own_constraints
from rus_pipeline.disclosure.public_state import (
    COUNTS,
    FOLDER,
    PublicFolder,
    PublicState,
    released_states,
)
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.files import FILE as DECLARATION
from rus_pipeline.figures.files import read_figures, write_figures
from rus_pipeline.figures.partner_tables import KOMMUNE_ROW
from rus_pipeline.figures.stored_edition import DeclaredFigures, releases
from rus_pipeline.storage.layout import PARTNERS


@dataclass(frozen=True)
class PartnerCounts:
    """The counts of a partner of which an edition is released, as the centre's rows have them.

    ``figures`` has their values by id, ``constraints`` what ties them to each other and to the
    centre's figures, ``files`` the sha256 of each raw file behind them.
    """

    kode: str
    figures: Mapping[str, Figure]
    constraints: Constraints
    files: Mapping[str, str]

    @property
    def state(self) -> PublicState:
        """Return them among what is public: the intruder knows the constraints, and no value."""
        folder = PublicFolder(
            name=f"{prefix_of(self.kode)}counts",
            values=dict.fromkeys(self.figures),
            suppressed=frozenset(self.figures),
            units={name: figure.unit for name, figure in self.figures.items()},
            constraints=with_file_digests(self.constraints, self.files),
            zeros_shown=False,
        )
        return PublicState(folder, self.figures, self.files)

    def by_public_names(
        self, figures: Mapping[str, Figure], public: AbstractSet[str]
    ) -> "PartnerCounts":
        """Return them with the centre's ``figures`` called by their ``public`` names."""
        return replace(self, constraints=with_public_names(self.constraints, figures, public))

    def write(self, folder: Path) -> None:
        """Write them into the result of the centre's edition."""
        write_constraints(folder / f"{self.kode}-{JOINT}", self.constraints, zeros_shown=False)
        write_figures(folder / f"{self.kode}-{DECLARATION}", self.figures.values())


def read_partner_counts(folder: Path, files: Mapping[str, str]) -> Iterator[PartnerCounts]:
    """Yield what ``PartnerCounts.write`` wrote into a result, by partner."""
    for path in sorted(folder.glob(f"*-{JOINT}")):
        kode = path.name.removesuffix(f"-{JOINT}")
        figures = read_figures(folder / f"{kode}-{DECLARATION}")
        yield PartnerCounts(kode, figures, read_constraints(path), files)


def released_by_partners(register: Path) -> Iterator[PublicState]:
    """Yield the public state of every release of a partner under the centre's output folder."""
    for out in _partners(register):
        for state in released_states(out, prefix_of(out.name)):
            name = f"{prefix_of(out.name)}{state.folder.name}"
            yield replace(state, folder=replace(state.folder, name=name))


def counts_of_partners(register: Path, given: EditionToProtect) -> Iterator[PartnerCounts]:
    """Yield the counts of each partner of which a release is of the centre's edition's year.

    Where a source tells no municipality of its rows (courses by year), there are none.
    """
    for out in _partners(register):
        declared: dict[str, Figure] = {}
        for release in releases(out, given.year):
            if (release.folder / FOLDER).is_dir():
                declared |= release.figures
        if declared:
            yield _counted(out.name, declared, given)


def _partners(register: Path) -> list[Path]:
    return sorted(path for path in (register / PARTNERS).glob("[0-9]*") if path.is_dir())


def _counted(kode: str, declared: Mapping[str, Figure], given: EditionToProtect) -> PartnerCounts:
    row = Edition(given.year, given.center).kommune(kode).key
    told = {name: rows.lazy() for name, rows in given.frames.items() if KOMMUNE_ROW in rows.columns}
    every = DeclaredFigures(among_the_centres(declared, kode, row), told)
    own = {
        name: figure
        for name, figure in every.figures.items()
        if figure.unit in COUNTS and _sources(every, figure) <= told.keys()
    }
    found = measures(DeclaredFigures(own, told))
    figures = {
        name: figure
        if figure.value is None
        else replace(figure, value=found[name].value, exact=found[name].value)
        for name, figure in own.items()
    }
    among = replace(
        given,
        figures=figures,
        persons={name: found[name].persons for name in figures},
        rows={name: found[name].rows for name in figures},
        sums=(),
        beside=given.figures,
        kode=kode,
    )
    return PartnerCounts(kode, figures, own_constraints(among), given.files)


def _sources(every: DeclaredFigures, figure: Figure) -> set[str]:
    """Return the sources that a figure is counted from."""
    return {one.counted.source for one in every.counted_in(figure) if one.counted is not None}
