"""Hand-written DuckDB SQL: ``python duckdb_sql.py RAW OUT``, equal work to the pipeline's.

The statements are those of the dbt project beside it, run one after the other as tables in memory
with every core. DuckDB knows no Windows-1252; the files are read as Latin-1, which is the same for
them, since they hold no byte from 80 to 9F. Its reader passes blank lines over without counting
them, so where they stand is looked up here and added to the line numbers. It is written for what it
is given: editions from 2023 on, the contract's headings in the contract's order, no quotes, at most
two fields too many.
"""

import re
import sys
import time
from pathlib import Path

import duckdb
from given import given, variables

DBT = Path(__file__).parent / "dbt"
ORDER = (
    "kommuner",
    "raa",
    "laest",
    "dubletter",
    "kvarantaene",
    "kontrol",
    "forloeb",
    "kube",
    "personer",
    "tilbagevenden",
    "talt",
    "pladser",
    "figurer",
)
_VARIABLE = re.compile(r'\{\{ (var|ref)\("(\w+)"\) \}\}')


def _filled(text: str, values: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda m: values[m[2]] if m[1] == "var" else m[2], text)


def main(raw: Path, out: Path, *, loud: bool = False) -> None:
    """Write ``figures.parquet`` and ``quarantine.csv``."""
    told = given(raw)
    values = variables(told)
    with duckdb.connect() as database:
        start = (DBT / "macros" / "start.sql").read_text(encoding="utf-8")
        database.execute(_filled(start.partition("%}")[2].rpartition("{%")[0], values))
        for model in ORDER:
            began = time.perf_counter()
            text = (DBT / "models" / f"{model}.sql").read_text(encoding="utf-8")
            database.execute(f"CREATE TABLE {model} AS {_filled(text, values)}")
            if loud:
                sys.stderr.write(f"{model} {time.perf_counter() - began:.3f}\n")
        real, out_of, rows = database.execute("FROM kontrol").fetchone() or (True, 0, 0)
        if real or out_of > max(3, told.tolerance * rows):
            raise SystemExit("real numbers, or too many rows out")
        database.execute(f"COPY figurer TO '{out / 'figures.parquet'}'")
        database.execute(f"COPY kvarantaene TO '{out / 'quarantine.csv'}' (HEADER)")


if __name__ == "__main__":
    start = time.perf_counter()
    main(Path(sys.argv[1]), Path(sys.argv[2]), loud="--loud" in sys.argv)
    sys.stdout.write(f"{time.perf_counter() - start}\n")
