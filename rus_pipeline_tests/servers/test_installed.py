"""The message of ``make test-system`` about missing programs."""

import re
import subprocess
import sys
from pathlib import Path

from rus_pipeline_tests.servers.installed import NEEDED, Needed, complaint

REPOSITORY = Path(__file__).parents[2]
THERE = Needed("Redis", ("redis-server",), lambda: True)
MISSING = (
    Needed("Chromium", ("chromium",), lambda: None),
    Needed("PostgreSQL", ("postgresql", "postgresql-client"), lambda: False),
)


def test_no_complaint_if_all_is_installed():
    assert complaint([THERE]) is None


def test_a_missing_program_is_named_with_the_command_that_installs_it():
    assert complaint([THERE, *MISSING]) == (
        "make test-system needs Chromium, PostgreSQL:"
        " apt-get install chromium postgresql postgresql-client"
    )


def test_without_programs_it_fails_with_one_line(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "rus_pipeline_tests.servers.installed"],
        cwd=REPOSITORY,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("make test-system needs Chromium, ")
    assert "Redis, nginx" in line


def test_ci_installs_all_needed_packages():
    (words,) = re.findall(r"needed=\(([^)]*)\)", (REPOSITORY / ".ci/run").read_text())
    installed = re.sub(r"#.*", "", words).split()
    assert sorted(installed) == sorted(name for one in NEEDED for name in one.packages)
