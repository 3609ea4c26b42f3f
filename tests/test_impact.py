"""What a change of the content changes."""

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import msgpack
import pytest
from typer.testing import CliRunner

from app import loading, sudachi
from app.bench import Case
from app.catalogue import CHANNELS, ChannelType
from app.cli import APP
from app.errors import ContentError, UnfinishedError
from app.impact import asked, tables, told
from app.impact.answers import Answer, answer, moved
from app.impact.asked import Asker
from app.impact.changes import changes, summary
from app.impact.compared import Impact, Pending, Side, compare
from app.impact.memory import Memory
from app.impact.page import page
from app.impact.revisions import AbsentError, city_in, opened, sentences_differ
from app.impact.sentences import Sentences, packed, texts_of
from app.impact.told import data, ending, headlines, marked
from app.impact.ways import roads
from app.impact.words import field
from app.loading import described, draft, parse_file, parsing_once, taught
from app.matching.table import Sample, Table
from app.matching.terms import Text, Word
from app.reach import Way
from app.safety import DANGERS, Kind
from app.sheets import fields
from tests.folders import ASIDES, CITY, DANGER, MENU, MONEY, RESOURCES, SAFETY, STYLE, entry, small_city, small_root
from tests.made_up import as_written, by_spaces

TODAY = date(2026, 11, 21)
HOME = Path(__file__).parent.parent


def side(root, city=None):
    return Side(name=root.name, draft=draft(root, city), city=city.relative_to(root).as_posix() if city else None)


def here(sides, texts):
    """Answer in this process, by the words between spaces."""
    ready = [taught(each.content, each.rules, by_spaces, as_written, None) for each in sides]
    before, after = ({text: answer(each, text) for text in texts} for each in ready)
    return before, after


def compared(tmp_path, cases=(), **files):
    return compare(side(small_root(tmp_path / "old")), side(small_root(tmp_path / "new", **files)), cases, here, TODAY)


# What changed in the files.


def told_changes(tmp_path, **files):
    return [(c.file, c.line, c.name, c.field, c.old, c.new, c.kind, c.dangerous) for c in compared(tmp_path, **files).changes]


def test_the_same_content_changes_nothing(tmp_path):
    found = compared(tmp_path)

    assert (found.changes, found.moved, found.roads, found.worse, found.same) == ((), (), (), False, True)
    assert headlines(found) == ("変わるところは、ありません。",)


def test_a_number_is_told_with_its_window_and_its_line_and_is_dangerous(tmp_path):
    assert told_changes(tmp_path, resources=RESOURCES.replace("0120-279-338", "0120-279-339")) == [
        ("resources.yaml", 11, "みんなの電話", "電話の番号", "0120-279-338", "0120-279-339", "number", True)
    ]


def test_hours_are_told_with_the_number_they_are_of(tmp_path):
    (found,) = told_changes(tmp_path, resources=RESOURCES.replace("hours: 24/7", "hours: 24/7\n    hours_text: いつでも"))

    assert found[3:] == ("電話（0120-279-338）の受付時間（読む用）", None, "いつでも", "hours", True)


def test_of_three_telephones_the_right_one_is_told(tmp_path):
    three = RESOURCES.replace("    cost: free\n", "    cost: free\n  - {type: phone, value: 0120-000-111}\n  - {type: phone, value: 0120-000-222}\n")
    old, new = (
        small_root(tmp_path / "a", resources=three),
        small_root(tmp_path / "b", resources=three.replace("  - {type: phone, value: 0120-000-111}\n", "").replace("222", "333")),
    )
    found = [(c.field, c.old, c.new) for c in changes(side(old).sheets, side(new).sheets)]

    assert ("電話の番号", "0120-000-111", "0120-000-333") in found or ("電話の番号", "0120-000-222", "0120-000-333") in found
    assert len(found) == 2
    assert not any("279" in f"{each}" for each in found)


def test_order_in_the_file_is_no_change_but_what_is_offered_first_is(tmp_path):
    first, second = RESOURCES.split("\n\n")
    moved_only = f"{second.strip()}\n\n{first}\n"

    assert told_changes(tmp_path / "1", resources=moved_only) == []
    (found,) = told_changes(tmp_path / "2", money=MONEY.replace("[shiyakusho, denwa]", "[denwa, shiyakusho]"))
    assert found[3:] == ("案内・talk・出す窓口", "shiyakusho、denwa", "denwa、shiyakusho", "topic", False)


def test_entries_come_and_go(tmp_path):
    without = RESOURCES.split("\n\n")[0] + "\n"
    added = RESOURCES + "\n" + entry("new", name="新しい電話")
    gone = changes(
        side(small_root(tmp_path / "a")).sheets, side(small_root(tmp_path / "b", resources=without, money=MONEY.replace("shiyakusho, ", ""))).sheets
    )
    (come,) = changes(side(small_root(tmp_path / "c")).sheets, side(small_root(tmp_path / "d", resources=added)).sheets)

    assert next((c.entry, c.field, c.new, c.kind, c.dangerous) for c in gone) == ("shiyakusho", "なくなった", None, "window", True)
    assert (come.entry, come.field, come.old, come.dangerous) == ("new", "新しく入った", None, True)
    assert "番号・アドレス: 0120-279-338" in come.new


