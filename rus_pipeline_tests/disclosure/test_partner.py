"""A partner is protected together with the centre: small journals, every value tried."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from random import Random

import numpy as np
import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.disclosure.constraints import Constraint, Constraints, Share
from rus_pipeline.disclosure.intruder import disclosure_audit
from rus_pipeline.disclosure.partner import among_the_centres, partners_own
from rus_pipeline.disclosure.protect import EditionToProtect, protect
from rus_pipeline.disclosure.public_state import PublicFolder, PublicState
from rus_pipeline_tests.disclosure.brute_force import SMALLEST
from rus_pipeline_tests.disclosure.figures import by_id, figure, persons, rows
from rus_pipeline_tests.raw import raw_folder

DRAWN = date(2024, 1, 31)
KINDS = ("alkohol", "stof")
GREATEST = 11  # so many courses of a kind and a place are tried
EVERYONE, AT_HOME, OWN = (
    "2023/tabel-02/forloeb",
    "2023/kvalitet-effekt/hjemme",
    "0336~2023/tabel-02",
)
PLACES = ("hjemme", "partner", "andre")


@pytest.fixture(scope="module")
def center(tmp_path_factory):
    return read_center(raw_folder(tmp_path_factory.mktemp("centre")))


@dataclass(frozen=True)
class Journal:
    """How many courses of each kind are of home, of the partner and of other municipalities."""

    cells: dict[tuple[str, str], int]

    def sums(self, cells=None):
        """Return what both editions print of these cells, by figure id."""
        n = self.cells if cells is None else cells
        found = {}
        for kind in KINDS:
            found[f"{EVERYONE}/{kind}"] = sum(n[place, kind] for place in PLACES)
            found[f"{AT_HOME}/{kind}"] = n["hjemme", kind]
            found[f"{OWN}/forloeb/{kind}"] = n["partner", kind]
        for table in (EVERYONE, f"{OWN}/forloeb"):
            found[f"{table}/i-alt"] = sum(found[f"{table}/{kind}"] for kind in KINDS)
        return found

    def printed(self, counted):
        return replace(counted, value=str(self.sums()[counted.figure_id]))

    def centres(self):
        table = [rows(f"{EVERYONE}/{k}", aktiv=True, omraade=k) for k in KINDS]
        home = [rows(f"{AT_HOME}/{k}", aktiv=True, omraade=k, hjemme=True) for k in KINDS]
        return by_id(*map(self.printed, [*table, total(EVERYONE), *home]))

    def partners(self):
        table = [rows(f"2023/tabel-02/forloeb/{k}", aktiv=True, omraade=k) for k in KINDS]
        own = among_the_centres(by_id(*table, total("2023/tabel-02/forloeb")), "0336", "stevns")
        return {name: self.printed(one) for name, one in own.items()}


def total(row):
    parts = [(f"{row}/{kind}", "addend") for kind in KINDS]
    return figure(f"{row}/i-alt", rule="total", parts=parts)


def asked(center, figures, beside=None, kode=""):
    return EditionToProtect(
        year=2023,
        center=center,
        figures=figures,
        files={},
        frames={},
        extract_dates={2023: DRAWN},
        persons=dict.fromkeys(figures),
        rows={name: int(one.value) for name, one in figures.items()},
        beside=beside or {},
        kode=kode,
    )


def published(name, figures, found):
    values = {i: None if i in found.suppressed else int(f.value) for i, f in figures.items()}
    units = dict.fromkeys(figures, "forløb")
    zeros_shown = name == "2023"
    folder = PublicFolder(name, values, found.suppressed, units, found.constraints, zeros_shown)
    return PublicState(folder, figures, {})


def protected(center, journal):
    """Return both public editions, what is small in them, and what nothing can protect."""
    first = protect(asked(center, journal.centres()), [])
    whole = published("2023", journal.centres(), first)
    own = asked(center, journal.partners(), journal.centres(), "0336")
    second = protect(own, [whole])
    partner = published("0336~2023", journal.partners(), second)
    return [whole, partner], first.primary | second.primary, {*first.disclosed, *second.disclosed}


def possible(journal, states):
    """Return each suppressed count's feasible values, by trying all: the intruder's own sums.

    A zero of the centre's is always shown.
    """
    shown = {n: v for one in states for n, v in one.folder.values.items() if v is not None}
    names = list(product(PLACES, KINDS))
    tried = np.meshgrid(*[np.arange(GREATEST + 1, dtype=np.int16)] * len(names), indexing="ij")
    sums = journal.sums(dict(zip(names, tried, strict=True)))
    fits = np.ones_like(tried[0], dtype=np.bool_)
    for name, values in sums.items():
        least = 0 if name.startswith(OWN) else 1
        fits &= values == shown[name] if name in shown else values >= least
    return {name: set(found[fits].tolist()) for name, found in sums.items() if name not in shown}


def journals(many):
    random = Random(336)
    return [
        Journal({at: random.randint(0, 7) for at in product(PLACES, KINDS)}) for _ in range(many)
    ]


@pytest.mark.parametrize(
    "journal", journals(8), ids=lambda one: "-".join(map(str, one.cells.values()))
)
def test_with_both_editions_every_small_count_keeps_enough_values(center, journal):
    states, small, given_up = protected(center, journal)
    values = possible(journal, states)
    for name in small - given_up:
        assert len(values[name]) >= SMALLEST, name


@pytest.mark.parametrize(
    "journal", journals(4), ids=lambda one: "-".join(map(str, one.cells.values()))
)
def test_the_audit_finds_no_more_than_trying_every_value_does(center, journal):
    states, _, given_up = protected(center, journal)
    values = possible(journal, states)
    for cell in disclosure_audit([one.folder for one in states]):
        if cell.name not in given_up and cell.high <= GREATEST:
            assert (cell.low, cell.high) == (min(values[cell.name]), max(values[cell.name]))


# Of the partner 3 and 9; with the centre's edition, 9 is what is left of 30 at home and elsewhere.
TOLD = Journal(
    {
        ("hjemme", "alkohol"): 9,
        ("partner", "alkohol"): 3,
        ("andre", "alkohol"): 8,
        ("hjemme", "stof"): 9,
        ("partner", "stof"): 3,
        ("andre", "stof"): 0,
    }
)


def test_what_the_centres_edition_tells_of_the_partner_is_seen(center):
    """12 of everyone and 9 at home leave at most 3: nothing of the partner's own can hide that."""
    _, small, given_up = protected(center, TOLD)
    assert "0336~2023/tabel-02/forloeb/stof" in small & given_up
    alone = protect(asked(center, TOLD.partners(), kode="0336"), [])
    assert not alone.disclosed


