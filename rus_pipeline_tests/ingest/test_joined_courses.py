"""``[saml.forloeb]`` of center.toml: a line a service, and the lines of one course joined."""

from datetime import date
from random import Random

import pytest

from rus_pipeline.core.errors import ExtractError, RawFolderError
from rus_pipeline.ingest.files import text_file
from rus_pipeline_tests.ingest.checking import NEEDED, OUT, checked_text, listed, shown, values
from rus_pipeline_tests.raw import ANY_AGE, CENTER, fictitious_cpr, opened, raw_folder

BY_ID = CENTER + '\n[saml.forloeb]\nens = ["forloeb_id"]\n'
HEADER = f"{NEEDED};henvendelsesdato;ydelse"

# Three services of one course, and a course of one; what a service does not know is empty.
FIRST = "F1;610180-0001;Stof;0320;01-03-2023;;;15-02-2023;Samtale"
SECOND = "F1;;Stof;;01-03-2023;01-06-2023;;;Medicin"
THIRD = "F1;610180-0001;;0320;;;Andet;;Samtale"
OTHER = "F2;610180-0002;Alkohol;0336;01-04-2023;;;;Samtale"


@pytest.fixture(params=["whole", "in pieces"])
def _pieces(request, monkeypatch):
    if request.param == "in pieces":
        monkeypatch.setattr(text_file, "_PIECE", 60)  # about a row


def joined(tmp_path, *rows, center=BY_ID, header=HEADER):
    return checked_text(tmp_path, "\n".join([header, *rows, ""]), center=center)


def aside(file):
    return file.aside.select("line", "kind", "course_line").rows()


def counts(file):
    return file.records, file.frame.height, file.rows_out, file.samlet


@pytest.mark.usefixtures("_pieces")
@pytest.mark.parametrize(
    ("rows", "first", "others", "lone"),
    [
        ([FIRST, SECOND, THIRD, OTHER], 2, [3, 4], 5),
        ([FIRST, OTHER, SECOND, THIRD], 2, [4, 5], 3),
        ([OTHER, THIRD, SECOND, FIRST], 3, [4, 5], 2),
        ([SECOND, FIRST, OTHER, THIRD], 2, [3, 5], 4),
    ],
)
def test_rows_of_one_id_are_one_course_with_what_any_of_them_knows(
    tmp_path, rows, first, others, lone
):
    file = joined(tmp_path, *rows)
    course = file.frame.filter(line=first).row(0, named=True)
    assert {name: course[name] for name in HEADER.split(";") if name in course} == {
        "forloeb_id": "F1",
        "indsats": "stof",
        "kommune": "0320",
        "henvendelsesdato": date(2023, 2, 15),
        "indskrivningsdato": date(2023, 3, 1),
        "udskrivningsdato": date(2023, 6, 1),
        "afslutningsaarsag": "andet",
    }
    assert sorted(values(file, "line")) == sorted([first, lone])
    assert aside(file) == [(line, "samlet", first) for line in others]
    assert (counts(file), listed(file)) == ((4, 2, 0, 2), [])


@pytest.mark.usefixtures("_pieces")
def test_where_two_values_differ_all_rows_are_out(tmp_path):
    odd = SECOND.replace("01-03-2023", "02-03-2023")
    file = joined(tmp_path, FIRST, OTHER, odd, THIRD)
    assert listed(file) == [(line, "forloeb_id", "id_dublet", OUT) for line in (2, 4, 5)]
    assert shown(file) == ["F1", "F1", "F1"]
    assert (values(file, "line"), aside(file), counts(file)) == ([3], [], (4, 1, 3, 0))
    assert [text for text in file.warnings if "ydelse" not in text] == [
        "2023/forloeb.csv: rækkerne i 1 forløb har hver sit i indskrivningsdato, så de kan ikke"
        " samles ([saml.forloeb] i center.toml)"
    ]


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (FIRST, False),
        (FIRST.replace("Stof", "  Stof "), False),
        (FIRST.replace("Samtale", "Medicin"), False),
        (FIRST.replace("Stof", "STOF"), True),
        (FIRST.replace("0320", "Faxe"), True),
        (FIRST.replace("610180-0001", "6101800001"), True),
    ],
    ids=["alike", "trimmed", "no column of ours", "case", "another word", "another spelling"],
)
def test_values_are_compared_as_text(tmp_path, other, differs):
    assert joined(tmp_path, FIRST, other).rows_out == 2 * differs


