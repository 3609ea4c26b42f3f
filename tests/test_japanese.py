"""How the command line speaks to people who have never used one: in Japanese, in narrow windows, with what to do next."""

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import pytest
import typer
from rich.cells import cell_len
from typer.testing import CliRunner

from app.cli import APP, door
from app.cli.approve import asked
from app.cli.japanese import Commands, agreed, called, folded
from app.loading import Loaded

HOME = Path(__file__).parent.parent
ENGLISH = re.compile(
    r"Usage|Options|Arguments|Commands|Error|Show this|Invalid|Missing|No such|unexpected|does not|required|default|Aborted|<[a-z]+>"
)
WIDTH = 80


def ran(*words, **more):
    return CliRunner().invoke(APP, words, env={"COLUMNS": str(WIDTH)}, **more)


def commands(group=None, path=()):
    known = (group or typer.main.get_command(APP)).commands
    for name, each in known.items():
        yield (*path, name)
        if hasattr(each, "commands"):
            yield from commands(each, (*path, name))


@pytest.mark.parametrize("path", [(), *commands()], ids=" ".join)
def test_every_help_is_in_japanese_and_fits_the_window_and_loses_nothing(path):
    done = ran(*path, "--help")

    assert done.exit_code == 0
    assert not ENGLISH.search(done.stdout)
    assert "…" not in re.sub(r"[a-z]+…|https://…", "", done.stdout)  # what may be repeated
    assert max(map(cell_len, done.stdout.splitlines()[1:])) <= WIDTH
    assert "この説明を出して終わる" in done.stdout


@pytest.mark.parametrize("path", [(), *commands()], ids=" ".join)
def test_a_switch_has_one_name(path):
    assert "--no-" not in ran(*path, "--help").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "「chek」というコマンドはありません。もしかして: check"),
        (["check", "--cty", "271403"], "「--cty」という書き方はありません。もしかして: --city"),
        (["check", "--city"], "「--city」の後ろに、書くことが足りません"),
        (["check", "--fix=3"], "「--fix」の後ろには、何も書きません"),
        (["check", "nowhere"], "「nowhere」がありません。名前と場所を確かめてください"),
        (["calendar"], "（書くファイル（例: kakunin.ics））が足りません"),
        (["calendar", "app"], "「app」はフォルダーです。ファイルの名前を書いてください"),
        (["ask", "家賃", "が"], "「が」が余分です"),
        (["ask", "家賃", "--now", "12/31"], "--now: 日は 2027-04-01 のように"),
        (["department", "rename", "a", "b", "--on", "4月1日"], "--on: 日は 2027-04-01 のように"),
        (["report", "freshness", "--soon", "9999"], "--soon: 半角の数字で書いてください（0 から 366 まで）"),
        (["check", "--city", "270000"], "市のフォルダー「270000」がありません"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_mistake_is_told_in_japanese_and_ends_with_2(words, said):
    done = ran(*words)

    assert done.exit_code == 2
    assert said in done.stderr
    assert not ENGLISH.search(done.stderr)
    assert done.stdout == ""


def test_no_command_at_all_shows_the_help_and_ends_with_2():
    done = ran("report")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "coverage" in done.stderr


def test_who_stops_at_a_question_is_told_so():
    done = ran("new-city", "999997", input="")

    assert (done.exit_code, "やめました。" in done.stderr) == (1, True)


@pytest.mark.parametrize(("typed", "said"), [("y", True), ("ｙ", True), ("はい", True), ("", False), ("n", False), ("うん\nいいえ", False)])
def test_a_question_takes_what_a_japanese_keyboard_writes_and_asks_again_in_japanese(typed, said):
    tool = Commands("道具")

    @tool.command()
    def one() -> None:
        """たずねる。"""
        typer.echo(agreed("書きますか"))

    @tool.command()
    def two() -> None:
        """たずねない。"""

    done = CliRunner().invoke(tool, ["one"], input=f"{typed}\n")

    assert done.stdout.endswith(f"{said}\n")
    assert ("y か n を押して" in done.stderr) == ("うん" in typed)
    assert not ENGLISH.search(done.stderr)


def test_a_new_city_is_asked_for_until_each_line_is_right_and_nothing_is_typed_twice(tmp_path):
    typed = "れい\nrei\nれい市\nレイシ\nれいし\nwww.example.jp\nhttps://www.example.jp/\n福祉: 課\n福祉総務課\n"
    done = ran("new-city", "９９９９９７", "--into", str(tmp_path), input=typed)
    again = ran("new-city", "999997", "--into", str(tmp_path), input="")

    assert done.exit_code == 0
    assert done.stderr.count("使えません") == 4
    assert "kana: れいし\nurl: https://www.example.jp/\ndepartment: 福祉総務課" in (tmp_path / "999997-rei" / "city.yaml").read_text(encoding="utf-8")
    assert (again.exit_code, "もうあります" in again.stderr, "英字の名前" in again.stderr) == (2, True, False)


def test_a_city_is_found_by_a_code_in_full_width_and_named_where_there_is_none():
    assert door._folder("２７１４０３").name == "271403-sakai"
    assert "あるもの: 271403-sakai" in ran("check", "--city", "さかい").stderr


def test_check_tells_only_the_settings_that_somebody_made(monkeypatch, content):
    monkeypatch.setattr("app.cli.checking.inspected", lambda root, city: Loaded(content, ()))
    monkeypatch.setenv("MADOGUCHI_TALK_HOURS", "3")
    done = ran("check")

    assert "MADOGUCHI_TALK_HOURS = 3" in done.stderr
    assert "MADOGUCHI_CITY = なし" in done.stderr
    assert "MADOGUCHI_BODY_BYTES" not in done.stderr


def test_a_mistake_of_a_shape_that_we_do_not_know_is_still_japanese():
    tool = Commands("道具")

    @tool.command()
    def one(when: Annotated[datetime, typer.Option(help="日")], ratio: float = 1.0) -> None:
        """数える。"""

    @tool.command()
    def two() -> None:
        """数えない。"""

    done = CliRunner().invoke(tool, ["one", "--when", "2027-04-01", "--ratio", "x"])

    assert "--ratio: 半角の数字で書いてください" in done.stderr


def test_lines_fold_between_letters_but_not_inside_latin_words_or_before_closing_marks():
    assert folded("内容を（check --city）で見る。", 10) == ["内容を", "（check", "--city）で", "見る。"]
    assert folded("あいうえお。", 10) == ["あいうえ", "お。"]
    assert folded("", 10) == [""]


def test_a_command_that_we_show_can_be_copied():
    assert called(Path.cwd() / ".venv" / "bin" / "python") == ".venv/bin/python -m app"
    assert called(Path("/usr/bin/python3")) == "python -m app"


def test_parts_that_are_not_there_become_a_sentence():
    done = subprocess.run([sys.executable, "-S", "-E", "-m", "app", "check"], cwd=HOME, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 2
    assert "make run を一度動かして" in done.stderr
    assert "Traceback" not in done.stderr


def test_who_stops_approving_in_the_middle_keeps_what_was_answered(capsys):
    def answer(item, at):
        if item == "third":
            raise typer.Abort
        return (item, at) != ("second", "2/4")

    assert asked(("first", "second", "third", "fourth"), answer) == ("first",)
    assert "続きからたずねます" in capsys.readouterr().err
