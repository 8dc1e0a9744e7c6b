"""A toml file of the raw folder: its values, and the line of each.

``tomllib`` does not report lines, and whoever corrects a value needs its line.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

from rus_pipeline.core.errors import ExtractError, Place

Path_: TypeAlias = tuple[str | int, ...]
"""The path of a value: keys, and for one of several ``[[tables]]`` its number from 0."""

_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


@dataclass(frozen=True)
class TomlFile:
    """A toml file that could be read.

    ``shown`` is its name relative to the raw folder; ``lines`` maps the path of a value to its
    line.
    """

    shown: str
    values: Mapping[str, Any]
    lines: Mapping[Path_, int]

    def error(self, at: Path_, message: str) -> ExtractError:
        """Return an error with the line of the value ``at``, or else of the table that holds it."""
        while at and at not in self.lines:
            at = at[:-1]
        return ExtractError(Place(self.shown, self.lines.get(at)), message)

    def text(self, key: str, default: str) -> str:
        """Return a text. Raises ExtractError if the value is something else."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.error((key,), f'{key} skal være en tekst, fx {key} = "…"')
        return value.strip()

    def number(self, at: Path_, default: float, least: float, most: float) -> float:
        """Return a number from ``least`` to ``most``.

        Raises ExtractError if the value is something else.
        """
        value: Any = self.values
        for key in at:
            value = value.get(key, default) if isinstance(value, Mapping) else default
        name = ".".join(map(str, at))
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(at, f"{name} skal være et tal, fx {default:g}")
        if not least <= value <= most:
            raise self.error(at, f"{name} skal ligge mellem {least:g} og {most:g}")
        return float(value)

    def whole_number(self, key: str, default: int, least: int, most: int) -> int:
        """Return a whole number from ``least`` to ``most``.

        Raises ExtractError if the value is something else.
        """
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.error((key,), f"{key} skal være et helt tal fra {least} til {most}")
        return value

    def day(self, key: str, first: int, last: int) -> date:
        """Return a day of the years ``first`` to ``last``.

        Raises ExtractError if the value is something else.
        """
        value = self.values.get(key)
        if isinstance(value, str):
            value = _iso_day(value)
        if isinstance(value, datetime):
            value = value.date()
        if not isinstance(value, date):
            raise self.error(
                (key,), f"{key} mangler eller er ingen dato, ventet fx {key} = 2024-01-31"
            )
        if not first <= value.year <= last:
            raise self.error((key,), f"{key} skal være en dag fra {first} til {last}")
        return value

    def tables(
        self, key: str, needed: tuple[str, ...], optional: tuple[str, ...]
    ) -> list[dict[str, str]]:
        """Return the tables ``[[key]]``, each with its texts trimmed.

        Raises ExtractError if the value is something else, if a text that is ``needed`` is missing,
        or if an ``optional`` one is not a text.
        """
        listed = self.values.get(key, [])
        if not isinstance(listed, list):
            raise self.error((key,), f"{key} skal skrives som [[{key}]] med {', '.join(needed)}")
        return [self._texts((key, n), item, needed, optional) for n, item in enumerate(listed)]

    def _texts(
        self, at: Path_, item: object, needed: tuple[str, ...], optional: tuple[str, ...]
    ) -> dict[str, str]:
        given = item if isinstance(item, dict) else {}
        texts = {n: text.strip() for n, text in given.items() if isinstance(text, str)}
        missing = [name for name in needed if not texts.get(name)]
        if missing:
            raise self.error(at, f"[[{at[0]}]] mangler {' og '.join(missing)}")
        for name in optional:
            if name in given and name not in texts:
                raise self.error((*at, name), f"{name} i [[{at[0]}]] skal være en tekst")
        return texts


def read_toml(path: Path, shown: str) -> TomlFile:
    """Read a toml file. Raises ExtractError if it is not UTF-8 or not toml."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ExtractError(Place(shown), "filen er ikke UTF-8; gem den som UTF-8") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        why = _AT_LINE.sub("", str(error))
        place = Place(shown, int(at[1]) if at else None)
        raise ExtractError(place, f"filen kan ikke læses som toml: {why}") from None
    except ValueError as error:  # a number of more digits than Python reads
        raise ExtractError(Place(shown), f"filen kan ikke læses som toml: {error}") from None
    return TomlFile(shown, values, dict(_lines(text)))


def _lines(text: str) -> Iterator[tuple[Path_, int]]:
    """Yield the path of each key and table of a toml file, and its line."""
    table: Path_ = ()
    repeated: Counter[Path_] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("#"):
            continue
        if stripped.startswith("[["):
            name = _key(stripped[2:].partition("]]")[0])
            table = (*name, repeated[name])
            repeated[name] += 1
            yield table, number
        elif stripped.startswith("["):
            table = _key(stripped[1:].rpartition("]")[0])
            yield table, number
        elif name := next(_keys(stripped), ()):
            yield (*table, *name), number


def _keys(line: str) -> Iterator[Path_]:
    """Yield each possible key of ``key = value``; a quoted key may hold an equals sign."""
    for sign in re.finditer("=", line):
        if name := _key(line[: sign.start()]):
            yield name


def _key(text: str) -> Path_:
    """Return the parts of a key such as ``a.b."c"``, none if the text is no key."""
    try:
        found: Any = tomllib.loads(f"{text} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    parts = []
    while isinstance(found, dict):
        ((part, found),) = found.items()
        parts.append(part)
    return tuple(parts)


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
