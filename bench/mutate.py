"""Break content files at random, thousands of times: each copy must load or be told as problems; a traceback is a fault of ours.

`python -m bench.mutate --count 10000` prints what came of it and ends with 1 where one copy made a traceback. The same seed makes the same copies.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.events import Said
from app.loading import inspect
from app.talk import reply
from tests.folders import RESOURCES, small_city, small_root
from tests.made_up import NIGHT, as_written, by_spaces

ROOT = Path(__file__).resolve().parent.parent
SHIPPED_SHARE = 0.3
"""Of the copies, so many break a file as it is shipped, the others one of the small made-up root."""
MOST_SHIPPED = 20_000
"""Bytes of a shipped file that are taken, from the beginning of an entry."""
READINGS = "- {word: 他人事, reading: ひとごと}\n- {word: 市役所, reading: しやくしょ}\n"

Mutation = Callable[[bytes, random.Random], bytes]


def flipped(raw: bytes, rng: random.Random) -> bytes:
    """Change single bits."""
    changed = bytearray(raw)
    for _ in range(rng.randint(1, 8)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def cut_off(raw: bytes, rng: random.Random) -> bytes:
    """End in the middle, as a copy that was broken off does."""
    return raw[: rng.randrange(len(raw))]


def cut_out(raw: bytes, rng: random.Random) -> bytes:
    """Lose a part."""
    begin = rng.randrange(len(raw))
    return raw[:begin] + raw[begin + rng.randint(1, 200) :]


def doubled(raw: bytes, rng: random.Random) -> bytes:
    """Say some lines twice."""
    lines = raw.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    some = lines[at : at + rng.randint(1, 5)]
    return b"".join((*lines[:at], *some * rng.choice((2, 2, 2, 50)), *lines[at + len(some) :]))


def dropped(raw: bytes, rng: random.Random) -> bytes:
    """Lose some lines."""
    return b"".join(line for line in raw.splitlines(keepends=True) if rng.random() > 0.05)  # noqa: PLR2004


def swapped(raw: bytes, rng: random.Random) -> bytes:
    """Exchange two lines."""
    lines = raw.splitlines(keepends=True)
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def indented(raw: bytes, rng: random.Random) -> bytes:
    """Move a line to the right or to the left."""
    lines = raw.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    lines[at] = rng.choice((b"  ", b" ", b"\t", b"")) + lines[at].lstrip(rng.choice((b" ", b"")))
    return b"".join(lines)


VALUES = (
    "null", "~", "[]", "{}", "[[[]]]", "{a: {b: {c: d}}}", "true", "-1", "9" * 400, "1e999999999", ".inf", ".nan", "0x7fffffffffffffffffff", "2026-02-30",
    "9999-12-31", "0001-01-01", "0000-00-00", "'", '"', "|", ">", "&a a", "*a", "&a [*a, *a]", "!!python/object/apply:os.system [echo]", "!!python/name:os.system",
    "!!binary aGVsbG8=", "!!int x", "!!set {a}", "!x y", "<<: {a: b}", "? a", "%YAML 1.2", "---", "...", "- - - a", "#", "@", "`", "\u2028", "\u0085", "｜漢《", "《》", "｜漢字《かんじ》",
    '"\\ud800"', '"\\ud800\\udc00"', '"\\U00110000"', '"\\x00"', '"\\0"', '"\\e"', "a" * 5000, "𠮷" * 500, "\u202e逆", "e\u0301" * 300, "[" * 3000, "{a: " * 3000, "- " * 3000,
    "(" * 200, "(a+)+$" * 20, "{いま}" * 200, "{ない}", "{", "}", "[a-", "\\", "Mo-Fr 09:00-99:00", "Mo-Fr 25:00+; PH off", "PH", "week 1-53/0 Mo", "24/7; 24/7", "easter",
    "2026 Jan 01-2026 Dec 31 00:00-48:00", "javascript:alert(1)", "http://[::1", "https://" + "a" * 3000, "tel:", "0120-000-000", "#9110", "110", "../../etc/passwd", "%s%n", "{0.__class__}",
)  # fmt: skip
"""What somebody may write for a value, or what an attacker would."""


def valued(raw: bytes, rng: random.Random) -> bytes:
    """Put something strange for a value, or for an entry of a list."""
    lines = raw.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    head, mark, _ = lines[at].partition(rng.choice((b": ", b"- ", b"[", b"{")))
    lines[at] = head + (mark or b": ") + rng.choice(VALUES).encode("utf-8") + b"\n"
    return b"".join(lines)


def inserted(raw: bytes, rng: random.Random) -> bytes:
    """Put something strange anywhere."""
    at = rng.randrange(len(raw))
    strange = rng.choice(
        (b"\x00", b"\x1b", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc2\x85", b"\xf4\x90\x80\x80", b"\r", b"\t", *(value.encode() for value in VALUES))
    )
    return raw[:at] + strange + raw[at:]


def keyed(raw: bytes, rng: random.Random) -> bytes:
    """Give a key another name, or none, or make it no text."""
    lines = raw.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    head, mark, rest = lines[at].partition(b":")
    spaces = head[: len(head) - len(head.lstrip(b"- "))]
    lines[at] = (
        spaces + rng.choice((b"", b"?", b"[a]", b"{a: b}", b"null", b"? [a]\n", b"__class__", "名前".encode(), b"1", b"id", b"<<")) + mark + rest
    )
    return b"".join(lines)


def encoded(raw: bytes, rng: random.Random) -> bytes:
    """Save it in another encoding."""
    name = rng.choice(("utf-16", "utf-16-le", "utf-32", "shift_jis", "euc_jp", "iso2022_jp", "utf-7", "utf-8-sig", "latin-1", "cp500"))
    return raw.decode("utf-8", "replace").encode(name, "replace")


def wound(raw: bytes, rng: random.Random) -> bytes:
    """Use the line ends of other machines."""
    return raw.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", b"\xe2\x80\xa8")))


def emptied(raw: bytes, rng: random.Random) -> bytes:
    """Leave nothing, or nothing that says anything."""
    return rng.choice((b"", b"\n", b"#\n", b"---\n", b"null\n", b"[]\n", b"{}\n", b"a\n", b"- \n", b"\x00" * 100, b"%\n", raw + raw, raw[::-1]))


MUTATIONS: tuple[Mutation, ...] = (
    flipped, cut_off, cut_out, doubled, dropped, swapped, indented, valued, valued, valued, inserted, inserted, keyed, encoded, wound, emptied,
)  # fmt: skip
"""Those that stand twice are tried more often: they know most kinds of harm."""


@dataclass(slots=True)
class Found:
    """What came of the copies."""

    loaded: int = 0
    refused: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    """Tracebacks by where they come from."""
    examples: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """For each fault, one file that makes it."""
    slowest: float = 0.0
    """Seconds of the processor that one copy took at most."""


def run(count: int, seed: int, folder: Path) -> Found:
    """Break *count* copies under *folder*."""
    rng, found = random.Random(seed), Found()  # noqa: S311  # the same copies each time
    root, city, files = _prepared(folder)
    for _ in range(count):
        _try(root, city, *_broken(root, files, rng), found)
    return found


def _prepared(folder: Path) -> tuple[Path, Path, list[Path]]:
    root = small_root(folder / "root")
    (root / "readings.yaml").write_text(READINGS, encoding="utf-8")
    city = small_city(
        root / "cities" / "131016-minamo", RESOURCES.split("\n\n", maxsplit=1)[0].replace("id: denwa", "id: minamo-denwa") + "\n  area: '131016'\n"
    )
    return root, city, sorted(root.rglob("*.yaml"))


def _broken(root: Path, files: list[Path], rng: random.Random) -> tuple[Path, bytes]:
    """Give the file to write and what to write into it: one of the small root, or a shipped one in its place."""
    path = rng.choice(files)
    raw = path.read_bytes()
    if rng.random() < SHIPPED_SHARE:
        shipped = ROOT / path.relative_to(root)
        topics = sorted((ROOT / "intents").glob("*.yaml"))
        raw = _part((shipped if shipped.is_file() else rng.choice(topics)).read_bytes(), rng)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        raw = rng.choice(MUTATIONS)(raw or b"a", rng)
    return path, raw


def _part(raw: bytes, rng: random.Random) -> bytes:
    """Take a part of a long list, from the beginning of an entry."""
    if len(raw) <= MOST_SHIPPED:
        return raw
    begin = raw.find(b"\n- ", rng.randrange(len(raw) - MOST_SHIPPED)) + 1
    end = raw.find(b"\n- ", begin + rng.randint(1, MOST_SHIPPED)) + 1
    return raw[begin : end or None]


def _try(root: Path, city: Path, path: Path, raw: bytes, found: Found) -> None:
    """Load with the broken file in its place, and put the whole one back."""
    whole, began = path.read_bytes(), time.process_time()
    path.write_bytes(raw)
    try:
        _load(root, city, found)
    except Exception as fault:  # noqa: BLE001  # whatever it is, it is what we look for
        place = f"{type(fault).__name__} {' < '.join(_places(fault))}"
        found.faults[place] += 1
        found.examples.setdefault(place, (str(path.relative_to(root)), raw))
    finally:
        path.write_bytes(whole)
        found.slowest = max(found.slowest, time.process_time() - began)


def _load(root: Path, city: Path, found: Found) -> None:
    loaded = inspect(root, by_spaces, as_written, city, today=NIGHT.date())
    errors = [problem for problem in loaded.problems if problem.level == "error"]
    "\n".join(map(str, loaded.problems)).encode()  # they can be printed
    assert (loaded.content is None) == bool(errors)
    if loaded.content is None:
        found.refused += 1
    else:
        found.loaded += 1
        reply(loaded.content, (Said("お金がない"),), NIGHT)


def _places(fault: Exception) -> Iterator[str]:
    """Name the innermost places of ours, and the last of all."""
    frames = traceback.extract_tb(fault.__traceback__)
    yield from dict.fromkeys(
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in [*frames[-1:], *[each for each in reversed(frames) if "/app/" in each.filename][:2]]
    )


def main() -> int:
    """Run from the command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, help="where to write one file for each fault")
    chosen = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="mutate-"))
    began = time.process_time()
    found = run(chosen.count, chosen.seed, folder)
    shutil.rmtree(folder)
    print(json.dumps({"copies": chosen.count, "loaded": found.loaded, "refused": found.refused, "tracebacks": found.faults.total(),
                      "slowest": round(found.slowest, 2), "seconds": round(time.process_time() - began, 1)}, ensure_ascii=False))  # fmt: skip
    for number, (place, times) in enumerate(found.faults.most_common()):
        print(f"{times}\t{place}\t{found.examples[place][0]}", file=sys.stderr)
        if chosen.keep:
            (chosen.keep / f"{number}.yaml").write_bytes(found.examples[place][1])
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
