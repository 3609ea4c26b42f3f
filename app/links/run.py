"""Asks for all pages, several hosts at once and each politely, and ends within its budget of time."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from app.links.judge import Answer
from app.links.reader import PageReader
from app.links.visit import Limits, Visitor

Done = Callable[[str, Answer], bool]
"""Is told of each page; False ends the run."""


class StoppedError(Exception):
    """Whoever is told of the pages wants no more of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a run goes."""

    agent: str
    """Who asks, with an address at which a webmaster reaches a person."""
    budget: float = 1800.0
    """Seconds for all pages."""
    workers: int = 8
    """Hosts that are asked at the same time."""
    limits: Limits = field(default_factory=Limits)
    proxy: str | None = None


def run(pages: Mapping[str, frozenset[str]], plan: Plan, done: Done) -> None:
    """Ask for *pages* and tell *done* of each; those that the budget does not reach are not told of."""
    asyncio.run(_run(pages, plan, done))


async def _run(pages: Mapping[str, frozenset[str]], plan: Plan, done: Done) -> None:
    async with _client(plan) as client, PageReader(plan.limits.reading) as reader:
        visitor = Visitor(client, reader, plan.agent, plan.limits, by_proxy=plan.proxy is not None)
        free = asyncio.Semaphore(plan.workers)

        async def host(urls: list[str]) -> None:
            for url in urls:
                async with free:
                    answer = await visitor.visit(url, pages[url])
                if not done(url, answer):
                    raise StoppedError

        try:
            async with asyncio.timeout(plan.budget), asyncio.TaskGroup() as group:
                for urls in _by_host(pages).values():
                    group.create_task(host(urls))
        except* (TimeoutError, StoppedError):
            pass  # what is not done yet is done by the next run


def _client(plan: Plan) -> httpx.AsyncClient:
    trusted = httpx.create_ssl_context()
    trusted.load_default_certs()  # offices add authorities of their own to the machine
    once = httpx.Limits(max_connections=None, max_keepalive_connections=0)  # a connection is for one name: others may share its address
    return httpx.AsyncClient(verify=trusted, trust_env=False, proxy=plan.proxy, timeout=plan.limits.page / 2, limits=once)


def _by_host(pages: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    hosts: dict[str, list[str]] = {}
    for url in pages:
        hosts.setdefault(_host(url), []).append(url)
    return hosts


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.casefold()
    except ValueError:
        return ""
