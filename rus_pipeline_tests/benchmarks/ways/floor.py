"""The floor: ``python floor.py RAW OUT`` reads the bytes of every extract and counts the lines."""

import sys
import time
from pathlib import Path


def main(raw: Path, out: Path) -> None:
    """Write how many lines there are."""
    lines = sum(path.read_bytes().count(b"\n") for path in sorted(raw.glob("*/forloeb.csv")))
    (out / "lines.txt").write_text(f"{lines}\n", encoding="utf-8")


if __name__ == "__main__":
    began = time.perf_counter()
    main(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(f"{time.perf_counter() - began}\n")
