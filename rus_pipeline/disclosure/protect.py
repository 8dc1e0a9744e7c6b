"""Joint protection: which figures of an edition are suppressed, given all that is public already.

The edition's problem is stated here: primary suppressions, costs and constraints. It is solved in
``suppression``. Source: audit contract, The public edition.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

import polars as pl

from rus_pipeline.core.center import Center
from rus_pipeline.core.edition import Edition
from rus_pipeline.disclosure.amounts import suppressed_amounts
from rus_pipeline.disclosure.chosen_suppressions import SuppressionProblem
from rus_pipeline.disclosure.constraints import (
    MERGED,
    PARTNER,
    SHARED,
    Constraint,
    Constraints,
    composed_constraints,
    renamed,
)
from rus_pipeline.disclosure.equal_counts import EqualCounts, connected_groups
from rus_pipeline.disclosure.partner import add_the_rest, prefix_of
from rus_pipeline.disclosure.populations import Population, populations, with_file_digests
from rus_pipeline.disclosure.public_state import COUNTS, PublicState, primary_counts
from rus_pipeline.disclosure.quantiles import few_to_rank, quantile_constraints
from rus_pipeline.disclosure.recoding import (
    PossibleRecoding,
    Recoding,
    mostly_suppressed,
)
from rus_pipeline.disclosure.row_constraints import row_constraints
from rus_pipeline.disclosure.suppression import Suppression, choose_suppression
from rus_pipeline.figures.figure import Figure
from rus_pipeline.figures.sums import Terms
from rus_pipeline.slices import STEM_OF, WITH_THE_YEAR_BEFORE

MONEY = "kr."

# Costs: a count costs its size, so that small ones go before totals; a share less than a count of
# its size, a quantile as much as a count of its courses. The last digits differ between figures, so
# that there is one optimal choice.
_COUNT, _SHARE, _TIE_BREAK = 100_000, 20_000, 1_000
_ZERO = 5  # a zero costs as much as a count of so many: it is shown rather than other small ones

# Rounds of search for a partner's edition. Beside six of the centre's, the cheapest choice takes a
# minute to find, and one that is a few per cent dearer, seconds.
_PATIENCE = 2


@dataclass(frozen=True)
class EditionToProtect:
    """The edition to protect: its figures by id, and what they were counted from.

    ``files`` maps each raw file to its sha256, ``frames`` each source to its slice,
    ``extract_dates`` each year to the day its extract was drawn, ``persons`` and ``rows`` each
    figure to how many persons and rows are behind it. ``sums`` are the sums that its figures meet.
    ``recoding`` is what its public tables add up.
    ``beside`` are public figures counted from the same rows, ``kode`` the partner that a partner's
    edition is of: its figures are then as ``partner.among_the_centres`` gives them, and a zero of
    theirs may be suppressed.
    """

    year: int
    center: Center
    figures: Mapping[str, Figure]
    files: Mapping[str, str]
    frames: Mapping[str, pl.DataFrame]
    extract_dates: Mapping[int, date]
    persons: Mapping[str, int | None]
    rows: Mapping[str, int]
    sums: Sequence[Terms] = ()
    recoding: Recoding = field(default_factory=Recoding)
    beside: Mapping[str, Figure] = field(default_factory=dict[str, Figure])
    kode: str = ""


@dataclass(frozen=True)
class Protection:
    """What is suppressed, what is published about the rest, and what could not be protected.

    ``suppressed`` holds primary and secondary suppressions, ``primary`` the small counts and those
    equal to one. ``constraints`` are published with the figures. ``disclosed`` maps a small count
    that nothing can protect to the public figures that disclose it. What is added up is among
    ``primary`` and ``disclosed``, but no longer among what is ``suppressed``.
    """

    suppressed: frozenset[str]
    primary: frozenset[str]
    constraints: Constraints
    disclosed: Mapping[str, tuple[str, ...]]


def recode_and_protect(
    edition: EditionToProtect, possible: PossibleRecoding, others: Sequence[PublicState]
) -> tuple[list[str], Protection]:
    """Return the tables whose columns are added up, and which of the figures are suppressed then.

    The columns of a table are added up where more than half of its inner cells are suppressed
    otherwise; then all is protected anew, until there is no such table.
    """
    tables: list[str] = []
    of_rows = _row_constraints(edition)
    choices = _Choices()
    while True:
        recoded = replace(edition, recoding=possible.with_columns_of(tables))
        protection = _JointProtection(recoded, others, of_rows).protection(choices)
        if edition.kode:
            choices.suppressed = protection.suppressed
        left = [table for table in possible.columns if table not in tables]
        found = mostly_suppressed(edition.figures, protection.suppressed, left)
        if not found:
            return tables, protection
        tables += found


def protect(edition: EditionToProtect, others: Sequence[PublicState]) -> Protection:
    """Return which figures of an edition to suppress, given what is public of ``others``.

    Raises ContradictionError where the figures break the constraints between them.
    """
    return _JointProtection(edition, others, _row_constraints(edition)).protection(_Choices())


def own_constraints(edition: EditionToProtect) -> Constraints:
    """Return the constraints between an edition's counts, and between those and what is beside."""
    return _JointProtection(edition, (), _row_constraints(edition)).own


