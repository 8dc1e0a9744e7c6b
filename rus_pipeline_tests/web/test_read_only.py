"""Read only: GET and HEAD alone, nothing written, nothing of a row shown, no path led astray."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rus_pipeline_tests.web.conftest import ALCOHOL, TOTAL, Pages

pytestmark = pytest.mark.slow

PATHS = (
    "/",
    "/?q=faxe",
    f"/tal/{TOTAL}",
    f"/tal/{ALCOHOL}",
    f"/tal/{ALCOHOL}/hvorfor?raekke=2023/forloeb.csv:9",
    "/raekke/2023/forloeb.csv:3",
    "/raekke/2023/forloeb.csv:16",
    "/udgave/2023",
    "/udgave/2023/aendringer",
    "/udgave/2023/aendringer?fra=r1&til=r2",
    "/udgave/2023/afstemning?udfald=differs",
)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", f"/tal/{ALCOHOL}", "/udgave/2023", "/fonts/x", "/nowhere"])
def test_other_methods_are_refused(pages, method, path):
    answer = pages.client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", PATHS)
def test_a_head_is_a_get_without_its_body(pages, path):
    head, get = pages.client.head(path), pages.client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize("path", [*PATHS, "/udseende.css", "/nowhere", "/tal/x"])
def test_every_answer_has_a_strict_policy(pages, path):
    headers = pages.client.get(path).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "font-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_no_script_no_inline_style_and_nothing_from_elsewhere(pages, path):
    html = pages.shown(path).html
    assert not html.select("script, style, iframe, img, object, embed")
    assert not [one for one in html.find_all() if "style" in one.attrs]
    assert not [name for one in html.find_all() for name in one.attrs if name.startswith("on")]
    addresses = [one.get("href") or one.get("action") or one.get("src") for one in html.find_all()]
    assert [one for one in addresses if one and not one.startswith(("/", "?", "#"))] == []


def test_another_name_for_this_machine_is_refused(pages):
    answer = pages.client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400


def seen(folder):
    return {
        path: (found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode)
        for path in sorted(folder.rglob("*"))
        for found in (path.lstat(),)
    }


def test_nothing_is_written(copied, tmp_path):
    before = seen(tmp_path)
    pages = Pages(copied)
    for path in PATHS:
        pages.text(path)
        pages.json(path)
    assert seen(tmp_path) == before


def test_without_the_right_to_write_every_page_is_shown(copied, tmp_path):
    for path in sorted(tmp_path.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        pages = Pages(copied)
        for path in PATHS:
            assert pages.text(path)
    finally:
        for path in (tmp_path, *sorted(tmp_path.rglob("*"))):
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_no_row_text_and_no_person_is_shown(pages, once):
    import polars as pl

    cells = set(
        (once.raw / "2023/forloeb.csv").read_text(encoding="utf-8").replace("\n", ";").split(";")
    )
    persons = pl.read_parquet(once.out / "2023/slice/forloeb.parquet")["person"].to_list()
    told = " ".join(pages.client.get(path).text for path in PATHS)
    told += " ".join(
        pages.client.get(path, params={"format": "json"}).text for path in ("/udgave/2023",)
    )
    secret = {one for one in cells if (len(one) > 5 and one[:6].isdigit()) or one[2:3] == "-"}
    assert any("-" in one for one in secret)
    assert [one for one in secret if one in told] == []
    assert [one for one in persons if str(one) in told] == []
    assert "Andeby" not in told


ASTRAY = (
    "/raekke/../../etc/passwd:1",
    "/raekke/..%2f..%2fetc%2fpasswd:1",
    "/raekke/%2fetc%2fpasswd:1",
    "/raekke/2023/../../../../etc/passwd:1",
    "/raekke/2023/forloeb.csv:99999999999999999999",
    "/raekke/2023/forloeb.csv:0",
    "/raekke/2023/forloeb.csv",
    "/tal/2023/tabel-01/../../../etc/passwd",
    f"/tal/{'a' * 5000}",
    f"/tal/{ALCOHOL}/hvorfor",
    f"/tal/{ALCOHOL}/hvorfor?raekke=../../etc/passwd:1",
    "/udgave/9999",
    "/udgave/..%2f2023",
    "/udgave/2023/aendringer?fra=r9",
    "/udgave/2023/aendringer?til=../r1",
    "/fonts/../style.css",
    "/fonts/%2e%2e/pages.py",
    "/nowhere",
)


@pytest.mark.parametrize("path", ASTRAY)
def test_what_is_not_there_is_not_found(pages, path):
    answer = pages.client.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.text


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "{{7*7}}",
            "' OR 1=1 --",
            "../" * 20,
            "\x00",
            "2023/forloeb.csv:²",
            "٣٤",
            "a" * 10_000,
            "010180-1234",
        ]
    ),
)


@settings(max_examples=150)
@given(text=HOSTILE, place=st.sampled_from(["tal", "raekke", "udgave", "q", "why", "side", "fra"]))
def test_hostile_text_is_harmless(pages, text, place):
    from urllib.parse import quote

    known = {
        "tal": f"/tal/{quote(text)}",
        "raekke": f"/raekke/{quote(text)}",
        "udgave": f"/udgave/{quote(text, safe='')}",
    }
    query = {
        "q": ("/", {"q": text}),
        "why": (f"/tal/{ALCOHOL}/hvorfor", {"raekke": text}),
        "side": (f"/tal/{ALCOHOL}", {"side": text}),
        "fra": ("/udgave/2023/aendringer", {"fra": text, "til": text, "tabel": text}),
    }
    path, params = query.get(place) or (known[place], {})
    for more in ({}, {"format": "json"}):
        answer = pages.client.get(path, params={**params, **more})
        assert answer.status_code in (200, 303, 404), answer.text
        assert "Traceback" not in answer.text
        if not more:
            assert "<script" not in answer.text
            assert "<img" not in answer.text
            assert "010180-1234" not in answer.text.replace("format=json", "").split("<footer")[0]


def test_two_hundred_readers_at_once(pages):
    with ThreadPoolExecutor(200) as readers:
        answers = readers.map(lambda n: pages.client.get(PATHS[n % len(PATHS)]), range(200))
        assert {one.status_code for one in answers} == {200}


def test_the_pages_work_below_a_prefix(once):
    pages = Pages(once, prefix="/revision")
    shown = pages.shown(f"/revision/tal/{TOTAL}")
    assert shown.status == 200
    own = [one["href"] for one in shown.html.find_all("a") if one["href"].startswith("/")]
    assert own
    assert [one for one in own if not one.startswith("/revision/")] == []
    assert pages.shown("/").status == 404
    assert pages.client.get("/revision/", params={"q": ALCOHOL}).headers["location"] == (
        f"/revision/tal/{ALCOHOL}"
    )
