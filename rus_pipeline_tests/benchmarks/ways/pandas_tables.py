"""The tables of the pandas script: rows that count → figures, for editions from 2023 on."""

from collections.abc import Mapping, Sequence

import pandas as pd
from given import CODES, Given

Figure = tuple[str, int | None, str]
COLUMNS = ("alkohol", "stof-voksne", "stof-unge", "paaroerende")
PROMISE = ("inden-for-14-dage", "efter-14-dage", "afventer")
FOLLOWED = ("rettidig", "forsinket", "afventer")


def column_of(rows: pd.DataFrame, day: pd.Series) -> pd.Series:
    """Return the column of each course by the age on a day."""
    born = rows["foedt"]
    early = day.dt.month * 100 + day.dt.day < born.dt.month * 100 + born.dt.day
    young = day.dt.year - born.dt.year - early < 18
    drugs = rows["indsats"] == "stof"
    return rows["indsats"].mask(drugs, "stof-voksne").mask(drugs & young, "stof-unge")


def active(rows: pd.DataFrame, year: int) -> pd.Series:
    """Return whether each course is active in the year."""
    begun, ended = rows["indskrivningsdato"], rows["udskrivningsdato"]
    return (begun.dt.year <= year) & (ended.isna() | (ended.dt.year >= year))


def kept(done: pd.Series, due: pd.Series, drawn: pd.Timestamp, words: Sequence[str]) -> pd.Series:
    """Return whether a promise was kept, by its three words."""
    answer = pd.Series(words[2], index=done.index, dtype="str")
    answer = answer.mask(done.notna() | (due < drawn), words[1])
    return answer.mask(done <= due, words[0])


def half_up(part: int, whole: int) -> int | None:
    """Return whole per cent, half away from zero; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def shares(counts: Sequence[int]) -> list[int | None]:
    """Return whole per cent that add to 100, by largest remainder."""
    whole = sum(counts)
    if not whole:
        return [None] * len(counts)
    found = [100 * count // whole for count in counts]
    order = sorted(range(len(counts)), key=lambda i: (-(100 * counts[i] % whole), -counts[i], i))
    for i in order[: 100 - sum(found)]:
        found[i] += 1
    return found


class Cells:
    """Figures of one edition as they are found."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.found: list[Figure] = []

    def add(self, table: str, row: str, column: str, value: int | None) -> None:
        """Add a figure; None is not available."""
        status = "not_available" if value is None else "observed"
        shown = None if value is None else int(value)
        self.found.append((f"{self.year}/{table}/{row}/{column}", shown, status))

    def block(
        self,
        table: str,
        counts: Mapping[tuple[str, str], int],
        rows: Sequence[str],
        columns: Sequence[str],
    ) -> dict[str, int]:
        """Add every cell of a table and the total of each row; an empty uoplyst is left out."""
        totals = {}
        for row in rows:
            cells = [counts.get((row, column), 0) for column in columns]
            if row == "uoplyst" and not any(cells):
                continue
            for column, count in zip(columns, cells, strict=True):
                self.add(table, row, column, count)
            totals[row] = sum(cells)
            self.add(table, row, "i-alt", totals[row])
        return totals

    def shared(self, table: str, totals: Mapping[str, int]) -> None:
        """Add the share of each known row."""
        known = [row for row in totals if row != "uoplyst"]
        for row, share in zip(known, shares([totals[row] for row in known]), strict=True):
            self.add(table, row, "andel", share)


def _order(name: str) -> list[str]:
    codes = pd.read_csv(CODES / f"{name}.csv", sep=";", dtype=str)
    return codes["kode"].tolist()


