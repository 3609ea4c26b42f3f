"""What every answer carries, the error page's too: wrap the finished app, since middleware added inside does not reach the last error handler."""

import json
import logging
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web import fault, trace
from app.web.metrics import Seen

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"

LOG = logging.getLogger("madoguchi.request")


def policy(hosts: tuple[str, ...] = ()) -> str:
    """Say what a page may load, which is only what is ours, and in which pages it may stand: those of *hosts* (origins), else in none."""
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {' '.join(hosts) or chr(39) + 'none' + chr(39)}"
    )


CSP = "Content-Security-Policy"
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
UNLESS_SAID = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
"""What an answer carries where its route says nothing else: never kept, and for our own pages only."""


class PrivateByDefault:
    """Stamps every answer with the headers that keep a talk private, and writes one line for each request, without words or addresses."""

    def __init__(self, app: ASGIApp, seen: Seen | None = None, hsts_seconds: int = 0) -> None:
        """Wrap *app*; *seen* is told of each request.

        Above 0, browsers are told to come by https only for so many seconds (RFC 6797); of this host alone, as others are not ours.
        """
        self.app = app
        self._seen = seen
        self._always = HEADERS | ({"Strict-Transport-Security": f"max-age={hsts_seconds}"} if hsts_seconds else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; see to the answer's headers and to the line in the log."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, traced = time.perf_counter(), trace.read(scope["headers"])

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._always)
                for name, value in UNLESS_SAID.items():
                    headers.setdefault(name, value)
                headers.setdefault(CSP, policy())
                if traced is not None:
                    headers["traceparent"] = str(traced)
                self._line(scope, message["status"], time.perf_counter() - began, traced)
            await send(message)

        try:
            await self.app(scope, receive, stamped)
        # The server would print it whole, and a message may hold what was asked. The answer, our page for 500, is sent already.
        except Exception as error:  # noqa: BLE001
            LOG.error(json.dumps({"event": "error", "type": fault.type_of(error), "at": fault.places(error)} | _traced(traced)))  # noqa: TRY400

    def _line(self, scope: Scope, code: int, seconds: float, traced: trace.Trace | None) -> None:
        """Log the route's pattern, never the path as sent: a path may hold anything. Nor the method, if it is none: it may, too."""
        route = getattr(scope.get("route"), "path", None)
        method = scope["method"] if scope["method"] in METHODS else OTHER
        told = {"event": "request", "method": method, "route": route, "status": code, "ms": round(seconds * 1000, 1)}
        LOG.info(json.dumps(told | _traced(traced)))
        if self._seen is not None:
            self._seen(route, method, code, seconds)


def _traced(traced: trace.Trace | None) -> dict[str, str]:
    return {} if traced is None else {"trace": traced.id}
