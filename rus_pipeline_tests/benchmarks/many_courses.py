"""An extract of so many courses, each of a person of its own, as the journal exports it.

What belongs here: writing it, the same for the same number. What does not: timing.
"""

import random
import shutil
from pathlib import Path

RAW = Path(__file__).parents[2] / "data" / "raw"
YEAR = 2023


def write(folder: Path, courses: int) -> Path:
    """Write a raw folder with one edition of so many courses, in Windows-1252, and return it.

    They are those of ``data/raw`` again and again, with ids and serial numbers of their own.
    """
    of = random.Random(courses)
    own = folder / str(YEAR)
    own.mkdir(parents=True)
    shutil.copyfile(RAW / "center.toml", folder / "center.toml")
    shutil.copyfile(RAW / str(YEAR) / "udtraek.toml", own / "udtraek.toml")
    text = (RAW / str(YEAR) / "forloeb.csv").read_text(encoding="utf-8-sig")
    heading, *lines = text.splitlines()
    names = heading.split(";")
    id_at, cpr_at = names.index("forloeb_id"), names.index("cpr")
    rows = [line.split(";") for line in lines]
    with (own / "forloeb.csv").open("w", encoding="cp1252", newline="\n") as file:
        file.write(f"{heading}\n")
        for number in range(courses):
            cells = list(rows[number % len(rows)])
            cells[id_at] = f"F{number}"
            cells[cpr_at] = _another(cells[cpr_at], of)
            file.write(";".join(cells) + "\n")
    return folder


def _another(cpr: str, of: random.Random) -> str:
    """Return a number with the birth date, century and sex of another, which is fictitious too."""
    digits = cpr.replace("-", "")
    return f"{digits[:7]}{of.randrange(100):02}{digits[9]}" if digits else ""
