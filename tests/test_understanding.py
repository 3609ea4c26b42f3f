"""One look at a text: danger by rule or by what the words sound like, what it is about, and where they live."""

from dataclasses import replace

import pytest

from app.content import City, Lessons, Panel, Ward
from app.safety import Rules, Watch
from app.understanding import ALARMING, CERTAIN, LEARNED, understand, ward_in
from tests.made_up import as_written, bare_content, outcome, phone, resource, rule, topic
from tests.written import CASES, written

PANEL = Panel(kind="suicide", heading="ひとりではありません。", text="話を聴く人がいます。", call=(), lines=("denwa",))
LESSONS = Lessons(
    topics=(),
    dangers=(("suicide", ("遠い 旅 へ", "ひとり 旅 へ 出る", "旅 支度 すんだ")),),
    harmless=("旅 土産 買う", "家族 旅 楽しい"),
)
RENT = topic("rent", outcome("rent-talk", "denwa"), says=("家賃 払えない", "家賃 滞納", "お金 ない"))
CARE = topic("care", outcome("care-talk", "denwa"), says=("母 介護", "親 介護 つらい"))
DARK = topic("dark", outcome("dark-talk", "denwa"), says=("夜 こわい", "暗い 気持ち"), panel="suicide")


@pytest.fixture(scope="module")
def small():
    """Join worries, sentences of danger and such as are harmless, and one rule."""
    return bare_content([resource("denwa", phone())], RENT, CARE, DARK, panel=PANEL, lessons=LESSONS)


class Feels:
    """A matcher that finds danger in every text, as much as it is told."""

    def __init__(self, matcher, felt):
        self.hear, self.decide, self._felt = matcher.hear, matcher.decide, felt

    def danger(self, heard):
        return self._felt


@pytest.fixture
def felt(small):
    """Look at a text whose words sound like danger to a given degree, by given rules."""

    def looked(text, score, *rules, kind="suicide", **more):
        watch = Watch(Rules(rules=rules, **more), as_written)
        return understand(replace(small, matcher=Feels(small.matcher, (kind, score)), watch=watch), text).danger

    return looked


# Danger.


def test_what_a_rule_sees_is_danger(small):
    danger = understand(small, "死にたい").danger

    assert (danger.kind, danger.level, danger.rule) == ("suicide", "urgent", "die")


def test_what_no_rule_sees_but_sounds_like_our_sentences_of_danger_is_danger_too(small):
    danger = understand(small, "ひとり 旅 へ").danger

    assert (danger.kind, danger.level, danger.rule) == ("suicide", "urgent", LEARNED)


@pytest.mark.parametrize("text", ["家賃 滞納", "母 介護", "ふが", ""], ids=["家賃", "介護", "知らない言葉", "空"])
def test_what_sounds_like_no_danger_raises_no_alarm(small, text):
    assert understand(small, text).danger is None


def test_without_sentences_of_danger_only_the_rules_speak():
    content = bare_content([resource("denwa", phone())], RENT, panel=PANEL)

    assert understand(content, "ひとり 旅 へ").danger is None
    assert understand(content, "死にたい").danger.rule == "die"


@pytest.mark.parametrize(("more", "alarm"), [(0.0, True), (-0.01, False)], ids=["とどく", "わずかに足りない"])
def test_the_words_must_sound_enough_like_danger(felt, more, alarm):
    assert (felt("旅 へ", ALARMING + more) is not None) is alarm


@pytest.mark.parametrize(("score", "alarm"), [(CERTAIN, True), (CERTAIN - 0.01, False)], ids=["とどく", "わずかに足りない"])
def test_beside_a_phrase_that_is_known_to_be_harmless_they_must_sound_more_so(felt, score, alarm):
    harmless = rule("die", "死ぬ", unless=("死ぬほど",))

    assert CERTAIN > ALARMING
    assert (felt("死ぬほど 忙しい", score, harmless) is not None) is alarm


def test_a_rule_goes_before_what_the_words_sound_like(felt):
    danger = felt("夫 に 殴られた", 9.0, rule("hit", "殴られた", kind="violence"))

    assert (danger.kind, danger.rule) == ("violence", "hit")


def test_what_a_rule_softened_is_not_made_urgent_again(felt):
    danger = felt("死にたい わけじゃない", 9.0, rule("die", "死にたい"), softened_by=("わけじゃない",))

    assert (danger.level, danger.rule) == ("soft", "die")


def test_a_soft_sign_does_not_hide_what_the_words_sound_like(felt):
    help_me = rule("help", "助けて", level="soft")

    assert (felt("旅 へ 助けて", ALARMING, help_me).level, felt("旅 へ 助けて", ALARMING, help_me).rule) == ("urgent", LEARNED)
    assert felt("助けて", ALARMING - 0.01, help_me).rule == "help"
    assert felt("助けて", 9.0, help_me, kind="medical").rule == "help"


