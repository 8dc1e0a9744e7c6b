"""A delivery that is sound row by row, and still cannot be the journal."""

from datetime import date, timedelta

import pytest

from rus_pipeline.core.edition import Edition
from rus_pipeline.core.errors import ExtractError
from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.ingest.plausibility import BuiltFrom
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline.slices.build import EditionError, build_slice
from rus_pipeline_tests.raw import CENTER, csv_text, forloeb, opened, raw_folder

DRAWN = "udtrukket = 2024-01-31  # og intet er accepteret\n"


def courses(count, year=2023, **every):
    """Admissions spread over the year, the last one on 31 December."""
    days = [date(year, 12, 31) - timedelta(days=365 * n // max(count, 1)) for n in range(count)]
    return forloeb(*({"indskrivningsdato": f"{day:%d-%m-%Y}", **every} for day in days))


def rows(text, count):
    return "".join(text.splitlines(keepends=True)[: count + 1])


# With the limits as they are, and none of those that ``raw_folder`` gives.
STRICT = f"{CENTER}[plausibilitet]\n"


def delivered(tmp_path, name, files, *, udtraek=DRAWN, center=STRICT):
    texts = {f"2023/{stem}.csv": text for stem, text in files.items()}
    return raw_folder(tmp_path / name, {**texts, "2023/udtraek.toml": udtraek}, center=center)


def built_from(raw):
    folder = opened(raw)
    return {year: BuiltFrom(folder.profile(year), None) for year in folder.editions}


def found(raw, current=None):
    """Return what is found in 2023: the errors' texts without how they are accepted."""
    folder = RawFolder(raw, PersonKeys.from_environment(), current or {})
    return [str(error).partition(". Er leverancen")[0] for error in folder.inspect(2023).errors]


def after(tmp_path, before, now, **facts):
    """Return what is found in a delivery of the edition that follows ``before``."""
    standing = built_from(delivered(tmp_path, "before", before))
    return found(delivered(tmp_path, "now", now, **facts), standing)


def test_a_header_alone(tmp_path):
    raw = delivered(tmp_path, "raw", {"forloeb": forloeb()})
    assert found(raw) == [
        "2023/forloeb.csv: ingen_raekker: filen har en overskrift, men ingen rækker (0 forløb)"
    ]


def test_a_finding_is_an_error_that_says_how_it_is_accepted(tmp_path):
    raw = delivered(tmp_path, "raw", {"forloeb": forloeb()})
    with pytest.raises(ExtractError) as refused:
        RawFolder(raw, PersonKeys.from_environment(), {}).extract(2023)
    assert str(refused.value).endswith(
        "Er leverancen rigtig, så skriv i 2023/udtraek.toml [[accepteret]] og under den"
        ' hvad = "ingen_raekker", fil = "forloeb" og grund = "…", hver på sin linje'
    )


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (100, 70, []),
        (
            100,
            69,
            ["faerre_raekker: 69 rækker mod 100 i den forrige leverance, mere end 30 % færre"],
        ),
        (100, 150, []),
        (
            100,
            151,
            ["flere_raekker: 151 rækker mod 100 i den forrige leverance, mere end 50 % flere"],
        ),
        (99, 20, []),
        (20, 99, []),
        (
            20,
            100,
            ["flere_raekker: 100 rækker mod 20 i den forrige leverance, mere end 50 % flere"],
        ),
    ],
)
def test_another_number_of_rows_than_in_the_last_delivery(tmp_path, before, now, expected):
    files = {"forloeb": courses(before)}, {"forloeb": courses(now)}
    text = " i den forrige leverance, ".join(expected)
    assert after(tmp_path, *files) == [f"2023/forloeb.csv: {text}"] * bool(expected)


@pytest.mark.parametrize(
    ("before", "now", "hvad"),
    [(100, 50, None), (100, 49, "faerre_raekker"), (60, 120, None), (60, 121, "flere_raekker")],
)
def test_another_number_of_rows_than_the_year_before(tmp_path, before, now, hvad):
    raw = raw_folder(
        tmp_path,
        {"2022/forloeb.csv": courses(before, 2022), "2023/forloeb.csv": courses(now)},
        center=STRICT,
    )
    texts = found(raw)
    assert [text.split(": ")[1] for text in texts] == [hvad] * bool(hvad)
    assert all("året før" in text for text in texts)


def test_every_file_is_counted(tmp_path):
    postings = csv_text("posteringer", *[{}] * 100)
    before = {"forloeb": courses(12), "posteringer": postings}
    now = {"forloeb": courses(12), "posteringer": rows(postings, 60)}
    assert after(tmp_path, before, now) == [
        "2023/posteringer.csv: faerre_raekker: 60 rækker mod 100 i den forrige leverance,"
        " mere end 30 % færre"
    ]


