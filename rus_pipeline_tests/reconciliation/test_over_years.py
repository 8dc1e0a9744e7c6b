"""A printed number of persons over several years, counted from every year's own extract."""

from rus_pipeline.reconciliation.comparison import Outcome
from rus_pipeline_tests.raw import fictitious_cpr, forloeb
from rus_pipeline_tests.reconciliation.reports import reconciled

ROW = ("Tabel 13", "Dobbeltdiagnose afvist af psykiatrien 2022-2023", "unikke personer")
FIRST, SECOND, THIRD = (fictitious_cpr(number=number) for number in (1, 2, 3))


def refused(cpr, day, **more):
    return {"cpr": cpr, "indskrivningsdato": "01-02-2022", "afvist_psykiatri_dato": day, **more}


def files(in_2022, in_2023):
    return {
        "2022/forloeb.csv": forloeb(*in_2022),
        "2023/forloeb.csv": forloeb(*in_2023),
    }


def test_a_person_of_two_years_is_one(tmp_path):
    found = reconciled(
        tmp_path,
        files(
            [refused(FIRST, "05-05-2022"), refused(SECOND, "06-05-2022")],
            [refused(FIRST, "07-05-2023"), refused(THIRD, "08-05-2023")],
        ),
        (*ROW, "3"),
    )
    (claim,) = found.claims
    assert (claim.outcome, claim.built, claim.figure_id) == (Outcome.REPRODUCED, 3, None)
    assert claim.reason == (
        "3 forskellige personer: 2 i 2022/afvist-psykiatri og 2 i 2023/afvist-psykiatri"
    )


def test_an_anonymous_course_and_a_day_outside_the_years_do_not_count(tmp_path):
    found = reconciled(
        tmp_path,
        files(
            [refused(FIRST, "05-05-2022"), refused("", "06-05-2022")],
            # The extract of 2023 tells the day in 2022 again.
            [refused(FIRST, "05-05-2022"), refused(SECOND, "")],
        ),
        (*ROW, "3"),
    )
    (claim,) = found.claims
    assert (claim.outcome, claim.built) == (Outcome.DIFFERS, 1)


def test_one_who_waits_for_admission_counts(tmp_path):
    waiting = refused(FIRST, "05-05-2022", indskrivningsdato="", henvendelsesdato="01-05-2022")
    found = reconciled(tmp_path, files([waiting], []), (*ROW, "1"))
    assert found.claims[0].outcome is Outcome.REPRODUCED


def test_without_an_extract_of_one_of_the_years_it_is_not_derivable(tmp_path):
    own = {"2023/forloeb.csv": forloeb(refused(FIRST, "05-05-2023"))}
    (claim,) = reconciled(tmp_path, own, (*ROW, "1")).claims
    assert (claim.outcome, claim.reason) == (
        Outcome.NOT_DERIVABLE,
        "Der er intet udtræk for 2022",
    )


def test_without_the_day_in_one_of_the_years_it_is_not_derivable(tmp_path):
    own = files([refused(FIRST, "")], [refused(FIRST, "05-05-2023")])
    own["2022/forloeb.csv"] = own["2022/forloeb.csv"].replace("afvist_psykiatri_dato", "andet")
    (claim,) = reconciled(tmp_path, own, (*ROW, "1")).claims
    assert (claim.outcome, claim.reason) == (
        Outcome.NOT_DERIVABLE,
        "Kolonnen afvist_psykiatri_dato er ikke leveret i forloeb for 2022",
    )


def test_without_the_table_in_one_of_the_years_it_is_not_derivable(tmp_path):
    own = files([refused(FIRST, "05-05-2022")], [])
    own["2022/udtraek.toml"] = (
        "udtrukket = 2023-01-31\n"
        '[[ikke_oplyst]]\ntabel = "afvist-psykiatri"\nkolonne = "antal"\ngrund = "Ikke talt"\n'
    )
    (claim,) = reconciled(tmp_path, own, (*ROW, "1")).claims
    assert (claim.outcome, claim.reason) == (Outcome.NOT_DERIVABLE, "Ikke talt")
