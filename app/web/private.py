"""What every answer carries, the error page's too: wrap the finished app, since middleware added inside does not reach the last error handler."""

import json
import logging
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("madoguchi.request")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
UNLESS_SAID = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
"""What an answer carries where its route says nothing else: never kept, and for our own pages only."""


class PrivateByDefault:
    """Stamps every answer with the headers that keep a talk private, and writes one line for each request, without words or addresses."""

    def __init__(self, app: ASGIApp, hsts_seconds: int = 0) -> None:
        """Wrap *app*. Above 0, browsers are told to come by https only for so many seconds (RFC 6797); of this host alone, as others are not ours."""
        self.app = app
        self._always = HEADERS | ({"Strict-Transport-Security": f"max-age={hsts_seconds}"} if hsts_seconds else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; see to the answer's headers and to the line in the log."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._always)
                for name, value in UNLESS_SAID.items():
                    headers.setdefault(name, value)
                _line(scope, message["status"], time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, stamped)


def _line(scope: Scope, code: int, seconds: float) -> None:
    """Log the route's pattern, never the path as sent: a path may hold anything."""
    route = getattr(scope.get("route"), "path", None)
    LOG.info(json.dumps({"event": "request", "method": scope["method"], "route": route, "status": code, "ms": round(seconds * 1000, 1)}))
