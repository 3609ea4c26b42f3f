"""Files that are no content, however they came to be there: a Japanese sentence, never a traceback, never a wait without end."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import APP
from app.loading import inspect
from app.loading.document import parse, parse_file
from app.loading.nodes import DEEPEST
from app.loading.raw import LARGEST, decoded
from tests.folders import RESOURCES, small_root
from tests.written import ROOT

TODAY = date(2026, 11, 20)
TEXT = "- id: madoguchi\n  name: まどぐちのなまえは、ひらがなです\n"
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (TEXT.encode("cp932"), "Shift_JIS のようです"),
        (TEXT.encode("euc_jp"), "EUC-JP のようです"),
        (TEXT.encode("utf-16"), "UTF-16 のようです"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16 のようです"),
        (TEXT.encode() + b"\x00", "NUL"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NUL"),
        (bytes(range(128, 256)), "UTF-8 ではありません"),
    ],
    ids=["Shift_JIS", "EUC-JP", "UTF-16", "UTF-16BE", "NUL", "絵", "でたらめ"],
)
def test_what_is_not_utf8_is_told_with_what_it_looks_like_and_what_to_do(raw, says):
    text, wrong = decoded(raw)

    assert text == ""
    assert says in wrong.message
    assert "ください" in wrong.message


def test_the_line_at_which_a_file_goes_wrong_is_told():
    assert decoded(b"a: 1\nb: \x00\n")[1].line == 2
    assert decoded(b"a: 1\nb: 2\nc: \xff\n")[1].line == 3


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        "{a: " * 50_000,
        "- " * 100_000 + "x",
        "? " * 100_000 + "x",
        "\n".join(" " * depth + "a:" for depth in range(1500)),
        "- [a\n" + "- " + "[" * 100_000,
        "x: [\n" * 3000,
    ],
    ids=["開くだけ", "開いて閉じる", "組", "並び", "鍵", "字下げ", "こわれた項目の次", "行ごと"],
)
def test_what_is_nested_without_end_is_told_and_does_not_end_the_process(text):
    document = parse(text, "a.yaml")

    assert document.problems
    assert all("ください" in problem.message or "YAML" in problem.message for problem in document.problems)


def test_what_goes_as_deep_as_content_may_is_read():
    assert parse("[" * DEEPEST + "x" + "]" * DEEPEST, "a.yaml").problems == []
    assert parse("[" * (DEEPEST + 1) + "x" + "]" * (DEEPEST + 1), "a.yaml").problems[0].rule == "too-deep"


def test_a_bomb_of_aliases_is_refused_before_it_grows():
    (problem,) = parse(BOMB, "a.yaml").problems

    assert problem.rule == "anchor"


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.yaml")

    assert "ファイルが読めません" in parse_file(tmp_path / "a.yaml", "a.yaml").problems[0].message


@pytest.mark.parametrize("target", ["a.yaml", "nowhere.yaml", "/dev/zero", "folder"], ids=["自分", "ない所", "終わらないもの", "フォルダー"])
def test_a_link_to_nothing_readable_is_told(tmp_path, target):
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.yaml").symlink_to(target)

    assert parse_file(tmp_path / "a.yaml", "a.yaml").problems[0].rule == "unreadable"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path, read, listen):
    root = small_root(tmp_path / "root")
    (tmp_path / "secret.yaml").write_text(RESOURCES, encoding="utf-8")
    (root / "resources.yaml").unlink()
    (root / "resources.yaml").symlink_to(tmp_path / "secret.yaml")
    told = [problem for problem in inspect(root, read, listen, today=TODAY).problems if problem.file == "resources.yaml"]

    assert [problem.rule for problem in told] == ["outside"]
    assert "リンクを消して" in told[0].message


def test_a_link_inside_the_folder_is_followed_as_a_mounted_volume_has_it(tmp_path, read, listen):
    root = small_root(tmp_path / "root")
    (root / "..data").mkdir()
    (root / "resources.yaml").rename(root / "..data" / "resources.yaml")
    (root / "resources.yaml").symlink_to("..data/resources.yaml")

    assert inspect(root, read, listen).content is not None


def test_a_file_too_large_is_not_read(tmp_path):
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(LARGEST * 3)

    assert parse_file(tmp_path / "a.yaml", "a.yaml").problems[0].rule == "too-large"


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00",
        b"\xff\xfe\x00",
        b"",
        b"\n",
        b"---\n---\n",
        b"- \n-\n",
        b"%YAML 9.9\n",
        b"!!python/object:os.system {}\n",
        b"? [a]\n: b\n",
        b"a: !x 1\n",
        b"\x07",
        b"- - - -",
    ],
    ids=repr,
)
@pytest.mark.parametrize("name", ["resources.yaml", "intents/menu.yaml", "intents/money.yaml"])
def test_whatever_a_file_says_it_becomes_sentences(tmp_path, read, listen, raw, name):
    root = small_root(tmp_path / "root")
    (root / name).write_bytes(raw)
    found = inspect(root, read, listen, today=TODAY)

    assert found.content is None
    assert all(any("ぁ" <= letter <= "ん" for letter in problem.message) for problem in found.problems)


@pytest.mark.parametrize("words", [("check", "/nowhere"), ("check", "--city", "../../etc"), ("check", "--dry-run"), ("check", "--format", "xml")])
def test_a_wrong_way_of_asking_ends_with_2_and_a_sentence(words):
    done = CliRunner().invoke(APP, words)

    assert done.exit_code == 2
    assert "Traceback" not in done.output


@pytest.mark.parametrize("slug", ["../x", "a/b", "堺", ""], ids=["上へ", "下へ", "漢字", "空"])
def test_a_new_city_is_made_in_its_own_place_only(tmp_path, slug):
    words = ["new-city", "131016", "--slug", slug, "--name", "みなも市", "--kana", "みなもし", "--url", "https://example.jp/", "--department", "課"]
    done = CliRunner().invoke(APP, [*words, "--into", str(tmp_path / "cities")])

    assert done.exit_code == 2
    assert not (tmp_path / "x").exists()
    assert not (tmp_path / "cities").exists()


def test_a_reader_who_goes_away_gets_no_traceback(tmp_path):
    root = small_root(tmp_path / "root", resources="- id: x\n" * 3000)
    command = f"{sys.executable} -m app check {root} | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)

    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


class TestFix:
    """check --fix, from the folder to the file."""

    @pytest.fixture
    def root(self, tmp_path) -> Path:
        """Write content with digits of full width."""
        return small_root(tmp_path / "root", resources=RESOURCES.replace("0120-279-338", "０１２０－２７９－３３８"))

    def test_it_shows_what_changes_writes_it_and_checks_again(self, root):
        done = CliRunner().invoke(APP, ["check", str(root), "--fix"])

        assert done.exit_code == 0, done.output
        assert "-    value: ０１２０－２７９－３３８\n+    value: 0120-279-338" in done.stdout
        assert "resources.yaml: 番号の書き方を直しました" in done.stderr
        assert (root / "resources.yaml").read_text(encoding="utf-8") == RESOURCES

    def test_a_dry_run_writes_nothing_and_tells_what_is_still_wrong(self, root):
        before = (root / "resources.yaml").read_bytes()
        done = CliRunner().invoke(APP, ["check", str(root), "--fix", "--dry-run"])

        assert done.exit_code == 1
        assert "まだ何も書いていません" in done.stderr
        assert (root / "resources.yaml").read_bytes() == before

    def test_where_it_may_not_write_a_sentence_says_so(self, root, monkeypatch):
        def refused(*_):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("app.mend.Change.write", refused)
        done = CliRunner().invoke(APP, ["check", str(root), "--fix"])

        assert done.exit_code == 2
        assert "書けません" in done.stderr

    @pytest.mark.parametrize("form", ["json", "sarif"])
    def test_a_form_for_programs_stays_pure(self, root, form):
        done = CliRunner().invoke(APP, ["check", str(root), "--fix", "--format", form])

        assert json.loads(done.stdout) is not None
