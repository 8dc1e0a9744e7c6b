"""Editions that one machine has proved, kept in the output folder for the one that publishes them.

An edition is handed over whole or not at all, however often and by whomever it is proved. What
belongs here: where it lies, and what of it is kept beside its files. What does not: proving it
(``proving``), publishing it (``build``), or who does either (``orchestration``).
"""

import copyreg
import json
import pickle
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import polars as pl

from rus_pipeline.audit.gates import GateError
from rus_pipeline.build import ProvedEdition
from rus_pipeline.built import BuiltEdition
from rus_pipeline.errors import ExtractError, InputError
from rus_pipeline.place import Beside, link_into
from rus_pipeline.private import private_file, private_folder
from rus_pipeline.proving import Run, prove_edition
from rus_pipeline.slices import EditionError
from rus_pipeline.staleness import MadeOf

PROVED = ".proved"
"""In the output folder: what is handed over, by run."""

OUTCOME = "outcome.pickle"
"""What was built, or why nothing was; written last."""

PLAN = "plan.json"
"""What each edition of a run is to be made of; written first."""

_FILES = "files"


def place(run_id: str) -> str:
    """Return where a run's editions lie, relative to the output folder."""
    return f"{PROVED}/{run_id}"


def plan_of(run_id: str) -> str:
    """Return where it is written what a run's editions are to be made of."""
    return f"{place(run_id)}/{PLAN}"


def write_plan(out: Path, run_id: str, made_of: Mapping[int, MadeOf]) -> None:
    """Write what each edition of a run is to be made of, in a place of its own."""
    path = out / plan_of(run_id)
    private_folder(out / PROVED)
    path.parent.mkdir(exist_ok=True)
    text = json.dumps({year: asdict(one) for year, one in made_of.items()}, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8")


def read_plan(out: Path, run_id: str) -> dict[int, MadeOf]:
    """Return what each edition of a run is to be made of, in order."""
    found = json.loads((out / plan_of(run_id)).read_text(encoding="utf-8"))
    return {int(year): MadeOf(**one) for year, one in found.items()}


def hand_over(run: Run, year: int) -> None:
    """Prove an edition and keep it, or why it cannot be built, for the machine that publishes.

    Raises RawFolderError where its raw files are exchanged meanwhile.
    """
    target = run.out / place(run.run_id) / str(year)
    attempt = Path(mkdtemp(prefix=f"{year}-", dir=target.parent))
    files = attempt / _FILES
    files.mkdir()
    result: BuiltEdition | EditionError | GateError
    try:
        result = _without_rows(prove_edition(run, year, files))
    except (EditionError, GateError) as error:
        result = error
    run.inputs.refuse_changed(year)
    private_file(attempt / OUTCOME).write_bytes(pickle.dumps(result))
    try:
        attempt.rename(target)
    except OSError:
        if not (target / OUTCOME).is_file():
            raise
        shutil.rmtree(attempt)  # another worker was thought lost, and is not


def take_over(run: Run, year: int) -> ProvedEdition | EditionError | GateError:
    """Return an edition that was handed over, its files beside what stands, or why there is none.

    What was handed over stays, for whoever must do it again.
    """
    kept = run.out / place(run.run_id) / str(year)
    found: BuiltEdition | EditionError | GateError
    found = pickle.loads((kept / OUTCOME).read_bytes())  # noqa: S301 - as closed as the editions
    if not isinstance(found, BuiltEdition):
        return found
    beside = Beside(run.out / str(year))
    link_into(kept / _FILES, beside.folder)
    frames = {  # codes are kept as text, and are what they were
        source: pl.read_parquet(beside.folder / "slice" / f"{source}.parquet").cast(none.schema)
        for source, none in found.slice.frames.items()
    }
    return ProvedEdition(replace(_with_frames(found, frames), folder=beside.target), beside)


def _without_rows(built: BuiltEdition) -> BuiltEdition:
    """Return the edition without the rows of its slice, which are in its files, and of extracts.

    Extracts have journal ids and days of birth, which are kept nowhere; after the gates nothing is
    asked of them but counts.
    """
    own = built.extract
    files = {stem: replace(file, frame=file.frame.clear()) for stem, file in own.files.items()}
    extracts = {own.edition: replace(own, files=files)}
    frames = {source: frame.clear() for source, frame in built.slice.frames.items()}
    return _with_frames(replace(built, extracts=extracts), frames)


def _with_frames(built: BuiltEdition, frames: Mapping[str, pl.DataFrame]) -> BuiltEdition:
    rows = replace(built.slice, frames=frames)
    return replace(built, context=replace(built.context, slice=rows))


def _again(kind: type[InputError], words: tuple[Any, ...], facts: dict[str, Any]) -> InputError:
    error = kind.__new__(kind, *words)
    vars(error).update(facts)
    return error


def _taken_apart(error: InputError) -> tuple[Callable[..., InputError], tuple[Any, ...]]:
    # By itself an exception is made anew of its message alone, and these are made of more.
    return _again, (type(error), error.args, dict(vars(error)))


for _kind in (ExtractError, EditionError, GateError):
    copyreg.pickle(_kind, _taken_apart)
