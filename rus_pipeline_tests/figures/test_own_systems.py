"""A ledger by account and a journal by service give the figures of the contract's own files."""

import csv
import shutil
from random import Random

from rus_pipeline_tests.building import EDITIONS, RAW
from rus_pipeline_tests.raw import opened
from rus_pipeline_tests.tables.figures_of import Figures, context_of

_TOLD = ("omraade", "form", "art")
_RULES = """
[fortegn]
posteringer = "finans"
[saml.forloeb]
ens = ["forloeb_id"]
[konti]
"9.*" = "ikke med"
"""


def read(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def by_account(postings, accounts, random):
    """Book income negative and by account, among postings of another service's."""
    for row in postings:
        told = tuple(row.pop(name) for name in _TOLD)
        row["konto"] = accounts.setdefault(told, f"5.38.{len(accounts)}")
        if told[-1] == "Indtægt":
            amount = row["beloeb"]
            row["beloeb"] = amount[1:] if amount.startswith("-") else f"-{amount}"
    others = [{**row, "konto": f"9.{n}"} for n, row in enumerate(postings[::3])]
    return random.sample([*postings, *others], len(postings) + len(others))


def by_service(courses, random):
    """Cut courses in one to three lines, each with some of what is known, in any order."""
    lines = []
    for row in courses:
        own = [
            {**dict.fromkeys(row, ""), "forloeb_id": row["forloeb_id"], "ydelse": str(n)}
            for n in range(random.randint(1, 3))
        ]
        for name, value in row.items():
            for line in random.sample(own, random.randint(1, len(own))):
                line[name] = value
        lines += own
    return random.sample(lines, len(lines))


def test_all_figures_are_the_same(tmp_path):
    random, accounts = Random(7), {}
    raw = tmp_path / "raw"
    shutil.copytree(RAW, raw)
    for year in EDITIONS:
        postings = raw / f"{year}/posteringer.csv"
        write(postings, by_account(read(postings), accounts, random))
    courses = read(raw / "2023/forloeb.csv")
    write(raw / "2023/forloeb.csv", by_service(courses, random))
    told = (
        f'"{account}" = {{ omraade = "{omraade}", form = "{form}", art = "{art}" }}\n'
        for (omraade, form, art), account in accounts.items()
    )
    with (raw / "center.toml").open("a", encoding="utf-8") as center:
        center.write(_RULES + "".join(told))

    folder = opened(raw)
    found = folder.extract(2023)
    assert found.listed.is_empty()
    assert found.files["forloeb"].frame.height == len(courses)
    assert (found.files["forloeb"].samlet > 300, found.files["posteringer"].udeladt) == (True, 33)
    expected = dict(Figures(context_of(opened(RAW), 2023)))
    assert dict(Figures(context_of(folder, 2023))) == expected
