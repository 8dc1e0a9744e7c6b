"""Nights one after the other: deliveries, kills and releases, and checks each morning."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Collection
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as of_day
from hashlib import sha256
from pathlib import Path

import dagster as dg
import pytest

from rus_pipeline.figures.stored_edition import released_files
from rus_pipeline.ingest import receiving
from rus_pipeline.ingest.receiving import RefusedError, receive
from rus_pipeline.ingest.values.identity import KEY_VARIABLE
from rus_pipeline.pipeline.dagster.home import ready_home
from rus_pipeline.pipeline.dagster.retention import forget
from rus_pipeline.pipeline.overview import is_behind
from rus_pipeline.storage.layout import STAGING
from rus_pipeline_tests.conditions import build_lightly
from rus_pipeline_tests.pipeline.nights.mornings import Made, Place
from rus_pipeline_tests.pipeline.nights.on_disk import Measure, left_over, seen, under
from rus_pipeline_tests.pipeline.nights.one_night import PARTITION, asked, run
from rus_pipeline_tests.pipeline.nights.planned import YEARS, Delivery, Night, day, first, plan
from rus_pipeline_tests.raw import raw_folder

# Runs are forgotten weekly, and all is as it will remain after the first two weeks: what stands at
# the late measure is held against the early one.
KEPT_NIGHTS, EARLY, LATE = 10, 21, 42
KEPT_DELIVERIES = 8
# What may come on top of what there was at the early measure: a few kept write-ahead logs.
SLACK = 4_000_000
_READ_LATER = "forloeb.csv"  # what the next edition reads of this one's delivery


@dataclass
class Told:
    """What became of the nights."""

    counted: Counter[str] = field(default_factory=Counter)
    measures: dict[int, Measure] = field(default_factory=dict)
    earlier: dict[int, int] = field(default_factory=dict)  # year → earlier deliveries kept
    releases: int = 0
    overdue: tuple[str, ...] = ()  # statuses of runs that were to be forgotten, and are not


class _Nights:
    """A place and Dagster's state, and what is known of them."""

    def __init__(
        self, folder: Path, instance: dg.DagsterInstance, killed_nights: Collection[int]
    ) -> None:
        self.folder, self.instance, self.told = folder, instance, Told()
        self.killed_nights = killed_nights
        begin = {year: first(year) for year in YEARS}
        raw = raw_folder(
            folder, {f"{year}/{n}": t for year, d in begin.items() for n, t in d.files.items()}
        )
        self.place = Place(raw, folder / "out")
        self.raw, self.out = raw, self.place.out
        self.good = {year: _digests(delivery) for year, delivery in begin.items()}
        self.lying = dict(self.good)
        self.good_folders = {year: self.written("first", begin[year]) for year in YEARS}
        self.made: dict[int, Made | None] = dict.fromkeys(YEARS)
        self.faults: dict[int, str] = {}  # year → what is wrong with what lies there
        self.refused: set[int] = set()  # years of which that is known
        self.begun: dict[int, datetime] = {}
        self.disturbed = True  # by a kill or a release, so that the next night may do more
        self.to_release: list[int] = []
        self.usual = 0.0  # seconds that a program of its own needs for an edition

    # What is expected

    def view(self, edition: int) -> dict[str, str]:
        """Return the delivered files that an edition would be made of now."""
        return {
            name: sha256
            for year in YEARS
            for name, sha256 in self.lying[year].items()
            if name.endswith(".csv")
            and (year == edition or (year < edition and name.endswith(_READ_LATER)))
        }

    def changed(self, edition: int, *, of_its_own: bool = False) -> bool:
        """Return whether an edition would be made of something else now."""
        made, view = self.made[edition], self.view(edition)
        if made is None or made.releases != len(self.place.released):
            return True
        own = {name for name in view if name.startswith(str(edition)) or not of_its_own}
        return any(made.files.get(name) != view[name] for name in own)

    def unusable(self, edition: int) -> bool:
        """Return whether an earlier extract that an edition reads cannot be used."""
        return any(self.faults.get(year, "column") != "column" for year in YEARS if year < edition)

    def sound(self, edition: int) -> bool:
        return edition not in self.faults and not self.unusable(edition)

    def waits(self, edition: int) -> bool:
        """Return whether it is known already that an edition cannot be built."""
        earlier = self.unusable(edition) and any(year < edition for year in self.refused)
        return edition in self.refused or (earlier and self.changed(edition, of_its_own=True))

    def due(self) -> list[int]:
        """Return the editions that the night is to try."""
        return [
            edition
            for edition in YEARS
            if not self.waits(edition)
            and self.changed(edition, of_its_own=bool(self.refused) and self.unusable(edition))
        ]

    # What happens

    def live(self, night: Night) -> None:
        """Run a night, and check the current editions in the morning."""
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
            self.lying[year], self.faults[year] = _digests(delivery), delivery.bad or ""
            self.refused.discard(year)
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
            self.faults.pop(year, None)
            self.refused.discard(year)
        assert [p for p in (self.raw / STAGING).glob("*") if p.suffix != ".lock"] == [], night

    def night(self, night: Night) -> None:
        """Let the schedule decide, and do what it asks for."""
        count, due, before = self.told.counted, self.due(), seen(self.out)
        behind = is_behind(self.out)
        assert self.disturbed or not behind, night
        requests = asked(self.instance, self.place.folders, _at(night.number))
        if isinstance(requests, dg.SkipReason):
            assert not due, night
            assert seen(self.out) == before, night
            self.proves_skip(night, requests.skip_message or "")
            count["skipped nights"] += 1
            requests = []
        wanted = [int(request.tags[PARTITION]) for request in requests]
        assert wanted == due or (self.disturbed and set(due) <= set(wanted)), (night, wanted, due)
        results = run(self.instance, self.place.folders, requests)
        count["runs"] += len(results)
        for edition in YEARS:
            if edition in wanted and self.sound(edition):
                assert results[edition].success, night
                self.is_rebuilt(night, edition, results[edition].run_id, again=edition in due)
                continue
            assert edition not in wanted or not results[edition].success, night
            assert self.place.current(edition) == self.made[edition], night
            assert under(seen(self.out), edition) == under(before, edition), night
            count["editions refused"] += edition in wanted
        self.refused |= set(wanted) & self.faults.keys()
        count["nights that only mended what is across all"] += behind and not wanted
        after_a_kill = night.number - 1 in self.killed_nights
        count["nights that repaired what a kill left"] += bool(wanted) and after_a_kill
        self.disturbed = False
        assert not is_behind(self.out), night
        assert not any(map(self.sound, wanted)) or left_over(self.out) == [], night

    def is_rebuilt(self, night: Night, edition: int, run_id: str, *, again: bool) -> None:
        found = self.place.current(edition)
        assert (found.files, found.releases) == (
            self.view(edition),
            len(self.place.released),
        ), night
        assert found.run_id == run_id or not again, night
        self.told.counted["rebuilt editions"] += found.run_id == run_id

    def proves_skip(self, night: Night, said: str) -> None:
        current = [str(edition) for edition in YEARS if not self.waits(edition)]
        assert not current or f"{', '.join(current)} are current" in said, (night, said)
        for edition in set(YEARS) - set(map(int, current)):
            assert f"{edition} (" in said.partition("could not be built has not changed")[2], night

    def own_program(self, night: Night) -> None:
        """Let a program of its own live through the night, and kill it where that is the plan."""
        due, share = self.due(), night.killed_after
        module = "rus_pipeline_tests.pipeline.nights.one_night"
        words = (str(self.raw), str(self.out), _at(night.number).isoformat())
        with subprocess.Popen(
            [sys.executable, "-m", module, *words],
            env={**os.environ, "RUS_RAW": str(self.raw)},
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
        now = {edition: self.place.current(edition) for edition in YEARS}
        rebuilt = [edition for edition in YEARS if now[edition] != self.made[edition]]
        assert set(rebuilt) <= set(due), night
        for edition in rebuilt:
            assert now[edition].files == self.view(edition), night
            self.place.is_whole(edition)
        self.disturbed = True
        self.told.counted["rebuilt editions"] += len(rebuilt)
        self.told.counted["runs"] += 1
        if share is None:
            assert rebuilt == due
        else:
            self.told.counted["kills"] += 1
            self.told.counted[f"kills with {len(rebuilt)} of {len(due)} in place"] += 1

    def morning(self, night: Night) -> None:
        self.made = {edition: self.place.current(edition) for edition in YEARS}
        killed = night.killed_after is not None
        for edition in YEARS:
            if not self.faults and not killed:
                assert self.made[edition].files == self.view(edition), night
        if night.release is not None:
            self.to_release.append(night.release)
        if self.to_release and not killed and not self.faults:
            self.place.release(self.to_release.pop(0))
            self.disturbed = True
            self.told.counted["releases"] += 1
        assert self.place.releases_are_untouched(), night
        if night.number % 7 == 0 and night.number - KEPT_NIGHTS in self.begun:
            self.told.counted["runs forgotten"] += forget(
                self.instance, self.begun[night.number - KEPT_NIGHTS]
            )
        if killed or night.number % 30 == 0 or night.number - 1 in self.killed_nights:
            self.thorough()
        if night.number in (EARLY, LATE):
            self.told.measures[night.number] = self.place.measure()

    def thorough(self) -> None:
        self.place.is_thoroughly_whole()
        if not self.disturbed:
            self.place.overview_is_current()

    def written(self, name: str, delivery: Delivery) -> Path:
        folder = self.folder / "delivered" / f"{delivery.year}-{name}"
        folder.mkdir(parents=True)
        for file, text in delivery.files.items():
            (folder / file).write_bytes(text.encode())
        return folder

    def end(self, last: int) -> Told:
        told = self.told
        told.releases = len(self.place.released)
        for year in YEARS:
            kept = self.raw / str(year) / ".earlier"
            told.earlier[year] = len(list(kept.iterdir())) if kept.is_dir() else 0
        shown = self.shown()
        # Forgotten once a week.
        kept_from = self.begun.get(last - KEPT_NIGHTS - 7)
        if kept_from is not None:
            told.overdue = tuple(
                record.dagster_run.status.value
                for record in self.instance.get_run_records(dg.RunsFilter(created_before=kept_from))
                if record.dagster_run.run_id not in shown
            )
        return told

    def shown(self) -> set[str]:
        """Return the runs by which the UI shows the current editions."""
        of = [
            dg.AssetRecordsFilter(asset_key=dg.AssetKey("edition"), asset_partitions=[str(year)])
            for year in YEARS
        ]
        found = [self.instance.fetch_materializations(one, limit=1).records for one in of]
        return {record.run_id for records in found for record in records}


def live_through(folder: Path, number: int, *, kills: int, one_bad_in: int, seed: int) -> Told:
    """Run so many nights, each checked in the morning, and return their outcome."""
    with _instance(folder / "home") as instance:
        ahead = list(plan(number, kills=kills, one_bad_in=one_bad_in, seed=seed))
        killed = frozenset(night.number for night in ahead if night.killed_after is not None)
        nights = _Nights(folder, instance, killed)
        for night in ahead:
            nights.live(night)
        nights.thorough()
        return nights.end(number)


@contextmanager
def _instance(home: Path):
    with pytest.MonkeyPatch.context() as patch:
        build_lightly(patch.setattr)
        patch.setattr(receiving, "STORED_DELIVERIES", KEPT_DELIVERIES)
        patch.delenv(KEY_VARIABLE, raising=False)
        patch.setenv("DAGSTER_HOME", str(home))
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
