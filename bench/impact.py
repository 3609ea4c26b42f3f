"""How long a clerk waits for `impact` on the whole content: changes made in copies of it, each measured several times.

`python -m bench.impact` prints a table: seconds on the clock and of CPU (all processes together), the middle of five, with the smallest and the largest.
Every run changes something else, so that no answer of the new side is remembered. The old side is remembered, as it is for a clerk who looked before;
«first» begins with an empty cache, and in «revisions» nothing of either side is.
"""

import argparse
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("resources.yaml", "measures.yaml", "readings.yaml", "intents", "cities", "tests/cases")
CITY = "271403"
WINDOWS, TOPICS, SAYS = 10, 10, 5
"""How many windows get another number and other hours; in how many topics how many sentences change."""

Change = Callable[[Path, random.Random], None]


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of one run."""

    clock: float
    cpu: float


def numbers(root: Path, rng: random.Random) -> None:
    """Change the numbers of ten windows, and the hours of those that have any."""
    path = root / "resources.yaml"
    entries = re.split(r"(?m)^(?=- id:)", path.read_text(encoding="utf-8"))
    phones = [at for at, entry in enumerate(entries) if re.search(r"(?m)^    value: '?0[\d-]{8,}'?$", entry)]
    for at in rng.sample(phones, WINDOWS):
        entries[at] = re.sub(r"(?m)^(    value: '?0[\d-]{6,}\d\d)\d('?)$", rf"\g<1>{rng.randrange(10)}\2", entries[at], count=1)
        if re.search(r"(?m)^    hours: Mo-Fr 09:00", entries[at]) and re.search(r"(?m)^    hours_text: 平日 ?9:00", entries[at]):
            entries[at] = (
                entries[at].replace("hours: Mo-Fr 09:00", "hours: Mo-Fr 08:30").replace("平日9:00", "平日8:30").replace("平日 9:00", "平日 8:30")
            )
    path.write_text("".join(entries), encoding="utf-8")


def says(root: Path, rng: random.Random) -> None:
    """Change five sentences in each of ten topics."""
    topics = [path for path in sorted((root / "intents").glob("*.yaml")) if "\nsays:\n" in path.read_text(encoding="utf-8")]
    for path in rng.sample([path for path in topics if len(_said(path)) >= SAYS], TOPICS):
        text = path.read_text(encoding="utf-8")
        for line in rng.sample(_said(path), SAYS):
            text = text.replace(f"\n{line}\n", f"\n{line}、と{rng.randrange(10**6)}回も思った\n", 1)
        path.write_text(text, encoding="utf-8")


def _said(path: Path) -> list[str]:
    """Give the lines of the sentences of a topic."""
    lines = path.read_text(encoding="utf-8").partition("\nsays:\n")[2].splitlines()
    end = next((at for at, line in enumerate(lines) if not line.startswith("- ")), len(lines))
    return [line for line in lines[:end] if re.fullmatch(r"- [ぁ-ゖァ-ヺー一-鿿、]{12,}", line)]


def rules(root: Path, rng: random.Random) -> None:
    """Give the first rule for danger one more phrase, with an example that it must catch."""
    path = root / "intents" / "safety.yaml"
    text, odd = path.read_text(encoding="utf-8"), f"もう{rng.randrange(10**6)}回も死にたい"
    text = text.replace("  patterns: [", f"  patterns: [{odd}, ", 1).replace("    caught: [", f"    caught: [{odd}, ", 1)
    path.write_text(text, encoding="utf-8")


CASES: dict[str, tuple[str, Change]] = {
    "numbers": ("窓口 10 件の番号・時間", numbers),
    "says": ("10 の話題で、言い方 50", says),
    "rules": ("危険の決まりと、その例", rules),
    "first": ("はじめて（キャッシュが空）。言い方 50", says),
    "revisions": ("git の二つの版。どちらの答えも、まだない。言い方 50 と 50", says),
}


def main() -> None:
    """Measure what is asked for, and print one line for each."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("cases", nargs="*", help=", ".join(CASES))
    words.add_argument("--runs", type=int, default=5)
    given = words.parse_args()
    print(f"{platform.machine()}、CPU {os.cpu_count()}、Python {platform.python_version()}、負荷 {os.getloadavg()[0]:.1f}", flush=True)
    print("| 変えたもの | 秒 | CPU の秒 | |\n| --- | --- | --- | --- |", flush=True)
    for name in given.cases or CASES:
        with tempfile.TemporaryDirectory(prefix="madoguchi-") as folder:
            print(_line(CASES[name][0], list(measured(name, Path(folder), given.runs))), flush=True)


def _line(label: str, took: list[Took]) -> str:
    clock, cpu = (_middle([getattr(each, name) for each in took]) for name in ("clock", "cpu"))
    return f"| {label} | {clock} | {cpu} | 負荷 {os.getloadavg()[0]:.1f} |"


def _middle(seconds: list[float]) -> str:
    return f"**{statistics.median(seconds):.1f}**（{min(seconds):.1f}〜{max(seconds):.1f}）"


def measured(name: str, folder: Path, runs: int) -> Iterator[Took]:
    """Measure one case."""
    _copy(ROOT, folder / "old")
    cache = folder / "cache"
    if name != "first":
        _compared(folder, "warm", says, cache, random.Random("warm"))  # noqa: S311  # dice for changes
    for run in range(runs):
        rng = random.Random(run)  # noqa: S311  # as above
        if name == "revisions":
            yield _revisions(folder / f"git{run}", cache, rng)
        else:
            yield _compared(folder, str(run), CASES[name][1], folder / f"cache{run}" if name == "first" else cache, rng)


def _compared(folder: Path, name: str, change: Change, cache: Path, rng: random.Random) -> Took:
    _copy(folder / "old", folder / name)
    change(folder / name, rng)
    return _run([str(folder / "old"), str(folder / name)], cache, ROOT)


def _revisions(home: Path, cache: Path, rng: random.Random) -> Took:
    _copy(ROOT, home)
    says(home, rng)
    _commit(home, "init")
    says(home, rng)
    _commit(home)
    return _run(["HEAD~1", "HEAD"], cache, home)


def _commit(home: Path, *first: str) -> None:
    for words in (
        [*first, "-q"] if first else [],
        ["add", "-A"],
        ["-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "-qm", "bench"],
    ):
        if words:
            subprocess.run(["git", "-C", str(home), *words], check=True)


def _copy(source: Path, target: Path) -> None:
    for part in PARTS:
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, target / part)
        else:
            shutil.copy(source / part, target / part)


def _run(sides: list[str], cache: Path, content: Path) -> Took:
    """Run the command as a clerk does, and take the time of it and of all processes that it starts."""
    env = os.environ | {"MADOGUCHI_CACHE": str(cache), "MADOGUCHI_CONTENT": str(content)}
    began, before = time.perf_counter(), os.times()
    done = subprocess.run(
        [sys.executable, "-m", "app", "impact", *sides, "--city", CITY, "--json"], cwd=ROOT, env=env, capture_output=True, check=False
    )
    clock, after = time.perf_counter() - began, os.times()
    if done.returncode not in {0, 1} or not done.stdout:
        sys.exit(done.stderr.decode())
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Took(clock, cpu)


if __name__ == "__main__":
    main()
