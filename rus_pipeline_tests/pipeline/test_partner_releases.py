"""Later editions, the centre's and the partner's, are protected against a partner's releases."""

import json
import shutil

import polars as pl
import pytest

from rus_pipeline.audit.release import release
from rus_pipeline.disclosure.constraints import PARTNER
from rus_pipeline.disclosure.intruder import disclosure_audit
from rus_pipeline.disclosure.partner import without_figures
from rus_pipeline.disclosure.partner_folders import read_attacked
from rus_pipeline.disclosure.public_state import public_folders
from rus_pipeline.pipeline.partners import PartnerFolders, build_partner
from rus_pipeline.storage.layout import MANIFEST, PARTNERS, RELEASES, centre_out
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.store import Store
from rus_pipeline_tests.building import build
from rus_pipeline_tests.conditions import build_lightly
from rus_pipeline_tests.disclosure.publishing.small_editions import courses, folder, shown
from rus_pipeline_tests.pipeline.attacked import small_of, values_of
from rus_pipeline_tests.raw import CENTER
from rus_pipeline_tests.tables.figures_of import raw_of

pytestmark = pytest.mark.slow

STEVNS = "0336"
BEFORE = (
    *((20, "0320", "Alkohol"), (6, STEVNS, "Alkohol")),
    *((21, "0320", "Stof"), (7, STEVNS, "Stof")),
)
AFTER = (*BEFORE, (2, "0370", "Alkohol"))
SMALL = "2023/tabel-01/andre-kommuner/alkohol"


@pytest.fixture(scope="module", autouse=True)
def _lightly():
    with pytest.MonkeyPatch.context() as patch:
        build_lightly(patch.setattr)
        yield


def built(raw, out, *years):
    for one in build(raw, out, *years):
        if isinstance(one, Exception):
            raise one
        assert one.publication.complaints == ()


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """Return raw and output folder: the partner's edition shows every count and is released.

    Since then two courses of another municipality came, and another year.
    """
    tmp_path = tmp_path_factory.mktemp("changed")
    raw, out = folder(tmp_path / "before", *BEFORE), tmp_path / "out"
    built(raw, out, 2023)
    partner = PartnerFolders(raw, out, Store(configured_store(out)), STEVNS)
    (one,) = build_partner(partner, [2023], print, run_id="test")
    assert (one.failed, one.unpublished) == (None, ())
    release(raw, partner.out, 2023, ["fictitious"])
    files = {"2023/forloeb": courses(*AFTER), "2024/forloeb": courses(*AFTER)}
    return raw_of(tmp_path / "after", files, center=f"{CENTER}mindste_celle = 5\n").path, out


@pytest.fixture(scope="module")
def rebuilt(changed):
    """The output folder with both years of the centre's built after that."""
    raw, out = changed
    built(raw, out, 2023, 2024)
    return out


@pytest.fixture(scope="module")
def unaware(changed, tmp_path_factory):
    """The centre's edition built as if nothing were released, and the release beside it."""
    raw, out = changed
    other = tmp_path_factory.mktemp("unaware") / "out"
    built(raw, other, 2023)
    shutil.copytree(out / PARTNERS / STEVNS / RELEASES, other / PARTNERS / STEVNS / RELEASES)
    return other


@pytest.fixture(scope="module")
def partners_later(changed, rebuilt):
    """The partner's output folder with its own two years built after its release, too."""
    partner = PartnerFolders(changed[0], rebuilt, Store(configured_store(rebuilt)), STEVNS)
    found = build_partner(partner, [2023, 2024], print, run_id="later")
    assert [(one.failed, one.unpublished) for one in found] == [(None, ()), (None, ())]
    return partner.out


def narrowed(out):
    """Return the centre's counts of one to four of which the intruder finds too few values.

    The intruder has the centre's editions and the partner's release.
    """
    released = [one for one in public_folders(out / PARTNERS / STEVNS) if RELEASES in one.parts]
    assert len(released) == 1
    small = small_of(out)
    found = disclosure_audit(read_attacked([*public_folders(out), *released]))
    return {cell.name for cell in found if cell.name in small and cell.values < 5}


def test_the_release_shows_every_count(changed):
    public = changed[1] / PARTNERS / STEVNS / RELEASES / "2023-r1" / "public" / "figures.parquet"
    assert "suppressed" not in pl.read_parquet(public)["status"].to_list()


def test_with_a_partners_release_no_small_count_is_narrowed(rebuilt):
    assert shown(rebuilt, SMALL) is None
    assert narrowed(rebuilt) == set()


@pytest.mark.parametrize("year", [2023, 2024])
def test_an_edition_tells_of_the_release_that_it_is_protected_against(rebuilt, year):
    manifest = json.loads((rebuilt / str(year) / MANIFEST).read_text(encoding="utf-8"))
    assert f"{STEVNS}~2023-r1" in json.dumps(manifest)


def test_an_edition_that_does_not_know_of_the_release_would_be_narrowed(unaware):
    assert SMALL in narrowed(unaware)


def test_a_partners_later_editions_narrow_no_small_count_with_its_release(partners_later):
    every = read_attacked(public_folders(partners_later))
    later = [one for one in every if one.name.startswith(f"{STEVNS}{PARTNER}")]
    assert [one.name for one in later] == [f"{STEVNS}{PARTNER}2023", f"{STEVNS}{PARTNER}2024"]
    before = [one for one in every if one not in later]
    with_all = values_of(every)
    alone = values_of([*before, *map(without_figures, later)])
    small = small_of(centre_out(partners_later)) | small_of(partners_later, f"{STEVNS}{PARTNER}")
    assert SMALL in small & with_all.keys()
    assert [i for i in small & with_all.keys() if with_all[i] < min(5, alone[i])] == []
