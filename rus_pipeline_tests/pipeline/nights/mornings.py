"""The checks of each morning on a raw folder, an output folder and Dagster's state."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from rus_pipeline.audit.release import FICTITIOUS, release
from rus_pipeline.figures.stored_edition import releases
from rus_pipeline.pipeline.dagster.resources import Folders
from rus_pipeline.storage.digests import file_sha256
from rus_pipeline.storage.layout import STAGING
from rus_pipeline.storage.location import configured_store
from rus_pipeline_tests.pipeline.nights.on_disk import Measure, contents, measure, seen, unsound
from rus_pipeline_tests.pipeline.nights.planned import YEARS

Files = Mapping[str, str]  # raw file → sha256


@dataclass(frozen=True)
class Made:
    """What a current edition says of itself, and how many releases there were when it was built."""

    run_id: str
    files: Files
    releases: int


class Place:
    """A raw folder and an output folder, with the releases that were made there."""

    def __init__(self, raw: Path, out: Path) -> None:
        self.raw, self.out = raw, out
        self.released: dict[str, tuple[dict[str, object], dict[str, str]]] = {}

    @property
    def folders(self) -> Folders:
        return Folders(raw=str(self.raw), out=str(self.out))

    def release(self, year: int) -> None:
        name = release(self.raw, self.out, year, (FICTITIOUS,)).edition.name
        folder = self.out / "releases" / name
        self.released[name] = seen(folder), contents(folder)

    def releases_are_untouched(self) -> bool:
        return all(
            seen(self.out / "releases" / name) == stamps
            for name, (stamps, _digests) in self.released.items()
        )

    def current(self, edition: int) -> Made:
        """Return what the current edition says, its figures being those that it names."""
        folder = self.out / str(edition)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert file_sha256(folder / "figures.parquet") == manifest["outputs"]["figures.parquet"]
        beside = [name for name in manifest["public"]["beside"] if "-r" in name]
        return Made(manifest["run_id"], manifest["files"], len(beside))

    def is_whole(self, edition: int) -> None:
        folder = self.out / str(edition)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        found = contents(folder)
        found.pop("manifest.json")
        assert found == manifest["outputs"]

    def is_thoroughly_whole(self) -> None:
        for edition in YEARS:
            self.is_whole(edition)
        assert unsound(configured_store(self.out)) == []
        for name, (_stamps, then) in self.released.items():
            assert contents(self.out / "releases" / name) == then
        assert [kept.name for kept in releases(self.out)] == sorted(self.released)

    def overview_is_current(self) -> None:
        """Check that the database and the front page are of the current editions."""
        page = (self.out / "index.html").read_text(encoding="utf-8")
        with duckdb.connect(str(self.out / "rus.duckdb"), read_only=True) as database:
            for edition in YEARS:
                query = "SELECT figure_id, value FROM figures WHERE edition = ? ORDER BY ALL"
                held = database.execute(query, [edition]).fetchall()
                figures = pl.read_parquet(self.out / str(edition) / "figures.parquet")
                assert held == sorted(figures.select("figure_id", "value").rows())
                assert f"{edition}/report/index.html" in page
            names = database.execute("SELECT release FROM releases ORDER BY 1").fetchall()
        assert [name for (name,) in names] == sorted(self.released)

    def measure(self) -> Measure:
        places = {
            "out": self.out,
            "store": configured_store(self.out),
            "home": Path(os.environ["DAGSTER_HOME"]),
            "staging": self.raw / STAGING,
        }
        return measure(places, leave_out=self.out / "releases")
