"""What the matcher is taught, and what that teaches it: made-up topics, words between spaces."""

import pytest

from app.content import Aside, Lessons, Lookalike
from app.matching.rank import ANY, FAVOUR
from app.teaching import teach
from tests.made_up import by_spaces, outcome, topic
from tests.meanings import Meanings


def worry(name, **more):
    """Make a topic whose label says nothing that its sentences say."""
    return topic(name, outcome("talk"), **{"label": f"{name}-label"} | more)


RENT = worry("housing", says=("家賃 払えない", "大家 追い出す"), words=("滞納",))
DEBT = worry("debt", says=("借金 返せない", "カード 払えない"))
FOOD = worry("food", says=("食べる 物 ない",))
HELLO = Aside(id="hello", label="あいさつ", answer="こんにちは。", says=("こんにちは 元気", "おはよう 元気"))


def taught(*topics, meaning=None, **more):
    return teach(Lessons(topics=topics, **more), by_spaces, meaning)


def ranked(matcher, said):
    """Give the score of each topic, best first."""
    return {match.topic: match.score for match in matcher.rank(matcher.hear(by_spaces(said)))[0]}


def first(matcher, said):
    return next(iter(ranked(matcher, said)))


def feared(matcher, said):
    """Give how much the words sound like danger."""
    return matcher.danger(matcher.hear(by_spaces(said)))[1]


# Worries.


@pytest.mark.parametrize("field", ["says", "stories", "words"])
def test_all_that_people_say_of_a_topic_leads_to_it(field):
    assert first(taught(DEBT, FOOD, worry("housing", **{field: ("家賃 滞納",)})), "家賃") == "housing"


def test_the_label_leads_to_its_topic():
    assert first(taught(DEBT, FOOD, worry("housing", label="住まい")), "住まい") == "housing"


def gained(said, **more):
    """Say how much a word adds to a topic of which it is said so."""
    matcher = taught(worry("housing", **{"says": ("大家 追い出す", "契約 更新")} | more), DEBT, FOOD)
    return ranked(matcher, said)["housing"] - ranked(matcher, "天気")["housing"]


def test_a_word_of_a_topic_counts_more_than_one_of_a_sentence_and_less_than_its_label():
    sentence, word, label = gained("家賃", says=("大家 追い出す", "契約 更新", "家賃")), gained("家賃", words=("家賃",)), gained("家賃", label="家賃")

    assert 0 < sentence < word < label


def test_a_lookalike_counts_for_the_topic_that_it_belongs_to():
    alike = worry("housing", says=("家賃",), not_this=(Lookalike(text="ローン 残る", topic="debt"),))

    assert first(taught(alike, DEBT), "ローン") == "debt"


def test_what_a_resource_says_only_breaks_ties():
    said = taught(RENT, worry("debt", says=("借金 返せない", "家計")))
    described = taught(RENT, worry("debt", says=("借金 返せない",)), described=((("debt",), "家賃 家計 家計"),))
    by_words, by_resource = (ranked(matcher, "家計")["debt"] - ranked(matcher, "天気")["debt"] for matcher in (said, described))

    assert first(described, "家賃") == "housing"
    assert 0 < by_resource < by_words / 3


def test_a_resource_of_an_unknown_topic_teaches_nothing():
    assert ranked(taught(RENT, DEBT, described=((("unknown",), "天気"),)), "天気") == ranked(taught(RENT, DEBT), "天気")


def test_a_word_against_a_topic_counts_against_it():
    school = worry("school", says=("朝 腹痛",), not_words=("会社 休む",))
    matcher, without = taught(school, DEBT), taught(worry("school", says=("朝 腹痛",)), DEBT)

    assert ranked(matcher, "朝 腹痛") == ranked(without, "朝 腹痛")
    assert ranked(matcher, "会社 朝 腹痛")["school"] < ranked(without, "会社 朝 腹痛")["school"]
    assert ranked(matcher, "会社 朝 腹痛")["debt"] == ranked(without, "会社 朝 腹痛")["debt"]


def test_the_same_lessons_give_the_same_scores():
    assert ranked(taught(RENT, DEBT, FOOD), "家賃 払えない") == ranked(taught(RENT, DEBT, FOOD), "家賃 払えない")


def test_who_is_taught_nothing_knows_nothing():
    matcher = taught()
    heard = matcher.hear(by_spaces("家賃"))

    assert matcher.rank(heard) == ((), {})
    assert matcher.decide(heard).kind == "none"
    assert matcher.danger(heard) is None