def test_a_month_without_admissions(tmp_path):
    days = [f"{day:02}-{month:02}-2023" for month in range(1, 13) for day in range(1, 10)]
    here = [day for day in days if day[3:5] != "06"]
    raw = delivered(
        tmp_path,
        "raw",
        {"forloeb": forloeb(*({"indskrivningsdato": day} for day in here))},
    )
    assert found(raw) == [
        "2023/forloeb.csv: tom_maaned: 0 indskrivninger i 06-2023, 9,0 i snit i de andre måneder"
    ]


def test_a_month_without_discharges(tmp_path):
    ended = [
        {
            "indskrivningsdato": "01-12-2022",
            "udskrivningsdato": f"{day:02}-{month:02}-2023",
            "afslutningsaarsag": "Udeblevet",
        }
        for month in range(1, 12)
        for day in range(1, 9)
    ]
    raw = delivered(
        tmp_path, "raw", {"forloeb": forloeb(*ended, {"indskrivningsdato": "20-12-2023"})}
    )
    assert [text.split(": ")[1:] for text in found(raw)] == [
        ["tom_maaned", "0 udskrivninger i 12-2023, 8,0 i snit i de andre måneder"]
    ]


def test_a_month_that_was_not_over_when_the_extract_was_drawn_may_be_empty(tmp_path):
    days = [f"{day:02}-{month:02}-2023" for month in range(1, 6) for day in range(11, 20)]
    text = forloeb(*({"indskrivningsdato": day} for day in days))
    early = delivered(tmp_path, "a", {"forloeb": text}, udtraek="udtrukket = 2023-06-30\n")
    assert found(early) == []
    late = delivered(tmp_path, "b", {"forloeb": text}, udtraek="udtrukket = 2023-07-01\n")
    assert [text.split(": ")[1] for text in found(late)] == ["tom_maaned"]


def test_months_of_a_small_centre_may_be_empty(tmp_path):
    days = [f"{day:02}-{month:02}-2023" for month in range(1, 13) for day in range(1, 8)]
    here = [day for day in days if day[3:5] != "06"]
    text = forloeb(*({"indskrivningsdato": day} for day in here))
    assert found(delivered(tmp_path, "raw", {"forloeb": text})) == []


@pytest.mark.parametrize(
    ("newest", "drawn", "expected"),
    [
        ("16-11-2023", "2024-01-31", []),
        ("15-11-2023", "2024-01-31", ["15. november 2023, 46 dage før 31. december 2023"]),
        ("15-11-2023", "2023-12-30", []),
        ("14-11-2023", "2023-12-30", ["14. november 2023, 46 dage før 30. december 2023"]),
    ],
)
def test_an_old_extract(tmp_path, newest, drawn, expected):
    text = forloeb(
        {"indskrivningsdato": "01-02-2023", "henvendelsesdato": "01-01-2023"},
        {"indskrivningsdato": newest},
    )
    raw = delivered(tmp_path, "raw", {"forloeb": text}, udtraek=f"udtrukket = {drawn}\n")
    assert found(raw) == [
        f"2023/forloeb.csv: gammelt_udtraek: den nyeste dato er {part} (grænsen er 45 dage)"
        for part in expected
    ]


@pytest.mark.parametrize(
    ("column", "value", "filled"),
    [("kommune", "9999", "0320"), ("behandlingsplandato", "", "01-01-2024")],
)
def test_more_unknown_than_before(tmp_path, column, value, filled):
    def half(unknown):
        known = courses(200, **{column: filled}).splitlines(keepends=True)
        empty = courses(200, **{column: value}).splitlines(keepends=True)
        return "".join([*empty[: unknown + 1], *known[unknown + 1 :]])

    before = {"forloeb": half(10)}
    assert after(tmp_path / "a", before, {"forloeb": half(50)}) == []
    assert after(tmp_path / "b", before, {"forloeb": half(51)}) == [
        f"2023/forloeb.csv: uoplyst_stiger: {column} er uoplyst i 26 % af rækkerne mod 5 % i"
        " leverancen før, mere end 20 procentpoint flere"
    ]


def test_a_column_that_only_one_delivery_has_is_not_compared(tmp_path):
    with_plans = courses(120, behandlingsplandato="01-01-2024")
    columns = with_plans.splitlines()[0].split(";")
    at = columns.index("behandlingsplandato")
    without = "".join(
        ";".join(cell for i, cell in enumerate(line.split(";")) if i != at) + "\n"
        for line in with_plans.splitlines()
    )
    assert after(tmp_path, {"forloeb": with_plans}, {"forloeb": without}) == []


def test_a_file_that_is_gone(tmp_path):
    before = {"forloeb": courses(12), "tilskud": csv_text("tilskud", {}, {"pulje": "B"})}
    assert after(tmp_path, before, {"forloeb": courses(12)}) == [
        "2023/tilskud.csv: fil_mangler: filen mangler (0 rækker); den forrige leverance havde den"
        " med 2 rækker"
    ]


