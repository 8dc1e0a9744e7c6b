"""What is handed over from who proves an edition to who publishes it: all that is needed, no more.

What belongs here: one edition there and back, without an engine. What does not: several machines
(``test_several_machines``), or what a mirror does (``test_mirror``).
"""

import pickle

import pytest

from rus_pipeline.audit.gates import Gate, GateError, Verdict
from rus_pipeline.build import publish_editions
from rus_pipeline.errors import RawFolderError
from rus_pipeline.handover import OUTCOME, hand_over, place, read_plan, take_over, write_plan
from rus_pipeline.place import writing
from rus_pipeline.proving import begin
from rus_pipeline.slices import EditionError
from rus_pipeline_tests.raw import fictitious_cpr, forloeb, opened, raw_folder
from rus_pipeline_tests.test_build import build, digests


@pytest.fixture
def raw(tmp_path):
    course = {"forloeb_id": "JOURNAL-77", "cpr": fictitious_cpr(number=7)}
    return raw_folder(tmp_path, {"2023/forloeb.csv": forloeb(course, {}, {})})


def planned(raw, out, *years):
    run = begin(raw, out, "the-run")
    write_plan(out, run.run_id, {year: run.inputs.of(year) for year in years})
    return run


def test_what_is_taken_over_is_published_as_if_it_had_been_built_here(raw, tmp_path):
    build(raw, tmp_path / "here", 2023)
    out = tmp_path / "out"
    hand_over(planned(raw, out, 2023), 2023)
    again = begin(raw, out, "the-run")
    made_of = read_plan(out, "the-run")
    with writing(out, "the test", pytest.fail):
        list(publish_editions(again, made_of, [take_over(again, 2023)]))
    assert digests(out / "2023") == digests(tmp_path / "here/2023")


def test_nothing_is_handed_over_that_is_kept_nowhere_else(raw, tmp_path):
    run = planned(raw, tmp_path / "out", 2023)
    hand_over(run, 2023)
    kept = (tmp_path / "out" / place(run.run_id) / "2023" / OUTCOME).read_bytes()
    number = fictitious_cpr(number=7)
    for secret in ("JOURNAL-77", number, number.replace("-", "")):
        assert secret.encode() not in kept
    built = pickle.loads(kept)
    frames = [file.frame for file in built.extract.files.values()]
    assert [f.height for f in (*frames, *built.slice.frames.values()) if f.height] == []
    # What the next delivery is compared with goes with it all the same.
    assert built.extract.built_from.delivery.courses == len(
        opened(raw).extract(2023).files["forloeb"].frame
    )


def test_why_an_edition_cannot_be_built_is_handed_over_too(tmp_path):
    raw = raw_folder(tmp_path, {"2022/forloeb.csv": "nothing\n1\n", "2023/forloeb.csv": forloeb()})
    run = planned(raw, tmp_path / "out", 2023)
    hand_over(run, 2023)
    error = take_over(run, 2023)
    assert isinstance(error, EditionError)
    assert error.edition == 2023
    assert str(error).startswith("læser udtrækket 2022, som ikke kan bruges: 2022/forloeb.csv")
    assert error.cause.place.file == "2022/forloeb.csv"


def test_a_gate_that_does_not_hold_keeps_its_verdicts():
    verdict = Verdict(Gate.NOTHING_LOST, 3, ("one is lost",))
    error = pickle.loads(pickle.dumps(GateError(2023, [verdict])))
    assert (error.edition, error.verdicts) == (2023, (verdict,))
    assert "one is lost" in str(error)


def test_an_edition_that_two_workers_prove_is_handed_over_once(raw, tmp_path):
    run = planned(raw, tmp_path / "out", 2023)
    hand_over(run, 2023)
    folder = tmp_path / "out" / place(run.run_id)
    first = (folder / "2023" / OUTCOME).stat().st_ino
    hand_over(begin(raw, tmp_path / "out", "the-run"), 2023)
    assert (folder / "2023" / OUTCOME).stat().st_ino == first
    assert sorted(path.name for path in folder.iterdir()) == ["2023", "plan.json"]


def test_an_edition_whose_raw_file_is_exchanged_meanwhile_is_not_handed_over(raw, tmp_path):
    run = planned(raw, tmp_path / "out", 2023)
    (raw / "next").write_text(forloeb({}))
    (raw / "next").replace(raw / "2023/forloeb.csv")
    with pytest.raises(RawFolderError, match="blev udskiftet"):
        hand_over(run, 2023)
    assert not (tmp_path / "out" / place(run.run_id) / "2023").exists()
