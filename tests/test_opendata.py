"""CSV of the 自治体標準オープンデータセット, as towns publish it: what is clear becomes a draft, what is not is said."""

import csv
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.edit import edit, values
from app.opening import fault as hours_fault
from app.sheets import book as books
from app.sheets.compare import plan
from app.sheets.drafts import Made, address, drafts, with_updates
from app.sheets.fields import CellError, Field, tables
from app.sheets.hours import hours, time
from app.sheets.opendata import LARGEST, CsvError, code, decoded, read
from app.sheets.publish import HEADS, publish
from tests.test_sheets import TEXT, TOPICS, city, kept, run
from tests.written import SAKAI

__all__ = ["city"]
HERE = Path(__file__).parent / "sheets"
FILES = {"facility-new": "271403", "facility-old": "011002", "childcare": "271403", "measures": "271403"}
SHEETS = tables(TOPICS)


def made(known="271403", **more):
    return Made(city=known, topics=("housing",), source="みほん.csv", **more)


def of(name, now=(), **more):
    return drafts(read((HERE / f"{name}.csv").read_bytes()), now, made(FILES[name], **more))


def test_the_new_form_with_a_preamble_odd_heads_and_odd_codes():
    found = of("facility-new", url="https://www.example.jp/data", prefix="x-od")
    north, south, west, east = found.entries

    assert [each["id"] for each in found.entries] == ["x-od-a-001", "x-od-a-002", "x-od-a-003", "x-od-a-004"]
    assert north["channels"][0] == {
        "type": "phone",
        "value": "072-000-0001",
        "hours": "Mo-Fr 09:00-17:00; PH off",
        "hours_text": "平日 9:00〜17:00",
        "cost": "unknown",
        "note": "内線 12",
    }
    assert (north["kana"], north["channels"][1]["value"]) == ("みほんきたそうだんしつ", "大阪府堺市北区みほん町1番1号 みほんビル2階")
    assert (south["channels"][0]["value"], south["channels"][1]["value"]) == ("072-000-0002", "大阪府堺市南区みほん町2番2号")
    assert [str(each["channels"][0]["value"]) for each in (west, east)] == ["Null.NULL", "0120-000-000"]
    assert (east["channels"][0]["cost"], east["channels"][0]["hours_text"]) == ("free", "月・水・金 9:00〜12:30（第2水曜は休み）")
    assert all(each["confidence"] == "one-source" and "checked_on" not in each and "welcome" not in each for each in found.entries)
    assert north["sources"] == [
        {"url": "https://www.example.jp/data", "title": "オープンデータ「みほん.csv」", "confirms": "名前、電話番号、受付時間、説明、場所"}
    ]
    assert found.notes == (
        "2 行目までは、見出しの前なので読みませんでした",
        "使わなかった列: 地方公共団体名、緯度、連絡先備考（その他、SNSなど）、独自の列",
        "9 行目: 名前がないので、読みませんでした",
        "6 行目「みほん 西相談室」: 受付時間（計算用）は空にしました。祝日に開いているかが書いてありません",
        "6 行目「みほん 西相談室」: 電話番号「0720000003」は、市外局番からハイフンで区切った形でないので、空にしました",
        "7 行目「みほん 東相談室」: 受付時間（計算用）は空にしました。特記事項に、表にできない決まりがあります",
        "8 行目「よその市の相談室」: コード 401307 は、この市ではないので、読みませんでした",
    )


def test_the_old_form_in_cp932_with_a_code_that_lost_its_zero():
    found = of("facility-old")

    assert [(each["area"], each["name"]) for each in found.entries] == [("011002", "みほん会館"), ("011002", "みほん会館別館")]
    assert found.entries[0]["summary"] == "貸し室 と相談"
    assert "備考" in found.notes[0]


def test_childcare_with_tabs_in_utf_16():
    first, second = of("childcare").entries

    assert [each["type"] for each in first["channels"]] == ["phone", "visit", "mail", "fax"]
    assert first["channels"][0]["hours"] == "Tu,We,Th,Sa,Su,PH 10:00-15:00"
    assert str(second["channels"][0]["hours"]) == "Null.NULL"


