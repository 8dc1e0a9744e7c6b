"""``rus web`` says in one line what keeps it from serving, and serves what is built."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rus_pipeline.cli.app import app
from rus_pipeline_tests.building import RAW
from rus_pipeline_tests.raw import raw_folder

RUS = Path(sys.executable).with_name("rus")


def rus(*words):
    return CliRunner().invoke(app, ["web", *map(str, words)])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_it_is_among_the_commands():
    assert "auditor's pages" in CliRunner().invoke(app, ["--help"]).stdout


def test_without_an_edition_it_says_what_to_do(tmp_path):
    result = rus("--raw", raw_folder(tmp_path), "--out", tmp_path / "out")
    assert result.exit_code == 1
    said = result.output.replace("\n", "")
    assert (
        said
        == f"Error: {tmp_path}/out: no edition is built; build with: rus run --out {tmp_path}/out"
    )


def test_without_a_raw_folder_it_says_so(tmp_path):
    result = rus("--raw", tmp_path / "none", "--out", tmp_path)
    assert (result.exit_code, "mappen findes ikke" in result.output) == (1, True)


@pytest.mark.slow
def test_a_taken_port_is_said_with_what_to_do(editions):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = rus("--raw", RAW, "--out", editions, "--port", port)
    said = f"Error: 127.0.0.1: port {port} is taken; choose another with --port"
    assert (result.exit_code, result.output.strip()) == (1, said)


@pytest.fixture
def served(editions):
    port = free_port()
    command = [RUS, "web", "--port", str(port), "--raw", RAW, "--out", editions]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr.readline().strip() == f"http://127.0.0.1:{port}/"
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def status(address):
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


PATHS = (
    "/",
    "/?q=udeblevet",
    "/tal/2023/tabel-01/faxe/i-alt",
    "/tal/2023/tabel-10/udeblevet/andel",
    "/tal/2023/tabel-01/faxe/i-alt/hvorfor?raekke=2023/forloeb.csv:17",
    "/raekke/2023/forloeb.csv:17",
    "/udgave/2023",
    "/udgave/2023/afstemning",
)


@pytest.mark.slow
def test_two_hundred_readers_are_served_at_once(served):
    with ThreadPoolExecutor(200) as readers:
        found = list(readers.map(lambda n: status(served + PATHS[n % len(PATHS)]), range(200)))
    assert set(found) == {200}


@pytest.mark.slow
def test_a_page_is_there_in_a_fifth_of_a_second(served):
    """The best of five, for the machine has other things to do."""
    took = {}
    for path in PATHS:
        times = []
        for _ in range(5):
            began = time.perf_counter()
            assert status(served + path) == 200
            times.append(time.perf_counter() - began)
        took[path] = min(times)
    assert {path: seconds for path, seconds in took.items() if seconds > 0.2} == {}
