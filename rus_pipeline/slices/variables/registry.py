"""The register of derived variables, and how those of a file are put on its rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from rus_pipeline.core.codes import UNKNOWN_KOMMUNE
from rus_pipeline.core.edition import Edition
from rus_pipeline.ingest.schema import CODE
from rus_pipeline.slices.measures import FIRST_LINE, LAST_LINE

UNKNOWN = UNKNOWN_KOMMUNE  # the key of what is not known, in every table

_NOT_DERIVED = ("file", "line", "person", "beloeb", FIRST_LINE, LAST_LINE)


def code(value: str) -> pl.Expr:
    """Return a value of a variable whose values are codes (``schema.CODE``), for every row."""
    return pl.lit(value, CODE)


@dataclass(frozen=True)
class Variable:
    """A derived column: its name, the delivered columns it needs, what it says and how.

    A needed column of another file, joined to the rows, is ``file.column``.
    ``description`` may name what ``Edition.words`` has. ``treatment``: its values are kinds of
    treatment, which a centre may not offer.
    """

    name: str
    needs: frozenset[str]
    description: str
    expression: Callable[[Edition], pl.Expr]
    treatment: bool = False


VARIABLES: dict[str, dict[str, Variable]] = {}

_Expression = Callable[[Edition], pl.Expr]


def variable(
    description: str, needs: str, *stems: str, name: str | None = None, treatment: bool = False
) -> Callable[[_Expression], _Expression]:
    """Register a variable of the files ``stems``, under the function's name or ``name``.

    ``needs`` are the delivered columns that it rests on; ``treatment`` as in ``Variable``.
    """

    def register(expression: _Expression) -> _Expression:
        named = name or expression.__name__
        for stem in stems:
            VARIABLES.setdefault(stem, {})[named] = Variable(
                named, frozenset(needs.split()), description, expression, treatment
            )
        return expression

    return register


def derive(
    frame: pl.DataFrame, stem: str, edition: Edition, names: tuple[str, ...] | None = None
) -> pl.DataFrame:
    """Return ``file``, ``line``, ``person``, ``beloeb``, lines of scores (if any) and variables.

    ``frame`` is the validated file ``stem`` with the extract's date in ``EXTRACTED``, courses with
    the change of their scores; ``names`` are the variables wanted, all of them by default.
    """
    delivered = [name for name in _NOT_DERIVED if name in frame.columns]
    wanted = [v for v in VARIABLES[stem].values() if names is None or v.name in names]
    # Lazily, so that an age that several variables ask for is reckoned once.
    asked = (v.expression(edition).alias(v.name) for v in wanted)
    return frame.lazy().select(*delivered, *asked).collect()


def needs(stem: str, names: Iterable[str]) -> frozenset[str]:
    """Return the delivered columns of the file ``stem`` that the variables ``names`` need."""
    known = VARIABLES.get(stem, {})
    return frozenset[str]().union(*(known[name].needs for name in names if name in known))


def files_behind(stem: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the delivered files that variables of the file ``stem`` rest on, that one first."""
    others = {need.partition(".")[0] for need in needs(stem, names) if "." in need}
    return (stem, *sorted(others))


def is_treatment(name: str) -> bool:
    """Return whether the values of a variable are kinds of treatment."""
    return any(own[name].treatment for own in VARIABLES.values() if name in own)
