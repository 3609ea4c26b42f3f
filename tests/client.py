"""A client for tests that ask a site one thing after another."""

from collections.abc import Mapping

import anyio
import httpx
from starlette.types import ASGIApp


class Client:
    """Asks a site without a network; each answer is awaited before the next is asked."""

    def __init__(self, site: ASGIApp) -> None:
        """Ask *site*."""
        self._site = site

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return anyio.run(self._ask, "GET", path, None)

    def post(self, path: str, data: Mapping[str, str]) -> httpx.Response:
        """Send a form."""
        return anyio.run(self._ask, "POST", path, data)

    def send(self, body: bytes, kind: str, path: str = "/") -> httpx.Response:
        """Send a body as it is, whatever its kind."""
        return anyio.run(self._send, body, kind, path)

    async def _send(self, body: bytes, kind: str, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._site, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.post(path, content=body, headers={"Content-Type": kind})

    async def _ask(self, method: str, path: str, data: Mapping[str, str] | None) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self._site), base_url="http://test") as client:
            return await client.request(method, path, data=data)
