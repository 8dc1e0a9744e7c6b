"""Several machines on one: a queue, its workers, and a server of the S3 protocol."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rus_pipeline_tests.servers.dagster_servers import free_port

CELERY_APP = "rus_pipeline.pipeline.dagster.celery_app"
_PATIENCE = 240


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Start Redis on a free port, yield its URL and end it."""
    port = free_port()
    words = ("redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "")
    with _server(folder, "redis", port, *words):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def s3(folder: Path) -> Iterator[dict[str, str]]:
    """Start a server that speaks S3 on a free port, and yield the environment that leads to it."""
    port = free_port()
    words = (sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port))
    with _server(folder, "s3", port, *words):
        yield {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
            "AWS_DEFAULT_REGION": "us-east-1",
        }


class Worker:
    """A worker of the queue, with its own processes."""

    def __init__(self, folder: Path, name: str, environment: Mapping[str, str]) -> None:
        self.log = folder / f"{name}.log"
        words = ("-A", CELERY_APP, "worker", "-n", f"{name}@here", "-Q", "dagster", "-c", "1")
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "celery", *words, "--loglevel", "INFO"],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def is_ready(self) -> bool:
        """Return whether it takes steps."""
        return "ready." in self.said()

    def said(self) -> str:
        """Return what the worker has said of itself."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def in_hand(self) -> set[str]:
        """Return the ids of the steps that it took and has not ended."""
        told = re.findall(r"Task \S+\[(\S+)\] (received|succeeded)", self.said())
        return {task for task, what in told if (task, "succeeded") not in told}

    def kill(self) -> None:
        """End the worker and all its processes at once, as when a machine is lost."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def workers(folder: Path, environment: Mapping[str, str], *names: str) -> Iterator[list[Worker]]:
    """Start workers, yield them and end them; more may be added meanwhile."""
    started: list[Worker] = []
    try:
        started.extend(Worker(folder, name, environment) for name in names)
        for worker in started:
            wait_for("a worker to be ready", worker.is_ready, worker.said)
        yield started
    finally:
        for worker in started:
            if worker._process.poll() is None:
                worker.kill()


def wait_for(what, found, told):
    """Return what ``found`` returns as soon as it is true; fail with what was told otherwise."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"waited {_PATIENCE} s for {what}\n{told()[-3000:]}")


@contextmanager
def _server(folder: Path, name: str, port: int, *words: str) -> Iterator[None]:
    log = folder / f"{name}.log"
    with log.open("ab") as file:
        process = subprocess.Popen(words, cwd=folder, stdout=file, stderr=file)
    try:
        wait_for(name, lambda: _listens(port), log.read_text)
        yield
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) == 0
