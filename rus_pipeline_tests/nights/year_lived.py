"""Nights lived through, one after the other: deliveries, kills and releases, and what stands then.

What belongs here: what is done, and what is true in every morning. What does not: the plan
(``a_year``), what a whole year comes to (``test_a_year``), and servers (``story``).
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as of_day
from hashlib import sha256
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
import pytest

from rus_pipeline.across import is_behind
from rus_pipeline.audit.kept import released_files, releases
from rus_pipeline.audit.raw_rows import file_sha256
from rus_pipeline.audit.release import FICTITIOUS, release
from rus_pipeline.extracts.identity import KEY_VARIABLE
from rus_pipeline.orchestration.assets import STALE_ALONE
from rus_pipeline.orchestration.home import ready_home
from rus_pipeline.orchestration.resources import Folders
from rus_pipeline.orchestration.retention import KEPT_DAYS, forget
from rus_pipeline.place import STAGING
from rus_pipeline.receiving import RefusedError, receive
from rus_pipeline_tests.conditions import draw_nothing
from rus_pipeline_tests.nights.a_year import YEARS, Delivery, Night, day, first, plan
from rus_pipeline_tests.nights.on_disk import (
    Measure,
    contents,
    left_over,
    measure,
    seen,
    under,
)
from rus_pipeline_tests.nights.one_night import asked, run
from rus_pipeline_tests.raw import ANY_AGE, CENTER, raw_folder

LONG, EARLY = 365, 120
# What may come on top of what there was at the early measure: a few kept write-ahead logs.
SLACK = 4_000_000

Files = Mapping[str, str]  # raw file → sha256


@dataclass
class Told:
    """What became of the nights."""

    counted: Counter[str] = field(default_factory=Counter)
    measures: dict[int, Measure] = field(default_factory=dict)
    earlier: dict[int, int] = field(default_factory=dict)  # year → earlier deliveries kept
    releases: int = 0
    overdue: tuple[str, ...] = ()  # statuses of runs that were to be forgotten, and are not


@dataclass(frozen=True)
class Made:
    """What a standing edition says of itself."""

    run_id: str
    files: Files


class _Year:
    """A raw folder, an output folder and Dagster's state, and what is known of them."""

    def __init__(
        self, folder: Path, instance: dg.DagsterInstance, killed_nights: Collection[int]
    ) -> None:
        self.folder, self.instance, self.told = folder, instance, Told()
        self.killed_nights = killed_nights
        begin = {year: first(year) for year in YEARS}
        self.raw = raw_folder(
            folder, {f"{year}/{n}": t for year, d in begin.items() for n, t in d.files.items()}
        )
        self.out = folder / "out"
        self.good = {year: _digests(delivery) for year, delivery in begin.items()}
        self.lying = dict(self.good)
        self.good_folders = {year: self.written("first", begin[year]) for year in YEARS}
        self.made: dict[int, Made | None] = dict.fromkeys(YEARS)
        self.tried: dict[int, Files] = {}
        self.begun: dict[int, datetime] = {}
        self.disturbed = True  # by what may leave the files across all editions behind
        self.to_release: list[int] = []
        self.released: dict[str, tuple[dict[str, object], dict[str, str]]] = {}
        self.usual = 0.0  # seconds that a program of its own needs for an edition

    @property
    def folders(self) -> Folders:
        return Folders(raw=str(self.raw), out=str(self.out))

    # What is expected

    def view(self, edition: int) -> dict[str, str]:
        """Return what an edition would be made of now."""
        return _view(self.lying, edition)

    def sound(self, edition: int) -> bool:
        return self.view(edition) == _view(self.good, edition)

    def due(self) -> list[int]:
        """Return the editions that the night is to try."""
        found = []
        for edition in YEARS:
            made, now = self.made[edition], self.view(edition)
            if now not in (made.files if made else None, self.tried.get(edition)):
                found.append(edition)
        return found

    # What happens

    def live(self, night: Night) -> None:
        """Live through a night, and prove what stands in the morning."""
        if night.delivery is not None:
            self.deliver(night, night.delivery)
        self.begun[night.number] = datetime.now(UTC)
        if night.number == 1 or night.killed_after is not None:
            self.own_program(night)
        else:
            self.night(night)
        self.morning(night)

    def deliver(self, night: Night, delivery: Delivery) -> None:
        year, count = delivery.year, self.told.counted
        count["deliveries"] += 1
        if delivery.back:
            folder = self.good_folders[year]
            count["taken back"] += 1
        else:
            folder = self.written(str(night.number), delivery)
        if delivery.by_hand:
            count["bad, by hand"] += 1
            for name in delivery.files:
                shutil.copyfile(folder / name, self.raw / str(year) / name)
            self.lying[year] = _digests(delivery)
        elif delivery.bad is not None:
            count["bad, refused"] += 1
            before = seen(self.raw / str(year))
            with pytest.raises(RefusedError):
                receive(folder, self.raw, year, released_files(self.out))
            assert seen(self.raw / str(year)) == before, night
        else:
            assert receive(folder, self.raw, year, released_files(self.out)).taken, night
            if not delivery.back:
                self.good[year] = _digests(delivery)
                self.good_folders[year] = folder
            self.lying[year] = self.good[year]
        assert [p for p in (self.raw / STAGING).glob("*") if p.suffix != ".lock"] == [], night

    def night(self, night: Night) -> None:
        """Let the schedule decide, and do what it asks for."""
        count, due, before = self.told.counted, self.due(), seen(self.out)
        behind = is_behind(self.out)
        assert self.disturbed or not behind, night
        request = asked(self.instance, self.folders, _at(night.number))
        if isinstance(request, dg.SkipReason):
            assert not due, night
            assert not behind, night
            assert seen(self.out) == before, night
            self.proves_skip(night, request.skip_message or "")
            count["skipped nights"] += 1
            return
        assert due or behind, night
        assert request.tags[STALE_ALONE] == ",".join(map(str, due or YEARS[-1:])), night
        result = run(self.instance, self.folders, request)
        count["runs"] += 1
        rebuilt = [edition for edition in due if self.sound(edition)]
        assert result.success == (rebuilt == due), night
        for edition in YEARS:
            found = self.standing(edition)
            if edition in rebuilt:
                assert found == Made(result.run_id, self.view(edition)), night
                self.tried.pop(edition, None)
                count["rebuilt editions"] += 1
                continue
            assert found == self.made[edition], night
            kept = under(before, edition)
            assert under(seen(self.out), edition) == kept, night
            if edition in due:
                self.tried[edition] = self.view(edition)
                count["editions refused"] += 1
        count["nights that only mended what is across all"] += not due
        after_a_kill = night.number - 1 in self.killed_nights
        count["nights that repaired what a kill left"] += bool(due) and after_a_kill
        self.disturbed = False
        assert not is_behind(self.out), night
        assert left_over(self.out) == [], night

    def proves_skip(self, night: Night, said: str) -> None:
        standing = [str(edition) for edition in YEARS if edition not in self.refused()]
        assert not standing or f"{', '.join(standing)} stand as what they are made of" in said, (
            night
        )
        assert ("what could not be built is as it was then" in said) == bool(self.refused()), night
        for edition in self.refused():
            assert f"{edition} (" in said, night

    def refused(self) -> list[int]:
        return [year for year in YEARS if self.tried.get(year) == self.view(year)]

    def own_program(self, night: Night) -> None:
        """Let a program of its own live through the night, and kill it where that is the plan."""
        due, share = self.due(), night.killed_after
        module = "rus_pipeline_tests.nights.one_night"
        words = (str(self.raw), str(self.out), _at(night.number).isoformat())
        with subprocess.Popen(
            [sys.executable, "-m", module, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n", night
            started = time.monotonic()
            if share is None:
                child.wait()
                self.usual = (time.monotonic() - started) / len(due)
                assert child.returncode == 0
            else:
                time.sleep(share * self.usual * len(due))
                os.killpg(child.pid, signal.SIGKILL)
        now = {edition: self.standing(edition) for edition in YEARS}
        rebuilt = [edition for edition in YEARS if now[edition] != self.made[edition]]
        assert set(rebuilt) <= set(due), night
        for edition in rebuilt:
            assert now[edition].files == self.view(edition), night
            self.whole(edition)
        self.disturbed = True
        self.told.counted["rebuilt editions"] += len(rebuilt)
        self.told.counted["runs"] += 1
        if share is None:
            assert rebuilt == due
        else:
            self.told.counted["kills"] += 1
            self.told.counted[f"kills with {len(rebuilt)} of {len(due)} in place"] += 1

    def morning(self, night: Night) -> None:
        self.made = {edition: self.standing(edition) for edition in YEARS}
        killed = night.killed_after is not None
        for edition in YEARS:
            if self.sound(edition) and not killed:
                assert self.made[edition].files == _view(self.good, edition), night
        if night.release is not None:
            self.to_release.append(night.release)
        if self.to_release and not killed and self.good == self.lying:
            self.release(self.to_release.pop(0))
        for name, (stamps, _digests_of) in self.released.items():
            assert seen(self.out / "releases" / name) == stamps, night
        if night.number % 7 == 0 and night.number - KEPT_DAYS in self.begun:
            self.told.counted["runs forgotten"] += forget(
                self.instance, self.begun[night.number - KEPT_DAYS]
            )
        if killed or night.number % 30 == 0 or night.number - 1 in self.killed_nights:
            self.thorough(night)
        if night.number in (EARLY, LONG):
            self.told.measures[night.number] = self.measure()

    def release(self, year: int) -> None:
        name = release(self.raw, self.out, year, (FICTITIOUS,)).kept.name
        folder = self.out / "releases" / name
        self.released[name] = seen(folder), contents(folder)
        self.disturbed = True
        self.told.counted["releases"] += 1

    # What is seen

    def standing(self, edition: int) -> Made:
        """Return what the edition that stands says, its figures being those that it names."""
        folder = self.out / str(edition)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert file_sha256(folder / "figures.parquet") == manifest["outputs"]["figures.parquet"]
        return Made(manifest["run_id"], manifest["made_of"]["files"])

    def whole(self, edition: int) -> None:
        folder = self.out / str(edition)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        found = contents(folder)
        found.pop("manifest.json")
        assert found == manifest["outputs"]

    def thorough(self, night: Night) -> None:
        for edition in YEARS:
            self.whole(edition)
        for name, (_stamps, then) in self.released.items():
            assert contents(self.out / "releases" / name) == then, night
        assert [kept.name for kept in releases(self.out)] == sorted(self.released), night
        if not self.disturbed:
            self.across(night)

    def across(self, night: Night) -> None:
        """Prove that the database and the front page are of what stands."""
        page = (self.out / "index.html").read_text(encoding="utf-8")
        with duckdb.connect(str(self.out / "rus.duckdb"), read_only=True) as database:
            for edition in YEARS:
                query = "SELECT figure_id, value FROM figures WHERE edition = ? ORDER BY ALL"
                held = database.execute(query, [edition]).fetchall()
                figures = pl.read_parquet(self.out / str(edition) / "figures.parquet")
                assert held == sorted(figures.select("figure_id", "value").rows()), night
                assert f"{edition}/report/index.html" in page, night
            names = database.execute("SELECT release FROM releases ORDER BY 1").fetchall()
        assert [name for (name,) in names] == sorted(self.released), night

    def measure(self) -> Measure:
        home = Path(os.environ["DAGSTER_HOME"])
        places = {"out": self.out, "home": home, "staging": self.raw / STAGING}
        return measure(places, leave_out=self.out / "releases")

    def written(self, name: str, delivery: Delivery) -> Path:
        folder = self.folder / "delivered" / f"{delivery.year}-{name}"
        folder.mkdir(parents=True)
        for file, text in delivery.files.items():
            (folder / file).write_bytes(text.encode())
        return folder

    def end(self, last: int) -> Told:
        told = self.told
        told.releases = len(self.released)
        for year in YEARS:
            kept = self.raw / str(year) / ".earlier"
            told.earlier[year] = len(list(kept.iterdir())) if kept.is_dir() else 0
        shown = {made.run_id for made in self.made.values() if made is not None}
        # Forgotten once a week.
        kept_from = self.begun.get(last - KEPT_DAYS - 7)
        if kept_from is not None:
            told.overdue = tuple(
                record.dagster_run.status.value
                for record in self.instance.get_run_records(dg.RunsFilter(created_before=kept_from))
                if record.dagster_run.run_id not in shown
            )
        return told


def live_through(folder: Path, nights: int, *, kills: int, one_bad_in: int, seed: int) -> Told:
    """Live through so many nights, each proved as it passes, and return what became of them."""
    with _instance(folder / "home") as instance:
        ahead = list(plan(nights, kills=kills, one_bad_in=one_bad_in, seed=seed))
        killed = frozenset(night.number for night in ahead if night.killed_after is not None)
        year = _Year(folder, instance, killed)
        for night in ahead:
            year.live(night)
        year.thorough(ahead[-1])
        return year.end(nights)


@contextmanager
def _instance(home: Path):
    with pytest.MonkeyPatch.context() as patch:
        draw_nothing(patch.setattr)
        patch.delenv(KEY_VARIABLE, raising=False)
        patch.setenv("DAGSTER_HOME", str(home))
        patch.setenv("DAGSTER_EMIT_PARTITION_SUBSET_IN_PLANNED_EVENTS", "1")
        ready_home()
        with dg.DagsterInstance.get() as instance:
            yield instance


def _at(number: int) -> datetime:
    return datetime.combine(day(number) + timedelta(1), of_day(1), UTC)


def _digests(delivery: Delivery) -> dict[str, str]:
    return {
        f"{delivery.year}/{name}": sha256(text.encode()).hexdigest()
        for name, text in delivery.files.items()
    }


def _view(by_year: Mapping[int, Files], edition: int) -> dict[str, str]:
    """Return what an edition is made of: its own year, the year before, and who the centre is."""
    found = {"center.toml": sha256(f"{CENTER}{ANY_AGE}".encode()).hexdigest()}
    for year in YEARS:
        found |= by_year[year] if year <= edition else {}
    return found
