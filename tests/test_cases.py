"""Sentences of residents, and the worry that each is about: tests/cases, one case per sentence."""

from collections import Counter

import pytest

from app.text import squeeze
from tests.written import CASES, TOPICS, written

MISSES = written(CASES / "known_misses.yaml")
SENTENCES = [(case["topic"], said) for topic in TOPICS for case in written(CASES / f"{topic}.yaml") for said in case["says"]]
STORIES = written(CASES / "stories.yaml")
OPENINGS = written(CASES / "openings.yaml") + written(CASES / "openings_kept.yaml")
NEAR = written(CASES / "near_worries.yaml")
MULTI, NEGATED = written(CASES / "multi.yaml"), written(CASES / "negated.yaml")
ASIDES = written(CASES / "asides.yaml")
OFF_TOPIC = [case["text"] for case in written(CASES / "off-topic.yaml")]
ENGLISH = written(CASES / "openings_en_kept.yaml")
FIRST, SHOWN, TOGETHER = 1, 3, 4


def decided(content, said):
    return content.matcher.decide(content.matcher.hear(content.read(said)))


def ranked(content, said):
    return [match.topic for match in decided(content, said).matches]


def share(content, count, cases):
    """Give the share of *cases* (topics that are right, text) that have a right topic among the first *count*."""
    return sum(bool(set(right) & set(ranked(content, said)[:count])) for right, said in cases) / len(cases)


@pytest.mark.parametrize(("topic", "said"), [pytest.param(topic, said, id=f"{topic}-{said}") for topic, said in SENTENCES if said not in MISSES])
def test_a_worry_is_among_the_first_three(content, topic, said):
    assert topic in ranked(content, said)[:SHOWN]


# Known misses.


@pytest.mark.parametrize("said", [pytest.param(said, id=said) for said in MISSES])
def test_a_known_miss_is_still_missed_else_strike_it_from_the_list(content, said):
    topic = next((topic for topic, written_so in SENTENCES if written_so == said), None)

    assert topic is not None, "tests/cases のどこにもない文です。known_misses.yaml から消してください"
    assert topic not in ranked(content, said)[:SHOWN], "もう見つかります。known_misses.yaml から消してください"


def test_the_known_misses_are_few_and_each_says_why():
    assert len(MISSES) <= 0.03 * len(SENTENCES)
    assert all(MISSES.values())


# Figures.


def test_of_all_sentences_enough_are_found(content):
    cases = [((topic,), said) for topic, said in SENTENCES]
    first, shown = share(content, FIRST, cases), share(content, SHOWN, cases)
    print(f"{len(cases)} 文: 一番目 {first:.1%}、三番目まで {shown:.1%}")  # noqa: T201  # the figure is for people to read

    assert first >= 0.85
    assert shown >= 0.95


def test_of_long_stories_enough_are_found(content):
    cases = [(case["topics"], case["text"]) for case in STORIES]
    first, shown = share(content, FIRST, cases), share(content, SHOWN, cases)
    print(f"{len(cases)} 話: 一番目 {first:.1%}、三番目まで {shown:.1%}")  # noqa: T201  # the figure is for people to read

    assert shown >= 0.90


def test_of_openings_of_counselling_talks_enough_are_found(content):
    cases = [(case["topics"], case["text"]) for case in OPENINGS]
    first, shown = share(content, FIRST, cases), share(content, SHOWN, cases)
    print(f"{len(cases)} 話: 一番目 {first:.1%}、三番目まで {shown:.1%}")  # noqa: T201  # the figure is for people to read

    assert first >= 0.80
    assert shown >= 0.93


def test_a_worry_that_looks_like_small_talk_is_found(content):
    cases = [(case["topics"], case["text"]) for case in NEAR]

    assert share(content, SHOWN, cases) >= 0.95
    assert sum(decided(content, case["text"]).kind == "aside" for case in NEAR) <= 0.05 * len(NEAR)


def test_of_texts_with_several_worries_most_have_all_among_the_first_four(content):
    together = [set(case["topics"]) <= set(ranked(content, case["text"])[:TOGETHER]) for case in MULTI]

    assert sum(together) >= 0.80 * len(MULTI)


def test_what_is_set_aside_seldom_comes_first(content):
    wrong = [case["text"] for case in NEGATED if ranked(content, case["text"])[0] in case["never_first"]]

    assert len(wrong) <= 0.2 * len(NEGATED)


def test_what_is_no_worry_is_seldom_taken_for_one(content):
    said = [*OFF_TOPIC, *(case["text"] for case in ASIDES if "none" in case["topics"])]
    clear = [each for each in said if decided(content, each).kind == "clear"]
    print(f"{len(said)} 文のうち、話題を言い切った: {len(clear) / len(said):.1%}（{'、'.join(clear)}）")  # noqa: T201  # the figure is for people to read

    assert len(clear) <= 0.05 * len(said)


def test_what_is_no_worry_is_mostly_known_for_what_it_is(content):
    right = [decided(content, case["text"]).aside == case["aside"] for case in ASIDES]

    assert sum(right) >= 0.5 * len(ASIDES)


# The cases themselves.


def test_no_case_was_written_into_a_topic(content):
    ours = {squeeze(said) for topic in content.topics.values() for said in (*topic.says, *topic.stories)}
    cases = [said for _, said in SENTENCES] + [case["text"] for case in (*STORIES, *OPENINGS, *MULTI, *NEGATED)] + OFF_TOPIC

    assert [said for said in cases if squeeze(said) in ours] == []


def test_no_sentence_stands_twice():
    twice = [said for said, count in Counter(squeeze(said) for _, said in SENTENCES).items() if count > 1]

    assert twice == []


def test_there_are_84_topics():
    assert len(TOPICS) == 84


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_has_sentences_enough(content, topic):
    said = [each for about, each in SENTENCES if about == topic]

    assert topic in content.topics
    assert len(said) >= 8


def test_each_file_of_cases_is_about_its_own_topic():
    wrong = [topic for topic in TOPICS for case in written(CASES / f"{topic}.yaml") if case["topic"] != topic]

    assert wrong == []


def test_the_topics_of_the_stories_exist(content):
    named = {topic for case in (*STORIES, *OPENINGS, *NEAR, *MULTI, *NEGATED) for topic in (*case["topics"], *case.get("also", ()))}

    assert named <= content.topics.keys()


def test_what_is_written_in_english_is_understood_more_often_than_not(content):
    """Ten sentences a worry are few; what is not understood gets the menu in English."""
    found = [bool(set(case["topics"]) & set(ranked(content, case["text"])[:SHOWN])) for case in ENGLISH]

    assert sum(found) / len(found) >= 0.48