def _row_constraints(edition: EditionToProtect) -> list[Constraint]:
    """Return the constraints between an edition's counts that follow from which rows they count."""
    found: list[Constraint] = []
    latent = f"{prefix_of(edition.kode) if edition.kode else ''}{edition.year}"
    for population in populations({**edition.beside, **edition.figures}):
        if edition.kode:
            if edition.figures.keys().isdisjoint(population.figure_ids):
                continue  # what ties the figures beside them is public
            add_the_rest(population, Edition(edition.year, edition.center), edition.kode)
        extract_date = edition.extract_dates[population.year]
        held = list(_held(edition, population))
        found += row_constraints(population, edition.center, extract_date, held, latent)
    return found


def _held(edition: EditionToProtect, population: Population) -> Iterator[pl.DataFrame]:
    """Yield the population's actual rows, from each frame that has all its variables."""
    variables = {name for where in population.conditions.values() for name in where}
    for source in edition.frames:
        if source in WITH_THE_YEAR_BEFORE or STEM_OF.get(source, source) != population.source:
            continue
        rows = edition.frames[source]
        year = "aar" in rows.columns and source in STEM_OF
        own = rows.filter(pl.col("aar") == str(population.year)) if year else rows
        if variables <= set(rows.columns) and (year or population.year == edition.year):
            yield own


@dataclass
class _Choices:
    """What is chosen for each problem, and the figures that stay ``suppressed`` in any case."""

    suppressed: frozenset[str] = frozenset()
    found: list[tuple[SuppressionProblem, Suppression]] = field(
        default_factory=list[tuple[SuppressionProblem, Suppression]]
    )

    def of(self, problem: SuppressionProblem) -> Suppression:
        """Return the choice for a problem."""
        for known, choice in self.found:
            if known == problem:
                return choice
        choice = choose_suppression(problem)
        self.found.append((problem, choice))
        return choice


