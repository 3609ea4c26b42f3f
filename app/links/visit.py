"""Asks for one page, politely and safely: one request at a time for a host, robots.txt, redirects by hand, limits on time and size."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

import httpx
from protego import Protego

from app.links.guard import BlockedError, UnknownHostError, checked, literal, public
from app.links.judge import NO_HOST, Answer, Outcome
from app.links.reader import PageReader

REDIRECTS = 10
PERMANENT = frozenset({301, 308})
REDIRECTED = PERMANENT | {302, 303, 307}
GONE = frozenset({404, 410})
AGAIN = frozenset({429, 500, 502, 503, 504})
"""Statuses after which one may ask again."""
BACKOFF = 1.0
"""Seconds before the second time; then twice as long, and so on."""
LONGEST_DELAY = 10.0
"""Most seconds of a Crawl-delay that we wait; what asks for more is asked for in another run."""
ROBOTS_BYTES = 512_000
"""RFC 9309, 2.5: at least 500 KiB are read."""
ACCEPT = "text/html,application/xhtml+xml,text/plain;q=0.9,application/pdf;q=0.8,*/*;q=0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far one goes for a page. Times in seconds."""

    page: float = 20.0
    """All that is done for one page, waiting and asking again too."""
    pause: float = 1.0
    """Between two requests to a host."""
    size: int = 5_000_000
    """Bytes of a page."""
    retries: int = 2
    backoff: float = BACKOFF
    reading: float = 5.0
    """For making text of a page."""
    allow_private: bool = False


class EndedError(Exception):
    """A page could not be had; carries what is to be told."""

    def __init__(self, outcome: Outcome, said: str) -> None:
        """Keep what came of it, and why."""
        super().__init__(said)
        self.answer = Answer(outcome=outcome, said=said)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    status: int
    headers: httpx.Headers
    body: bytes


