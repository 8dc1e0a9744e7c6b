"""Programs that run ``rus`` without rights or disk space; run with ``python -c``."""

from collections.abc import Callable
from contextlib import nullcontext

RUS = "from rus_pipeline.cli.app import run_command; run_command()"
RUS_DRAWING_NOTHING = (
    f"from rus_pipeline_tests.conditions import draw_nothing; draw_nothing(setattr); {RUS}"
)
RUS_BUILDING_LIGHTLY = (
    f"from rus_pipeline_tests.conditions import build_lightly; build_lightly(setattr); {RUS}"
)


def draw_nothing(put: Callable[[object, str, object], None]) -> None:
    """Leave out what takes the longest, where how figures look is not what is tested.

    ``put`` is ``setattr``, or what undoes it in the end.
    """
    from rus_pipeline.pipeline import editions
    from rus_pipeline.report import edition, tables
    from rus_pipeline.report.charts import svg
    from rus_pipeline.report.markup import SLOT

    def undrawn(frame: tables._Frame) -> str:
        return SLOT * (len(frame.labels) * len(frame.headings) + frame.noted)

    put(edition, "write_pdf", lambda _folder, _document: None)
    put(edition, "write_xlsx", lambda *_: None)
    put(svg, "svg", lambda _spec: '<svg class="none" width="1" height="1"></svg>')
    put(tables, "cached", lambda _maker, _inputs, make: make())  # for no build that draws
    put(tables, "_drawn", undrawn)
    # Another process would draw.
    put(editions, "second_process", lambda *_: nullcontext(lambda *_told: None))


def build_lightly(put: Callable[[object, str, object], None]) -> None:
    """Draw nothing and leave out the recount in SQL: together half of what a small edition costs.

    ``put`` is as in ``draw_nothing``.
    """
    from rus_pipeline.pipeline.stages import marts

    draw_nothing(put)
    put(marts, "recount", lambda *_: {})
    put(marts, "disagreements", lambda *_: [])


def bound_by_modes(program=RUS):
    """Return a program that root, too, runs without its right to write where a mode forbids it."""
    return f"""
import ctypes, os, sys
for capability in (1, 2, 3):
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-c", {program!r}, *sys.argv[1:]])
"""


def on_a_full_disk(size, program=RUS):
    """Return a program in which no file may grow beyond some bytes: what a full disk is to it."""
    return f"""
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, resource.RLIM_INFINITY))
{program}
"""


def on_a_disk_full_during(function, size, program=RUS):
    """Return a program that is on a full disk while it is in a function, ``module:name``."""
    module, _, name = function.partition(":")
    return f"""
import resource
import {module} as module

def full(*args, function=module.{name}):
    resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, resource.RLIM_INFINITY))
    try:
        return function(*args)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)

module.{name} = full
{program}
"""