def figures(
    told: Given, rows: Mapping[int, pd.DataFrame], names: Mapping[str, str]
) -> list[Figure]:
    """Return every figure of the newest edition that courses tell."""
    year = told.year
    cells = Cells(year)
    own = [names[code] for code in (told.home, *told.partners)]
    courses = rows[year].copy()
    first = pd.Timestamp(year, 1, 1)
    begun = courses["indskrivningsdato"]
    courses["navn"] = courses["kommune"].map(names).fillna("uoplyst")
    courses["raekke"] = courses["navn"].where(
        courses["navn"].isin([*own, "uoplyst"]), "andre-kommuner"
    )
    courses["kolonne"] = column_of(courses, begun.clip(lower=first))
    courses["ved_ind"] = column_of(courses, begun)
    in_year = courses[active(courses, year)]
    _persons(cells, in_year, own)
    admitted = courses[begun.dt.year == year]
    ended = courses[courses["udskrivningsdato"].dt.year == year]
    for table, some in (("tabel-02", in_year), ("tabel-07", admitted), ("tabel-08", ended)):
        counts = some.groupby("kolonne").size()
        cells.block(table, {("forloeb", c): n for c, n in counts.items()}, ["forloeb"], COLUMNS)
    for column, days in (
        ("indskrivninger", admitted["indskrivningsdato"]),
        ("udskrivninger", ended["udskrivningsdato"]),
    ):
        months = days.dt.month.value_counts()
        for month in range(1, 13):
            cells.add("tabel-09", f"{month:02}", column, months.get(month, 0))
        cells.add("tabel-09", "i-alt", column, len(days))
    reasons = ended["afslutningsaarsag"].value_counts()
    by_reason = {reason: int(reasons.get(reason, 0)) for reason in _order("afslutningsaarsager")}
    for reason, count in by_reason.items():
        cells.add("tabel-10", reason, "antal", count)
    cells.add("tabel-10", "i-alt", "antal", sum(by_reason.values()))
    cells.shared("tabel-10", by_reason)
    _profile(cells, in_year[in_year["indsats"] != "paaroerende"], own)
    for each in range(year - 5, year + 1):
        if each in rows:
            some = rows[each][active(rows[each], each)].groupby("indsats").size()
            kinds = {(str(each), kind): n for kind, n in some.items()}
            cells.block("udvikling-forloeb", kinds, [str(each)], ("alkohol", "stof", "paaroerende"))
    _quality(cells, courses, ended, own[0], pd.Timestamp(told.drawn[year]))
    _returns(cells, rows, year, told.home)
    return cells.found


def _persons(cells: Cells, in_year: pd.DataFrame, own: Sequence[str]) -> None:
    once = in_year.drop_duplicates(["raekke", "kolonne", "person"])
    counts = once.groupby(["raekke", "kolonne"]).size().to_dict()
    totals = cells.block("tabel-01", counts, [*own, "andre-kommuner", "uoplyst"], COLUMNS)
    cells.add("tabel-01", "samarbejde", "i-alt", sum(totals[row] for row in own))
    others = in_year[in_year["raekke"] == "andre-kommuner"]
    for name, count in (
        others.drop_duplicates(["navn", "kolonne", "person"]).groupby("navn").size().items()
    ):
        cells.add("tabel-01-kommuner", name, "antal", count)


def _profile(cells: Cells, some: pd.DataFrame, own: Sequence[str]) -> None:
    sexes = some.groupby(["koen_af_cpr", "ved_ind"]).size().to_dict()
    cells.shared(
        "tabel-11", cells.block("tabel-11", sexes, ["kvinder", "maend", "uoplyst"], COLUMNS[:3])
    )
    ours = some[some["raekke"].isin(own)]
    born, day = ours["foedt"], ours["indskrivningsdato"]
    early = day.dt.month * 100 + day.dt.day < born.dt.month * 100 + born.dt.day
    years = day.dt.year - born.dt.year - early
    bands = ["0-17", "18-29", "30-49", "50-69", "70-99"]
    band = (
        pd.cut(years, [-1000, 17, 29, 49, 69, 1000], labels=bands).astype("str").fillna("uoplyst")
    )
    counts = ours.groupby([band, ours["indsats"] + "-" + ours["raekke"]]).size().to_dict()
    columns = [f"{kind}-{name}" for name in own for kind in ("alkohol", "stof")]
    cells.shared("tabel-12", cells.block("tabel-12", counts, [*bands, "uoplyst"], columns))


