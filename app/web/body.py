"""How much a request may bring: counted as it comes in, since Content-Length may be missing or wrong."""

from collections.abc import Callable, Iterator

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.refusal import Refusal

DRAIN = 20
"""How many times the size is still taken in, and thrown away, before the refusal: a browser that is cut off while it sends never shows the answer."""


class Bounded:
    """Takes the whole body in before the site sees it, and refuses it where it is too large."""

    def __init__(self, app: ASGIApp, most: int, refusal: Callable[[], Refusal]) -> None:
        """Wrap *app*; *most* is in bytes, *refusal* gives the page of the present content."""
        self.app, self._most, self._refusal = app, most, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body, or refuse it. Whoever hung up is not answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        messages, size = await self._taken(receive)
        if messages[-1]["type"] == "http.disconnect":
            return
        if size > self._most:
            await self._refusal().answer(scope["path"])(scope, receive, send)
            return
        ready = iter(messages)
        await self.app(scope, lambda: _again(ready, receive), send)

    async def _taken(self, receive: Receive) -> tuple[list[Message], int]:
        """Take the body in; of one that is too large, only the last message is kept, and nothing is taken beyond DRAIN times the size."""
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._most:
                messages.clear()
            messages.append(message)
            if not message.get("more_body", False) or size > DRAIN * self._most:
                return messages, size


async def _again(ready: Iterator[Message], receive: Receive) -> Message:
    """Give what was taken in, then what comes after it."""
    message = next(ready, None)
    return await receive() if message is None else message
