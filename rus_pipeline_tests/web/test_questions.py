"""The fifteen questions of an auditor, each answered on a page."""

import hashlib
import json

import duckdb
import pytest

from rus_pipeline_tests.web.conftest import ALCOHOL, TOTAL, Pages

pytestmark = pytest.mark.slow


def rows_of(shown):
    return [one.get_text() for one in shown.html.select("#raekker ~ .rulle tbody a")]


def test_what_does_this_number_count(pages):
    text = pages.text(f"/tal/{ALCOHOL}")
    assert "9 personer 2023/tabel-01/faxe/alkohol" in text
    assert "Antal forskellige personer med et forløb, der var i gang" in text
    assert "Antallet af forskellige personer" in text


def test_which_rows(pages, once):
    shown = pages.shown(f"/tal/{ALCOHOL}")
    assert rows_of(shown) == [f"2023/forloeb.csv:{line}" for line in (*range(2, 9), 17, 18)]
    second = (once.raw / "2023/forloeb.csv").read_bytes().split(b"\n")[1]
    assert hashlib.sha256(second).hexdigest() in shown.text
    assert "9 rækker, 9 personer, 1 fil" in shown.text


def test_which_file_and_version_drawn_when(pages, once):
    digest = hashlib.sha256((once.raw / "2023/forloeb.csv").read_bytes()).hexdigest()
    text = pages.text(f"/tal/{ALCOHOL}")
    assert f"2023/forloeb.csv 9 {digest}" in text
    assert "Udtrækket 2023: Journalen, udtrukket 31. januar 2024" in text


def test_who_else_counts_in_it(pages):
    """A total opens to its parts, and each part to its own rows."""
    shown = pages.shown(f"/tal/{TOTAL}")
    opened = {
        one.summary.get_text(): [row.get_text() for row in one.select("li li a")]
        for one in shown.html.select(".trae details")
    }
    assert opened["lægges til: Faxe, Alkohol = 9 personer"] == [
        f"2023/forloeb.csv:{line}" for line in (*range(2, 9), 17, 18)
    ]
    drugs = next(found for name, found in opened.items() if "= 7 personer" in name)
    assert drugs == [f"2023/forloeb.csv:{line}" for line in range(9, 16)]
    assert "Tæller i" in pages.text("/raekke/2023/forloeb.csv:2")


def test_why_does_this_row_not_count(pages):
    shown = pages.shown(f"/tal/{ALCOHOL}/hvorfor?raekke=2023/forloeb.csv:9")
    assert shown.html.h1.get_text() == "2023/forloeb.csv:9 tæller ikke"
    met = {
        row.th.get_text(): row.select("td")[0].get_text() for row in shown.html.select("tbody tr")
    }
    assert met == {"aktiv": "ja", "kolonne": "nej", "raekke": "ja"}


def test_a_row_in_quarantine_says_so(pages):
    text = pages.text(f"/tal/{ALCOHOL}/hvorfor?raekke=2023/forloeb.csv:16")
    assert "Rækken er sat ud og tæller ingen steder." in text
    assert "kommune_ukendt" in text


def test_what_rows_were_left_out_and_why(pages):
    text = pages.text("/udgave/2023")
    assert "kommune_ukendt : 1 (rækken er sat ud)" in text
    assert "2023/forloeb.csv:16 kommune_ukendt Kommunen kendes ikke" in text


def test_what_did_it_say_last_year_and_in_the_printed_report(pages):
    text = pages.text(f"/tal/{ALCOHOL}")
    assert "Udgave 2022 1 person" in text
    assert "Trykt aarsrapport-2023.txt, linje 1: 7" in text
    assert pages.shown(f"/tal/{ALCOHOL}").html.select_one("svg.udviklingslinje")


def test_did_it_change_since_the_release_and_why(pages):
    shown = pages.shown(f"/tal/{ALCOHOL}")
    assert "Frigivelse 2023-r2 8 personer Ændret siden: hvorfor?" in shown.text
    link = shown.html.find("a", string="Ændret siden: hvorfor?")["href"]
    moved = pages.shown("/udgave/2023/aendringer?fra=r2&til=nu&tabel=tabel-01")
    assert link.startswith("/udgave/2023/aendringer?fra=r1")
    row = next(one for one in moved.html.select("tbody tr") if "Faxe, Alkohol" in one.th.get_text())
    assert [one.get_text() for one in row.select("td.gt_right")] == ["8", "9", "+1", "0"]
    assert "2023/forloeb.csv:18: kommet til" in row.get_text()


def test_is_it_checked_how_and_by_what_recount(pages):
    text = pages.text(f"/tal/{ALCOHOL}")
    assert "Hvert tal er det, som dets egne rækker eller dele giver" in text
    assert "Den uafhængige optælling af hele tabellen" in text
    assert "udgavens_forloeb" in text or "SELECT" in text
    assert "holder" in pages.text("/udgave/2023")


def test_can_i_recount_it_myself(pages, once):
    sql = pages.shown(f"/tal/{TOTAL}").html.select_one("#sql pre").get_text()
    with duckdb.connect(str(once.out / "rus.duckdb"), read_only=True) as database:
        assert database.execute(sql).fetchall() == [(16,)]


def test_who_accepted_what(pages):
    text = pages.text("/udgave/2023")
    assert "Lederen har set på det" in text
    assert "2023-r1" in text
    assert "fictitious, quarantined" in text


def test_is_this_edition_final(pages):
    assert "Nej: den er bygget om, siden 2023-r2 blev frigivet" in pages.text("/udgave/2023")
    assert "Nej: den er ikke frigivet" in pages.text("/udgave/2022")


def test_what_is_suppressed_and_why(pages):
    assert "(primært): tallet er selv under 5" in pages.text("/tal/2022/tabel-01/faxe/alkohol")
    assert "vises i den offentlige udgave" in pages.text(f"/tal/{ALCOHOL}")


def test_what_code_made_it(pages, once):
    manifest = json.loads((once.out / "2023/manifest.json").read_text(encoding="utf-8"))
    assert f"med kode {manifest['code_version']}" in pages.text(f"/tal/{ALCOHOL}")
    assert manifest["code_version"] in pages.text("/udgave/2023")


def test_is_the_chain_of_releases_unbroken(pages, copied):
    assert "Kæden af frigivelser er ubrudt" in pages.text("/udgave/2023")
    manifest = copied.out / "releases/2023-r1/manifest.json"
    manifest.chmod(0o644)
    manifest.write_text(manifest.read_text(encoding="utf-8") + " ", encoding="utf-8")
    text = Pages(copied).text("/udgave/2023")
    assert "Kæden af frigivelser er brudt" in text
    assert "2023-r2 does not follow the release before it" in text
