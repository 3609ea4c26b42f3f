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

    async def _ask(self, method: str, path: str, data: Mapping[str, str] | None) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self._site), base_url="http://test") as client:
            return await client.request(method, path, data=data)
