"""Reorganisation: names change, windows follow, comments stay; what nobody assigned is told and nothing is written."""

import json
from dataclasses import replace
from datetime import date

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from app.checks import Parts, departments
from app.cli import APP
from app.clock import standing_at
from app.content import City, Department, Former
from app.departments import Files, ReorganisationError, Step, ownerless, reorganise, standings
from app.edit import values
from app.loading.document import parse
from app.loading.meaning import whole
from app.settings import Settings
from app.web.main import create_app
from tests.client import Client
from tests.folders import CITY, entry, small_city

APRIL = date(2027, 4, 1)
PLAIN_CITY = f"# みなも市のこと\n{CITY}"
LISTED = PLAIN_CITY.replace("department: くらし支援課", "department: 福祉局 くらし支援課  # 一覧を直す課") + (
    "departments:\n"
    "# 福祉\n"
    "- {name: くらし支援課, kana: くらししえんか, mail: kurashi@example.jp, extension: '1234'}\n"
    "- name: こども課\n"
    "  formerly:\n"
    "  - {name: 児童課, until: 2020-04-01}\n"
    "- name: 国際課  # 三階\n"
)
RESOURCES = "# 市の窓口\n\n" + "\n".join(
    [
        entry("kurashi", area="'131016'", owner="くらし支援課  # 一階"),
        entry("seikatsu", area="'131016'", owner="くらし支援課", summary="くらし支援課で話せます。"),
        entry("kodomo", area="'131016'", owner="こども課"),
        entry("kokusai", area="'131016'", owner="国際課"),
        entry("nashi", area="'131016'"),
    ]
)


def files(city=LISTED, resources=RESOURCES):
    return Files(city=city, resources=resources)


def owners(given):
    return {each["id"]: each.get("owner") for each in values(given.resources)}


def listed(given):
    return [each["name"] for each in values(given.city)["departments"]]


def formers(given, name):
    (found,) = [each for each in values(given.city)["departments"] if each["name"] == name]
    return [(former["name"], former["until"]) for former in found.get("formerly", ())]


def rename(old, new, given=None):
    return reorganise(given or files(), Step(olds=(old,), news=(new,), on=APRIL, renames=True))


def test_a_renamed_department_takes_its_windows_with_it_and_remembers_its_name():
    done = rename("くらし支援課", "くらし課")

    assert owners(done.files) == {"kurashi": "くらし課", "seikatsu": "くらし課", "kodomo": "こども課", "kokusai": "国際課", "nashi": None}
    assert values(done.files.city)["department"] == "福祉局 くらし課"
    assert listed(done.files) == ["くらし課", "こども課", "国際課"]
    assert formers(done.files, "くらし課") == [("くらし支援課", "2027-04-01")]
    assert values(done.files.city)["departments"][0]["mail"] == "kurashi@example.jp"
    assert "kana" not in values(done.files.city)["departments"][0]


def test_only_what_changes_is_written():
    done = rename("くらし支援課", "くらし課")
    before, after = RESOURCES.splitlines(), done.files.resources.splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]

    assert changed == [("  owner: くらし支援課  # 一階", "  owner: くらし課  # 一階"), ("  owner: くらし支援課", "  owner: くらし課")]
    assert all(comment in done.files.city for comment in ("# みなも市のこと", "# 一覧を直す課", "# 福祉", "# 三階"))


def test_what_names_the_old_department_in_words_is_told():
    assert rename("くらし支援課", "くらし課").mentions == ("seikatsu の summary: くらし支援課で話せます。",)


def test_windows_without_owner_are_told_and_not_given_to_anybody():
    assert [each.id for each in rename("くらし支援課", "くらし課").ownerless] == ["nashi"]
    assert [each.id for each in ownerless(files())] == ["nashi"]


def test_departments_that_are_joined_become_one_and_both_names_are_remembered():
    done = reorganise(files(), Step(olds=("くらし支援課", "こども課"), news=("くらしこども課",), on=APRIL))

    assert set(owners(done.files).values()) == {"くらしこども課", "国際課", None}
    assert listed(done.files) == ["くらしこども課", "国際課"]
    assert formers(done.files, "くらしこども課") == [("児童課", "2020-04-01"), ("くらし支援課", "2027-04-01"), ("こども課", "2027-04-01")]


