"""A plain pandas script: ``python pandas_script.py RAW OUT``, equal work to the pipeline's.

As an analyst would write it who knows pandas: whole columns at a time, each different date, code
and number read once.
"""

import csv
import hmac
import io
import re
import sys
import time
from datetime import date
from pathlib import Path

import pandas as pd
from given import CODES, COLUMNS, KEY, Given, given
from pandas_tables import figures

NUMBER = r"[0-9]{6}-?[0-9](?:[0-9]{2}|[A-Za-z]{2})[0-9]"
LIKE_NUMBER = re.compile(r"(?<![0-9])[0-9]{6}\s?[-–]?\s?[0-9][0-9A-Za-z]{2}[0-9](?![0-9])")
MASK = "******-****"
OUT, EMPTY = "raekke_ude", "felt_tomt"
SECONDARY = (
    "henvendelsesdato",
    "koen",
    "behandlingsplandato",
    "laegesamtale_oensket",
    "laegesamtaledato",
    "opfoelgning_1md_dato",
    "opfoelgning_6md_dato",
    "effekt",
)
DATES = [name for name in COLUMNS if name.endswith("dato")]
CODED = {
    "indsats": {"alkohol": "alkohol", "stof": "stof", "pårørende": "paaroerende"},
    "koen": {"k": "kvinder", "m": "maend"},
    "laegesamtale_oensket": {"j": "ja", "ja": "ja", "n": "nej", "nej": "nej"},
}


def key(name: str) -> str:
    """Return a name as a part of a figure id."""
    for letter, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), (" ", "-")):
        name = name.lower().replace(letter, plain)
    return name


def code_list(name: str, year: int) -> pd.DataFrame:
    """Return a code list as it is in force at the end of the year."""
    codes = pd.read_csv(CODES / f"{name}.csv", sep=";", dtype=str, keep_default_na=False)
    day = f"{year}-12-31"
    return codes[(codes.gyldig_fra <= day) & ((codes.gyldig_til == "") | (day <= codes.gyldig_til))]


def kommune_words(year: int) -> dict[str, str]:
    """Return every folded word for a municipality, and its code."""
    official, aliases = code_list("kommuner", year), code_list("kommune_alias", year)
    words = dict.fromkeys(["", "999", "9999", "uoplyst", "udland"], "uoplyst")
    for code, name in pd.concat(
        [aliases[["kode", "alias"]], official[["kode", "navn"]].set_axis(["kode", "alias"], axis=1)]
    ).itertuples(index=False):
        words |= {name.lower(): code, f"{name.lower()} kommune": code}
    for code in official.kode:
        words |= {code: code, code.removeprefix("0"): code}
    return words