def test_sentences_are_told_one_by_one(tmp_path):
    found = told_changes(tmp_path, money=MONEY.replace("- 米が足りない\n", "- 米がない\n- 味噌が足りない\n"))

    assert [(f[3], f[4], f[5], f[6], f[7]) for f in found] == [
        ("言い方", "米が足りない", None, "text", False),
        ("言い方", None, "米がない", "text", False),
        ("言い方", None, "味噌が足りない", "text", False),
    ]


def test_the_rules_and_the_panels_are_dangerous(tmp_path):
    rules = told_changes(tmp_path / "1", safety=SAFETY.replace('[死にたい, "{いま}死"]', "[死にたい]"))
    panels = told_changes(tmp_path / "2", menu=MENU.replace("話を聴く人がいます。", "話せます。"))
    examples = told_changes(tmp_path / "3", menu=MENU.replace("[お金がない]", "[水がない]"))

    assert rules == [("intents/safety.yaml", 6, "危険を見つける決まり", "決まり・die・見つける言い方", "{いま}死", None, "danger", True)]
    assert panels[0][3:] == ("緊急の案内・自殺・文", "話を聴く人がいます。", "話せます。", "danger", True)
    assert examples[0][7] is False


@pytest.mark.parametrize("mark", ["sensitive: true\n", "panel: suicide\n"])
def test_everything_in_a_grave_topic_is_dangerous(tmp_path, mark):
    old, new = (
        small_root(tmp_path / "a", money=MONEY + mark),
        small_root(tmp_path / "b", money=MONEY.replace("- 米が足りない\n", "- 米がない\n") + mark),
    )

    assert [change.dangerous for change in changes(side(old).sheets, side(new).sheets)] == [True]


def test_a_change_is_dangerous_exactly_where_its_item_needs_a_second_name(tmp_path):
    """The mark on the page and the demand of `check` are made in two places, and must agree."""
    from app.checks.approvals import items  # noqa: PLC0415

    own = entry("minamo", area="131016", name="みなもの電話")
    base = {"root": RESOURCES, "city": CITY, "own": own, "menu": MENU, "money": MONEY, "safety": SAFETY}
    edits = [
        ("root", "0120-279-338", "0120-279-339"),
        ("root", "summary: どんなことでも聴きます。", "summary: 聴きます。"),
        ("root", "hours: 24/7", "hours: Mo-Su 00:00-24:00"),
        ("root", "checked_on: 2026-11-01", "checked_on: 2026-11-02"),
        ("own", "area: 131016", "area: 131024"),
        ("own", "name: みなもの電話", "name: みなもでんわ"),
        ("city", "hide: []", "hide: [shiyakusho]"),
        ("city", "department: くらし支援課", "department: 福祉課"),
        ("menu", "heading: ひとりではありません。", "heading: ここにいます。"),
        ("menu", "label: くらし", "label: お金"),
        ("safety", "[死語]", "[死語, 死角]"),
        ("money", "text: すぐに話せます。", "text: 話せます。"),
    ]
    for number, (which, was, now) in enumerate(edits):
        written = [base, base | {which: base[which].replace(was, now)}]
        sides = []
        for name, texts in zip("ab", written, strict=True):
            root = small_root(tmp_path / f"{number}{name}", resources=texts["root"], menu=texts["menu"], money=texts["money"], safety=texts["safety"])
            sides.append(side(root, small_city(root / "cities" / "131016-minamo", texts["own"], texts["city"])))
        prints = [{item.id: item.fingerprint for item in items(each.draft.parts)} for each in sides]
        found = changes(sides[0].sheets, sides[1].sheets)
        assert found, (which, was)
        assert any(change.dangerous for change in found) == (prints[0] != prints[1]), (which, was)


def test_the_files_of_a_city_are_compared_by_what_they_are(tmp_path):
    old, new = small_root(tmp_path / "a"), small_root(tmp_path / "b")
    first = small_city(old / "cities" / "131016-minamo", entry("own", area="131016"))
    second = small_city(new / "cities" / "131016-renamed", entry("own", area="131016").replace("338", "339"))

    (found,) = changes(side(old, first).sheets, side(new, second).sheets)
    assert (found.role, found.file) == ("city/resources.yaml", "cities/131016-renamed/resources.yaml")
    assert summary([found]) == {"number": 1}


# Answers.


def test_an_alarm_that_is_lost_is_told_first_and_is_worse(tmp_path):
    quiet = SAFETY.replace('[死にたい, "{いま}死"]', '["{いま}死"]').replace("caught: [死にたい]", "caught: [今夜死ぬ]")
    found = compared(tmp_path, (Case(text="米が足りない"), Case(text="もう 死にたい", crisis="suicide", checks_crisis=True)), safety=quiet)

    assert (found.moved[0].case.text, found.moved[0].lost, found.moved[0].verdict) == ("もう 死にたい", True, "worse")
    assert headlines(found)[0] == "危険を伝える文2件で、緊急の案内が出なくなります。"
    assert found.worse


