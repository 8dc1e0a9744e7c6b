"""*Kort fortalt*: the year in a few sentences made from figures, each with its change.

No sentence is about a count below 20 or a change below 3, and none about what is not shown.
Source: report contract, Kort fortalt.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from rus_pipeline.core.danish import listed, number_of
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.declaration import SHARE, TOTAL
from rus_pipeline.figures.figure import Figure, Role, Status, Unit, figure_id
from rus_pipeline.figures.presentation import Main
from rus_pipeline.report.cells import marked
from rus_pipeline.report.development import Series
from rus_pipeline.report.summary import distance, in_words, marked_distance

_LEAST = 20
_LEAST_CHANGE = 3
_MOST = 6

_PERSONS, _BEGUN, _ENDED = "tabel-01", "tabel-07", "tabel-08"
_GUARANTEE, _WAYS, _COURSES, _REASONS = (
    "kvalitet-behandlingsgaranti",
    "afslutningsmaade",
    "udvikling-forloeb",
    "tabel-10",
)
_KINDS = {"alkohol": "alkohol", "stof": "stof"}
_MORE = {Unit.KRONER: "kr.", Unit.PER_CENT: "procentpoint"}
_SPENT = {"tabel-05": "stoffer", "tabel-04": "alkohol"}


@dataclass(frozen=True)
class Change:
    """The distance between two figures, within a sentence: ``4 færre`` without its words."""

    now: Figure
    before: Figure


Part = str | Figure | Change


@dataclass(frozen=True)
class Sentence:
    """A sentence made of text, figures and changes, and the table that it is about."""

    table: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """Return the sentence as text."""
        return "".join(map(_text, self.parts))

    @property
    def html(self) -> str:
        """Return the sentence as HTML in which every number says which figure it is."""
        return "".join(map(_html, self.parts))


def _text(part: Part) -> str:
    match part:
        case Figure():
            return in_words(part)
        case Change(now, before):
            return distance(now, before)[0]
        case _:
            return part


def _html(part: Part) -> str:
    match part:
        case Figure():
            return in_words(part, marked)
        case Change(now, before):
            return marked_distance(now, before, distance(now, before)[0])
        case _:
            return escape(part)


@dataclass(frozen=True)
class _Years:
    """The figures of the year and of the year before, and how main figures are counted.

    ``before`` is None where there is no edition of that year.
    """

    edition: Edition
    now: Mapping[str, Figure]
    before: Mapping[str, Figure] | None
    series: Sequence[Series]

    @property
    def year(self) -> int:
        """Return the edition's year."""
        return self.edition.year

    def figure(self, table: str, row: str, column: str) -> Figure | None:
        """Return a figure of the year that is shown, whatever its size."""
        return _shown(self.now.get(figure_id(self.year, table, row, column)))

    def large(self, table: str, row: str, column: str) -> Figure | None:
        """Return a count of the year that may be spoken of."""
        found = self.figure(table, row, column)
        return found if found is not None and _is_large(found) else None

    def since(self, now: Figure, main: Main | None = None) -> list[Part]:
        """Return the change since the year before, or why there is none, to follow a figure."""
        year = self.year - 1
        if self.before is None:
            return [f" (der er ingen udgave for {year})"]
        _, table, row, column = now.figure_id.split("/")
        at = column.replace(str(self.year), str(year))
        before = self.before.get(figure_id(year, table, row, at))
        if before is None or before.value is None:
            hidden = before is not None and before.status is Status.SUPPRESSED
            return [f" ({'skjult' if hidden else 'ikke oplyst'} for {year})"]
        if main is not None and self._is_broken(table, main):
            why = f": {main.why(self.edition)}" if main.because else ""
            return [f" (kan ikke sammenlignes med {year}{why})"]
        return _compared(now, before, year)

    def _is_broken(self, table: str, main: Main) -> bool:
        return any(
            self.year in one.breaks for one in self.series if (one.table, one.main) == (table, main)
        )

    def main(self, table: str) -> tuple[Figure, Main] | None:
        """Return the first main figure of a table that may be spoken of."""
        for one in self.series:
            if one.table == table and self.year in one.figures:
                found = _shown(one.figures[self.year])
                return (found, one.main) if found is not None and _is_large(found) else None
        return None


