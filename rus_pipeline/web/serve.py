"""Starting the web server of the auditor's pages."""

import errno
import socket
from collections.abc import Callable
from pathlib import Path

from rus_pipeline.core.errors import InputError
from rus_pipeline.figures.stored_edition import current_editions
from rus_pipeline.pipeline.plan import refuse_missing

_HERE_ALONE = ("127.0.0.1", "localhost", "::1")


def serve(
    raw: Path, out: Path, host: str, port: int, prefix: str, ready: Callable[[], None]
) -> None:
    """Serve the pages until the process is ended; call ``ready`` before the first is asked for.

    Raises InputError if no edition is built, the port is taken, or the server is not installed.
    """
    refuse_missing(raw)
    if not current_editions(out):
        raise InputError(f"{out}: no edition is built; build with: rus run --out {out}")
    try:
        import uvicorn

        from rus_pipeline.web.app import application
        from rus_pipeline.web.archive import Archive
    except ModuleNotFoundError as error:
        raise InputError(
            f"rus web needs {error.name}, which servers have; install it with: make setup, or"
            " pip install 'rus-pipeline[deploy]'"
        ) from None
    listening = _listening(host, port)
    # Asked of this machine alone, it answers to this machine's own names alone: a page from
    # elsewhere cannot read it under another name that leads here.
    hosts = list(_HERE_ALONE) if host in _HERE_ALONE else ["*"]
    app = application(Archive(raw, out), hosts, prefix.rstrip("/"))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, proxy_headers=False
    )
    ready()
    uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises InputError if it cannot."""
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=512
        )
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = f"port {port} is taken; choose another with --port"
        else:
            why = f"cannot listen there: {error.strerror or error}"
        raise InputError(f"{host}: {why}") from None