def given(danger=None, said="clear", *shown, level="urgent", ranked=()):
    return Answer(danger=danger, level=level if danger else None, said=said, shown=shown, ranked=ranked or shown)


@pytest.mark.parametrize(
    ("case", "before", "after", "verdict"),
    [
        (Case(text="x", topics=("a",)), given(None, "clear", "a"), given(None, "clear", "b"), "worse"),
        (Case(text="x", topics=("a",)), given(None, "clear", "b"), given(None, "close", "b", "a"), "better"),
        (Case(text="x", topics=("a",)), given(None, "close", "a", "b"), given(None, "clear", "a"), "better"),
        (Case(text="x", topics=("a",), also=("b",)), given(None, "clear", "a"), given(None, "clear", "b"), "different"),
        (Case(text="x"), given(None, "clear", "a"), given(None, "clear", "b"), "different"),
        (Case(text="x", topics=("none",)), given(None, "none"), given(None, "clear", "a"), "worse"),
        (Case(text="x", topics=("none",)), given(None, "clear", "a"), given(None, "close", "a", "b"), "better"),
        (Case(text="x", aside="hello"), given(None, "aside", "hello"), given(None, "clear", "a"), "worse"),
        (Case(text="x", crisis="suicide", checks_crisis=True), given("violence"), given("suicide"), "better"),
        (Case(text="x", crisis="suicide", also=("abuse",), checks_crisis=True), given("suicide"), given("abuse"), "different"),
        (Case(text="x", crisis="suicide", checks_crisis=True), given("suicide"), given("suicide", level="soft"), "worse"),
        (Case(text="x", checks_crisis=True), given(), given("suicide"), "worse"),
        (Case(text="x", checks_crisis=True), given("suicide"), given(), "better"),
        (Case(text="x", crisis="suicide", checks_crisis=True, topics=("a",)), given("suicide", "clear", "b"), given(None, "clear", "a"), "worse"),
        (
            Case(text="x", topics=("a", "b"), every=True),
            given(None, "clear", "a", ranked=("a", "b")),
            given(None, "clear", "a", "c", ranked=("a", "c")),
            "worse",
        ),
        (Case(text="x", topics=("a",), never_first=("c",)), given(None, "none", ranked=("b",)), given(None, "clear", "c"), "worse"),
    ],
)
def test_better_or_worse_is_told_against_what_a_case_expects(case, before, after, verdict):
    (found,) = moved((case,), {"x": before}, {"x": after})

    assert found.verdict == verdict


def test_an_alarm_nobody_expected_to_end_is_lost_too():
    (found,) = moved((Case(text="x", topics=("a",)),), {"x": given("suicide", "clear", "a")}, {"x": given(None, "clear", "a")})
    (right,) = moved((Case(text="x", checks_crisis=True),), {"x": given("suicide")}, {"x": given()})

    assert (found.lost, found.verdict) == (True, "worse")
    assert (right.lost, right.verdict) == (False, "better")


def test_a_rank_that_no_resident_sees_is_no_other_answer():
    same = given(None, "clear", "a", ranked=("a", "b")), given(None, "clear", "a", ranked=("a", "c"))

    assert moved((Case(text="x"),), {"x": same[0]}, {"x": same[1]}) == ()


def test_sentences_that_were_put_in_are_asked_on_both_sides(tmp_path):
    found = compared(tmp_path, money=MONEY + "stories: [さいふ からっぽ]\n")

    assert [(each.case.text, each.case.topics) for each in found.moved] == [("さいふ からっぽ", ("money",))]


def test_danger_sentences_that_were_put_in_or_taken_out_are_asked_as_what_they_are_now(tmp_path):
    changed = DANGER.replace("もう終わりにする", "もう おわりにする")
    before, after = small_root(tmp_path / "a"), small_root(tmp_path / "b", danger=changed)
    seen = []

    def note(sides, texts):
        seen.extend(texts)
        return here(sides, texts)

    compare(side(before), side(after), (), note, TODAY)
    assert {"もう終わりにする", "もう おわりにする"} <= set(seen)


@pytest.mark.parametrize(
    "changed",
    [
        {"danger": DANGER.replace("もう終わりにする", "もう終わりだ")},
        {"safety": SAFETY.replace("死にたい, ", "死にたい, しにたい, ")},
        {"asides": ASIDES.replace("おはよう", "おはようさん")},
        {"menu": MENU + "- {kind: medical, heading: a, text: b, call: [], lines: [denwa]}\n"},
        {"money": MONEY.replace("label: お金のこと", "label: お金")},
        {"money": MONEY + "panel: suicide\n"},
        {"style": STYLE + "set_aside: [ではなくて]\n"},
        {"resources": RESOURCES.replace("summary: お金のことを聴きます。", "summary: 聴きます。")},
    ],
    ids=["danger", "safety", "asides", "menu", "label", "panel", "style", "resources"],
)
def test_all_that_an_answer_depends_on_makes_it_be_asked_anew(tmp_path, changed):
    one, other = draft(small_root(tmp_path / "a")), draft(small_root(tmp_path / "b", **changed))
    assert asked._depends(one.content, one.parts.rules) != asked._depends(other.content, other.parts.rules)