def in_brief(
    edition: Edition,
    now: Mapping[str, Figure],
    before: Mapping[str, Figure] | None,
    series: Sequence[Series],
) -> list[Sentence]:
    """Return the year's sentences, six at most.

    ``now`` and ``before`` are the figures of the edition and of the one before it, by id, as they
    are shown; None where there is no such edition. ``series`` are the main figures over the years.
    """
    given = _Years(edition, now, before, series)
    found = (
        *_persons(given),
        *_begun_and_ended(given),
        *_in_time(given),
        *_endings(given),
        *_money(given),
        *_most_changed(given),
    )
    return list(found[:_MOST])


def _persons(given: _Years) -> Iterator[Sentence]:
    """Yield how many were in treatment, and from where."""
    if (found := given.main(_PERSONS)) is None:
        return
    persons, main = found
    places = [
        (figure, f" fra {kommune.navn}")
        for kommune in given.edition.kommuner
        if (figure := given.large(_PERSONS, kommune.key, TOTAL)) is not None
    ]
    own = _enumerated(places) if len(places) == len(given.edition.kommuner) > 1 else []
    others = given.large(_PERSONS, "andre-kommuner", TOTAL)
    parts: list[Part] = [
        persons,
        f" personer fra {given.edition.together} var i behandling i {given.year}",
        *([": ", *own] if own else []),
        *given.since(persons, main),
    ]
    if others is not None:
        parts += ["; desuden kom ", others, " fra andre kommuner"]
    yield Sentence(_PERSONS, (*parts, "."))


def _begun_and_ended(given: _Years) -> Iterator[Sentence]:
    """Yield how many courses began and ended."""
    told = [
        (table, verb, *found)
        for table, verb in ((_BEGUN, "begyndte"), (_ENDED, "sluttede"))
        if (found := given.main(table)) is not None
    ]
    clauses: list[list[Part]] = [
        [figure, f" {verb}" if n else f" forløb {verb}", *given.since(figure, main)]
        for n, (_, verb, figure, main) in enumerate(told)
    ]
    if told:
        yield Sentence(told[0][0], (*_joined(clauses), "."))


def _in_time(given: _Years) -> Iterator[Sentence]:
    """Yield which shares came into treatment within the guarantee."""
    days = given.edition.center.frister.behandlingsgaranti_dage
    clauses: list[list[Part]] = [
        [share, f" i {word}behandling", *given.since(share)]
        for row, word in _KINDS.items()
        if (share := given.figure(_GUARANTEE, row, SHARE)) is not None and _rests_on(given, share)
    ]
    if clauses:
        opening = f"Inden for {number_of(days, 'dag', 'dage')} efter henvendelsen kom "
        closing = f"; tallene gælder borgere fra {given.edition.home.whole_name}."
        yield Sentence(_GUARANTEE, (opening, *_joined(clauses), closing))


def _rests_on(given: _Years, share: Figure) -> bool:
    """Return whether a share is known to be of at least 20."""
    parts = [
        (part.role, figure.value)
        for part in share.components
        if (figure := _shown(given.now.get(part.figure_id))) is not None
        and figure.value is not None
    ]
    whole = sum((value for role, value in parts if role is Role.DENOMINATOR), Decimal(0))
    return max([whole, *(v for role, v in parts if role is Role.NUMERATOR)]) >= _LEAST


def _endings(given: _Years) -> Iterator[Sentence]:
    """Yield which share of the ended courses ended as planned."""
    share = given.figure(_WAYS, "planlagt", SHARE)
    if share is not None and _rests_on(given, share):
        ended = " af de afsluttede forløb endte som planlagt (færdigbehandlet)"
        yield Sentence(_WAYS, (share, ended, *given.since(share), "."))


