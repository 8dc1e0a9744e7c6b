"""``rus web``: the auditor's pages."""

from typing import Annotated

import typer

from rus_pipeline.cli.console import OUT, RAW, Out, Raw, input_errors, say


def web(
    raw: Raw = RAW,
    out: Out = OUT,
    *,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen at; the default is this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port.")] = 8123,
    path_prefix: Annotated[
        str, typer.Option("--path-prefix", help="What all addresses begin with, as /revision.")
    ] = "",
) -> None:
    """Serve the auditor's pages: each figure with its rows, read only, until Ctrl+C.

    There is no sign-in: put a proxy before it where others are to read.
    """
    with input_errors():
        from rus_pipeline.web.serve import serve

        prefix = f"/{path_prefix.strip('/')}" if path_prefix.strip("/") else ""
        shown = f"[{host}]" if ":" in host else host
        serve(raw, out, host, port, prefix, lambda: say(f"http://{shown}:{port}{prefix}/"))
