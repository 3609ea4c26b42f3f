"""Two names for what is dangerous."""

from datetime import date

import pytest

from app.checks.approvals import approve, items, pending, written
from app.loading import Draft, draft, inspect
from tests.folders import CITY, MENU, MONEY, RESOURCES, SAFETY, entry, small_city, small_root
from tests.made_up import as_written, by_spaces

TODAY = date(2026, 11, 21)
DEMANDS = CITY + "two_keys: true\n"
OWN = entry("minamo", area="131016", name="みなもの電話")


@pytest.fixture
def folders(tmp_path):
    return small_root(tmp_path / "root"), small_city(tmp_path / "root" / "cities" / "131016-minamo", OWN, DEMANDS)


def errors(root, city):
    return [problem for problem in inspect(root, by_spaces, as_written, city).problems if problem.level == "error"]


def sign(root, city, chosen=None, names=("山田", "鈴木")):
    parts = draft(root, city).parts
    every = items(parts)
    done = approve((placed.value for placed in parts.approvals), [i for i in every if chosen is None or i.id in chosen], every, names, TODAY)
    (city / "approvals.yaml").write_text(written(done), encoding="utf-8")


def test_nothing_is_demanded_where_the_city_does_not_ask_for_it(tmp_path):
    root = small_root(tmp_path / "root")
    city = small_city(root / "cities" / "131016-minamo", OWN, CITY)

    assert errors(root, city) == []
    assert errors(root, None) == []


def test_each_dangerous_item_needs_two_names_and_the_sentence_says_what_to_do(folders):
    found = {problem.message: problem for problem in errors(*folders)}
    own = next(problem for message, problem in found.items() if "みなもの電話" in message)

    assert len(found) == 6  # the entry, the city, the national list, safety, danger, panels; the topic of money is not grave
    assert (own.file, own.line) == ("cities/131016-minamo/resources.yaml", 1)
    assert "python -m app approve --by 名前 --item resource/minamo --city cities/131016-minamo" in own.message
    assert "まだ二人で確かめていません" in own.message


def test_with_two_names_the_check_passes_until_something_dangerous_changes(folders):
    root, city = folders
    sign(root, city)
    assert errors(root, city) == []

    own = city / "resources.yaml"
    own.write_text(OWN.replace("summary: どんなことでも聴きます。", "summary: 何でも聴きます。"), encoding="utf-8")
    assert errors(root, city) == []
    own.write_text(OWN.replace("0120-279-338", "0120-279-339"), encoding="utf-8")
    (problem,) = errors(root, city)
    assert "変わりました" in problem.message


@pytest.mark.parametrize(
    ("file", "before", "after", "item"),
    [
        ("resources.yaml", "0120-279-338", "0120-279-339", "national"),
        ("resources.yaml", "hours: 24/7", "hours: Mo-Fr 09:00-17:00", "national"),
        ("intents/safety.yaml", "patterns: [死にたい,", "patterns: [死にたい, しにたい,", "safety"),
        ("intents/danger.yaml", "もう終わりにする", "もう終わりにしたい", "danger"),
        ("intents/menu.yaml", "話を聴く人がいます。", "話せます。", "panels"),
        ("cities/131016-minamo/city.yaml", "hide: []", "hide: [shiyakusho]", "city"),
        ("cities/131016-minamo/resources.yaml", "area: 131016", "area: 131024", "resource/minamo"),
    ],
)
def test_each_dangerous_field_is_watched(folders, file, before, after, item):
    root, city = folders
    sign(root, city)
    path = root / file
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")

    assert [each.id for each in pending(draft(root, city).parts)] == [item]


@pytest.mark.parametrize("mark", ["sensitive: true", "panel: suicide"])
def test_everything_in_a_grave_topic_is_dangerous(tmp_path, mark):
    root = small_root(tmp_path / "root", money=MONEY + mark + "\n")
    city = small_city(root / "cities" / "131016-minamo", OWN, DEMANDS)
    sign(root, city)
    topic = root / "intents" / "money.yaml"
    topic.write_text(topic.read_text(encoding="utf-8").replace("話を聴く所があります。", "話せる所があります。"), encoding="utf-8")

    assert [each.id for each in pending(draft(root, city).parts)] == ["topic/money"]


def test_what_is_written_out_that_would_be_so_anyway_changes_nothing(folders):
    root, city = folders
    sign(root, city)
    menu, own = root / "intents" / "menu.yaml", city / "resources.yaml"
    menu.write_text(MENU + "stages: []\n", encoding="utf-8")
    own.write_text(OWN.replace("    cost: free", "    languages: [ja]\n    cost: free"), encoding="utf-8")

    assert pending(draft(root, city).parts) == ()


@pytest.mark.parametrize("names", [("山田", "山田"), ("山田 太郎", "山田　太郎"), ("Yamada", "ＹＡＭＡＤＡ "), ("山田", " "), ("", "鈴木")])
def test_nobody_approves_what_they_wrote(folders, names):
    with pytest.raises(ValueError, match=r"山田|Yamada|鈴木"):
        sign(*folders, names=names)


def test_an_entry_by_one_person_is_an_error_also_where_somebody_wrote_it_by_hand(folders):
    root, city = folders
    sign(root, city)
    file = city / "approvals.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("鈴木", "山田"), encoding="utf-8")
    said = [problem.message for problem in errors(root, city)]

    assert sum("同じです" in each for each in said) == 6
    assert sum("変わりましたが" in each for each in said) == 6


def test_an_entry_stands_once(folders):
    root, city = folders
    sign(root, city, {"city"})
    file = city / "approvals.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + text[text.index("- item") :], encoding="utf-8")

    assert any("二度あります" in problem.message for problem in errors(root, city))


def test_signing_keeps_the_others_and_forgets_what_is_gone(folders):
    root, city = folders
    sign(root, city)
    (city / "resources.yaml").write_text("[]\n", encoding="utf-8")
    sign(root, city, {"city"}, ("佐藤", "高橋"))
    found = {placed.value.item: placed.value.approved_by for placed in draft(root, city).parts.approvals}

    assert found == {"city": "高橋", "national": "鈴木", "safety": "鈴木", "danger": "鈴木", "panels": "鈴木"}


def test_a_name_is_only_ever_a_name(folders):
    root, city = folders
    sign(root, city, {"city"}, ('"] : {a\n- item: x', "#鈴木: 'b"))
    (found,) = (placed.value for placed in draft(root, city).parts.approvals)

    assert (found.written_by, found.approved_by) == ('"] : {a\n- item: x', "#鈴木: 'b")


def test_a_draft_says_what_is_wrong_and_lacks_no_second_name(folders):
    root, city = folders
    assert isinstance(draft(root, city), Draft)
    assert draft(root, city).problems == ()
    assert draft(root, city).content is not None
    (root / "resources.yaml").write_text(RESOURCES.replace("kind: office", "kind: palace"), encoding="utf-8")
    (root / "intents" / "safety.yaml").write_text(SAFETY.replace("rules:", "rule:"), encoding="utf-8")

    broken = draft(root, city)
    assert broken.content is None
    assert {problem.file for problem in broken.problems} >= {"resources.yaml", "intents/safety.yaml"}


def test_a_fingerprint_is_of_what_is_written_so_that_a_new_field_of_the_program_changes_none(folders):
    facts = {item.id: item.facts for item in items(draft(*folders).parts)}

    assert facts["resource/minamo"] == (
        '{"area": "131016", "channels": [{"cost": "free", "hours": "24/7", "type": "phone", "value": "0120-279-338"}]}'
    )
    assert not any("null" in each or '"level"' in each for each in facts.values())