def test_a_department_may_take_in_another_and_keep_its_name():
    done = reorganise(files(), Step(olds=("くらし支援課", "こども課"), news=("こども課",), on=APRIL))

    assert [each.id for each in done.moved] == ["department", "kurashi", "seikatsu"]
    assert listed(done.files) == ["こども課", "国際課"]
    assert formers(done.files, "こども課") == [("児童課", "2020-04-01"), ("くらし支援課", "2027-04-01")]


def test_a_department_that_is_parted_writes_nothing_until_all_is_assigned():
    step = Step(olds=("くらし支援課",), news=("くらし課", "生活課"), on=APRIL, assign={"kurashi": "くらし課"})
    done = reorganise(files(), step)

    assert done.files is None
    assert [each.id for each in done.unassigned] == ["department", "seikatsu"]


def test_a_department_that_is_parted_goes_where_it_was_assigned():
    assign = {"kurashi": "くらし課", "seikatsu": "生活課", "department": "生活課"}
    done = reorganise(files(), Step(olds=("くらし支援課",), news=("くらし課", "生活課"), on=APRIL, assign=assign))

    assert (owners(done.files)["kurashi"], owners(done.files)["seikatsu"]) == ("くらし課", "生活課")
    assert values(done.files.city)["department"] == "福祉局 生活課"
    assert listed(done.files) == ["くらし課", "生活課", "こども課", "国際課"]
    assert formers(done.files, "くらし課") == formers(done.files, "生活課") == [("くらし支援課", "2027-04-01")]


def test_a_part_may_keep_the_old_name():
    assign = {"kurashi": "くらし支援課", "seikatsu": "生活課"}
    done = reorganise(files(), Step(olds=("くらし支援課",), news=("くらし支援課", "生活課"), on=APRIL, assign=assign))

    assert (owners(done.files)["kurashi"], owners(done.files)["seikatsu"]) == ("くらし支援課", "生活課")
    assert formers(done.files, "くらし支援課") == []
    assert values(done.files.city)["departments"][0]["extension"] == "1234"
    assert values(done.files.city)["department"] == "福祉局 くらし支援課"


def test_a_city_without_a_list_gets_one_of_all_owners():
    done = rename("くらし支援課", "くらし課", files(city=PLAIN_CITY))

    assert listed(done.files) == ["くらし課", "こども課", "国際課"]
    assert formers(done.files, "くらし課") == [("くらし支援課", "2027-04-01")]


def test_what_comes_out_is_what_check_wants():
    done = rename("くらし支援課", "くらし課")
    document = parse(done.files.city, "city.yaml")
    city = whole(City, document)
    none = frozenset()
    parts = Parts(resources=(), topics=(), declared_topics=none, declared_resources=none, menu=None, rules=None, city=city)

    assert document.problems == []
    assert [problem for rule in departments.RULES for problem in rule(parts)] == []
    assert departments.successors(city, "くらし支援課") == "この部署は2027年4月に「くらし課」になりました"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(olds=("ない課",), news=("くらし課",), on=APRIL, renames=True), "「ない課」という部署はありません"),
        (Step(olds=("くらし支援課",), news=("こども課",), on=APRIL, renames=True), "もうあります"),
        (Step(olds=("くらし支援課",), news=("くらし支援課",), on=APRIL, renames=True), "もうあります"),
        (Step(olds=("くらし支援課",), news=(" ",), on=APRIL, renames=True), "空白"),
        (Step(olds=("くらし支援課",), news=("あ課", "あ課"), on=APRIL), "重なって"),
        (Step(olds=("くらし支援課",), news=("あ課", "い課"), on=APRIL, assign={"kodomo": "あ課"}), "の窓口ではありません"),
        (Step(olds=("くらし支援課",), news=("あ課", "い課"), on=APRIL, assign={"kurashi": "う課"}), "どれでもありません"),
    ],
    ids=["ない部署", "ある部署", "同じ名前", "空の名前", "重なる名前", "よその窓口", "よその行き先"],
)
def test_what_makes_no_sense_is_told(step, said):
    with pytest.raises(ReorganisationError, match=said):
        reorganise(files(), step)


