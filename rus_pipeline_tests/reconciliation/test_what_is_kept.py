"""What is kept where a document contradicts itself: counts before shares, tables before sentences.

Source: audit contract, Published figures.
"""

import pytest

from rus_pipeline.core.edition import Edition
from rus_pipeline.reconciliation.claims import Claim
from rus_pipeline.reconciliation.feasible.max_feasible import max_feasible_subset
from rus_pipeline.reconciliation.feasible.targets import kept_before, targets

YEAR = 2023
NOTE = "Tabel 1 note Andre kommuner"
COURSES = ("Tabel 2", "Samlet antal forløb", "Alkohol", "30")
PERSONS_AT_MOST_AS_MANY = ("Tabel 1", "Faxe", "Alkohol", "40")


@pytest.fixture
def unmet(center):
    """Return the printed numbers that the fitted journal leaves out, in the order printed."""

    def of(*cells):
        claims = tuple(
            Claim("aarsrapport-2023.txt", line, YEAR, *cell, "")
            for line, cell in enumerate(cells, 1)
        )
        edition = Edition(YEAR, center)
        found = max_feasible_subset(edition, targets(claims, edition))
        return [cells[claim.line - 1] for target in found.unmet for claim in target.claims]

    return of


def test_two_counts_are_kept_before_their_shares(unmet):
    counts = ("Tabel 11", "Kvinder", "I alt", "135"), ("Tabel 11", "Mænd", "I alt", "269")
    shares = (
        ("Tabel 11", "Kvinder", "I alt pct.", "34 %"),
        ("Tabel 11", "Mænd", "I alt pct.", "66 %"),
    )
    assert unmet(*shares, *counts) == [*shares]


def test_one_count_is_kept_before_many_shares(unmet):
    # Without the 40 of 18 to 29 years, every share could be met.
    counts = [
        ("Tabel 12", band, "I alt", count)
        for band, count in {"0-17 år": "0", "18-29 år": "40", "30-49 år": "20"}.items()
    ]
    shares = [
        ("Tabel 12", band, "I alt pct.", share)
        for band, share in {
            "0-17 år": "1 %",
            "18-29 år": "10 %",
            "30-49 år": "50 %",
            "50-69 år": "25 %",
            "70-99 år": "14 %",
        }.items()
    ]
    left_out = unmet(*counts, *shares)
    assert left_out
    assert set(left_out) <= set(shares)


def test_a_share_that_is_far_from_its_counts_costs_no_count(unmet):
    counts = ("Tabel 11", "Kvinder", "I alt", "10"), ("Tabel 11", "Mænd", "I alt", "10")
    share = ("Tabel 11", "Kvinder", "I alt pct.", "90 %")
    assert unmet(share, *counts) == [share]


def test_shares_of_nothing_cost_no_count(unmet):
    counts = ("Tabel 11", "Kvinder", "I alt", "-"), ("Tabel 11", "Mænd", "I alt", "-")
    share = ("Tabel 11", "Kvinder", "I alt pct.", "0 %")
    assert unmet(share, *counts) == [share]


def test_a_count_of_those_who_began_is_kept_before_a_share(unmet):
    began = ("Tabel 7", "Nyindskrivninger", "Stof – unge under 18 år", "5")
    counts = (
        ("Tabel 1", "Andre kommuner", "Stof – unge under 18 år", "-"),
        ("Tabel 12", "18-29 år", "I alt", "20"),
        ("Tabel 12", "30-49 år", "I alt", "-"),
        ("Tabel 12", "50-69 år", "I alt", "-"),
        ("Tabel 12", "70-99 år", "I alt", "-"),
    )
    share = ("Tabel 12", "0-17 år", "I alt pct.", "0 %")
    assert unmet(share, *counts, began) == [share]


def test_a_tables_count_is_kept_before_those_of_its_note(unmet):
    row = ("Tabel 1", "Andre kommuner", "I alt", "1")
    notes = [(NOTE, kommune, "antal", "1") for kommune in ("Køge", "Næstved", "Odense")]
    left_out = unmet(*notes, row)
    assert len(left_out) == 2
    assert set(left_out) < set(notes)


def test_so_it_is_where_another_table_contradicts_itself(unmet):
    row = ("Tabel 1", "Andre kommuner", "I alt", "1")
    notes = [(NOTE, kommune, "antal", "1") for kommune in ("Køge", "Næstved", "Odense")]
    left_out = unmet(COURSES, PERSONS_AT_MOST_AS_MANY, *notes, row)
    assert len(set(left_out) & {COURSES, PERSONS_AT_MOST_AS_MANY}) == 1
    assert row not in left_out


def test_the_order_is_counts_of_tables_of_notes_then_shares(center):
    printed = (
        ("Tabel 11", "Kvinder", "I alt pct.", "34 %"),
        (NOTE, "Køge", "antal", "3"),
        ("Tabel 11", "Kvinder", "I alt", "135"),
        COURSES,
    )
    claims = [Claim("aarsrapport-2023.txt", 1, YEAR, *cell, "") for cell in printed]
    wanted = targets(claims, Edition(YEAR, center))
    assert [t.claims[0].table for t in sorted(wanted, key=kept_before)] == [
        "Tabel 2",
        "Tabel 11",
        NOTE,
        "Tabel 11",
    ]
