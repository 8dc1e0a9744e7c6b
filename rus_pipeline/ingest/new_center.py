"""A centre's first raw folder: its files, and what could be seen of it in ``center.toml``.

Source: extract contract, The raw folder.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from rus_pipeline.core.center import FIRST_EDITION
from rus_pipeline.core.center_rows import EXAMPLE, NOT_COUNTED
from rus_pipeline.core.codes import kommuner
from rus_pipeline.core.danish import number_of
from rus_pipeline.core.errors import InputError
from rus_pipeline.ingest.first_look import Look, Word, look_at, together
from rus_pipeline.storage.private import private_file, private_folder

_PARTNERS = 5  # municipalities named as possible partners


def start(files: Sequence[Path], raw: Path, edition: int, today: date) -> list[Look]:
    """Write a raw folder with these files as an edition, and return what was seen of each.

    The files are copied; nothing that stands is replaced. Raises InputError where one cannot be
    told or read, two are the same of the contract's files, or the folder has a centre already.
    """
    if not FIRST_EDITION <= edition <= today.year + 1:
        raise InputError(
            f"--edition {edition}: expected a report year from {FIRST_EDITION} to {today.year + 1}"
        )
    center, folder = raw / "center.toml", raw / str(edition)
    for path in (center, folder):
        if path.exists():
            raise InputError(f"{path} exists already; name another raw folder with --raw")
    looks = [look_at(path, today) for path in files]
    for stem, count in Counter(look.stem for look in looks).items():
        if count > 1:
            names = " and ".join(str(look.path) for look in looks if look.stem == stem)
            raise InputError(f"{names} are both {stem}; give the one that is to be read")
    private_folder(folder)
    for look in looks:
        copy = folder / f"{look.stem}{look.path.suffix.lower()}"
        shutil.copyfile(look.path, private_file(copy))
    _write(folder / "udtraek.toml", udtraek_lines(looks, today))
    _write(center, center_lines(looks, today))
    return looks


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def udtraek_lines(looks: Sequence[Look], today: date) -> Iterator[str]:
    """Yield the lines of ``udtraek.toml``: the newest date stands for the extract's own."""
    newest = max((look.newest for look in looks if look.newest), default=today)
    yield '# kilde = "…"  # systemet, som filerne er trukket ud af'
    yield f"udtrukket = {newest}  # den nyeste dato i filerne; ret den til den dag, de blev trukket"
    years = sorted({year for look in looks for year in look.posted})
    if years:
        yield f"regnskabsaar = {years}  # år med posteringer; slet dem, der ikke er hele"


def center_lines(looks: Sequence[Look], today: date) -> Iterator[str]:
    """Yield the lines of ``center.toml``: what is sure, and the rest as comments to fill in."""
    yield "# Skrevet ud fra filerne. Linjer med # foran er ikke sikre: ret dem, og slet #."
    yield 'navn = "Centrets navn"  # ret'
    counts = together(looks)
    if counts:
        (home, rows), *others = counts.items()
        name = kommuner(today)[home].navn
        yield f'hjemkommune = "{home}"  # {name}, den hyppigste ({_rows(rows)}); ret, hvis forkert'
        partners = [code for code, _ in others[:_PARTNERS]]
        if partners:
            names = ", ".join(kommuner(today)[code].navn for code in partners)
            yield f"# samarbejdskommuner = {json.dumps(partners)}  # fx blandt {names}"
    else:
        yield 'hjemkommune = "…"  # ret til kommunekoden med fire cifre'
    for look in looks:
        yield from _headings(look)
        yield from _accounts(look)
    yield from _words(looks)


def _headings(look: Look) -> Iterator[str]:
    if not look.headings and not look.missing:
        return
    yield ""
    yield f"[kolonner.{look.stem}]  # overskrift i filen = kolonne"
    for heading in look.headings:
        line = f"{_quoted(heading.text)} = {_quoted(heading.column or '…')}"
        if heading.sure:
            yield f"{line}  # set af værdierne"
        else:
            yield f"# {line}  # datoer" if heading.dates else f"# {line}"
    if look.missing:
        yield f"# Mangler endnu: {', '.join(look.missing)}"


def _accounts(look: Look) -> Iterator[str]:
    if not look.accounts:
        return
    yield ""
    yield f'[konti]  # konto i filen = hvad den er, eller "{NOT_COUNTED}"; * er hvad som helst'
    for account, rows in look.accounts.items():
        yield f"# {_quoted(account)} = {EXAMPLE}  # {_rows(rows)}"


def _words(looks: Sequence[Look]) -> Iterator[str]:
    by_column: dict[str, dict[str, Word]] = {}
    for word in (word for look in looks for word in look.words):
        by_column.setdefault(word.column, {}).setdefault(word.text, word)
    unlisted = Counter[str]()
    for look in looks:
        unlisted.update(look.unlisted)
    for column in dict.fromkeys([*by_column, *unlisted]):
        yield ""
        yield f"[koder.{column}]  # ord i filen = ord i kontrakten"
        for word in by_column.get(column, {}).values():
            line = f"{_quoted(word.text)} = {_quoted(word.meant or '…')}  # {_rows(word.rows)}"
            yield line if word.sure else f"# {line}"
        if unlisted[column]:
            several = number_of(unlisted[column], "ord står", "ord står")
            yield f"# {several} i få rækker hver og er ikke vist her; rus check viser dem"


def _rows(count: int) -> str:
    return number_of(count, "række", "rækker")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
