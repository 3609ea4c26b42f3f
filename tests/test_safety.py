"""What must be caught, and what must not raise an alarm: tests/cases/safety.yaml, one case per sentence."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app import sudachi
from app.bench import judge, read_cases
from app.loading import draft
from app.safety import AFTER, BETWEEN, Examples, Rules, Watch, listened
from tests.made_up import as_written, rule
from tests.written import CASES, ROOT, written

GROUPS = written(CASES / "safety.yaml")
URGENT = [
    pytest.param(said, {group["crisis"], *group.get("also", ())}, id=f"{group['crisis']}-{said}")
    for group in GROUPS
    if group["crisis"] is not None
    for said in group["says"]
]
HARMLESS = [pytest.param(said, id=said) for group in GROUPS if group["crisis"] is None for said in group["says"]]
ENGLISH = read_cases(CASES / "safety_en.yaml")
SHIPPED = written(ROOT / "intents" / "safety.yaml")["rules"]
CAUGHT = [
    pytest.param(example, each.get("level", "urgent"), id=f"{each['id']}-{example}") for each in SHIPPED for example in each["examples"]["caught"]
]
NOT_CAUGHT = [pytest.param(example, id=f"{each['id']}-{example}") for each in SHIPPED for example in each["examples"].get("not_caught", ())]


@pytest.fixture(scope="session")
def watch(content):
    return content.watch


# Cases.


@pytest.mark.parametrize(("said", "kinds"), URGENT)
def test_a_danger_is_never_missed(watch, said, kinds):
    danger = watch.look(said)

    assert danger is not None
    assert danger.level == "urgent"
    assert danger.kind in kinds


@pytest.mark.parametrize("said", HARMLESS)
def test_what_is_no_danger_raises_no_alarm(watch, said):
    danger = watch.look(said)

    assert danger is None or danger.level == "soft"


def test_the_cases_hold_enough_of_both():
    assert len(URGENT) >= 180
    assert len(HARMLESS) >= 100
    assert {kind for each in URGENT for kind in each.values[1]} == {"suicide", "violence", "abuse", "sexual", "medical"}


@pytest.mark.parametrize(("example", "level"), CAUGHT)
def test_a_rule_catches_its_own_examples_with_its_own_urgency(watch, example, level):
    danger = watch.look(example)

    assert danger is not None
    assert level == "soft" or danger.level == "urgent"


@pytest.mark.parametrize("example", NOT_CAUGHT)
def test_a_rule_lets_its_harmless_examples_pass(watch, example):
    danger = watch.look(example)

    assert danger is None or danger.level == "soft"


# In English.


def urgent_in_english(content, *, danger):
    """Give the cases in English that tell of danger, or of none, and of which kind each was taken for."""
    return [(each, judge(content, each).danger) for each in ENGLISH if (each.crisis is not None) is danger]


def test_the_cases_in_english_hold_enough_of_both():
    kinds = Counter(each.crisis for each in ENGLISH)

    assert len(ENGLISH) >= 200
    assert kinds[None] >= 90
    assert all(kinds[kind] >= 20 for kind in ("suicide", "violence", "abuse", "sexual", "medical"))


@pytest.mark.parametrize("kind", ["suicide", "violence", "abuse", "sexual", "medical"])
def test_a_danger_in_english_is_hardly_ever_missed_and_mostly_of_the_right_kind(content, kind):
    found = [danger for each, danger in urgent_in_english(content, danger=True) if each.crisis == kind]

    assert sum(danger is not None for danger in found) >= 0.9 * len(found)
    assert sum(danger == kind for danger in found) >= 0.8 * len(found)


def test_what_is_no_danger_in_english_seldom_raises_an_alarm(content):
    found = [danger for _, danger in urgent_in_english(content, danger=False)]

    assert sum(danger is not None for danger in found) <= 0.15 * len(found)


def test_what_is_no_danger_in_english_raises_no_alarm_by_a_rule(watch):
    found = [each.text for each in ENGLISH if each.crisis is None and (danger := watch.look(each.text)) is not None and danger.level == "urgent"]

    assert len(found) <= 2


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("I took too many pills", "medical"),
        ("overdose", "medical"),
        ("I took a lot of medicine to die", "medical"),
        ("I want to overdose", "suicide"),
        ("I will jump off the building", "suicide"),
        ("I don't want to live anymore", "suicide"),
        ("I want to die tonight", "suicide"),
        ("my husband raped me", "sexual"),
        ("He hits me all the time", "violence"),
    ],
)
def test_a_danger_in_english_that_was_once_missed_or_taken_for_another_is_found(watch, said, kind):
    assert (watch.look(said).kind, watch.look(said).level) == (kind, "urgent")


@pytest.mark.parametrize(
    "said", ["I scraped my knee", "My husband is in debt", "I want to spend my life in Japan", "I don't want to live in this apartment anymore"]
)
def test_letters_of_two_words_in_english_make_no_danger(watch, said):
    danger = watch.look(said)

    assert danger is None or danger.level == "soft"


AROUND = (
    "and",
    "that",
    "the",
    "he",
    "she",
    "today",
    "tonight",
    "then",
    "again",
    "all",
    "so",
    "she said",
    "at night",
    "my husband",
    "for",
    "last night",
)


@pytest.mark.parametrize(
    "said",
    [
        "I want to kill myself",
        "I want to die",
        "he hits me",
        "my husband rape me",
        "someone is following me",
        "my boss touches me",
        "he is not breathing",
        "I took too many pills",
        "my dad beats me",
        "my mother is unconscious",
    ],
)
def test_no_word_beside_it_hides_a_danger_in_english(watch, said):
    texts = [f"{word} {said}" for word in AROUND] + [f"{said} {word}" for word in AROUND]

    assert [text for text in texts if (danger := watch.look(text)) is None or danger.level != "urgent"] == []


# Ways of writing.

SILENT = st.text(st.sampled_from(" 　\t\n、。，．…！？!?・「」（）♪♡😭💊👨\u200b\u200d\ufeff\u00ad'_"), max_size=4)
LONG = st.text(st.sampled_from("ー〜~〰"), max_size=4)
BETWEEN_LETTERS = st.lists(
    st.sampled_from(
        [
            *(" ", "\u3000", "\u00a0", "\t", "\n"),
            *"、。，．,.…！？!?・「」『』（）()【】/／*＊＝→★♡♪#＃_'゛",
            *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u3164", "\u0336"),
            *("😭", "💊", "👨‍👩‍👧", "🙇🏻", "❤️", "🇯🇵", "‼️"),
        ]
    ),
    min_size=1,
    max_size=4,
).map("".join)
DRAWN_OUT = st.text(st.sampled_from("ー〜～~"), min_size=1, max_size=4)


def half_widths():
    """Give katakana, and how each is written at half width; those with a mark are two letters then."""
    for letter in map(chr, range(0xFF66, 0xFF9E)):
        for mark in ("", "\uff9e", "\uff9f"):
            whole = unicodedata.normalize("NFKC", letter + mark)
            if len(whole) == 1:
                yield whole, letter + mark


OTHER_WIDTH = dict(half_widths())
OTHER_WIDTH |= {half: whole for whole, half in OTHER_WIDTH.items() if len(half) == 1}
OTHER_WIDTH |= {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code).isalnum()}
OTHER_WIDTH |= {wide: narrow for narrow, wide in OTHER_WIDTH.items() if narrow.isascii()}


def is_kana(letter):
    return "ぁ" <= letter <= "ゖ" or "ァ" <= letter <= "ー" or "\uff66" <= letter <= "\uff9f"


@st.composite
def disguised(draw):
    """Give a sentence of danger, and one that people read as the same."""
    said = draw(st.sampled_from([each.values[0] for each in URGENT]))
    places = st.integers(min_value=0, max_value=len(said) - 1)
    widths, silent, long = draw(st.sets(places)), draw(st.dictionaries(places, BETWEEN_LETTERS)), draw(st.dictionaries(places, DRAWN_OUT))
    letters = (
        (OTHER_WIDTH.get(letter, letter) if at in widths else letter) + (long.get(at, "") if is_kana(letter) else "") + silent.get(at, "")
        for at, letter in enumerate(said)
    )
    return said, draw(st.just("") | BETWEEN_LETTERS) + "".join(letters)


@settings(max_examples=1000)
@given(disguised())
def test_no_way_of_writing_hides_a_danger_that_a_rule_sees(watch, pair):
    said, written_so = pair
    danger = watch.look(said)
    assume(danger is not None and danger.level == "urgent")
    found = watch.look(written_so)

    assert found is not None
    assert found.level == "urgent"


@pytest.mark.parametrize(
    "said",
    [
        "し゛に゛た゛い゛",
        "し#に#た#い",
        "＃死＃にたい",
        "し\u3164に\u3164た\u3164い",
        "死̶に̶た̶い̶",
        "ｼ ﾆ ﾀ ｲ",
        "パパガ　ｶ ﾞｽﾃﾞ　死ニタイ",
        "し・に・た・い",
        "し\nに\nた\nい",
        "しにた～～～い",
        "s h i n i t a i",
    ],
)
def test_letters_set_apart_or_cried_out_hide_no_danger(watch, said):
    assert watch.look(said).level == "urgent"


def test_a_mark_that_stands_apart_belongs_to_its_letter_again():
    watch = watching(rule("gas", "ガスをすう"))

    assert watch.look("ｶ\u3000ﾞｽをすう").rule == watch.look("カ\u200b\u3099スをすう").rule == "gas"


@given(st.sampled_from(["死にたい", "しにたい", "シニタイ", "ｼﾆﾀｲ", "氏にたい", "死ニタイ"]), st.lists(SILENT, min_size=4, max_size=4))
def test_spaces_punctuation_emoji_and_invisible_letters_hide_no_danger(watch, said, between):
    written_so = "".join(letter + silent for letter, silent in zip(said, between, strict=False))
    danger = watch.look(written_so)

    assert (danger.kind, danger.level) == ("suicide", "urgent")


@given(st.lists(LONG, min_size=4, max_size=4), st.lists(SILENT, min_size=4, max_size=4))
def test_long_vowels_in_hiragana_hide_no_danger(watch, long, silent):
    written_so = "".join(letter + vowel + quiet for letter, vowel, quiet in zip("しにたい", long, silent, strict=True))
    danger = watch.look(written_so)

    assert (danger.kind, danger.level) == ("suicide", "urgent")


@pytest.mark.parametrize(
    "said",
    [
        "死にたーい",
        "死にたいーー",
        "死にーたい",
        "しにたぃ",
        "しぃにたい",
        "しにたぃぃ",
        "シニタィ",
        "しにたぁい",
        "死に　た　い",
        "ＳＨＩＮＩＴＡＩ",
    ],
)
def test_a_cute_or_lazy_way_of_writing_hides_no_danger(watch, said):
    danger = watch.look(said)

    assert (danger.kind, danger.level) == ("suicide", "urgent")


@given(st.text(max_size=60))
def test_any_text_at_all_can_be_looked_at(watch, text):
    danger = watch.look(text)

    assert danger is None or danger.level in {"urgent", "soft"}


# Negation, and which danger comes first.


@pytest.mark.parametrize(
    "said",
    [
        "死にたいわけじゃない",
        "死にたいわけではありません",
        "しにたいわけじゃないけど、つらい",
        "死にたいとまではいかない",
        "消えたいわけじゃないです",
    ],
)
def test_a_negation_softens(watch, said):
    danger = watch.look(said)

    assert (danger.kind, danger.level) == ("suicide", "soft")


@pytest.mark.parametrize(
    "said",
    [
        "死にたいわけじゃないと言っていた友達が自殺未遂をした",
        "死にたい。それでも毎日仕事に行って、家のこともしています。大変なわけじゃない",
    ],
)
def test_a_negation_of_something_else_does_not_soften(watch, said):
    assert watch.look(said).level == "urgent"


def test_the_body_comes_before_the_wish(watch):
    assert watch.look("死にたくて睡眠薬を50錠飲みました").kind == "medical"


def test_what_is_urgent_comes_before_what_is_soft(watch):
    assert watch.look("もう限界です。死にたい").level == "urgent"


# Made-up rules: how a phrase is read.


def watching(*rules, listen=as_written, **more):
    return Watch(Rules(rules=rules, **more), listen)


def test_a_gap_stands_for_a_few_letters_and_no_more():
    watch = watching(rule("pills", "薬〜飲んだ"))

    assert watch.look("薬を" + "あい" * (BETWEEN // 2 - 1) + "う飲んだ").rule == "pills"
    assert watch.look("薬飲んだ").rule == "pills"
    assert watch.look("薬" + "あい" * (BETWEEN // 2) + "う飲んだ") is None


def test_a_group_stands_for_each_of_its_words():
    watch = watching(rule("hit", "{家族}に殴"), words={"家族": ("夫", "母")})

    assert watch.look("夫に殴られた").rule == watch.look("母に殴られた").rule == "hit"
    assert watch.look("猫に殴られた") is None


def test_a_group_without_words_is_an_error_of_ours():
    with pytest.raises(KeyError):
        watching(rule("hit", "{家賊}に殴"))


def test_a_rule_without_patterns_finds_nothing():
    assert watching(rule("empty")).look("死にたい") is None


def test_a_harmless_phrase_takes_the_danger_out_only_where_it_stands():
    watch = watching(rule("die", "死ぬ", unless=("死ぬほど",)))

    assert watch.look("死ぬほど忙しい") is None
    assert watch.look("死ぬほど忙しい。もう死ぬ").rule == "die"


def test_a_softening_word_far_behind_does_not_soften():
    watch = watching(rule("die", "死にたい"), softened_by=("わけじゃない",))

    assert watch.look("死にたいわけじゃない").level == "soft"
    assert watch.look("死にたい" + "あい" * (AFTER + BETWEEN) + "わけじゃない").level == "urgent"


def test_where_one_of_two_mentions_is_not_softened_it_stays_urgent():
    watch = watching(rule("die", "死にたい"), softened_by=("わけじゃない",))

    assert watch.look("死にたい。" + "それはそれとして、" * 3 + "死にたいわけじゃない").level == "urgent"


def test_a_soft_rule_is_soft_and_not_softened():
    danger = watching(rule("limit", "もう限界", level="soft")).look("もう限界です")

    assert (danger.level, danger.softened) == ("soft", False)


def test_what_a_negation_took_back_is_told_before_what_is_soft_of_itself():
    watch = watching(rule("limit", "もう限界", level="soft"), rule("die", "死にたい"), softened_by=("わけじゃない",))
    danger = watch.look("もう限界です。死にたいわけじゃない")

    assert (danger.rule, danger.level, danger.softened) == ("die", "soft", True)


def test_a_rule_by_letters_only_is_not_found_by_its_sound():
    listen = sudachi.sound(sudachi.reader())
    by_sound = watching(rule("go", "逝きたい"), listen=listen)
    by_letters = watching(rule("go", "逝きたい", by_sound=False), listen=listen)

    assert by_sound.look("いきたい").rule == "go"
    assert by_letters.look("いきたい") is None
    assert by_letters.look("逝きたい").rule == "go"


def test_by_sound_a_danger_begins_where_a_word_begins(watch):
    assert watch.look("はなしにたいしておこった") is None
    assert watch.look("話に対して怒った") is None
    assert watch.look("あなたにたいして") is None


def test_examples_need_no_harmless_ones():
    assert Examples(caught=("死にたい",)).not_caught == ()


@pytest.mark.parametrize(
    "text",
    [
        "明日市役所に行く",
        "教師に相談した",
        "教室に入れない",
        "今日仕事をクビになった",
        "一緒に食事をする人がいない",
        "学校に行きたくない",
        "がっこうに いきたくない",
        "会社に行きたくない",
    ],
)
def test_what_only_sounds_like_danger_raises_no_alarm(watch, text):
    assert watch.look(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("死にたい。助けてほしいわけじゃない", "suicide"),
        ("夫に殴られました。警察に言うつもりはありません", "violence"),
        ("意識がない。持病があるわけではありません", "medical"),
    ],
)
def test_a_negation_of_another_sentence_softens_nothing(watch, text, kind):
    assert (watch.look(text).kind, watch.look(text).level) == (kind, "urgent")


@pytest.mark.parametrize("text", ["死にたいわけじゃない", "死にたいとは思わない", "しにたいわけじゃない"])
def test_a_negation_right_behind_softens_in_kanji_and_kana(watch, text):
    assert watch.look(text).level == "soft"


@pytest.mark.parametrize("text", ["シニターイ", "シーニタイ", "死ーにたい", "死にたぁい", "死にたぃ", "し。に。た。い"])
def test_playing_with_letters_does_not_hide_danger(watch, text):
    assert watch.look(text).level == "urgent"


# What is known to be harmless.


@pytest.mark.parametrize(
    ("said", "caught", "excused"),
    [("死ぬほど忙しい", False, True), ("もう死ぬ", True, False), ("死ぬほど忙しくて、もう死ぬ", True, True), ("眠い", False, False)],
    ids=["言い回しだけ", "危険だけ", "両方", "どちらも"],
)
def test_a_second_look_tells_whether_a_harmless_phrase_stands_there(said, caught, excused):
    watch = watching(rule("die", "死ぬ", unless=("死ぬほど",)))
    danger, harmless = watch.look_twice(said)

    assert (danger is not None, harmless) == (caught, excused)
    assert watch.look(said) == danger


def test_a_harmless_phrase_is_known_where_no_rule_would_have_caught_anything():
    assert watching(rule("die", "死にたい", unless=("死語",))).look_twice("死語の辞典") == (None, True)


def test_a_harmless_phrase_of_one_rule_does_not_excuse_another():
    watch = watching(rule("die", "死ぬ", unless=("死ぬほど",)), rule("hit", "殴られ", kind="violence"))
    danger, excused = watch.look_twice("死ぬほど殴られた")

    assert (danger.rule, excused) == ("hit", True)


def test_no_example_of_the_menu_raises_an_alarm(content):
    assert [example for example in content.menu.examples if content.watch.look(example) is not None] == []


def test_a_watch_listens_to_what_is_told_beforehand():
    heard = set()
    for rules in (
        Rules(words={"毒": ("洗剤", "農薬")}, softened_by=("思わない",), rules=(rule("poison", "{毒}〜飲んだ", unless=("ゲームの中",)),)),
        shipped(),
    ):
        heard.clear()
        Watch(rules, lambda said: heard.add(said) or as_written(said))
        assert heard == set(listened(rules))


def shipped():
    return draft(ROOT).parts.rules


def test_a_phrase_with_gaps_is_found_where_all_its_pieces_stand():
    watch = Watch(Rules(words={"毒": ("洗剤", "農薬")}, rules=(rule("poison", "{毒}〜飲んだ"),)), as_written)

    assert watch.look("農薬をたくさん飲んだ") is not None
    assert watch.look("飲んだのは農薬") is None
    assert watch.look("農薬をまいた") is None
