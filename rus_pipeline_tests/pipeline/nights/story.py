"""Some days and nights of a data team on real servers: actions and their outcome."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, sync_playwright

from rus_pipeline.ingest.receiving import receive
from rus_pipeline.pipeline.dagster import home
from rus_pipeline_tests.building import build_light
from rus_pipeline_tests.pipeline.nights.one_night import PARTITION
from rus_pipeline_tests.raw import fictitious_cpr, forloeb, raw_folder
from rus_pipeline_tests.report.browser.conftest import QUIET
from rus_pipeline_tests.servers.dagster_servers import PROJECT, Servers, dagster_servers, wait_for
from rus_pipeline_tests.servers.postgres import postgres

YEARS = (2021, 2022, 2023)
# In winter 02:00 in Copenhagen is 01:00 UTC. Far ahead, so that nothing of today is in the way.
NIGHT = datetime(2031, 2, 10, 1, tzinfo=UTC)
NOON = NIGHT - timedelta(hours=13)
BACKFILL = """mutation B($params: LaunchBackfillParams!) {launchPartitionBackfill(
    backfillParams: $params) {__typename ... on LaunchBackfillSuccess {backfillId}
    ... on PythonError {message}}}"""
_LOOKS, _LOOK = 15, 8_000  # how often, and how long each in ms
BAD_NUMBER = "010180123X"
EVENTS = """query E($run: ID!) {logsForRun(runId: $run) {... on EventConnection {events {
    ... on MessageEvent {message} ... on ExecutionStepFailureEvent {error {message stack}
    failureMetadata {metadataEntries {label description ... on TextMetadataEntry {text}}}}
    ... on MaterializationEvent {metadataEntries {label ... on TextMetadataEntry {text}
    ... on JsonMetadataEntry {jsonString} ... on MarkdownMetadataEntry {mdStr}}}}}}}"""


@dataclass
class Story:
    """What became of it: by step, each edition's run in it, and the run that built what stands."""

    runs: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    built_by: dict[str, dict[int, str]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    ticks: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: list[dict[str, str]] = field(default_factory=list)
    numbers_found: list[str] = field(default_factory=list)
    looked_through: int = 0

    def rebuilt(self, step: str, before: str) -> list[int]:
        """Return the editions that a step built anew."""
        then, now = self.built_by[before], self.built_by[step]
        return [year for year in YEARS if then[year] != now[year]]

    def ended(self, step: str) -> dict[int, str]:
        """Return how the run of each edition in a step ended."""
        return {year: run["status"] for year, run in sorted(self.runs[step].items())}


@dataclass
class _Teller:
    servers: Servers
    raw: Path
    out: Path
    story: Story

    def step(self, name: str) -> None:
        """Note what stands after a step."""
        self.story.built_by[name] = {
            year: json.loads((self.out / str(year) / "manifest.json").read_text())["run_id"]
            for year in YEARS
        }

    def more_runs(self, number: int, name: str, doing: Callable[[], object]) -> None:
        """Do something, wait until so many more runs have ended, and note them."""
        wait_for(f"earlier runs than those of: {name}", self.servers.idle, self.servers)
        before = {run["runId"] for run in self.servers.ended()}
        doing()

        def ended() -> dict[int, dict[str, Any]] | None:
            new = [run for run in self.servers.ended() if run["runId"] not in before]
            return {int(r["tags"][PARTITION]): r for r in new} if len(new) == number else None

        self.story.runs[name] = wait_for(f"the runs of: {name}", ended, self.servers)
        self.step(name)

    def tick(self, name: str, of: str, found: Callable[[dict[str, Any]], bool]) -> None:
        """Wait for a tick of a schedule or sensor, and note it."""

        def ticked() -> dict[str, Any] | None:
            return next(filter(found, self.servers.ticks(of)), None)

        self.story.ticks[name] = wait_for(f"the tick of: {name}", ticked, self.servers)

    def notices_are_sent(self) -> bool:
        """Return whether every failed run has its notice, and the sensor is done with it."""
        failed = {run["runId"] for run in self.servers.runs() if run["status"] == "FAILURE"}
        told = "".join(notice["message"] for notice in self.story.notices)
        ticks = self.servers.ticks("failure_notice")
        return all(run_id in told for run_id in failed) and ticks[0]["status"] != "STARTED"


def tell(folder: Path, chromium: str) -> Story:
    """Live through the days and nights, with Dagster's state in PostgreSQL as in production."""
    with _days(folder, "postgresql") as teller:
        with _page(chromium) as page:
            _materialise(teller, page)
            _look(teller, page)
        _deliver(teller)
        _deliver_badly(teller)
        _backfill(teller)
        _nights(teller)
        _look_for_numbers(teller, folder)
    return teller.story


def tell_of_deliveries(folder: Path) -> Story:
    """Live through a good and a bad delivery, with Dagster's state in SQLite as on a laptop."""
    with _days(folder, "sqlite") as teller:
        _deliver(teller)
        _deliver_badly(teller)
        _look_for_numbers(teller, folder)
    return teller.story


@contextmanager
def _days(folder: Path, storage: str) -> Iterator[_Teller]:
    """Yield who tells of days on servers with current editions, by the step ``before``."""
    raw, out, story = _built(folder), folder / "out", Story()
    with _storage(storage, folder) as (settings, environment), _webhook(story) as address:
        environment |= {"RUS_RAW": str(raw), "RUS_OUT": str(out), "RUS_NOTIFY": address}
        environment["RUS_OUT_URL"] = "https://rapport.example/"
        with dagster_servers(folder, settings, NOON, **environment) as servers:
            teller = _Teller(servers, raw, out, story)
            teller.step("before")
            yield teller


def _built(folder: Path) -> Path:
    """Return a raw folder of small editions, each with a row that is no good, which stand."""
    bad = {"cpr": BAD_NUMBER}
    files = {f"{year}/forloeb.csv": forloeb(*_courses(year, 6), bad) for year in YEARS}
    raw = raw_folder(folder, files)
    build_light(raw, folder / "out", *YEARS)
    return raw


def _courses(year: int, number: int) -> Iterator[dict[str, str]]:
    for _ in range(number):
        yield {"indskrivningsdato": f"01-03-{year}"}


def _materialise(teller: _Teller, page: Page) -> None:
    """Build 2023 by hand in the UI: the job, its partition, and the button."""

    def press() -> None:
        page.goto(f"{teller.servers.url}/locations/rus_pipeline/jobs/editions")
        page.get_by_role("button", name="Materialize all").click()
        page.get_by_text("Select a partition or create one").click()
        page.get_by_placeholder("Filter partitions").fill("2023")
        page.locator("[role=menuitem]").filter(has_text="2023").last.click()
        page.keyboard.press("Escape")
        page.get_by_text("Launch runs to materialize").click()
        page.get_by_role("button", name="Launch").last.click()

    teller.more_runs(1, "materialised in the UI", press)


def _look(teller: _Teller, page: Page) -> None:
    """Read what the UI says of some assets and of the schedule.

    Each page is looked at until it says what it says last, which the daemon may have to find out.
    """
    pages = {
        "edition": ("/assets/edition?partition=2023", "Fails if"),
        "staged": ("/assets/staging/forloeb?partition=2023", "Row count"),
        "quarantine": ("/assets/staging/quarantine?partition=2023", "by_rule"),
        "checks": ("/assets/mart/tabel_02?view=checks", "sporing"),
        "snapshot": ("/assets/snapshot/tabel_02?partition=2023", "preview"),
        "automation": ("/automation", "nightly"),
    }
    for name, (path, said_last) in pages.items():
        for _ in range(_LOOKS):
            page.goto(teller.servers.url + path)
            with suppress(Error):
                page.get_by_text(said_last).first.wait_for(timeout=_LOOK)
            page.wait_for_load_state("networkidle")
            teller.story.seen[name] = page.locator("body").inner_text()
            if said_last in teller.story.seen[name]:
                break


def _deliver(teller: _Teller) -> None:
    """Take in a delivery of 2023; the sensor sees it."""
    new = teller.raw.parent / "new"
    new.mkdir()
    (new / "udtraek.toml").write_text("udtrukket = 2024-02-01\n")
    (new / "forloeb.csv").write_text(forloeb(*_courses(2023, 8)))
    teller.tick("still", "raw_folder", _is_settled)
    teller.more_runs(1, "delivered", lambda: receive(new, teller.raw, 2023))


def _is_settled(tick: dict[str, Any]) -> bool:
    """Return whether the sensor has dealt with the folder as it is: by saying that all stands.

    Or, where it looked just as a run put an edition in place, by asking for another run.
    """
    why = tick["skipReason"] or ""
    return "are current" in why or "has not changed" in why


def _deliver_badly(teller: _Teller) -> None:
    """Put an unreadable file of 2022 in place by hand; the sensor sees it."""
    bad = f"forloeb_id;cpr\n1;{BAD_NUMBER}\n"
    path = teller.raw / "2022/forloeb.csv"
    teller.more_runs(2, "delivered badly", lambda: path.write_text(bad))
    wait_for("the notices", teller.notices_are_sent, teller.servers)


def _backfill(teller: _Teller) -> None:
    """Ask the daemon for a backfill of two years, one of which cannot be built."""
    years = (2021, 2022)
    params = {
        "selector": {
            "partitionSetName": "editions_partition_set",
            "repositorySelector": {
                "repositoryName": "__repository__",
                "repositoryLocationName": "rus_pipeline",
            },
        },
        "partitionNames": [str(year) for year in years],
    }

    def ask() -> None:
        asked = teller.servers.ask(BACKFILL, params=params)["launchPartitionBackfill"]
        assert asked["__typename"] == "LaunchBackfillSuccess", asked

    teller.more_runs(len(years), "backfilled", ask)
    # The next daemon would send again what this one was about to note as sent.
    wait_for("the notices", teller.notices_are_sent, teller.servers)


def _nights(teller: _Teller) -> None:
    """Two nights: nothing to do but what failed already; 2022 delivered anew."""
    # A daemon in the midst of a look would note afterwards that the sensor is on.
    teller.servers.stop("daemon")
    teller.servers.cli("sensor", "stop", "raw_folder", "-l", "rus_pipeline")

    def night(number: int) -> Callable[[dict[str, Any]], bool]:
        at = (NIGHT + timedelta(days=number)).timestamp()
        return lambda tick: tick["timestamp"] == at and tick["status"] != "STARTED"

    def begin(number: int) -> None:
        teller.servers.start_daemon(NIGHT + timedelta(days=number, seconds=-5))

    begin(0)
    teller.tick("a night with a bad delivery", "nightly", night(0))
    teller.step("a night with a bad delivery")
    good = forloeb(*_courses(2022, 7))
    (teller.raw / "2022" / "forloeb.csv").write_text(good)
    teller.more_runs(2, "a night with a delivery", lambda: begin(1))
    teller.tick("a night with a delivery", "nightly", night(1))


def _look_for_numbers(teller: _Teller, folder: Path) -> None:
    """Look for personal numbers in all that Dagster has written of itself, and in each event."""
    numbers = [fictitious_cpr(number=n).encode() for n in range(1, 9)] + [BAD_NUMBER.encode()]
    written = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in {"raw", "new", "cluster"}
    }
    for run in teller.servers.runs():
        written[run["runId"]] = json.dumps(teller.servers.ask(EVENTS, run=run["runId"])).encode()
    teller.story.looked_through = len(written)
    for name, text in written.items():
        found = [number for number in numbers if number in text.replace(b"-", b"")]
        teller.story.numbers_found += [name] if found else []


@contextmanager
def _storage(name: str, folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ``dagster.yaml`` as on a laptop or as in production, and what it needs to be told."""
    if name == "sqlite":
        yield home.SETTINGS.format(history=folder / "history"), {}
        return
    with postgres(folder / "cluster") as url:
        at = url.replace("postgresql:", "postgresql+psycopg2:")
        environment = {"RUS_POSTGRES_URL": at, "RUS_COMPUTE_LOGS": str(folder / "logs")}
        yield (PROJECT / "deploy" / "dagster.yaml").read_text(encoding="utf-8"), environment


@contextmanager
def _webhook(story: Story) -> Iterator[str]:
    """Yield the address of a server that notes the notices it is sent."""

    class Noting(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            story.notices.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


@contextmanager
def _page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        page = browser.new_page(viewport={"width": 1500, "height": 950})
        page.set_default_timeout(60_000)
        try:
            yield page
        finally:
            browser.close()
