"""What is mended without asking: how things are written, never what they say; all else stays to the byte."""

import os
from pathlib import Path

import pytest

from app import mend
from app.loading.document import parse
from tests.folders import CITY, MONEY, RESOURCES, entry
from tests.written import ROOT

FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")


def mended(text, name="resources.yaml", known=()):
    """Mend once; twice must change nothing more."""
    once = mend.of_text(text, name, known)

    assert mend.of_text(once.text, name, known) == (once.text, ())
    return once


@pytest.mark.parametrize(
    ("find", "put", "what"),
    [
        ("value: 0120-279-338", "value: ０１２０－２７９－３３８", "番号の書き方"),
        ("value: 0120-279-338", "value: 0120‐279−338", "番号の書き方"),
        ("value: 0120-279-338", "value: 0120ー279ー338", "番号の書き方"),
        ("value: 0120-279-338", "value: 0120–279–338", "番号の書き方"),
        ("value: 0120-279-338", "value: 0120279338", "番号の書き方"),
        ("kana: みんなのでんわ", "kana: ミンナノデンワ", "読みのかな"),
        ("kana: みんなのでんわ", "kana: ﾐﾝﾅﾉﾃﾞﾝﾜ", "読みのかな"),
        ("name: みんなの電話", "name：みんなの電話", "タブ・全角の空白・全角のコロン"),
        ("  name: みんなの電話", "　name: みんなの電話", "タブ・全角の空白・全角のコロン"),
        ("  name: みんなの電話", "\tname: みんなの電話", "タブ・全角の空白・全角のコロン"),
        ("  name: みんなの電話", "  name:\tみんなの電話", "タブ・全角の空白・全角のコロン"),
        ("name: みんなの電話", "ｎａｍｅ: みんなの電話", "全角の文字"),
        ("- id: denwa", "- id: ｄｅｎｗａ", "全角の文字"),
        ("[general, money]", "[ｇｅｎｅｒａｌ, money]", "全角の文字"),
        ("cost: free", "cost: ｆｒｅｅ", "全角の文字"),
        ("hours: 24/7", "hours: ２４／７", "全角の文字"),
        ("checked_on: 2026-11-01\n  confidence: official", "checked_on: 2026/11/01\n  confidence: official", "日付"),
        ("checked_on: 2026-11-01\n  confidence: official", "checked_on: R8.11.1\n  confidence: official", "日付"),
        ("checked_on: 2026-11-01\n  confidence: official", "checked_on: 令和８年１１月１日\n  confidence: official", "日付"),
        ("audience: どなたでも", "audience: どなたでも   ", "行の終わりの空白"),
    ],
)
def test_a_slip_of_the_keyboard_is_mended_and_nothing_else(find, put, what):
    original = "# はじめの注\n" + RESOURCES.replace("  kind: window", "  kind: window   # ここに注".replace("   #", " #"), 1)
    assert find in original
    found = mended(original.replace(find, put, 1), known=("0120-279-338",))

    assert found.text == original
    assert found.what == (what,)


def test_short_numbers_inside_sentences_stay():
    original = (
        RESOURCES.replace("どんなことでも聴きます。", "'急がない相談は #9110 へ。'")
        .replace("0120-279-338", "#9110")
        .replace("cost: free", "cost: call")
    )

    assert mended(original.replace("cost: call", "cost: ｃａｌｌ")).text == original


@pytest.mark.parametrize("quote", ["'", '"'])
def test_quotes_stay(quote):
    original = RESOURCES.replace("0120-279-338", f"{quote}0120-279-338{quote}", 1)

    assert mended(original.replace("0120-279-338", "０１２０－２７９－３３８", 1)).text == original


def test_marks_that_nobody_sees_are_taken_out():
    found = mended("\ufeff" + RESOURCES.replace("\n", "\r\n"))

    assert found.text == RESOURCES
    assert found.what == ("見えない印（BOM）", "改行（CRLF）")


def test_hyphens_are_never_made_up():
    text = RESOURCES.replace("0120-279-338", "0312345678")

    assert mended(text) == (text, ())
    assert "03-1234-5678" in mended(text, known=("03-1234-5678",)).text


def test_fields_come_into_their_order_with_their_remarks():
    lines = entry("denwa").splitlines()
    moved = [lines[0], "  # 読みの注", *lines[2:3], "  # 名前の注", lines[1], *lines[3:]]
    wanted = [lines[0], "  # 名前の注", lines[1], "  # 読みの注", *lines[2:]]
    text = "\n".join(moved) + "\n\n# おわりの注\n"
    found = mended(text)

    assert found.text == "\n".join(wanted) + "\n\n# おわりの注\n"
    assert found.what == ("項目の順",)


