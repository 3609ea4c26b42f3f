"""The spreadsheet both ways: nothing changes that nobody changed, and nothing is written that is wrong."""

import shutil
import subprocess
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from app.cli import APP
from app.cli.sheet import worse
from app.edit import edit, values
from app.errors import Problem
from app.sheets import book as books
from app.sheets.book import BASE, ID, LARGEST, SheetError, write
from app.sheets.compare import plan
from app.sheets.fields import tables
from tests.written import SAKAI

TOPICS = {"general": "どんな困りごとでも", "housing": "住まい・家賃のこと", "debt": "借金、ローンのこと"}
SHEETS = tables(TOPICS)
MEASURES = Path(__file__).parent / "sheets" / "measures.csv"
TEXT = """\
# 市の窓口
- id: a-shi-kurashi   # 名札
  name: くらしの窓口
  kana: くらしのまどぐち
  kind: window
  area: 271403
  topics: [general, housing]
  audience: 市に住む人
  summary: 話を聴きます。
  welcome: 小さなことでも。
  channels:
  - type: phone
    value: 072-000-0001
    hours: null
    cost: call
  # ここは残す
  - type: visit
    value: =1+1 と書いた所
    languages: [ja, en]
  say:
  - 助けてください。
  privacy:
    anonymous: true
  sources:
  - url: https://www.example.jp/
    confirms: 番号
  checked_on: 2026-11-20
  confidence: official
  owner: 福祉課

- id: b
  name: 二つ目
  kana: ふたつめ
  kind: measure
  topics: [debt]
  audience: だれでも
  summary: "使えます: いつでも"
  welcome: どうぞ。
  sources:
  - {title: 資料, confirms: 名前}
  checked_on: 2026-11-20
  confidence: one-source
"""


def book(text=TEXT):
    return load_workbook(BytesIO(write(values(text), SHEETS, "271403", TOPICS)))


def column(sheet, head):
    return next(cell.column for cell in sheet[1] if cell.value == head)


def put(workbook, sheet, row, head, value):
    workbook[sheet].cell(row=row, column=column(workbook[sheet], head)).value = value


def kept(workbook):
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def planned(workbook, now=TEXT, **more):
    return plan(books.read(kept(workbook), SHEETS), SHEETS, values(now), **more)


def after(workbook, now=TEXT, **more):
    found = planned(workbook, now, **more)
    assert (found.problems, found.conflicts) == ([], [])
    return edit(now, found.changes)


@pytest.mark.parametrize("text", [TEXT, (SAKAI / "resources.yaml").read_text(encoding="utf-8"), "[]\n"], ids=["作りもの", "堺市", "空"])
def test_a_sheet_that_nobody_changed_changes_nothing(text):
    found = planned(book(text), text)

    assert (found.differences, found.problems, found.conflicts, found.gone) == ([], [], [], [])
    assert edit(text, found.changes) == text


EDITS = [
    ("窓口", 3, "名前", "新しい名前"),
    ("窓口", 4, "確かめた日", date(2026, 11, 19)),
    ("窓口", 5, "担当の課", "　市民課 "),
    ("窓口", 6, "種類", "役所・施設"),
    ("窓口", 7, "名前を言わなくてよいか", "はい"),
    ("連絡手段", 2, "番号・アドレス・場所", "０７２－２２２－２２２２"),
    ("連絡手段", 3, "費用", "通話料がかかる"),
    ("連絡手段", 5, "一言", "=ではない: 文 # です"),
    ("出典", 2, "確かめたこと", "番号"),
    ("言うこと", 2, "そのまま読める言葉", "困っています。"),
]


