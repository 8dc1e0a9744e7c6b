"""A partner's edition among the counts of the centre's own, to protect the two together.

A partner's figure counts the rows of the centre's slice that are also the partner's: with that
condition it is one more count of the same population, and all that ties it to what the centre
prints follows from the rows. Source: report contract, A partner's report; audit contract, The
public edition.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from rus_pipeline.core.edition import Edition
from rus_pipeline.disclosure.constraints import (
    LATENT,
    MERGED,
    PARTNER,
    SHARED,
    Constraints,
    Share,
    renamed,
)
from rus_pipeline.disclosure.populations import Population, condition_key, margins
from rus_pipeline.disclosure.public_state import PublicFolder, renamed_figure
from rus_pipeline.figures.figure import Counted, Figure
from rus_pipeline.figures.left_out import HOME
from rus_pipeline.figures.partner_tables import KOMMUNE_ROW
from rus_pipeline.slices.variables import OTHER_KOMMUNER, UNKNOWN

JOINT = "joint.json"
"""All constraints that a partner's protection rests on, those with the centre's figures too.

It stays in the store: no public folder has it.
"""

TOGETHER = "samarbejde"
_BY_KOMMUNE = {HOME, TOGETHER, KOMMUNE_ROW}


def prefix_of(kode: str) -> str:
    """Return what precedes the ids of a partner's figures among the centre's."""
    return f"{kode}{PARTNER}"


def among_the_centres(figures: Mapping[str, Figure], kode: str, row: str) -> dict[str, Figure]:
    """Return a partner's figures (by id) as counts of the centre's slice, with prefixed ids.

    ``row`` is the key of the partner's row by municipality.
    """
    prefix = prefix_of(kode)
    return {
        f"{prefix}{i}": replace(
            renamed_figure(figure, prefix),
            counted=None if figure.counted is None else _of_partner(figure.counted, row),
        )
        for i, figure in figures.items()
    }


def _of_partner(counted: Counted, row: str) -> Counted:
    rest = {name: value for name, value in counted.where.items() if name not in _BY_KOMMUNE}
    return replace(counted, where={**rest, KOMMUNE_ROW: row})


def add_the_rest(population: Population, edition: Edition, kode: str) -> None:
    """Add, to counts of a partner, that of all who are neither the partner's nor at home.

    The intruder knows that the three are together everyone, though nobody prints the third. It
    tells nothing where the home municipality has no such count. ``edition`` is the centre's own.
    """
    partner = edition.kommune(kode).key
    others = [item.key for item in edition.kommuner if item.key not in (edition.home.key, partner)]
    rest = [*others, OTHER_KOMMUNER, UNKNOWN]
    counted = {*population.conditions, *margins(population)}
    for where in list(population.conditions.values()):
        if where.get(KOMMUNE_ROW) == partner:
            everyone = {name: value for name, value in where.items() if name != KOMMUNE_ROW}
            if condition_key({**everyone, HOME: True}) in counted:
                left = {**where, KOMMUNE_ROW: rest}
                population.conditions.setdefault(condition_key(left), left)


def with_public_names(
    constraints: Constraints, beside: Mapping[str, Figure], public: AbstractSet[str]
) -> Constraints:
    """Return constraints by the names that the centre's public edition has for its figures.

    One that it adds up, in a row that it does not name, is a count that no figure shows: what holds
    of it only where nobody moved is left out, for its true value is not told either.
    """

    def is_unnamed(name: str) -> bool:
        return name in beside and not public & {name, f"{MERGED}{name}"}

    def name_of(name: str) -> str:
        if is_unnamed(name):
            return f"{LATENT}{name}"
        return name if name in public or name not in beside else f"{MERGED}{name}"

    told = (one for one in constraints.linear if one.exact or not any(map(is_unnamed, one.terms)))
    return replace(constraints, linear=tuple(renamed(one, name_of) for one in told))


def without_figures(folder: PublicFolder) -> PublicFolder:
    """Return what the intruder knows of a partner's counts who has none of its figures.

    They are latent counts, under ``@`` and their names: not even that one is zero is known.
    """

    def latent(name: str) -> str:
        return f"{LATENT}{name}" if name in folder.values else name

    linear = tuple(renamed(one, latent) for one in folder.constraints.linear if not one.of)
    return replace(
        folder,
        values={},
        suppressed=frozenset(map(latent, folder.suppressed)),
        units={latent(name): unit for name, unit in folder.units.items()},
        constraints=Constraints(linear, ()),
    )


def partners_own(constraints: Constraints, kode: str) -> Constraints:
    """Return the constraints between a partner's figures alone, by the ids of its own edition.

    What ties them to the centre's is left out: it names rows of other municipalities.
    """
    prefix = prefix_of(kode)

    def own(name: str) -> bool:
        return name.startswith((prefix, LATENT))

    def shown(name: str) -> str:
        if name.startswith(SHARED) or not name.startswith((prefix, LATENT)):
            return name
        return name.replace(prefix, "", 1)

    linear = tuple(
        replace(
            one,
            terms={shown(name): factor for name, factor in one.terms.items()},
            of=shown(one.of),
        )
        for one in constraints.linear
        if all(map(own, one.terms)) and any(name.startswith(prefix) for name in one.terms)
    )
    shares = tuple(
        Share(shown(s.figure_id), shown(s.part), tuple(map(shown, s.whole)), s.to_100)
        for s in constraints.shares
    )
    return Constraints(linear, shares)