def test_an_entry_that_does_not_begin_with_its_id_is_turned_round():
    first, *rest = entry("denwa").splitlines()
    text = "\n".join(["- " + rest[0].strip(), "  " + first.removeprefix("- "), *rest[1:]]) + "\n"

    assert mended(text).text == entry("denwa")


def test_the_order_inside_a_channel_is_mended_too():
    text = RESOURCES.replace("    hours: 24/7\n    cost: free", "    cost: free\n    hours: 24/7")

    assert mended(text).text == RESOURCES


def test_a_topic_and_a_city_have_an_order_too():
    lines = MONEY.splitlines(keepends=True)
    city = CITY.splitlines(keepends=True)

    assert mended("".join([lines[1], lines[0], *lines[2:]]), "money.yaml").text == MONEY
    assert mended("".join([city[1], city[0], *city[2:]]), "city.yaml").text == CITY


@pytest.mark.parametrize(
    "text",
    [
        RESOURCES.replace("0120-279-338", "０３の番号"),
        RESOURCES.replace("2026-11-01", "26/11/01"),
        RESOURCES.replace("2026-11-01", "2026/02/30"),
        RESOURCES.replace("  name: みんなの電話", "  name: |\n    みんなの  \n    電話", 1),
        RESOURCES.replace("どんなことでも聴きます。", '"１２３ \\u3042 ｱ"'),
        RESOURCES.replace("  name:", "  name: あ\n  name:", 1),
        "- [[[",
        "[" * 100_000,
        "a: &x 1\nb: *x\n",
        "",
        "# 注だけ\n",
        "ことば\n",
    ],
    ids=[
        "番号でない",
        "年が二桁",
        "ない日",
        "そのままの文",
        "逃がした文字",
        "二度の項目",
        "閉じないかっこ",
        "深い入れ子",
        "アンカー",
        "空",
        "注だけ",
        "文だけ",
    ],
)
def test_what_is_not_sure_is_left_to_a_person(text):
    assert mend.of_text(text, "resources.yaml") == (text, ())


@pytest.mark.parametrize("name", ["checked_on", "review_by", "valid_from", "valid_until"])
def test_every_date_of_an_entry_is_written_as_one(name):
    assert mended(f"- id: a\n  {name}: 令和8年11月20日\n").text == f"- id: a\n  {name}: 2026-11-20\n"


def test_a_change_of_what_is_said_is_never_written(monkeypatch):
    monkeypatch.setattr("app.mend.values._value", lambda key, value, *_: (f"{value}も" if key == "audience" else value, "文"))

    assert mend.of_text(RESOURCES, "resources.yaml") == (RESOURCES, ())


def test_how_residents_write_is_left_as_they_write_it():
    text = MONEY.replace("- 米が足りない", "- ｺﾒが足りない")

    assert mended(text, "money.yaml") == (text, ())


def test_what_we_ship_keeps_all_that_it_says():
    paths = [*ROOT.glob("*.yaml"), *(ROOT / "intents").glob("*.yaml"), *(ROOT / "cities").glob("*/*.yaml")]

    assert [change.path.name for change in mend.of_files(paths)] == []


def test_a_file_is_written_whole_and_keeps_its_rights(tmp_path):
    path = tmp_path / "resources.yaml"
    path.write_bytes(RESOURCES.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    (change,) = mend.of_files([path])

    assert "（CR）" in change.diff("resources.yaml")
    change.write()
    assert path.read_text(encoding="utf-8") == RESOURCES
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["resources.yaml"]


def test_where_writing_fails_the_file_is_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "resources.yaml"
    path.write_bytes(RESOURCES.replace("\n", "\r\n").encode())
    (change,) = mend.of_files([path])

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        change.write()
    assert path.read_bytes() == change.before
    assert [each.name for each in tmp_path.iterdir()] == ["resources.yaml"]


def test_files_that_cannot_be_read_are_left(tmp_path):
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "old.yaml").write_bytes(RESOURCES.encode("cp932"))
    (tmp_path / "binary.yaml").write_bytes(b"\x00\x01")

    assert list(mend.of_files([*tmp_path.iterdir(), Path("/nowhere.yaml")])) == []


def test_numbers_are_taken_from_all_files_for_their_hyphens(tmp_path):
    one, other = tmp_path / "one.yaml", tmp_path / "resources.yaml"
    one.write_text(RESOURCES, encoding="utf-8")
    other.write_text(RESOURCES.replace("0120-279-338", "0120279338"), encoding="utf-8")
    (change,) = mend.of_files([one, other])

    assert (change.path, change.after) == (other, RESOURCES.encode())
    assert parse(change.after.decode(), "").data == parse(RESOURCES, "").data
