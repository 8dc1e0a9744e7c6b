"""Deliveries for tests, the command, and what stands in a raw folder afterwards.

What belongs here: folders written, taken in and read. What does not: anything that says what is
expected of one test.
"""

from pathlib import Path

from typer.testing import CliRunner

from rus_pipeline.cli.app import app
from rus_pipeline_tests.raw import forloeb

FACTS = "udtrukket = 2024-01-31\n"


def delivery(tmp_path: Path, name: str, **files: str | bytes | None) -> Path:
    """Write a delivery of 2023 and return its folder.

    By default an udtraek.toml and a forloeb.csv of one course whose id is ``name``. Files are given
    by name with ``_`` for the dot; None leaves one out.
    """
    folder = tmp_path / name
    folder.mkdir()
    contents: dict[str, str | bytes | None] = {
        "udtraek_toml": FACTS,
        "forloeb_csv": forloeb({"forloeb_id": name}),
        **files,
    }
    for key, content in contents.items():
        if content is not None:
            data = content.encode() if isinstance(content, str) else content
            (folder / ".".join(key.rsplit("_", 1))).write_bytes(data)
    return folder


def files_in(folder: Path) -> dict[str, bytes]:
    """Return relative name → bytes of every file under a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def standing(raw: Path, edition: int = 2023) -> dict[str, bytes]:
    """Return name → bytes of the delivery that stands."""
    folder = raw / str(edition)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def earlier(raw: Path, edition: int = 2023) -> dict[str, dict[str, bytes]]:
    """Return sha → files of each earlier delivery that is kept."""
    history = raw / str(edition) / ".earlier"
    return {kept.name: files_in(kept) for kept in history.iterdir()} if history.exists() else {}


def left_in_staging(raw: Path) -> list[str]:
    """Return what is left in the staging folder, locks aside."""
    found = (raw / ".staging").glob("*")
    return sorted(path.name for path in found if path.suffix != ".lock")


def rus(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def rus_receive(folder, raw, edition=2023):
    return rus("receive", folder, "--edition", edition, "--raw", raw)


def without_locks(raw):
    return {name: data for name, data in files_in(raw).items() if not name.endswith(".lock")}


def refused(folder, raw, edition=2023):
    """Return the one line by which a delivery is refused; what stands is as it was."""
    before = without_locks(raw)
    result = rus_receive(folder, raw, edition)
    assert (result.exit_code, without_locks(raw)) == (1, before)
    assert left_in_staging(raw) == []
    assert "Traceback" not in result.output
    (line,) = result.stderr.splitlines()
    return line
