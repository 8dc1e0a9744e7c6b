"""Dagster as in production: code server, webserver and daemon, each a process."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from dagster._grpc.client import DagsterGrpcClient

PROJECT = Path(__file__).parents[2]
_PROGRAM = Path(sys.executable).with_name("dagster")
_PATIENCE = 600
_OF = {
    "repositoryName": "__repository__",
    "repositoryLocationName": "rus_pipeline",
}


@dataclass
class Servers:
    """The processes and where they are reached; ``folder`` holds what they write of themselves."""

    folder: Path
    environment: Mapping[str, str]
    workspace: Path
    web_port: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Return where the UI is."""
        return f"http://127.0.0.1:{self.web_port}"

    def ask(self, query: str, **variables: Any) -> Any:
        """Return the data that a GraphQL query or mutation answers with."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = Request(f"{self.url}/graphql", body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=60) as answer:
            told = json.load(answer)
        assert "errors" not in told, told["errors"]
        return told["data"]

    def runs(self) -> list[dict[str, Any]]:
        """Return every run, the newest first: id, status, and tags as a dict."""
        asked = "{runsOrError {... on Runs {results {runId status jobName tags {key value}}}}}"
        found = self.ask(asked)["runsOrError"]["results"]
        return [{**run, "tags": {t["key"]: t["value"] for t in run["tags"]}} for run in found]

    def idle(self) -> bool:
        """Return whether no run is waiting or under way."""
        return all(run["status"] in _OVER for run in self.runs())

    def ended(self, job: str = "editions") -> list[dict[str, Any]]:
        """Return the runs of a job that ended, the newest first."""
        return [r for r in self.runs() if r["status"] in _OVER and r["jobName"] in (job, _IMPLICIT)]

    def ticks(self, name: str) -> list[dict[str, Any]]:
        """Return what a schedule or sensor did each time, the newest first."""
        asked = """query Q($of: InstigationSelector!) {instigationStateOrError(
            instigationSelector: $of) {... on InstigationState {ticks(limit: 50)
            {status skipReason timestamp runIds error {message}}}}}"""
        state = self.ask(asked, of={**_OF, "name": name})["instigationStateOrError"]
        return list(state.get("ticks", ()))

    def cli(self, *words: str) -> str:
        """Return what a ``dagster`` command prints."""
        done = subprocess.run(
            [_PROGRAM, *words, "-w", self.workspace],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def log(self, name: str) -> str:
        """Return what a process has written of itself."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def start(self, name: str, *words: str) -> None:
        """Start a process, in a group of its own."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [_PROGRAM.with_name(words[0]), *words[1:]],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_daemon(self, clock: datetime) -> None:
        """Start the daemon, in place of the one that runs; ``clock`` is its schedules' time."""
        if "daemon" in self.processes:
            self.stop("daemon")
        ahead = clock.timestamp() - time.time()
        program = ("python", "-m", f"{__package__}.daemon_at", str(ahead))
        self.start("daemon", *program, "run", "-w", str(self.workspace))

    def stop(self, *names: str) -> None:
        """End processes, by default all, and whatever they started."""
        ending = [self.processes.pop(name) for name in names or list(self.processes)]
        for how, patience in ((signal.SIGINT, 20), (signal.SIGKILL, 10)):
            for process in ending:
                if process.poll() is None or how is signal.SIGKILL:
                    _signal(process.pid, how)
            for process in ending:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(patience)


_IMPLICIT = "__ASSET_JOB"
_OVER = ("SUCCESS", "FAILURE", "CANCELED")


def wait_for(
    what: str, found: Callable[[], Any], servers: Servers, patience: float = _PATIENCE
) -> Any:
    """Return what ``found`` returns as soon as it is true; fail with the logs where it never is."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            answer = found()
        except OSError:  # not listening yet
            answer = None
        if answer:
            return answer
        time.sleep(0.5)
    logs = "\n".join(f"{name}: {servers.log(name)[-3000:]}" for name in servers.processes)
    raise AssertionError(f"waited {patience} s for {what}\n{logs}")


@contextmanager
def dagster_servers(
    folder: Path, settings: str, clock: datetime, **environment: str
) -> Iterator[Servers]:
    """Start the servers on the instance in ``<folder>/home``, yield them and end them.

    ``settings`` is its ``dagster.yaml``; ``clock`` is the time of its schedules, which must not be
    today's: a suite that is run at 02:00 would meet the nightly run.
    """
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    (home / "dagster.yaml").write_text(settings, encoding="utf-8")
    code_port, web_port = free_port(), free_port()
    workspace = folder / "workspace.yaml"
    workspace.write_text(
        f"load_from:\n  - grpc_server:\n      host: 127.0.0.1\n      port: {code_port}\n"
        "      location_name: rus_pipeline\n"
    )
    full = {**os.environ, "DAGSTER_HOME": str(home), "PYTHONPATH": str(PROJECT), **environment}
    full["FRESHNESS_DAEMON_INTERVAL_SECONDS"] = "2"
    servers = Servers(folder, full, workspace, web_port)
    try:
        code = ("dagster", "code-server", "start", "-h", "127.0.0.1", "-p", str(code_port))
        servers.start("code", *code, "-m", "rus_pipeline.definitions")
        client = DagsterGrpcClient(host="127.0.0.1", port=code_port)
        wait_for("the code server", lambda: client.health_check_query() == "SERVING", servers)
        at = ("-h", "127.0.0.1", "-p", str(web_port), "-w", str(workspace))
        servers.start("web", "dagster-webserver", *at)
        servers.start_daemon(clock)
        wait_for("the webserver", lambda: servers.runs() is not None, servers)
        yield servers
    finally:
        servers.stop()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _signal(group: int, how: signal.Signals) -> None:
    try:
        os.killpg(group, how)
    except ProcessLookupError:
        return
