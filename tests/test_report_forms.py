"""Reports as files: a page that needs nothing else, CSV that no spreadsheet runs, and files that are whole or as they were."""

import csv
import json
import os
import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from typer.testing import CliRunner

from app.catalogue import ResourceId
from app.cli import APP, forms
from app.commas import harmless, meant
from app.content import City, Measure, Menu
from app.opening import TOKYO
from app.reports import counted, near, plan
from app.reports.forms import as_csv
from app.reports.page import html, tokens
from app.reports.report import Bar, Figure, Report, Run, Stamp, Table, stacked
from app.store import Period
from tests.made_up import bare_content, outcome, phone, resource, topic

DAY = date(2026, 11, 20)
STAMP = Stamp(city="れい市", version="0123abc", made=datetime(2026, 11, 21, 9, 0, tzinfo=TOKYO))
CITY = City(code="271403", name="れい市", kana="れいし", url="https://example.jp/", department="課")
REPORT = Report(
    title="題 <b>",
    period="2026年11月",
    lead=("はじめの文 & <i>。",),
    tables=(Table(heading="表", heads=("話題", "数"), rows=(("=1+1", 3), ("－", "5未満"))),),
    plain=[{"a": "あ"}],
    figures=(
        Figure(
            heading="図",
            text="文",
            keys=(("dark", "ない"),),
            ticks=("月", "火"),
            bars=(Bar(label="<script>", runs=(Run(0, 40, "dark"), Run(40, 60, "hatch")), amount="40", words="40 '%\""),),
        ),
    ),
    notes=("数え方の文",),
)


@pytest.fixture
def here(monkeypatch):
    """Run a command on made-up content: one topic, a window for the day, one that nobody reaches, three measures."""
    made = bare_content(
        (resource("day", phone(hours="Mo-Su 08:00-20:00"), measures=(1,)), resource("lost", phone())),
        topic("money", outcome("here", "day")),
        city=CITY,
    )
    measures = (
        Measure(no=1, name="一", ministry="省", resident=True),
        Measure(no=2, name="二", ministry="省", resident=True),
        Measure(no=3, name="三", ministry="省", resident=False, reason="調査のため。"),
    )
    monkeypatch.setattr("app.cli.report.content", lambda city: replace(made, measures=measures))

    def ran(*words, code=0):
        done = CliRunner().invoke(APP, ["report", *words])
        assert done.exit_code == code, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done

    return ran


def test_the_page_says_of_what_when_and_which_content():
    page = html(REPORT, STAMP)

    for said in ("はじめの文 &amp; &lt;i&gt;。", "2026年11月", "れい市", "0123abc", "2026-11-21", "数え方の文"):
        assert said in page
    assert "<script" not in page
    assert page.count("<h1") == 1


def test_the_page_needs_nothing_from_elsewhere():
    page = html(REPORT, STAMP)

    assert re.findall(r"""(?:src|href|@import|url\()\s*=?\s*["']?(?!#)([^"')\s>]+)""", page.replace('xmlns="http://www.w3.org/2000/svg"', "")) == []
    assert set(re.findall(r"url\(([^)]*)\)", page)) == {"#ink-dark", "#ink-hatch"}


def test_the_page_is_in_the_colours_of_the_site():
    assert tokens("/* a */\n:root {\n  --accent: #0d5c63;\n}\n@media x { :root { --accent: #fff; } }") == ":root {\n  --accent: #0d5c63;\n}"
    assert "--accent: #0d5c63;" in html(REPORT, STAMP)


def test_a_chart_says_in_words_what_it_shows():
    page = html(REPORT, STAMP)

    assert 'aria-label="40 &#39;%&#34;"' in page
    assert '<th scope="row" class="Chart__label">&lt;script&gt;</th>' in page
    assert 'x="40%" width="60%"' in page
    assert 'x1="50.0%"' in page


def test_parts_lie_side_by_side_and_nothing_is_left_out():
    assert stacked(((1, "dark"), (0, "hatch"), (3, "light")), 4) == (Run(0, 25, "dark"), Run(25, 75, "light"))
    assert stacked(((0, "dark"),), 0) == ()