class _JointProtection:
    """The figures of an edition and of everything public, with the constraints between them."""

    def __init__(
        self,
        edition: EditionToProtect,
        others: Sequence[PublicState],
        of_rows: Sequence[Constraint],
    ) -> None:
        self._edition = edition
        self._smallest = edition.center.mindste_celle
        self._sums = edition.recoding.sums(edition.figures)
        self._merged = edition.recoding.public_names(edition.figures)
        self._unnamed = {i for i, name in self._merged.items() if name != f"{MERGED}{i}"}
        self._figures = {**edition.figures, **self._sums}
        for other in others:
            self._figures |= other.figures
        self._unnamed_before = {name for other in others for name in other.unnamed}
        self._shown = frozenset[str]().union(*(other.shown for other in others))
        self._may_be_zero = frozenset[str]().union(
            *(other.figures for other in others if not other.folder.zeros_shown)
        )
        self._hidden_before = frozenset[str]()
        if edition.kode:
            self._may_be_zero |= {**edition.figures, **self._sums}.keys()
            self._hidden_before = frozenset(
                name
                for other in others
                for name in other.folder.suppressed
                if prefix_of(edition.kode) in name
            )
        self._values = {
            name: int(figure.value)
            for name, figure in self._figures.items()
            if figure.value is not None
        }
        self._few = few_to_rank(edition.figures, edition.rows)
        self.own = self._own_constraints(of_rows)
        own = with_file_digests(self.own, edition.files)
        told = [other.folder.constraints.where(other.shown.__contains__) for other in others]
        public = [renamed(one, self._figure_of) for each in told for one in each.linear]
        linear = (*own.linear, *public, *_unchanged(edition, others))
        shares = [share for each in told for share in each.shares]
        self._equal = EqualCounts(linear)
        self._constraints = self._equal.merge(Constraints(linear, (*own.shares, *shares)))

    def _figure_of(self, name: str) -> str:
        """Return the figure that a public constraint's name of what is added up stands for."""
        bare = name.removeprefix(MERGED)
        return bare if bare in self._figures else name

    def _own_constraints(self, of_rows: Sequence[Constraint]) -> Constraints:
        """Return the constraints between the edition's own counts."""
        edition = self._edition
        composed, shares = composed_constraints({**edition.figures, **self._sums})
        in_sums = edition.recoding.in_sums(edition.figures)
        money = {i for i, figure in edition.figures.items() if figure.unit == MONEY}
        self._money_constraints = [one for one in composed if money & one.terms.keys()]
        linear = [one for one in composed if not money & one.terms.keys()]
        linear += [Constraint(terms) for terms in edition.sums]
        linear += edition.recoding.constraints(edition.figures)
        linear += quantile_constraints(edition.figures, self._few)
        linear += map(in_sums, of_rows)
        return Constraints(tuple(linear), tuple(shares))

    def protection(self, choices: _Choices) -> Protection:
        """Solve each connected group and return what is suppressed in all."""
        representative = self._equal.representative
        members: dict[str, list[str]] = {}
        for name, figure in self._figures.items():
            if figure.unit in COUNTS and name in self._values:
                members.setdefault(representative(name), []).append(name)
        counts = {name: self._values[found[0]] for name, found in members.items()}
        may_be_zero = frozenset(
            name for name, found in members.items() if self._may_be_zero.issuperset(found)
        )
        known = frozenset(
            name
            for name, found in members.items()
            if (not counts[name] and name not in may_be_zero) or self._shown & set(found)
        )
        small = primary_counts(self._figures, self._smallest)
        if not self._edition.kode:
            # What the centre's edition tells of a partner's counts is for the partner's to heed.
            small = {name for name in small if PARTNER not in name}
        primary = frozenset(map(representative, small))
        # In the place of rows that are added up one stands for them all.
        one_of_rows = {name for name in self._constraints.names if name.startswith(MERGED)}
        each = small - self._unnamed - self._unnamed_before
        to_protect = frozenset(map(representative, each)) | one_of_rows
        shares = {s.figure_id: self._values[s.figure_id] for s in self._constraints.shares}
        # What a partner's earlier edition suppresses stays so, and what was before more was added
        # up: no search for a cheaper choice.
        stays = self._hidden_before | choices.suppressed
        of_stays = {name for name, own in members.items() if stays & set(own)} - known
        constraints = self._constraints.where(lambda name: name not in stays)
        costs = {n: c for n, c in self._costs(members, known | of_stays).items() if n not in stays}
        suppressed = {name for name in primary if members[name]} | of_stays
        suppressed |= stays & {*shares, *(one.of for one in self.own.linear)}
        disclosed = {
            name: tuple(n for n in members[name] if n in self._shown)
            for name in primary & known
            if self._own_of(members[name])
        }
        for group in connected_groups(constraints, lambda name: name not in known):
            names = group.names
            own = {n: c for n, c in costs.items() if n in names}
            telling = {s.figure_id for s in group.shares} | {one.of for one in group.linear}
            own |= {name: costs[name] for name in telling & costs.keys()}
            if own and to_protect & names - known:
                problem = SuppressionProblem(
                    constraints=group,
                    counts={name: counts[name] for name in names & counts.keys()},
                    known=known & names,
                    costs=own,
                    shares={s.figure_id: shares[s.figure_id] for s in group.shares},
                    primary=to_protect & names - known,
                    least_values=self._smallest,
                    may_be_zero=may_be_zero & names,
                    patience=_PATIENCE if self._edition.kode else None,
                )
                choice = choices.of(problem)
                suppressed |= choice.suppressed
                disclosed |= choice.disclosed
        hidden = frozenset(n for c in suppressed for n in self._public_of(members.get(c, [c])))
        return Protection(
            suppressed=hidden | self._amounts() | self._few,
            primary=frozenset(i for name in primary for i in self._own_of(members[name])),
            constraints=self._published(hidden),
            disclosed={members.get(n, [n])[0]: by for n, by in disclosed.items()},
        )

    def _own_of(self, names: Sequence[str]) -> list[str]:
        """Return those of ``names`` that are figures of the edition itself."""
        return [name for name in names if name in self._edition.figures or name in self._sums]

    def _public_of(self, names: Sequence[str]) -> list[str]:
        """Return those of ``names`` that are figures of the edition's public tables."""
        return [name for name in self._own_of(names) if name not in self._merged]

    def _published(self, hidden: frozenset[str]) -> Constraints:
        """Return the edition's constraints as they are published, with ``hidden`` figures.

        One that a hidden figure would tell is left out. So is one with a row that is added up where
        its shared name is in it, whose conditions name the municipality, and where it is not exact:
        how far it is off is computed of figures that are public or have their own name.
        """
        linear = tuple(
            renamed(one, lambda name: self._merged.get(name, name))
            for one in self.own.linear
            if one.of not in hidden and not (self._unnamed & one.terms.keys() and _is_inner(one))
        )
        return Constraints(linear, self.own.shares)

    def _costs(self, members: Mapping[str, Sequence[str]], known: frozenset[str]) -> dict[str, int]:
        """Return the cost of suppressing each count or share of the edition."""
        costs = {
            name: sum(_COUNT * (self._values[i] or _ZERO) + _tie_break(i) for i in own)
            for name, found in members.items()
            if name not in known and (own := self._public_of(found))
        }
        for share in self.own.shares:
            value = self._values[share.figure_id]
            costs[share.figure_id] = _SHARE * (1 + value) + _tie_break(share.figure_id)
        for name in {one.of for one in self.own.linear if one.of}:
            costs[name] = _COUNT * self._edition.rows[name] + _tie_break(name)
        return costs

    def _amounts(self) -> frozenset[str]:
        """Return the amounts to suppress: those of too few persons, and others to protect them."""
        amounts = {
            name: abs(self._values[name])
            for name, figure in self._edition.figures.items()
            if figure.unit == MONEY and name in self._values
        }
        few = {
            name for name in amounts if 0 < (self._edition.persons.get(name) or 0) < self._smallest
        }
        return suppressed_amounts(self._money_constraints, amounts, few)


def _is_inner(one: Constraint) -> bool:
    """Return whether a constraint on a row that is added up is for the edition itself alone."""
    return not one.exact or any(name.startswith(SHARED) for name in one.terms)


def _unchanged(edition: EditionToProtect, others: Sequence[PublicState]) -> Iterator[Constraint]:
    """Yield that a released count equals today's, where its value has not changed.

    An intruder would assume so, and what was published stays published.
    """
    today = {i: figure.value for other in others for i, figure in other.figures.items()}
    own = {**edition.figures, **edition.recoding.sums(edition.figures)}
    today |= {i: figure.value for i, figure in own.items()}
    for other in others:
        for name, figure in other.figures.items():
            now = name.rpartition(":")[2]
            same = figure.value is not None and figure.value == today.get(now)
            if now != name and same and figure.unit in COUNTS:
                yield Constraint({now: 1, name: -1})


def _tie_break(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:4], "big") % _TIE_BREAK
