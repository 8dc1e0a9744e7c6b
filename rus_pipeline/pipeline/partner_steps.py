"""The steps of a partner's edition, derived from those of the centre's own.

Delivery, slices, printed numbers and protection are made from the centre's edition; all the rest
is the same steps over these. What a partner's step reads of the centre's edition is named
``centre/…``; staged files, which it has none of, are the centre's by their own names. Source:
report contract, A partner's report; stages contract, Assets.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from rus_pipeline.pipeline.job import Input
from rus_pipeline.pipeline.plan import CENTRE
from rus_pipeline.pipeline.steps import CENTER, REGISTER, Asset, Known, Reads, assets
from rus_pipeline.slices import SOURCES

_STAGING, _SLICE = "staging", "slice"
_DELIVERY, _COURSES = "staging/quarantine", "staging/forloeb"
CENTRES_REGISTER = f"{CENTRE}{REGISTER}"
"""The register of the centre's own releases, as an input of a partner's."""

_NO_INPUT = ("claims", "documents")


@cache
def partner_assets() -> Mapping[str, Asset]:
    """Return every asset of a partner's edition by name, each after the assets that it reads."""
    return {asset.name: asset for asset in _assets()}


def centres(name: str) -> str | None:
    """Return the asset of the centre's own edition that an input of a partner's is, or None."""
    if name in partner_assets():
        return None
    own = name.removeprefix(CENTRE)
    return own if own in assets() else None


def needing_no_publication(year: int, known: Known) -> list[str]:
    """Return the assets of an edition that do not read its publication, nor what reads it."""
    needing = {"public"}
    for asset in partner_assets().values():
        if any(name in needing for name, of in asset.reads(year, known) if of == year):
            needing.add(asset.name)
    return [name for name in partner_assets() if name not in needing]


def _assets() -> Iterator[Asset]:
    for asset in assets().values():
        if asset.name == _DELIVERY:
            yield _own(asset, "make_delivery", _reads(CENTER, f"{CENTRE}{asset.name}", _COURSES))
        elif asset.group == _STAGING:
            continue
        elif asset.group == _SLICE:
            yield _own(asset, "make_slice", _of_slice(asset))
        elif asset.name in _NO_INPUT:
            yield _own(asset, f"make_{asset.name}", _reads(CENTER))
        elif asset.name == "figures":
            yield _own(asset, "make_figures", _and(asset.reads, CENTER, f"{CENTRE}figures"))
        elif asset.name == "public":
            yield _own(asset, "make", _protected, "partner_publishing")
        else:
            yield asset


def _own(asset: Asset, make: str, reads: Reads, module: str = "partner") -> Asset:
    return replace(asset, reads=reads, stage=(module, make), keyed=False)


def _reads(*names: str) -> Reads:
    return lambda year, _known: [(name, year) for name in names]


def _and(reads: Reads, *names: str) -> Reads:
    return lambda year, known: [*reads(year, known), *((name, year) for name in names)]


def _of_slice(asset: Asset) -> Reads:
    """Return what a source of the partner's slice reads: the centre's, and whose its rows are."""

    def reads(year: int, known: Known) -> list[Input]:
        behind = [one for one in asset.reads(year, known) if one[0] == _COURSES]
        return [(CENTER, year), (f"{CENTRE}{asset.name}", year), *behind]

    return reads


def _protected(year: int, known: Known) -> list[Input]:
    """Return what is protected together: the partner's edition and the centre's, up to the year."""
    own = [
        CENTER,
        REGISTER,
        CENTRES_REGISTER,
        "figures",
        *(f"{_SLICE}/{source}" for source in SOURCES),
    ]
    whole = [f"{CENTRE}figures", *(f"{CENTRE}{_SLICE}/{source}" for source in SOURCES)]
    return [
        *((name, year) for name in (*own, *whole)),
        *((f"{CENTRE}public", one) for one in known if one <= year),
        *(("public", one) for one in known if one < year),
    ]
