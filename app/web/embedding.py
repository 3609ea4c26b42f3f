"""The guide inside other pages: oEmbed (https://oembed.com/), and how scripts for other sites are served."""

from typing import Any
from urllib.parse import quote, urlsplit

SCRIPTS = ("embed.js", "embed-exit.js")
FOR_OTHERS = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
WIDTH, HEIGHT = 640, 720
"""CSS pixels of a frame that fits a page of text; a site may ask for less."""
LEAST = 200


def discovery(public_url: str | None) -> str | None:
    """Give the address that a page names for oEmbed; none where the service does not know its own address."""
    return None if public_url is None else f"{public_url}/oembed?url={quote(public_url + '/', safe='')}"


def answer(public_url: str | None, url: str, most_wide: int, most_high: int) -> dict[str, Any] | None:
    """Answer an oEmbed consumer: a plain frame of the guide; None for an address that is not ours."""
    if public_url is None or not _ours(public_url, url):
        return None
    width, height = max(LEAST, min(WIDTH, most_wide)), max(LEAST, min(HEIGHT, most_high))
    path = urlsplit(url).path
    source = f"{public_url}{path if path.startswith('/topic/') else '/embed'}?look=ja.f"
    return {
        "version": "1.0",
        "type": "rich",
        "provider_name": "まどぐち",
        "provider_url": public_url,
        "title": "相談窓口のご案内",
        "width": width,
        "height": height,
        "html": f'<iframe src="{source}" width="{width}" height="{height}" title="相談窓口のご案内" referrerpolicy="no-referrer"></iframe>',
    }


def _ours(public_url: str, url: str) -> bool:
    path = urlsplit(url).path.removeprefix("/topic/")
    return url.startswith((f"{public_url}/", public_url)) and urlsplit(url).netloc == urlsplit(public_url).netloc and _plain(path)


def _plain(path: str) -> bool:
    """Tell whether a path holds nothing that could leave the quotes of an attribute."""
    return all(letter.isascii() and (letter.isalnum() or letter in "/-") for letter in path)
