"""Search: by number, words, municipality, id, and a row's place."""

import pytest

from rus_pipeline.web.search import _as_number
from rus_pipeline_tests.web.conftest import ALCOHOL

pytestmark = pytest.mark.slow


def hits(pages, text):
    shown = pages.client.get("/", params={"q": text, "format": "json"})
    return shown.json()["figures"]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("1.234", "1.234"),
        ("1234", "1.234"),
        ("37", "37"),
        ("37 %", "37"),
        ("-12", "\u221212"),
        ("1.23", None),
        ("tabel 1", None),
    ],
)
def test_a_number_is_known_however_it_is_written(written, printed):
    assert _as_number(written) == printed


@pytest.mark.parametrize("text", ["1.234", "1234", "1.234 kr."])
def test_a_number_is_found_as_printed(pages, text):
    assert "2023/tabel-04/samlet-udgift/2023" in hits(pages, text) or hits(pages, text)
    assert all("tabel-0" in one for one in hits(pages, text))


def test_a_number_that_only_a_report_prints_leads_to_its_figure(pages):
    assert ALCOHOL in hits(pages, "7")


def test_words_are_found_with_and_without_danish_letters(pages):
    found = hits(pages, "afslutningsårsag")
    assert {one.split("/")[1] for one in found} >= {"tabel-10"}
    assert hits(pages, "AFSLUTNINGSAARSAG") == found


def test_every_word_must_be_there_and_labels_come_first(pages):
    found = hits(pages, "faxe alkohol")
    assert found[0].startswith("2023/")
    assert ALCOHOL in found[:20]
    assert hits(pages, "faxe alkohol findesikke") == []


def test_a_municipality_is_found(pages):
    assert any("/stevns/" in one for one in hits(pages, "Stevns"))


@pytest.mark.parametrize(
    ("text", "place"),
    [(ALCOHOL, f"/tal/{ALCOHOL}"), ("2023/forloeb.csv:3", "/raekke/2023/forloeb.csv:3")],
)
def test_an_id_and_a_row_lead_to_their_page(pages, text, place):
    answer = pages.client.get("/", params={"q": text})
    assert (answer.status_code, answer.headers["location"]) == (303, place)


def test_what_is_not_found_says_how_to_ask(pages):
    assert "Intet tal passer på »zzz«" in pages.text("/?q=zzz")
