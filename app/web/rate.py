"""How often one address may post: enough for a school or a library behind one address, too few to keep others from an answer.

Of an address only a hash is kept, with a key that no file holds, for as long as a window of the limit lasts (docs/design/privacy.md). A post that is too
much is still handed on, with a mark: the site answers it if it tells of urgent danger. Beyond TIMES the limit it is refused here.
"""

import logging
import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Network, ip_address

from anyio import to_thread
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.refusal import Refusal

LOG = logging.getLogger("madoguchi.rate")
MEMORY = "memory://"
TIMES = 10
"""How many times the limit an urgent text is still answered."""
PATIENCE = 0.2
"""Seconds that a store may take; a resident must not notice that it is away."""
PAUSE = 10.0
"""Seconds for which a store that was away is not asked."""
SWEEP = 10.0
"""Seconds between two times that counts are looked through for what is over."""
NETWORK = 64
"""Bits of an IPv6 address that tell one household from another: the rest may change at will (RFC 8981)."""
MARK = "wait"


class Memory(MemoryStorage):
    """Counts in this process, by one thread: that of the event loop.

    Its parent starts a thread a hundred times a second to forget what is over; while others compute, each such start makes all requests wait.
    """

    def __init__(self) -> None:
        """Count nothing yet."""
        super().__init__()
        self._swept = time.time()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count *amount* more for *key*, which is forgotten after *expiry* seconds; give the count."""
        now = time.time()
        if now - self._swept >= SWEEP:
            self._sweep(now)
        count: int = self.get(key) + amount
        self.storage[key] = count
        self.expirations.setdefault(key, now + expiry)
        return count

    def _sweep(self, now: float) -> None:
        """Forget what is over."""
        self._swept = now
        for key in [key for key, until in self.expirations.items() if until <= now]:
            self.clear(key)


class Pace:
    """Counts posts by address."""

    def __init__(self, rate: str, store: str | None = None, secret: str | None = None, timer: Callable[[], float] = time.monotonic) -> None:
        """Allow *rate* (60/minute; 20/second), counted in *store*; those who share one share *secret*, which keys the hashes.

        Raises limits.errors.ConfigurationError where the store is of no known kind.
        """
        options = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        counts = Memory() if store in {None, MEMORY} else storage_from_string(store, wrap_exceptions=True, **options)
        self._limiter = SlidingWindowCounterRateLimiter(counts)
        self._usual = tuple(parse_many(rate))
        self._most = tuple(type(each)(each.amount * TIMES, each.multiples) for each in self._usual)
        self._key = secrets.token_bytes(32) if store is None or secret is None else blake2b(secret.encode(), person=b"address").digest()
        self._timer, self._away_until, self._warned = timer, -math.inf, False
        self.shared = store is not None

    def count(self, address: str) -> tuple[int, bool]:
        """Count one post; give for how many seconds to wait (0: not at all), and whether even danger is no excuse."""
        if self._timer() < self._away_until:
            return 0, False
        try:
            found = self._counted(blake2b(address.encode("utf-8", "replace"), key=self._key, digest_size=16).hexdigest())
        except StorageError as error:
            self._miss(error)
            return 0, False
        self._warned = False
        return found

    def _counted(self, known_as: str) -> tuple[int, bool]:
        full = self._over(self._most, known_as)
        over = full or self._over(self._usual, known_as)
        return max((self._wait(each, known_as) for each in over), default=0), bool(full)

    def _over(self, limits: tuple[RateLimitItem, ...], known_as: str) -> list[RateLimitItem]:
        return [each for each in limits if not self._limiter.hit(each, known_as)]

    def _wait(self, limit: RateLimitItem, known_as: str) -> int:
        return max(1, math.ceil(self._limiter.get_window_stats(limit, known_as).reset_time - time.time()))

    def _miss(self, error: StorageError) -> None:
        """Go on without the store for a while; say so once until it is back."""
        self._away_until = self._timer() + PAUSE
        if not self._warned:
            LOG.warning("回数の置き場につながりません。つながるまで、回数を制限しません: %s", type(error.storage_error).__name__)
        self._warned = True


@dataclass(frozen=True, slots=True)
class Paced:
    """Counts the posts of each address before the site sees them."""

    app: ASGIApp
    pace: Pace
    proxies: int
    refusal: Callable[[], Refusal]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with a mark where there were too many; refuse it where there were far too many."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        address = address_of(scope, self.proxies)
        wait, full = await to_thread.run_sync(self.pace.count, address) if self.pace.shared else self.pace.count(address)
        if full:
            await self.refusal().answer(scope["path"], retry_after(wait))(scope, receive, send)
            return
        scope.setdefault("state", {})[MARK] = wait
        await self.app(scope, receive, send)


def waiting(request: Request) -> int:
    """Give for how many seconds who asks should wait; 0 where they need not."""
    return int(getattr(request.state, MARK, 0))


def retry_after(seconds: int) -> dict[str, str]:
    """Write the header that tells when to come again (RFC 9110, 10.2.3)."""
    return {"Retry-After": str(seconds)}


def address_of(scope: Scope, proxies: int) -> str:
    """Give the address that counts: of the peer, or as told by the outermost of so many trusted *proxies*. An IPv6 address counts with its network."""
    client = scope.get("client")
    peer = str(client[0]) if client else ""
    told = [each.strip() for header in Headers(scope=scope).getlist("x-forwarded-for") for each in header.split(",") if each.strip()]
    return _network(told[-min(proxies, len(told))] if proxies and told else peer)


def _network(written: str) -> str:
    """Give an address without its port, an IPv6 address as its network; what is no address, as it is."""
    bare = written[1:].partition("]")[0] if written.startswith("[") else written.partition(":")[0] if written.count(":") == 1 else written
    try:
        address = ip_address(bare)
    except ValueError:
        return written
    if isinstance(address, IPv4Address) or address.ipv4_mapped:
        return str(getattr(address, "ipv4_mapped", None) or address)
    return str(IPv6Network((int(address), NETWORK), strict=False))
