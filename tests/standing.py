"""Run a command as a clerk does in the folder of the content, on a Friday afternoon, before a made-up web: for pictures.

`python -m tests.standing report freshness --city 139912`
"""

import asyncio
from datetime import datetime
from pathlib import Path

import httpx

from app import clock, settings
from app.links import run, visit
from app.links.run import Plan

FRIDAY = datetime.fromisoformat("2026-11-20T14:00+09:00")
WEB = Path("web")
"""The made-up web: the file minamo.html holds what the server answers under /minamo.html; without a file there is no page."""
MOVED = "→ "
"""What a file begins with whose page has moved."""


def main() -> None:
    """Stop the clock, take this folder for that of the program, and run the command."""
    settings.HOME = Path()
    clock.tokyo = clock.standing_at(FRIDAY)
    run._client, visit.public = _client, _public
    from app.cli import main as command  # noqa: PLC0415  # it takes what stands above as it finds it

    command()


def _client(plan: Plan) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(_answer))


async def _public(url: httpx.URL, *, allow_private: bool) -> str:
    await asyncio.sleep(0)
    return "192.0.2.1"


def _answer(request: httpx.Request) -> httpx.Response:
    file = WEB / request.url.path.strip("/")
    if not file.is_file():
        return httpx.Response(404)
    said = file.read_text(encoding="utf-8").strip()
    if said.startswith(MOVED):
        return httpx.Response(301, headers={"Location": said.removeprefix(MOVED)})
    return httpx.Response(200, html=f"<title>みなも市</title><p>{said}</p>")


if __name__ == "__main__":
    main()