class Visitor:
    """Asks for pages in the name of *agent*; one for a run."""

    def __init__(self, client: httpx.AsyncClient, reader: PageReader, agent: str, limits: Limits, *, by_proxy: bool = False) -> None:
        """Take a client that neither follows redirects nor keeps connections: they are made for one address each."""
        self._client = client
        self._reader = reader
        self._agent = agent
        self._limits = limits
        self._by_proxy = by_proxy
        self._hosts: dict[str, asyncio.Lock] = {}
        self._free: dict[str, float] = {}
        self._robots: dict[str, Protego | EndedError] = {}
        self._delays: dict[str, float] = {}

    async def visit(self, url: str, numbers: frozenset[str]) -> Answer:
        """Ask for a page and look for *numbers* on it. Never raises for what a page or a server does."""
        begin = monotonic()
        try:
            await self._know_robots(checked(url))
            begin = monotonic()
            async with asyncio.timeout(self._limits.page):
                reply, moved_to = await self._follow(checked(url))
            return await self._read(reply, numbers, Answer(outcome="read", moved_to=moved_to, seconds=monotonic() - begin))
        except BlockedError as error:
            return Answer(outcome="blocked", said=str(error))
        except EndedError as error:
            return error.answer
        except TimeoutError:
            return Answer(outcome="failed", said=f"{self._limits.page:g} 秒のうちに終わりませんでした", seconds=monotonic() - begin)

    async def _read(self, reply: _Reply, numbers: frozenset[str], found: Answer) -> Answer:
        if len(reply.body) > self._limits.size:
            return replace(found, outcome="unread", said=f"大きすぎます（{self._limits.size // 1_000_000} MB まで）")
        seen = await self._reader.look(reply.body, reply.headers.get("content-type", ""), numbers)
        if seen.unread is not None:
            return replace(found, outcome="unread", said=seen.unread)
        if seen.says_gone:
            return replace(found, outcome="dead", said="ページに「見つかりません」とあります")
        return replace(found, fingerprint=seen.fingerprint, numbers=seen.numbers)

    async def _follow(self, url: httpx.URL) -> tuple[_Reply, str | None]:
        """Follow redirects by hand; give the page, and where it has moved to for good."""
        here, seen, moved, lasting = url, [url], None, True
        while True:
            await self._allowed(here)
            reply = await self._ask(here)
            if reply.status not in REDIRECTED or "location" not in reply.headers:
                self._judge(reply)
                return reply, moved
            here = self._next(here, reply.headers["location"], seen)
            lasting = lasting and reply.status in PERMANENT
            moved = str(here) if lasting else moved

    def _next(self, here: httpx.URL, location: str, seen: list[httpx.URL]) -> httpx.URL:
        try:
            there = checked(str(here.join(location).copy_with(fragment=None)))
        except httpx.InvalidURL:
            raise EndedError("failed", "転送先の URL の形がちがいます") from None
        if there in seen:
            raise EndedError("failed", f"転送が同じ所を回っています（{there}）")
        if len(seen) > REDIRECTS:
            raise EndedError("failed", f"転送が {REDIRECTS} 回をこえました")
        seen.append(there)
        return there

    @staticmethod
    def _judge(reply: _Reply) -> None:
        if reply.status in GONE:
            raise EndedError("dead", f"ページがありません（{reply.status}）")
        if not 200 <= reply.status < 300:  # noqa: PLR2004  # RFC 9110, 15.3: success
            raise EndedError("failed", f"サーバーが断りました（{reply.status}）")

    # One request

    async def _ask(self, url: httpx.URL, size: int | None = None) -> _Reply:
        """Ask, and ask again where that may help."""
        for time in range(self._limits.retries + 1):
            last = time == self._limits.retries
            try:
                reply = await self._once(url, size or self._limits.size)
            except httpx.RequestError as error:
                if last or _is_tls(error):
                    raise _ended(error) from None
                await asyncio.sleep(self._limits.backoff * 2**time)
                continue
            if reply.status not in AGAIN or last:
                return reply
            await self._wait(reply, time)
        raise AssertionError

    async def _wait(self, reply: _Reply, time: int) -> None:
        asked = retry_after(reply.headers.get("retry-after"), datetime.now(UTC))  # noqa: TID251  # the server's own clock is meant
        seconds = self._limits.backoff * 2**time if asked is None else asked
        if seconds > self._limits.page:
            raise EndedError("failed", f"混んでいます（{reply.status}。{seconds:.0f} 秒あとに、もう一度と言われました）")
        await asyncio.sleep(seconds)

    async def _once(self, url: httpx.URL, size: int) -> _Reply:
        async with self._turn(url.host):
            request = await self._request(url)
            response = await self._client.send(request, stream=True)
            try:
                return _Reply(status=response.status_code, headers=response.headers, body=await _body(response, size))
            finally:
                await response.aclose()

    async def _request(self, url: httpx.URL) -> httpx.Request:
        """Make a request to the very address that was looked at, so that no second answer of the DNS leads inside."""
        headers = {"User-Agent": self._agent, "Accept": ACCEPT, "Accept-Language": "ja", "Accept-Encoding": "identity"}
        if self._by_proxy:
            literal(url, allow_private=self._limits.allow_private)
            return self._client.build_request("GET", url, headers=headers)
        try:
            address = await public(url, allow_private=self._limits.allow_private)
        except UnknownHostError:
            raise EndedError("dead", f"サーバー {url.host} {NO_HOST}") from None
        named = url.raw_host.decode("ascii")
        headers["Host"] = url.netloc.decode("ascii")
        return self._client.build_request("GET", url.copy_with(host=address), headers=headers, extensions={"sni_hostname": named})

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        """Wait until nobody else asks *host*, and its pause is over."""
        async with self._hosts.setdefault(host, asyncio.Lock()):
            await asyncio.sleep(max(0.0, self._free.get(host, 0.0) - monotonic()))
            try:
                yield
            finally:
                self._free[host] = monotonic() + max(self._limits.pause, self._delays.get(host, 0.0))

    # robots.txt

    async def _allowed(self, url: httpx.URL) -> None:
        rules = await self._know_robots(url)
        if not rules.can_fetch(str(url), self._agent):
            raise EndedError("robots", "robots.txt が、見ないでほしいと言っています。人が開いて見てください")

    async def _know_robots(self, url: httpx.URL) -> Protego:
        """Give the rules of a host, asked for once. Raises what came of asking, each time."""
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if origin not in self._robots:
            self._robots[origin] = await self._fetch_robots(httpx.URL(origin + "/robots.txt"))
            rules = self._robots[origin]
            if isinstance(rules, Protego):
                self._delays[url.host] = min(float(rules.crawl_delay(self._agent) or 0), LONGEST_DELAY)
        found = self._robots[origin]
        if isinstance(found, EndedError):
            raise found
        return found

    async def _fetch_robots(self, url: httpx.URL) -> Protego | EndedError:
        """Read robots.txt as RFC 9309, 2.3.1 says: where there is none, all is allowed; where the server cannot tell, nothing is."""
        try:
            async with asyncio.timeout(self._limits.page):
                reply = await self._robots_reply(url)
        except TimeoutError:
            return EndedError("failed", "robots.txt が、時間のうちに来ませんでした")
        except EndedError as error:
            return error
        if 200 <= reply.status < 300:  # noqa: PLR2004  # success
            return Protego.parse(reply.body[:ROBOTS_BYTES].decode("utf-8", "replace"))
        if reply.status >= 500 or reply.status == 429:  # noqa: PLR2004  # the server cannot tell
            return EndedError("robots", f"robots.txt が読めません（{reply.status}）。あとで、もう一度見ます")
        return Protego.parse("")

    async def _robots_reply(self, url: httpx.URL) -> _Reply:
        here, seen = url, [url]
        while True:
            reply = await self._ask(here, ROBOTS_BYTES)
            if reply.status not in REDIRECTED or "location" not in reply.headers:
                return reply
            here = self._next(here, reply.headers["location"], seen)


async def _body(response: httpx.Response, size: int) -> bytes:
    """Read up to a little more than *size* bytes."""
    body = bytearray()
    async for piece in response.aiter_bytes(65536):
        body += piece
        if len(body) > size:
            break
    return bytes(body)


def retry_after(written: str | None, now: datetime) -> float | None:
    """Read Retry-After (RFC 9110, 10.2.3): seconds, or a date; None where it says nothing that can be read."""
    text = (written or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text).replace(tzinfo=UTC) - now).total_seconds()) if text else None
    except (ValueError, TypeError):
        return None


def _is_tls(error: BaseException) -> bool:
    return any(isinstance(each, ssl.SSLError) for each in _chain(error)) or "SSL" in str(error)


def _chain(error: BaseException | None) -> list[BaseException]:
    return [] if error is None else [error, *_chain(error.__cause__ or error.__context__)]


def _ended(error: httpx.RequestError) -> EndedError:
    """Say what came of a request that got no answer."""
    if _is_tls(error):
        return EndedError("dead", "安全な接続の証明書が正しくありません（TLS）")
    if isinstance(error, httpx.ConnectError):
        return EndedError("dead", "サーバーにつながりません")
    if isinstance(error, httpx.TimeoutException):
        return EndedError("failed", "返事が遅すぎます")
    return EndedError("failed", "返事がこわれています")
