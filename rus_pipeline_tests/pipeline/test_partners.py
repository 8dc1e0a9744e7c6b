"""A partner's own edition: its figures, what it leaves out, and nothing of anyone else."""

import json
import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from rus_pipeline.audit.trace import trace
from rus_pipeline.audit.verify import verify
from rus_pipeline.core.center import read_center
from rus_pipeline.core.errors import InputError, RawFolderError
from rus_pipeline.disclosure.constraints import PARTNER
from rus_pipeline.disclosure.intruder import disclosure_audit
from rus_pipeline.disclosure.partner import without_figures
from rus_pipeline.disclosure.partner_folders import read_attacked
from rus_pipeline.disclosure.public_state import public_folders
from rus_pipeline.pipeline import ahead
from rus_pipeline.pipeline.partners import PartnerFolders, build_partner, rebuild_of
from rus_pipeline.pipeline.plan import EDITION
from rus_pipeline.pipeline.run import Run
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.store import Store
from rus_pipeline_tests.building import EDITIONS, RAW, build
from rus_pipeline_tests.conditions import build_lightly
from rus_pipeline_tests.pipeline.attacked import small_of, values_of
from rus_pipeline_tests.raw import csv_text, raw_folder

pytestmark = pytest.mark.slow

FAXE, STEVNS, NAESTVED = "0320", "0336", "0370"


def cpr(number):
    return f"610180-0{number:02}2"


def course(number, kommune, begun="01-03-2023", ended="", reason="", **more):
    return {
        "forloeb_id": f"F{number}-{begun[-4:]}",
        "cpr": cpr(number),
        "kommune": kommune,
        "henvendelsesdato": begun,
        "indskrivningsdato": begun,
        "udskrivningsdato": ended,
        "afslutningsaarsag": reason,
        **more,
    }


# 20 of Faxe, 14 of Stevns and 9 of Næstved. Person 50 was of Faxe in 2022 and is of Stevns now.
NOW = [
    *(course(n, FAXE) for n in range(20)),
    *(course(n, STEVNS) for n in range(20, 27)),
    *(
        course(n, STEVNS, ended="02-06-2023", reason="Færdigbehandlet", indsats="Stof")
        for n in range(27, 33)
    ),
    course(50, STEVNS),
    *(course(n, NAESTVED) for n in range(40, 49)),
    course(60, "Ukendtby"),
]
BEFORE = [
    *(course(n, STEVNS, "01-03-2022", "02-06-2022", "Færdigbehandlet") for n in range(20, 26)),
    course(50, FAXE, "01-03-2022", "02-06-2022", "Færdigbehandlet"),
]
NOTES = (
    {"tabel": "tabel-01", "tekst": "Om alle."},
    {"tabel": "tabel-01", "tekst": "Om de nordlige sogne.", "kommune": STEVNS},
)
TEXT = ({"omraade": "Klynge", "tekst": "Møder med Vordingborg"},)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the raw folder and the partner's folders, both editions built: only 2023 is drawn."""
    tmp_path = tmp_path_factory.mktemp("partner")
    raw = raw_folder(
        tmp_path,
        {
            "2022/forloeb.csv": csv_text("forloeb", *BEFORE),
            "2023/forloeb.csv": csv_text("forloeb", *NOW),
            "2023/noter.csv": csv_text("noter", *NOTES),
            "2023/tvaergaaende.csv": csv_text("tvaergaaende", *TEXT),
            "2023/posteringer.csv": csv_text("posteringer", {}),
        },
    )
    out = tmp_path / "out"
    folders = PartnerFolders(raw, out, Store(configured_store(out)), STEVNS)
    with pytest.MonkeyPatch.context() as patch:
        build_lightly(patch.setattr)
        build_both(folders, 2022, before=lambda: ahead._make(folders.run(""), {2022: "ahead"}))
    build_both(folders, 2023)
    return folders


def build_both(folders, *years, before=lambda: None):
    """Build editions of the centre and of its partner; ``before`` is what comes between them."""
    for one in build(folders.raw, folders.centre_out, *years):
        if isinstance(one, Exception):
            raise one
    before()
    for one in build_partner(folders, years, print, run_id="test"):
        assert (one.failed, one.unpublished) == (None, ())


def values(out, name="figures.parquet"):
    frame = pl.read_parquet(out / "2023" / name)
    return dict(frame.select("figure_id", pl.col("value").cast(pl.Int64)).rows())


def own(built, **wanted):
    found = values(built.out)
    assert {name: found[f"2023/{name}"] for name in wanted["of"]} == wanted["of"]


