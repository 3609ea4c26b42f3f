"""Which addresses may be asked: those of the public internet over http and https. A YAML file must not make us knock inside an office's network."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

import httpx

LAST_PORT = 65535


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
    inner = [] if isinstance(address, IPv4Address) else [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    return all(each.is_global and not each.is_multicast for each in (address, *(each for each in inner if each is not None)))