def test_cases_of_topics_that_nobody_has_are_passed_over(tmp_path):
    assert compared(tmp_path, (Case(text="米が足りない", topics=("other",)),)).asked == compared(tmp_path / "b").asked


# Ways.


def test_ways_are_compared():
    near, far = Way(taps=2, labels=("a", "b")), Way(taps=5, labels=("a",) * 5)
    names = dict.fromkeys("abcdefg", "窓口")
    before = {"a": near, "b": near, "c": near, "d": replace(near, taps=4), "e": near, "f": near}
    after = {"b": far, "c": replace(near, taps=3), "d": near, "g": near, "f": near}
    found = {road.id: road.fate for road in roads(before, after, names, dict.fromkeys("abcdfg", "窓口"))}

    assert found == {"a": "lost", "b": "far", "c": "farther", "d": "nearer", "e": "gone", "g": "found"}
    assert list(found.values()) == ["lost", "far", "gone", "farther", "found", "nearer"]


def test_a_window_that_cannot_be_reached_any_more_is_worse(tmp_path):
    found = compared(tmp_path, money=MONEY.replace("[shiyakusho, denwa]", "[denwa]"))

    assert [(road.id, road.fate) for road in found.roads] == [("shiyakusho", "lost")]
    assert found.worse
    assert "窓口1件が、はじめのページから選んでいくと、出なくなります。" in headlines(found)


# Second names.


def test_what_lacks_a_second_name_is_worse_only_where_the_city_demands_it(tmp_path):
    root = small_root(tmp_path / "root")
    sides = [
        side(root, small_city(root / "cities" / name, "[]\n", CITY + more)) for name, more in (("131016-a", ""), ("131016-b", "two_keys: true\n"))
    ]

    assert compare(sides[0], sides[0], (), here, TODAY).pending == ()
    found = compare(sides[0], sides[1], (), here, TODAY)
    assert [each.id for each in found.pending] == ["city", "national", "safety", "danger", "panels"]
    assert found.worse
    assert "二人目の確認がまだのもの" in ending(found)


# The page.


class Reads(HTMLParser):
    """Collects tags and text."""

    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


EVIL = "<script>alert(1)</script>\"'&amp;"


def test_nothing_in_a_file_or_a_name_becomes_part_of_the_page(tmp_path):
    quoted = json.dumps(EVIL)
    found = compared(
        tmp_path,
        (Case(text=EVIL, topics=("money",)),),
        resources=RESOURCES.replace("みんなの電話", quoted).replace("summary: お金のことを聴きます。", f"summary: {quoted}"),
        money=MONEY.replace("話してくださって、ありがとうございます。", quoted).replace("[shiyakusho, denwa]", "[denwa]"),
    )
    one = moved((Case(text=EVIL),), {EVIL: given(None, "clear", EVIL)}, {EVIL: given(None, "none")})
    written = page(replace(found, moved=one, old=EVIL, new=EVIL, pending=(Pending(id="x", label=EVIL),)), TODAY, EVIL)
    reads = Reads()
    reads.feed(written)

    assert {tag for tag, _ in reads.tags} & {"script", "img", "link", "iframe", "object"} == set()
    assert not any(name.startswith("on") or name in {"src", "href"} for _, attrs in reads.tags for name in attrs)
    assert reads.text.count(EVIL) >= 6


def test_the_page_says_the_gravest_first_and_has_room_for_two_people(tmp_path):
    found = compared(tmp_path, resources=RESOURCES.replace("0120-279-338", "0120-279-339"), money=MONEY.replace("[shiyakusho, denwa]", "[denwa]"))
    written = page(found, TODAY, "みなも市")
    order = [
        written.index(words)
        for words in (
            "内容の変更の確認",
            "窓口1件の電話番号・連絡先が変わります。",
            "書いた人",
            "<h2>届かなくなる窓口",
            "<h2>二人で確かめる変更",
            "<h2>ほかの変更",
        )
    ]

    assert order == sorted(order)
    assert "0120-279-33<del>8</del>" in written
    assert "0120-279-33<ins>9</ins>" in written
    assert "2026年11月21日" in written
    for words in ("確かめた人", "名前", "日付", "印", "みなも市", "size: A4"):
        assert words in written


def test_letters_are_marked_where_texts_are_alike_and_whole_texts_where_they_are_not():
    old, new = marked("平日9:00〜17:00", "平日9:00〜18:00")
    assert ([p.text for p in old if p.changed], [p.text for p in new if p.changed]) == (["7"], ["8"])
    assert "".join(p.text for p in old) == "平日9:00〜17:00"
    assert [p.changed for p in marked("あいう", "かきくけこ")[0]] == [True]
    assert marked(None, "x")[0] == ()