def _money(given: _Years) -> Iterator[Sentence]:
    """Yield what treatment elsewhere cost."""
    year = given.year
    clauses: dict[str, list[Part]] = {}
    for table, word in _SPENT.items():
        now, before = (given.figure(table, "udgift", str(y)) for y in (year, year - 1))
        if now is not None and now.value:
            change = [] if before is None else _compared(now, before, year - 1)
            clauses[table] = [now, f" for {word}", *change]
    if clauses:
        parts = _joined([*clauses.values()])
        opening = "Ambulant behandling hos andre kostede "
        yield Sentence(next(iter(clauses)), (opening, *parts, "."))


def _most_changed(given: _Years) -> Iterator[Sentence]:
    """Yield which count changed most, for its size, of those counted alike in both years."""
    found = [
        (abs(now.value - before.value) / before.value, what, now, before)
        for what, now, before in _alike(given)
        if now.value is not None
        and before.value is not None
        and abs(now.value - before.value) >= _LEAST_CHANGE
        and _is_large(now)
        and _is_large(before)
    ]
    if found:
        _, what, now, before = max(found, key=lambda one: one[0])
        change = _compared(now, before, given.year - 1)
        yield Sentence(now.table_id, ("Den største ændring: ", now, f" {what}", *change, "."))


def _alike(given: _Years) -> Iterator[tuple[str, Figure, Figure]]:
    """Yield what is counted in the same way in every edition: its words, and both years' figures.

    The courses of a kind in both years are counted anew in one table.
    """
    year = given.year
    for figure in given.now.values():
        match figure.place:
            case (table, row, column) if table == _COURSES and row == str(year):
                before = given.now.get(figure_id(year, table, str(year - 1), column))
                what = f"forløb i gang ({figure.column_label.lower()})"
            case (table, row, column) if (table, column) == (_REASONS, "antal"):
                before = (given.before or {}).get(figure_id(year - 1, table, row, column))
                what = f"afsluttede forløb med årsagen {figure.row_label.lower()}"
            case _:
                continue
        if before is not None and TOTAL not in figure.at:
            now, earlier = _shown(figure), _shown(before)
            if now is not None and earlier is not None:
                yield what, now, earlier


def _compared(now: Figure, before: Figure, year: int) -> list[Part]:
    """Return the change between two figures that are counted alike, to follow the first."""
    assert now.value is not None
    assert before.value is not None
    if now.unit in {Unit.COURSES, Unit.PERSONS} and not _is_large(before):
        return [f" (i {year} under {_LEAST})"]
    if abs(now.value - before.value) < _LEAST_CHANGE:
        return [f", omtrent som i {year} (", before, ")"]
    size, way = Change(now, before), distance(now, before)[1]
    if now.unit in _MORE:
        way = f"{_MORE[now.unit]} {'mere' if now.value > before.value else 'mindre'}"
    return [", ", size, f" {way} end i {year} (", before, ")"]


def _joined(clauses: Sequence[Sequence[Part]]) -> list[Part]:
    """Return clauses, each with its change, as one."""
    return [part for clause in clauses for part in (", og ", *clause)][1:]


def _enumerated(items: Sequence[tuple[Figure, str]]) -> list[Part]:
    """Return figures with what follows each, as a list in running text."""
    between = listed(["\0"] * len(items)).split("\0")
    return [
        part
        for separator, (figure, after) in zip(between, items, strict=False)
        for part in (separator, figure, after)
    ]


def _shown(figure: Figure | None) -> Figure | None:
    """Return a figure whose value is shown, None for any other."""
    return figure if figure is not None and figure.value is not None else None


def _is_large(figure: Figure) -> bool:
    return figure.value is not None and abs(figure.value) >= _LEAST
