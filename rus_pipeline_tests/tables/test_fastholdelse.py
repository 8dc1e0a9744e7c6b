"""Courses retained for 84 days, or completed before."""

import pytest

from rus_pipeline_tests.raw import CENTER
from rus_pipeline_tests.tables.figures_of import figures_of


def row(tmp_path, text, **more):
    found = figures_of(tmp_path, f"indsats | ind | ud | aarsag\n{text}", **more)
    return tuple(found.row("fastholdelse/stof").values())  # retained, left, too early, all, share


def test_counts_and_the_share_of_those_whose_day_has_come(tmp_path):
    text = (
        "indsats | ind | ud | aarsag\n"
        "Stof    | 01-01-2023 | | \n"
        "Stof    | 01-01-2023 | 01-06-2023 | Udeblevet\n"
        "Stof    | 01-01-2023 | 01-02-2023 | Færdigbehandlet\n"
        "Stof    | 01-01-2023 | 01-02-2023 | Udeblevet\n"
        "Stof    | 31-12-2023 | | \n"
        "Alkohol | 01-01-2023 | 01-02-2023 | Død\n"
        "Pårørende | 01-01-2023 | | "
    )
    assert figures_of(tmp_path, text).table("fastholdelse") == {
        "alkohol/fastholdt": 0,
        "alkohol/afsluttet-foer": 1,
        "alkohol/for-tidligt": 0,
        "alkohol/i-alt": 1,
        "alkohol/andel": 0,
        "stof/fastholdt": 3,
        "stof/afsluttet-foer": 1,
        "stof/for-tidligt": 1,
        "stof/i-alt": 5,
        "stof/andel": 75,
    }


@pytest.mark.parametrize(
    ("discharged", "expected"),
    [
        ("25-03-2023", (0, 1, 0, 1, 0)),  # day 83
        ("26-03-2023", (1, 0, 0, 1, 100)),  # day 84 itself
    ],
)
def test_a_discharge_on_day_84_is_not_before_it(tmp_path, discharged, expected):
    assert row(tmp_path, f"Stof | 01-01-2023 | {discharged} | Udeblevet") == expected


@pytest.mark.parametrize(
    ("admitted", "expected"),
    [
        ("08-11-2023", (1, 0, 0, 1, 100)),  # day 84 is the extract's own: 31 January
        ("09-11-2023", (0, 0, 1, 1, None)),
    ],
)
def test_an_open_course_whose_day_84_is_after_the_extract_is_too_early(
    tmp_path, admitted, expected
):
    assert row(tmp_path, f"Stof | {admitted} | | ") == expected


def test_who_ended_before_a_day_that_is_to_come_is_told_at_once(tmp_path):
    text = "Stof | 01-12-2023 | 05-12-2023 | Udeblevet\nStof | 01-12-2023 | 05-12-2023 | "
    with_reason = text.removesuffix("| ") + "| Færdigbehandlet"
    assert row(tmp_path, with_reason) == (1, 1, 0, 2, 50)


def test_everyone_counts_who_was_admitted_in_the_year(tmp_path):
    text = (
        "person | indsats | kommune | ind\n"
        "-      | Stof    | 0320    | 01-03-2023\n"
        "b      | Stof    | 0370    | 01-03-2023\n"
        "c      | Stof    | 0320    | 31-12-2022"
    )
    assert figures_of(tmp_path, text)["fastholdelse/stof/i-alt"] == 2


def test_the_days_are_the_centre_s_own(tmp_path):
    center = f"{CENTER}\n[frister]\nfastholdelse_dage = 90\n"
    text = "Stof | 01-01-2023 | 31-03-2023 | Udeblevet\nStof | 01-01-2023 | 01-04-2023 | Udeblevet"
    assert row(tmp_path, text, center=center) == (1, 1, 0, 2, 50)
    found = figures_of(tmp_path / "again", "ind", center=center)
    assert found.figure("fastholdelse/stof/i-alt").title == "Fastholdt i behandling i 90 dage"
