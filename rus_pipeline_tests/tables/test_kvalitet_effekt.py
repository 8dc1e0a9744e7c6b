"""Quality standard: the effect at the end of drug treatment."""

from rus_pipeline_tests.tables.figures_of import figures_of, without


def ended(tmp_path, *effects):
    lines = [f"Stof | 01-06-2023 | {effect}" for effect in effects]
    return figures_of(tmp_path, "\n".join(["indsats | ud | effekt", *lines]))


def test_counts_and_shares_of_those_with_an_effect(tmp_path):
    figures = ended(tmp_path, "Stoffri", "Stoffri", "Uændret", "", "")
    assert figures.table("kvalitet-effekt") == {
        "stoffri/antal": 2,
        "stoffri/andel": 67,
        "reduceret/antal": 0,
        "reduceret/andel": 0,
        "stabiliseret/antal": 0,
        "stabiliseret/andel": 0,
        "uaendret/antal": 1,
        "uaendret/andel": 33,
        "forvaerret/antal": 0,
        "forvaerret/andel": 0,
        "uoplyst/antal": 2,
    }


def test_there_is_no_unknown_row_where_every_effect_is_noted(tmp_path):
    assert "uoplyst" not in ended(tmp_path, "Stoffri").column("kvalitet-effekt", "antal")


def test_shares_are_rounded_half_away_each_for_itself(tmp_path):
    # 1 and 7 of 8 are 12,5 and 87,5: they add to 101.
    shares = ended(tmp_path, "Stoffri", *["Uændret"] * 7).column("kvalitet-effekt", "andel")
    assert (shares["stoffri"], shares["uaendret"]) == (13, 88)


def test_shares_of_nothing_are_not_available(tmp_path):
    shares = ended(tmp_path, "").column("kvalitet-effekt", "andel")
    assert set(shares.values()) == {None}


def test_the_anonymous_and_the_dead_count_but_not_other_kinds_nor_other_years(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person | indsats | ind        | ud         | aarsag | effekt
        -      | Stof    | 01-01-2022 | 01-01-2023 | Andet  | Stoffri
        a      | Stof    | 01-01-2022 | 31-12-2023 | Død    | Stoffri
        b      | Stof    | 01-01-2022 | 31-12-2022 | Andet  | Stoffri
        c      | Alkohol | 01-01-2022 | 01-06-2023 | Andet  |
        """,
    )
    assert figures.column("kvalitet-effekt", "antal")["stoffri"] == 2
    assert "uoplyst" not in figures.column("kvalitet-effekt", "antal")


def test_without_the_column_no_effect_is_available_and_the_reason_names_it(tmp_path):
    text = without("forloeb", "indsats | ud\nStof | 01-06-2023", "effekt")
    figures = figures_of(tmp_path, {"2023/forloeb.csv": text})
    assert set(figures.table("kvalitet-effekt").values()) == {None}
    assert "effekt" in figures.reason("kvalitet-effekt/stoffri/andel")


def test_the_home_municipality_alone_counts_and_the_others_are_told(tmp_path):
    figures = figures_of(
        tmp_path,
        """
        person | indsats | kommune | ud         | effekt   | aarsag
        a      | Stof    | 0320    | 01-06-2023 | Stoffri  | Andet
        b      | Stof    | 0336    | 01-06-2023 | Stoffri  | Død
        -      | Stof    | 0370    | 01-06-2023 |          | Andet
        c      | Stof    |         | 01-06-2023 | Stoffri  | Andet
        """,
    )
    assert figures.column("kvalitet-effekt", "antal") == {
        "stoffri": 1,
        "reduceret": 0,
        "stabiliseret": 0,
        "uaendret": 0,
        "forvaerret": 0,
    }
    assert figures.left_out("kvalitet-effekt") == (2, 1)