def test_values_are_compared_as_they_are_translated(tmp_path):
    center = f'{BY_ID}[koder.kommune]\n"Faxe by" = "0320"\n'
    file = joined(tmp_path, FIRST, FIRST.replace("0320", "Faxe by"), center=center)
    assert counts(file) == (2, 1, 0, 1)


def test_rules_are_tried_on_the_joined_row(tmp_path):
    # The reason alone would be unexpected, and the discharge alone would miss it.
    assert listed(joined(tmp_path, FIRST, THIRD)) == [(2, "afslutningsaarsag", "felt_uventet", OUT)]
    assert listed(joined(tmp_path, FIRST, SECOND)) == [(2, "afslutningsaarsag", "mangler", OUT)]
    assert listed(joined(tmp_path, FIRST, SECOND, THIRD)) == []


def test_a_joined_row_that_is_out_is_one_row_out(tmp_path):
    file = joined(tmp_path, FIRST.replace("0320", "Atlantis"), SECOND, THIRD.replace("0320", ""))
    assert listed(file) == [(2, "kommune", "kommune_ukendt", OUT)]
    assert (counts(file), file.own_rows) == ((3, 0, 1, 2), 3)


def test_rows_that_do_not_tell_their_course_are_joined_with_none(tmp_path):
    rows = [row.replace("F1", cell) for row in (FIRST, SECOND) for cell in ("", "#REF!")]
    file = joined(tmp_path, *rows)
    assert file.samlet == 0
    assert {line for line, *_ in listed(file)} == {2, 3, 4, 5}


def test_nothing_is_joined_unless_the_centre_says_so(tmp_path):
    assert [line for line, *_ in listed(joined(tmp_path, FIRST, FIRST, center=CENTER))] == [3]


@pytest.mark.usefixtures("_pieces")
@pytest.mark.parametrize("seed", range(5))
def test_random_rows_are_joined_as_a_plain_loop_joins_them(tmp_path, seed):
    random = Random(seed)
    choices = {
        "forloeb_id": [f"F{n}" for n in range(15)],
        "cpr": ["", "610180-0001"],
        "kommune": ["", "", "", "0320", "0336"],
        "henvendelsesdato": ["", "", "", "01-01-2023", "02-01-2023"],
    }
    rows = [{name: random.choice(of) for name, of in choices.items()} for _ in range(60)]
    courses: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for line, row in enumerate(rows, 2):
        courses.setdefault(row["forloeb_id"], []).append((line, row))
    counted, out, aside_of = {}, set(), {}
    for own in courses.values():
        known = {name: {row[name] for _, row in own} - {""} for name in choices}
        if any(len(values) > 1 for values in known.values()):
            out |= {line for line, _ in own}
            continue
        (first, _), *others = own
        counted[first] = {name: next(iter(values), None) for name, values in known.items()}
        aside_of |= {line: first for line, _ in others}
    assert len(counted) > 1 < len(out)

    plain = (
        f"{r['forloeb_id']};{r['cpr']};Stof;{r['kommune']};01-03-2023;;;{r['henvendelsesdato']};"
        for r in rows
    )
    file = joined(tmp_path, *plain)
    assert {line for line, *_ in listed(file)} == out
    assert dict(file.aside.select("line", "course_line").iter_rows()) == aside_of
    found = file.frame.select("line", "forloeb_id", "kommune", "henvendelsesdato", "foedselsdato")
    assert {line: tuple(row) for line, *row in found.iter_rows()} == {
        line: (
            row["forloeb_id"],
            row["kommune"] or "uoplyst",
            row["henvendelsesdato"] and date(2023, 1, int(row["henvendelsesdato"][:2])),
            row["cpr"] and date(1980, 1, 1),
        )
        for line, row in counted.items()
    }
    assert counts(file) == (60, len(counted), len(out), len(aside_of))