def test_what_a_partner_publishes_names_no_figure_of_the_centres():
    constraints = Constraints(
        (
            Constraint({"0336~2023/a/r/k": 1, "0336~2023/a/r/i-alt": -1}),
            Constraint({"0336~2023/a/r/k": 1, "2023/a/faxe/k": -1}, equal=False),
            Constraint({"@=forloeb/2023//x": 1, "0336~2023/a/r/k": -1}),
            Constraint({"@2023:forloeb-2023/4": 1, "2023/a/faxe/k": -1}),
        ),
        (Share("0336~2023/a/r/andel", "0336~2023/a/r/k", ("0336~2023/a/r/i-alt",), to_100=False),),
    )
    assert partners_own(constraints, "0336") == Constraints(
        (
            Constraint({"2023/a/r/k": 1, "2023/a/r/i-alt": -1}),
            Constraint({"@=forloeb/2023//x": 1, "2023/a/r/k": -1}),
        ),
        (Share("2023/a/r/andel", "2023/a/r/k", ("2023/a/r/i-alt",), to_100=False),),
    )


def test_a_partners_conditions_are_the_centres_with_its_municipality():
    own = by_id(
        rows("2023/ventetid/stof/0-3", henvendt=True, hjemme=True),
        rows("2023/tabel-12/18-29/stof-stevns", aktiv=True, samarbejde=True, raekke="stevns"),
        persons("2023/nye-tilbage/stof/nye", source="ankomster", omraade="stof"),
    )
    found = among_the_centres(own, "0336", "stevns")
    assert {name: one.counted.where for name, one in found.items()} == {
        "0336~2023/ventetid/stof/0-3": {"henvendt": True, "raekke": "stevns"},
        "0336~2023/tabel-12/18-29/stof-stevns": {"aktiv": True, "raekke": "stevns"},
        "0336~2023/nye-tilbage/stof/nye": {"omraade": "stof", "raekke": "stevns"},
    }
