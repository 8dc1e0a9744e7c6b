"""Conditions: on the rows that a cell counts, and on the centres that a text or a table is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rus_pipeline.core.edition import Edition
from rus_pipeline.core.offer import Tilbud
from rus_pipeline.slices.variables import is_treatment

Value: TypeAlias = str | bool | tuple[str, ...]
"""What a variable equals; a tuple is any one of its values."""

Where: TypeAlias = Mapping[str, Value]
"""Conditions on variables of the slice, all of which a row meets."""


def offered(where: Where, tilbud: Tilbud) -> dict[str, Value] | None:
    """Return the conditions without the treatments that the centre does not offer.

    None where no row of what it offers can meet them. Source: extract contract, [tilbud].
    """
    found = dict(where)
    for name, value in where.items():
        if not is_treatment(name):
            continue
        values = value if isinstance(value, tuple) else (str(value),)
        own = tuple(one for one in values if tilbud.offers(one))
        if not own:
            return None
        found[name] = own if isinstance(value, tuple) else own[0]
    return found


@dataclass(frozen=True)
class When:
    """A text that is true of some centres alone.

    ``of``: it offers some of what rows that meet these conditions are of. ``partners``: it has
    partners, or none. ``of_partner``: the report is of a partner alone, or of all. ``history``:
    each of its editions follows its own year's layout, or all follow one. ``until`` is the last
    layout that it is true of.
    """

    text: str
    of: Where = field(default_factory=dict[str, Value])
    partners: bool | None = None
    of_partner: bool | None = None
    history: bool | None = None
    until: int | None = None

    def holds(self, edition: Edition) -> bool:
        """Return whether it is true of the edition."""
        center = edition.center
        return (
            offered(self.of, center.tilbud) is not None
            and self.partners in (None, bool(center.samarbejdskommuner))
            and self.of_partner in (None, edition.of_partner)
            and self.history in (None, center.som is None)
            and (self.until is None or edition.layout <= self.until)
        )


Text: TypeAlias = str | When
"""A sentence for every centre, or for some. It may name what ``Edition.words`` has, in braces."""


def said(texts: str | Sequence[Text], edition: Edition) -> list[str]:
    """Return those of the texts that are true of the edition, its words in place of the braces."""
    every = (texts,) if isinstance(texts, str) else texts
    true = (
        one if isinstance(one, str) else one.text
        for one in every
        if isinstance(one, str) or one.holds(edition)
    )
    return [text.format_map(edition.words) for text in true]


def in_general(texts: str | Sequence[Text]) -> str:
    """Return what is said of a centre with partners and history, a term of the standard being x."""
    every = (texts,) if isinstance(texts, str) else texts
    usual = (
        text if isinstance(text, str) else text.text
        for text in every
        if isinstance(text, str) or not (False in (text.partners, text.history) or text.of_partner)
    )
    return " ".join(text.format_map(_Anyone()) for text in usual)


class _Anyone(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return _USUAL.get(name, "x")


_USUAL = {
    "kommunerne": "hjemkommunen og samarbejdskommunerne",
    "uanset": ", uanset bopælskommune",
    "og_uanset": " og uanset bopælskommune",
}