def test_a_file_that_only_the_year_before_had_is_not_missed(tmp_path):
    raw = raw_folder(
        tmp_path,
        {
            "2022/forloeb.csv": courses(12, 2022),
            "2022/tilskud.csv": csv_text("tilskud", {"aar": "2022"}),
            "2023/forloeb.csv": courses(12),
        },
    )
    assert found(raw) == []


def test_income_that_is_booked_negative(tmp_path):
    def income(negative):
        return csv_text(
            "posteringer",
            *({"art": "Indtægt", "beloeb": "-100,00"} for _ in range(negative)),
            {"art": "Indtægt"},
            {"art": "Indtægt"},
            *({"art": "Udgift", "beloeb": "-5,00"} for _ in range(9)),
            *(
                {"art": "Indtægt", "beloeb": "-5,00", "bogfoeringsdato": "01-02-2022"}
                for _ in range(9)
            ),
        )

    facts = {"udtraek": f"{DRAWN}regnskabsaar = [2022, 2023]\n"}
    before = {"forloeb": courses(12), "posteringer": income(0)}
    two, three = ({"forloeb": courses(12), "posteringer": income(n)} for n in (2, 3))
    assert after(tmp_path / "a", before, two, **facts) == []
    assert after(tmp_path / "b", before, three, **facts) == [
        "2023/posteringer.csv: indtaegt_negativ: 3 af 2023s 5 indtægtsposteringer er negative"
        ' (grænsen er 50 %); om indtægter er negative i bogføringen, siger posteringer = "finans"'
        ' eller "bilag" under [fortegn] i center.toml'
    ]
    # Of the first delivery ever only three things can be found.
    assert found(delivered(tmp_path, "first", three, **facts)) == []


ACCEPTED = f"""{DRAWN}
[[accepteret]]
hvad = "faerre_raekker"
fil = "forloeb"
grund = "Ungegruppen føres i eget system"
"""


def test_what_is_accepted_is_built(tmp_path):
    files = {"forloeb": courses(200)}, {"forloeb": courses(100)}
    assert after(tmp_path, *files, udtraek=ACCEPTED) == []


@pytest.mark.parametrize(
    ("of", "to"), [('fil = "forloeb"', 'fil = "tilskud"'), ("faerre_raekker", "flere_raekker")]
)
def test_another_acceptance_does_not_help(tmp_path, of, to):
    files = {"forloeb": courses(200)}, {"forloeb": courses(100)}
    assert len(after(tmp_path, *files, udtraek=ACCEPTED.replace(of, to))) == 1


def test_an_acceptance_of_any_file(tmp_path):
    files = {"forloeb": courses(200)}, {"forloeb": courses(100)}
    everywhere = ACCEPTED.replace('fil = "forloeb"\n', "")
    assert after(tmp_path, *files, udtraek=everywhere) == []


def test_an_acceptance_that_no_finding_needs_is_a_warning(tmp_path):
    raw = delivered(tmp_path, "raw", {"forloeb": courses(12)}, udtraek=ACCEPTED)
    folder = RawFolder(raw, PersonKeys.from_environment(), {})
    assert folder.extract(2023).warnings == (
        "2023/udtraek.toml: accepteret: der er ingen faerre_raekker for forloeb;"
        " linjen kan slettes",
    )


def test_the_same_delivery_again_is_compared_with_what_it_followed(tmp_path):
    """Else the acceptance that it was built with would be needed once and never again."""
    standing = built_from(delivered(tmp_path, "before", {"forloeb": courses(200)}))
    raw = delivered(tmp_path, "now", {"forloeb": courses(100)}, udtraek=ACCEPTED)
    first = RawFolder(raw, PersonKeys.from_environment(), standing).extract(2023)
    noted = BuiltFrom.from_json(first.built_from.as_json())
    again = RawFolder(raw, PersonKeys.from_environment(), {2023: noted}).extract(2023)
    assert (again.followed, again.warnings) == (first.followed, ())


def test_the_limits_of_the_centre(tmp_path):
    files = {"forloeb": courses(200)}, {"forloeb": courses(100)}
    loose = f"{CENTER}[plausibilitet]\nfaerre_raekker = 0.5\n"
    assert after(tmp_path / "a", *files, center=loose) == []
    strict = f"{CENTER}[plausibilitet]\nfaerre_raekker = 0.49\n"
    assert len(after(tmp_path / "b", *files, center=strict)) == 1


def test_an_edition_fails_with_an_earlier_one_that_it_reads(tmp_path):
    raw = raw_folder(
        tmp_path,
        {"2022/forloeb.csv": forloeb(), "2023/forloeb.csv": courses(12)},
        center=STRICT,
        udtraek=DRAWN,
    )
    folder = RawFolder(raw, PersonKeys.from_environment(), {})
    with pytest.raises(EditionError, match=r"læser udtrækket 2022.*ingen_raekker") as failed:
        build_slice(folder, Edition(2023, folder.center))
    assert failed.value.edition == 2023
