"""What a quantile tells of the counts beside it, and of how few it is not shown."""

from itertools import product
from math import ceil

from rus_pipeline.disclosure.quantiles import few_to_rank, quantile_constraints
from rus_pipeline_tests.tables.figures_of import figures_of

BANDS = ["0-3", "4-7", "8-14", "15-21", "22-og-derover"]
FIRST = dict(zip(BANDS, (0, 4, 8, 15, 22), strict=True))


def an_edition(tmp_path, waited):
    lines = [f"01-03-2023 | {1 + days:02}-03-2023" for days in waited]
    figures = figures_of(tmp_path, "\n".join(["kontakt | ind", *lines]))
    own = (figures.figure(f"ventetid/{cell}") for cell in figures.table("ventetid"))
    return {figure.figure_id: figure for figure in own}


def meets(constraints, counts):
    values = {f"2023/ventetid/alkohol/{band}": count for band, count in counts.items()}
    return all(sum(f * values[n] for n, f in one.terms.items()) >= one.least for one in constraints)


def could_have(counts, percent, days):
    """Return whether so many courses in each band could have a quantile of so many days."""
    number = ceil(sum(counts.values()) * percent / 100)
    fewer = sum(count for band, count in counts.items() if last(band) < days)
    reached = sum(count for band, count in counts.items() if FIRST[band] <= days)
    return fewer < number <= reached


def last(band):
    return {"0-3": 3, "4-7": 7, "8-14": 14, "15-21": 21}.get(band, 1000)


def test_of_fewer_than_ten_it_is_not_shown(tmp_path):
    (tmp_path / "9").mkdir()
    (tmp_path / "10").mkdir()
    nine, ten = an_edition(tmp_path / "9", range(9)), an_edition(tmp_path / "10", range(10))
    both = {f"2023/ventetid/alkohol/{column}" for column in ("median", "p90")}
    assert few_to_rank(nine, dict.fromkeys(nine, 9)) == both
    assert few_to_rank(ten, dict.fromkeys(ten, 10)) == set()


def test_a_shown_one_tells_exactly_which_counts_could_have_it(tmp_path):
    edition = an_edition(tmp_path, [1, 1, 2, 5, 6, 7, 9, 9, 10, 16, 25, 30])
    only = {i: f for i, f in edition.items() if not i.endswith("p90")}
    assert only["2023/ventetid/alkohol/median"].value == 7
    told = list(quantile_constraints(only, frozenset()))
    tried = 0
    for numbers in product(range(7), repeat=5):
        counts = dict(zip(BANDS, numbers, strict=True))
        if sum(numbers) >= 10:
            tried += 1
            assert meets(told, counts) == could_have(counts, 50, 7), counts
        else:
            assert not meets(told, counts)
    assert tried > 1000


def test_a_hidden_one_tells_nothing(tmp_path):
    edition = an_edition(tmp_path, range(9))
    hidden = few_to_rank(edition, dict.fromkeys(edition, 9))
    assert list(quantile_constraints(edition, hidden)) == []
