"""serve, ask, evaluate, graph."""

import json
import os
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from app import settings as settings_door
from app import text
from app.bench import Scores, Verdict, judge, read_cases, scores
from app.cli.door import MESSAGES, AsJson, City, content
from app.cli.graph import graph
from app.cli.workers import serve_with
from app.clock import standing_at, tokyo
from app.content import Content
from app.errors import SettingsError
from app.events import Said
from app.kept import kept
from app.language import JAPANESE
from app.offering import Offer, offers
from app.steps import Advising, Asking, Choosing, Reply, Replying, Turn, Unsure
from app.talk import default_outcome, reply
from app.tally import database
from app.web import api
from app.web.words import Words

SHOWN = 5
DRAIN = 10
"""Seconds that stopping waits for requests that are under way; the counts are written after it, so nobody may hold it up longer."""
KEPT_OPEN = 75
"""Seconds that a connection without requests is kept: longer than a proxy keeps it (nginx: 60), which else sends a request into one that is just being closed."""


def add_to(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    for command in (serve, ask, evaluate, graph, fingerprint, migrate):
        app.command(help=command.__doc__)(command)


def serve(
    city: City = None,
    host: Annotated[str, typer.Option(help="待ち受ける住所")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="待ち受ける番号", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="いくつのプロセスで答えるか（CPU の数まで）", min=1, max=64)] = 1,
) -> None:
    """ページと API を動かす。内容に問題があれば、動かさずに 1 で終わる。"""
    if city is not None:
        os.environ[settings_door.PREFIX + "CITY"] = str(city)  # noqa: TID251  # handed to the factory, which reads the settings
    _log_to_stdout()
    # The factory is called here, not by uvicorn: broken content then ends with exit code 1 and its sentences.
    from app.web.main import make  # noqa: PLC0415  # the site is needed by this command only

    if workers > 1 and settings_door.read().metrics:
        raise SettingsError("MADOGUCHI_METRICS は、--workers 1 のときだけ使えます（数がプロセスごとに分かれるため。deploy.md）")
    site = make()
    how: dict[str, Any] = {
        "access_log": False,
        "proxy_headers": False,
        "log_level": "warning",
        "server_header": False,
        "timeout_keep_alive": KEPT_OPEN,
        "timeout_graceful_shutdown": DRAIN,
    }
    MESSAGES.print(f"http://{host}:{port}/ で動いています。止めるには Ctrl+C。")
    if workers > 1:
        serve_with(lambda opened: uvicorn.Server(uvicorn.Config(site, **how)).run([opened]), host, port, workers)
    else:
        uvicorn.run(site, host=host, port=port, **how)


def ask(
    text: Annotated[str, typer.Argument(help="困りごと")],
    as_json: AsJson = False,
    why: Annotated[bool, typer.Option("--why", help="どの言葉から、どう考えたかを出す")] = False,
    city: City = None,
    now: Annotated[datetime | None, typer.Option(help="この時刻のつもりで答える")] = None,
) -> None:
    """サーバーなしで、一文に答える。"""
    loaded = content(city)
    moment = standing_at(now)() if now else tokyo()
    if as_json:
        print(api.answer(loaded, text, moment).model_dump_json(indent=2))
        return
    said = reply(loaded, kept(loaded, (Said(text),)), moment)
    _print_reply(loaded, said, moment)
    if why:
        _print_why(loaded, said.turns[-1])


def _print_reply(loaded: Content, said: Reply, now: datetime) -> None:
    if said.alarm is not None:
        print(f"【{'緊急' if said.alarm.level == 'urgent' else 'そっと'}】{said.alarm.panel.heading}")
        for each in (*said.alarm.lines, *said.alarm.call):
            print("  " + _line(each, now))
    match said.step:
        case Asking() as step:
            print(f"{step.topic.label}\n{step.topic.first_words}\n質問: {step.question.text}（{' / '.join(o.label for o in step.question.options)}）")
            _print_offers(offers(loaded, step.topic.id, default_outcome(step.topic), said.here), now)
        case Advising() as step:
            print(f"{step.topic.label}\n{step.topic.first_words}\n{step.outcome.text}")
            _print_offers(step.offers, now)
        case Choosing() as step:
            print("どれが近いですか: " + " / ".join(topic.label for topic in step.topics))
        case Unsure() as step:
            print("分かりませんでした。どんなことでも話せる窓口:")
            _print_offers(step.offers, now)
        case Replying() as step:
            print(step.aside.answer)
            _print_offers(step.offers, now)


