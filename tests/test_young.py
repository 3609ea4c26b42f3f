"""Text that sounds like a child's, and the child's door: nobody is asked their age."""

import pytest

from app.dialogue import Question
from app.events import Chose, Said
from app.steps import Advising, Asking, Unsure
from app.talk import reply


@pytest.mark.parametrize(
    "text",
    [
        "中2です。学校でいじめられてる",
        "ままが ごはんを つくってくれない。がっこうも いきたくない",
        "がっこうで ともだちに むしされる",
        "先生に言えない",
    ],
)
def test_a_childs_text_is_heard_as_one(content, text):
    assert content.style.young.wrote(text)


@pytest.mark.parametrize(
    "text",
    ["息子が中2です。学校でいじめられてる", "むすめが がっこうで ともだちに むしされます", "会社で無視されています", "わしは がっこうを でとらん"],
)
def test_a_grown_ups_text_is_not(content, text):
    assert not content.style.young.wrote(text)


def test_a_childs_text_is_not_asked_for_age_or_whom(content, now):
    asked = reply(content, (Said("中2です。学校でいじめられてる"),), now).step

    assert isinstance(asked, Asking)
    assert not any(option.for_young for option in asked.question.options)


def test_behind_the_childs_door_nobody_is_asked_their_age(content, now):
    for topic in content.topics.values():
        step = reply(content, (Chose(topic.id, young=True),), now).step

        assert isinstance(step, Asking | Advising)
        assert not (isinstance(step, Asking) and any(option.for_young for option in step.question.options))


def test_only_questions_that_a_child_meets_have_an_answer_for_one(content):
    marked = [
        node for topic in content.topics.values() for node in topic.flow if isinstance(node, Question) and any(o.for_young for o in node.options)
    ]

    assert marked
    assert all(sum(option.for_young for option in node.options) == 1 for node in marked)


def test_where_nothing_is_understood_a_child_is_shown_the_childs_rooms(content, now):
    step = reply(content, (Said("小学3年生です ほげほげほげ"),), now).step

    assert isinstance(step, Unsure)
    assert step.young
