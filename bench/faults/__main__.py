"""`python -m bench.faults all`: prints one table for each fault, and ends with 1 where one was felt that must not be."""

import argparse
import signal
import sys
import time

from bench.faults.cases import CASES, Row, Size
from bench.faults.parts import MissingError

LONGEST = 3600
"""Seconds after which all ends, whatever hangs."""
SIZES = {"replicas": Size()}
USUAL = Size(talks=100, turns=6, pause=5)


def table(name: str, rows: list[Row], seconds: float) -> str:
    """Write down what was seen."""
    lines = [f"| {name} | 値 | |", "| --- | --- | --- |", *(f"| {row.what} | {row.seen} | {'○' if row.good else '×'} |" for row in rows)]
    return "\n".join([*lines, "", f"（{seconds:.0f} 秒）", ""])


def main() -> int:
    """Run what was asked for."""
    asked = argparse.ArgumentParser(prog="python -m bench.faults", description="台・データベース・置き場をわざと止め、住民に何も起きないことを見る")
    asked.add_argument("which", choices=[*CASES, "all"], nargs="+")
    which = asked.parse_args().which
    signal.alarm(LONGEST)
    good = True
    for name in CASES if "all" in which else which:
        began = time.monotonic()
        try:
            rows = CASES[name](SIZES.get(name, USUAL))
        except MissingError as missing:
            rows = [Row("この機械にない部品", str(missing), good=False)]
        print(table(name, rows, time.monotonic() - began), flush=True)
        good = good and all(row.good for row in rows)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