@pytest.mark.parametrize(
    ("city", "resources"),
    [("- a\n", RESOURCES), (LISTED, "a: b\n"), (LISTED, "- a\n"), (LISTED + "", "- {id: a}\n"), (PLAIN_CITY + "departments: [a]\n", RESOURCES)],
)
def test_files_of_another_form_are_told(city, resources):
    with pytest.raises(ReorganisationError, match="check"):
        standings(files(city, resources))


def test_departments_are_listed_with_their_windows():
    found = {
        each.name: (each.windows, each.listed, each.formerly)
        for each in standings(files(resources=RESOURCES.replace("owner: 国際課", "owner: 文化課")))
    }

    assert found == {"くらし支援課": (2, True, ()), "こども課": (1, True, ("児童課",)), "国際課": (0, True, ()), "文化課": (1, False, ())}


# The commands


@pytest.fixture
def folder(tmp_path):
    return small_city(tmp_path / "131016-minamo", RESOURCES, LISTED)


def ran(folder, *words, **more):
    return CliRunner().invoke(APP, ["department", *words, "--city", str(folder)], **more)


def test_the_change_is_shown_and_written_only_when_agreed(folder):
    before = (folder / "resources.yaml").read_text(encoding="utf-8")
    no = ran(folder, "rename", "くらし支援課", "くらし課", "--on", "2027-04-01", input="n\n")
    untouched = (folder / "resources.yaml").read_text(encoding="utf-8")
    yes = ran(folder, "rename", "くらし支援課", "くらし課", "--on", "2027-04-01", input="y\n")

    assert no.exit_code == 1
    assert "-  owner: くらし支援課  # 一階\n+  owner: くらし課  # 一階" in no.stdout
    assert untouched == before
    assert yes.exit_code == 0, yes.output
    assert owners(Files(city="", resources=(folder / "resources.yaml").read_text(encoding="utf-8")))["kurashi"] == "くらし課"
    assert "次の文にも、前の名前があります" in yes.stderr
    assert "担当のない窓口 1 件" in yes.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["city.yaml", "resources.yaml"]


def test_a_file_that_changes_while_the_clerk_thinks_is_not_written_over(folder, monkeypatch):
    path = folder / "resources.yaml"
    other = path.read_text(encoding="utf-8") + "# いま書いた\n"
    monkeypatch.setattr("app.cli.department.agreed", lambda question: path.write_text(other, encoding="utf-8") > 0)
    done = ran(folder, "rename", "くらし支援課", "くらし課", "--on", "2027-04-01")

    assert (done.exit_code, "ファイルが変わりました" in done.stderr) == (1, True)
    assert path.read_text(encoding="utf-8") == other
    assert "くらし課" not in (folder / "city.yaml").read_text(encoding="utf-8")


def test_nobody_there_to_agree_changes_nothing(folder):
    done = ran(folder, "merge", "くらし支援課", "こども課", "--into", "新しい課", input="")

    assert done.exit_code == 1
    assert "何も変えていません" in done.stderr
    assert "新しい課" not in (folder / "city.yaml").read_text(encoding="utf-8")


def test_the_list_of_a_parting_runs_nothing_and_reads_back(tmp_path):
    folder = small_city(tmp_path / "131016-minamo", RESOURCES.replace("id: seikatsu\n  name: みんなの電話", "id: seikatsu\n  name: =1+1"), LISTED)
    words = ("split", "くらし支援課", "--into", "-課", "--into", "生活課")
    assert ran(folder, *words, "--list", str(tmp_path / "a.csv")).exit_code == 0
    table = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "b.csv").write_text("".join(f"{line}'-課\n" if at else f"{line}\n" for at, line in enumerate(table.splitlines())), encoding="utf-8")

    assert "seikatsu,'=1+1," in table
    assert ran(folder, *words, "--from", str(tmp_path / "b.csv"), "--yes").exit_code == 0
    assert set(owners(Files(city="", resources=(folder / "resources.yaml").read_text(encoding="utf-8"))).values()) >= {"-課"}


def test_a_list_that_is_far_too_large_is_told_and_not_cut(folder, tmp_path):
    (tmp_path / "a.csv").write_text("id,担当\n" + "x,生活課\n" * 200_000, encoding="utf-8")
    done = ran(folder, "split", "くらし支援課", "--into", "くらし課", "--into", "生活課", "--from", str(tmp_path / "a.csv"), "--yes")

    assert done.exit_code == 2
    assert "大きすぎます" in done.stderr


