"""Files in; frozen content, or a list of everything that is wrong, out."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.catalogue import Area, Resource
from app.content import City, Topic
from app.errors import ContentError
from app.loading import inspect, load
from app.loading.document import parse, parse_file
from app.loading.meaning import each, whole
from app.loading.raw import LARGEST
from app.safety import Rules
from tests.folders import ASIDES, CITY, DANGER, MENU, MONEY, PERSONS, PLAIN, RESOURCES, SAFETY, STYLE, entry, small_city, small_root

TODAY = date(2026, 11, 20)


def sentences(problems):
    return [f"{problem.file}:{problem.line}: {problem.message}" for problem in problems]


def only(problems):
    """Give the one problem there is."""
    assert len(problems) == 1, sentences(problems)
    return problems[0]


@pytest.fixture
def look(tmp_path, read, listen):
    """Write the small content with some files changed, and inspect it."""

    def looked(city: Path | None = None, today: date | None = None, **files: str):
        root = tmp_path / "root"
        return inspect(root if root.exists() else small_root(root, **files), read, listen, city, today=today)

    return looked


# Scalars stay text.


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0570064556", "0570064556"),
        ("#9110", "#9110"),
        ("'#8000'", "#8000"),
        ("#9110  # 警察の相談", "#9110"),
        ("no", "no"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("2026-11-20", "2026-11-20"),
        ("1e3", "1e3"),
        ("0x10", "0x10"),
        ("'null'", "null"),
        ('""', ""),
        ("null", None),
        ("~", None),
        ("", None),
        ("# 後で書く", None),
    ],
)
def test_a_scalar_stays_as_it_was_written(written, kept):
    document = parse(f"value: {written}\nnext: はい\n", "a.yaml")

    assert document.problems == []
    assert document.data == {"value": kept, "next": "はい"}


def test_a_short_number_stays_a_number_in_a_list_too():
    document = parse("numbers:\n- #9110\n- 110\n- value: #8000\n", "a.yaml")

    assert document.data == {"numbers": ["#9110", "110", {"value": "#8000"}]}


def test_a_byte_order_mark_is_no_fault(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes("\ufeffid: お金\n".encode())

    assert parse_file(path, "a.yaml").data == {"id": "お金"}


# What is wrong with the form of a file.


def test_a_key_given_twice_is_told_with_both_lines():
    document = parse("id: a\nname: い\nid: b\n", "a.yaml")
    problem = only(document.problems)

    assert problem.line == 3
    assert "「id」が二度" in problem.message
    assert "1 行目" in problem.message
    assert document.data["id"] == "a"


@pytest.mark.parametrize("text", ["a: &x 1\nb: 2\n", "a: 1\nb: *x\n", "a: 1\nb: {<<: *x}\n"], ids=["つける", "使う", "混ぜる"])
def test_anchors_are_refused(text):
    document = parse(text, "a.yaml")

    assert "アンカー" in only(document.problems).message
    assert document.data is None


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("id: a\n\tname: い\n", 2, "タブ"),
        ("id: a\n  name: い\n", 2, "「:」は書けません"),
        ("id: a\ntext: 時刻: 九時\n", 2, "「:」は書けません"),
        ("id: a\nname\nkana: い\n", 3, "「:」がありません"),
        ("id: a\nlist:\n  - い\n - ろ\nz: は\n", 4, "そろっていません"),
        ("id: a\nlist: [い, ろ\n", 2, "「]」で閉じて"),
        ("id: a\nmap: {い: ろ\n", 2, "「}」で閉じて"),
        ('id: a\nname: "い\n', 2, "引用符が閉じていません"),
        ('id: a\nname: "い" ろ\n', 2, "引用符の後"),
        ("id: a\nname: \x07\n", 1, "制御文字"),
    ],
    ids=["タブ", "字下げ", "文の中のコロン", "コロンがない", "項目の字下げ", "角かっこ", "波かっこ", "引用符", "引用符の後", "制御文字"],
)
def test_what_is_no_yaml_is_told_with_its_line_and_how_to_mend_it(text, line, says):
    document = parse(text, "a.yaml")
    problem = only(document.problems)

    assert document.data is None
    assert (problem.file, problem.line) == ("a.yaml", line)
    assert says in problem.message


def test_one_broken_entry_of_a_list_leaves_the_others_checked(look):
    broken = RESOURCES.replace("  name: みんなの電話", "   name: みんなの電話").replace("  kana: しやくしょのそうだん\n", "")
    found = look(resources=broken)

    assert found.content is None
    assert [(problem.line, problem.message[:12]) for problem in found.problems if problem.file == "resources.yaml"] == [
        (2, "YAML として読めません"[:12]),
        (RESOURCES[: RESOURCES.index("- id: shiyakusho")].count("\n") + 1, "「kana」がありません。"[:12]),
    ]


def test_a_broken_entry_tells_its_own_line_also_far_below():
    text = "# はじめに\n\n- id: a\n\n- id: b\n  x: 1\n\n- id: c\n   y: 2\n- id: d\n  x: 1\n  x: 2\n"
    document = parse(text, "a.yaml")

    assert [problem.line for problem in document.problems] == [9, 12]
    assert document.data == [{"id": "a"}, {"id": "b", "x": "1"}, None, {"id": "d", "x": "1"}]
    assert document.line((3, "id")) == 10
    assert document.line((1, "x")) == 6


def test_the_line_of_what_is_not_there_is_that_of_what_is_around_it():
    document = parse("- id: a\n- id: b\n  list: [い]\n", "a.yaml")

    assert document.line((1, "list", 0)) == 3
    assert document.line((1, "name")) == 2
    assert document.line((9, "name")) == 1


# Files that are no content.


def test_a_missing_file_is_told(look, tmp_path):
    look()
    (tmp_path / "root" / "resources.yaml").unlink()

    assert any("ファイルが読めません" in problem.message for problem in look().problems)


@pytest.mark.parametrize("name", ["menu", "safety", "style", "asides", "danger", "persons", "plain"])
def test_a_missing_file_that_is_no_topic_is_told(look, tmp_path, name):
    look()
    (tmp_path / "root" / "intents" / f"{name}.yaml").unlink()
    found = look()

    assert found.content is None
    assert any(told.startswith(f"intents/{name}.yaml:1: ファイルがありません") for told in sentences(found.problems))


def test_a_directory_in_place_of_a_file_is_told(look, tmp_path):
    look()
    (tmp_path / "root" / "intents" / "debt.yaml").mkdir()

    assert "intents/debt.yaml:1: ファイルが読めません。名前と場所を確かめてください" in sentences(look().problems)


def test_a_folder_that_is_not_there_is_told(tmp_path, read, listen):
    found = inspect(tmp_path / "nowhere", read, listen)

    assert found.content is None
    assert {problem.file for problem in found.problems} == {
        "resources.yaml",
        "measures.yaml",
        "intents/menu.yaml",
        "intents/safety.yaml",
        "intents/style.yaml",
        "intents/asides.yaml",
        "intents/danger.yaml",
        "intents/persons.yaml",
        "intents/plain.yaml",
    }


@pytest.mark.parametrize("text", ["", "\n", "# まだ何もない\n", "null\n"], ids=["何もない", "改行だけ", "注だけ", "null"])
def test_an_empty_file_is_told(look, text):
    problems = look(money=text).problems

    assert any(told.startswith("intents/money.yaml:1: ファイルが空です") for told in sentences(problems))


@pytest.mark.parametrize("text", ["", "id: denwa\n", "ことば\n"], ids=["何もない", "一つだけの項目", "文だけ"])
def test_a_catalogue_that_is_no_list_is_told(look, text):
    problems = look(resources=text).problems

    assert any(told.startswith("resources.yaml:1: 「- 」で始まる項目を並べてください") for told in sentences(problems))


def test_a_file_in_another_encoding_is_told(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes("id: お金\n".encode("cp932"))
    document = parse_file(path, "a.yaml")

    assert document.data is None
    assert "UTF-8" in only(document.problems).message


def test_a_file_that_is_far_too_large_is_told_and_not_read(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * (LARGEST + 1))

    assert "大きすぎます" in only(parse_file(path, "a.yaml").problems).message


# From data to meaning.


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("  kana: みんなのでんわ\n", ""), "「kana」がありません"),
        (("  kana: ", "  kanna: "), "もしかして: kana"),
        (("    hours: 24/7", "    huors: 24/7"), "もしかして: hours"),
        (("  kana: みんなのでんわ\n", "  kana: みんなのでんわ\n  xyzzy: 1\n"), "つづりを確かめる"),
        (("kind: window", "kind: windou"), "「kind」に「windou」は使えません"),
        (("cost: free", "cost: tada"), "「cost」に「tada」は使えません"),
        (("  summary: どんなことでも聴きます。", "  summary: ''"), "「summary」が空です"),
        (("  summary: どんなことでも聴きます。", "  summary:"), "「summary」が空です"),
        (("  summary: どんなことでも聴きます。", "  summary: [い, ろ]"), "文字ではありません"),
        (("checked_on: 2026-11-01", "checked_on: 十一月"), "2026-11-20 のように"),
        (("checked_on: 2026-11-01", "checked_on: 2026-02-30"), "2026-11-20 のように"),
        (("  topics: [general, money]", "  topics: money"), "「- 」で始まる行"),
        (("  confidence: official", "  confidence: official\n  privacy: いいえ"), "「項目: 値」の形で"),
        (("  confidence: official", "  confidence: official\n  privacy: {anonymous: たぶん}"), "true か false"),
        (("  confidence: official", "  confidence: official\n  measures: [三]"), "数を書いて"),
    ],
    ids=[
        "項目がない",
        "項目のつづり",
        "深い項目のつづり",
        "知らない項目",
        "kind",
        "cost",
        "空文字",
        "値がない",
        "文でない",
        "日付でない",
        "ない日",
        "並びでない",
        "組でない",
        "真偽でない",
        "数でない",
    ],
)
def test_what_does_not_fit_becomes_a_sentence_by_which_to_mend_it(change, says):
    before, after = change
    assert before in RESOURCES
    document = parse(RESOURCES.replace(before, after, 1), "resources.yaml")
    each(Resource, document)

    assert says in " ".join(problem.message for problem in document.problems)
    assert all(problem.line is not None for problem in document.problems)


def test_an_unknown_key_does_not_hide_what_else_is_there():
    document = parse(RESOURCES.replace("  kana: みんなのでんわ\n", "  kana: みんなのでんわ\n  owners: い\n", 1), "resources.yaml")

    assert [found.id for found in each(Resource, document).values()] == ["denwa", "shiyakusho"]
    assert "もしかして: owner" in only(document.problems).message


def test_a_misspelt_field_is_told_once_and_not_as_missing_too():
    document = parse(RESOURCES.replace("  kana: みんなのでんわ\n", "  kanna: みんなのでんわ\n", 1), "resources.yaml")
    each(Resource, document)

    assert only(document.problems).hint == "kana"


def test_an_unknown_key_in_a_list_does_not_hide_what_else_is_there():
    document = parse(MONEY.replace("  urgent: true\n", "  urgently: true\n"), "intents/money.yaml")
    topic = whole(Topic, document)

    assert topic.outcomes[0].urgent is False
    assert only(document.problems).line == MONEY[: MONEY.index("urgent: true")].count("\n") + 1


def test_a_mapping_is_read_with_its_keys():
    rules = whole(Rules, parse(SAFETY, "intents/safety.yaml"))

    assert rules.words == {"いま": ("今夜", "明日")}


def test_what_has_no_sentence_of_its_own_is_told_in_the_words_of_pydantic():
    document = parse(SAFETY.replace("  いま: [今夜, 明日]", "- い"), "intents/safety.yaml")

    assert whole(Rules, document) is None
    assert "「words」" in only(document.problems).message


def test_text_in_place_of_a_topic_is_told():
    document = parse("ことば\n", "intents/money.yaml")

    assert whole(Topic, document) is None
    assert document.problems


# All together.


def test_the_least_content_loads(tmp_path, read, listen):
    content = load(small_root(tmp_path / "root"), read, listen)

    assert [each.id for each in content.catalogue] == ["denwa", "shiyakusho"]
    assert list(content.topics) == ["money"]
    assert content.city is None
    assert content.own == content.besides == {}


def test_nothing_half_loaded_is_returned(tmp_path, read, listen):
    root = small_root(tmp_path / "root", money=MONEY.replace("offers: [denwa]", "offers: [denwwa]"))
    with pytest.raises(ContentError) as refused:
        load(root, read, listen)

    assert "もしかして: denwa" in only(refused.value.problems).message
    assert inspect(root, read, listen).content is None


def test_all_that_is_wrong_is_told_at_once(look):
    found = look(
        resources=RESOURCES.replace("cost: free", "cost: call"),
        money=MONEY.replace("to: food", "to: fod"),
        menu=MENU.replace("lines: [denwa]", "lines: [denwaa]"),
    )

    assert {problem.file for problem in found.problems} == {"resources.yaml", "intents/money.yaml", "intents/menu.yaml"}


def test_an_example_that_the_watch_misses_stops_the_start(look):
    found = look(
        safety=SAFETY.replace("caught: [死にたい]", "caught: [死にたい, つらい]").replace("not_caught: [死語]", "not_caught: [死語, 明日死ぬ]")
    )

    assert found.content is None
    assert [problem.message.split("」")[0] for problem in found.problems] == ["例「つらい", "例「明日死ぬ"]


def test_a_kind_of_danger_that_no_panel_shows_is_told_at_its_rule(look):
    problem = only(look(menu=MENU.replace("kind: suicide", "kind: violence")).problems)

    assert (problem.file, problem.line) == ("intents/safety.yaml", SAFETY[: SAFETY.index("kind: suicide")].count("\n") + 1)
    assert "「suicide」の案内が menu.yaml の panels にありません" in problem.message


def test_an_old_entry_is_a_warning_and_stops_nothing(look):
    found = look(today=date(2027, 6, 1))

    assert found.content is not None
    assert {problem.level for problem in found.problems} == {"warning"}
    assert "212 日前の確認です" in found.problems[0].message


def test_without_a_date_nothing_grows_old(look):
    assert look().problems == ()


# What is read beside the topics.


def test_what_is_no_worry_is_read_with_its_answer(look):
    greeting = look().content.asides["greeting"]

    assert (greeting.label, greeting.says, greeting.to_city) == ("あいさつ", ("こんにちは", "おはよう"), False)
    assert greeting.answer.startswith("こんにちは。")


def test_sentences_of_danger_are_learned_with_the_examples_of_the_rules(look):
    lessons = look().content.lessons

    assert dict(lessons.dangers)["suicide"] == ("もう終わりにする", "死にたい")
    assert dict(lessons.dangers)["medical"] == ()
    assert lessons.harmless == ("死ぬほど忙しい", "死語")


def test_examples_of_a_rule_that_is_not_urgent_are_not_learned_as_danger(look):
    lessons = look(safety=SAFETY.replace("  kind: suicide\n", "  kind: suicide\n  level: soft\n")).content.lessons

    assert dict(lessons.dangers)["suicide"] == ("もう終わりにする",)
    assert lessons.harmless == ("死ぬほど忙しい", "死語")


def test_a_topic_is_learned_with_its_stories_and_what_is_set_aside(look):
    story = "先月から仕事が減って、子どもに食べさせるものも買えません。"
    loaded = look(money=MONEY.replace("first_words:", f"stories:\n- {story}\nfirst_words:"), style=STYLE + "set_aside: [ではなくて]\n").content

    assert loaded.topics["money"].stories == (story,)
    assert loaded.lessons.topics == (loaded.topics["money"],)
    assert loaded.lessons.set_aside == ("ではなくて",)


def test_an_answer_may_say_something_of_the_person(look):
    means = MONEY.replace("label: はい, to: talk", "label: 自分のこと, means: [self, young], to: talk").replace(
        "label: いいえ,", "label: 家族, means: [family],"
    )
    node = look(money=means).content.topics["money"].questions[0]

    assert [option.means for option in node.options] == [("self", "young"), ("family",)]
    assert node.about_person


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        (
            "money",
            MONEY.replace("label: はい,", "label: はい, means: [selff],"),
            MONEY[: MONEY.index("label: はい")].count("\n") + 1,
            "「selff」は使えません",
        ),
        ("asides", ASIDES.replace("  answer: ", "  anser: "), 3, "もしかして: answer"),
        ("asides", ASIDES.replace("  says: [こんにちは, おはよう]\n", ""), 1, "「says」がありません"),
        ("asides", "id: greeting\n", 1, "「- 」で始まる項目"),
        ("danger", DANGER.replace("medical:", "medicine:"), 5, "もしかして: medical"),
        ("danger", DANGER.replace("none: [死ぬほど忙しい]\n", ""), 1, "「none」がありません"),
        ("persons", PERSONS.replace("myself:", "myselff:"), 1, "もしかして: myself"),
        ("plain", PLAIN.replace("polite:", "polit:"), 2, "もしかして: polite"),
        ("plain", PLAIN.replace("[お金]", "お金"), 2, "「- 」で始まる行"),
        ("plain", PLAIN + "mimetic: [ぐったり]\n", 3, "「mimetic」は「項目: 値」の形で"),
        ("plain", PLAIN + "mimetic: {ぐったり: }\n", 3, "空です"),
        ("plain", PLAIN.replace("[メール]", "[めーる]"), 1, "「めーる」は katakana に書けません"),
        ("plain", PLAIN.replace("[お金]", "[金]"), 2, "「金」は polite に書けません"),
        ("plain", PLAIN + "voices: [言われた]\n", 3, "「言われた」は voices に書けません"),
        ("plain", PLAIN.replace("[お金]", "[お金, お茶, お金]"), 2, "「お金」が二度あります"),
        ("style", STYLE + "set_aside: ではなくて\n", STYLE.count("\n") + 1, "「- 」で始まる行"),
    ],
    ids=[
        "means",
        "返事のつづり",
        "言い方がない",
        "並びでない",
        "危険のつづり",
        "騒がない文がない",
        "人のつづり",
        "やさしい言葉のつづり",
        "やさしい言葉の並び",
        "言いかえのない並び",
        "言いかえが空",
        "片仮名でない",
        "お のない言葉",
        "受身でない",
        "二度ある",
        "わきに置く言葉",
    ],
)
def test_what_is_wrong_beside_the_topics_is_told_at_its_line(look, name, text, line, says):
    found = look(**{name: text})

    assert found.content is None
    assert any(f"intents/{name}.yaml:{line}: " in told and says in told for told in sentences(found.problems)), sentences(found.problems)


def test_an_answer_to_what_is_no_worry_is_checked_like_all_that_residents_read(look):
    officialese = ASIDES.replace("困っていることを", "当該のことを")

    assert "お役所の言葉" in only(look(asides=officialese).problems).message


def test_the_lists_of_plain_words_know_the_names_of_the_catalogue(look):
    plain = look(plain=PLAIN + "names: [みなも]\nmimetic: {ぐったり: とても 疲れて}\n").content.plain

    assert plain.katakana == ("メール",)
    assert plain.polite == ("お金",)
    assert plain.mimetic == {"ぐったり": "とても 疲れて"}
    assert plain.names == ("みなも", "みんなの電話", "市役所の相談")


# The version.


def test_the_same_files_have_the_same_version_on_every_machine(tmp_path, read, listen):
    first = small_root(tmp_path / "here")
    second = tmp_path / "there" / "deeper"
    shutil.copytree(first, second)

    assert load(first, read, listen).version == load(second, read, listen).version == load(first, read, listen).version


def test_one_letter_makes_another_version(tmp_path, read, listen):
    first, second = small_root(tmp_path / "here"), small_root(tmp_path / "there", money=MONEY.replace("お金のこと", "お金の事"))
    third = small_root(tmp_path / "elsewhere", asides=ASIDES.replace("おはよう", "おはよお"))

    assert len({load(root, read, listen).version for root in (first, second, third)}) == 3


# A city.


@pytest.fixture
def city_of(tmp_path, read, listen):
    """Load the small content with a made-up city."""

    def loaded(resources: str, city: str = CITY):
        folder = small_city(tmp_path / "cities" / "131016-minamo", resources, city)
        return load(small_root(tmp_path / "root"), read, listen, folder)

    return loaded


def test_a_city_adds_its_own_windows(city_of):
    content = city_of(entry("minamo-soudan", area="131016"))

    assert [each.id for each in content.catalogue] == ["denwa", "shiyakusho", "minamo-soudan"]
    assert content.city.name == "みなも市"


def test_a_city_overrides_a_national_entry(city_of):
    content = city_of(entry("denwa", name="みなもの電話"))

    assert content.catalogue["denwa"].name == "みなもの電話"
    assert len(content.catalogue) == 2


def test_a_city_hides_a_national_entry(city_of):
    content = city_of(entry("minamo-soudan"), CITY.replace("hide: []", "hide: [shiyakusho]"))

    assert "shiyakusho" not in content.catalogue


def test_a_citys_own_stands_in_the_place_of_an_office(city_of):
    content = city_of(entry("minamo-shiyakusho", area="131024", stands_for="[shiyakusho]") + entry("minamo-denwa", area="131016"))

    assert content.own == {"shiyakusho": ("minamo-shiyakusho",)}
    assert content.besides == {"general": ("minamo-denwa",), "money": ("minamo-denwa",)}
    assert [content.distance(each) for each in ("minamo-shiyakusho", "minamo-denwa", "shiyakusho")] == [0, 1, 3]


def test_what_the_city_hides_stands_in_no_place(city_of):
    content = city_of(entry("minamo-soudan", area="131016", stands_for="[shiyakusho]"), CITY.replace("hide: []", "hide: [minamo-soudan]"))

    assert content.own == content.besides == {}


def test_a_national_entry_does_not_stand_beside_others(city_of):
    assert city_of(entry("minamo-soudan", area="japan")).besides == {}


def test_the_version_knows_the_city(tmp_path, read, listen):
    root = small_root(tmp_path / "root")
    city = small_city(tmp_path / "city", entry("minamo-soudan"))

    assert load(root, read, listen, city).version != load(root, read, listen).version


@pytest.mark.parametrize(
    ("area", "far"), [("131024", 0), ("131016", 1), ("130001", 2), ("271403", 3), ("japan", 3)], ids=["区", "市", "都道府県", "よその市", "全国"]
)
def test_a_city_knows_how_near_a_window_is(area, far):
    city = whole(City, parse(CITY, "city.yaml"))

    assert city.distance(Area(area)) == far


def test_a_citys_faults_are_told_with_its_own_file_and_line(tmp_path, read, listen):
    root = small_root(tmp_path / "root")
    city = small_city(root / "cities" / "131016-minamo", entry("minamo-soudan", area="131017"), CITY.replace("department:", "departmant:"))
    found = inspect(root, read, listen, city)
    told = {(problem.file, problem.message.split("。")[0]) for problem in found.problems if problem.level == "error"}

    assert found.content is None
    assert {file for file, _ in told} == {"cities/131016-minamo/city.yaml", "cities/131016-minamo/resources.yaml"}
    assert any("131017" in message for _, message in told)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("code: 131016", "code: 131017"), "「131017」は 6桁"),
        (("code: 131024", "code: 131025"), "「131025」は 6桁"),
        (("code: 131016", "code: 131016\nexit_url: http://example.jp/"), "https:// から書いてください"),
        (("code: 131016", "code: 131016\nembed_on: [https://www.example.jp/soudan]"), "後ろの / やページの名前は要りません"),
        (("code: 131016", 'code: 131016\nembed_on: ["https://a.jp; script-src *"]'), "https://www.city.example.jp のように"),
        (("hide: []", "hide: [shiyakusyo]"), "もしかして: shiyakusho"),
        (("hide: []", "hide: []\nreplaces: {}"), "「replaces」"),
    ],
    ids=["市のコード", "区のコード", "離れる先", "置く所のページ", "置く所でない文字", "隠す窓口がない", "もうない項目"],
)
def test_what_is_wrong_with_a_city_is_told_at_its_line(tmp_path, read, listen, change, says):
    root = small_root(tmp_path / "root")
    written = CITY.replace(*change)
    city = small_city(root / "cities" / "131016-minamo", entry("minamo-soudan", area="131016"), written)
    told = [problem for problem in inspect(root, read, listen, city).problems if problem.level == "error"]

    assert only(told).file == "cities/131016-minamo/city.yaml"
    assert says in told[0].message
    assert written.splitlines()[told[0].line - 1] not in CITY.splitlines()


def test_a_city_without_its_files_is_told(tmp_path, read, listen):
    found = inspect(small_root(tmp_path / "root"), read, listen, tmp_path / "nowhere")

    assert found.content is None
    assert {problem.file for problem in found.problems} == {str(tmp_path / "nowhere" / "city.yaml"), str(tmp_path / "nowhere" / "resources.yaml")}
