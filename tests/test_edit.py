"""Changes of single values in the text of a file: all else stays, letter by letter."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.edit import NULL, Change, edit, item_of, values
from app.edit.tree import plain
from app.errors import EditError
from app.loading.document import parse
from app.ruby import taken_out
from tests.written import ROOT, SAKAI

TEXT = """\
# 市の窓口
- id: a   # 名札
  name: 名前 # 仮の名前
  topics: [x, "y"]  # 話題
  summary: 'はい: いいえ'
  note:
  channels:
  - type: phone
    value: #9110
    # ここは残す
  - {type: mail, value: a@b}

# b のこと
- id: b
  say:
  - あ
  - い  # い
  welcome: |
    一行目
    二行目
  folded: >-
    長い
    文
  privacy: {note: x}
"""


def changed(text, *changes):
    return edit(text, [Change(*change) for change in changes])


def lines(text):
    """Give what differs from TEXT: lines that went and lines that came."""
    old, new = TEXT.splitlines(), text.splitlines()
    marks = [mark for mark in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if mark[0] != "equal"]
    return [line for _, a, b, _, _ in marks for line in old[a:b]], [line for *_, a, b in marks for line in new[a:b]]


@pytest.mark.parametrize(
    ("path", "value", "went", "came"),
    [
        ((0, "name"), "新しい名前", ["  name: 名前 # 仮の名前"], ["  name: 新しい名前 # 仮の名前"]),
        ((0, "name"), "新: 名前", ["  name: 名前 # 仮の名前"], ["  name: '新: 名前' # 仮の名前"]),
        ((0, "name"), "null", ["  name: 名前 # 仮の名前"], ["  name: 'null' # 仮の名前"]),
        ((0, "name"), "一\n二", ["  name: 名前 # 仮の名前"], ['  name: "一\\n二" # 仮の名前']),
        ((0, "name"), NULL, ["  name: 名前 # 仮の名前"], ["  name: null # 仮の名前"]),
        ((0, "summary"), "it's", ["  summary: 'はい: いいえ'"], ["  summary: 'it''s'"]),
        ((0, "topics"), ["x", "z", "w"], ['  topics: [x, "y"]  # 話題'], ['  topics: [x, "z", w]  # 話題']),
        ((0, "topics"), ["y"], ['  topics: [x, "y"]  # 話題'], ['  topics: ["y"]  # 話題']),
        ((0, "topics", 0), None, ['  topics: [x, "y"]  # 話題'], ['  topics: ["y"]  # 話題']),
        ((0, "topics", 2), "a,b", ['  topics: [x, "y"]  # 話題'], ["  topics: [x, \"y\", 'a,b']  # 話題"]),
        ((0, "note"), "はい", ["  note:"], ["  note: はい"]),
        ((0, "note"), ["a", "b"], [], ["  - a", "  - b"]),
        ((0, "channels", 0, "value"), "#7119", ["    value: #9110"], ["    value: #7119"]),
        ((0, "channels", 0, "value"), "0570-000-000", ["    value: #9110"], ["    value: 0570-000-000"]),
        ((0, "channels", 1, "value"), "#8000", ["  - {type: mail, value: a@b}"], ["  - {type: mail, value: '#8000'}"]),
        ((0, "channels", 0, "hours"), "24/7", [], ["    hours: 24/7"]),
        ((0, "channels", 1, "cost"), "free", ["  - {type: mail, value: a@b}"], ["  - {type: mail, value: a@b, cost: free}"]),
        ((0, "kana"), "なまえ", [], ["  kana: なまえ"]),
        ((0, "checked_on"), "2026-11-20", [], ["  checked_on: 2026-11-20"]),
        ((0, "channels", 2), {"type": "visit", "value": NULL}, [], ["  - type: visit", "    value: null"]),
        ((0, "channels", 0), None, ["  - type: phone", "    value: #9110"], []),
        (
            (0, "channels"),
            [],
            ["  channels:", "  - type: phone", "    value: #9110", "    # ここは残す", "  - {type: mail, value: a@b}"],
            ["  channels: []"],
        ),
        ((0, "topics"), None, ['  topics: [x, "y"]  # 話題'], []),
        ((1, "say", 0), None, ["  - あ"], []),
        ((1, "say", 2), "- う", [], ["  - '- う'"]),
        ((1, "say"), ["い", "う"], ["  - あ"], ["  - う"]),
        ((1, "welcome"), "三行目\n四行目\n", ["    一行目", "    二行目"], ["    三行目", "    四行目"]),
        ((1, "welcome"), "三行目\n", ["    一行目", "    二行目"], ["    三行目"]),
        ((1, "folded"), "短い", ["    長い", "    文"], ["    短い"]),
        ((1, "privacy", "name_needed"), "true", ["  privacy: {note: x}"], ["  privacy: {name_needed: true, note: x}"]),
        ((1, "privacy", "note"), None, ["  privacy: {note: x}"], ["  privacy: {}"]),
        ((1, "terms", "who"), "人", [], ["  terms:", "    who: 人"]),
        ((1, "sources", 0, "url"), "https://example.jp/", [], ["  sources:", "  - url: https://example.jp/"]),
    ],
    ids=lambda value: "",
)
def test_only_the_lines_of_what_changes_are_other_lines(path, value, went, came):
    written = changed(TEXT, (path, value))

    assert lines(written) == (went, came)
    assert parse(written, "x").problems == []


def test_a_new_key_stands_where_the_order_of_the_format_has_it():
    written = changed(TEXT, ((0, "kana"), "なまえ"), ((0, "channels", 0, "hours_text"), "毎日"), ((0, "kind"), "window"))

    assert "  name: 名前 # 仮の名前\n  kana: なまえ\n  kind: window\n  topics" in written
    assert "    value: #9110\n    hours_text: 毎日\n" in written


def test_a_new_entry_stands_last_with_an_empty_line_before_it():
    entry = {"id": "c", "name": "三", "topics": ["a", "b"], "channels": [{"type": "phone", "value": NULL, "note": None}], "say": ["助けて: ください"]}
    written = changed(TEXT, ((2,), entry))

    assert written == TEXT + (
        "\n- id: c\n  name: 三\n  topics: [a, b]\n  channels:\n  - type: phone\n    value: null\n  say:\n  - '助けて: ください'\n"
    )


def test_an_entry_goes_with_its_lines_and_comments_stay():
    assert changed(TEXT, ((0,), None)) == "# 市の窓口\n# b のこと\n" + TEXT[TEXT.index("- id: b") :]
    assert changed(TEXT, ((1,), None)) == TEXT[: TEXT.index("\n- id: b")] + "\n"
    assert changed("- id: a\n\n- id: b\n", ((1,), None)) == "- id: a\n"


def test_all_positions_are_those_of_the_text_as_given():
    written = changed(TEXT, ((0,), None), ((1, "say", 0), None), ((1, "say", 1), "え"), ((2,), {"id": "c"}), ((1, "id"), "bb"))

    assert [entry["id"] for entry in values(written)] == ["bb", "c"]
    assert values(written)[0]["say"] == ["え"]
    assert "  - え  # い\n" in written


@pytest.mark.parametrize("text", ["# まだない\n[]\n", "# まだない\n", "", "[]"], ids=["空の一覧", "説明だけ", "空", "行の終わりがない"])
def test_a_file_that_holds_nothing_takes_a_first_entry(text):
    assert changed(text, ((0,), {"id": "a", "topics": ["x"]})).rstrip("\n") == text.removesuffix("[]\n").removesuffix("[]") + "- id: a\n  topics: [x]"


def test_line_ends_and_the_mark_at_the_beginning_stay():
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    written = changed(text, ((0, "kana"), "なまえ"), ((2,), {"id": "c", "say": ["一", "二"]}), ((1, "welcome"), "三\n四\n"))

    assert written.replace("\r\n", "\n") == "\ufeff" + changed(
        TEXT, ((0, "kana"), "なまえ"), ((2,), {"id": "c", "say": ["一", "二"]}), ((1, "welcome"), "三\n四\n")
    )
    assert written.count("\n") == written.count("\r\n")


@pytest.mark.parametrize(
    ("text", "path", "value", "said"),
    [
        (TEXT, (5, "name"), "x", "5 番目"),
        (TEXT, (0, "no-such"), None, "ありません"),
        (TEXT, (0, "name", "deep"), "x", "書く場所"),
        (TEXT, (0, "topics", "deep"), "x", "書く場所"),
        (TEXT, (0, "name"), "\ud800", "文字化け"),
        ("- a: &x 1\n", (0, "a"), "2", "アンカー"),
        ("- a: 1\n  a: 2\n", (0, "a"), "3", "二度"),
        ("- a: [\n", (0, "a"), "3", "YAML として読めない"),
        ("[" * 2000, (0,), "3", "YAML として読めない"),
        ("- - - a: 1  # x\n      b: 2\n", (0, 0), None, ""),
        ("- a: 1\n  # b のこと\n  b: 2\n", (0, "a"), None, "手で直して"),
        (TEXT, (), None, "全部は消せません"),
    ],
    ids=lambda value: "",
)
def test_what_cannot_be_changed_is_said_in_japanese(text, path, value, said):
    if not said:  # only that something is given back that says what was wanted
        assert values(changed(text, (path, value))) == [[]]
        return
    with pytest.raises(EditError, match=said):
        changed(text, (path, value))


def test_changes_of_one_place_are_refused():
    with pytest.raises(EditError, match="二度変えよう"):
        changed(TEXT, ((0, "channels"), []), ((0, "channels", 0, "value"), "1"))


def test_the_position_of_an_entry_is_found_by_its_id():
    assert item_of(values(TEXT), "b") == 1
    assert item_of(values(TEXT), "c") is None


WORDS = st.text(st.sampled_from("あ漢a1 :#-[]{},'\"\n\\&*!|>%@`?=~｜《》\t🏠é"), max_size=12)
FREE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ue000"), max_size=12)
KEYS = ("id", "name", "kana", "topics", "channels", "say", "privacy", "note", "url", "zzz")


def leaves(data, path=()):
    if isinstance(data, dict | list) and data:
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(inner, (*path, key))
    else:
        yield path


def written_by_hand(draw, value, indent, key=""):
    """Write a value as people do, with comments, odd spaces and any quotes."""
    comment = draw(st.sampled_from(["", "", "  # 説明", " # a: b"]))
    pad = " " * indent
    if isinstance(value, dict) and value and draw(st.booleans()):
        body = "".join(f"{pad}{name}:{written_by_hand(draw, inner, indent + 2)}" for name, inner in value.items())
        return f"{comment}\n" + body
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value) and draw(st.booleans()):
        return f"{comment}\n" + "".join(f"{pad}- '{each}'{draw(st.sampled_from(['', ' # x']))}\n" for each in value)
    return f" {in_brackets(draw, value)}{comment}\n" + draw(st.sampled_from(["", "", f"{pad}# 一行\n", "\n"]))


def in_brackets(draw, value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {in_brackets(draw, inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + draw(st.sampled_from([",", ", ", " , "])).join(in_brackets(draw, each) for each in value) + "]"
    return value if value.isalnum() and draw(st.booleans()) else draw(st.sampled_from(["'{}'", '"{}"'])).format(value)


SIMPLE = st.text(st.sampled_from("あい漢ab1 "), min_size=1, max_size=6).filter(lambda text: text == text.strip())
VALUES = st.recursive(SIMPLE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3), max_leaves=6)
ENTRIES = st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, min_size=1, max_size=4), min_size=1, max_size=3)


@st.composite
def files(draw):
    """Give the text of a list of entries, and what it says."""
    data = draw(ENTRIES)
    text = draw(st.sampled_from(["", "# はじめ\n", "\n"]))
    for entry in data:
        text += "".join(f"{'  ' if at else '- '}{key}:{written_by_hand(draw, value, 4)}" for at, (key, value) in enumerate(entry.items()))
        text += draw(st.sampled_from(["", "\n", "# つぎ\n"]))
    return draw(st.sampled_from(["", "\ufeff"])) + text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))), data


@settings(max_examples=300, deadline=None)
@given(files(), st.data())
def test_any_value_can_be_written_over_any_other_and_nothing_else_changes(file, data):
    text, says = file
    path = data.draw(st.sampled_from(list(leaves(says))))
    value = data.draw(WORDS | FREE)
    written = edit(text, [Change(path, value)])

    assert values(text) == says
    assert at(values(written), path) == value
    assert edit(text, [Change(path, at(says, path))]) == text
    assert without(values(written), path) == without(says, path)
    assert comments(written) >= comments(text)


@settings(max_examples=300, deadline=None)
@given(files(), st.data())
def test_a_value_that_goes_leaves_the_others_or_a_sentence(file, data):
    text, says = file
    path = data.draw(st.sampled_from([path for path in leaves(says) if len(path) > 1]))
    written = by_hand(text, Change(path, None))
    assert written is None or list(leaves(values(written))) != list(leaves(says))


@settings(max_examples=200, deadline=None)
@given(files(), st.data())
def test_lists_and_mappings_can_take_the_place_of_any_value(file, data):
    text, says = file
    path = data.draw(st.sampled_from(list(leaves(says))))
    value = data.draw(VALUES)
    assert at(values(edit(text, [Change(path, value)])), path) == value
    entry = data.draw(st.dictionaries(st.sampled_from(KEYS), VALUES, min_size=1))
    written = by_hand(text, Change((0,), entry))
    assert written is None or values(written)[0] == entry
    assert values(edit(text, [Change((len(says),), entry)])) == [*says, entry]


def by_hand(text, change):
    """Edit, or give None where it is said that a person has to."""
    try:
        return edit(text, [change])
    except EditError as error:
        said = str(error)
    assert "手で直して" in said
    return None


def at(data, path):
    for part in path:
        data = data[part]
    return data


def without(data, path):
    return {each: at(data, each) for each in leaves(data) if each[: len(path)] != path}


def comments(text):
    return text.count("# 説明") + text.count("# 一行") + text.count("# つぎ") + text.count("# はじめ")


@pytest.mark.parametrize(
    "path", [ROOT / "resources.yaml", SAKAI / "resources.yaml", SAKAI / "city.yaml", ROOT / "intents/menu.yaml"], ids=lambda path: path.name
)
def test_our_own_files_read_as_the_loader_reads_them_and_stay_as_they_are(path):
    text = path.read_bytes().decode()
    says = values(text)

    assert without_readings(says) == parse(text, "x").data
    assert edit(text, [Change((key,), inner) for key, inner in (says.items() if isinstance(says, dict) else enumerate(says))]) == text


def without_readings(data):
    if isinstance(data, dict):
        return {key: without_readings(inner) for key, inner in data.items()}
    if isinstance(data, list):
        return [without_readings(inner) for inner in data]
    return taken_out(data)[0] if data is not None and set(data) & set("｜《》") else data


def test_nothing_is_read_from_nothing():
    assert plain(None) is None


def test_a_text_that_is_there_already_stays_as_it_was_written():
    assert changed(TEXT, ((1, "folded"), "長い 文"), ((0, "note"), NULL)) == TEXT.replace("  note:\n", "  note: null\n")
