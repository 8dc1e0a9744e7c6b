"""Builds editions for tests: only the parts that a test needs, and only once."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.core.edition import Edition
from rus_pipeline.figures.figure import Figure, by_table
from rus_pipeline.ingest.values.identity import KEY_VARIABLE, PersonKeys
from rus_pipeline.pipeline.ahead import second_process
from rus_pipeline.pipeline.job import Job
from rus_pipeline.pipeline.overview import write_overview
from rus_pipeline.pipeline.run import Run, StepError
from rus_pipeline.pipeline.stages.comparing import reconciliation_of
from rus_pipeline.pipeline.stages.marts import figures_of
from rus_pipeline.pipeline.stages.publishing import Publication, publication_of
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.reconciliation.comparison import Reconciliation
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.locks import hold_lock
from rus_pipeline.storage.result import Result
from rus_pipeline.storage.store import Store
from rus_pipeline_tests.conditions import build_lightly

RAW = Path(__file__).parents[1] / "data" / "raw"
EDITIONS = range(2018, 2024)


@dataclass(frozen=True)
class Built:
    """An edition that was built, as its results in the store tell of it."""

    raw: Path
    out: Path
    year: int

    @property
    def folder(self) -> Path:
        return self.out / str(self.year)

    @cached_property
    def store(self) -> Store:
        return Store(configured_store(self.out))

    def result(self, asset: str) -> Result:
        found = self.store.current(asset, str(self.year))
        assert found is not None, f"{asset} of {self.year} is not made"
        return found

    def files(self, asset: str) -> Path:
        return self.store.files(self.result(asset))

    @cached_property
    def _job(self) -> Job:
        return Job(
            edition=Edition(self.year, read_center(self.raw)),
            raw=self.raw,
            out=self.out,
            register=self.out,
            known=(),
            keys=PersonKeys.from_environment(),
            run_id="test",
            built_from=lambda: None,
            inputs=lambda asset, _year: self.files(asset),
            versions={},
        )

    @property
    def figures(self) -> Mapping[str, Sequence[Figure]]:
        return by_table(figures_of(self._job).values())

    @property
    def reconciliation(self) -> Reconciliation:
        return reconciliation_of(self._job)

    @property
    def publication(self) -> Publication:
        return publication_of(self._job)

    @property
    def checks(self) -> list[Mapping[str, object]]:
        """Return every check of the edition's assets, in order."""
        found = [self.store.current(name, str(self.year)) for name in assets()]
        return [check for one in found if one for check in one.facts.get("checks", ())]

    @property
    def warnings(self) -> list[str]:
        found = [self.store.current(name, str(self.year)) for name in assets()]
        return [text for one in found if one for text in one.facts.get("warnings", ())]


def build(raw: Path, out: Path, *years: int, force: bool = False) -> list[Built | StepError]:
    """Build editions, each as ``rus run`` does but without Dagster, or say why one was not built.

    ``force``: everything is made again, as a test needs that replaces a function; the store knows
    code by its files.
    Raises RawFolderError where the raw folder as a whole is unusable.
    """
    out.mkdir(parents=True, exist_ok=True)
    found: list[Built | StepError] = []
    for year in years:
        run = Run(raw, out, Store(configured_store(out)), "test", force=force)
        try:
            for _made in run.edition(year):
                pass
        except StepError as error:
            found.append(error)
        else:
            found.append(Built(raw, out, year))
    return found


def build_drawn(raw: Path, out: Path, *years: int) -> None:
    """Build editions and the front page over them. Raises what keeps one from being built.

    Many of them are built by two processes, as by ``rus run``: every test that reads them waits.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(KEY_VARIABLE, raising=False)
        out.mkdir(parents=True, exist_ok=True)
        planned = Run(raw, out, Store(configured_store(out)), "test")
        with second_process(raw, years) as ahead:
            ahead(planned, dict.fromkeys(years, "test"))
            _build(raw, out, years)


def build_light(raw: Path, out: Path, *years: int) -> None:
    """Do the same for tests that look at no table, chart or recount: an edition without them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(KEY_VARIABLE, raising=False)
        build_lightly(patch.setattr)
        _build(raw, out, years)


def _build(raw: Path, out: Path, years: Sequence[int]) -> None:
    for result in build(raw, out, *years):
        if isinstance(result, Exception):
            raise result
    write_overview(out, raw)


def build_data(raw: Path, out: Path, year: int = 2023) -> Built:
    """Build an edition up to its figures and reconciliation: no report and nothing public.

    Raises StepError and CheckError as ``Run`` does.
    """
    out.mkdir(parents=True, exist_ok=True)
    run = Run(raw, out, Store(configured_store(out)), "test")
    wanted = ("staging", "slice", "claims", "documents", "mart", "figures", "reconciliation")
    for of, found in run.steps_behind(year):
        for _made in run.step(of, [asset for asset in found if asset.group in wanted]):
            pass
    return Built(raw, out, year)


def made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> Path:
    """Return a folder that ``make`` fills: once, whichever of pytest's workers asks first.

    Where it is an output folder, its store stands beside it.
    """
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder, half = shared / name, shared / f"{name}.half"
    with hold_lock(shared / f"{name}.lock", name, waiting=lambda _other: None):
        if not folder.exists():
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            if configured_store(half).exists():
                configured_store(half).rename(configured_store(folder))
            half.rename(folder)
    return folder
