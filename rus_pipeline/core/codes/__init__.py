"""The code lists, and the one loader that reads them.

Each list is a CSV beside this file, so that those who write no code can review it. Every code has
dates of validity. What belongs here: which words and numbers a field may hold, and the key that
each has in figure ids. What does not: how a file is read (``extracts``) or counted (``tables``).
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain, count

UNKNOWN_KOMMUNE = "uoplyst"
TOTAL_KEY = "i-alt"
NAMELESS = "uden-navn"
"""The key of a text that holds neither letter nor digit."""


def fold(text: str) -> str:
    """Return ``text`` as code values and headings are compared: trimmed and case-folded.

    Source: extract contract, File dialect.
    """
    return text.strip().casefold()


def key(text: str) -> str:
    """Return ``text`` as a part of a figure id: lower-case ASCII, ``-`` between words.

    æ→ae, ø→oe, å→aa and spaces→``-`` as the counting rules say; whatever else is neither a
    letter, a digit nor a hyphen (the names of grants are free text) becomes ``-`` too.
    """
    folded = text.strip().lower()
    for letter, ascii_letters in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        folded = folded.replace(letter, ascii_letters)
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9-]+", "-", plain.lower()).strip("-")


def distinct_keys(texts: Iterable[str]) -> dict[str, str]:
    """Return text → its ``key``, no two texts having the same, and none a table's own.

    Texts alike but for case and white space have one key. Of others that would have the same, the
    first in the order of the texts has it, and the next get ``-2``, ``-3`` …, passing over those
    that are another text's key. What would be ``i-alt`` or ``uoplyst`` gets a number at once.
    Source: counting rules, first paragraph.
    """
    alike = {text: _as_compared(text) for text in texts}
    of_key: dict[str, list[str]] = {}
    for text in sorted(set(alike.values())):
        of_key.setdefault(key(text) or NAMELESS, []).append(text)
    own = {TOTAL_KEY, UNKNOWN_KOMMUNE}
    given = of_key.keys() - own
    keys: dict[str, str] = {}
    for wanted, others in of_key.items():
        numbered = (f"{wanted}-{number}" for number in count(2))
        free = (each for each in numbered if each not in given)
        keys.update(zip(others, free if wanted in own else chain([wanted], free), strict=False))
    return {text: keys[compared] for text, compared in alike.items()}


def _as_compared(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


@dataclass(frozen=True)
class Code:
    """One code: ``kode`` (the key in figure ids), ``navn`` (as delivered) and its validity."""

    kode: str
    navn: str
    gyldig_fra: date
    gyldig_til: date | None
    more: dict[str, str] = field(default_factory=dict[str, str], compare=False)

    def valid_on(self, day: date) -> bool:
        """Return whether the code is in force on ``day``."""
        return self.gyldig_fra <= day and (self.gyldig_til is None or day <= self.gyldig_til)


@dataclass(frozen=True)
class AgeBand:
    """Ages ``fra`` to ``til`` in whole years, both included; ``til`` None is no upper end."""

    kode: str
    navn: str
    fra: int
    til: int | None


@cache
def code_list(name: str) -> tuple[Code, ...]:
    """Return every code ever in force of the list ``name``, in the list's own order.

    Raises FileNotFoundError where there is no such list.
    """
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    fixed = ("kode", "navn", "gyldig_fra", "gyldig_til")
    return tuple(
        Code(
            kode=row["kode"],
            navn=row.get("navn") or row.get("alias") or "",
            gyldig_fra=date.fromisoformat(row["gyldig_fra"]),
            gyldig_til=date.fromisoformat(row["gyldig_til"]) if row["gyldig_til"] else None,
            more={key: value for key, value in row.items() if key not in fixed},
        )
        for row in csv.DictReader(text.splitlines(), delimiter=";")
    )


@cache
def codes_on(name: str, day: date) -> tuple[Code, ...]:
    """Return the codes of the list ``name`` in force on ``day``, in the list's own order."""
    return tuple(code for code in code_list(name) if code.valid_on(day))


@cache
def names_to_codes(name: str, day: date) -> dict[str, str]:
    """Return folded name → ``kode`` for the list ``name`` on ``day``."""
    return {fold(code.navn): code.kode for code in codes_on(name, day)}


@cache
def age_bands(day: date) -> tuple[AgeBand, ...]:
    """Return the age bands in force on ``day``, youngest first.

    Source: counting rules, tabel-12; the printed report of 2021, table 12.
    """
    return tuple(
        AgeBand(
            kode=code.kode,
            navn=code.navn,
            fra=int(code.more["fra_alder"]),
            til=int(code.more["til_alder"]) if code.more["til_alder"] else None,
        )
        for code in codes_on("aldersgrupper", day)
    )


@dataclass(frozen=True)
class KommuneNames:
    """What a municipality may be called on one day.

    ``official`` and ``aliases`` map a folded name to the four-digit code, ``unknown`` holds the
    folded words that say that the municipality is not known.
    """

    official: dict[str, str]
    aliases: dict[str, str]
    unknown: frozenset[str]

    def find(self, text: str) -> tuple[str | None, bool]:
        """Return the code that ``text`` names (``uoplyst`` for unknown), and whether by an alias.

        A number of three or four digits, the official name with or without ``Kommune``, or an
        alias; (None, False) where it is none of these. Source: extract contract, Columns.
        """
        folded = fold(text)
        if folded in self.unknown:
            return UNKNOWN_KOMMUNE, False
        if folded.isascii() and folded.isdigit() and len(folded) in (3, 4):
            code = folded.zfill(4)
            return (code if code in self.official.values() else None), False
        for name in (folded, folded.removesuffix("kommune").rstrip()):
            if name in self.official:
                return self.official[name], False
            if name in self.aliases:
                return self.aliases[name], True
        return None, False


@cache
def kommune_names(day: date) -> KommuneNames:
    """Return the names of the 98 municipalities, their aliases and the words for unknown."""
    return KommuneNames(
        official=names_to_codes("kommuner", day),
        aliases=names_to_codes("kommune_alias", day),
        unknown=frozenset(fold(code.navn) for code in codes_on("kommune_uoplyst", day)),
    )


@cache
def kommuner(day: date) -> dict[str, Code]:
    """Return four-digit code → municipality in force on ``day``; ``more["region"]`` is dated."""
    return {code.kode: code for code in codes_on("kommuner", day)}
