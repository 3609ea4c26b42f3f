"""Measure, print, and end: `python -m bench.load [--worries FILE] [--city DIR]`. Exit 1 where a goal is missed. Needs wrk and Linux."""

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from app.bench import read_cases
from app.settings import HOME
from bench.load.servers import Server, running, site
from bench.load.talks import TURNS, Browser, lead, next_form

SCRIPT = Path(__file__).with_name("wrk.lua")
CASES = HOME / "tests" / "cases" / "openings.yaml"
CITY = HOME / "cities" / "271403-sakai"
HALF, SECOND, MILLI = 0.5, 1.0, 1000.0
"""The goals: the share of the bare route's turns a second, and the seconds of the slowest hundredth of turns. And milliseconds of a second."""
CONNECTIONS = 8
"""At once: enough that the server never waits for the next one."""
WARM = 2


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of wrk saw."""

    rate: float
    half: float
    slowest: float
    """Milliseconds of the middle turn, and of the slowest of a hundred, while CONNECTIONS ask without a pause."""
    work: float
    """Milliseconds of processor time that the server took for one."""
    errors: int


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked: by what method, and with which forms."""

    name: str
    method: str
    bodies: Path


def measured(server: Server, job: Job, seconds: int) -> Run:
    """Ask *server* for so many *seconds*."""
    before = server.worked()
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", SCRIPT, server.address, "--", job.method, "/", job.bodies],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout.strip().splitlines()[-1])
    work = (server.worked() - before) / max(told["requests"], 1) * MILLI
    return Run(told["requests"] / told["seconds"], told["half"], told["slowest"], work, told["errors"])


def in_turn(servers: Mapping[str, Server], job: Job, rounds: int, seconds: int) -> dict[str, list[Run]]:
    """Measure all *servers* one after the other, again and again: what disturbs the machine disturbs each."""
    found: dict[str, list[Run]] = {name: [] for name in servers}
    for server in servers.values():
        measured(server, job, WARM)
    for _ in range(rounds):
        for name, server in servers.items():
            found[name].append(measured(server, job, seconds))
    return found


def shown(values: Sequence[float], form: str = ".0f") -> str:
    """Write the middle of *values*, and from where to where they go."""
    return f"{median(values):{form}}（{min(values):{form}}〜{max(values):{form}}）"


def compare(servers: Mapping[str, Server], job: Job, rounds: int, seconds: int) -> Iterator[tuple[str, float]]:
    """Print what was measured for one job; give the share of each other server's rate that the first one reaches."""
    found = in_turn(servers, job, rounds, seconds)
    print(f"\n{job.name}")
    for name, runs in found.items():
        rate, half, slowest, work = (
            shown([getattr(run, key) for run in runs], form)
            for key, form in zip(("rate", "half", "slowest", "work"), (".0f", ".1f", ".1f", ".2f"), strict=True)
        )
        print(f"  {name}: 毎秒 {rate}、p50 {half} ms、p99 {slowest} ms、CPU {work} ms、失敗 {sum(run.errors for run in runs)}")
    ours, *others = found
    for name in others:
        rates = [our.rate / other.rate for our, other in zip(found[ours], found[name], strict=True)]
        works = [other.work / our.work for our, other in zip(found[ours], found[name], strict=True)]
        print(f"  {name} と比べて: 毎秒の比 {shown(rates, '.2f')}、CPU の比 {shown(works, '.2f')}")
        yield name, median(rates)


def buttons(server: Server, texts: Sequence[str]) -> Iterator[dict[str, str]]:
    """Lead talks up to the first button, and give the forms that press it."""

    async def pressed(text: str) -> dict[str, str]:
        browser = Browser(server.port)
        _, page = await browser.post({"text": text})
        browser.close()
        return next_form(page, "", 0)

    for text in texts:
        form = asyncio.run(pressed(text))
        if "text" not in form:
            yield form


def many(server: Server, texts: Sequence[str], talks: int, think: float) -> bool:
    """Lead many talks at once, print what came of it, and tell whether it is good enough."""
    before = server.worked()
    seen, took = lead(server.port, texts, talks, think)
    ordered = sorted(seen.took) or [0.0]
    half, slowest = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    expected = talks * TURNS
    print(
        f"  {talks} の話（考える時間 平均 {think:g} 秒）: {len(seen.took)} 歩 / {expected}、{took:.1f} 秒、毎秒 {len(seen.took) / took:.0f}、p50 {half * MILLI:.0f} ms、p99 {slowest * MILLI:.0f} ms、"
        f"いちばん長い {ordered[-1] * MILLI:.0f} ms、CPU {(server.worked() - before) / max(len(seen.took), 1) * MILLI:.2f} ms、失敗 {len(seen.errors)}"
    )
    return not seen.errors and len(seen.took) == expected and slowest <= SECOND


def _written(folder: Path, name: str, forms: Sequence[Mapping[str, str]]) -> Path:
    path = folder / name
    path.write_text("".join(f"{urlencode(form)}\n" for form in forms) or "\n", encoding="utf-8")
    return path


def one_process(given: argparse.Namespace, texts: Sequence[str], folder: Path) -> bool:
    """Compare one process of ours with the bare route."""
    with ExitStack() as stack:
        ours = stack.enter_context(running(*site(given.city)))
        forms = [{"text": text} for text in texts]
        pressed = list(buttons(ours, texts))
        known = folder / "forms.json"
        known.write_text(json.dumps([*forms, *pressed]), encoding="utf-8")
        city = ("--city", str(given.city)) if given.city else ()
        bare = stack.enter_context(running("bench.load.bare", "--forms", str(known), *city))
        packed = stack.enter_context(running("bench.load.bare", "--forms", str(known), *city, "--gzip"))
        nothing = stack.enter_context(running("bench.load.bare", "--nothing"))
        servers = {"まどぐち": ours, "素の道": bare, "素の道（圧縮あり）": packed}
        said = Job(f"文の一歩（{len(forms)} の文）", "POST", _written(folder, "texts", forms))
        first = Job("はじめのページ", "GET", _written(folder, "first", []))
        print(f"測る側: 何もしない答えなら、毎秒 {measured(nothing, said, given.seconds).rate:.0f}")
        reached = dict(compare(servers, said, given.rounds, given.seconds))
        list(compare(servers, Job(f"ボタンの一歩（{len(pressed)} の話）", "POST", _written(folder, "pressed", pressed)), given.rounds, given.seconds))
        list(compare(servers, first, given.rounds, given.seconds))
    return reached["素の道（圧縮あり）"] >= HALF  # like for like: both answer as browsers ask


def two_workers(given: argparse.Namespace, texts: Sequence[str]) -> bool:
    """Lead many talks at once with two workers."""
    print(f"\nワーカー 2 つで、{given.talks} の話を同時に（一つの話は {TURNS} 歩）")
    with running(*site(given.city, 2), workers=2) as server:
        lead(server.port, texts, 50, 0)
        good = [many(server, texts, given.talks, think) for think in (given.think, 0.0)]
    return good[0]  # people read before they press; without that, 500 wait for as many as the machine answers in a second


def main() -> None:
    """Measure all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worries", type=Path, default=CASES)
    parser.add_argument("--city", type=Path, default=CITY)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--talks", type=int, default=500)
    parser.add_argument("--think", type=float, default=5)
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk がありません（apt-get install wrk）")
    texts = [each.text for each in read_cases(given.worries)]
    with tempfile.TemporaryDirectory() as folder:
        good = [one_process(given, texts, Path(folder)), given.talks == 0 or two_workers(given, texts)]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