def test_measures_have_terms_and_a_time():
    first, second = of("measures", checked_on="2026-11-20").entries

    assert (first["kind"], first["terms"]) == ("measure", {"who": "収入が減った人", "gives": "月3万円まで", "where": "くらし課"})
    assert (first["valid_from"], first["valid_until"], first["checked_on"]) == ("2026-04-01", "2027-03-31", "2026-11-20")
    assert second["channels"][0]["value"] == "072-000-0022"


@pytest.mark.parametrize("name", FILES)
def test_a_draft_is_no_window_until_its_yellow_cells_are_filled_and_then_it_is_one(name):
    found = of(name)
    now = values(TEXT)
    workbook = load_workbook(BytesIO(books.write(now, SHEETS, FILES[name], TOPICS, books.More(drafts=found.entries))))
    first = plan(books.read(kept(workbook), SHEETS), SHEETS, now)

    assert any("「窓口」シートの 4 行目" in problem and "空です。必ず書く所です" in problem for problem in first.problems)
    for row in range(4, 4 + len(found.entries)):
        for head in ("読み", "だれのため", "何ができるか", "背中を押す一文", "確かめた日"):
            cell = next(cell for cell in workbook["窓口"][row] if workbook["窓口"].cell(row=1, column=cell.column).value == head)
            if cell.value is None:
                assert cell.fill.fgColor.rgb.endswith("FFF2A8")
                cell.value = "2026-11-20" if head == "確かめた日" else "みほん"
    second = plan(books.read(kept(workbook), SHEETS), SHEETS, now)
    written = edit(TEXT, second.changes)

    assert second.problems == []
    assert written.startswith(TEXT)
    assert [each["id"] for each in values(written)][2:] == [each["id"] for each in found.entries]
    assert all(each["area"] == FILES[name] for each in values(written)[2:])


def test_a_window_that_seems_to_be_the_same_is_proposed_and_never_merged():
    now = [
        {"id": "a", "name": "北の窓口", "channels": [{"type": "phone", "value": "072-000-0001", "hours": None}]},
        {
            "id": "b",
            "name": "みほん　南相談室",
            "channels": [{"type": "phone", "value": "072-999-9999", "hours": "24/7"}],
            "url": "https://www.example.jp/",
        },
    ]
    found = of("facility-new", now)

    assert [each["name"] for each in found.entries] == ["みほん 西相談室", "みほん 東相談室"]
    assert [(each.id, each.field, each.old, each.new) for each in found.updates] == [
        ("a", "受付時間（計算用）", "", "Mo-Fr 09:00-17:00; PH off"),
        ("a", "公式ページ", "", "https://www.example.jp/kita"),
        ("b", "番号・アドレス", "072-999-9999", "072-000-0002"),
    ]
    assert now[0]["channels"][0]["hours"] is None
    changed = with_updates(now, found.updates)
    assert [each["channels"][0]["value"] for each in changed] == ["072-000-0001", "072-000-0002"]
    again = of("facility-new", changed)
    assert (again.updates, any("もうある「北の窓口」と同じ" in note for note in again.notes)) == ((), True)


