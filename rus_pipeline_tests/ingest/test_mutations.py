"""Whatever becomes of a text file on its way: an error that says where, or every record told of."""

import time

import pytest

from rus_pipeline.audit.record_count import records
from rus_pipeline.core.center import read_center
from rus_pipeline.core.errors import InputError
from rus_pipeline.ingest.folder import validated_file
from rus_pipeline.ingest.schemas import SCHEMAS
from rus_pipeline.ingest.udtraek import read_udtraek
from rus_pipeline.ingest.values.identity import PersonKeys
from rus_pipeline_tests.ingest.checking import DISCHARGED
from rus_pipeline_tests.ingest.mutations import spoiled
from rus_pipeline_tests.raw import CENTER, csv_text, raw_folder

LONGEST = 2.0  # seconds
ENCODINGS = ("utf-8", "cp1252", "utf-16")
ROWS = {
    "forloeb": [{}, {"indsats": "Pårørende", **DISCHARGED}, {"effekt": "x", "kommune": "Køge"}],
    "posteringer": [{}, {"beloeb": "1.234,50", "bilagsnr": '"B;1"'}, {"form": "Døgn"}],
    "eksterne_forloeb": [{}, {"leverandoer": '"Alfa ""A""\nØst"'}],
    "doegnophold": [{}, {"slutdato": "05-03-2023"}],
    "tilskud": [{}, {"pulje": "I alt"}],
    "tvaergaaende": [{}, {"tekst": '"to\nlinjer"'}],
    "maalinger": [{}, {"score": "40,5"}],
    "noter": [{}, {"tabel": "tabel-99"}],
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


CENTER_TOML = f"""{CENTER}kvarantaene_tolerance = 0.05
[kolonner.forloeb]
"CPR-nr." = "cpr"
[koder.indsats]
"Alkoholbehandling (SUL § 141)" = "Alkohol"
[plausibilitet]
faerre_raekker = 0.30
"""
UDTRAEK_TOML = """kilde = "Cura"
udtrukket = 2024-01-31
regnskabsaar = [2022, 2023]
[[ikke_oplyst]]
tabel = "tabel-03"
kolonne = "alkohol"
grund = "Ikke oplyst"
[[accepteret]]
hvad = "faerre_raekker"
fil = "forloeb"
grund = "Ungegruppen føres i eget system"
"""


def spoiled_toml(tmp_path, seed, count):
    """Spoil the centre's and the extract's own facts, and return how many could still be read."""
    raw = raw_folder(tmp_path, center=CENTER_TOML, udtraek=UDTRAEK_TOML)
    read = 0
    for name, reader in (
        ("center.toml", lambda: read_center(raw)),
        ("2023/udtraek.toml", lambda: read_udtraek(raw, 2023)),
    ):
        whole = (raw / name).read_bytes()
        for data in spoiled(whole, seed, count):
            (raw / name).write_bytes(data)
            try:
                reader()
                read += 1
            except InputError as refused:
                error = str(refused)
                assert name in error or "center.toml" in error
        (raw / name).write_bytes(whole)
    return read


def test_spoiled_facts(tmp_path):
    assert spoiled_toml(tmp_path, 1, 300) > 0


@pytest.mark.long
def test_thousands_of_spoiled_facts(tmp_path):
    assert spoiled_toml(tmp_path, 2, 3000) > 0


@pytest.mark.long
def test_a_large_file_with_a_line_end_less_loses_one_row(tmp_path):
    """Two rows have become one, which is too long; every other is read."""
    words = {"tekst": "Møder hver uge"}
    rows = csv_text("tvaergaaende", {"omraade": "X", **words}, words).splitlines()
    body = "\n".join(rows[1:] * 4_000_000)
    text = f"{rows[0]}\n{body}\n".replace("\n", "\r\n").encode()
    at = text.index(b"\r\n", len(text) // 2)
    text = text[:at] + text[at + 2 :]
    assert len(text) > 180_000_000
    begun = time.monotonic()
    raw = raw_folder(tmp_path, {"2023/tvaergaaende.csv": text})
    udtraek, center, keys = read_udtraek(raw, 2023), read_center(raw), PersonKeys.from_environment()
    file = validated_file(raw, SCHEMAS["tvaergaaende"], udtraek, center, keys)
    assert file is not None
    assert file.listed.select("line", "rule").rows() == [(at_line(text, at), "feltantal")]
    assert (file.records, file.frame.height) == (7_999_999, 7_999_998)
    assert time.monotonic() - begun < 60


def at_line(text, at):
    return text.count(b"\r\n", 0, at) + 1
