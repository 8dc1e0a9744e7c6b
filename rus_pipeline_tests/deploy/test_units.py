"""The systemd units: systemd accepts them, and one alone has the key and the rows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rus_pipeline.pipeline.dagster.executors import BROKER

SERVICES = ("rus-code", "rus-daemon", "rus-webserver", "rus-webserver-readonly", "rus-revision")


def unit(deploy, name):
    return (deploy / "systemd" / f"{name}.service").read_text(encoding="utf-8")


def command(text):
    (found,) = re.findall(r"^ExecStart=((?:.*\\\n)*.*)$", text, re.MULTILINE)
    return found.replace("\\\n", " ").split()


@pytest.mark.system
def test_systemd_accepts_the_units(deploy, tmp_path):
    for path in (deploy / "systemd").iterdir():
        text = path.read_text(encoding="utf-8")
        # The programs are not installed here, and nothing else of the units is changed.
        (tmp_path / path.name).write_text(re.sub(r"/opt/rus/venv/bin/\S+", "/bin/true", text))
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    # It tells of every unit of the machine that it comes across.
    told = [line for line in done.stderr.splitlines() if "rus" in line]
    assert (done.returncode, told) == (0, [])


@pytest.mark.slow
@pytest.mark.parametrize("name", SERVICES)
def test_every_command_has_known_options(deploy, name):
    program, *words = command(unit(deploy, name))
    installed = Path(sys.executable).with_name(Path(program).name)
    verbs = [word for word in words[:2] if not word.startswith("-")]
    verbs = [] if program.endswith("webserver") else verbs
    told = subprocess.run(
        [installed, *verbs, "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert [word for word in words if word.startswith("--") and word not in told] == []


@pytest.mark.slow
def test_a_worker_has_known_options(deploy):
    program, *words = command(unit(deploy, "rus-worker"))
    installed = Path(sys.executable).with_name(Path(program).name)
    told = subprocess.run(
        [installed, *words[:3], "--help"],
        # Asked for help, it does not connect.
        env={**os.environ, BROKER: "redis://127.0.0.1:6379/0"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert words[2] == "worker"
    assert [w for w in words[3:] if w.startswith("--") and w not in told] == []


def test_a_worker_has_the_key_and_is_confined_as_the_code_server(deploy):
    code, worker = unit(deploy, "rus-code"), unit(deploy, "rus-worker")
    hardening = re.compile(
        r"^(?:User|Group|EnvironmentFile|Protect|Private|Restrict).*$", re.MULTILINE
    )
    assert set(hardening.findall(code)) <= set(hardening.findall(worker))


def test_only_the_code_server_has_the_key_and_only_the_auditors_pages_see_rows_too(deploy):
    for name in SERVICES:
        text = unit(deploy, name)
        users = re.findall(r"^User=(.*)$", text, re.MULTILINE)
        if name == "rus-code":
            assert users == ["rus"]
            assert "EnvironmentFile=/etc/rus/key.env" in text
        elif name == "rus-revision":
            assert users == ["rus"]
            assert "key.env" not in text
            assert "ReadOnlyPaths=/srv/rus\n" in text
            assert "ReadWritePaths" not in text
            # The environment of the code server, and the files of keys.
            assert "InaccessiblePaths=/proc /etc/rus " in text
        else:
            assert users == ["rus-web"]
            assert "key.env" not in text
            assert "InaccessiblePaths=/srv/rus /etc/rus" in text


@pytest.mark.parametrize("name", SERVICES)
def test_every_port_is_local(deploy, name):
    words = command(unit(deploy, name))
    if name != "rus-daemon":
        assert words[words.index("--host") + 1] == "127.0.0.1"


def test_the_auditors_pages_are_confined_as_the_read_only_server(deploy):
    hardening = re.compile(
        r"^(?:NoNew|Capab|Protect|Private|Restrict|Lock|System).*$", re.MULTILINE
    )
    there = set(hardening.findall(unit(deploy, "rus-webserver-readonly")))
    own = set(hardening.findall(unit(deploy, "rus-revision")))
    assert there - own == {"ProtectProc=invisible"}  # it has no /proc at all


def test_auditors_have_a_read_only_server(deploy):
    assert "--read-only" in command(unit(deploy, "rus-webserver-readonly"))
    assert "--read-only" not in command(unit(deploy, "rus-webserver"))
