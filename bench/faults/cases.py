"""The faults, one function each: what was done, what was seen, and whether that is good enough."""

import asyncio
import json
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import httpx
from itsdangerous.encoding import base64_decode, bytes_to_int

from app.opening import TOKYO
from app.settings import HOME
from app.tally import EVERY
from app.web.desk import TOO_LARGE
from bench.faults.parts import START, Part, until
from bench.faults.talks import MARK, Crowd, Seen, mark
from bench.faults.town import Plan, Town, counted, may_mount, town

NUMBERS = ("tel:110", "tel:119", "tel:0120279338")
"""What every error page of ours holds."""
BODY = 200_000
"""Bytes that may be sent; the setting's default."""
SETTLED = 6.0
"""Seconds after which nothing more is awaited where nothing more came: a replica tries each second, and PostgreSQL may take three (app/store.py)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was looked at."""

    what: str
    seen: str
    good: bool


@dataclass(frozen=True, slots=True)
class Size:
    """How large a trial is."""

    talks: int = 500
    turns: int = 8
    pause: float = 12.0
    content: Path | None = None
    first: int = 0
    """The number of the first resident: where several crowds come to one town, each needs addresses of its own."""

    @property
    def seconds(self) -> float:
        """How long the residents talk, about."""
        return self.turns * self.pause


def ask(site: Town, path: str, method: str = "GET", at: str = "127.0.0.1", **more: object) -> httpx.Response:
    """Ask nginx, from an address."""
    with httpx.Client(transport=httpx.HTTPTransport(local_address=at), trust_env=False, timeout=30) as client:
        return client.request(method, site.url + path, **more)  # type: ignore[arg-type]


def talked(seen: Seen, size: Size) -> list[Row]:
    """Tell how the talks went: none lost, none shown a fault."""
    return [
        Row("終わりまで続いた話", f"{seen.finished} / {size.talks}", seen.finished == size.talks),
        Row("失われた話・ほかの人のページ", str(seen.lost), seen.lost == 0),
        Row("住民に出た誤り（5xx、429、切れた接続）", ", ".join(f"{kind}×{count}" for kind, count in seen.faults.items()) or "0", not seen.faults),
        Row("一歩（POST）の数", str(seen.turns), seen.turns > 0),
        Row("答えまでの秒（中央・99%・最長）", f"{seen.at(0.5):.2f}・{seen.at(0.99):.2f}・{seen.at(1):.2f}", True),
    ]


def crowd(site: Town, size: Size) -> Crowd:
    """Gather the residents."""
    return Crowd(url=site.url, tokens=site.tokens, talks=size.talks, turns=size.turns, pause=size.pause, first=size.first)


Step = Callable[[], Awaitable[object] | None]


def beside(work: Callable[[], object]) -> Step:
    """Do what takes a while without holding up the residents. Nothing may be started so: it would end with the thread."""
    return lambda: asyncio.to_thread(work)


def run(site: Town, size: Size, *steps: tuple[float, Step], seen: Seen | None = None) -> Seen:
    """Let the residents talk, and do each step at its share of the time."""

    async def meanwhile(_seen: Seen) -> None:
        began = time.monotonic()
        for share, step in steps:
            await asyncio.sleep(max(0.0, began + share * size.seconds - time.monotonic()))
            if (going_on := step()) is not None:
                await going_on

    return asyncio.run(crowd(site, size).talk(seen or Seen(), meanwhile))


def at_rest(url: str) -> int:
    """Give how many counts are written, when those of before have come in: a replica writes each second."""
    time.sleep(2 * EVERY)
    return sum(counted(url))


def settled(url: str, wanted: int) -> int:
    """Wait until so many counts are written, or until nothing more comes; give how many."""
    last, grown = -1, time.monotonic()
    while last < wanted and time.monotonic() - grown < SETTLED:
        if (now := sum(counted(url))) > last:
            last, grown = now, time.monotonic()
        time.sleep(0.2)
    return last


