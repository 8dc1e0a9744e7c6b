"""Partners in Dagster: an asset for each partner that has an edition, and none else."""

import dagster as dg

from rus_pipeline.pipeline.dagster.assets import step_assets
from rus_pipeline.pipeline.dagster.nights import editions_job
from rus_pipeline.pipeline.dagster.partners import partner_asset, standing_partners
from rus_pipeline.pipeline.dagster.resources import Folders
from rus_pipeline.pipeline.dagster.specs import raw_specs


def test_a_partner_is_an_asset_once_an_edition_of_it_stands(tmp_path, monkeypatch):
    monkeypatch.setenv("RUS_OUT", str(tmp_path))
    assert standing_partners() == []
    (tmp_path / "partnere" / "0336").mkdir(parents=True)
    (tmp_path / "partnere" / "0336" / "index.html").touch()
    assert [one.key.to_user_string() for one in standing_partners()] == ["partnere/0336"]


def test_it_is_in_a_group_of_its_own_and_in_no_nightly_run():
    partner = partner_asset("0336")
    definitions = dg.Definitions(
        assets=[*step_assets(), *raw_specs(), partner],
        jobs=[editions_job],
        resources={"folders": Folders()},
    )
    nightly = definitions.resolve_job_def(editions_job.name)
    assert partner.group_names_by_key[partner.key] == "partnere"
    assert partner.key not in nightly.asset_layer.executable_asset_keys