def test_its_own_persons_and_courses_count_and_no_others(built):
    own(
        built,
        of={
            "tabel-01/stevns/alkohol": 8,
            "tabel-01/stevns/stof-voksne": 6,
            "tabel-02/forloeb/i-alt": 14,
            "tabel-07/forloeb/stof-voksne": 6,
            "tabel-10/faerdigbehandlet/antal": 6,
            "tabel-12/30-49/alkohol-stevns": 8,
            "ventetid/alkohol/0-3": 8,
            "stroem/i-alt/ultimo": 8,
            "udvikling-forloeb/2022/alkohol": 6,
        },
    )


def test_a_person_is_told_by_every_row_and_counts_where_the_admission_is(built):
    """Seven are new, of whom one less: person 50 was here in 2022, as a citizen of Faxe."""
    own(built, of={f"nye-tilbage/alkohol/{k}": n for k, n in (("nye", 1), ("tilbage", 7))})


def test_what_the_centre_prints_of_the_partner_is_the_same(built):
    centre, partner = values(built.centre_out), values(built.out)
    of_stevns = {name: n for name, n in centre.items() if re.search(r"/stevns/|-stevns$", name)}
    assert len(of_stevns) > 10
    assert {name: partner[name] for name in of_stevns} == of_stevns


def test_the_tables_are_those_that_make_sense_for_it(built):
    assert sorted(path.stem for path in (built.out / "2023" / "marts").iterdir()) == [
        "afslutningsmaade",
        "afvist-psykiatri",
        "bestand",
        "effekt-ors",
        "fastholdelse",
        "laengde",
        "nye-tilbage",
        "stroem",
        "tabel-01",
        "tabel-02",
        "tabel-07",
        "tabel-08",
        "tabel-09",
        "tabel-10",
        "tabel-11",
        "tabel-12",
        "udvikling-forloeb",
        "ventetid",
    ]


def test_the_report_says_which_tables_it_has_not_and_why(built):
    page = BeautifulSoup(read(built.out / "2023" / "report" / "metode.html"), "html.parser")
    section = page.select_one("#kolofon-ikke-med-titel").parent
    said = {
        row.find("th").get_text(): row.find("td").get_text() for row in section.select("tbody tr")
    }
    whys = {title.split(". ")[0]: why for title, why in said.items()}
    assert whys["Tabel 4"] == "Regnskabet er det, som Faxe Kommune fører."
    assert whys["Tabel 6"] == "Døgnophold er uden for samarbejdet."
    assert whys["Tabel 13"] == "Centrets egen tekst er om hele dets arbejde."
    assert "Kvalitetsstandarden er Faxe Kommunes løfte til sine egne borgere." in said.values()
    assert "Tabellen er om borgere fra andre kommuner." in said.values()


def test_the_report_names_the_partner_and_whose_centre_it_is(built):
    report = built.out / "2023" / "report"
    page = BeautifulSoup(read(report / "index.html"), "html.parser")
    assert "Stevns Kommune hos Rusmiddelcentret Faxe" in page.title.get_text()
    text = BeautifulSoup(read(report / "metode.html"), "html.parser").get_text(" ", strip=True)
    assert "Rusmiddelcentret Faxe er Faxe Kommunes" in text


def test_a_note_for_the_partner_is_in_its_report_alone(built):
    partner = read(built.out / "2023" / "report" / "index.html")
    centre = read(built.centre_out / "2023" / "report" / "index.html")
    assert ("Om de nordlige sogne." in partner, "Om alle." in partner) == (True, False)
    assert ("Om de nordlige sogne." in centre, "Om alle." in centre) == (False, True)


def test_a_figure_is_traced_to_the_partners_lines(built):
    found = trace(built.raw, built.out, "2023/tabel-02/forloeb/stof-voksne")
    assert [row["line"] for row in found["rows"]] == list(range(29, 35))
    assert found["value"] == "6"


@pytest.mark.usefixtures("_builds_lightly")
def test_a_rebuild_gives_the_same(built):
    assert verify(built.raw, built.out, 2022, rebuild_of(STEVNS)).complaints == ()


def test_only_a_partner_has_an_edition(built):
    with pytest.raises(RawFolderError, match="0370 er ingen af samarbejdskommunerne"):
        read_center(built.raw).for_partner(NAESTVED)


def test_nothing_is_made_again_where_nothing_changed(built):
    (one,) = build_partner(built, [2023], print, run_id="again")
    assert one.made == 0


def test_of_all_editions_the_publications_and_what_needs_them_come_last(built, monkeypatch):
    made, make = [], Run.make

    def noted(self, year, asset, *args):
        made.append((year, asset.name))
        return make(self, year, asset, *args)

    monkeypatch.setattr(Run, "make", noted)
    found = build_partner(built, [2022, 2023], print, run_id="again")
    last = ["public", "report", "public_report", "edition"]
    assert made[-8:] == [(year, name) for year in (2022, 2023) for name in last]
    snapshot = "snapshot/tabel_12"
    assert (
        made.index((2023, snapshot)) < made.index((2022, snapshot)) < made.index((2022, "public"))
    )
    assert len(set(made)) == len(made)
    every = len(built.inputs.assets)
    assert [(one.edition, one.made, one.reused) for one in found] == [
        (2022, 0, every),
        (2023, 0, every),
    ]