BY_PERSON = BY_ID.replace('"forloeb_id"', '"cpr", "indskrivningsdato"')


def test_a_course_may_be_told_by_several_columns(tmp_path):
    later = FIRST.replace("01-03-2023", "01-05-2023").replace("F1", "F3")
    file = joined(tmp_path, FIRST, later, FIRST.replace("F1", ""), OTHER, center=BY_PERSON)
    assert (values(file, "line"), aside(file)) == ([2, 3, 5], [(4, "samlet", 2)])


@pytest.mark.usefixtures("_pieces")
def test_courses_told_apart_are_still_duplicates_of_an_id(tmp_path):
    """Rows alike in what tells the course are one course; an id of two courses is a fault."""
    center = BY_ID.replace('"forloeb_id"', '"forloeb_id", "indskrivningsdato"')
    later = FIRST.replace("01-03-2023", "01-05-2023")
    file = joined(tmp_path, FIRST, FIRST, later, OTHER, center=center)
    assert listed(file) == [(line, "forloeb_id", "id_dublet", OUT) for line in (2, 4)]
    assert counts(file) == (4, 1, 2, 1)


@pytest.mark.usefixtures("_pieces")
def test_courses_that_cannot_be_joined_count_among_the_duplicates_of_an_id(tmp_path):
    center = BY_ID.replace('"forloeb_id"', '"forloeb_id", "indskrivningsdato"')
    odd, later = FIRST.replace("0320", "0336"), FIRST.replace("01-03-2023", "01-05-2023")
    file = joined(tmp_path, FIRST, odd, later, OTHER, center=center)
    assert listed(file) == [(line, "forloeb_id", "id_dublet", OUT) for line in (2, 3, 4)]


def test_every_number_is_seen(tmp_path):
    real = [row.replace("610180-0001", "010180-0001") for row in (FIRST, SECOND)]
    assert joined(tmp_path, *real).real_numbers == 1
    odd = real[0].replace("0320", "0336")
    assert joined(tmp_path, real[0], odd).real_numbers == 2


def test_courses_that_cannot_be_joined_tell_how_a_column_is_written(tmp_path):
    odd = FIRST.replace("01-03-2023", "03/31/2023")
    with pytest.raises(ExtractError, match="linje 3, kolonnen indskrivningsdato: datoen har"):
        joined(tmp_path, FIRST, odd, OTHER.replace("01-04-2023", "04/01/2023"))
    begins_with_0 = FIRST.replace("610180-0001", "0101800001")
    file = joined(tmp_path, FIRST, begins_with_0, OTHER.replace("610180-0002", "111800002"))
    assert (4, "cpr", "cpr_ugyldig", OUT) in listed(file)


def test_rows_of_another_length_and_repeated_headers_are_no_part_of_a_course(tmp_path):
    file = joined(tmp_path, FIRST, f"{FIRST};x", HEADER, FIRST)
    assert listed(file) == [(3, "", "feltantal", OUT), (4, "", "overskrift_gentaget", OUT)]
    assert counts(file) == (4, 1, 2, 1)


def test_a_column_that_tells_the_course_was_not_delivered(tmp_path):
    center = BY_ID.replace('"forloeb_id"', '"forloeb_id", "koen"')
    with pytest.raises(ExtractError, match=r"kolonnen koen: kolonnen mangler; ens i \[saml"):
        joined(tmp_path, FIRST, center=center)


def test_other_files_are_not_joined(tmp_path):
    row = f"F1;{fictitious_cpr()};Stof;01-03-2023\n"
    text = f"forloeb_id;cpr;indsats;startdato\n{row}{row}"
    file = checked_text(tmp_path, text, "eksterne_forloeb", center=BY_ID)
    assert (listed(file), file.samlet) == ([(3, "forloeb_id", "id_dublet", OUT)], 0)


def test_a_column_that_is_not_the_contracts_is_an_error_with_its_line(tmp_path):
    center = BY_ID.replace("forloeb_id", "sag") + ANY_AGE
    with pytest.raises(RawFolderError, match=r"^center\.toml, linje 6: ens i .* nævner sag"):
        opened(raw_folder(tmp_path, center=center))
