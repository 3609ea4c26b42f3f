"""Errors that a person can act on."""

from app.errors import AppError, ContentError, Problem


def test_a_problem_is_told_as_editors_understand_it():
    assert str(Problem(file="resources.yaml", message="「kana」がありません", line=12)) == "resources.yaml:12: 「kana」がありません"


def test_a_problem_without_a_place_is_told_at_the_first_line():
    assert str(Problem(file="intents/menu.yaml", message="ファイルがありません")) == "intents/menu.yaml:1: ファイルがありません"


def test_a_warning_says_that_it_is_one():
    assert str(Problem(file="resources.yaml", message="古い確認です", line=3, level="warning")) == "resources.yaml:3: 注意: 古い確認です"


def test_a_content_error_carries_its_problems_and_tells_them_line_by_line():
    problems = (Problem(file="a.yaml", message="一つめ", line=1), Problem(file="b.yaml", message="二つめ", line=2))
    error = ContentError(problems)

    assert isinstance(error, AppError)
    assert error.problems == problems
    assert str(error).splitlines() == ["a.yaml:1: 一つめ", "b.yaml:2: 二つめ"]