def test_ten_edits_of_the_sakai_catalogue_change_ten_fields_and_no_other_letter():
    text = (SAKAI / "resources.yaml").read_text(encoding="utf-8")
    workbook = book(text)
    for sheet, row, head, value in EDITS:
        put(workbook, sheet, row, head, value)
        if isinstance(value, str):
            workbook[sheet].cell(row=row, column=column(workbook[sheet], head)).data_type = "s"
    found = planned(workbook, text)
    written = edit(text, found.changes)

    assert found.problems == []
    assert len(found.differences) == len(EDITS)
    assert told_apart(values(text), values(written)) == 10
    old, new = text.splitlines(), written.splitlines()
    assert len([line for line in new if line not in set(old)]) <= 10
    assert len(new) - len(old) <= 3  # keys that were not there


def told_apart(old, new):
    """Count the leaves that differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        return sum(told_apart(old.get(key), new.get(key)) for key in old.keys() | new.keys())
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return sum(told_apart(*both) for both in zip(old, new, strict=True))
    if old is None and isinstance(new, dict):
        return told_apart({}, new)
    return int(old != new)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice がない")
def test_another_program_that_saves_the_sheet_changes_nothing(tmp_path):
    text = (SAKAI / "resources.yaml").read_text(encoding="utf-8")
    workbook = book(text)
    put(workbook, "窓口", 3, "名前", "新しい名前")
    (tmp_path / "a.xlsx").write_bytes(kept(workbook))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    subprocess.run(
        ["soffice", "--headless", home, "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(tmp_path / "a.xlsx")],
        check=True,
        capture_output=True,
    )
    found = plan(books.read((tmp_path / "out" / "a.xlsx").read_bytes(), SHEETS), SHEETS, values(text))

    assert [each.new for each in found.differences] == ["新しい名前"]
    assert (found.problems, found.conflicts, found.gone) == ([], [], [])


def test_cells_are_text_locked_where_they_are_marks_and_never_formulas():
    workbook = book()
    windows, ways = workbook["窓口"], workbook["連絡手段"]
    place = ways.cell(row=3, column=column(ways, "番号・アドレス・場所"))

    assert (place.value, place.data_type, place.quotePrefix, place.number_format) == ("=1+1 と書いた所", "s", True, "@")
    assert (windows["A2"].protection.locked, windows["B2"].protection.locked, windows.protection.sheet) == (True, False, True)
    assert windows.protection.password is None
    assert windows.freeze_panes == "B2"
    assert "ひらがな" in windows.cell(row=1, column=column(windows, "読み")).comment.text
    assert len(windows.data_validations.dataValidation) == 7
    assert all(sheet.cell(row=row, column=col).number_format == "@" for sheet in (windows, ways) for row in (2, 100) for col in (2, 4))


@pytest.mark.parametrize(
    ("sheet", "row", "head", "value", "said"),
    [
        (
            "連絡手段",
            2,
            "番号・アドレス・場所",
            720000001,
            "「連絡手段」シートの 2 行目 E 列「番号・アドレス・場所」: 数（720000001）として入っていて、はじめの 0",
        ),
        ("連絡手段", 2, "番号・アドレス・場所", "=A1", "式"),
        ("連絡手段", 2, "費用", "ただ", "「ただ」は使えません。無料、"),
        ("連絡手段", 2, "番号", "9", "番号「9」がちがいます"),
        ("連絡手段", 3, "番号", "1", "二つあります"),
        ("連絡手段", 2, "id", "zz", "「窓口」シートに、id「zz」の行がありません"),
        ("連絡手段", 2, "受付時間（読む用）", date(2026, 1, 2), "日付に変わっています"),
        ("窓口", 2, "確かめた日", "きのう", "日付ではありません"),
        ("窓口", 2, "確かめた日", 46346, "数（46346）"),
        ("窓口", 2, "名前", " ", "「窓口」シートの 2 行目 B 列「名前」: 空です"),
        ("窓口", 2, "名前", "=1+1", "式"),
        ("窓口", 4, "名前", "三つ目", "id がありません。英字の小文字・数字・ハイフンで決めてください（例: a-1）"),
        ("窓口", 4, "id", "b", "二つあります"),
        ("窓口", 4, "id", "c", "「出典」シートに、この id の行がありません"),
    ],
    ids=lambda value: "",
)
def test_a_wrong_cell_is_told_by_its_place(sheet, row, head, value, said):
    workbook = book()
    put(workbook, sheet, row, head, value)
    problems = planned(workbook).problems

    assert any(said in problem for problem in problems), problems


def test_all_wrong_cells_are_told_at_once():
    workbook = book()
    put(workbook, "窓口", 2, "種類", "なにか")
    put(workbook, "連絡手段", 2, "費用", "ただ")

    assert len(planned(workbook).problems) == 2


@pytest.mark.parametrize(
    ("head", "value", "line"),
    [
        ("番号・アドレス・場所", "０５７０ー０００ー０００", "    value: 0570-000-000"),
        ("番号・アドレス・場所", "", "    value: null"),
        ("番号・アドレス・場所", 119, "    value: 119"),
        ("費用", "ナビダイヤル", "    cost: navi"),
        ("費用", "free", "    cost: free"),
        ("話せる言葉", "日本語、英語,中国語", "    languages: [ja, en, zh]"),
        ("受付時間（計算用）", "Ｍｏ－Ｆｒ 09:00-17:00", "    hours: Mo-Fr 09:00-17:00"),
    ],
    ids=lambda value: "",
)
def test_widths_spaces_and_words_become_what_the_file_holds(head, value, line):
    workbook = book()
    put(workbook, "連絡手段", 2, head, value)

    assert line in after(workbook).splitlines()


def test_topics_are_chosen_by_what_residents_read():
    workbook = book()
    assert workbook["窓口"].cell(row=2, column=column(workbook["窓口"], "話題")).value == "どんな困りごとでも、住まい・家賃のこと"
    assert workbook["窓口"].cell(row=3, column=column(workbook["窓口"], "話題")).value == "debt"  # its label has the sign between two
    put(workbook, "窓口", 2, "話題", "住まい・家賃のこと、debt")

    assert "  topics: [housing, debt]" in after(workbook)


def new_window(workbook):
    for head, value in {ID: "c", "名前": "三つ目", "読み": "みっつめ", "種類": "窓口", "話題": "housing", "だれのため": "だれでも"}.items():
        put(workbook, "窓口", 4, head, value)
    for head, value in {
        "何ができるか": "話せます。",
        "背中を押す一文": "どうぞ。",
        "確かめた日": "2026/11/20",
        "確かさ": "公式ページで確かめた",
    }.items():
        put(workbook, "窓口", 4, head, value)
    for sheet, row, head, value in (
        ("出典", 4, ID, "c"),
        ("出典", 4, "資料の名前", "市の資料"),
        ("出典", 4, "確かめたこと", "名前"),
        ("連絡手段", 4, ID, "c"),
    ):
        put(workbook, sheet, row, head, value)
    put(workbook, "連絡手段", 4, "方法", "電話")
    return workbook


def test_a_new_row_makes_a_new_entry_at_the_end():
    written = after(new_window(book()))

    assert written == TEXT + (
        "\n- id: c\n  name: 三つ目\n  kana: みっつめ\n  kind: window\n  area: 271403\n  topics: [housing]\n  audience: だれでも\n  summary: 話せます。\n"
        "  welcome: どうぞ。\n  channels:\n  - type: phone\n    value: null\n    hours: null\n  sources:\n  - title: 市の資料\n    confirms: 名前\n"
        "  checked_on: 2026-11-20\n  confidence: official\n"
    )


def test_a_row_that_is_gone_is_told_and_taken_away_only_when_asked():
    workbook = book()
    workbook["窓口"].delete_rows(3)
    workbook["連絡手段"].delete_rows(3)
    put(workbook, "言うこと", 2, "そのまま読める言葉", "")
    found = planned(workbook)

    assert found.changes == []
    assert [name.split("（")[0] for name in found.gone] == ["くらしの窓口", "くらしの窓口", "二つ目"]
    assert values(after(workbook, remove=True)) == [values(TEXT)[0] | {"channels": values(TEXT)[0]["channels"][:1], "say": []}]


def test_rows_may_be_sorted_and_added():
    workbook = book()
    sheet = workbook["連絡手段"]
    sheet.move_range("A2:K2", rows=20)
    put(workbook, "連絡手段", 30, ID, "b")
    put(workbook, "連絡手段", 30, "方法", "電話")

    assert (
        after(workbook)
        == edit(TEXT, planned(workbook).changes)
        == TEXT.replace(
            'いつでも"\n  welcome: どうぞ。\n', 'いつでも"\n  welcome: どうぞ。\n  channels:\n  - type: phone\n    value: null\n    hours: null\n'
        )
    )


def test_what_changed_on_both_sides_is_told_and_not_written_over():
    workbook = book()
    put(workbook, "窓口", 2, "名前", "表の名前")
    put(workbook, "窓口", 2, "動かしている所", "市")
    put(workbook, "窓口", 3, "名前", "同じ名前")
    put(workbook, "連絡手段", 2, "費用", "無料")
    now = (
        TEXT.replace("name: くらしの窓口", "name: ファイルの名前")
        .replace("name: 二つ目", "name: 同じ名前")
        .replace("    cost: call\n", "    cost: navi\n")
    )
    found = planned(workbook, now)

    assert [each.split(" ")[0] for each in found.conflicts] == ["！くらしの窓口（a-shi-kurashi）", "！くらしの窓口（a-shi-kurashi）"]
    assert "ファイルでは「ナビダイヤル」に変わっています" in found.conflicts[1]
    assert edit(now, found.changes) == now.replace("  topics: [general, housing]\n", "  operator: 市\n  topics: [general, housing]\n")


def test_lists_and_entries_that_changed_in_the_file_are_conflicts():
    workbook = new_window(book())
    put(workbook, "連絡手段", 2, "費用", "無料")
    put(workbook, "窓口", 3, "名前", "三")
    put(workbook, "言うこと", 3, ID, "a-shi-kurashi")
    put(workbook, "言うこと", 3, "そのまま読める言葉", "もう一つ。")
    now = TEXT[: TEXT.index("\n- id: b")] + "\n- id: c\n  name: 三\n"
    now = now.replace("  # ここは残す\n", "  - type: mail\n    value: a@example.jp\n").replace("  - 助けてください。\n", "  - 助けて。\n")
    found = planned(workbook, now)

    assert found.changes == []
    assert len(found.conflicts) == 4
    assert edit(now, found.changes) == now


def test_entries_that_go_on_one_side_and_change_on_the_other_stay():
    workbook = book()
    workbook["窓口"].delete_rows(3)
    workbook["連絡手段"].delete_rows(2)
    now = TEXT.replace("二つ目", "二").replace("a@", "b@").replace("cost: call", "cost: navi")
    found = planned(workbook, now, remove=True)

    assert found.changes == []
    assert len(found.conflicts) == 2


def zipped(**parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, said in parts.items():
            packed.writestr(name.replace("__", "/"), said)
    return out.getvalue()


def broken(sheet, row, head, value):
    workbook = book()
    put(workbook, sheet, row, head, value)
    return kept(workbook)


def without(name):
    workbook = book()
    del workbook[name]
    return kept(workbook)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "xlsx）ではありません"),
        (b"hello", "xlsx）ではありません"),
        (bytes(range(256)) * 9, "xlsx）ではありません"),
        (b"0" * (LARGEST + 1), "大きすぎます"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "古い形（xls）"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        (zipped(a="b"), "壊れていて"),
        (zipped(**{"xl__workbook.xml": b"0" * 160_000_000}), "大きくなりすぎる"),
        (zipped(**{"xl__odd.bin": b"<?xml?><!--" + b" " * 9000 + "--><!DOCTYPE x>".encode("utf-16")}), "DOCTYPE"),
        (zipped(**{"xl__workbook.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "DOCTYPE"),
        (without(BASE), "シート「_moto」がありません"),
        (without("出典"), "シート「出典」がありません"),
        (broken("窓口", 1, "名前", "なまえ"), "見出し「名前」"),
        (broken(BASE, 2, "271403", "???"), "壊れていて"),
        (kept(book())[:5000], "xlsx）ではありません"),
    ],
    ids=lambda value: "",
)
def test_what_is_no_sheet_of_ours_is_said(raw, said):
    with pytest.raises(SheetError, match=said):
        books.read(raw, SHEETS)


@pytest.fixture
def city(tmp_path, monkeypatch):
    """A city of its own, whose content is found right without loading it."""
    (tmp_path / "271403-a").mkdir()
    (tmp_path / "271403-a" / "city.yaml").write_text("code: 271403\n", encoding="utf-8")
    (tmp_path / "271403-a" / "resources.yaml").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr("app.cli.sheet.topics", lambda: TOPICS)
    monkeypatch.setattr("app.cli.sheet.worse", lambda *words: ())
    return tmp_path / "271403-a"


def run(*words, said=None):
    done = CliRunner().invoke(APP, ["sheet", *map(str, words)], input=said)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def exported(city, *edits):
    file = city.parent / "a.xlsx"
    file.unlink(missing_ok=True)
    assert run("export", file, "--city", city).exit_code == 0
    workbook = load_workbook(file)
    for change in edits:
        put(workbook, *change)
    workbook.save(file)
    return file


def test_import_shows_asks_and_writes(city):
    file = exported(city, ("窓口", 2, "名前", "新しい名前"))
    refused = run("import", file, "--city", city, said="n\n")

    assert (refused.exit_code, (city / "resources.yaml").read_text(encoding="utf-8")) == (1, TEXT)
    assert refused.stdout.splitlines()[0] == "！くらしの窓口（a-shi-kurashi） 「名前」: くらしの窓口 → 新しい名前"
    assert run("import", file, "--city", city, said="y\n").exit_code == 0
    assert (city / "resources.yaml").read_text(encoding="utf-8") == TEXT.replace("くらしの窓口", "新しい名前")
    again = run("import", file, "--city", city, "--yes")
    assert (again.exit_code, again.stdout) == (0, "")
    assert sorted(path.name for path in city.iterdir()) == ["city.yaml", "resources.yaml"]


def test_export_never_writes_over_what_nobody_has_taken_in(city):
    file = exported(city, ("窓口", 2, "名前", "新しい名前"))
    put(workbook := load_workbook(file), "連絡手段", 400, ID, "b")
    put(workbook, "連絡手段", 400, "方法", "チャット")
    put(workbook, "窓口", 4, ID, "c")
    for head, value in NEW.items():
        put(workbook, "窓口", 4, head, value)
    put(workbook, "出典", 4, ID, "c")
    put(workbook, "出典", 4, "確かめたこと", "名前")
    workbook.save(file)
    edited = file.read_bytes()
    refused = run("export", file, "--city", city)
    draft = run("import-csv", MEASURES, "--city", city, "--topics", "housing", "--not-checked", "--into", file)

    assert (refused.exit_code, draft.exit_code) == (1, 1)
    assert "まだ取りこんでいない直しがあります" in refused.stderr
    assert file.read_bytes() == edited
    assert run("import", file, "--city", city, "--yes").exit_code == 0
    again = run("import", file, "--city", city, "--yes")
    assert (again.exit_code, again.stdout) == (0, "")
    assert run("export", file, "--city", city).exit_code == 0
    assert file.read_bytes() != edited


NEW = {
    "名前": "三つ目",
    "読み": "みっつめ",
    "種類": "窓口",
    "話題": "住まい・家賃のこと",
    "だれのため": "だれでも",
    "何ができるか": "話を聴きます。",
    "背中を押す一文": "どうぞ。",
    "確かめた日": "2026-11-20",
    "確かさ": "公式ページで確かめた",
}


def test_export_and_import_csv_never_write_over_a_file_that_is_no_table_of_ours(city):
    csv = city.parent / "施設.csv"
    csv.write_bytes(MEASURES.read_bytes())
    (city.parent / "施設.xlsx").write_bytes(b"somebody's")
    drafted = run("import-csv", csv, "--city", city, "--topics", "housing", "--not-checked")

    assert (drafted.exit_code, run("export", city.parent / "施設.xlsx", "--city", city).exit_code) == (1, 1)
    assert "もうあります" in drafted.stderr
    assert (city.parent / "施設.xlsx").read_bytes() == b"somebody's"


def test_a_row_that_ends_early_is_told_and_not_stumbled_over(city):
    file = exported(city, ("窓口", 500, ID, "c"), ("連絡手段", 500, ID, "b"))
    done = run("import", file, "--city", city, "--yes")

    assert done.exit_code == 1
    assert "「窓口」シートの 500 行目 B 列「名前」: 空です" in done.stdout


def test_a_file_that_changes_while_the_clerk_thinks_is_not_written_over(city, monkeypatch):
    file, other = exported(city, ("窓口", 2, "名前", "新しい名前")), TEXT + "# いま書いた\n"
    monkeypatch.setattr("app.cli.sheet.agreed", lambda question: (city / "resources.yaml").write_text(other, encoding="utf-8") > 0)
    done = run("import", file, "--city", city)

    assert done.exit_code == 1
    assert "いま変わりました" in done.stderr
    assert (city / "resources.yaml").read_text(encoding="utf-8") == other


def test_import_writes_nothing_that_makes_errors_or_has_wrong_cells(city, monkeypatch):
    wrong = run("import", exported(city, ("窓口", 2, "種類", "x"), ("窓口", 2, "名前", "y")), "--city", city, "--yes")
    monkeypatch.setattr("app.cli.sheet.worse", lambda *words: [Problem(file="resources.yaml", message="だめです")])
    worse_now = run("import", exported(city, ("窓口", 2, "名前", "y")), "--city", city, "--yes")

    assert (wrong.exit_code, worse_now.exit_code) == (1, 1)
    assert "「窓口」シートの 2 行目 D 列「種類」" in wrong.stdout
    assert "だめです" in worse_now.stdout
    assert (city / "resources.yaml").read_text(encoding="utf-8") == TEXT


def test_import_of_another_citys_sheet_and_of_no_sheet_ends_with_a_sentence(city):
    file = exported(city)
    (city / "city.yaml").write_text("code: 401307\n", encoding="utf-8")
    other = run("import", file, "--city", city)
    nothing = run("import", city / "nothing.xlsx", "--city", city)

    assert (other.exit_code, nothing.exit_code) == (1, 2)
    assert "この表は「271403」のものです" in other.stderr
    assert "読めません" in nothing.stderr
    assert run("export", city / "no" / "a.xlsx", "--city", city).exit_code == 2
    (city / "resources.yaml").write_bytes(b"\xff\xfe")
    assert "UTF-8" in run("export", file, "--city", city).stderr


def test_only_errors_that_were_not_there_stand_in_the_way(monkeypatch, read):
    monkeypatch.setattr("app.cli.sheet.reader", lambda: read)
    path = SAKAI / "resources.yaml"
    text = path.read_text(encoding="utf-8")
    broken_now = text.replace("checked_on: 2026-11-20", "checked_on: きょう", 1)

    assert [problem.rule for problem in worse(path, text, broken_now, SAKAI)] == ["no-date"]
    assert worse(path, broken_now, broken_now, SAKAI) == []
    assert path.read_text(encoding="utf-8") == text
    assert Path(path).is_file()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("０７２－２２８－７０３６", "072-228-7036"),
        ("072−228−7036", "072-228-7036"),
        ("072-228-7036〜7", "072-228-7036〜7"),
        ("各区役所 1ー2", "各区役所 1ー2"),
    ],
    ids=lambda value: "",
)
def test_a_number_is_written_as_one_and_all_else_as_it_was(said, meant):
    assert next(column for column in SHEETS[1].fields if column.kind == "phone").read(said) == meant
