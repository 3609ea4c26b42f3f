"""From words to topics: made-up topics, words between spaces; a few with the real dictionary."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content import Lessons
from app.matching.kana import WORTH, Found, Lexicon
from app.matching.nearest import Nearest
from app.matching.rank import AHEAD, ASIDE, CHOICES, FAINT, LIKELY, MOST, NEAR, REASONS, SURE, TOLD_TOO, Decision, Match, Reasons, decide
from app.matching.terms import Text, Word, keys, units
from app.teaching import teach
from tests.made_up import by_spaces, outcome, topic
from tests.meanings import Meanings

RENT = topic("housing", outcome("talk"), says=("家賃 払えない", "大家 追い出す"), words=("家賃", "滞納"), label="住まい")
DEBT = topic("debt", outcome("talk"), says=("借金 返せない", "カード 払えない"), words=("借金",), label="借金")
FOOD = topic("food", outcome("talk"), says=("食べる 物 ない",), label="食べもの")
SPOKEN = (
    topic("housing", outcome("talk"), says=("家賃が払えない", "家賃を滞納している"), label="住まい"),
    topic("debt", outcome("talk"), says=("借金を返せない", "借金の取り立てが怖い"), label="借金"),
    topic("hikikomori", outcome("talk"), says=("引きこもりの息子がいる",), label="ひきこもり"),
)


@pytest.fixture(scope="module")
def made_up():
    """Match three topics, words between spaces."""
    return teach(Lessons(topics=(RENT, DEBT, FOOD)), by_spaces)


@pytest.fixture(scope="module")
def spoken(read):
    """Match three topics with the real dictionary."""
    return teach(Lessons(topics=SPOKEN, set_aside=("ではなくて",)), read)


def ranked(matcher, said, *without):
    return matcher.rank(matcher.hear(by_spaces(said), without))[0]


def of(*shares):
    """Make matches with these shares."""
    return tuple(Match(f"t{at}", 0.0, share) for at, share in enumerate(shares))


# Units.


def test_a_text_is_compared_by_words_sounds_and_neighbours():
    assert [unit.key for unit in units(by_spaces("家賃 滞納"))] == ["家賃", "\t家賃", "\n家賃 滞納", "滞納", "\t滞納"]


def test_every_unit_stands_where_its_words_stand():
    said = by_spaces("家賃 滞納")

    assert {unit.key: said.plain[unit.begin : unit.end] for unit in units(said)}["\n家賃 滞納"] == "家賃 滞納"


def test_a_space_is_no_neighbour(read):
    assert "\n借金 返す" in {unit.key for unit in units(read("借金 返せない"))}


def test_neighbours_hold_a_negation_and_a_particle(read):
    assert {"\n行く ない", "\nが 怖い"} <= {unit.key for unit in units(read("学校に行かない。夜が怖い"))}


def test_keys_are_those_of_the_units(read):
    for written in ("学校に行かない。夜が怖い", "家賃 を 3か月 払えない", "I want to die", ""):
        assert keys(read(written)) == [unit.key for unit in units(read(written))]


def test_a_number_carries_no_meaning(read):
    assert [word.surface for word in read("三人で百万円").content] == ["人", "円"]


def test_words_are_short_ones(read):
    assert [word.surface for word in read("生活保護").content] == ["生活", "保護"]


@pytest.mark.parametrize(
    ("said", "word", "whole"),
    [("家賃が払えなくて困る", "払え", "払えなくて"), ("消えてしまいたい。", "消え", "消えてしまいたい"), ("家賃が", "家賃", "家賃")],
)
def test_a_word_is_shown_with_its_endings(read, said, word, whole):
    begin = said.index(word)

    assert read(said).around(begin, begin + len(word)) == whole


def test_each_sentence_is_a_text_where_it_stood(read):
    said = read("家賃が払えない。父と話す！夜")

    assert [[word.surface for word in sentence.content] for sentence in said.sentences()] == [["家賃", "払え"], ["父", "話す"], ["夜"]]
    assert all(sentence.plain == said.plain for sentence in said.sentences())


@pytest.mark.parametrize("said", ["家賃が払えない", "家賃が払えない。", "。", ""])
def test_a_single_sentence_is_not_taken_apart(read, said):
    assert [sentence for sentence in read(said).sentences() if [*sentence.content] == [*read(said).content]] == []


# The ranking.


def test_the_topic_whose_words_were_said_comes_first(made_up):
    assert [match.topic for match in ranked(made_up, "家賃 払えない")][:2] == ["housing", "debt"]


def test_a_word_said_often_counts_a_little_more(made_up):
    once, often = (made_up.hear(by_spaces(said)).worths["家賃"] for said in ("家賃", "家賃 家賃 家賃 家賃"))

    assert once == 1
    assert 1 < often < 4


def test_what_nobody_says_changes_nothing(made_up):
    assert [match.score for match in ranked(made_up, "家賃 天気")] == pytest.approx([match.score for match in ranked(made_up, "家賃")])


def test_at_most_ten_topics_are_named():
    many = teach(Lessons(topics=tuple(topic(f"t{at}", outcome("talk"), says=("困る",)) for at in range(20))), by_spaces)

    assert len(ranked(many, "困る")) == MOST


def test_shares_leave_room_for_something_else(made_up):
    for said in ("家賃 払えない", "天気", ""):
        assert 0 < sum(match.share for match in ranked(made_up, said)) < 1
    assert ranked(made_up, "家賃 払えない")[0].share > ranked(made_up, "天気")[0].share


def test_words_that_the_caller_names_do_not_count(made_up):
    assert [match.score for match in ranked(made_up, "家賃 借金", "家賃", "")] == pytest.approx([match.score for match in ranked(made_up, "借金")])


def test_a_word_named_by_the_caller_takes_all_that_it_touches(made_up):
    heard = made_up.hear(by_spaces("家賃 滞納 家賃"), ("家賃",))

    assert [unit.key for unit in heard.places] == ["滞納", "\t滞納"]


WORDS = ["家賃", "払えない", "大家", "借金", "カード", "物", "天気", "ザイリョウカード", "やちん", "ではなくて", "、"]


@given(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
def test_any_made_up_text_has_an_answer(made_up, said):
    decision = made_up.decide(made_up.hear(by_spaces(said)))

    assert [match.score for match in decision.matches] == sorted((match.score for match in decision.matches), reverse=True)
    assert (decision.kind in {"clear", "close"}) == bool(decision.choices)


@given(st.text(max_size=60))
def test_no_text_at_all_is_too_much(spoken, read, said):
    text = read(said)
    decision = spoken.decide(spoken.hear(text))

    assert all(np.isfinite(match.score) for match in decision.matches)
    assert all(each.surface in text.plain for match in decision.matches for each in match.because)


JAPANESE = st.lists(
    st.sampled_from(
        [
            "家賃",
            "やちん",
            "が",
            "を",
            "払え",
            "ない",
            "しゃっきん",
            "借金",
            "ではなくて",
            "、",
            "。",
            "\n",
            " ",
            "ー",
            "解語",
            "三",
            "😭",
            "生活補護",
        ]
    )
)


@given(JAPANESE.map("".join))
def test_no_japanese_is_too_much(spoken, read, said):
    assert len(spoken.decide(spoken.hear(read(said))).matches) == len(SPOKEN)


# What led there.


def test_a_match_explains_itself(made_up):
    because = ranked(made_up, "家賃 滞納 天気")[0].because

    assert {("家賃", "家賃", "same"), ("滞納", "滞納", "same")} == {(each.surface, each.ours, each.how) for each in because}
    assert [each.points for each in because] == sorted((each.points for each in because), reverse=True)
    assert because[-1].points > 0


def test_reasons_are_of_the_topic_that_they_led_to(made_up):
    because = {match.topic: [each.surface for each in match.because] for match in ranked(made_up, "滞納 借金")}

    assert because["housing"] == ["滞納"]
    assert because["debt"] == ["借金"]


def test_a_reason_shows_the_words_of_the_resident(spoken, read):
    because = spoken.rank(spoken.hear(read("やちんがはらえなくて")))[0][0].because

    assert {(each.surface, each.ours, each.how) for each in because} == {("やちん", "家賃", "reading"), ("はらえなくて", "払う", "reading")}


def test_no_more_than_eight_reasons_are_given():
    words = " ".join(f"語{at}" for at in range(2 * REASONS))
    long = teach(Lessons(topics=(topic("a", outcome("talk"), says=(words, words)), DEBT)), by_spaces)

    assert len(ranked(long, words)[0].because) == REASONS


def test_where_nothing_was_found_there_is_no_reason(made_up):
    assert ranked(made_up, "天気")[0].because == ()
    assert Match("t", 1.0).because == ()


@given(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
def test_what_the_words_added_is_all_that_was_added(made_up, said):
    table, heard = made_up._table, made_up.hear(by_spaces(said))
    _, points = Reasons(table, heard, [0, 1, 2])._shared
    _, parts = table.parts(heard.worths, [0, 1, 2])

    assert [sum(column) for column in points] == pytest.approx(parts.sum(0).tolist(), abs=1e-5)


# The decision.


def test_one_far_ahead_is_clear():
    matches = of(SURE, SURE / AHEAD, 0.01)

    assert decide(matches, {}) == Decision("clear", matches, ("t0",))


def test_the_only_one_is_clear():
    assert decide(of(SURE), {}).choices == ("t0",)


def test_one_of_which_we_are_not_sure_is_asked_about():
    assert decide(of(SURE - 0.01), {}) == Decision("close", of(SURE - 0.01), ("t0",))


def test_two_near_ones_are_asked_about_never_guessed():
    matches = of(0.5, 0.45, 0.5 * NEAR - 0.01)

    assert decide(matches, {}) == Decision("close", matches, ("t0", "t1"))


def test_for_a_second_choice_less_is_enough_so_that_there_is_a_choice():
    assert decide(of(0.4, 0.4 * FAINT, 0.4 * FAINT), {}).choices == ("t0", "t1")
    assert decide(of(0.4, 0.4 * FAINT - 0.01), {}).choices == ("t0",)


def test_no_more_than_three_are_asked_about():
    assert len(decide(of(0.2, 0.2, 0.2, 0.2), {}).choices) == CHOICES


def test_too_little_is_admitted():
    assert decide(of(LIKELY - 0.01), {}).kind == "none"
    assert decide((), {}) == Decision("none", ())


def test_an_aside_that_is_likelier_is_answered():
    matches = of(0.2)

    assert decide(matches, {"hello": 0.1, "thanks": SURE}) == Decision("aside", matches, aside="thanks")


def test_an_aside_of_which_we_are_not_sure_is_not():
    assert decide(of(0.2), {"hello": ASIDE - 0.01}).kind == "close"
    assert decide(of(0.1), {"hello": ASIDE - 0.01}).kind == "none"


def test_a_worry_that_is_likelier_than_an_aside_is_heard():
    assert decide(of(0.5), {"hello": 0.46}).kind == "close"
    assert decide(of(0.6), {"hello": 0.3}).kind == "clear"


def test_other_worries_that_are_told_beside_are_named():
    matches = tuple(Match(name, score, share) for name, score, share in [("a", 2.0, 0.9), ("b", TOLD_TOO, 0.02), ("c", TOLD_TOO - 0.01, 0.01)])

    assert decide(matches, {}).besides == ("b",)


def test_a_named_topic_comes_first_even_if_others_score_more():
    decision = decide(of(0.9, 0.1), {"hello": 0.9}, named=("t1",))

    assert (decision.kind, decision.choices) == ("clear", ("t1",))
    assert [match.topic for match in decision.matches] == ["t1", "t0"]


def test_two_named_topics_decide_nothing():
    assert decide(of(0.1, 0.1), {}, named=("t0", "t1")).kind == "none"


def test_a_phrase_that_names_one_topic_is_enough(made_up):
    decision = made_up.decide(made_up.hear(by_spaces("借金")))

    assert (decision.kind, decision.choices) == ("clear", ("debt",))
    assert decision.matches[0].topic == "debt"


def test_nothing_leads_to_nothing(made_up):
    assert made_up.decide(made_up.hear(by_spaces(""))).kind == "none"


def test_a_topic_for_which_a_danger_speaks_comes_before_one_as_near():
    twins = [topic(name, outcome("talk"), says=("つらい ひとり さびしい",), label=name) for name in ("a", "b")]
    matcher = teach(Lessons(topics=tuple(twins)), by_spaces)
    heard = matcher.hear(by_spaces("つらい ひとり"))

    assert {name: matcher.decide(heard, frozenset({name})).matches[0].topic for name in ("a", "b")} == {"a": "a", "b": "b"}


# Several sentences, where the whole text is about nothing clear.


@pytest.fixture(scope="module")
def thorough():
    """Match three topics of which many sentences tell."""
    says = {"housing": ("家賃 滞納", "家賃 払えない"), "debt": ("借金 返せない", "借金 利息"), "food": ("食べもの 買えない", "食べもの 足りない")}
    return teach(
        Lessons(topics=tuple(topic(name, outcome("talk"), says=each * 3) for name, each in says.items()), set_aside=("ではない",)), by_spaces
    )


def by_sentence(matcher, said, *without, first=None, likely=frozenset()):
    """Decide by each sentence, after the whole text told nothing, or *first* and that not surely."""
    whole = Decision("none", ()) if first is None else Decision("close", (Match(first, 1.0, 0.3),), (first,))
    return matcher._by_sentence(matcher.hear(by_spaces(said), without), whole, likely)


def test_a_sentence_that_tells_of_a_worry_is_enough(thorough):
    decision = by_sentence(thorough, "天気 曇り 。 家賃 滞納")

    assert (decision.kind, decision.choices) == ("clear", ("housing",))
    assert [each.surface for each in decision.matches[0].because] == ["家賃", "滞納"]


def test_two_worries_in_two_sentences_do_not_hide_each_other(thorough):
    decision = by_sentence(thorough, "家賃 滞納 。 借金 利息")

    assert (decision.kind, decision.choices) == ("close", ("housing", "debt"))


def test_the_first_of_the_whole_text_stays_first(thorough):
    assert by_sentence(thorough, "家賃 滞納 。 借金 利息", first="debt").choices == ("debt", "housing")
    assert by_sentence(thorough, "家賃 滞納 。 天気", first="food").choices == ("food", "housing")


@pytest.mark.parametrize("said", ["天気 。 曇り", "家賃 滞納", ""], ids=["nothing", "a single sentence", "empty"])
def test_where_no_sentence_tells_more_the_whole_text_decides(thorough, said):
    assert by_sentence(thorough, said) == Decision("none", ())


def test_where_the_sentences_tell_the_same_the_whole_text_decides(thorough):
    assert by_sentence(thorough, "家賃 滞納 。 天気", first="housing").kind == "close"


def test_what_a_danger_speaks_for_is_favoured_in_each_sentence_too(thorough):
    plain, likely = (by_sentence(thorough, "家賃 借金 。 天気", likely=each) for each in (frozenset(), frozenset({"debt"})))

    assert plain == Decision("none", ())
    assert (likely.kind, likely.choices) == ("clear", ("debt",))


def test_what_is_set_aside_stays_so_in_each_sentence(thorough):
    assert by_sentence(thorough, "家賃 滞納 ではない 。 天気 曇り") == Decision("none", ())


def test_words_that_the_caller_names_do_not_count_in_any_sentence(thorough):
    assert by_sentence(thorough, "家賃 滞納 。 天気 曇り", "家賃", "滞納") == Decision("none", ())


def test_where_a_text_is_clear_its_sentences_are_not_asked(thorough):
    decision = thorough.decide(thorough.hear(by_spaces("家賃 滞納 。 天気")))

    assert (decision.kind, decision.choices) == ("clear", ("housing",))


# Words that are not ours.


def lexicon(read, *ours):
    return Lexicon(map(read, ours))


def meant(words, text):
    """Give the stretches that were found, what they mean, and how."""
    return [(text.plain[found.begin : found.end], found.keys, found.how) for found in words.find(text)]


def test_our_own_words_are_not_looked_for(read):
    assert meant(lexicon(read, "家賃が払えない"), read("家賃が払えない")) == []


@pytest.mark.parametrize(
    ("said", "stretch", "ours"),
    [
        ("やちんがはらえない", "やちん", "家賃"),
        ("ﾔﾁﾝがはらえない", "ヤチン", "家賃"),
        ("しゃっきんが かえせない", "しゃっきん", "借金"),
    ],
)
def test_kana_lead_to_the_word(read, said, stretch, ours):
    assert (stretch, (ours,), "reading") in meant(lexicon(read, "家賃を払う", "借金を返す"), read(said))


def test_kana_that_the_dictionary_knows_are_the_word_itself(read):
    assert lexicon(read, "引きこもり").keys >= {word.normal for word in read("ひきこもり").content}


def test_in_text_with_kanji_words_are_not_joined_across(read):
    words = lexicon(read, "家賃")

    assert meant(words, read("やちん")) == [("やちん", ("家賃",), "reading")]
    assert meant(words, read("鬼やちん")) == []


def sounding(*words):
    """Make a text of nouns without spaces, each with its normal form and its reading."""
    begins = [sum(len(surface) for surface, _, _ in words[:at]) for at in range(len(words))]
    nouns = (Word(*word, "名詞", "普通名詞", begin, begin + len(word[0])) for begin, word in zip(begins, words, strict=True))
    return Text("".join(surface for surface, _, _ in words), tuple(nouns))


def test_each_stretch_in_kana_counts_once_as_the_longest_that_we_know():
    words = Lexicon([sounding(("在留カード", "在留カード", "ザイリュウカード"), ("札", "札", "カード"))])
    said = sounding(("ざい", "剤", "ザイ"), ("りゅう", "龍", "リュウ"), ("かーど", "かーど", "カード"))

    assert meant(words, said) == [("ざいりゅうかーど", ("在留カード",), "reading")]


def test_a_word_of_the_same_sound_is_found_by_its_reading(read):
    assert meant(lexicon(read, "介護"), read("解語")) == [("解語", ("介護",), "reading")]


@pytest.mark.parametrize("said", ["ボラティンアをしたい", "友達とボランティヤをしたい"])
def test_a_slip_of_the_finger_is_found(read, said):
    assert [(keys, how) for _, keys, how in meant(lexicon(read, "ボランティア"), read(said))] == [(("ボランティア",), "slip")]


def test_a_slip_in_how_a_word_sounds_is_found(read):
    assert meant(lexicon(read, "引きこもり"), sounding(("ひきこもれ", "ひきこもれ", "ヒキコモレ"))) == [("ひきこもれ", ("引き籠もり",), "slip")]


def test_a_slip_counts_less_than_the_word():
    towns = teach(Lessons(topics=(topic("foreign", outcome("talk"), says=("ザイリュウカード 更新",)), FOOD)), by_spaces)
    right, slip, nothing = (ranked(towns, said)[0] for said in ("ザイリュウカード", "ザイリョウカード", "天気"))

    assert slip.because[0].how == "slip"
    assert nothing.score < slip.score < right.score


def test_short_words_are_never_taken_for_slips(made_up):
    assert made_up.hear(by_spaces("貯金")).found == ()


def test_words_of_one_sound_share_what_one_counts():
    assert Found(0, 2, ("家賃",), "reading").worth == WORTH["reading"]
    assert Found(0, 2, ("家賃", "矢賃"), "reading").worth == WORTH["reading"] / 2


def test_a_word_of_like_meaning_counts_by_how_near_it_is():
    assert Found(0, 2, ("家賃",), "meaning", 0.5).worth == WORTH["meaning"] / 2


def test_a_word_is_taken_for_ours_only_if_it_is_near_in_meaning():
    near = Nearest(["家賃", "借金", "天気"], Meanings({"家賃": (1.0, 0.0), "借金": (0.0, 1.0), "部屋代": (0.6, 0.8), "宇宙": (-1.0, 0.1)}))

    assert near("部屋代") == ("借金", pytest.approx(0.8))
    assert near("宇宙") is None
    assert near("天気") is None


def test_where_none_of_our_words_has_a_vector_none_is_near():
    assert Nearest(["天気"], Meanings({"家賃": (1.0, 0.0)}))("家賃") is None


def test_a_slip_is_looked_for_before_a_meaning(read):
    words = Lexicon([read("ボランティア"), read("借金")], Meanings({"ボランティヤ": (0.0, 1.0), "借金": (0.0, 1.0), "ローン": (0.1, 0.9)}))

    assert meant(words, read("友達とボランティヤ")) == [("ボランティヤ", ("ボランティア",), "slip")]
    assert meant(words, read("家のローン")) == [("ローン", ("借金",), "meaning")]


def test_what_is_set_aside_is_not_heard(spoken, read):
    heard = spoken.hear(read("家賃ではなくて、借金の取り立てが怖い"))

    assert "家賃" not in heard.worths
    assert "借金" in heard.worths


def test_kana_that_are_set_aside_are_not_heard(spoken, read):
    assert "家賃" not in spoken.hear(read("やちんではなくて、しゃっきんのとりたてがこわい")).worths
