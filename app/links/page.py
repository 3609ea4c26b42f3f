"""What a page says: the text of HTML, of plain text and of PDF, in any of the encodings that offices use. Runs in a process that may be ended."""

import codecs
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from app.links.wanted import shown

_META = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
HEAD = 4096
"""Bytes in which a charset is looked for; the standard says 1024, and pages say it later."""
TRIED = ("utf-8", "cp932", "euc_jp", "iso2022_jp")
"""cp932 also reads what is said to be Shift_JIS and holds ① or 髙, which are of Windows."""
SILENT = "script,style,noscript,template,svg,iframe"
PDF_PAGES = 60
GONE = re.compile(r"ページが(?:見|み)つかりません|お探しのページ|ページは(?:存在しません|ありません|削除)|404 ?not ?found|not found", re.IGNORECASE)
"""Titles of pages that say with status 200 that they are no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What could be read of a page; `unread` says why nothing could."""

    text: str = ""
    title: str = ""
    unread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What we keep of a page: no text of it."""

    unread: str | None = None
    says_gone: bool = False
    """The page itself says that it is no more."""
    fingerprint: str = ""
    """Of its text without its spaces."""
    numbers: frozenset[str] = frozenset()
    """Those that were looked for, and stand there."""


def look(body: bytes, content_type: str, numbers: Iterable[str]) -> Seen:
    """Look for *numbers* on a page."""
    found = read(body, content_type)
    if found.unread is not None:
        return Seen(unread=found.unread)
    printed = hashlib.sha256("".join(found.text.split()).encode("utf-8", "replace")).hexdigest()[:16]
    return Seen(says_gone=bool(GONE.search(found.title)), fingerprint=printed, numbers=shown(found.text, numbers))


def read(body: bytes, content_type: str) -> Text:
    """Read *body*, of which the server says *content_type*. Never raises for what a page holds."""
    head = Message()
    head["content-type"] = content_type or "application/octet-stream"
    kind = head.get_content_type()
    if kind == "application/pdf" or body.startswith(b"%PDF-"):
        return _pdf(body)
    if b"\0" in body[:HEAD] and not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Text(unread=f"文字のページではありません（{kind}）")
    if kind.startswith("text/") or kind.endswith(("html", "xml")) or (not content_type and b"<" in body[:HEAD]):
        decoded = decode(body, head.get_content_charset())
        return Text(text=decoded) if kind == "text/plain" else _html(decoded)
    return Text(unread=f"文字のページではありません（{kind}）")


def decode(body: bytes, said: str | None) -> str:
    """Give the text of *body*: by its mark, by what the server and the page say, else by the encodings of Japan; what does not fit is replaced."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    meta = _META.search(body[:HEAD])
    named = [codec for codec in (_codec(said), _codec(meta[1].decode("ascii", "replace")) if meta else None) if codec]
    for codec in (*named, *TRIED):
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return body.decode(named[0] if named else "utf-8", "replace")


def _codec(name: str | None) -> str | None:
    try:
        known = codecs.lookup(name or "").name
    except (LookupError, ValueError):
        return None
    known = known.replace("-", "_")
    if known in {"iso8859_1", "ascii"}:
        return None  # what servers say that know nothing
    return known if codecs.lookup(known)._is_text_encoding else None  # noqa: SLF001  # hex and zip are no charsets


def _html(written: str) -> Text:
    tree = LexborHTMLParser(written)
    title = tree.css_first("title")
    named = title.text(strip=True) if title is not None else ""
    hidden = [unquote((link.attributes.get("href") or "")[4:]) for link in tree.css('a[href^="tel:"]')]
    hidden += [image.attributes.get("alt") or "" for image in tree.css("img[alt]")]
    for each in tree.css(SILENT):
        each.decompose()
    body = tree.body
    seen = body.text(separator=" ") if body is not None else ""
    return Text(text="\n".join((seen, *hidden)), title=named)


def _pdf(body: bytes) -> Text:
    from pypdf import PdfReader  # noqa: PLC0415  # few pages are PDF, and it takes a while to import
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        pages = PdfReader(io.BytesIO(body)).pages
        if len(pages) > PDF_PAGES:
            return Text(unread=f"PDF のページが多すぎます（{PDF_PAGES} ページまで）")
        text = "\n".join(page.extract_text() for page in pages)
    # What strangers publish breaks pypdf in all these ways; a page that cannot be read is told as such, and the run goes on.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError, NotImplementedError):
        return Text(unread="PDF が読めませんでした")
    return Text(text=text) if text.strip() else Text(unread="PDF に文字がありません（画像の PDF かもしれません）")