@pytest.mark.parametrize(
    ("days", "begin", "end", "special", "meant"),
    [
        ("平日", "9:00", "17:00", "", "Mo-Fr 09:00-17:00; PH off"),
        ("月火水木金", "9時", "17時", "祝日を除く", "Mo-Fr 09:00-17:00; PH off"),
        ("月〜金", "0900", "1730", "祝日は休み", "Mo-Fr 09:00-17:30; PH off"),
        ("月曜日から金曜日", "午前9時", "午後5時半", "祝日休館", "Mo-Fr 09:00-17:30; PH off"),
        ("月、水、金", "９：００", "１２：００", "祝祭日を除く", "Mo,We,Fr 09:00-12:00; PH off"),
        ("毎日", "10:00", "24:00", "", "Mo-Su 10:00-24:00"),
        ("土日祝", "10:00", "16:00", "", "Sa-Su,PH 10:00-16:00"),
        ("土・日・祝日", "10:00", "16:00", "", "Sa-Su,PH 10:00-16:00"),
        ("月火水木金", "9:00", "17:00", "", None),
        ("平日", "9:00", "17:00", "年末年始を除く", None),
        ("平日", "17:00", "9:00", "", None),
        ("平日", "9:00", "", "", None),
        ("金〜月", "9:00", "17:00", "祝日を除く", None),
        ("不定", "9:00", "17:00", "祝日を除く", None),
        ("平日", "25:00", "26:00", "", None),
        ("", "", "", "", None),
    ],
    ids=lambda value: "",
)
def test_hours_are_ours_only_where_they_can_mean_one_thing(days, begin, end, special, meant):
    found = hours(days, begin, end, special)

    assert found.hours == meant
    assert (found.why is None) == (meant is not None or not days)
    assert meant is None or hours_fault(meant, date(2026, 1, 1)) is None


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_any_words_of_hours_are_read_without_an_end(days, begin, end, special):
    found = hours(days, begin, end, special)
    assert found.hours is None or found.text


@pytest.mark.parametrize(
    ("said", "meant"),
    [("9:00:00", "09:00"), ("9時30分", "09:30"), ("午後0時", "12:00"), ("900", "09:00"), ("9:60", None), ("朝", None)],
    ids=lambda value: "",
)
def test_times_are_read_in_all_their_forms(said, meant):
    assert time(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("271403", "271403"),
        ("27140", "271403"),
        ("11002", "011002"),
        ("０１１００２", "011002"),
        ("1100", "011002"),
        ("271404", None),
        ("堺市", None),
        ("", None),
    ],
    ids=lambda value: "",
)
def test_codes_that_lost_digits_are_mended(said, meant):
    assert code(said, "271403" if said.startswith("27") else "011002") == meant


def test_an_address_is_joined_without_saying_a_part_twice():
    assert address({"prefecture": "大阪府", "city": "大阪府堺市", "town": "みほん町", "lot": "1-1", "building": "2階"}) == "大阪府堺市みほん町1-1 2階"
    assert address({"name": "x"}) is None


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "見出しの行"),
        (b"\x00\x01\x02\xff\xfe\x81" * 20, "文字コード|見出しの行"),
        (b"\xff\xff\xff\x81\x00\xfd\xff", "文字コード"),
        (b"a,b\n1,2\n", "見出しの行"),
        ("名称,電話番号\n".encode() + b"x,1\n" * 20_001, "行が多すぎます"),
        (b"0" * (LARGEST + 1), "大きすぎます"),
        ('名称,電話番号\n"'.encode() + b"x" * 200_000, "CSV として読めません"),
    ],
    ids=lambda value: "",
)
def test_what_is_no_csv_that_we_know_is_said(raw, said):
    with pytest.raises(CsvError, match=said):
        read(raw)


@pytest.mark.parametrize("way", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_letters_of_a_file_are_found_out(way):
    assert decoded("全国地方公共団体コード,名称\n".encode(way)) == "全国地方公共団体コード,名称\n"


def test_dates_of_the_era_are_dates():
    assert Field(path=(), head="", about="", kind="date").read("令和元年5月1日") == "2019-05-01"
    with pytest.raises(CellError):
        Field(path=(), head="", about="", kind="date").read("令和8年13月1日")


def rows(raw):
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    return list(csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline="")))


