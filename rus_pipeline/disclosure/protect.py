"""An edition's figures → which of them are hidden in its public edition.

What belongs here: what is small, what hiding a figure costs, which ties and other public figures
the edition must reckon with. What does not: the optimisation (``suppression``), or how a tie is
found (``shared_rows``). Source: audit contract, The public edition.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import polars as pl

from rus_pipeline.core.center import Center
from rus_pipeline.disclosure.constraints import Constraint, Constraints, composed_constraints
from rus_pipeline.disclosure.equal_counts import Classes, together
from rus_pipeline.disclosure.money import hidden_money
from rus_pipeline.disclosure.populations import Population, linked, populations
from rus_pipeline.disclosure.public_state import COUNTS, PublicState, narrow
from rus_pipeline.disclosure.shared_rows import shared_rows
from rus_pipeline.disclosure.suppression import Problem, choose
from rus_pipeline.figures.figure import Figure
from rus_pipeline.slices import RETURNS, STEM_OF

MONEY = "kr."

# What is lost: a count by its size, so that small ones go before totals; a share less than a count
# of its size. The last digits tell equal costs apart, so that there is one cheapest choice.
_COUNT, _SHARE, _APART = 100_000, 20_000, 1_000


@dataclass(frozen=True)
class Given:
    """The edition to protect: its figures by id, and what they were counted from.

    ``files`` are the sha256 of the raw files behind it, ``frames`` its slice by source, ``drawn``
    the day of each extract by year; ``persons`` how many persons there are behind a figure.
    """

    year: int
    center: Center
    figures: Mapping[str, Figure]
    files: Mapping[str, str]
    frames: Mapping[str, pl.DataFrame]
    drawn: Mapping[int, date]
    persons: Mapping[str, int | None]


@dataclass(frozen=True)
class Protection:
    """What is hidden, the ties that anybody may know, and what nothing could protect.

    ``given_away`` maps a small count to the public figures that narrow it too far.
    """

    hidden: frozenset[str]
    small: frozenset[str]
    ties: Constraints
    given_away: Mapping[str, tuple[str, ...]]


def protect(given: Given, others: Sequence[PublicState]) -> Protection:
    """Return what is hidden of an edition beside what is public of ``others`` already.

    Raises ContradictionError where the figures do not meet the ties between them.
    """
    return _Protecting(given, others).protection()


class _Protecting:
    def __init__(self, given: Given, others: Sequence[PublicState]) -> None:
        self._given = given
        self._smallest = given.center.mindste_celle
        self._figures = dict(given.figures)
        for other in others:
            self._figures |= other.figures
        self._shown = frozenset[str]().union(*(other.shown for other in others))
        self._values = {
            name: int(figure.value)
            for name, figure in self._figures.items()
            if figure.value is not None
        }
        self._own = self._own_ties()
        own = linked(self._own, given.files)
        found = [tie for other in others for tie in other.folder.ties.ties]
        every = (*own.ties, *found, *_unchanged(given, others))
        shares = [
            share
            for other in others
            for share in other.folder.ties.shares
            if share.figure_id in other.shown
        ]
        self._classes = Classes(every)
        self._ties = self._classes.ties(Constraints(every, (*own.shares, *shares)))

    def _own_ties(self) -> Constraints:
        """Return the ties of the edition's own counts."""
        given = self._given
        composed, shares = composed_constraints(given.figures)
        money = {i for i, figure in given.figures.items() if figure.unit == MONEY}
        self._money_ties = [tie for tie in composed if money & tie.terms.keys()]
        ties = [tie for tie in composed if not money & tie.terms.keys()]
        for population in populations(given.figures):
            journal = population.journal
            drawn = given.drawn[journal.year]
            held = list(self._held(population))
            ties += shared_rows(population, given.center, drawn, held, given.year)
        return Constraints(tuple(ties), tuple(shares))

    def _held(self, population: Population) -> Iterator[pl.DataFrame]:
        """Yield the journal's own rows, of whatever source of the slice has what is asked."""
        journal = population.journal
        asked = {name for where in population.where.values() for name in where}
        for source, rows in self._given.frames.items():
            if source == RETURNS or STEM_OF.get(source, source) != journal.source:
                continue
            year = "aar" in rows.columns and source in STEM_OF
            own = rows.filter(pl.col("aar") == str(journal.year)) if year else rows
            if asked <= set(rows.columns) and (year or journal.year == self._given.year):
                yield own

    def protection(self) -> Protection:
        """Return what is hidden."""
        of = self._classes.of
        members: dict[str, list[str]] = {}
        for name, figure in self._figures.items():
            if figure.unit in COUNTS and name in self._values:
                members.setdefault(of(name), []).append(name)
        counts = {name: self._values[found[0]] for name, found in members.items()}
        known = frozenset(
            name for name, found in members.items() if not counts[name] or self._shown & set(found)
        )
        small = frozenset(map(of, narrow(self._figures, self._smallest)))
        shares = {s.figure_id: self._values[s.figure_id] for s in self._ties.shares}
        costs = self._costs(members, known)
        hidden = {name for name in small if members[name]}
        given_away = {
            name: tuple(n for n in members[name] if n in self._shown)
            for name in small & known
            if self._own_of(members[name])
        }
        for group in together(self._ties, lambda name: name not in known):
            names = group.names
            own = {n: c for n, c in costs.items() if n in names}
            own |= {s.figure_id: costs[s.figure_id] for s in group.shares if s.figure_id in costs}
            if own and small & names - known:
                problem = Problem(
                    ties=group,
                    counts={name: counts[name] for name in names & counts.keys()},
                    known=known & names,
                    costs=own,
                    shares={s.figure_id: shares[s.figure_id] for s in group.shares},
                    small=small & names - known,
                    values=self._smallest,
                )
                choice = choose(problem)
                hidden |= choice.hidden
                given_away |= choice.given_away
        ids = {n for c in hidden for n in members.get(c, [c]) if n in self._given.figures}
        return Protection(
            hidden=frozenset(ids) | self._money(),
            small=frozenset(i for name in small for i in members[name] if i in self._given.figures),
            ties=self._own,
            given_away={members.get(n, [n])[0]: givers for n, givers in given_away.items()},
        )

    def _own_of(self, names: Sequence[str]) -> list[str]:
        return [name for name in names if name in self._given.figures]

    def _costs(self, members: Mapping[str, Sequence[str]], known: frozenset[str]) -> dict[str, int]:
        """Return what hiding each count or share of the edition would lose."""
        costs = {
            name: sum(_COUNT * self._values[i] + _apart(i) for i in own)
            for name, found in members.items()
            if name not in known and (own := self._own_of(found))
        }
        for share in self._own.shares:
            value = self._values[share.figure_id]
            costs[share.figure_id] = _SHARE * (1 + value) + _apart(share.figure_id)
        return costs

    def _money(self) -> frozenset[str]:
        """Return the amounts of so few persons that a count of them would be hidden, and more."""
        amounts = {
            name: abs(self._values[name])
            for name, figure in self._given.figures.items()
            if figure.unit == MONEY and name in self._values
        }
        few = {
            name for name in amounts if 0 < (self._given.persons.get(name) or 0) < self._smallest
        }
        return hidden_money(self._money_ties, amounts, few)


def _unchanged(given: Given, others: Sequence[PublicState]) -> Iterator[Constraint]:
    """Yield that a figure of a release is the one of today, where its number has not changed.

    An attacker would think so, and what was published stays published.
    """
    today = {i: figure.value for other in others for i, figure in other.figures.items()}
    today |= {i: figure.value for i, figure in given.figures.items()}
    for other in others:
        for name, figure in other.figures.items():
            now = name.rpartition(":")[2]
            same = figure.value is not None and figure.value == today.get(now)
            if now != name and same and figure.unit in COUNTS:
                yield Constraint({now: 1, name: -1})


def _apart(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:4], "big") % _APART