def test_the_words_of_an_answer():
    labels = {"money": "お金のこと", "hello": "あいさつ"}

    assert told.answer_words(given("suicide", "clear", "money"), labels) == "緊急の案内（自殺）。「お金のこと」に進む"
    assert told.answer_words(given(None, "aside", "hello"), labels) == "決まった返事: 「あいさつ」"
    assert told.wanted_words(Case(text="x", crisis="suicide", topics=("money",)), labels) == "自殺の緊急の案内、「お金のこと」"
    assert told.wanted_words(Case(text="x", topics=("none",)), labels) == "話題に決めつけない"
    assert told.wanted_words(Case(text="x"), labels) == ""


# Asking and remembering.


def test_answers_are_remembered_until_something_they_depend_on_changes(tmp_path, monkeypatch):
    asked_for = []

    def pretend(_self, jobs, _lasting):
        asked_for.extend((of.name, texts) for of, texts in jobs.values())
        return {name: [given(None, "clear", of.name) for _ in texts] for name, (of, texts) in jobs.items()}

    monkeypatch.setattr(Asker, "_asked", pretend)
    asker = Asker("core", tmp_path / "kept")
    sides = side(small_root(tmp_path / "old")), side(small_root(tmp_path / "new", money=MONEY.replace("- 米が足りない\n", "- 米がない\n")))
    number = side(small_root(tmp_path / "number", resources=RESOURCES.replace("338", "339")))

    first = asker(sides, ("a", "b"))
    assert asker(sides, ("a", "b")) == first
    assert asked_for == [("old", ("a", "b")), ("new", ("a", "b"))]
    asker((sides[0], number), ("a", "c"))  # only a number differs: no answer can
    assert len(asked_for) == 2
    asker((number, sides[1]), ("a", "c"))
    assert asked_for[2:] == [("number", ("c",)), ("new", ("c",))]
    assert "米".encode() not in b"".join(path.read_bytes() for path in (tmp_path / "kept").iterdir())


def sealed(body):
    return hashlib.sha256(body).digest() + body


def test_a_broken_or_missing_memory_is_no_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(Asker, "_asked", lambda _self, jobs, _lasting: {name: [given()] * len(texts) for name, (_, texts) in jobs.items()})
    both = side(small_root(tmp_path / "old")), side(small_root(tmp_path / "new", money=MONEY.replace("- 米が足りない", "- 米がない")))
    kept = tmp_path / "kept"
    kept.mkdir()
    Asker("core", kept)(both, ("a",))
    file, _ = kept.iterdir()
    for broken in (b"", b"\xff\x00", sealed(b'{"x": 1}'), sealed(b"[1]"), file.read_bytes()[:-1]):
        file.write_bytes(broken)
        assert Asker("core", kept)(both, ("a",)) == ({"a": given()}, {"a": given()})
    no_folder = tmp_path / "file"
    no_folder.write_text("x", encoding="utf-8")
    assert Asker("core", no_folder)(both, ("a",))[0] == {"a": given()}


def test_the_memory_does_not_grow_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(Asker, "_asked", lambda _self, jobs, _lasting: {name: [given()] * len(texts) for name, (_, texts) in jobs.items()})
    kept = tmp_path / "kept"
    kept.mkdir()
    for number in range(asked.KEPT + 5):
        (kept / f"{number}.answers").write_text("{}", encoding="utf-8")
        os.utime(kept / f"{number}.answers", (number, number))
    both = side(small_root(tmp_path / "old")), side(small_root(tmp_path / "new", money=MONEY.replace("- 米が足りない", "- 米がない")))
    Asker("core", kept)(both, ("a",))

    assert len(list(kept.iterdir())) == asked.KEPT
    assert not (kept / "0.answers").exists()


def test_two_processes_answer_as_one_would(tmp_path):
    sides = side(small_root(tmp_path / "old")), side(small_root(tmp_path / "new", money=MONEY.replace("label: お金のこと", "label: くらしのこと")))
    before, after = Asker("core")(sides, ("米が足りない", "死にたい"))

    assert (before["死にたい"].danger, after["死にたい"].level) == ("suicide", "urgent")
    assert before["米が足りない"].shown == ("money",)
    assert "OPENBLAS_NUM_THREADS" not in os.environ


RICE = ("米が足りない", "死にたい", "お金がない")


