"""The same SQL as a dbt project on DuckDB: ``python dbt_duckdb.py RAW OUT``.

Staging, validated rows, slice, counts and figures are models of ``dbt/models``, run in memory with
two threads.
"""

import json
import sys
import time
from pathlib import Path

from dbt.cli.main import dbtRunner
from given import given, variables

DBT = Path(__file__).parent / "dbt"


def main(raw: Path, out: Path) -> None:
    """Write ``figures.parquet`` and ``quarantine.csv``."""
    out = out.resolve()  # dbt takes others to be beside its project
    values = {**variables(given(raw)), "out": str(out)}
    result = dbtRunner().invoke(
        [
            *("--quiet", "--log-level-file", "none"),
            *("--log-path", str(out / "logs")),
            "run",
            *("--project-dir", str(DBT), "--profiles-dir", str(DBT)),
            *("--target-path", str(out / "target")),
            *("--vars", json.dumps(values)),
        ]
    )
    if not result.success:
        raise SystemExit(str(result.exception or "dbt failed, as it said above"))


if __name__ == "__main__":
    began = time.perf_counter()
    main(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(f"{time.perf_counter() - began}\n")
