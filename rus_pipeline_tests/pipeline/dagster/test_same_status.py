"""Dagster's own stale status and ``rus status`` agree on every asset of every edition."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import rus_pipeline
from rus_pipeline.ingest.values.identity import KEY_VARIABLE
from rus_pipeline_tests.conditions import RUS_BUILDING_LIGHTLY
from rus_pipeline_tests.raw import forloeb, raw_folder

PACKAGE = Path(rus_pipeline.__file__).parent
PROJECT = Path(__file__).parents[3]
YEARS = (2022, 2023)

# Calls ``rus status``, observes the delivered files as the sensor does, and asks over GraphQL.
ASK = '''
import json, sys
from pathlib import Path
from rus_pipeline.cli.app import app
from typer.testing import CliRunner
ours = CliRunner().invoke(app, ["status", "--json", "--raw", sys.argv[1], "--out", sys.argv[2]])
import dagster as dg
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster_graphql.test.utils import execute_dagster_graphql
from rus_pipeline.pipeline.dagster.observing import observe
from rus_pipeline.pipeline.plan import Inputs

WHICH = "{ assetNodes { assetKey { path } isMaterializable isPartitioned } }"
STALE = """query Q($keys: [AssetKeyInput!], $years: [String!]) { assetNodes(assetKeys: $keys) {
    assetKey { path } staleStatusByPartition(partitions: $years) } }"""
raw, out = map(Path, sys.argv[1:3])
inputs = Inputs(raw, out)
years = [str(year) for year in inputs.known]
target = ModuleTarget("rus_pipeline.definitions", None, None, "here")
with dg.DagsterInstance.get() as instance:
    observe(instance, inputs, inputs.known)
    with WorkspaceProcessContext(instance, target) as process:
        context = process.create_request_context()
        nodes = execute_dagster_graphql(context, WHICH).data["assetNodes"]
        keys = [n["assetKey"] for n in nodes if n["isMaterializable"] and n["isPartitioned"]]
        asked = {"keys": keys, "years": years}
        found = execute_dagster_graphql(context, STALE, asked).data["assetNodes"]
stale = []
for node in found:
    name = "/".join(node["assetKey"]["path"])
    told = dict(zip(years, node["staleStatusByPartition"]))
    stale += [f"{year}/{name}" for year, status in told.items() if status != "FRESH"]
print(json.dumps({"ours": json.loads(ours.stdout)["editions"], "dagster": sorted(stale)}))
'''

pytestmark = pytest.mark.system


class Here:
    """A copy of the package, a raw folder and what was built of it."""

    def __init__(self, folder):
        self.folder, self.package = folder, folder / "code/rus_pipeline"
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PACKAGE, self.package, ignore=leave)
        shutil.copytree(
            PROJECT / "rus_pipeline_tests", folder / "code/rus_pipeline_tests", ignore=leave
        )
        self.raw = raw_folder(
            folder,
            {
                f"{year}/forloeb.csv": forloeb({"indskrivningsdato": f"01-03-{year}"})
                for year in YEARS
            },
        )

    def python(self, program, *words):
        given = {name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
        where = {"raw": self.raw, "out": self.folder / "out"}
        return subprocess.run(
            [sys.executable, "-c", program, *map(str, words)],
            env=given
            | {
                "PYTHONPATH": str(self.package.parent),
                "DAGSTER_HOME": str(self.folder / "home"),
                **{f"RUS_{name.upper()}": str(path) for name, path in where.items()},
            },
            cwd=self.package.parent,
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self):
        where = ("--raw", self.raw, "--out", self.folder / "out")
        return self.python(RUS_BUILDING_LIGHTLY, "run", *where)

    def told(self):
        """Return what ``rus status`` calls stale, after seeing that Dagster calls the same so."""
        asked = self.python(ASK, self.raw, self.folder / "out")
        assert asked.returncode == 0, asked.stderr[-2000:]
        (said,) = (line for line in asked.stdout.splitlines() if line.startswith("{"))
        told = json.loads(said)
        ours = sorted(f"{e['edition']}/{one['asset']}" for e in told["ours"] for one in e["stale"])
        assert told["dagster"] == ours
        return ours, [e["state"] for e in told["ours"]]


def test_both_statuses_agree_after_each_change(tmp_path):
    here = Here(tmp_path)
    assert here.run().returncode == 0
    assert here.told() == ([], ["fresh", "fresh"])

    shutil.rmtree(tmp_path / "out/2022")
    (here.raw / "2023/forloeb.csv").write_text("forloeb_id;cpr\n1;x\n")
    assert here.told() == (["2022/edition", "2023/staging/forloeb"], ["stale", "stale"])

    assert here.run().returncode == 1
    assert (tmp_path / "out/2022/manifest.json").is_file()
    assert here.told() == (["2023/staging/forloeb"], ["fresh", "refused"])

    (here.raw / "2023/forloeb.csv").write_text(forloeb({"indskrivningsdato": "01-03-2023"}))
    assert here.told() == ([], ["fresh", "fresh"])

    table = here.package / "tables/tabel_10.py"
    table.write_text(table.read_text(encoding="utf-8") + "\n# a change\n", encoding="utf-8")
    stale, _ = here.told()
    assert {"2022/mart/tabel_10", "2023/mart/tabel_10", "2023/snapshot/tabel_10"} <= set(stale)
    assert not any("mart/tabel_02" in name or "staging" in name for name in stale)

    assert here.run().returncode == 0
    assert here.told() == ([], ["fresh", "fresh"])
