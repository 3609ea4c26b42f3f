"""What a text sets aside: made-up phrases, words between spaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.negation import LEAST, Negation
from app.matching.terms import Text
from tests.made_up import by_spaces

PHRASES = ("ではなくて", "ではない", "というより")


def aside(said, *phrases):
    """Give the parts of the text that are set aside."""
    text = by_spaces(said)
    return [text.plain[begin:end].strip() for begin, end in Negation(phrases or PHRASES).spans(text)]


def test_what_stands_before_the_phrase_is_set_aside():
    assert aside("お金 の 問題 ではなくて 職場 の いじめ") == ["お金 の 問題 ではなくて"]


@pytest.mark.parametrize("stop", ["、", "。", ",", "!", "?", "\n", "「", "」", "(", "…", "けど", "のに", "ので", "から", "ですが"])
def test_it_goes_back_to_the_last_break_of_the_sentence(stop):
    assert aside(f"家賃 滞納 {stop} お金 ではなくて 職場 いじめ") == ["お金 ではなくて"]


def test_what_stands_behind_the_phrase_counts():
    assert aside("職場 いじめ 、 お金 ではなくて") == ["お金 ではなくて"]
    assert aside("お金 ではなくて 、 職場 いじめ") == ["お金 ではなくて"]


def test_every_phrase_sets_aside():
    assert aside("お金 ではなくて 、 住まい というより 、 職場 いじめ") == ["お金 ではなくて", "住まい というより"]


def test_of_two_phrases_the_longer_one_is_meant():
    assert aside("お金 ではなくて 職場 いじめ", "ではなく", "ではなくて") == ["お金 ではなくて"]


def test_a_text_without_a_phrase_sets_nothing_aside():
    assert aside("お金 の 問題 職場 の いじめ") == []


def test_where_hardly_anything_else_is_left_nothing_is_set_aside():
    left = ["いじめ", "職場", "上司"]

    assert aside(f"お金 ではなくて {' '.join(left[: LEAST - 1])}") == []
    assert aside(f"お金 ではなくて {' '.join(left[:LEAST])}") == ["お金 ではなくて"]


@pytest.mark.parametrize("asked", ["か", "?", "？"])
def test_a_question_sets_nothing_aside(asked):
    assert aside(f"お金 ではない{asked} 職場 いじめ") == []


def pointing(said):
    """Read 「それ」 as the pronoun that it is."""
    text = by_spaces(said)
    return Text(text.plain, tuple(word._replace(finer="代名詞") if word.surface == "それ" else word for word in text.words))


@pytest.mark.parametrize(
    ("said", "begin"),
    [
        ("お金 ない 。 それ ではなくて 職場 いじめ", 0),
        ("眠る 。 お金 ない 。 それ ではなくて 職場 いじめ", 4),
        ("眠る 。 お金 ない 、 それ ではなくて 職場 いじめ", 4),
        ("眠る 。 お金 ない 。 それ お金 ではなくて 職場 いじめ", 12),
    ],
)
def test_a_clause_that_only_points_back_sets_aside_the_sentence_before(said, begin):
    assert Negation(PHRASES).spans(pointing(said)) == ((begin, said.index("ではなくて") + 5),)


def test_without_phrases_nothing_is_set_aside():
    assert Negation().spans(by_spaces("お金 ではなくて 職場 いじめ")) == ()
    assert Negation().spans(by_spaces("")) == ()


def test_a_phrase_is_found_however_it_is_written_in_the_content():
    assert aside("お金 デハナクテ 職場 いじめ", "ﾃﾞﾊﾅｸﾃ") == ["お金 デハナクテ"]


def test_a_phrase_is_no_pattern():
    assert aside("お金 ではなくて 職場 いじめ", "で.*て", "(") == []


@given(st.lists(st.sampled_from(["お金", "住まい", "いじめ", "ではなくて", "ではない", "、", "けど", " "]), max_size=12).map(" ".join))
def test_a_stretch_ends_with_a_phrase_and_leaves_enough(said):
    text = by_spaces(said)
    stretches = Negation(PHRASES).spans(text)

    assert all(text.plain[begin:end].endswith(PHRASES) for begin, end in stretches)
    assert not stretches or sum(not any(begin <= word.begin < end for begin, end in stretches) for word in text.words) >= LEAST


def test_with_the_real_dictionary_particles_are_not_what_is_left(read):
    negation = Negation(("ではなくて",))

    assert negation.spans(read("お金ではなくてね")) == ()
    assert negation.spans(read("お金ではなくて、職場のいじめ")) == ((0, 7),)
