"""``docs/benchmarks.md`` and its plot, written from what was measured."""

import os
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import altair as alt
import polars as pl
import vl_convert

from rus_pipeline_tests.benchmarks import again
from rus_pipeline_tests.benchmarks.against import lines
from rus_pipeline_tests.benchmarks.growth import COURSES, ROUNDS, Growth
from rus_pipeline_tests.benchmarks.pairs import ROOT, Result

DOCS = ROOT / "docs"
PLOT = "benchmarks.svg"
STAGES_PLOT = "benchmarks-stages.svg"
EDITIONS_PLOT = "benchmarks-editions.svg"
_SECONDS = ("figures of the newest", "the newest added")
LOCK = Path(__file__).parent / "requirements.lock"

HEAD = """# What the pipeline costs, compared with other ways to the same figures

Written by `make bench`. Every way reads the same files of courses (Windows-1252, one
row in two hundred with a fault), replaces each CPR number by the same keyed hash, checks every rule
of the contract, and writes the same quarantine list and the same figures of every table that
courses feed. That they are the same is asserted before anything is timed. 6 × 500 is the edition of
2023 with the five before it.

- **rus_pipeline**: `RawFolder` to `figures.parquet` and `quarantine.csv`. It does more than the
  others: it takes any encoding, quotes, headings in any order, translations, and missing files, and
  checks its rows against their schema.
- **DuckDB SQL**: written for these files and for speed, with every core; the statements are those
  of the dbt project. It reads Latin-1, since DuckDB knows no Windows-1252.
- **pandas**: whole columns at a time, each different date, code and number read once.
- **dbt-duckdb**: the same SQL, a model a step, in memory.
- **the bytes, lines counted**: the floor, with the start of Python in it.

At ten million pandas is left out, which would need some 14 GB, and dbt, which runs the statements
of DuckDB SQL and starts as long as at a million.

Each run is a process of its own. A round runs every way once, beginning with another each time;
times are medians over the rounds, *ours takes* the median of the ratios within a round, with their
range, and *after imports* leaves out the start of Python and of libraries. CPU seconds are those of
all cores together; memory is the process's peak.
"""


STAGES = """## Stages

One edition in one process, every stage by itself, medians of {rounds} rounds. The last column is
the power of the rows that a stage grows with, between the two largest sizes: 1 is linear, and what
is too short to tell has none. Validation takes {validation:.2f} times its floor, and it also
writes the quarantine list, looks for duplicate ids, and checks what is left against the schema; the
person key takes {person:.2f} times a bare keyed hash. These four are of the first 16 MB alone.
Snapshots, the public edition and the reports grow with what the tables show, not with rows.
"""

EDITIONS = """## Editions

Editions of {courses} courses: the figures of the newest, which reads six of them at most, and
building the newest where all before it stand. When it comes, it alone is built.
"""

AGAIN = """## Building again

The six editions of `data/raw`, each command a process of its own, once
(`python -m rus_pipeline_tests.benchmarks.again`). CPU seconds are those of all its processes.
"""

IMPORTS = """## Imports

Seconds that a process of its own takes to import, with all that it imports in turn. `rus` imports
what a command needs when it is given: `rus_pipeline.cli.app` is what `rus --help` costs, and
`rus_pipeline.pipeline.dagster.runs` what `rus run` imports where there is something to build.
"""

DAGSTER = """Six editions took {alone:.1f} s by the package alone and {through:.1f} s
through Dagster on a new home, one run an edition, after {importing:.1f} s of importing
Dagster: medians of {rounds} rounds, each in a process of its own, the package alone first.
"""


