"""Programs that the tests marked ``system`` need, and their Debian packages.

Run with ``-m`` it says in one line what is missing, and exits 1.
"""

import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from rus_pipeline_tests.servers import postgres


@dataclass(frozen=True)
class Needed:
    """A program of the system."""

    name: str
    packages: tuple[str, ...]
    installed: Callable[[], object]


def chromium() -> str | None:
    """Return where Chromium is, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


NEEDED = (
    Needed("Chromium", ("chromium",), chromium),
    Needed("PostgreSQL", ("postgresql",), postgres.installed),
    Needed("Redis", ("redis-server",), partial(shutil.which, "redis-server")),
    Needed("nginx", ("nginx-light",), partial(shutil.which, "nginx")),
    Needed("OpenSSL", ("openssl",), partial(shutil.which, "openssl")),
    Needed("systemd", ("systemd",), partial(shutil.which, "systemd-analyze")),
)


def complaint(needed: Iterable[Needed] = NEEDED) -> str | None:
    """Return the line that says what is missing and how to get it; None where all is there."""
    missing = [one for one in needed if not one.installed()]
    if not missing:
        return None
    names = ", ".join(one.name for one in missing)
    packages = " ".join(package for one in missing for package in one.packages)
    return f"make test-system needs {names}: apt-get install {packages}"


if __name__ == "__main__":
    sys.exit(complaint())
