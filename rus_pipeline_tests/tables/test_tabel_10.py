"""Table 10: closing reasons, with shares that add to 100."""

from rus_pipeline_tests.tables.figures_of import figures_of

REASONS = [
    "faerdigbehandlet",
    "afsluttet-efter-eget-oenske",
    "afsluttet-med-vejledning",
    "udeblevet",
    "doed",
    "fraflyttet",
    "udskrevet-til-anden-institution",
    "udskrevet-til-egen-laege",
    "udskrevet-til-hospital",
    "andet",
]


def closed(tmp_path, *reasons, **more):
    lines = [f"01-06-2023 | {reason}" for reason in reasons]
    text = "\n".join(["ud | aarsag", *lines])
    return figures_of(tmp_path, {"2023/forloeb": text, **more})


def test_every_reason_is_a_row(tmp_path):
    figures = closed(tmp_path)
    assert figures.column("tabel-10", "antal") == dict.fromkeys([*REASONS, "i-alt"], 0)


def test_counts_and_shares(tmp_path):
    figures = closed(tmp_path, *["Færdigbehandlet"] * 3, "Død")
    assert figures.row("tabel-10/faerdigbehandlet") == {"antal": 3, "andel": 75}
    assert figures.row("tabel-10/doed") == {"antal": 1, "andel": 25}
    assert figures.row("tabel-10/andet") == {"antal": 0, "andel": 0}


def test_the_total_has_no_share(tmp_path):
    assert closed(tmp_path, "Andet").row("tabel-10/i-alt") == {"antal": 1}


def test_three_thirds_add_to_100_and_the_first_row_gets_the_extra_one(tmp_path):
    shares = closed(tmp_path, "Andet", "Død", "Udeblevet").column("tabel-10", "andel")
    assert {row: share for row, share in shares.items() if share} == {
        "udeblevet": 34,
        "doed": 33,
        "andet": 33,
    }


def test_of_alike_remainders_the_larger_count_goes_first(tmp_path):
    # 1, 2 and 5 of 8 are 12,5, 25 and 62,5: one per cent is left for 12,5 and 62,5.
    reasons = ["Færdigbehandlet", *["Udeblevet"] * 2, *["Andet"] * 5]
    shares = closed(tmp_path, *reasons).column("tabel-10", "andel")
    assert {row: share for row, share in shares.items() if share} == {
        "faerdigbehandlet": 12,
        "udeblevet": 25,
        "andet": 63,
    }


def test_shares_of_nothing_are_not_available(tmp_path):
    assert set(closed(tmp_path).column("tabel-10", "andel").values()) == {None}


def test_discharges_in_the_year_of_everyone(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        indsats   | kommune | ind        | ud         | aarsag
        Pårørende | 0370    | 01-03-2022 | 01-01-2023 | Andet
        Stof      |         | 01-03-2022 | 31-12-2023 | Andet
        Stof      | 0320    | 01-03-2022 | 31-12-2022 | Andet
        Alkohol   | 0320    | 01-03-2022 |            |
        """,
    )
    assert figures["tabel-10/andet/antal"] == 2


def test_a_reason_that_is_not_reported_has_no_share_and_the_others_add_to_100(tmp_path):
    untold = (
        'udtrukket = 2024-01-31\n[[ikke_oplyst]]\ntabel = "tabel-10"\nkolonne = "antal"\n'
        'raekke = "doed"\ngrund = "Ikke registreret"\n'
    )
    figures = closed(tmp_path, "Død", "Andet", "Udeblevet", **{"2023/udtraek.toml": untold})
    assert figures.row("tabel-10/doed") == {"antal": None, "andel": None}
    assert figures.reason("tabel-10/doed/andel") == "Ikke registreret"
    assert figures["tabel-10/andet/andel"] == 50
    assert figures["tabel-10/i-alt/antal"] == 2
    assert "Død" in figures.reason("tabel-10/i-alt/antal")