# Names.


def test_a_phrase_of_one_topic_names_it():
    matcher = taught(RENT, DEBT)

    assert matcher.decide(matcher.hear(by_spaces("滞 納。"))).choices == ("housing",)


def test_a_phrase_of_two_topics_names_neither():
    matcher = taught(worry("a", says=("困る",)), worry("b", says=("困る",)), FOOD)

    assert matcher.decide(matcher.hear(by_spaces("困る"))).kind != "clear"


def test_a_phrase_that_a_topic_has_twice_still_names_it():
    others = [worry(name, says=("困る 夜", "困る 朝", "困る 昼")) for name in "bcd"]
    matcher = taught(worry("a", says=("困る",), words=("困る",)), *others)

    assert matcher.decide(matcher.hear(by_spaces("困る"))).choices == ("a",)


# What is no worry.


def test_an_aside_is_no_topic():
    matcher = taught(RENT, DEBT, asides=(HELLO,))
    matches, asides = matcher.rank(matcher.hear(by_spaces("こんにちは 元気")))

    assert {match.topic for match in matches} == {"housing", "debt"}
    assert asides["hello"] > max(match.share for match in matches)


def test_words_of_an_aside_are_no_words_to_be_meant():
    lexicon = taught(RENT, asides=(HELLO,))._lexicon

    assert "家賃" in lexicon.keys
    assert "元気" not in lexicon.keys


def test_what_is_set_aside_does_not_count():
    matcher, without = (taught(RENT, DEBT, set_aside=phrases) for phrases in (("ではなくて",), ()))
    said = "家賃 ではなくて 借金 返せない"

    assert ranked(matcher, said)["housing"] < ranked(without, said)["housing"]


# Danger.

DANGERS = (("suicide", ("死にたい 夜", "死にたい 今")), ("violence", ("殴られる 夜", "殴られる 今")))


@pytest.fixture(scope="module")
def afraid():
    """Teach two kinds of danger, what only sounds like one, a harmless topic, and one with a panel."""
    sad = worry("suicidal", says=("消える", "消える 今"), panel="suicide")
    return taught(RENT, worry("rent-too", says=("家賃 今",)), sad, asides=(HELLO,), dangers=DANGERS, harmless=("笑い 死にそう", "暑い 死にそう"))


@pytest.mark.parametrize(("said", "kind"), [("死にたい", "suicide"), ("殴られる", "violence")])
def test_a_danger_is_heard_with_its_kind(afraid, said, kind):
    assert afraid.danger(afraid.hear(by_spaces(said)))[0] == kind
    assert feared(afraid, said) > feared(afraid, "天気")


@pytest.mark.parametrize("said", ["死にそう", "家賃", "元気"], ids=["harmless", "a calm topic", "an aside"])
def test_what_is_harmless_speaks_against_danger(afraid, said):
    assert feared(afraid, said) < feared(afraid, "天気")


def test_a_topic_with_a_panel_says_nothing_of_danger(afraid):
    assert feared(afraid, "消える") == pytest.approx(feared(afraid, "天気"))


def test_a_danger_is_no_topic(afraid):
    assert ANY not in ranked(afraid, "死にたい")
    assert "suicide" not in ranked(afraid, "死にたい")


def test_without_dangers_none_is_heard():
    matcher = taught(RENT, DEBT)

    assert matcher.danger(matcher.hear(by_spaces("死にたい"))) is None


def test_a_danger_speaks_for_the_topics_of_its_kind(afraid):
    heard = afraid.hear(by_spaces("家賃"))
    plain, likely = (afraid.rank(heard, of)[0] for of in (frozenset(), frozenset({"suicidal", "unknown"})))
    of = {name: next(match.score for match in each if match.topic == "suicidal") for name, each in (("plain", plain), ("likely", likely))}

    assert of["likely"] - of["plain"] == pytest.approx(FAVOUR)


# Words of like meaning.


def test_a_word_of_like_meaning_leads_where_ours_leads():
    meaning = Meanings({"家賃": (1.0, 0.0), "部屋代": (0.9, 0.1), "借金": (0.0, 1.0)})
    with_meaning, without = taught(RENT, DEBT, FOOD, meaning=meaning), taught(RENT, DEBT, FOOD)

    assert ranked(without, "部屋代") == ranked(without, "天気")
    assert ranked(without, "部屋代")["housing"] < ranked(with_meaning, "部屋代")["housing"] < ranked(with_meaning, "家賃")["housing"]
