"""Which addresses may be asked: those of the public internet over http and https. A YAML file must not make us knock inside an office's network."""

import asyncio
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

LAST_PORT = 65535
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
"""Whose last 32 bits are an address of IPv4: NAT64 (RFC 6052), and an old way."""
LOCAL = (IPv6Network("64:ff9b:1::/48"), IPv6Network("fec0::/10"))
"""What Python 3.11 takes for public, and is of one office (RFC 8215, RFC 3879)."""


class BlockedError(Exception):
    """An address that we do not ask; the message says why, for a clerk."""


class UnknownHostError(Exception):
    """A name that no server answers to."""


def checked(url: str) -> httpx.URL:
    """Give *url* as one that may be asked. Raises BlockedError."""
    try:
        found = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise BlockedError("URL の形がちがいます") from None
    if found.scheme not in {"http", "https"} or not found.host:
        raise BlockedError("https:// か http:// のページではありません")
    if not 0 < (found.port or 80) <= LAST_PORT:
        raise BlockedError("URL の形がちがいます")
    if found.userinfo:
        raise BlockedError("URL に名前と合言葉が入っています")
    return found


async def public(url: httpx.URL, *, allow_private: bool) -> str:
    """Give the IP address under which *url* is asked; the caller connects to no other. Raises BlockedError and UnknownHostError."""
    found = await _resolve(url)
    if not allow_private and not all(map(_is_public, found)):
        raise BlockedError("庁内やこの機械の中の住所です")
    return str(found[0])


async def _resolve(url: httpx.URL) -> list[IPv4Address | IPv6Address]:
    try:
        known = await asyncio.get_running_loop().getaddrinfo(url.raw_host.decode("ascii"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnknownHostError from None
    # Offices often have no IPv6 to the outside.
    return sorted((ip_address(str(each[4][0]).split("%")[0]) for each in known), key=lambda address: address.version)


def literal(url: httpx.URL, *, allow_private: bool) -> None:
    """Look at what stands in the address itself, where a proxy finds the server. Raises BlockedError."""
    try:
        found = ip_address(url.host)
    except ValueError:
        inside = url.host == "localhost" or url.host.endswith((".localhost", ".local", ".internal", ".lan")) or "." not in url.host
    else:
        inside = not _is_public(found)
    if inside and not allow_private:
        raise BlockedError("庁内やこの機械の中の住所です")


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return all(_is_open(each) for each in (address, *_inner(address)))


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not any(address in network for network in LOCAL)


def _inner(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    """Give the addresses of IPv4 that one of IPv6 leads to."""
    if isinstance(address, IPv4Address):
        return
    yield from (each for each in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())) if each is not None)
    if any(address in network for network in TRANSLATED):
        yield IPv4Address(int(address) & 0xFFFFFFFF)
