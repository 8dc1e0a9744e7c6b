"""Postings by account: what ``[konti]`` of ``center.toml`` says of the column ``konto``.

Source: extract contract, The raw folder.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

from rus_pipeline.core.center import Center
from rus_pipeline.core.center_rows import Konto
from rus_pipeline.core.codes import fold
from rus_pipeline.core.errors import ExtractError, Place
from rus_pipeline.ingest.values.error_marks import is_error_mark

ACCOUNT = "konto"
TOLD = ("omraade", "form", "art")
"""The columns that an account tells."""

Konti = Mapping[str, Konto | None]

_POSTINGS = "posteringer"


def konti_of(stem: str, names: Collection[str], center: Center) -> Konti:
    """Return the accounts by which a file is read; none where its own columns tell.

    ``names`` are its columns. ``[konti]`` is used wherever the file has accounts: a centre that
    leaves an account out has it left out, even where ``TOLD`` was delivered as well.
    """
    return center.rows.konti if stem == _POSTINGS and ACCOUNT in names else {}


def instead(stem: str, center: Center) -> Mapping[str, tuple[str, ...]]:
    """Return the column that stands in for others of a file, with these."""
    return {ACCOUNT: TOLD} if stem == _POSTINGS and center.rows.konti else {}


def hint(stem: str, names: Collection[str]) -> str:
    """Return what an error says of accounts where a column of ``TOLD`` is missing, in Danish."""
    if stem != _POSTINGS:
        return ""
    if ACCOUNT in names:
        return f"; kolonnen {ACCOUNT} siger dem først, når center.toml har [konti]"
    return f" (eller {ACCOUNT}, med [konti] i center.toml)"


def unused(file: str, names: Sequence[str]) -> Iterator[str]:
    """Yield a warning where a file that is read by account has columns of ``TOLD`` too."""
    if given := [name for name in TOLD if name in names]:
        yield (
            f"{file}: {', '.join(given)} er leveret, men bruges ikke: [konti] i center.toml siger"
            f" dem af {ACCOUNT}"
        )


def told_by_account(
    text: pl.DataFrame, konti: Konti, file: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return rows with ``TOLD`` filled by their account, and those whose account is left out.

    ``text`` is as in ``DeliveredRows`` and has ``ACCOUNT``; ``TOLD`` is null where no pattern names
    the account. The rows left out are as they were. Raises ExtractError where two
    patterns name an account equally well and say different things.
    """
    accounts = text[ACCOUNT].drop_nulls().unique().to_list()
    found = {account: _named(account, konti) for account in accounts}
    for account, patterns in found.items():
        if len(patterns) > 1:
            raise _ambiguous(text, account, patterns, file)
    named = {account: konti[patterns[0]] for account, patterns in found.items() if patterns}
    told = {account: konto for account, konto in named.items() if konto is not None}
    out = pl.col(ACCOUNT).is_in(list(named.keys() - told.keys()))
    out = out.fill_null(value=False)
    counted = text.filter(~out).with_columns(
        pl.col(ACCOUNT)
        .replace_strict(
            list(told),
            [getattr(konto, name) for konto in told.values()],
            default=None,
            return_dtype=pl.String,
        )
        .alias(name)
        for name in TOLD
    )
    return counted, text.filter(out)


def _named(account: str, konti: Konti) -> list[str]:
    """Return the pattern that names an account; several where they are as good and disagree."""
    folded = fold(account)
    if is_error_mark(account):
        return []
    if folded in konti:  # written whole, it is nobody else's
        return [folded]
    matching = [pattern for pattern in konti if _pattern(pattern).fullmatch(folded)]
    longest = max(map(len, matching), default=0)
    best = [pattern for pattern in matching if len(pattern) == longest]
    return best if len({konti[pattern] for pattern in best}) > 1 else best[:1]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)


def _ambiguous(
    text: pl.DataFrame, account: str, patterns: Sequence[str], file: str
) -> ExtractError:
    line = text.filter(pl.col(ACCOUNT) == account)["line"][0]
    both = " og ".join(f'"{pattern}"' for pattern in patterns)
    return ExtractError(
        Place(file, line, ACCOUNT),
        f"kontoen {account} passer lige godt på {both} i [konti] af center.toml, som siger hver"
        " sit; skriv kontoen selv, eller gør det ene mønster længere",
    )
