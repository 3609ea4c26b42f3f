"""Residents: each has an address and a talk of their own, goes on with what the page holds, and looks whether it is their page."""

import asyncio
import random
import re
import ssl
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx

from app.web.form import MENDED
from app.web.token import Tokens

MARK = re.compile(r"しるし[ぁ-ん]{5}")
TOKEN = re.compile(r'name="token" value="([^"]+)"')
BUTTON = re.compile(r'name="(answer|topic|tried)" value="([^"]+)"')
LETTERS = "あいうえおかきくけこ"
PATIENCE = 60.0
"""Seconds that a resident waits for a page."""
WORRIES = ("家賃が払えません", "仕事をやめたい", "子どもの熱が下がらない", "お金がない", "眠れない日が続いています")


def mark(number: int) -> str:
    """Give a word that nobody else says."""
    return "しるし" + "".join(LETTERS[int(digit)] for digit in f"{number:05}")


def address(number: int) -> str:
    """Give an address of loopback that nobody else has."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


@dataclass
class Seen:
    """What the residents saw."""

    turns: int = 0
    lost: int = 0
    """Turns after which the talk was not there any more, or was not theirs."""
    faults: Counter[str] = field(default_factory=Counter)
    """Answers that were no page of the talk: by code, or by the error of the connection."""
    seconds: list[float] = field(default_factory=list)
    finished: int = 0

    def at(self, share: float) -> float:
        """Give the seconds within which this share of the answers came."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(share * len(self.seconds)))] if self.seconds else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """So many residents at once, each with so many turns; between them they think for *pause* seconds, more or less."""

    url: str
    tokens: Tokens
    talks: int
    turns: int
    pause: float
    first: int = 0

    async def talk(self, seen: Seen, meanwhile: Callable[[Seen], Awaitable[None]] | None = None) -> Seen:
        """Let all of them talk while *meanwhile* happens."""
        context = ssl.create_default_context()
        told = asyncio.create_task(meanwhile(seen)) if meanwhile else None
        await asyncio.gather(*(self._resident(number, seen, context) for number in range(self.first, self.first + self.talks)))
        if told is not None:
            await told
        return seen

    async def _resident(self, number: int, seen: Seen, context: ssl.SSLContext) -> None:
        dice = random.Random(number)
        transport = httpx.AsyncHTTPTransport(verify=context, local_address=address(number), limits=httpx.Limits(keepalive_expiry=5))
        async with httpx.AsyncClient(transport=transport, timeout=PATIENCE, trust_env=False) as client:
            form = {"text": f"{WORRIES[number % len(WORRIES)]}。{mark(number)}"}
            for turn in range(self.turns):
                await asyncio.sleep(self.pause * (dice.random() if turn == 0 else dice.uniform(0.5, 1.5)))
                page = await self._send(client, form, seen)
                if page is None or not self._mine(page, number, turn + 1, seen):
                    return
                form = _next(page, dice, number)
        seen.finished += 1

    async def _send(self, client: httpx.AsyncClient, form: dict[str, str], seen: Seen) -> str | None:
        began = time.perf_counter()
        try:
            answer = await client.post(f"{self.url}/", data=form)
        except httpx.HTTPError as error:
            seen.faults[type(error).__name__] += 1
            return None
        seen.seconds.append(time.perf_counter() - began)
        if answer.status_code != 200:
            seen.faults[str(answer.status_code)] += 1
            return None
        seen.turns += 1
        return answer.text

    def _mine(self, page: str, number: int, turns: int, seen: Seen) -> bool:
        """Look whether the page is of this talk, and holds all of it."""
        token = TOKEN.search(page)
        events = self.tokens.read(token[1]) if token else ()
        first = str(getattr(events[0], "text", "")) if events else ""
        good = MENDED not in page and set(MARK.findall(page)) <= {mark(number)} and mark(number) in first and len(events) == turns
        seen.lost += not good
        return good


def _next(page: str, dice: random.Random, number: int) -> dict[str, str]:
    """Answer what the page asks, or tell how it went at a window, or write more."""
    token = TOKEN.search(page)
    assert token is not None  # _mine has looked
    found = BUTTON.findall(page)
    asked = [each for each in found if each[0] != "tried"] or found
    kind, value = dice.choice(asked) if asked and dice.random() < 0.8 else ("text", f"ほかに、困っていることがあります。{mark(number)}")
    return {"token": token[1], kind: value}