def _quality(
    cells: Cells, courses: pd.DataFrame, ended: pd.DataFrame, home: str, drawn: pd.Timestamp
) -> None:
    contacted = courses[
        (courses["henvendelsesdato"].dt.year == cells.year)
        & courses["foedt"].notna()
        & (courses["raekke"] == home)
    ]
    due = contacted["henvendelsesdato"] + pd.Timedelta(days=14)
    drugs = contacted["indsats"] == "stof"
    for kind in ("alkohol", "stof"):
        chosen = contacted["indsats"] == kind
        answers = kept(
            contacted.loc[chosen, "indskrivningsdato"], due[chosen], drawn, PROMISE
        ).value_counts()
        cells.block(
            "kvalitet-behandlingsgaranti",
            {(kind, a): n for a, n in answers.items()},
            [kind],
            PROMISE,
        )
        early, late = answers.get(PROMISE[0], 0), answers.get(PROMISE[1], 0)
        cells.add("kvalitet-behandlingsgaranti", kind, "andel", half_up(early, early + late))
    wished = drugs & (contacted["laegesamtale_oensket"] == "ja")
    for table, chosen, done in (
        ("kvalitet-behandlingsplan", drugs, "behandlingsplandato"),
        ("kvalitet-laegesamtale", wished, "laegesamtaledato"),
    ):
        answers = kept(contacted.loc[chosen, done], due[chosen], drawn, PROMISE).value_counts()
        cells.block(table, {("antal", a): n for a, n in answers.items()}, ["antal"], PROMISE)
        early, late = answers.get(PROMISE[0], 0), answers.get(PROMISE[1], 0)
        cells.add(table, "andel", PROMISE[0], half_up(early, early + late))
    drugs_ended = ended[(ended["indsats"] == "stof") & (ended["raekke"] == home)]
    alive = drugs_ended[drugs_ended["afslutningsaarsag"] != "doed"]
    for row, months, done in (
        ("1-md", 1, "opfoelgning_1md_dato"),
        ("6-md", 6, "opfoelgning_6md_dato"),
    ):
        due = alive["udskrivningsdato"] + pd.DateOffset(months=months)
        answers = kept(alive[done], due, drawn, FOLLOWED).value_counts()
        cells.block(
            "kvalitet-opfoelgning", {(row, a): n for a, n in answers.items()}, [row], FOLLOWED
        )
    effects = drugs_ended["effekt"].value_counts()
    known = _order("effekter")
    for effect in known:
        cells.add("kvalitet-effekt", effect, "antal", effects.get(effect, 0))
        cells.add(
            "kvalitet-effekt", effect, "andel", half_up(effects.get(effect, 0), int(effects.sum()))
        )
    if missing := int(drugs_ended["effekt"].isna().sum()):
        cells.add("kvalitet-effekt", "uoplyst", "antal", missing)


def _returns(cells: Cells, rows: Mapping[int, pd.DataFrame], year: int, home: str) -> None:
    table = "kvalitet-tilbagevenden"
    if year - 1 not in rows:
        for column in ("i-alt", "vendt-tilbage", "andel"):
            cells.add(table, "personer", column, None)
        return
    drugs = [
        some[(some["indsats"] == "stof") & some["foedt"].notna()]
        for some in (rows[year - 1], rows[year])
    ]
    before = drugs[0]
    ended = before[
        (before["udskrivningsdato"].dt.year == year - 1) & (before["afslutningsaarsag"] != "doed")
    ]
    # The lines are in the order delivered, which a stable sort keeps on one day.
    last = ended.sort_values("udskrivningsdato", kind="stable").drop_duplicates(
        "person", keep="last"
    )
    last = last.loc[last["kommune"] == home, ["person", "udskrivningsdato"]]
    last = last.rename(columns={"udskrivningsdato": "sidst"})
    again = pd.concat([some[["person", "indskrivningsdato"]] for some in drugs]).merge(
        last, on="person"
    )
    until = again["sidst"] + pd.DateOffset(months=12)
    came = again[
        (again["indskrivningsdato"] > again["sidst"]) & (again["indskrivningsdato"] <= until)
    ]
    count = came["person"].nunique()
    cells.add(table, "personer", "i-alt", len(last))
    cells.add(table, "personer", "vendt-tilbage", count)
    cells.add(table, "personer", "andel", half_up(count, len(last)))