def test_what_is_remembered_changes_no_answer(tmp_path, monkeypatch):
    """Read by both, learned while the other side is read, remembered, handed over: always the same answers."""
    old, new, other = (
        side(small_root(tmp_path / name, money=MONEY.replace("- 米が足りない\n", f"- {said}\n")))
        for name, said in (("old", "米が足りない"), ("new", "米がない"), ("other", "味噌がない"))
    )
    kept = tmp_path / "kept"
    plain = Asker("core")((old, new), RICE)
    monkeypatch.setattr(asked, "LITTLE", 1)
    assert Asker("core", kept)((old, new), RICE) == plain  # each process reads half
    assert {path.suffix for path in kept.iterdir()} == {".answers", ".words", ".table"}
    forget(kept, ".answers")
    monkeypatch.setattr(asked, "MUCH", 0)
    with Asker("core", kept) as asker:
        asker.expect(new)
        assert asker((old, new), RICE) == plain  # from what is remembered
    forget(kept, ".answers")
    Asker("core", kept)((old, other), RICE)
    assert Asker("core", kept)((old, new), RICE) == plain  # only one side has anything to answer, and the other process takes some of it over


def forget(folder, suffix):
    for path in folder.glob(f"*{suffix}"):
        path.unlink()


def test_nothing_a_clerk_asks_is_kept_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr(asked, "LITTLE", 1)
    sides = side(small_root(tmp_path / "old")), side(small_root(tmp_path / "new", money=MONEY.replace("- 米が足りない\n", "- 米がない\n")))
    Asker("core", tmp_path / "kept")(sides, ("隣の家の犬が夜中に吠える",))

    kept = b"".join(path.read_bytes() for path in (tmp_path / "kept").iterdir())
    assert "米が".encode() in kept
    assert not [word for word in ("隣", "犬", "吠") if word.encode() in kept]


def test_sentences_come_out_of_a_pack_as_they_were_read():
    read = sudachi.reader("core")
    texts = {said: read(said) for said in ("家賃が払えない。", "ｼﾆﾀｲ つらーーい", "I want to die", "", "🙂 ﷺ")}
    there = Sentences(pytest.fail)
    there.take(packed(texts))

    assert {said: there(said) for said in texts} == texts
    assert texts_of(packed(texts)) == set(texts)


def test_a_table_comes_out_as_it_was_learned():
    groups = {"worry": ("rent", "debt"), "danger": ()}
    table = Table(
        [Sample(keys=said.split(), of=frozenset({of}), among="worry") for said, of in (("a b", "rent"), ("a c", "debt"), ("c d", "debt"))], groups
    )
    there = tables.unpack(tables.pack(table), groups)

    assert (there.classes, there.slices) == (table.classes, table.slices)
    assert there.weigh({"a": 1.0, "b": 0.5, "d": 1.0}).tobytes() == table.weigh({"a": 1.0, "b": 0.5, "d": 1.0}).tobytes()


def test_words_that_do_not_stand_in_a_row_are_read_again():
    odd = Text("家賃 高い", (Word("家賃", "家賃", "ヤチン", "名詞", "普通名詞", 0, 2), Word("高い", "高い", "タカイ", "形容詞", "一般", 3, 5)))

    assert texts_of(packed({"odd": odd})) == frozenset()


def test_sentences_that_are_not_used_any_more_are_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr(asked, "LITTLE", 1)
    kept = Memory(tmp_path / "kept")
    asker = Asker("core", kept.folder)
    name = asker._words._name
    kept.write(name, msgpack.packb((packed({str(number): Text(str(number), ()) for number in range(1000)}),)), 2)
    sides = side(small_root(tmp_path / "old")), side(small_root(tmp_path / "new", money=MONEY.replace("- 米が足りない\n", "- 米がない\n")))
    asker(sides, ("a",))

    assert not any("999" in texts_of(pack) for pack in msgpack.unpackb(kept.read(name)))


def test_a_folder_of_others_is_no_memory(tmp_path):
    memory = Memory(tmp_path / "kept")
    memory.write("a.words", b"x", 2)
    assert memory.read("a.words") == b"x"
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700
    (tmp_path / "kept").chmod(0o777)
    memory.write("b.words", b"x", 2)

    assert (memory.read("a.words"), memory.read("b.words")) == (None, None)
    assert not (tmp_path / "kept" / "b.words").exists()


def test_a_link_to_a_folder_is_no_memory(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "kept").symlink_to(tmp_path / "there")
    Memory(tmp_path / "kept").write("a.words", b"x", 2)

    assert list((tmp_path / "there").iterdir()) == []


def test_a_file_is_parsed_once_for_both_sides(tmp_path, monkeypatch):
    parsed = []
    monkeypatch.setattr(loading, "parse_file", lambda path, name: parsed.append(name) or parse_file(path, name))
    parse = parsing_once()
    draft(small_root(tmp_path / "old"), parse=parse)
    changed = draft(small_root(tmp_path / "new", money=MONEY.replace("- 米が足りない\n", "- 米がない\n")), parse=parse)

    assert [name for name in parsed if parsed.count(name) > 1] == ["intents/money.yaml"] * 2
    assert changed == draft(tmp_path / "new") or changed.content.topics == draft(tmp_path / "new").content.topics


def test_only_what_people_write_makes_the_processes_begin(tmp_path):
    old = small_root(tmp_path / "old")

    assert not sentences_differ(old, small_root(tmp_path / "number", resources=RESOURCES.replace("338", "339")))
    assert sentences_differ(old, small_root(tmp_path / "says", money=MONEY.replace("- 米が足りない\n", "- 米がない\n")))