def test_merge_is_written(folder):
    assert ran(folder, "merge", "くらし支援課", "こども課", "--into", "新しい課", "--yes").exit_code == 0
    assert "owner: こども課" not in (folder / "resources.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_parting_is_filled_in_with_a_spreadsheet(folder, tmp_path, encoding):
    words = ("split", "くらし支援課", "--into", "くらし課", "--into", "生活課")
    open_, listing = ran(folder, *words, "--yes"), ran(folder, *words, "--list", str(tmp_path / "a.csv"))
    table = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    filled = "\n".join(line if line.startswith("id") else line + "生活課" for line in table.splitlines())
    (tmp_path / "b.csv").write_text(filled, encoding=encoding)
    done = ran(folder, *words, "--from", str(tmp_path / "b.csv"), "--assign", "kurashi=くらし課", "--yes")

    assert open_.exit_code == 1
    assert "--assign seikatsu=部署" in open_.stderr
    assert listing.exit_code == 0
    assert [line.split(",")[0] for line in table.splitlines()] == ["id", "department", "kurashi", "seikatsu"]
    assert done.exit_code == 0, done.output
    found = owners(Files(city="", resources=(folder / "resources.yaml").read_text(encoding="utf-8")))
    assert (found["kurashi"], found["seikatsu"]) == ("くらし課", "生活課")


def test_the_list_is_given_as_lines_and_as_json(folder):
    lines, data = ran(folder, "list"), json.loads(ran(folder, "list", "--json").stdout)

    assert lines.stdout.splitlines()[0] == "くらし支援課\t2\tある\t"
    assert data["ownerless"] == ["nashi"]
    assert data["departments"][1] == {"name": "こども課", "windows": 1, "listed": True, "formerly": ["児童課"]}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("rename", "ない課", "くらし課"), 2, "という部署はありません"),
        (("split", "くらし支援課", "--into", "a", "--into", "b", "--assign", "kurashi"), 2, "id=部署"),
        (("split", "くらし支援課", "--into", "a", "--into", "b", "--from", "resources.yaml"), 2, "「id」と「担当」"),
        (("rename", "くらし支援課", "くらし課", "--on", "四月"), 2, ""),
    ],
    ids=["ない部署", "形のちがう行き先", "CSVでない", "日付でない"],
)
def test_wrong_words_are_told(folder, monkeypatch, words, code, said):
    monkeypatch.chdir(folder)
    done = ran(folder, *words)

    assert done.exit_code == code, done.output
    assert said in done.stderr.replace("\n", "").replace("│", "").replace(" ", "") or said in done.stderr


def test_a_binary_list_and_a_broken_file_are_told(folder, tmp_path):
    (tmp_path / "b.csv").write_bytes(b"\xff\x81\x00\xfd\xa0")
    done = ran(folder, "split", "くらし支援課", "--into", "a", "--into", "b", "--from", str(tmp_path / "b.csv"))
    (folder / "resources.yaml").write_bytes(b"- id: [\n")
    broken = ran(folder, "rename", "くらし支援課", "くらし課")

    assert done.exit_code == 2
    assert type(broken.exception).__name__ == "ContentError"


def test_names_are_told_without_their_readings():
    given = files(resources=RESOURCES.replace("name: みんなの電話", "name: ｜市《し》の電話"))

    assert {each.name for each in ownerless(given)} == {"市の電話"}


def test_residents_never_see_how_to_reach_a_department(sakai, now):
    known = Department(
        name="生活援護課", kana="ないしょのよみ", mail="only-staff@example.jp", extension="x-98765", formerly=(Former(name="昔の課", until=APRIL),)
    )
    site = Client(
        create_app(
            replace(sakai, city=replace(sakai.city, departments=(known,))),
            Settings(secret=SecretStr("for-tests-only-not-a-secret")),
            standing_at(now),
        )
    )
    pages = [
        site.get(path).text
        for path in ("/", "/about", "/topic/housing", "/api/v1/resources", "/api/v1/resources/seikatsu-engo-naka", "/openapi.json")
    ]
    pages.append(site.post("/", {"text": "生活保護を受けたい"}).text)

    assert "生活援護課" in pages[4]
    for page in pages:
        assert not any(secret in page for secret in ("only-staff@", "x-98765", "昔の課", "ないしょのよみ"))