def answered_by(site: Town, killed: Part, moment: float, before: float) -> int:
    """Give how many posts a replica answered in the seconds before *moment*, by the log of nginx, whose times are whole seconds."""
    found = 0
    for line in (site.folder / "nginx" / "access.log").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        at = datetime.fromisoformat(told["time"]).timestamp()
        mine = told["replica"].endswith(f":{killed.port}") and told["method"] == "POST"
        found += mine and moment - before - 1 <= at <= moment + 1
    return found


def replicas(site: Town, size: Size) -> list[Row]:
    """Kill one of three replicas without a word, start it again, and then restart another as an upgrade does."""
    killed_at: list[float] = []
    first, second, *_ = site.replicas

    def kill() -> None:
        killed_at.append(time.time())
        first.kill()
        first.start()

    async def upgrade() -> None:
        await asyncio.to_thread(first.ready)
        second.send(signal.SIGTERM)
        await asyncio.to_thread(second.gone)
        second.start()

    before = at_rest(site.database or "")
    seen = run(site, size, (0.3, kill), (0.5, upgrade))
    written = settled(site.database or "", before + seen.turns) - before
    at_risk = answered_by(site, first, killed_at[0], 2)
    return [
        *talked(seen, size),
        Row("書かれた回数 / 一歩の数", f"{written} / {seen.turns}", seen.turns - at_risk <= written <= seen.turns + at_risk),
        Row("殺された台が、前の 2 秒に答えた数（失われうる限り）", str(at_risk), good=True),
        *unsaid(site.said()),
    ]


def unsaid(private: str) -> list[Row]:
    """Look for what residents wrote, and for their addresses, in all that was written down."""
    words = len(MARK.findall(private)) + private.count(quote(mark(0)[:3])) + private.lower().count(quote(mark(0)[:3]).lower())
    addresses = len(re.findall(r"127\.1\.\d+\.\d+", private))
    return [Row("記録（nginx・プログラム・Redis）にあった住民の言葉・アドレス", f"{words}・{addresses}", words == addresses == 0)]


def database(site: Town, size: Size) -> list[Row]:
    """Stop PostgreSQL in the middle, and start it again."""
    assert site.postgres is not None
    ready: list[int] = []

    def look() -> None:
        ready.extend(httpx.get(f"http://127.0.0.1:{each.port}/readyz", trust_env=False).status_code for each in site.replicas)

    before = at_rest(site.database or "")
    seen = run(site, size, (0.3, beside(site.postgres.stop)), (0.5, beside(look)), (0.7, site.postgres.start))
    site.postgres.ready()
    written = settled(site.database or "", before + seen.turns) - before
    return [
        *talked(seen, size),
        Row("止まっているあいだの /readyz", "・".join(map(str, ready)), set(ready) == {200}),
        Row("書かれた回数 / 一歩の数", f"{written} / {seen.turns}", written == seen.turns),
    ]


def redis(site: Town, size: Size) -> list[Row]:
    """Stop Redis in the middle without a word, start it again, and then let it hang."""
    assert site.redis is not None
    away: list[int] = []
    seen = Seen()

    def step(do: Callable[[], None]) -> Step:
        def both() -> None:
            do()
            away.append(len(seen.seconds))

        return both

    hang, go = (partial(site.redis.send, what) for what in (signal.SIGSTOP, signal.SIGCONT))
    run(site, size, (0.25, step(site.redis.kill)), (0.45, step(site.redis.start)), (0.7, step(hang)), (0.85, step(go)), seen=seen)
    killed, back, hung, free = away
    waits = [max(each, default=0.0) for each in (seen.seconds[killed:back], seen.seconds[hung:free])]
    warned = site.said().count("回数の置き場につながりません")
    return [
        *talked(seen, size),
        Row("記録した注意の数（台ごとに、なくなるたびに一度）", str(warned), 1 <= warned <= 2 * len(site.replicas)),
        Row(
            "止まったあいだ・固まったあいだに、いちばん長く待った秒（2 秒まで）",
            "・".join(f"{each:.2f}" for each in waits),
            max(waits) <= LONGEST_WAIT,
        ),
    ]