def test_a_soft_sign_beside_a_negation_does_not_make_it_urgent_again(felt):
    danger = felt("助けて。死にたいわけじゃない", 9.0, rule("help", "助けて", level="soft"), rule("die", "死にたい"), softened_by=("わけじゃない",))

    assert (danger.level, danger.rule) == ("soft", "die")


@pytest.mark.parametrize("said", ["いま旦那が暴れてます助けて", "おっと なぐる たすけて", "親に56されそう 助けて", "たおれた たすけて"])
def test_who_cries_for_help_is_not_answered_more_softly_for_it(content, said):
    assert understand(content, said).danger.level == "urgent"


def test_a_kind_of_danger_that_the_menu_cannot_show_raises_no_alarm(felt):
    assert felt("旅 へ", 9.0, kind="medical") is None


# What it is about.


@pytest.mark.parametrize("said", ["死にたい 家賃 払えない", "遠い 旅 へ"], ids=["きまりで", "言葉の重みで"])
def test_an_urgent_danger_speaks_for_the_topics_of_its_kind(small, said):
    calm = understand(replace(small, watch=Watch(Rules(rules=()), as_written), menu=replace(small.menu, panels=())), said)

    def score(found):
        return next(match.score for match in found.decision.matches if match.topic == "dark")

    assert calm.danger is None
    assert score(understand(small, said)) > score(calm)


def test_words_that_were_taken_back_do_not_count_for_the_topic_but_for_danger(small):
    found = understand(small, "家賃 滞納 母 介護 死にたい", ("家賃", "滞納"))

    assert found.decision.matches[0].topic == "care"
    assert all("家賃" not in each.surface for match in found.decision.matches for each in match.because)
    assert understand(small, "死にたい", ("死にたい",)).danger.level == "urgent"


def test_a_childs_words_are_heard(content):
    assert understand(content, "ママがごはんをくれない").young
    assert not understand(content, "家賃が払えません").young


# Our own sentences: what is learned from is at least known again.


def test_nearly_all_our_sentences_of_danger_raise_the_alarm(content):
    said = [each for _, says in content.lessons.dangers for each in says]
    urgent = [(danger := understand(content, each).danger) is not None and danger.level == "urgent" for each in said]

    assert sum(urgent) >= 0.97 * len(said)


def test_few_of_our_harmless_sentences_do_and_hardly_any_by_their_words(content):
    found = [understand(content, each).danger for each in content.lessons.harmless]
    urgent = [each for each in found if each is not None and each.level == "urgent"]

    assert len(urgent) <= 0.08 * len(found)
    assert sum(each.rule == LEARNED for each in urgent) <= 0.02 * len(found)


CASES_OF_DANGER = written(CASES / "safety.yaml")


@pytest.mark.parametrize("said", [said for group in CASES_OF_DANGER if group["crisis"] for said in group["says"]])
def test_no_danger_of_the_cases_is_lost_on_the_way(content, said):
    assert understand(content, said).danger.level == "urgent"


def test_few_cases_that_are_no_danger_raise_the_alarm_by_their_words(content):
    said = [each for group in CASES_OF_DANGER if group["crisis"] is None for each in group["says"]]
    urgent = [each for each in said if (danger := understand(content, each).danger) is not None and danger.level == "urgent"]
    print(f"{len(said)} 文のうち、騒いだ: {len(urgent) / len(said):.1%}（{'、'.join(urgent)}）")  # noqa: T201  # the figure is for people to read

    assert len(urgent) <= 0.08 * len(said)


# Where they live.


CITY = City(
    code="271403",
    name="堺市",
    kana="さかいし",
    url="https://example.jp/",
    department="くらし支援課",
    wards=(Ward(code="271438", name="東区"), Ward(code="271454", name="南区"), Ward(code="271462", name="北区")),
)


@pytest.mark.parametrize(
    ("text", "ward"),
    [
        ("堺市北区に住んでいます", "271462"),
        ("大阪府堺市北区に住んでいます", "271462"),
        ("堺市の北区です", "271462"),
        ("堺市 北区", "271462"),
        ("堺の南区に越してきました", "271454"),
        ("北区に住む80歳の母のことです", "271462"),
        ("いま、北区役所の近くです", "271462"),
        ("堺市北区の北区役所に行きました", "271462"),
        ("大阪市北区に住んでいます", None),
        ("大阪市の北区から通っています", None),
        ("東京都北区の兄", None),
        ("東京の北区にいる兄", None),
        ("大阪市城東区の父", None),
        ("台東区で働いています", None),
        ("大阪市北区から堺市東区に越しました", "271438"),
        ("北区から南区に引っ越します", None),
        ("堺市に住んでいます", None),
        ("", None),
    ],
)
def test_the_ward_is_taken_from_the_text_where_it_is_ours_and_the_only_one(text, ward):
    assert ward_in(text, CITY) == ward


def test_without_a_city_no_ward_is_known():
    assert ward_in("堺市北区に住んでいます", None) is None