FORMULAS = ["=1+1", "+81", "-1", "@SUM", "\t=1", "\r=1", "＝HYPERLINK", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_spreadsheet_takes_no_cell_for_a_formula(cell):
    assert harmless(cell) == f"'{cell}"
    assert meant(f"'{cell}") == cell
    assert meant(cell) == cell


@pytest.mark.parametrize("cell", ["－", "家賃", "", "5未満", -3, 0])
def test_what_is_no_formula_stays_as_it_is(cell):
    assert harmless(cell) == cell


def test_csv_is_read_again_as_it_was_written():
    tricky = replace(REPORT, sheet=Table(heads=("a", "b"), rows=(('「"」,\n改行', 3), ("=x", -1))))

    assert list(csv.reader(as_csv(tricky).splitlines(keepends=True))) == [["a", "b"], ['「"」,\n改行', "3"], ["'=x", "-1"]]


def test_a_file_of_csv_opens_in_excel_and_the_screen_has_no_mark(here, tmp_path):
    file = tmp_path / "報告.csv"
    here("reach", "--csv", "--out", str(file))

    assert file.read_bytes().startswith(b"\xef\xbb\xbf\xe7\xaa\x93")
    assert here("reach", "--csv").stdout.startswith("窓口,押す回数,道,id\n")


def test_a_report_in_every_form(here, tmp_path):
    page = tmp_path / "報告.html"
    for name in ("coverage", "reach"):
        done = here(name, "--html", str(page))
        assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        assert done.stdout == ""
        assert f"{page} に書きました。" in done.stderr.replace("\n", "")
        assert json.loads(here(name, "--json").stdout)
        assert here(name).stdout.count("\t") > 1
    rows = csv.DictReader(here("coverage", "--csv", "--week", "2026-11-18").stdout.splitlines())
    assert next(row for row in rows if row["見るもの"] == "つながる")["ない時間（言葉で）"] == "毎日 0〜8時・20〜24時"


def test_in_a_terminal_it_is_a_table_with_a_heading(here, monkeypatch):
    monkeypatch.setattr("app.cli.forms._in_terminal", lambda: True)
    shown = here("coverage").stdout

    assert "話題ごとの、窓口のない時間（一週間 168 時間のうち）" in shown
    assert re.search(r"moneyのこと +84 ", shown)


def test_a_terminal_cuts_no_name_short_and_says_how_many_rows_are_left(capsys, monkeypatch):
    monkeypatch.setattr("app.cli.forms._in_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    name = "とても長い名前の窓口と、その担当の課" * 3
    report = Report(title="", period="", lead=(), tables=(Table(heads=("名前", "id"), rows=((name, "a"),) * (forms.SHOWN + 2)),), plain=[])
    forms.write(report, STAMP, forms.Forms())
    shown = capsys.readouterr()

    assert "…" not in shown.out
    assert "とても長い名前の窓口と、その担当の課" in re.sub(r"[ a\n]", "", shown.out)
    assert "ほかに 2 件あります" in shown.err


def test_the_sentences_go_to_stderr(here):
    done = here("coverage", "--week", "2026-11-18")

    assert "つながる窓口が一つもない話題は、1 のうち 1 です。" in done.stderr
    assert "です。" not in done.stdout


def test_the_week_is_the_one_of_the_day(here):
    assert json.loads(here("coverage", "--json", "--week", "2026-11-18").stdout)["week"] == "2026-11-16"


@pytest.mark.parametrize("week", ["2026-13-01", "きのう", "1800-01-01", "2026-11", ""])
def test_what_is_no_day_is_refused(here, week):
    assert "日は" in here("coverage", "--week", week, code=2).stderr


def test_two_forms_at_once_are_refused(here):
    assert "どちらか一つ" in here("reach", "--csv", "--json", code=2).stderr


def test_a_file_that_cannot_be_written_is_told_and_stays_as_it_was(here, tmp_path, monkeypatch):
    there = tmp_path / "前の.html"
    there.write_text("前のもの", encoding="utf-8")
    for wrong in (tmp_path, tmp_path / "ない" / "a.html", there / "a.html"):
        assert "書けません" in here("reach", "--html", str(wrong), code=2).stderr.replace("\n", "")

    def full(*_):
        raise OSError

    monkeypatch.setattr("pathlib.Path.replace", full)
    here("reach", "--html", str(there), code=2)

    assert there.read_text(encoding="utf-8") == "前のもの"
    assert [each.name for each in tmp_path.iterdir()] == ["前の.html"]


def test_a_new_file_can_be_read_as_any_other(tmp_path):
    mask = os.umask(0o027)
    try:
        forms.save(tmp_path / "a.csv", "あ")
    finally:
        os.umask(mask)

    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o640


def test_a_measure_that_nobody_serves_is_seen_first_and_ends_with_1(here, tmp_path):
    page = tmp_path / "a.html"
    done = here("measures", "--html", str(page), code=1)
    rows = list(csv.reader(here("measures", "--csv", code=1).stdout.splitlines()))

    assert "3 の施策のうち、住民が使えるものは 2 です。うち 1 には、受ける窓口がありません。" in done.stderr
    assert rows[1:] == [
        ["2", "二", "省", "（窓口がありません）", ""],
        ["1", "一", "省", "dayの窓口", "day"],
        ["3", "三", "省", "（調査のため。）", ""],
    ]
    assert [each["no"] for each in json.loads(here("measures", "--json", "--missing", code=1).stdout)] == [2]
    assert re.findall(r'fill="url\(#ink-(\w+)\)"/><text', page.read_text(encoding="utf-8")) == ["light", "dark", "dots"]


def test_every_square_says_which_measure_it_is_and_who_serves_it(content):
    (waffle,) = plan.report(content).figures

    assert len(waffle.squares) == 141
    assert all(each.words.startswith(f"No.{each.label} ") for each in waffle.squares)


def test_windows_that_nobody_reaches_come_first_and_those_to_which_nobody_is_to_come_last():
    windows = (
        resource("shown", phone()),
        resource("old", phone()),
        resource("own", phone(), area="271403", stands_for=("old",)),
        resource("lost", phone()),
        resource("far", phone(), area="130001"),
    )
    made = bare_content(windows, topic("money", outcome("here", "shown", "old")), city=CITY)
    made = replace(made, menu=opened(made.menu))
    told_of = near.report(made, DAY)

    assert [(row[0], row[1]) for row in told_of.tables[0].rows] == [
        ("lostの窓口", "－"),
        ("ownの窓口", 2),
        ("shownの窓口", 2),
        ("farの窓口", "－"),
        ("oldの窓口", "－"),
    ]
    assert told_of.lead == (
        "窓口・制度 3 のうち 2 には、はじめのページから 4 回までで着きます。",
        "押すだけでは着かないものは 1 です。",
        "ほかに 1 には、市の窓口が代わりに出ます。ほかの地域の人のものは 1 です。",
    )
    assert [each["why"] for each in told_of.plain] == [None, None, None, "elsewhere", "replaced"]
    whole = replace(bare_content(windows[:1], topic("money", outcome("here", "shown"))), menu=made.menu)
    assert near.report(whole, DAY).lead == ("窓口・制度 1 のすべてに、はじめのページから 4 回までで着きます。",)
    assert [(bar.label, bar.amount, bar.runs[0].ink) for bar in told_of.figures[0].bars] == [("2 回", "2", "hatch"), (near.NEVER, "1", "dark")]


def opened(menu: Menu) -> Menu:
    """Put the topic behind a door."""
    from app.content import Door  # noqa: PLC0415  # for this only

    return replace(menu, groups=(Door(id="all", label="すべて", topics=("money",)),))


def test_no_chart_of_counts_tells_a_small_number():
    went = {("day", "missed"): 7, ("day", "wrong"): 3, ("lost", "reached"): 4}
    used = {("money", "asking"): 30, ("money", "advising"): 12, ("money", "alarm:suicide"): 3, ("", "unsure"): 2}
    made = bare_content((resource("day", phone()),), topic("money", outcome("here", "day")))
    reached = counted.reached(went, made.catalogue, Period())
    use = counted.use(used, made, Period(date(2026, 4, 1), date(2026, 11, 30)))

    assert [(bar.label, bar.amount, len(bar.runs), bar.words) for bar in reached.figures[0].bars] == [
        ("dayの窓口", "7", 1, "つながらなかった 7、ちがう所だった 5未満、つながった 0")
    ]
    assert [(bar.label, bar.amount, bar.runs) for bar in use.figures[0].bars] == [("moneyのこと", "30", (Run(0, 100, "hatch"),))]
    for page in (html(reached, STAMP), html(use, STAMP)):
        assert not re.findall(r"(?<![\d.#:%-])(?:3|4|12|45|9)(?=\s*(?:回|<|、|で))", page.split("<h1")[1].split("数え方")[0].replace("2026年4月", ""))
    assert use.period == "2026年4月から2026年11月まで"
    assert reached.period == "数えはじめてからきょうまで"


def test_with_nothing_counted_there_is_no_empty_chart():
    made = bare_content((resource("day", phone()),), topic("money", outcome("here", "day")))

    for told_of in (counted.reached({}, made.catalogue, Period()), counted.use({}, made, Period()), counted.words({}, Period())):
        assert told_of.figures == ()
        assert "ありません" in told_of.lead[0]
        assert "<table" in html(told_of, STAMP)


def test_the_most_missed_window_is_named():
    made = bare_content((resource("day", phone()), resource("lost", phone())), topic("money", outcome("here", "day")))
    went = {("day", "missed"): 7, (ResourceId("lost"), "missed"): 9, ("gone", "reached"): 20}

    assert counted.reached(went, made.catalogue, Period()).lead[0] == "「つながらなかった」がいちばん多いのは「lostの窓口」で、9 回です。"
    assert "ありません" in counted.reached({("gone", "reached"): 20}, made.catalogue, Period()).lead[0]