LONGEST_WAIT = 2.0
RATE = 12
"""Posts an hour from one address, where the rates are tried."""


def rates(site: Town, size: Size) -> list[Row]:
    """Ask from two addresses: each is counted by itself, and by all replicas together; what one says of its own address counts for nothing."""
    del size
    mine = [ask(site, "/", "POST", at="127.0.0.2", data={"text": "家賃"}).status_code for _ in range(RATE + 3)]
    others = [ask(site, "/", "POST", at="127.0.0.3", data={"text": "家賃"}).status_code for _ in range(RATE)]
    forged = ask(site, "/", "POST", at="127.0.0.2", data={"text": "家賃"}, headers={"X-Forwarded-For": "203.0.113.9"}).status_code
    urgent = ask(site, "/", "POST", at="127.0.0.2", data={"text": "死にたい"})
    asked = len(set(re.findall(r'"replica":"([\d.:]+)"', (site.folder / "nginx" / "access.log").read_text(encoding="utf-8"))))
    return [
        Row(f"一時間に {RATE} 回まで。{RATE + 3} 回送る", f"200×{mine.count(200)} 429×{mine.count(429)}", mine == [200] * RATE + [429] * 3),
        Row("答えた台の数", str(asked), asked == len(site.replicas)),
        Row(f"同じときに、ほかのアドレスから {RATE} 回", f"200×{others.count(200)}", others == [200] * RATE),
        Row("X-Forwarded-For を偽って", str(forged), forged == 429),
        Row("こえたあとの、緊急の文", str(urgent.status_code), urgent.status_code == 200 and "tel:119" in urgent.text),
    ]


def alive(site: Town, size: Size) -> list[Row]:
    """Look at what nginx answers by itself while the replicas live."""
    del size
    closed = [ask(site, path).status_code for path in ("/metrics", "/readyz", "//readyz", "/%72eadyz", "/500.html")]
    sizes = (BODY, BODY + 1, 5 * BODY)
    whole, large, huge = (ask(site, "/", "POST", content=b"text=" + b"a" * (each - 5), headers=FORM) for each in sizes)
    return [
        Row("外から閉じた道（/metrics、/readyz、その書きかえ、誤りのページ）", " ".join(map(str, closed)), set(closed) == {404}),
        Row("限りちょうどの本文（ディスクに書けば 500 になる）", str(whole.status_code), whole.status_code == 200),
        Row(
            "一バイト大きい本文・5 倍の本文",
            f"{large.status_code}・{huge.status_code}",
            all(good_page(each, 200) and TOO_LARGE in each.text for each in (large, huge)),
        ),
    ]


def dead(site: Town, size: Size) -> list[Row]:
    """Kill all replicas: nginx shows our page."""
    del size
    for each in site.replicas:
        each.kill()
    pages = [ask(site, "/"), ask(site, "/", "POST", data={"text": mark(1)}), ask(site, "/about?" + mark(1))]
    told = ask(site, "/api/v1/ask", "POST", json={"text": mark(1)})
    style = ask(site, re.findall(r'href="(/static/style[^"]+)"', pages[0].text)[0])
    kept = style.headers["cache-control"]
    codes = " ".join(str(each.status_code) for each in pages)
    return [
        Row("すべて止まったときの GET・POST（番号のあるこちらのページ）", codes, all(good_page(each, 503) for each in pages)),
        Row("そのときの API", told.headers["content-type"], told.status_code == told.json()["status"] == 503),
        Row("そのときの画面のスタイル", f"{style.status_code} {kept}", style.status_code == 200 and "immutable" in kept),
        *unsaid(site.said()),
    ]


