"""Measure the shipped pages with Lighthouse (mobile, slow network, slow processor): `make lighthouse`. Exit 1 where a bound is missed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from app import sudachi
from app.loading import load
from app.settings import HOME
from tests.browser import BROWSER, FLAGS, serving

LIGHTHOUSE = HOME / "bench" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
RUNS = 3
TRIES = 3
"""On a busy machine the browser's trace now and then misses its beginning; such a run is no measurement."""
FRIDAY = datetime.fromisoformat("2026-11-20T14:00+09:00")
ALL = 100
FAST = 98
"""Performance moves by a point from run to run."""
SCORES = {"performance": "速さ", "accessibility": "使いやすさ", "best-practices": "作法", "seo": "検索"}
PAGES = {
    "/": "はじめのページ",
    "/parts/advising": "案内のページ",
    "/parts/alarm-suicide": "危険の案内",
    "/about": "この案内について",
    "/traces": "見た跡を消す方法",
}
INDEXED = "/"
"""The one page that search engines may list. All others are noindex on purpose, which Lighthouse counts as a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one page got: the medians of all runs."""

    path: str
    scores: Mapping[str, int]
    bytes: int
    shift: float
    largest: float
    """Seconds until the largest part of the first screen stands."""
    faults: tuple[str, ...]

    def missed(self) -> Iterator[str]:
        """Say which bounds are missed."""
        bounds = {"performance": FAST, "accessibility": ALL, "best-practices": ALL} | ({"seo": ALL} if self.path == INDEXED else {})
        yield from (
            f"{PAGES[self.path]}: {SCORES[name]} {self.scores[name]}（{bound} 以上）" for name, bound in bounds.items() if self.scores[name] < bound
        )


def main() -> int:
    """Serve the shipped content on a free port, measure each page, print one table."""
    if BROWSER is None or not LIGHTHOUSE.exists():
        print("chromium か Lighthouse がありません。make lighthouse で動かしてください", file=sys.stderr)
        return 2
    read = sudachi.reader()
    content = load(HOME, read, sudachi.sound(read))
    with serving(content, FRIDAY, dev=True) as address:
        found = [_figures(path, [_run(address + path) for _ in range(RUNS)]) for path in track(PAGES, "測っています", console=Console(stderr=True))]
    _print(found)
    return 1 if any(list(page.missed()) for page in found) else 0


def _run(address: str) -> dict[str, Any]:
    """Open *address* in a fresh browser, and give Lighthouse's report."""
    options = ["--quiet", "--output=json", "--output-path=stdout", "--no-enable-error-reporting", f"--only-categories={','.join(SCORES)}"]
    command = ["node", str(LIGHTHOUSE), address, *options, f"--chrome-flags={' '.join(['--headless=new', *FLAGS])}"]
    for _ in range(TRIES):
        done = subprocess.run(command, env=os.environ | {"CHROME_PATH": str(BROWSER)}, capture_output=True, text=True, check=False)
        report = json.loads(done.stdout) if done.returncode == 0 else {"categories": {"performance": {"score": None}}}
        if all(part["score"] is not None for part in report["categories"].values()):
            return report
    raise SystemExit(f"{address} を測れませんでした。\n{done.stderr}")


def _figures(path: str, reports: list[dict[str, Any]]) -> Figures:
    def middle(audit: str) -> float:
        return median(report["audits"][audit]["numericValue"] for report in reports)

    return Figures(
        path=path,
        scores={name: round(100 * median(report["categories"][name]["score"] for report in reports)) for name in SCORES},
        bytes=round(middle("total-byte-weight")),
        shift=middle("cumulative-layout-shift"),
        largest=middle("largest-contentful-paint") / 1000,
        faults=tuple(_faults(reports[0])),
    )


def _faults(report: dict[str, Any]) -> Iterator[str]:
    """Name what took points away from the scores that are not a matter of time."""
    for name in ("accessibility", "best-practices", "seo"):
        for part in report["categories"][name]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"{SCORES[name]}: {audit['id']}（{audit['title']}）"


def _print(found: list[Figures]) -> None:
    table = Table("ページ", *SCORES.values(), "送った量", "CLS", "LCP")
    for page in found:
        table.add_row(
            f"{PAGES[page.path]} {page.path}",
            *(str(score) for score in page.scores.values()),
            f"{page.bytes / 1024:.1f} KB",
            f"{page.shift:.3f}",
            f"{page.largest:.2f} 秒",
        )
    Console(width=110).print(table)
    print(f"{RUNS} 回ずつ測った中央の値。はじめのページのほかは、検索に出さない（noindex）と決めているので、「検索」が下がる。")
    for page in found:
        for fault in page.faults:
            print(f"{page.path}: {fault}")
        for missed in page.missed():
            print(f"とどかない: {missed}")


if __name__ == "__main__":
    raise SystemExit(main())
