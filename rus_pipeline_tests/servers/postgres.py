"""A PostgreSQL server of the tests' own."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_INSTALLED = Path("/usr/lib/postgresql")
_UNPRIVILEGED = "postgres"
_USER = "rus"
# No flush to the disk, and no socket but that of the port: nothing of it outlives the test.
_SETTINGS = "-c fsync=off -c full_page_writes=off -c listen_addresses=127.0.0.1"
_NO_SOCKET = "-c unix_socket_directories=''"


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Start a server on a free port, yield the URL of its one database, and stop it.

    The data lies in ``folder``. PostgreSQL refuses root, and its own user cannot reach into the
    folders that pytest makes for root: then it lies in a folder beside them.
    """
    programs = bin_folder()
    with _owned(folder) as (home, as_user):
        data, log, port = home / "data", home / "server.log", _free_port()
        _do(
            *(*as_user, programs / "initdb", "--pgdata", data, "--username", _USER),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )
        control = (*as_user, programs / "pg_ctl", "--pgdata", data)
        options = f"{_SETTINGS} {_NO_SOCKET} -p {port}"
        try:
            _do(*control, "--log", log, "--wait", "--options", options, "start", told_in=log)
            yield f"postgresql://{_USER}@127.0.0.1:{port}/postgres"
        finally:
            if (data / "postmaster.pid").exists():
                _do(*control, "--wait", "--mode", "immediate", "stop")


def installed() -> bool:
    """Return whether there is a server that can be started."""
    return bool(_bin_folders())


def bin_folder() -> Path:
    """Return the folder of the server's programs, of the newest version installed."""
    folders = _bin_folders()
    if not folders:
        message = "no PostgreSQL server is installed: apt-get install postgresql"
        raise RuntimeError(message)
    return folders[-1]


def _bin_folders() -> list[Path]:
    """Return the folders of programs that can be run, the preferred one last."""
    of_debian = sorted(_INSTALLED.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = [Path(found).resolve()] if (found := shutil.which("initdb")) else []
    return [path.parent for path in (*of_debian, *on_path) if os.access(path, os.X_OK)]


@contextmanager
def _owned(folder: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield a folder that the server may own, and what a command begins with to run as it."""
    if os.geteuid() != 0:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder, ()
        return
    with TemporaryDirectory(prefix="rus-postgres-") as home:
        shutil.chown(home, _UNPRIVILEGED, _UNPRIVILEGED)
        yield Path(home), ("runuser", "-u", _UNPRIVILEGED, "--")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _do(*command: str | Path, told_in: Path | None = None) -> None:
    # The server inherits what it is given: a pipe would stay open as long as it runs.
    with TemporaryDirectory() as notes:
        told = Path(notes, "told")
        with told.open("w") as file:
            done = subprocess.run(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=file, stderr=file, check=False
            )
        if done.returncode:
            more = told_in.read_text() if told_in is not None and told_in.exists() else ""
            raise RuntimeError(f"{command}\n{told.read_text()}\n{more}")
