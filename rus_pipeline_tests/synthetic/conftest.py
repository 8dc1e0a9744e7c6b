"""Claims of the project, and a synthetic raw folder fitted to them, with two editions built."""

import shutil

import polars as pl
import pytest

from rus_pipeline.core.center import read_center
from rus_pipeline.ingest.folder import RawFolder
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline.reconciliation.claims import read_claims
from rus_pipeline.synthetic.writing import SEED, write_extracts
from rus_pipeline_tests.building import RAW, build_data
from rus_pipeline_tests.conditions import build_lightly

YEARS = range(2018, 2024)


@pytest.fixture(scope="session")
def center():
    return read_center(RAW)


@pytest.fixture(scope="session")
def claims():
    return read_claims(RAW)[0]


@pytest.fixture(scope="session")
def written(tmp_path_factory, center, claims):
    """A raw folder with extracts of every year, and the journals in it."""
    raw = tmp_path_factory.mktemp("synthetic") / "raw"
    raw.mkdir()
    shutil.copy(RAW / "center.toml", raw)
    shutil.copytree(RAW / "published", raw / "published")
    journals = write_extracts(raw, claims, YEARS, SEED, center=center)
    for year in YEARS:
        shutil.copy(RAW / str(year) / "udtraek.toml", raw / str(year))
    return raw, journals


@pytest.fixture(scope="session")
def extracts(written):
    folder = RawFolder(written[0], PersonKeys("tests", demonstration=True))
    return {year: folder.extract(year) for year in YEARS}


@pytest.fixture(scope="session")
def built(written, tmp_path_factory):
    """Figure id → value, of both editions with a printed report."""
    out = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        build_lightly(patch.setattr)
        built = [build_data(written[0], out, year) for year in (2021, 2023)]
    frame = pl.concat(pl.read_parquet(one.files("figures") / "figures.parquet") for one in built)
    return dict(frame.select("figure_id", "value").iter_rows())
