"""What every answer of the pages has in its head, and which methods are answered at all."""

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The pages count one and two people: no browser and nothing on the way keeps them.
    "Cache-Control": "no-store",
}


class SecureHeaders:
    """Put the headers on every answer."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer as the application within, with the headers."""

        async def with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers)


class GetOnly:
    """Answer GET and HEAD; 405 to everything else, whatever the address."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer as the application within, if it was asked to show something."""
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            refused = PlainTextResponse("405", 405, headers={"Allow": "GET, HEAD"})
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)
