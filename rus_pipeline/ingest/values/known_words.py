"""The words that a coded column knows, and which of them a centre's own word may mean."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache

from rus_pipeline.core.codes import alike, codes_on, fold
from rus_pipeline.ingest.schema import ColumnSpec, Kind
from rus_pipeline.ingest.schemas import SCHEMAS

_ALIKE_ENOUGH = 0.6
_YES_NO = ("Ja", "Nej")


def columns_named(column: str) -> list[ColumnSpec]:
    """Return what each file of the contract says of its column of this name."""
    names = (schema.delivered_names() for schema in SCHEMAS.values())
    return [known[column] for known in names if column in known]


def known_words(spec: ColumnSpec, day: date) -> Sequence[str]:
    """Return the words of a coded column in force on ``day``, those of the report first."""
    match spec.kind:
        case Kind.KODE:
            return [code.navn for code in codes_on(spec.code_list or "", day)]
        case Kind.KOMMUNE:
            lists = ("kommuner", "kommune_alias")
            return [code.navn for name in lists for code in codes_on(name, day)]
        case Kind.JA_NEJ:
            return _YES_NO
        case _:
            return ()


@cache
def nearest_word(column: str, text: str, day: date) -> str:
    """Return the known word that ``text`` is nearest to, or "" where none is near.

    It is the longest that stands whole in the text, or the most alike.
    """
    words = {word: None for spec in columns_named(column) for word in known_words(spec, day)}
    text_words = f" {alike(text)} "
    within = [word for word in words if f" {alike(word)} " in text_words]
    if within:
        return max(within, key=len)
    folded = {fold(word): word for word in words}
    near = get_close_matches(fold(text), folded, n=1, cutoff=_ALIKE_ENOUGH)
    return folded[near[0]] if near else ""
