"""Partners' editions in Dagster: one asset a partner, partitioned by edition.

Its steps are made one by one in the partner's own store. The choice is in
``docs/decisions/0015-a-partners-own-edition.md``.
"""

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

import dagster as dg

from rus_pipeline.pipeline.dagster.failures import as_failure
from rus_pipeline.pipeline.dagster.partitions import EDITIONS
from rus_pipeline.pipeline.dagster.resources import Folders
from rus_pipeline.pipeline.dagster.specs import OWNERS
from rus_pipeline.pipeline.partner_steps import partner_assets
from rus_pipeline.pipeline.partners import PartnerFolders, build_partner
from rus_pipeline.pipeline.plan import EDITION, code_of, libraries_of
from rus_pipeline.storage.layout import MANIFEST, PARTNERS

OUT = "RUS_OUT"
_DEFAULT = "data/marts"


def partner_key(kode: str) -> dg.AssetKey:
    """Return the key of a partner's editions."""
    return dg.AssetKey([PARTNERS, kode])


def standing_partners() -> list[dg.AssetsDefinition]:
    """Return the asset of each partner of whom an edition stood when the code was loaded."""
    out = Path(os.environ.get(OUT, _DEFAULT)) / PARTNERS
    return [partner_asset(path.parent.name) for path in sorted(out.glob("[0-9]*/index.html"))]


@cache
def partner_asset(kode: str) -> dg.AssetsDefinition:
    """Return the asset of a partner's editions."""

    @dg.asset(
        key=partner_key(kode),
        deps=[dg.AssetKey(EDITION)],
        description=f"Udgaven for samarbejdskommunen {kode} alene, gjort af centrets egen.",
        group_name=PARTNERS,
        kinds={"html", "parquet"},
        owners=OWNERS,
        code_version=_code(),
        partitions_def=EDITIONS,
        backfill_policy=dg.BackfillPolicy.multi_run(1),
    )
    def partner(context: dg.AssetExecutionContext, folders: Folders) -> dg.MaterializeResult[None]:
        year = int(context.partition_key)
        with as_failure(folders.out), folders.here() as here:
            of = PartnerFolders(here.raw, here.out, here.store, kode)
            (built,) = build_partner(of, [year], context.log.info, run_id=context.run.run_id)
            if built.failed:
                raise dg.Failure(built.failed, allow_retries=False)
            here.upload(f"{PARTNERS}/{kode}/{year}", last=MANIFEST)
            current = of.store.current(EDITION, str(year))
            return dg.MaterializeResult(
                metadata={
                    "figures": built.figures,
                    "made": built.made,
                    "reused": built.reused,
                    "unpublished": list(built.unpublished),
                },
                data_version=dg.DataVersion(current.version) if current else None,
            )

    return partner


def _code() -> str:
    """Return the digest of the code of all steps, which the partner's store knows one by one."""
    every = [f"{code_of(asset)}-{libraries_of(asset)}" for asset in partner_assets().values()]
    return sha256("".join(every).encode()).hexdigest()