def down(site: Town, size: Size) -> list[Row]:
    """Kill all replicas, and let them come back."""
    rows = [*alive(site, size), *dead(site, size)]
    for each in site.replicas:
        each.start()
    for each in site.replicas:
        each.ready()
    until(lambda: ask(site, "/").status_code == 200)
    return [*rows, Row("台が戻ったあとの /", "200", good=True)]


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def good_page(answer: httpx.Response, code: int) -> bool:
    """Tell whether it is a page of ours, with the numbers and the headers that keep private."""
    headers = answer.headers
    private = headers.get("cache-control") == "no-store" and "default-src 'none'" in headers.get("content-security-policy", "")
    return answer.status_code == code and private and all(each in answer.text for each in NUMBERS)


def content(size: Size) -> list[Row]:
    """Write half a file, then rubbish, then a good one: what is good serves on, and /readyz says so."""
    with TemporaryDirectory(prefix="madoguchi-content-") as folder:
        root = Path(folder) / "content"
        copied(size.content or HOME, root)
        file = root / "resources.yaml"
        whole = file.read_bytes()
        with town(Plan(replicas=1, postgres=False, redis=False, content=root)) as site:
            before = ready(site)
            refused: list[tuple[str, object]] = []

            def broken(new: bytes) -> Step:
                async def write() -> None:
                    known = [each for each, _ in refused]
                    file.write_bytes(new)
                    await asyncio.to_thread(until, lambda: str(ready(site)["refused"]) not in (*known, "None"), START)
                    told = ready(site)
                    refused.append((str(told["refused"]), told["status"]))

                return write

            half, rubbish = broken(whole[: len(whole) // 2]), broken(b"\x00{[&a *a\n" * 100)
            seen = run(site, size, (0.1, half), (0.3, rubbish))
            asked = ask(site, "/", "POST", data={"text": "家賃"}).status_code
            file.write_bytes(whole + b"\n# new\n")
            until(lambda: ready(site)["content"] != before["content"], START)
            after = ready(site)
    return [
        *talked(seen, size),
        Row("半分のファイル・こわれたファイルを断った（/readyz の refused）", f"{len(refused)} / 2", len(refused) == 2),
        Row("そのあいだの /readyz の status", "・".join(str(each) for _, each in refused), {each for _, each in refused} == {"ready"}),
        Row("そのあいだの一歩", str(asked), asked == 200),
        Row("よいファイルのあとの版", f"{before['content']} → {after['content']}", after["refused"] is None),
    ]


def copied(root: Path, to: Path) -> None:
    """Copy content."""
    shutil.copytree(root / "intents", to / "intents")
    for each in root.glob("*.yaml"):
        shutil.copy(each, to)


def ready(site: Town) -> dict[str, object]:
    """Ask the first replica how its content stands."""
    found: dict[str, object] = httpx.get(f"http://127.0.0.1:{site.replicas[0].port}/readyz", trust_env=False).json()
    return found


def disk(size: Size) -> list[Row]:
    """Fill the disk of SQLite in the middle, and make room again."""
    with TemporaryDirectory(prefix="madoguchi-disk-") as folder, small_disk(Path(folder)) as (how, fill, free):
        file = Path(folder) / "counts.db"
        plan = Plan(replicas=1, postgres=False, redis=False, content=size.content, settings={"DATABASE_URL": f"sqlite:///{file}"})
        with town(plan) as site:
            held: list[int] = []

            def look() -> None:
                with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
                    held.append(database.execute("SELECT coalesce(sum(count), 0) FROM used").fetchone()[0])

            steps = ((0.3, lambda: fill(site)), (0.4, beside(look)), (0.65, beside(look)), (0.7, lambda: free(site)))
            seen = run(site, size, *steps)
            written = settled(f"sqlite:///{file}", seen.turns)
            warned = site.said().count("回数を書けません")
    return [
        Row("いっぱいにした方法", how, True),
        *talked(seen, size),
        Row("いっぱいのあいだに増えた回数（0 なら、本当に書けなかった）", str(held[1] - held[0]), held[0] == held[1]),
        Row("記録した注意", str(warned), warned >= 1),
        Row("書かれた回数 / 一歩の数", f"{written} / {seen.turns}", written == seen.turns),
    ]


Filling = tuple[str, Callable[[Town], object], Callable[[Town], object]]


@contextmanager
def small_disk(folder: Path) -> Iterator[Filling]:
    """Make a disk that can be filled: a small tmpfs where one may mount, else a limit on the size of the replica's files that can be changed from outside."""
    mounted = (
        may_mount() and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", folder], check=False, capture_output=True).returncode == 0
    )
    if not mounted:
        hard = resource.RLIM_INFINITY
        yield (
            "RLIMIT_FSIZE（マウントできないので、ファイルの大きさの限りで代える）",
            lambda site: resource.prlimit(site.replicas[0].process.pid, resource.RLIMIT_FSIZE, (0, hard)),  # type: ignore[union-attr]
            lambda site: resource.prlimit(site.replicas[0].process.pid, resource.RLIMIT_FSIZE, (hard, hard)),  # type: ignore[union-attr]
        )
        return
    try:
        yield "512 KB の tmpfs を、ほかのファイルでうめる", lambda _site: _fill(folder / "filler"), lambda _site: (folder / "filler").unlink()
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


def _fill(file: Path) -> None:
    """Write until there is no room."""
    with file.open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"\0" * 4096)
        except OSError:
            return


def clock(size: Size) -> list[Row]:
    """Set the clock back by an hour, and then by a whole day, while residents talk."""
    with TemporaryDirectory(prefix="madoguchi-clock-") as folder:
        file = Path(folder) / "now"
        Path(folder).chmod(0o755)

        def back(by: timedelta) -> Callable[[], None]:
            def change() -> None:
                # libfaketime: a relative offset in seconds; what is there is replaced at once, never half.
                new = file.with_suffix(".new")
                new.write_text(f"-{int(by.total_seconds())}\n")
                new.replace(file)

            return change

        back(timedelta())()
        plan = Plan(replicas=1, postgres=False, redis=False, content=size.content, clock=file, settings={"RATE": "60/minute; 20/second"})
        with town(plan) as site:
            told: list[str] = []
            steps = (
                (0.3, back(timedelta(hours=1))),
                (0.35, beside(lambda: told.append(shown(site)))),
                (0.6, back(timedelta(days=1))),
                (0.65, beside(lambda: told.append(shown(site)))),
            )
            seen = run(site, size, *steps)
    return [
        *talked(seen, size),
        Row("台の時計（日本時間）。そのあと", "・".join(told), len(set(told)) == 2),
    ]


def shown(site: Town) -> str:
    """Tell what time the replica believes it is, by the token of a new talk."""
    page = ask(site, "/", "POST", data={"text": "家賃"}).text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None
    return datetime.fromtimestamp(bytes_to_int(base64_decode(token[1].split(".")[1])), TOKYO).strftime("%m-%d %H:%M")


def whole_town(look: Callable[[Town, Size], list[Row]], **settings: str) -> Callable[[Size], list[Row]]:
    """Build a town of three replicas with all parts, and look."""

    def case(size: Size) -> list[Row]:
        with town(Plan(content=size.content, settings=settings)) as site:
            return look(site, size)

    return case


CASES: dict[str, Callable[[Size], list[Row]]] = {
    "replicas": whole_town(replicas),
    "database": whole_town(database),
    "redis": whole_town(redis),
    "rates": whole_town(rates, RATE=f"{RATE}/hour"),
    "down": whole_town(down),
    "content": content,
    "disk": disk,
    "clock": clock,
}
