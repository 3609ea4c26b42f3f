"""bench faq, bench speed."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app import bench
from app.cli.door import MESSAGES, AsJson, City, content, reader
from app.clock import tokyo
from app.content import Content
from app.web import api

APP = typer.Typer(help="速さと当たりを測る。", no_args_is_help=True)


@APP.command()
def faq(
    data: Annotated[Path, typer.Option(help="corpus.json・queries.json・qrels.json のあるフォルダー", exists=True, file_okay=False)],
    run: Annotated[Path | None, typer.Option(help="質問ごとの上位10件を、このファイルに書く")] = None,
    as_json: AsJson = False,
) -> None:
    """自治体への質問と答えの集まりで、検索の当たりを測る。"""
    loaded = bench.read_faq(data)
    ranked, took = bench.run_faq(loaded, reader(), MESSAGES.print)
    if run is not None:
        run.write_text(json.dumps(ranked, ensure_ascii=False), encoding="utf-8")
    _print(bench.score_faq(loaded, ranked, took), as_json=as_json)


@APP.command()
def speed(
    scale: Annotated[int, typer.Option(help="窓口の一覧を何倍にするか", min=1, max=1000)] = 1,
    as_json: AsJson = False,
    city: City = None,
) -> None:
    """一文に答える時間を、同じ文を言葉に分けるだけの時間と比べる。"""

    def ask(loaded: Content, text: str) -> object:
        return api.answer(loaded, text, tokyo())

    _print(bench.speed(content(city), ask, scale), as_json=as_json)


def _print(figures: dict[str, float], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name}\t{value}")