def test_impact_does_not_import_what_other_commands_need():
    told = "import sys; from app.cli import _needed; _needed(['impact']); print(*{'fastapi', 'sqlalchemy', 'openpyxl', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], cwd=HOME, capture_output=True, text=True, check=True)

    assert done.stdout.split() == []


def test_a_process_that_ends_early_is_told(tmp_path, monkeypatch):
    both = side(small_root(tmp_path / "old")), side(small_root(tmp_path / "new", money=MONEY.replace("- 米が足りない", "- 米がない")))
    with pytest.raises(UnfinishedError):
        Asker("no-such-dictionary")(both, ("a",))


# Revisions and folders.


@pytest.fixture
def repository(tmp_path):
    home = small_root(tmp_path / "repo")

    def git(*words):
        subprocess.run(["git", "-C", home, "-c", "user.name=x", "-c", "user.email=x@example.jp", *words], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "first")
    return home


def test_a_revision_is_unpacked_and_removed_again(repository):
    (repository / "resources.yaml").write_text("[]\n", encoding="utf-8")
    with opened("HEAD", repository) as folder:
        assert (folder / "resources.yaml").read_text(encoding="utf-8") == RESOURCES
        assert (folder / "intents" / "money.yaml").is_file()
        kept = folder
    assert not kept.exists()


def test_a_revision_of_content_in_a_folder_of_a_repository_is_that_folder(tmp_path, repository):
    inside = small_root(repository / "deep" / "content", resources=RESOURCES.replace("338", "339"))
    subprocess.run(["git", "-C", repository, "add", "."], check=True)
    subprocess.run(["git", "-C", repository, "-c", "user.name=x", "-c", "user.email=x@example.jp", "commit", "-qm", "deep"], check=True)
    with opened("HEAD", inside) as folder:
        assert "339" in (folder / "resources.yaml").read_text(encoding="utf-8")


