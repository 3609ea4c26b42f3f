"""From words to topics: made-up topics, words between spaces; a few with the real dictionary."""

from collections import Counter

import pytest

from app.content import Lookalike, matcher
from app.matching.index import Index, weighted
from app.matching.kana import Lexicon
from app.matching.rank import CHOICES, ENOUGH, MOST, Decision, Match, decide
from app.matching.terms import pairs
from tests.made_up import by_spaces, outcome, topic

RENT = topic("housing", outcome("talk"), says=("家賃 払えない", "大家 追い出す"), words=("家賃", "滞納"), label="住まい")
DEBT = topic("debt", outcome("talk"), says=("借金 返せない", "カード 払えない"), words=("借金",), label="借金")
FOOD = topic("food", outcome("talk"), says=("食べる 物 ない",), label="食べもの")


def of(*scores):
    return tuple(Match(f"t{at}", score, ()) for at, score in enumerate(scores))


# The index.


def test_a_unit_that_few_documents_have_counts_more():
    index = Index({"a": Counter({"家賃": 1, "困る": 1}), "b": Counter({"借金": 1, "困る": 1})})

    assert index.weights("家賃")["a"] > index.weights("困る")["a"] > 0


def test_a_unit_that_nobody_has_adds_nothing():
    index = Index({"a": Counter({"家賃": 1})})

    assert index.weights("天気") == {}
    assert "天気" not in index
    assert "家賃" in index
    assert list(index) == ["家賃"]


def test_a_word_said_often_counts_more_but_not_without_end():
    index = Index({"once": Counter({"家賃": 1, "x": 9}), "often": Counter({"家賃": 9, "x": 1}), "other": Counter({"y": 10})})

    assert index.weights("家賃")["once"] < index.weights("家賃")["often"] < 9 * index.weights("家賃")["once"]


def test_an_index_of_nothing_finds_nothing():
    assert list(Index({})) == []
    assert list(Index({"a": Counter()})) == []


def test_fields_are_joined_by_their_weight():
    assert weighted((["家賃", "家賃"], 1.0), (["家賃", "大家"], 0.5)) == {"家賃": 2.5, "大家": 0.5}


# The ranking.


@pytest.fixture(scope="module")
def made_up():
    return matcher((RENT, DEBT, FOOD), [], by_spaces)


def test_the_topic_whose_words_were_said_comes_first(made_up):
    assert [match.topic for match in made_up.rank(by_spaces("家賃 払えない"))] == ["housing", "debt"]


def test_a_match_explains_itself(made_up):
    first = made_up.rank(by_spaces("家賃 払えない"))[0]

    assert {("家賃", "家賃", "same"), ("家賃 払えない", "家賃+払えない", "pair")} <= {(each.surface, each.ours, each.how) for each in first.because}
    assert first.score == pytest.approx(sum(each.points for each in first.because))
    assert [each.points for each in first.because] == sorted((each.points for each in first.because), reverse=True)


def test_a_word_said_twice_counts_once(made_up):
    once, twice = (made_up.rank(by_spaces(said))[0].score for said in ("家賃", "家賃 、 家賃"))

    assert once == twice


def test_a_slip_of_the_finger_is_found_and_counts_less():
    towns = matcher((topic("foreign", outcome("talk"), says=("ザイリュウカード 更新",)), FOOD), [], by_spaces)
    right, slip = (towns.rank(by_spaces(said))[0] for said in ("ザイリュウカード", "ザイリョウカード"))

    assert slip.because[0].how == "slip"
    assert 0 < slip.score < right.score


def test_short_words_are_never_taken_for_slips(made_up):
    assert made_up.rank(by_spaces("貯金")) == ()


def test_what_a_resource_says_only_breaks_ties():
    with_words = matcher((RENT, DEBT), [(("debt",), "家賃 家計 家計"), (("unknown",), "天気")], by_spaces)

    assert [match.topic for match in with_words.rank(by_spaces("家賃"))] == ["housing", "debt"]
    assert [match.topic for match in with_words.rank(by_spaces("家計"))] == []


def test_a_lookalike_counts_for_the_topic_that_it_belongs_to():
    alike = topic("housing", outcome("talk"), says=("家賃",), not_this=(Lookalike(text="ローン 残る", topic="debt"),))

    assert matcher((alike, DEBT), [], by_spaces).rank(by_spaces("ローン"))[0].topic == "debt"


def test_at_most_ten_topics_are_named():
    many = matcher(tuple(topic(f"t{at}", outcome("talk"), says=("困る",)) for at in range(20)), [], by_spaces)

    assert len(many.rank(by_spaces("困る"))) == MOST


def test_nothing_leads_to_nothing(made_up):
    assert made_up.rank(by_spaces("")) == ()
    assert made_up.decide(by_spaces("")).kind == "none"


# The decision.


def test_one_far_ahead_is_clear():
    assert decide(of(10.0, 5.0)) == Decision("clear", of(10.0, 5.0), ("t0",))


def test_the_only_one_is_clear():
    assert decide(of(10.0)).choices == ("t0",)


