"""A store in which every asset is current, though nothing was counted or drawn."""

import json

from rus_pipeline.pipeline.plan import EDITION, Inputs, origin_of, versions_of
from rus_pipeline.pipeline.steps import assets
from rus_pipeline.storage.layout import MANIFEST
from rus_pipeline.storage.location import configured_store
from rus_pipeline.storage.store import Store


def store_of(out):
    return Store(configured_store(out))


def make_current(raw, out, years):
    """Put a result of every asset of these editions."""
    for year in years:
        for name in assets():
            put(raw, out, name, year)


def put(raw, out, name, year, text="as it was"):
    """Put a result of what an asset's inputs are now; its one file holds the text."""
    inputs, store = Inputs(raw, out), store_of(out)
    versions, missing = versions_of(assets()[name], year, inputs, store)
    assert missing == []
    origin = origin_of(assets()[name], year, versions)
    with store.making() as folder:
        (folder / "file").write_text(text, encoding="utf-8")
        store.put(folder, origin, {})
    if name == EDITION:
        (out / str(year)).mkdir(exist_ok=True)
        (out / str(year) / MANIFEST).write_text(json.dumps({"inputs": origin.inputs}))


def origin_now(raw, out, name, year):
    versions, _ = versions_of(assets()[name], year, Inputs(raw, out), store_of(out))
    return origin_of(assets()[name], year, versions)