def read(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows as text with their lines, and the lines of another length."""
    lines = pd.Series(path.read_bytes().decode("cp1252").split("\n"), dtype="str")
    lines.index += 1
    lines = lines[lines.str.strip("; \t\r") != ""].iloc[1:]
    fields = lines.str.count(";") + 1
    right = lines[fields == len(COLUMNS)]
    frame = pd.read_csv(
        io.StringIO("\n".join(right)),
        sep=";",
        names=list(COLUMNS),
        dtype="str",
        quoting=csv.QUOTE_NONE,
        keep_default_na=False,
    )
    frame.index = right.index
    for name in COLUMNS:
        frame[name] = frame[name].str.strip()
    wrong = fields[fields != len(COLUMNS)]
    return frame, pd.DataFrame({"fields": wrong, "text": lines[wrong.index]})


def each(text: pd.Series, of: object) -> pd.Series:
    """Return what ``of`` makes of each different text."""
    return text.map({value: of(value) for value in text.unique()})


def read_date(text: str) -> date | None:
    """Return a date of the contract, or None."""
    try:
        if re.fullmatch("[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}", text):
            day, month, year = map(int, text.split("-"))
            return date(year, month, day)
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}", text) else None
    except ValueError:
        return None


def birth(number: pd.Series) -> pd.Series:
    """Return the birth date of each number of ten characters, NaT where there is no such date."""
    serial, yy = number.str[6].astype("Int64"), number.str[4:6].astype("Int64")
    day = number.str[:2].astype("Int64")
    letters = number.str[7].str.isalpha()
    century = pd.Series(19, index=number.index, dtype="Int64")
    century = century.mask(serial.isin([4, 9]) & (yy <= 36), 20)
    century = century.mask((serial >= 5) & (serial <= 8), 20)
    century = century.mask((serial >= 5) & (serial <= 8) & (yy > 57), 18)
    century = century.mask(letters & serial.isin([5]), 18).mask(letters & serial.isin([6, 7]), 20)
    century = century.mask(letters & ~serial.isin([0, 1, 5, 6, 7]))
    shown = century * 10**6 + yy * 10**4 + number.str[2:4].astype("Int64") * 100
    shown += day.mask(day > 60, day - 60)
    return pd.to_datetime(shown.astype("str"), format="%Y%m%d", errors="coerce")


def hidden(text: str) -> int:
    """Return the person that a number or an anonymous course is."""
    return int.from_bytes(hmac.digest(KEY, text.encode(), "sha256")[:8], "big")


def age(born: pd.Series, day: pd.Series) -> pd.Series:
    """Return whole years, the birthday counted as month and day."""
    early = day.dt.month * 100 + day.dt.day < born.dt.month * 100 + born.dt.day
    return day.dt.year - born.dt.year - early


def typed(
    text: pd.DataFrame, words: dict[str, str], codes: dict[str, dict[str, str]]
) -> pd.DataFrame:
    """Return the rows as they are read, before any rule."""
    rows = pd.DataFrame(index=text.index)
    for name in DATES:
        rows[name] = pd.to_datetime(each(text[name], read_date))
    for name, known in codes.items():
        rows[name] = text[name].str.lower().map(known)
    rows["kommune"] = text["kommune"].str.lower().map(words)
    matched = text["cpr"].str.fullmatch(NUMBER)
    numbers = text["cpr"].where(matched).str.replace("-", "").str.upper()
    rows["foedt"] = birth(numbers)
    known = rows["foedt"].notna()
    if (numbers[known].str[:2].astype(int) <= 60).any():
        raise SystemExit("real numbers")
    anonymous = "anonym " + text["forloeb_id"].where(text["forloeb_id"] != "")
    identity = numbers.where(known).fillna(anonymous.where(text["cpr"] == ""))
    unique = identity.dropna().unique()
    rows["person"] = identity.map(pd.Series([hidden(one) for one in unique], unique, "uint64"))
    male = numbers.str[9].isin(list("13579"))
    sex = rows["koen"].where(~known, male.map({True: "maend", False: "kvinder"}))
    rows["koen_af_cpr"] = sex.fillna("uoplyst")
    return rows


def broken(
    text: pd.DataFrame, rows: pd.DataFrame, drawn: pd.Timestamp
) -> list[tuple[str, str, pd.Series]]:
    """Return each rule as its column, its name and the rows that break it."""
    empty = text == ""
    contact, begun = rows["henvendelsesdato"], rows["indskrivningsdato"]
    ended, born = rows["udskrivningsdato"], rows["foedt"]
    open_ = empty["udskrivningsdato"]
    waiting = contact.notna() & empty["indskrivningsdato"] & open_
    found = [
        ("forloeb_id", "mangler", empty["forloeb_id"]),
        ("cpr", "mangler", empty["cpr"] & (rows["indsats"] == "paaroerende")),
        ("cpr", "cpr_ugyldig", ~empty["cpr"] & born.isna()),
        ("cpr", "dato_raekkefoelge", born > begun),
        ("cpr", "alder_urimelig", age(born, begun) > 110),
        ("indsats", "mangler", empty["indsats"]),
        ("kommune", "kommune_ukendt", rows["kommune"].isna()),
        ("indskrivningsdato", "mangler", empty["indskrivningsdato"] & ~waiting),
        ("afslutningsaarsag", "mangler", empty["afslutningsaarsag"] & ended.notna()),
        ("afslutningsaarsag", "felt_uventet", rows["afslutningsaarsag"].notna() & open_),
        ("udskrivningsdato", "dato_raekkefoelge", ended < begun),
        ("henvendelsesdato", "dato_raekkefoelge", contact > begun),
        (
            "effekt",
            "felt_uventet",
            rows["effekt"].notna() & (open_ | rows["indsats"].isin(["alkohol", "paaroerende"])),
        ),
    ]
    found += [
        (name, "dato_raekkefoelge", rows[name] < contact)
        for name in ("behandlingsplandato", "laegesamtaledato")
    ]
    for name in ("opfoelgning_1md_dato", "opfoelgning_6md_dato"):
        found.append((name, "dato_raekkefoelge", rows[name] < ended))
        found.append((name, "felt_uventet", rows[name].notna() & open_))
    for name in DATES:
        found.append((name, "dato_ugyldig", ~empty[name] & rows[name].isna()))
        found.append((name, "dato_fremtid", rows[name] > drawn))
    for name in ("indsats", "koen", "afslutningsaarsag", "laegesamtale_oensket", "effekt"):
        wrong = ~empty[name] & rows[name].isna()
        found.append((name, "kode_ukendt", wrong & empty["cpr"] if name == "koen" else wrong))
    return found


def repeated(text: pd.DataFrame) -> pd.Series:
    """Return whether a row's id is in the file before: alike, the later; differing, all."""
    twice = text[(text["forloeb_id"] != "") & text["forloeb_id"].duplicated(keep=False)]
    kinds = twice.drop_duplicates().groupby("forloeb_id").size()
    alike = twice["forloeb_id"].map(kinds) == 1
    out = twice.index[~(alike & ~twice["forloeb_id"].duplicated())]
    return text.index.isin(out)


def validated(told: Given, year: int) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Return the rows of an extract that count, and what is listed of it."""
    text, wrong = read(told.file(year))
    codes = dict(CODED)
    for name, stem in (("afslutningsaarsag", "afslutningsaarsager"), ("effekt", "effekter")):
        known = code_list(stem, year)
        codes[name] = dict(zip(known.navn.str.lower(), known.kode, strict=True))
    rows = typed(text, kommune_words(year), codes)
    for line in wrong["text"]:
        for cell in line.split(";"):
            if re.fullmatch(NUMBER, cell.strip()) and int(cell.strip()[:2]) <= 31:
                raise SystemExit("real numbers")
    shown = wrong["fields"].map(lambda n: f"{n} felt{'er' * (n > 1)}, ventet {len(COLUMNS)}")
    listed = [_listed(year, "", "feltantal", OUT, shown)]
    out = pd.Series(data=False, index=rows.index)
    emptied: dict[str, pd.Series] = {}
    rules = broken(text, rows, pd.Timestamp(told.drawn[year]))
    rules.append(("forloeb_id", "id_dublet", pd.Series(repeated(text), index=text.index)))
    for column, rule, where in rules:
        if not where.any():
            continue
        values = text.loc[where, column]
        values = values.map(
            lambda v, c=column: "" if not v else MASK if c == "cpr" else LIKE_NUMBER.sub(MASK, v)
        )
        if column in SECONDARY:
            emptied[column] = emptied[column] | where if column in emptied else where
            listed.append(_listed(year, column, rule, EMPTY, values))
        else:
            out |= where
            listed.append(_listed(year, column, rule, OUT, values))
    for column, where in emptied.items():
        rows[column] = rows[column].mask(where)
    if out.sum() + len(wrong) > max(3, told.tolerance * (len(text) + len(wrong))):
        raise SystemExit("too many rows out")
    return rows[~out], listed


def _listed(year: int, column: str, rule: str, action: str, values: pd.Series) -> pd.DataFrame:
    shown = {"file": f"{year}/forloeb.csv", "line": values.index, "column": column}
    return pd.DataFrame({**shown, "rule": rule, "action": action, "value": values.to_numpy()})


def main(raw: Path, out: Path) -> None:
    """Write ``figures.parquet`` and ``quarantine.csv``."""
    told = given(raw)
    rows, listed = {}, []
    for year in told.drawn:
        rows[year], found = validated(told, year)
        listed += found
    official = code_list("kommuner", told.year)
    names = {code: key(name) for code, name in zip(official.kode, official.navn, strict=True)}
    found = figures(told, rows, names)
    frame = pd.DataFrame(found, columns=["figure_id", "value", "status"])
    frame.astype({"value": "Int64"}).to_parquet(out / "figures.parquet")
    every = pd.concat(listed).sort_values(["file", "line", "column", "rule"])
    every.to_csv(out / "quarantine.csv", index=False)


if __name__ == "__main__":
    began = time.perf_counter()
    main(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(f"{time.perf_counter() - began}\n")
