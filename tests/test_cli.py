"""The command line: data on stdout, messages on stderr, exit 0, 1 or 2.

What starts and ends is tried in a process of its own; what is printed, with the content that the other tests have loaded already.
"""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import APP
from app.loading import Loaded
from app.matching.meaning import NoMeaning

HOME = Path(__file__).parent.parent
PLAIN = {key: value for key, value in os.environ.items() if not key.startswith("MADOGUCHI_")}


def run(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "app", *words], cwd=HOME, capture_output=True, text=True, timeout=120, check=False, env=PLAIN | environment
    )


@pytest.fixture
def here(monkeypatch, content, read):
    """Run a command in this process."""
    monkeypatch.setattr("app.cli.commands.content", lambda city: content)
    monkeypatch.setattr("app.cli.bench.content", lambda city: content)
    monkeypatch.setattr("app.cli.bench.reader", lambda: read)

    def ran(*words):
        done = CliRunner().invoke(APP, words)
        assert done.exception is None, done.output
        return done.stdout

    return ran


def test_check_finds_no_error_in_what_we_ship():
    done = run("check", "--city", "cities/271403-sakai")

    assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if ": 注意: " not in line] == []
    assert "問題はありません" in done.stderr


@pytest.mark.parametrize(("meaning", "said"), [(None, "単語ベクトルなし"), (NoMeaning(), "単語ベクトルあり")], ids=["なし", "あり"])
def test_check_says_whether_word_vectors_are_there(monkeypatch, content, meaning, said):
    monkeypatch.setattr("app.cli.checking.inspected", lambda root, city: Loaded(replace(content, meaning=meaning), ()))
    done = CliRunner().invoke(APP, ["check"])

    assert done.exit_code == 0
    assert f"意味の近い言葉: {said}" in done.stderr


def test_check_and_serve_end_with_1_on_broken_content(tmp_path):
    (tmp_path / "intents").mkdir()
    (tmp_path / "resources.yaml").write_text("- id: x\n", encoding="utf-8")
    checked = run("check", str(tmp_path))
    served = run("serve", "--port", "8999", MADOGUCHI_CONTENT=str(tmp_path))

    assert checked.returncode == 1
    assert "resources.yaml:1:3: 「name」がありません" in checked.stdout
    assert served.returncode == 1
    assert "resources.yaml:1:" in served.stderr
    assert "Traceback" not in served.stderr


def test_a_wrong_setting_and_a_wrong_option_end_with_2():
    unknown = run("check", MADOGUCHI_CTIY="cities/x")

    assert unknown.returncode == 2
    assert "MADOGUCHI_CTIY" in unknown.stderr
    assert run("ask").returncode == 2


def test_a_topic_or_a_form_that_is_none_ends_with_2(monkeypatch, content):
    monkeypatch.setattr("app.cli.commands.content", lambda city: content)

    for words in (("graph", "no-such-topic"), ("graph", "housing", "--format", "png")):
        assert CliRunner().invoke(APP, words).exit_code == 2


def test_a_command_in_a_process_of_its_own_prints_data_only():
    answer = json.loads(run("ask", "もう死にたい", "--json", "--city", "cities/271403-sakai").stdout)

    assert answer["urgent"] == "suicide"


def test_ask_answers_one_text_and_says_why(here):
    plain = here("ask", "家賃が払えなくて追い出されそう", "--why", "--now", "2026-11-20T23:00")
    answer = json.loads(here("ask", "もう死にたい", "--json"))

    assert "よりそいホットライン  0120-279-338  受付中・24時間" in plain
    assert "「家賃」→ 家賃" in plain
    assert answer["urgent"] == "suicide"


def test_evaluate_prints_shares_and_reads_both_forms_of_cases(here, tmp_path):
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        "- {text: 家賃が払えない, topics: [housing], also: [debt], crisis: null}\n"
        "- {text: もう死にたい, topics: [suicidal], crisis: suicide}\n"
        "- {text: ほげほげ, topics: [none]}\n"
        "- {name: 借金はすぐ分かる, topic: debt, says: [借金が返せない, 借金]}\n"
        "- {name: 危険ではない, crisis: null, says: [死ぬほど忙しい]}\n",
        encoding="utf-8",
    )
    figures = json.loads(here("evaluate", str(cases), "--json"))

    assert figures == {
        "cases": 6,
        "first": 1.0,
        "third": 1.0,
        "not_asserted": 1.0,
        "recall": 1.0,
        "false_alarms": 0.0,
        "kind": 1.0,
        "together": None,
        "set_aside": None,
        "aside": None,
        "left_out": 0,
    }


