"""A web server with every fault that a page can have; it answers on all of 127.0.0.x, which are so many hosts."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

NUMBER = "0120-279-338"
WIDE = "０１２０（２７９）３３８"
HUGE = 6_000_000
NESTED = 60_000


def pdf(text: str) -> bytes:
    """Make the least PDF that shows an ASCII text."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    begin = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % begin


def html(said: str, title: str = "窓口") -> str:
    """Make a page."""
    return f"<!doctype html><html><head><title>{title}</title><script>'03-0000-0000'</script></head><body><p>{said}</p></body></html>"


def answer(body: bytes | str, *, status: str = "200 OK", type_: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    """Make an answer with its length."""
    raw = body.encode() if isinstance(body, str) else body
    return f"HTTP/1.1 {status}\r\nContent-Type: {type_}\r\nContent-Length: {len(raw)}\r\nConnection: close\r\n{more}\r\n".encode() + raw


def to(where: str, status: str = "301 Moved") -> bytes:
    """Make a redirect."""
    return answer("", status=status, more=f"Location: {where}\r\n")


FIXED: dict[str, bytes] = {
    "/404": answer("", status="404 Not Found"),
    "/410": answer("", status="410 Gone"),
    "/500": answer("", status="500 Oops"),
    "/403": answer("", status="403 No"),
    "/soft404": answer(html("", title="お探しのページが見つかりません｜みなも市")),
    "/moved": to("/ok/moved"),
    "/temporary": to("/ok/temporary", "302 Found"),
    "/loop": to("/loop2"),
    "/loop2": to("/loop"),
    "/to-file": to("file:///etc/passwd"),
    "/huge": answer(b"x" * HUGE),
    "/image": answer(b"\x89PNG\r\n\x1a\n\0\0", type_="image/png"),
    "/binary": answer(b"\0\1\2\3" * 1000),
    "/nested": answer("<div>" * NESTED),
    "/sjis": answer(f"<html><body>電話①{WIDE}</body></html>".encode("cp932"), type_="text/html; charset=Shift_JIS"),
    "/sjis-said-utf8": answer(f"<html><body>電話{WIDE}</body></html>".encode("cp932")),
    "/euc-meta": answer(f'<html><head><meta charset="euc-jp"></head><body>電話{WIDE}</body></html>'.encode("euc_jp"), type_="text/html"),
    "/strange-charset": answer(html(NUMBER), type_="text/html; charset=no-such-thing"),
    "/without-number": answer(html("電話はありません")),
    "/tel": answer(html('<a href="tel:+81120279338">電話する</a>')),
    "/pdf": answer(pdf(f"TEL {NUMBER}"), type_="application/pdf"),
    "/pdf-broken": answer(b"%PDF-1.4 nothing", type_="application/pdf"),
    "/empty": answer(""),
    "/long-wait": answer("", status="503 Busy", more="Retry-After: 3600\r\n"),
    "/garbage": b"this is no http\r\n\r\n",
    "/cut": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10000\r\n\r\n<html>",
    "/robots.txt": answer("User-agent: *\nDisallow: /private/*.html$\nUser-agent: madoguchi-links\nDisallow: /private/*\n", type_="text/plain"),
}


@dataclass
class Server:
    """Where it answers, and what was asked of it."""

    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    at_once: Counter[str] = field(default_factory=Counter)
    """Most requests of a host at the same time."""
    agents: set[str] = field(default_factory=set)
    changed: bool = False
    """Whether the pages say something else than before."""
    now: Counter[str] = field(default_factory=Counter)

    def url(self, path: str, host: int = 1) -> str:
        """Give the address of a page."""
        return f"http://127.0.0.{host}:{self.port}{path}"


async def _serve(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        path = head.split(" ")[1].split("?")[0]
        host = writer.get_extra_info("sockname")[0]
        server.asked[path] += 1
        server.agents.add(next(line for line in head.splitlines() if line.casefold().startswith("user-agent")))
        server.now[host] += 1
        server.at_once[host] = max(server.at_once[host], server.now[host])
        try:
            await _answer(server, host, path, writer)
        finally:
            server.now[host] -= 1
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
        pass
    finally:
        writer.close()


async def _answer(server: Server, host: str, path: str, writer: asyncio.StreamWriter) -> None:
    if path == "/robots.txt" and host in {"127.0.0.8", "127.0.0.9"}:
        await _odd("/endless" if host.endswith("8") else "/500", writer)
    elif path.startswith("/ok/"):
        writer.write(answer(html(f"電話 {path} {NUMBER}" + ("（新しい文）" if server.changed else ""))))
    elif path == "/loses" and not server.changed:
        writer.write(answer(html(NUMBER)))
    elif path == "/loses":
        writer.write(FIXED["/without-number"])
    elif path == "/busy":
        writer.write(answer(html(NUMBER)) if server.asked[path] > 1 else answer("", status="429 Busy", more="Retry-After: 0\r\n"))
    elif path.startswith("/many/"):
        writer.write(to(f"/many/{int(path.rsplit('/', 1)[1]) + 1}"))
    else:
        await _odd(path, writer)
    await writer.drain()


async def _odd(path: str, writer: asyncio.StreamWriter) -> None:
    if path == "/slow":
        await asyncio.sleep(0.4)
        writer.write(answer(html(NUMBER)))
    elif path == "/never":
        await asyncio.sleep(60)
    elif path in {"/endless", "/endless-head"}:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + (b"\r\n" if path == "/endless" else b""))
        for number in range(600):
            writer.write(b"X-%d: y\r\n" % number)
            await writer.drain()
            await asyncio.sleep(0.1)
    else:
        writer.write(FIXED.get(path, FIXED["/404"]))


@contextmanager
def odd_server() -> Iterator[Server]:
    """Run the server in a thread of its own."""
    server, loop, ready = Server(), asyncio.new_event_loop(), threading.Event()

    async def main() -> None:
        running = await asyncio.start_server(lambda r, w: _serve(server, r, w), "0.0.0.0", 0)  # noqa: S104  # of this machine, for a moment
        server.port = running.sockets[0].getsockname()[1]
        ready.set()
        async with running:
            await stopped.wait()

    stopped = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(main(),), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(10)
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
