"""bench faq, bench worries, bench speed, bench peers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app import bench, vectors
from app.cli.door import MESSAGES, AsJson, City, content, reader
from app.cli.japanese import Commands
from app.clock import tokyo
from app.content import Content
from app.events import Said
from app.talk import reply
from app.web import api

APP = Commands("速さと当たりを測る。")


@APP.command()
def faq(
    data: Annotated[Path, typer.Option(help="corpus.json・queries.json・qrels.json のあるフォルダー", exists=True, file_okay=False)],
    run: Annotated[Path | None, typer.Option(help="質問ごとの上位10件を、このファイルに書く")] = None,
    as_json: AsJson = False,
) -> None:
    """自治体への質問と答えの集まりで、検索の当たりを測る。"""
    loaded = bench.read_faq(data)
    ranked, took = bench.run_faq(loaded, reader(), MESSAGES.print, vectors.load())
    if run is not None:
        run.write_text(json.dumps(ranked, ensure_ascii=False), encoding="utf-8")
    _print(bench.score_faq(loaded, ranked, took), as_json=as_json)


@APP.command()
def worries(
    data: Annotated[Path, typer.Option(help="困りごとの文の YAML があるフォルダー", exists=True, file_okay=False)],
    as_json: AsJson = False,
    city: City = None,
) -> None:
    """困りごとの文と、危険を伝える文で、当たりを測る（ファイルごと）。"""
    loaded = content(city)
    for path in sorted(data.glob("*.yaml")):
        found = asdict(bench.scores([bench.judge(loaded, case) for case in bench.read_cases(path)]))
        _print({"file": path.name} | {name: value for name, value in found.items() if value is not None}, as_json=as_json)


@APP.command()
def peers(
    data: Annotated[Path, typer.Option(help="corpus.json・queries.json・qrels.json のあるフォルダー", exists=True, file_okay=False)],
    cases: Annotated[Path | None, typer.Option(help="困りごとの文の YAML", exists=True, dir_okay=False)] = None,
    as_json: AsJson = False,
    city: City = None,
) -> None:
    """ほかの検索のしかたと、同じ文・同じ機械で比べる（開発用の道具が要る）。"""
    from app import peers as others  # noqa: PLC0415  # tools that only developers have

    loaded = bench.read_faq(data)
    read, meaning = reader(), vectors.load()
    worries = bench.read_cases(cases) if cases is not None else ()
    ours = content(city)
    rows: list[dict[str, object]] = [{"peer": "まどぐち（話題のしくみ）", **bench.ours_on_worries(ours, worries)}] if worries else []
    for name, make in others.peers(read, meaning).items():
        rows.append({"peer": name, **bench.peer_on_faq(make, loaded), **(bench.peer_on_worries(make, ours, worries) if worries else {})})
    for row in rows:
        _print_row(row, as_json=as_json)


def _print_row(row: Mapping[str, object], *, as_json: bool) -> None:
    print(json.dumps(row, ensure_ascii=False) if as_json else "\t".join(f"{name}={value}" for name, value in row.items()))


@APP.command()
def speed(
    cases: Annotated[Path | None, typer.Option(help="試す文の YAML。書かなければ、話題ファイルの文", exists=True, dir_okay=False)] = None,
    scale: Annotated[int, typer.Option(help="窓口の一覧を何倍にするか", min=1, max=1000)] = 1,
    as_json: AsJson = False,
    city: City = None,
) -> None:
    """一文に答える時間（ask は一回の応答、api は JSON まで）を、同じ文を言葉に分けるだけの時間と比べる。"""
    asks: dict[str, Callable[[Content, str], object]] = {
        "ask": lambda loaded, text: reply(loaded, (Said(text),), tokyo()),
        "api": lambda loaded, text: api.answer(loaded, text, tokyo()),
    }
    loaded = content(city)
    texts = [text for topic in loaded.topics.values() for text in topic.says[::7]]
    texts = [case.text for case in bench.read_cases(cases)] * ROUNDS if cases is not None else texts
    _print(bench.speed(loaded, asks, texts, scale), as_json=as_json)


ROUNDS = 5
"""How often each text of a file is asked: the first times are cold."""


def _print(figures: Mapping[str, object], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in figures.items():
        print(f"{name}\t{value}")
