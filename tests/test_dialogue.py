"""Made-up flows: where a list of answers leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dialogue import UNSURE, Flow, Question, leads_to, replay
from tests.made_up import option, outcome, question

ROOF = question("roof", "rent", yes="rent", no="tonight")
RENT = question("rent", "talk", late="late", soon="talk")
TONIGHT, LATE, TALK = outcome("tonight", "shelter", urgent=True), outcome("late", "jiritsu"), outcome("talk", "yorisoi")
HOUSING = Flow(questions=(ROOF, RENT), outcomes=(TONIGHT, LATE, TALK))


def test_a_talk_enters_by_the_first_question():
    assert replay(HOUSING, ()) == (ROOF, ())


def test_a_flow_without_questions_enters_by_its_first_outcome():
    assert Flow(outcomes=(TALK, LATE)).start is TALK


@pytest.mark.parametrize(
    ("answers", "leads"),
    [(("no",), TONIGHT), (("yes",), RENT), (("yes", "late"), LATE), (("yes", "soon"), TALK)],
    ids=["泊まる所がない", "家はある", "家はあり滞納している", "家はあり払えなくなりそう"],
)
def test_answers_lead_to_a_node(answers, leads):
    assert replay(HOUSING, answers) == (leads, answers)


def test_every_question_can_be_answered_with_not_knowing():
    assert replay(HOUSING, (UNSURE,)) == (RENT, (UNSURE,))
    assert replay(HOUSING, (UNSURE, UNSURE)) == (TALK, (UNSURE, UNSURE))


def test_from_an_answer_that_the_flow_no_longer_knows_the_rest_is_forgotten():
    assert replay(HOUSING, ("yes", "eviction", "late")) == (RENT, ("yes",))
    assert replay(HOUSING, ("eviction", "late")) == (ROOF, ())


def test_answers_beyond_an_outcome_are_forgotten():
    assert replay(HOUSING, ("no", "late", "soon")) == (TONIGHT, ("no",))


@given(st.lists(st.sampled_from(["yes", "no", "late", "soon", "unsure", "eviction"]), max_size=6).map(tuple))
def test_what_still_counts_leads_to_the_same_place(answers):
    node, kept = replay(HOUSING, answers)

    assert kept == answers[: len(kept)]
    assert replay(HOUSING, kept) == (node, kept)


def test_a_question_leads_to_its_options_and_to_unsure_an_outcome_nowhere():
    assert leads_to(RENT) == ("late", "talk", "talk")
    assert leads_to(TALK) == ()


def test_a_node_that_is_not_there_is_an_error_of_ours():
    with pytest.raises(StopIteration):
        HOUSING.node("gone")


# What was told already.


def asking(**means):
    """Make a question from answers and what they say of the person."""
    return Question(id="who", text="どなたのことですか。", options=tuple(option(name, "talk", *said) for name, said in means.items()), unsure="talk")


WHO = asking(me=("self",), family=("family", "other"), check=())
AGE = asking(child=("self", "young"), teen=("self", "teen"), adult=("self", "adult"), old=("elderly",))


@pytest.mark.parametrize(
    ("node", "facts", "told"),
    [
        (WHO, {"self"}, "me"),
        (WHO, {"self", "adult"}, "me"),
        (WHO, {"family"}, "family"),
        (WHO, {"other"}, "family"),
        (WHO, {"adult"}, None),
        (WHO, set(), None),
        (AGE, {"self", "adult"}, "adult"),
        (AGE, {"family", "adult"}, None),
        (AGE, {"adult"}, None),
        (AGE, {"elderly"}, "old"),
        (AGE, {"self", "elderly"}, "old"),
        (AGE, {"self"}, None),
        (AGE, {"self", "child", "young"}, "child"),
    ],
    ids=[
        "本人",
        "本人と年れい",
        "家族",
        "ほかの人も同じ答え",
        "年れいだけでは",
        "何も",
        "だれと年れい",
        "だれがちがう",
        "だれかがない",
        "年れいだけの答え",
        "年れいだけの答えと本人",
        "年れいがない",
        "子どもは18歳まで",
    ],
)
def test_an_answer_is_told_where_all_that_it_says_of_the_person_was_told(node, facts, told):
    found = node.told(frozenset(facts))

    assert (found.id if found else None) == told


def test_where_two_answers_fit_neither_is_told():
    assert AGE.told(frozenset({"self", "teen", "young"})) is None


def test_a_question_of_which_one_answer_speaks_of_the_person_is_not_about_the_person():
    node = asking(here=(), there=(), young=("adult",))

    assert not node.about_person
    assert node.told(frozenset({"adult"})) is None
    assert WHO.about_person
    assert not ROOF.about_person
