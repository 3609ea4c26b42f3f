"""What clerks write in everyday Japanese, and what the files want: dates, hours, numbers, areas, lines of YAML."""

import pytest

from app.checks.areas import area_named
from app.checks.numbers import grouped, half_width, twin
from app.checks.parts import is_code
from app.checks.times import hours_of
from app.content import City
from app.dates import iso
from app.loading import repair
from app.loading.document import parse
from app.loading.meaning import listed, whole


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026/11/20", "2026-11-20"),
        ("2026.1.2", "2026-01-02"),
        ("2026年11月20日", "2026-11-20"),
        ("２０２６－１１－２０", "2026-11-20"),
        ("令和8年11月20日", "2026-11-20"),
        ("令和元年5月1日", "2019-05-01"),
        ("R8.11.20", "2026-11-20"),
        ("r8/11/20", "2026-11-20"),
        ("H31.4.30", "2019-04-30"),
        ("昭和64年1月7日", "1989-01-07"),
        ("26/11/20", None),
        ("2026/02/30", None),
        ("十一月", None),
        ("2026-11", None),
    ],
)
def test_a_date_is_written_one_way_where_it_is_sure(written, day):
    assert iso(written) == day


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("平日9時〜17時", "Mo-Fr 09:00-17:00; PH off"),
        ("平日 9:00～17:00", "Mo-Fr 09:00-17:00; PH off"),
        ("平日8時30分から17時15分まで", "Mo-Fr 08:30-17:15; PH off"),
        ("平日9時半〜17時", "Mo-Fr 09:30-17:00; PH off"),
        ("月〜金 9:00-17:00", "Mo-Fr 09:00-17:00"),
        ("月曜日から土曜日 9:00-17:00（祝日は休み）", "Mo-Sa 09:00-17:00; PH off"),
        ("土日祝 10時〜16時", "Sa,Su,PH 10:00-16:00"),
        ("月・水・金 13時〜16時", "Mo,We,Fr 13:00-16:00"),
        ("毎日 22:00〜26:00", "Mo-Su 22:00-26:00"),
        ("平日9:00〜12:00、13:00〜17:00", "Mo-Fr 09:00-12:00,13:00-17:00; PH off"),
        ("24時間", "24/7"),
        ("24時間・毎日", "24/7"),
        ("24時間365日", "24/7"),
        ("9時〜17時", None),
        ("平日9時〜午後5時", None),
        ("平日9時〜17時（年末年始を除く）", None),
        ("第2水曜 13時〜16時", None),
        ("平日17時〜9時", None),
        ("お昼ごろ", None),
        ("", None),
    ],
)
def test_hours_are_translated_only_where_every_word_is_understood(said, hours):
    assert hours_of(said) == hours


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0570064556", "0570-064-556"),
        ("0120279338", "0120-279-338"),
        ("0800-123ー4567", "0800-123-4567"),
        ("09012345678", "090-1234-5678"),
        ("0312345678", "03-1234-5678"),
        ("0721234567", None),
        ("0725551234", "0725-55-1234"),
        ("（03）1234−5678", "03-1234-5678"),
        ("＃９１１０", "#9110"),
        ("１１０", "110"),
        ("代表番号", None),
        ("03-1234-567", None),
    ],
)
def test_a_number_is_divided_only_where_its_division_is_known(written, number):
    assert grouped(written, ["0725-55-1234"]) == number


def test_a_number_without_digits_has_no_twin():
    assert twin("番号", ["", "なし"]) is None
    assert half_width("０３‐１２３４ー５６７８") == "03-1234-5678"


CITY = whole(
    City,
    parse("code: 271403\nname: 堺市\nkana: さかいし\nurl: https://example.jp/\ndepartment: 課\nwards:\n- {code: 271411, name: 堺区}\n", "city.yaml"),
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("全国", "japan"),
        ("大阪府", "270008"),
        ("大阪", "270008"),
        ("北海道", "010006"),
        ("京都", "260002"),
        ("東京都", "130001"),
        ("堺市", "271403"),
        ("堺区", "271411"),
        ("堺市堺区", "271411"),
        ("27140", "271403"),
        ("２７１４０３", "271403"),
        ("271404", "271403"),
        ("27", None),
        ("どこか", None),
    ],
)
def test_an_area_is_found_by_its_name_or_its_first_five_digits(written, code):
    assert area_named(written, CITY) == code
    assert code in {None, "japan"} or is_code(code)


@pytest.mark.parametrize(
    ("text", "at", "mended"),
    [
        ("a: 1\nb：2\nc: 3\n", 3, (2, "b: 2")),
        ("a: 'x\nb: 2\n", 1, (1, "a: 'x'")),
        ("a:\n  - b\n - c\n", 3, (3, "  - c")),
        ("a:\n-b\n- c\n", 2, (2, "- b")),
        ("a: @b\n", 1, (1, "a: '@b'")),
        ("a: [b\n", 1, (1, "a: [b]")),
        ("a: it's: x\n", 1, (1, "a: 'it''s: x'")),
        ("a: 1\n\x07\n", 2, None),
    ],
    ids=["全角のコロン", "引用符", "字下げ", "ハイフンの後", "記号", "かっこ", "文の中の引用符", "制御文字"],
)
def test_a_line_is_rewritten_only_where_that_helps(text, at, mended):
    assert repair.found(text, at) == mended


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("general、money", "[general, money]"),
        ("a,b ・c", "[a, b, c]"),
        ("困っています。助けて、ください。", "[困っています。助けて、ください。]"),
        ("はい: いいえ", "['はい: いいえ']"),
    ],
)
def test_commas_of_all_kinds_make_a_list_and_a_sentence_stays_whole(text, so):
    assert listed(text) == so