def test_two_near_ones_are_asked_about_never_guessed():
    assert decide(of(10.0, 9.0, 2.0)) == Decision("close", of(10.0, 9.0, 2.0), ("t0", "t1"))


def test_no_more_than_three_are_asked_about():
    assert len(decide(of(10.0, 9.9, 9.8, 9.7)).choices) == CHOICES


def test_too_little_is_admitted():
    assert decide(of(ENOUGH - 0.1)).kind == "none"
    assert decide(()).kind == "none"


def test_strange_words_ask_for_more():
    assert decide(of(10.0), known=1.0).kind == "clear"
    assert decide(of(10.0), known=0.5).kind == "none"


def test_a_phrase_that_names_one_topic_is_enough(made_up):
    decision = made_up.decide(by_spaces("借金"))

    assert (decision.kind, decision.choices) == ("clear", ("debt",))
    assert decision.matches[0].topic == "debt"


def test_a_phrase_that_names_two_topics_is_not():
    twins = matcher((topic("a", outcome("talk"), says=("困る",)), topic("b", outcome("talk"), says=("困る",))), [], by_spaces)

    assert twins.decide(by_spaces("困る")).kind != "clear"


def test_a_named_topic_comes_first_even_if_others_score_more():
    assert [match.topic for match in decide(of(9.0, 1.0), named=("t1",)).matches] == ["t1", "t0"]


def test_a_topic_for_which_a_danger_speaks_comes_before_one_as_near():
    twins = [topic(name, outcome("talk"), says=(f"つらい ひとり さびしい {name}",)) for name in ("a", "b")]
    made_up = matcher((*twins, *(topic(f"other-{at}", outcome("talk")) for at in range(20))), [], by_spaces)
    said = by_spaces("つらい ひとり さびしい")

    assert made_up.decide(said).matches[0].topic == "a"
    assert made_up.decide(said, frozenset({"b"})).matches[0].topic == "b"
    assert made_up.decide(said, frozenset({"b"})).choices == ("b",)


# With the real dictionary.


@pytest.mark.parametrize(
    ("said", "ours"),
    [("やちんがはらえない", "家賃"), ("しゃっきんが かえせない", "借金"), ("ひきこもりの息子", "引き籠もり"), ("ﾔﾁﾝがはらえない", "家賃")],
)
def test_kana_lead_to_the_word(content, said, ours):
    found = {because.ours for match in content.matcher.rank(content.read(said)) for because in match.because}

    assert ours in found


def test_in_text_with_kanji_words_are_not_joined_across(read):
    lexicon = Lexicon([read("家賃")])

    assert ("家賃",) in [found.keys for found in lexicon.find(read("やちん"))]
    assert ("家賃",) not in [found.keys for found in lexicon.find(read("鬼やちん"))]


def test_a_word_of_the_same_sound_is_found_by_its_reading(read):
    lexicon = Lexicon([read("介護")])
    (found,) = lexicon.find(read("解語"))

    assert (found.keys, found.how) == (("介護",), "reading")


def test_a_long_reading_may_hold_a_slip(read):
    lexicon = Lexicon([read("消費者金融")])

    assert "slip" in {found.how for found in lexicon.find(read("ショウヒシャキンユ"))} | {found.how for found in lexicon.find(read("消費社金融"))}


def test_words_that_lead_nowhere_are_strange(read):
    lexicon = Lexicon([read("家賃が払えない")])

    assert lexicon.unknown(read("家賃")) == 0
    assert lexicon.unknown(read("阪神")) == 1
    assert lexicon.unknown(read("家賃と阪神")) == pytest.approx(0.5)
    assert lexicon.unknown(read("")) == 0


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("学校に行かない", ["学校+行く", "行く+ない"]),
        ("学校。行く", []),
        ("学校に行きません", ["学校+行く", "行く+ない"]),
    ],
)
def test_pairs_hold_a_negation_and_end_with_the_clause(read, said, keys):
    assert [key for key, _, _ in pairs(read(said))] == keys


def test_a_number_carries_no_meaning(read):
    assert [word.surface for word in read("三人で百万円").content if word.surface in {"三", "百", "万"}] == []


def test_a_compound_is_a_word_beside_its_parts(read):
    assert {"生活", "保護", "生活保護"} <= {word.surface for word in read("生活保護").content}


def test_a_word_against_a_topic_halves_it(content, read):
    school = content.matcher.rank(read("朝になるとおなかが痛くなります"))
    work = content.matcher.rank(read("会社の朝になるとおなかが痛くなります"))

    assert school[0].topic == "school-refusal"
    assert work[0].topic != "school-refusal"


def test_a_danger_speaks_for_the_topics_of_its_kind(content, read):
    text = read("借金を苦に死にたいと思っている")
    plain, likely = content.matcher.decide(text), content.matcher.decide(text, frozenset({"suicidal"}))
    of = {name: next(match.score for match in each.matches if match.topic == "suicidal") for name, each in (("plain", plain), ("likely", likely))}

    assert likely.matches[0].topic == "suicidal"
    assert of["likely"] == of["plain"] * 1.5