def test_a_folder_wins_over_a_revision(repository, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main").mkdir()
    with opened("main", repository) as folder:
        assert folder == Path("main")


@pytest.mark.parametrize(
    "name", ["--output=/tmp/x", "-h", "--", "nothing", "", "HEAD\n--all", "HEAD:resources.yaml", "main..main", "\0", "a b", "--upload-pack=touch x"]
)
def test_no_revision_is_ever_an_option(repository, name):
    with pytest.raises(AbsentError, match="フォルダーも、git の版もありません"), opened(name, repository):
        pass


def test_what_begins_as_an_option_is_never_handed_to_git(repository, monkeypatch):
    monkeypatch.setattr("app.impact.revisions._git", lambda *_: pytest.fail("git was asked"))
    with pytest.raises(AbsentError), opened("--exec=x", repository):
        pass


def test_where_there_is_no_git_a_sentence_says_so(tmp_path):
    with pytest.raises(AbsentError), opened("HEAD", tmp_path):
        pass


def test_a_city_is_found_in_each_state(tmp_path):
    city = small_city(tmp_path / "cities" / "131016-minamo", "[]\n")

    for written in ("cities/131016-minamo", "131016-minamo", "131016", str(city)):
        assert city_in(tmp_path, written) == city, written
    assert city_in(tmp_path, "13") is None
    assert city_in(tmp_path, "") is None
    assert city_in(tmp_path, "..") is None


# The command.


class Pretending(Asker):
    """Answers in this process."""

    def __init__(self):
        super().__init__("core")

    def get_ready(self):
        pass

    def expect(self, side):
        pass

    def __call__(self, sides, texts):
        return here(sides, texts)


@pytest.fixture
def ran(monkeypatch, tmp_path):
    monkeypatch.setattr(sys.modules["app.cli.impact"], "Asker", lambda *_: Pretending())  # the package has the command under this name

    def run(*words, content=None):
        env = {"MADOGUCHI_CONTENT": str(content)} if content else {}
        done = CliRunner().invoke(APP, ["impact", *map(str, words)], env=env)
        assert done.exception is None or isinstance(done.exception, SystemExit | ContentError), done.exception
        return done

    return run


@pytest.fixture
def no_cases(tmp_path):
    folder = tmp_path / "old"
    small_root(folder)
    for name in ("old", "same", "number", "lost"):
        root = folder if name == "old" else small_root(tmp_path / name)
        (root / "tests" / "cases").mkdir(parents=True)
    (tmp_path / "number" / "resources.yaml").write_text(RESOURCES.replace("338", "339"), encoding="utf-8")
    (tmp_path / "lost" / "intents" / "money.yaml").write_text(MONEY.replace("[shiyakusho, denwa]", "[denwa]"), encoding="utf-8")
    return tmp_path


def test_the_exit_code_says_whether_anything_is_worse(ran, no_cases):
    assert ran(no_cases / "old", no_cases / "same").exit_code == 0
    assert ran(no_cases / "old", no_cases / "number").exit_code == 0
    assert ran(no_cases / "old", no_cases / "lost").exit_code == 1
    assert ran(no_cases / "old", no_cases / "nowhere").exit_code == 2
    assert ran("--city", "999", no_cases / "old", no_cases / "same").exit_code == 2


def test_what_is_printed_and_written(ran, no_cases):
    done = ran(no_cases / "old", no_cases / "number", "--html", no_cases / "page.html")
    found = json.loads(ran(no_cases / "old", no_cases / "number", "--json").stdout)

    assert "resources.yaml:11\t◆ みんなの電話: 電話の番号\t0120-279-338\t0120-279-339" in done.stdout
    assert "秒）" in done.stderr
    assert "窓口1件の電話番号・連絡先が変わります" in (no_cases / "page.html").read_text(encoding="utf-8")
    assert found["changes"][0]["new"] == "0120-279-339"
    assert found["worse"] is False


def test_left_out_means_the_last_revision_and_the_files_as_they_are(ran, repository):
    (repository / "resources.yaml").write_text(RESOURCES.replace("338", "339"), encoding="utf-8")
    (repository / "tests" / "cases").mkdir(parents=True)

    assert "0120-279-339" in ran(content=repository).stdout
    assert ran("main", content=repository).stdout == ran(content=repository).stdout


def test_broken_content_and_a_page_that_cannot_be_written_are_told(ran, no_cases):
    (no_cases / "same" / "resources.yaml").write_bytes(b"\xff\xfe\x00")
    broken = ran(no_cases / "old", no_cases / "same", "--html", no_cases / "page.html")
    nowhere = ran(no_cases / "old", no_cases / "number", "--html", no_cases / "none" / "page.html")

    assert "くらべられません" in broken.stderr
    assert not (no_cases / "page.html").exists()
    assert (nowhere.exit_code, "書けません" in nowhere.stderr) == (2, True)


def test_a_clerks_own_cases_are_asked_too(ran, no_cases):
    own = no_cases / "own.yaml"
    own.write_text("- text: 書きたい 文\n  topics: [money]\n", encoding="utf-8")

    assert (
        json.loads(ran(no_cases / "old", no_cases / "same", "--json", "--cases", own).stdout)["asked"]
        == 1 + json.loads(ran(no_cases / "old", no_cases / "same", "--json").stdout)["asked"]
    )


def test_the_second_name_is_written_by_a_command(tmp_path):
    root = small_root(tmp_path / "root")
    city = small_city(root / "cities" / "131016-minamo", entry("minamo", area="131016"), CITY + "two_keys: true\n")

    def approve(*words, typed=""):
        done = CliRunner().invoke(APP, ["approve", "--city", str(city), *words], env={"MADOGUCHI_CONTENT": str(root)}, input=typed)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    assert approve("--by", "山田", "--written-by", "山田", "--all").exit_code == 2
    assert approve("--by", "鈴木", "--written-by", "山田").exit_code == 2  # nobody is there to be asked
    assert "resource/minamo" in approve("--by", "鈴木", "--written-by", "山田", "--item", "nothing").output
    one = approve("--by", "鈴木", "--item", "resource/minamo", typed="山田\n")
    assert (one.exit_code, "確かめたもの 1 件、まだのもの 5 件" in one.stderr) == (0, True)
    assert approve("--by", "鈴木", "--written-by", "山田", "--all").exit_code == 0
    assert [each.value.item for each in draft(root, city).parts.approvals][:2] == ["resource/minamo", "city"]
    (city / "resources.yaml").write_text("- id: minamo\n", encoding="utf-8")
    before = (city / "approvals.yaml").read_bytes()
    broken = CliRunner().invoke(
        APP, ["approve", "--city", str(city), "--by", "a", "--written-by", "b", "--all"], env={"MADOGUCHI_CONTENT": str(root)}
    )
    assert type(broken.exception).__name__ == "ContentError"
    assert (city / "approvals.yaml").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_the_program_itself_ends_with_a_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "app", "impact", "no-such-revision"], cwd=HOME, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 2
    assert "no-such-revision" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_report_of_nothing_is_whole():
    empty = Impact(old="a", new="b", moved=(), asked=0, roads=(), changes=(), pending=())

    assert data(empty)["worse"] is False
    assert "わるくなるものは、見つかりませんでした。" in page(empty, TODAY, None)


# Words.


def test_every_field_of_the_files_is_named_in_japanese_and_as_the_spreadsheet_names_it():
    named = {name: field((name,)) for _, name in described.FIELDS}
    heads = {column.path[0]: column.head for column in fields.tables()[0].fields if len(column.path) == 1}

    assert [name for name, said in named.items() if not re.search("[ぁ-ヿ一-龠]", said)] == []
    assert {name: named[name] for name in heads} == heads


def test_every_channel_and_every_danger_has_a_name():
    assert set(CHANNELS) == set(get_args(ChannelType))
    assert set(DANGERS) == set(get_args(Kind))
