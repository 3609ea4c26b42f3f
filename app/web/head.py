"""HEAD, by which monitors look whether a page is there: answered as GET is, without the body (RFC 9110, 9.3.2)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Headed:
    """Asks the site for GET where somebody asks for HEAD, and keeps the body back. What wraps it still sees, and logs, HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap *app*."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        asked = {**scope, "method": "GET"}

        async def bodiless(message: Message) -> None:
            scope["route"] = asked.get("route")  # for the line in the log
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app(asked, receive, bodiless)
