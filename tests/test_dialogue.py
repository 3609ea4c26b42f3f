"""Made-up flows: where a list of answers leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dialogue import UNSURE, Flow, leads_to, replay
from tests.made_up import outcome, question

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
