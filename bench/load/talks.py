"""Many talks at once, as browsers lead them: each waits for its page, reads the token out of it, and presses a button or writes on."""

import asyncio
import gzip
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

TURNS = 5
"""What a talk is long: the first text, and what comes after it."""
PATIENCE = 30.0
_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_CHOICE = re.compile(r'class="Choice" type="submit" name="(answer|topic)" value="([^"]+)"')


@dataclass(slots=True)
class Seen:
    """What came of all talks."""

    took: list[float] = field(default_factory=list)
    """Seconds of each turn, connecting and waiting in the queue included."""
    errors: list[str] = field(default_factory=list)


class Browser:
    """Keeps one connection, as a browser does."""

    def __init__(self, port: int) -> None:
        """Talk to *port* on loopback."""
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, form: dict[str, str]) -> tuple[int, str]:
        """Send a form; give the status and the page."""
        if self._streams is not None and self._streams[0].at_eof():
            self.close()
        reader, writer = self._streams = self._streams or await asyncio.open_connection("127.0.0.1", self._port)
        body = urlencode(form).encode()
        head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        told = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        page = await reader.readexactly(int(told["content-length"]))
        return int(first.split()[1]), (gzip.decompress(page) if told.get("content-encoding") == "gzip" else page).decode()

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def next_form(page: str, text: str, at: int) -> dict[str, str]:
    """Go on from *page*: press one of the buttons where there are some, else write *text*."""
    token = _TOKEN.search(page)
    choices = _CHOICE.findall(page)
    kept = {"token": unescape(token[1])} if token else {}
    if not choices:
        return kept | {"text": text}
    name, value = choices[at % len(choices)]
    return kept | {name: unescape(value)}


async def _talk(port: int, texts: Sequence[str], think: float, seen: Seen) -> None:
    browser = Browser(port)
    # Nobody presses at the same moment as all the others.
    await asyncio.sleep(random.uniform(0, think))  # noqa: S311  # no secret
    form = {"text": texts[0]}
    try:
        for at in range(TURNS):
            began = time.perf_counter()
            status, page = await asyncio.wait_for(browser.post(form), PATIENCE)
            seen.took.append(time.perf_counter() - began)
            if status != 200 or (at and "送られた話の続きが読めませんでした" in page):  # noqa: PLR2004  # fine
                seen.errors.append(str(status))
            form = next_form(page, texts[(at + 1) % len(texts)], at)
            await asyncio.sleep(random.uniform(0.5 * think, 1.5 * think))  # noqa: S311  # no secret
    except (OSError, asyncio.IncompleteReadError, TimeoutError, KeyError) as error:
        seen.errors.append(type(error).__name__)
    finally:
        browser.close()


def lead(port: int, texts: Sequence[str], talks: int, think: float) -> tuple[Seen, float]:
    """Lead so many *talks* at once, with *think* seconds on average between an answer and the next press; give what was seen, and the seconds in all."""
    seen = Seen()

    async def all_of_them() -> None:
        await asyncio.gather(*(_talk(port, [texts[(at * TURNS + each) % len(texts)] for each in range(TURNS)], think, seen) for at in range(talks)))

    began = time.perf_counter()
    asyncio.run(all_of_them())
    return seen, time.perf_counter() - began