def test_what_we_publish_is_in_the_form_safe_and_nothing_is_made_up():
    place = {"type": "visit", "value": "堺市みほん区1-1", "hours": "Mo-Fr 09:00-17:00; PH off", "hours_text": "平日9:00〜17:00"}
    entries = [
        {
            "id": "a",
            "name": "=1+1",
            "kana": "あ",
            "kind": "office",
            "topics": ["childcare"],
            "channels": [place, {"type": "phone", "value": "+81-72"}],
        },
        {"id": "b", "name": "b", "kind": "window", "channels": [{"type": "visit", "value": "各区役所"}], "summary": "-x"},
        {"id": "c", "name": "c", "kind": "measure", "terms": {"who": "@人"}, "valid_until": "2027-03-31"},
        {"id": "d", "name": "d", "kind": "window", "channels": [{"type": "phone", "value": None}]},
    ]
    first, second = rows(publish(entries, "facility", "271403", "堺市"))

    assert (first["名称"], first["名称_カナ"], first["電話番号"], first["所在地_連結表記"]) == ("'=1+1", "ア", "'+81-72", "堺市みほん区1-1")
    assert (first["利用可能曜日"], first["開始時間"], first["終了時間"], first["利用可能日時特記事項"]) == (
        "月火水木金",
        "09:00",
        "17:00",
        "祝日は休み",
    )
    assert (second["所在地_連結表記"], second["電話番号"], second["緯度"], second["説明"]) == ("", "", "", "'-x")
    assert [row["ID"] for row in rows(publish(entries, "childcare", "271403", "堺市"))] == ["a"]
    (only,) = rows(publish(entries, "measure", "271403", "堺市"))
    assert (only["タイトル（制度名）"], only["対象者"], only["受付終了日"], only["給付金額"]) == ("c", "'@人", "2027-03-31", "")


@pytest.mark.parametrize("form", HEADS)
def test_what_we_publish_of_sakai_reads_back_as_what_is_there(form):
    entries = values((SAKAI / "resources.yaml").read_text(encoding="utf-8"))
    raw = publish(entries, form, "271403", "堺市")
    found = drafts(read(raw), entries, made())

    assert rows(raw)
    assert found.entries == ()


def test_import_csv_and_export_csv_from_the_command_line(city):
    file, target = HERE / "facility-new.csv", city.parent / "draft.xlsx"
    done = run("import-csv", file, "--city", city, "--topics", "housing", "--into", target, "--not-checked", "--url", "https://www.example.jp/")
    taken = run("import", target, "--city", city, "--yes")

    assert done.exit_code == 0, done.stderr
    assert "くらしの窓口（a-shi-kurashi）と、CSV の「みほん 北相談室」が似ています" in done.stdout
    assert "下書き: みほん 南相談室（a-od-a-002）" in done.stdout
    assert "使わなかった列" in done.stderr
    assert taken.exit_code == 1
    assert "「背中を押す一文」: 空です" in taken.stdout
    assert (city / "resources.yaml").read_text(encoding="utf-8") == TEXT
    out = city.parent / "out.csv"
    assert run("export-csv", out, "--city", city).exit_code == 0
    assert [row["名称"] for row in rows(out.read_bytes())] == ["くらしの窓口"]
    assert run("export-csv", out, "--city", city, "--form", "x").exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--topics", "no"), "話題「no」はありません"),
        (("--topics", ""), "話題"),
        (("--topics", "housing", "--url", "ftp://x"), "https:// から"),
    ],
    ids=lambda value: "",
)
def test_import_csv_with_wrong_words_ends_with_a_sentence(city, words, said):
    done = run("import-csv", HERE / "measures.csv", "--city", city, "--not-checked", "--into", city.parent / "x.xlsx", *words)

    assert done.exit_code == 1
    assert said in done.stderr
    assert not (city.parent / "x.xlsx").exists()


def test_who_is_asked_and_says_yes_has_checked_today(city):
    target = city.parent / "x.xlsx"
    done = run("import-csv", HERE / "measures.csv", "--city", city, "--topics", "housing", "--into", target, said="y\n")
    sheet = load_workbook(target)["窓口"]
    column = next(cell.column for cell in sheet[1] if cell.value == "確かめた日")

    assert done.exit_code == 0
    assert len(sheet.cell(row=4, column=column).value) == len("2026-11-20")
