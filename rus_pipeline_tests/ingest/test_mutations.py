"""Whatever becomes of a text file on its way: an error that says where, or every record told of."""

import time

import pytest

from rus_pipeline.audit.record_count import records
from rus_pipeline.core.center import read_center
from rus_pipeline.core.errors import InputError
from rus_pipeline.ingest.folder import validated_file
from rus_pipeline.ingest.identity import PersonKeys
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.udtraek import read_udtraek
from rus_pipeline_tests.ingest.checking import DISCHARGED
from rus_pipeline_tests.ingest.mutations import spoiled
from rus_pipeline_tests.raw import csv_text, raw_folder

LONGEST = 2.0  # seconds
ENCODINGS = ("utf-8", "cp1252", "utf-16")
ROWS = {
    "forloeb": [{}, {"indsats": "Pårørende", **DISCHARGED}, {"effekt": "x", "kommune": "Køge"}],
    "posteringer": [{}, {"beloeb": "1.234,50", "bilagsnr": '"B;1"'}, {"form": "Døgn"}],
    "eksterne_forloeb": [{}, {"leverandoer": '"Alfa ""A""\nØst"'}],
    "doegnophold": [{}, {"slutdato": "05-03-2023"}],
    "tilskud": [{}, {"pulje": "I alt"}],
    "tvaergaaende": [{}, {"tekst": '"to\nlinjer"'}],
}


def in_order(tmp_path, stem, encoding, seed, count):
    """Spoil a file in many ways and return how many of them could still be read."""
    text = csv_text(
        stem, *ROWS[stem], *[{"forloeb_id": f"G{n}"} for n in range(5)] * ("forloeb" in stem)
    )
    raw = raw_folder(tmp_path, {f"2023/{stem}.csv": text})
    path, schema = raw / "2023" / f"{stem}.csv", SCHEMAS[stem]
    udtraek, center, keys = read_udtraek(raw, 2023), read_center(raw), PersonKeys.from_environment()
    read = 0
    for data in spoiled(text.encode(encoding), seed, count):
        path.write_bytes(data)
        begun = time.monotonic()
        try:
            file, error = validated_file(raw, schema, udtraek, center, keys), ""
        except InputError as refused:
            file, error = None, str(refused)
        assert time.monotonic() - begun < LONGEST, data
        if file is None:
            assert error.startswith(f"2023/{stem}.csv"), data
        else:
            used = file.frame.height + file.rows_out
            assert (file.records, records(path, file.layout)) == (used, used), data
            read += 1
    return read


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("stem", ROWS)
def test_a_spoiled_file(tmp_path, stem, encoding):
    assert in_order(tmp_path, stem, encoding, 1, 25) > 0


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 6))
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("stem", ROWS)
def test_twenty_thousand_spoiled_files(tmp_path, stem, encoding, seed):
    assert in_order(tmp_path, stem, encoding, seed, 280) > 0