def test_what_a_second_process_made_is_used(built):
    """That is all of 2022 but the last step. A rebuild gives the same."""
    made_by = {n: built.store.current(n, "2022").facts["run_id"] for n in built.inputs.assets}
    assert made_by == dict.fromkeys(made_by, "ahead") | {EDITION: "test"}


# Whose centre it is must be said: its name, and that of the municipality that it belongs to.
SAID = re.compile(r"Rusmiddelcentret Faxe|Faxe Kommunes?\b|rusmiddelcentret-faxe")
# A code stands by itself: four such digits may also be in a moment or a digest.
OTHERS = re.compile(
    r"Faxe|faxe|Næstved|naestved|Vordingborg|vordingborg|Ukendtby|\b0320\b|\b0370\b"
)


def test_no_other_municipality_is_in_anything_of_it(built):
    """Searched are the texts of every file, internal and public, and not the schema of tal.json.

    ``lines.json`` says how many lines end before each block of a raw file: of the whole file.
    """
    found = {}
    for path in sorted(built.out.rglob("*")):
        if path.is_file() and path.suffix not in {".woff2", ".duckdb"}:
            found |= {
                f"{path.name}: {hit}": path for hit in OTHERS.findall(SAID.sub("", text_of(path)))
            }
    assert found == {}


def test_no_other_line_is_in_its_slices(built):
    lines = {
        line
        for path in (built.out / "2023" / "slice").glob("*.parquet")
        for file, line in pl.read_parquet(path).select("file", "line").rows()
        if file == "2023/forloeb.csv"
    }
    assert lines == set(range(22, 36))


def test_the_search_would_find_it(built):
    """The centre's own edition names the others in text, Parquet, workbook and PDF."""
    folder = built.centre_out / "2023"
    for name in ("figures.parquet", "report/index.html", "report/rapport.pdf", "report/tal.json"):
        assert OTHERS.search(SAID.sub("", text_of(folder / name))), name
    assert OTHERS.search(SAID.sub("", text_of(folder / "report/tabeller/tabel-01.xlsx")))


def text_of(path: Path) -> str:
    """Return the text of a file: of a workbook, a PDF or Parquet, what it holds."""
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
        texts = frame.select(pl.col(pl.String)).unpivot()["value"].drop_nulls().unique()
        return "\n".join([*frame.columns, *texts])
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix == ".xlsx":
        with ZipFile(path) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist())
    if path.suffix == ".json":
        return json.dumps(json.loads(read(path)), ensure_ascii=False)
    return read(path)


def read(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.sample
@pytest.mark.usefixtures("_builds_lightly")
def test_six_years_of_both_narrow_no_small_count_further_than_the_centres_alone(tmp_path):
    out, years = tmp_path / "out", list(EDITIONS)
    folders = PartnerFolders(RAW, out, Store(configured_store(out)), STEVNS)
    build_both(folders, *years)
    public = public_folders(folders.out)
    assert len(public) == len(years)
    both = read_attacked(public)
    centres = [one for one in both if PARTNER not in one.name]
    partners = [one for one in both if PARTNER in one.name]
    assert (len(centres), len(partners)) == (len(years), len(years))
    small = small_of(out) | small_of(folders.out, f"{STEVNS}{PARTNER}")
    with_both = values_of(both)
    alone = values_of([*centres, *map(without_figures, partners)])
    assert len(small & with_both.keys()) > 100
    assert [i for i in small & with_both.keys() if with_both[i] < min(5, alone[i])] == []
    # More than half of the table by sex would be suppressed with adults and the young apart.
    by_sex = {name for name in partners[0].values if "/tabel-11/" in name}
    assert "0336~2018/tabel-11/maend/stof" in by_sex
    assert not any(name.endswith(("/stof-voksne", "/stof-unge")) for name in by_sex)


def test_a_partners_public_folder_is_attacked_with_the_centres_beside_it(built):
    found = read_attacked([built.out / "2023" / "public"])
    assert [one.name for one in found] == ["2022", "2023", f"{STEVNS}{PARTNER}2023"]
    assert any(name.startswith("0336~2023/") for name in found[2].values)
    tied = [one.terms.keys() for one in found[2].constraints.linear]
    assert any(
        any(name.startswith("0336~2023/") for name in names) and names & found[1].values.keys()
        for names in tied
    )
    assert disclosure_audit(found)


def test_a_partners_folder_without_its_store_is_refused(built, tmp_path):
    copied = tmp_path / "out" / "partnere" / STEVNS / "2023" / "public"
    shutil.copytree(built.out / "2023" / "public", copied)
    with pytest.raises(InputError, match="rus run --for 0336"):
        read_attacked([copied])