def test_evaluate_counts_what_comes_together_what_is_set_aside_and_what_is_no_worry(here, tmp_path):
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        "- {text: 家賃が払えず追い出されそうで、借金も返せません, topics: [housing, debt], all: true}\n"
        "- {text: 家賃が払えない, topics: [housing, self-harm], all: true}\n"
        "- {text: お金のことではなくて、母の物忘れがひどいんです, topics: [dementia], never_first: [debt]}\n"
        "- {text: 借金が返せない, topics: [housing], never_first: [debt]}\n"
        "- {text: 粗大ごみの出し方を教えて, topics: [none], aside: city}\n"
        "- {text: 家賃が払えません, topics: [none], aside: city}\n",
        encoding="utf-8",
    )
    figures = json.loads(here("evaluate", str(cases), "--json"))
    printed = here("evaluate", str(cases))

    assert (figures["cases"], figures["left_out"]) == (6, 0)
    assert (figures["together"], figures["set_aside"], figures["aside"], figures["not_asserted"]) == (0.5, 0.5, 0.5, 0.5)
    assert all(name in printed for name in ("四番目までにそろう", "わきに置いた困りごと", "困りごとでない文の種類"))


def test_evaluate_leaves_out_lines_of_which_no_case_speaks(here, tmp_path):
    cases = tmp_path / "cases.yaml"
    cases.write_text("- {text: 家賃が払えない, topics: [housing]}\n- {text: 知らない話題, topics: [no-such-topic]}\n", encoding="utf-8")
    printed = here("evaluate", str(cases))

    assert "一番目が当たり\t1.0" in printed
    assert "話題ファイルがまだないので除いた文\t1" in printed
    assert "四番目までにそろう" not in printed


@pytest.mark.parametrize(
    ("said", "shown"),
    [("粗大ごみの出し方を教えて", "市の"), ("まあまあです", "分かりませんでした"), ("もう死にたい", "【緊急】"), ("家賃が払えません", "質問: ")],
    ids=["困りごとでない文", "わからない文", "危険", "質問"],
)
def test_ask_prints_each_kind_of_reply(here, said, shown):
    assert shown in here("ask", said, "--now", "2026-11-20T14:00")


def test_bench_faq_scores_a_made_up_corpus_by_the_published_formulas(here, tmp_path):
    corpus = {
        "1": {"question": "粗大ごみはどう出しますか", "answer": "電話で申し込んでください"},
        "2": {"question": "住民票はどこで取れますか", "answer": "市役所の窓口です"},
        "3": {"question": "市役所の駐車場はありますか", "answer": "あります"},
    }
    files = {"corpus": corpus, "queries": {"a": "住民票がほしい", "b": "大きなごみを捨てたい"}, "qrels": {"a": {"2": 2, "3": 1}, "b": {"1": 2}}}
    for name, data in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    figures = json.loads(here("bench", "faq", "--data", str(tmp_path), "--run", str(tmp_path / "run.json"), "--json"))
    ranked = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))

    assert figures.keys() == {"recall@10", "ndcg@10", "mrr@10", "hit@1", "hit@3", "hit@10", "ms_p50", "ms_p95"}
    assert ranked["a"][0] == "2"
    assert figures["recall@10"] == pytest.approx((len({"2", "3"} & set(ranked["a"])) / 2 + ("1" in ranked["b"])) / 2, abs=1e-3)
    assert figures["hit@1"] == 1.0


def test_bench_speed_prints_its_figures(here):
    figures = json.loads(here("bench", "speed", "--json"))

    assert figures.keys() == {"tokenise_us", "ask_us", "api_us", "ratio", "api_ratio", "build_s", "rss_mb", "scale"}
    assert all(value > 0 for value in figures.values())


@pytest.mark.parametrize(
    "words", [(), ("housing",), ("housing", "--format", "svg"), ("--format", "svg")], ids=["入り口", "一つの話題", "話題の絵", "入り口の絵"]
)
def test_graph_draws_every_node(here, words, content):
    drawn = here("graph", *words)

    assert ("flowchart LR" in drawn) != ("<svg" in drawn)
    if words[:1] == ("housing",):
        assert all(node.id in drawn or node.text[:10] in drawn for node in content.topics["housing"].flow)
    else:
        assert all(group.label in drawn for group in content.menu.groups)


def test_every_command_has_a_japanese_line_of_help():
    helped = run("--help").stdout

    for command in ("serve", "check", "ask", "evaluate", "bench", "graph"):
        assert any(command in line and any("ぁ" <= letter <= "龥" for letter in line) for line in helped.splitlines())