def _print_offers(found: tuple[Offer, ...], now: datetime) -> None:
    for each in found[:SHOWN]:
        print("  " + _line(each, now))


def _line(each: Offer, now: datetime) -> str:
    number = next((way.channel.value for way in each.ways if way.channel.value), "公式ページで確認")
    return f"{each.resource.name}  {number}  {Words(JAPANESE).state(each.status, now)}"


def _print_why(loaded: Content, turn: Turn) -> None:
    if turn.danger is not None:
        print(f"危険: {turn.danger.kind}（{turn.danger.level}、きまり {turn.danger.rule}）")
    for match in turn.matches[:SHOWN]:
        print(f"{match.score:6.2f}  {match.share:4.0%}  {match.topic}  {loaded.topics[match.topic].label}")
        for each in match.because[:SHOWN]:
            print(f"        {each.points:5.2f}  「{each.surface}」→ {each.ours}（{each.how}）")


def evaluate(
    path: Annotated[Path, typer.Argument(help="試す文のファイル、またはフォルダー", exists=True)],
    as_json: AsJson = False,
    misses: Annotated[bool, typer.Option("--misses", help="はずれた文を出す")] = False,
    city: City = None,
) -> None:
    """試す文の集まりで、当たりの割合を測る。"""
    loaded = content(city)
    cases = read_cases(path)
    known = [each for each in cases if not each.topics or each.topics[0] in loaded.topics or "none" in each.topics]
    verdicts = [judge(loaded, each) for each in known]
    if misses:
        _print_misses(verdicts)
    _print_scores(scores(verdicts), len(cases) - len(known), as_json=as_json)


def _print_misses(verdicts: list[Verdict]) -> None:
    for each in verdicts:
        wrong_topic = each.case.topics and "none" not in each.case.topics and not each.first
        wrong_danger = each.case.checks_crisis and each.danger != each.case.crisis and each.danger not in each.case.also
        if wrong_topic or wrong_danger or ("none" in each.case.topics and each.asserted):
            expected = each.case.crisis or ",".join(each.case.topics)
            print(f"{each.case.text}\t望み={expected}\t答え={','.join(each.ranked[:3])}\t危険={each.danger}", file=sys.stderr)


def _print_scores(found: Scores, left_out: int, *, as_json: bool) -> None:
    figures = asdict(found) | {"left_out": left_out}
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    names = {
        "cases": "文の数",
        "left_out": "話題ファイルがまだないので除いた文",
        "first": "一番目が当たり",
        "third": "三番目までに当たり",
        "not_asserted": "話題でないものを言い切らない",
        "recall": "危険を見つけた",
        "false_alarms": "危険でないのに騒いだ",
        "kind": "危険の種類が当たり",
        "together": "いくつもの困りごとが、四番目までにそろう",
        "set_aside": "わきに置いた困りごとを、一番目にしない",
        "aside": "困りごとでない文の種類が当たり",
    }
    shown = [(name, str(figures[key])) for key, name in names.items() if figures[key] is not None]
    if not sys.stdout.isatty():
        print("\n".join("\t".join(row) for row in shown))
        return
    table = Table("測ったもの", "値")
    for row in shown:
        table.add_row(*row)
    Console().print(table)


def fingerprint(number: Annotated[str, typer.Argument(help="電話番号")]) -> None:
    """見せてはいけない番号の指紋を出す（intents/style.yaml の never_show に書く）。"""
    print(text.fingerprint(number))


def migrate() -> None:
    """回数のデータベース（MADOGUCHI_DATABASE_URL）の表を、この版に合わせる。動かすときにもするので、先にしておきたいときだけ。"""
    from app.store import AwayError  # noqa: PLC0415  # what only a server with a database needs

    url = settings_door.read().database_url
    if url is None:
        raise typer.BadParameter("MADOGUCHI_DATABASE_URL がありません")
    try:
        print(database(url.get_secret_value()).migrate())
    except AwayError as error:
        MESSAGES.print(f"データベースに書けません（{type(error).__name__}）。MADOGUCHI_DATABASE_URL を確かめてください。")
        raise typer.Exit(2) from None


def _log_to_stdout() -> None:
    import logging  # noqa: PLC0415  # only the server logs

    log = logging.getLogger("madoguchi")
    log.setLevel(logging.INFO)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(handler)
