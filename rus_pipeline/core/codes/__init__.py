"""Code lists with dates of validity, and the keys of codes and texts in figure ids.

Each list is a CSV in this folder, so that those who write no code can review it.
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
"""The key of a text that has neither letter nor digit."""

_CODE_AND_NAME = re.compile(
    r"(?:([0-9]{3,4})\s*[-–—:,/]?\s*\(?([^\W\d][^()]*?)\)?"
    r"|([^\W\d][^()]*?)\s*[-–—:,/]?\s*\(?([0-9]{3,4})\)?)"
)
_SEPARATORS = re.compile(r"[\s_.\-]+")
_LETTERS = (("æ", "ae"), ("ø", "oe"), ("å", "aa"))


def fold(text: str) -> str:
    """Return ``text`` trimmed and case-folded, as code values and headings are compared.

    Source: extract contract, File dialect.
    """
    return text.strip().casefold()


def alike(name: str) -> str:
    """Return a heading or file stem as it is compared: ``CPR-nr.`` is ``cpr nr``.

    Case, æ/ae, ø/oe, å/aa, and ``_``, ``-``, ``.`` and space are alike.
    Source: extract contract, File dialect.
    """
    text = unicodedata.normalize("NFC", name).casefold()
    for letter, letters in _LETTERS:
        text = text.replace(letter, letters)
    return _SEPARATORS.sub(" ", text).strip()


def key(text: str) -> str:
    """Return ``text`` as a part of a figure id: lower-case ASCII, ``-`` between words.

    æ→ae, ø→oe, å→aa and spaces→``-`` (source: counting rules). Every other run of characters that
    are neither letters, digits nor hyphens becomes ``-`` too: the names of grants are free text.
    """
    folded = text.strip().lower()
    for letter, letters in _LETTERS:
        folded = folded.replace(letter, letters)
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9-]+", "-", plain.lower()).strip("-")


def distinct_keys(texts: Iterable[str]) -> dict[str, str]:
    """Return text → its ``key``, a different one for each text, and none a key of the table itself.

    Texts that differ only in case and white space share a key. If other texts would have the same
    key, the first in order gets it; the next get ``-2``, ``-3`` …, except numbers that are another
    text's key. A text that would be ``i-alt`` or ``uoplyst`` always gets a number.
    Source: counting rules, first paragraph.
    """
    alike = {text: _as_compared(text) for text in texts}
    of_key: dict[str, list[str]] = {}
    for text in sorted(set(alike.values())):
        of_key.setdefault(key(text) or NAMELESS, []).append(text)
    own = {TOTAL_KEY, UNKNOWN_KOMMUNE}
    taken = of_key.keys() - own
    keys: dict[str, str] = {}
    for wanted, others in of_key.items():
        numbered = (f"{wanted}-{number}" for number in count(2))
        free = (each for each in numbered if each not in taken)
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
    """Ages ``fra`` to ``til`` in whole years, both included; ``til`` is None without a limit."""

    kode: str
    navn: str
    fra: int
    til: int | None


@cache
def code_list(name: str) -> tuple[Code, ...]:
    """Return every code of the list ``name``, in force or not, in the list's order.

    Raises FileNotFoundError for an unknown list.
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
    """Return the codes of the list ``name`` in force on ``day``, in the list's order."""
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
    """The names of municipalities on one day.

    ``official`` and ``aliases`` map a folded name to the four-digit code; ``unknown`` are the
    folded words for an unknown municipality.
    """

    official: dict[str, str]
    aliases: dict[str, str]
    unknown: frozenset[str]

    def find(self, text: str) -> tuple[str | None, bool]:
        """Return the code that ``text`` names (``uoplyst`` for unknown), and whether by an alias.

        ``text`` is a number of three or four digits, the official name with or without ``Kommune``,
        an alias, or a number and a name where they agree (``320 - Faxe``, ``Faxe (0320)``);
        anything else gives (None, False). Source: extract contract, Values and Columns.
        """
        folded = fold(text)
        both = _CODE_AND_NAME.fullmatch(folded)
        if both is None:
            return self._find(folded)
        name, by_alias = self._find(both[2] or both[3])
        return (name, by_alias) if name == self._find(both[1] or both[4])[0] else (None, False)

    def _find(self, folded: str) -> tuple[str | None, bool]:
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
    """Return four-digit code → municipality in force on ``day``; ``more`` has its ``region``."""
    return {code.kode: code for code in codes_on("kommuner", day)}
