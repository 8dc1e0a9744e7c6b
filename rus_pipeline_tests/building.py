"""Editions built for tests: no more of them than a test looks at, and no oftener than need be.

What belongs here: building. What does not: a raw folder (``raw``), or anything that is expected.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from rus_pipeline.build import build_editions
from rus_pipeline.built import BuiltEdition
from rus_pipeline.center import read_center
from rus_pipeline.extracts.identity import KEY_VARIABLE
from rus_pipeline.place import held
from rus_pipeline.proving import begin, prove_edition
from rus_pipeline.report.front_page import write_front_page
from rus_pipeline_tests.conditions import draw_nothing

RAW = Path(__file__).parents[1] / "data" / "raw"
EDITIONS = range(2018, 2024)


def build_drawn(raw: Path, out: Path, *years: int) -> None:
    """Build editions and the front page over them. Raises what keeps one from being built."""
    with pytest.MonkeyPatch.context() as patch:
        _build(patch, raw, out, years)


def build_undrawn(raw: Path, out: Path, *years: int) -> None:
    """Do the same for tests that look at no table and no picture: pages are without them."""
    with pytest.MonkeyPatch.context() as patch:
        draw_nothing(patch.setattr)
        _build(patch, raw, out, years)


def _build(patch: pytest.MonkeyPatch, raw: Path, out: Path, years: Sequence[int]) -> None:
    patch.delenv(KEY_VARIABLE, raising=False)
    for result in build_editions(raw, out, years, "run"):
        if isinstance(result, Exception):
            raise result
    write_front_page(out, read_center(raw))


def build_data(raw: Path, out: Path, year: int = 2023) -> BuiltEdition:
    """Build an edition up to its gates: its data, but no report and nothing public.

    Raises EditionError and GateError as ``prove_edition`` does.
    """
    folder = out / str(year)
    folder.mkdir(parents=True)
    return prove_edition(begin(raw, out, "run"), year, folder)


def made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> Path:
    """Return a folder that ``make`` fills: once, whichever of pytest's workers asks first."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder, half = shared / name, shared / f"{name}.half"
    with held(shared / f"{name}.lock", name, waiting=lambda _other: None):
        if not folder.exists():
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            half.rename(folder)
    return folder
