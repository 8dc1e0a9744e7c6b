"""The report as a tagged PDF (PDF/UA-1), drawn from the same page as the HTML.

Drawing takes longer than everything else that an edition needs, so it is done in a process of its
own beside the build. What belongs here: turning a page into a PDF whose bytes depend on the page
alone. What does not: what is on the page.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PDF = "rapport.pdf"

_PARENT_DEATH_SIGNAL = 1

NO_PANGO = (
    "No PDF was made: it needs Pango, which is not installed (Debian: apt-get install"
    " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"
)

_PANGO = ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll", "pangoft2-1.0")


class PdfError(Exception):
    """A page could not be drawn as a PDF; the message is the drawing library's."""


@cache
def possible() -> bool:
    """Return whether the library that lays out a PDF's text is installed on this machine."""
    for name in _PANGO:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


@dataclass(frozen=True)
class Page:
    """A page to draw: its HTML, and the folder that its addresses are relative to."""

    html: str
    folder: Path


class Drawing:
    """PDFs of pages, each ``PDF`` in its folder, being drawn beside whatever else is done."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            # Fonts in the file would else tell when they were put there.
            env={**os.environ, "SOURCE_DATE_EPOCH": "0"},
        )
        assert self._process.stdin is not None
        try:
            json.dump([(page.html, str(page.folder)) for page in pages], self._process.stdin)
            self._process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended already; waiting for it says why

    def wait(self) -> None:
        """Return when the PDFs are there.

        Raises PdfError where it could not be drawn.
        """
        assert self._process.stderr is not None
        said = self._process.stderr.read()
        self._process.wait()
        if self._process.returncode:
            raise PdfError((said.strip().splitlines() or ["no message"])[-1])

    def stop(self) -> None:
        """Give it up, if it is not done."""
        self._process.kill()
        self._process.wait()


def _end_with_parent() -> None:
    """Ask the system to end this process when the one that started it ends, however it does."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux has it
    if prctl is not None:
        prctl(_PARENT_DEATH_SIGNAL, int(signal.SIGKILL), 0, 0, 0)


def _main() -> None:
    _end_with_parent()
    pages = json.load(sys.stdin.buffer)  # all of it first: who writes it should not wait
    from weasyprint import HTML

    for html, folder in pages:
        HTML(string=html, base_url=f"{folder}/").write_pdf(
            f"{folder}/{PDF}", pdf_variant="pdf/ua-1"
        )
    # The libraries under it can crash as the interpreter takes them down, when all is done.
    os._exit(0)


if __name__ == "__main__":
    _main()