def write(found: Sequence[Result], growth: Growth) -> None:
    """Write the page and its plots."""
    rounds = min(one.rounds for one in found)
    text = [HEAD, f"{_machine()} {rounds} rounds.\n", *lines(found), ""]
    text += [f"![Seconds after imports against courses, both on log scales]({PLOT})", ""]
    told = STAGES.format(
        rounds=ROUNDS,
        validation=growth.ratios["validation of rows as text"],
        person=growth.ratios["person key of each number"],
    )
    text += [told, *_stages(growth), "", f"![The same on log scales]({STAGES_PLOT})", ""]
    text += [EDITIONS.format(courses=COURSES), *_editions(growth), ""]
    text += [f"![The same]({EDITIONS_PLOT})", ""]
    dagster = growth.dagster
    text += [
        DAGSTER.format(
            alone=dagster["alone"],
            through=dagster["through Dagster"],
            importing=dagster["importing Dagster"],
            rounds=ROUNDS,
        )
    ]
    text += [AGAIN, *again.lines(), ""]
    text += [IMPORTS, "| module | s |", "| --- | ---: |"]
    text += [f"| `{name}` | {seconds:.2f} |" for name, seconds in growth.imports.items()]
    (DOCS / "benchmarks.md").write_text("\n".join([*text, ""]), encoding="utf-8")
    ways = [(one.rows, one.way, one.after_imports) for one in found]
    (DOCS / PLOT).write_text(_plot(ways), encoding="utf-8")
    stages = [(r, stage, s) for stage, by_rows in growth.stages.items() for r, s in by_rows.items()]
    (DOCS / STAGES_PLOT).write_text(_plot(stages), encoding="utf-8")
    editions = [(n, what, one[what]) for n, one in growth.editions.items() for what in _SECONDS]
    plot = _plot(editions, across="Editions", logarithmic=False)
    (DOCS / EDITIONS_PLOT).write_text(plot, encoding="utf-8")


def _stages(growth: Growth) -> Iterator[str]:
    """Yield the seconds of each stage by rows as lines of a table."""
    sizes = sorted(next(iter(growth.stages.values())))
    yield f"| stage | {' | '.join(f'{size:,}' for size in sizes)} | grows with rows to the |"
    yield f"| --- |{' ---: |' * (len(sizes) + 1)}"
    for stage, by_rows in growth.stages.items():
        power = growth.exponent(stage)
        times = " | ".join(f"{by_rows[size]:.3f}" for size in sizes)
        yield f"| {stage} | {times} | {'' if power is None else f'{power:.2f}'} |"
    peaks = " | ".join(f"{growth.peaks[size]:,.0f}" for size in sizes)
    yield f"| the most memory held at once, MB | {peaks} | |"


def _editions(growth: Growth) -> Iterator[str]:
    """Yield the seconds of a build by the number of editions as lines of a table."""
    yield "| editions | figures of the newest, s | the newest added, s | editions built |"
    yield "| ---: | ---: | ---: | ---: |"
    for count, one in growth.editions.items():
        seconds = " | ".join(f"{one[what]:.2f}" for what in _SECONDS)
        yield f"| {count} | {seconds} | {one['built']:.0f} |"


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    locked = dict(
        line.split(" ")[0].split("==") for line in LOCK.read_text().splitlines() if "==" in line
    )
    versions = [f"{name} {version(name)}" for name in ("polars", "duckdb")]
    versions += [f"{name} {locked[name]}" for name in ("pandas", "dbt-core", "dbt-duckdb")]
    return (
        f"Measured on {os.cpu_count()} cores ({_processor()}) with {memory:.0f} GB of memory,"
        f" Python {platform.python_version()}, {', '.join(versions)};"
    )


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in told.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()


def _plot(
    points: Sequence[tuple[int, str, float]], across: str = "Courses", *, logarithmic: bool = True
) -> str:
    """Draw seconds against what there is so much of, a line for each name."""
    drawn = [(many, name, max(seconds, 1e-4)) for many, name, seconds in points]
    rows = pl.DataFrame(drawn, schema=["many", "name", "seconds"], orient="row")
    scale = alt.Scale(type="log" if logarithmic else "linear")
    chart = (
        alt.Chart(rows, width=560, height=340)
        .mark_line(point=True)
        .encode(
            x=alt.X("many:Q", scale=scale, title=across, axis=alt.Axis(format="~s")),
            y=alt.Y("seconds:Q", scale=scale, title="Seconds after imports"),
            color=alt.Color("name:N", title=None, sort=None, scale=alt.Scale(scheme="tableau20")),
        )
        .configure_legend(labelLimit=300)
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_json())
    return svg
