"""The linter of やさしい日本語: what it tells of, what it lets pass, and where it points."""

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import locales, sudachi
from app.content import Content
from app.language import EASY_TAG
from app.matching.terms import Read
from app.plain import LONGEST, MOST_KANJI, Fault, Plain, Rule, faults
from tests.written import ROOT

Lint = Callable[[str], tuple[Fault, ...]]
HOW_TO = ROOT / "docs" / "how-to" / "easy-japanese.md"
READ = sudachi.reader()
"""Outside of the fixtures: hypothesis runs a test many times."""


def lint_with(content: Content, read: Read) -> Lint:
    officialese = {each.avoid: each.instead for each in content.style.officialese}
    return lambda text: faults(text, read, content.plain, officialese)


@pytest.fixture(scope="module")
def lint(content, read) -> Lint:
    """Lint with the lists that are shipped."""
    return lint_with(content, read)


def told(lint: Lint, text: str, rule: str) -> list[str]:
    """Give the words that a rule points at."""
    return [text[fault.begin : fault.end] for fault in lint(text) if fault.rule == rule]


# Texts as they should be.

GOOD = [
    "家賃が 払えなくて 困っています。",
    "お金の 心配が 続くと、心も 体も 休めませんね。いっしょに 考える 窓口（相談する 所）が あります。",
    "今日の 食べ物と、今夜 寝る 所が ありますか。",
    "体が つらい 時は、早く 医者に みてもらいましょう。動けない 時は、119番（救急車）に 電話しても いいです。",
    "いじめられている 人は、わるくありません。話せる ところを、いっしょに 見つけます。",
    "4月1日の 午後5時15分まで、申しこみが できます。",
    "番号は 0120-279-338 です。24時間 電話できます。",
    "話してくれて、ありがとうございます。",
    "",
    " 　\n。。。",
]


@pytest.mark.parametrize("text", GOOD)
def test_a_plain_text_has_no_fault(lint, text):
    assert lint(text) == ()


# Length and kanji.


def test_a_sentence_may_have_forty_characters_and_no_more(lint):
    assert not told(lint, "あ" * LONGEST + "。", "length")
    assert told(lint, "い" + "あ" * LONGEST + "。", "length") == ["い" + "あ" * LONGEST]


def test_spaces_and_the_mark_at_the_end_do_not_count(lint):
    assert not told(lint, "あい " * 20 + "。", "length")


@pytest.mark.parametrize("mark", ["。", "！", "？", "!", "?", "\n"])
def test_a_sentence_ends_at_a_mark_or_a_line(lint, mark):
    assert not told(lint, "い" * 39 + mark + "う" * 39, "length")


def test_what_stands_in_brackets_belongs_to_its_sentence(lint):
    assert told(lint, "か" * 20 + "（" + "き" * 20 + "）です。", "length")


@pytest.mark.parametrize(("count", "faulty"), [(MOST_KANJI, False), (MOST_KANJI + 1, True)])
def test_a_sentence_may_have_thirteen_kanji(lint, count, faulty):
    assert bool(told(lint, "山と " * count + "です。", "kanji")) is faulty


def test_the_name_of_a_window_does_not_count(lint):
    name = "性犯罪・性暴力被害者のためのワンストップ支援センター"

    assert lint(f"{name}（性の 暴力を 受けた 人を 助ける 所）") == ()


def test_a_message_shows_the_words_to_change(lint):
    (fault,) = lint("生活困窮者自立支援制度と 住居確保給付金です。")

    assert fault.severe
    assert "「生活困窮者自立支援制度」「住居確保給付金」" in fault.message
    assert "漢字が 18" in fault.message


# Double negation.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("使えないわけではありません。", "ないわけではありません"),
        ("使えない わけでは ない。", "ない わけでは ない"),
        ("できなくは ないです。", "なくは ない"),
        ("行けないことも ありません。", "ないことも ありません"),
        ("泣かずには いられない。", "ずには いられない"),
        ("聞かない わけには いきません。", "ない わけには いきません"),
        ("だめだとは 言えないとは 限りません。", "ないとは 限りません"),
        ("書かなければ なりません。", "なければ なりません"),
        ("書かなければ いけない。", "なければ いけない"),
        ("行かなくては いけません。", "なくては いけません"),
        ("すぐに 行かないと いけません。", "ないと いけません"),
        ("行かないと だめです。", "ないと だめ"),
        ("借りずには すみません。", "ずには すみません"),
        ("やめざるを えません。", "ざるを えません"),
        ("もう 行かなきゃ。", "なきゃ"),
    ],
)
def test_two_negations_are_told(lint, text, words):
    assert told(lint, text, "negation") == [words]


@pytest.mark.parametrize(
    "text",
    [
        "書かなくても いいです。",
        "お金が ないと、困ります。",
        "あぶないことは ありません。",
        "危なくは ありません。",
        "うまく 言えないかもしれません。",
        "ひとりで 行かないでください。",
        "悪いのでは ありません。",
        "行かなければ、手紙が 来ます。",
        "食べ物が ない 人は いませんか。",
    ],
)
def test_one_negation_is_right(lint, text):
    assert not told(lint, text, "negation")


# 敬語.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("お話しになる 人", "お話し"),
        ("お待ちしています。", "お待ち"),
        ("窓口に ご相談ください。", "ご相談ください"),
        ("窓口に お電話ください。", "お電話ください"),
        ("お話しください。", "お話しください"),
        ("お知らせ ください。", "お知らせ ください"),
        ("話を 聞いて いただけます。", "いただけ"),
        ("教えて くださいます。", "ください"),
        ("書いて くださった 人", "くださっ"),
        ("窓口に いらっしゃる 時", "いらっしゃる"),
        ("何を なさいますか。", "なさい"),
        ("先生が おっしゃる ことです。", "おっしゃる"),
        ("話を うかがいます。", "うかがい"),
        ("話を 伺います。", "伺い"),
        ("お礼を 申し上げます。", "申し"),
        ("すぐに 連絡いたします。", "いたし"),
        ("窓口が ございます。", "ござい"),
        ("ここに おります。", "おり"),
        ("ご家族の ことです。", "ご家族"),
        ("ご利用は 無料です。", "ご利用"),
        ("ご自分の ことです。", "ご自分"),
        ("お子さんの ことです。", "お子さん"),
        ("お住まいの 区です。", "お住まい"),
        ("どなたでも いいです。", "どなた"),
        ("紙を ご覧ください。", "ご覧"),
    ],
)
def test_polite_words_are_told(lint, text, words):
    found = [fault for fault in lint(text) if fault.rule == "honorific"]

    assert [text[fault.begin : fault.end] for fault in found][:1] == [words]
    assert found[0].severe


@pytest.mark.parametrize(
    "text",
    [
        "電話して ください。",
        "電話して下さい。",
        "お金と お母さんと お茶と ご飯の こと",
        "お金のことを 話せます。",
        "おかねが ない・おやの けんか",
        "お願いします。",
        "おはようございます。ありがとう ございます。",
        "ごめんなさい。おやすみなさい。",
        "窓口で 申しこみを して、申し込みの 紙を もらいます。",
        "お年寄りの 家族が います。",
        "お世話に なりました。",
        "おなかが 痛い。おかしいと 思う。ごみを 出す。",
        "もらう ことが できます。",
    ],
)
def test_words_that_are_always_said_so_are_right(lint, text):
    assert not told(lint, text, "honorific")


def test_a_prefix_that_ends_the_text_breaks_nothing(lint):
    assert isinstance(lint("お"), tuple)


# Passive and causative.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("お金が 払われます。", "払われ"),
        ("家に 住まわされた。", "住まわされ"),
        ("夫に 見られて います。", "見られ"),
        ("子どもを 行かせる。", "行かせる"),
        ("名前を 書かせます。", "書かせ"),
        ("続けさせます。", "続けさせ"),
    ],
)
def test_passives_and_causatives_are_warned_of(lint, text, words):
    (fault,) = [fault for fault in lint(text) if fault.rule == "voice"]

    assert text[fault.begin : fault.end] == words
    assert not fault.severe


@pytest.mark.parametrize(
    "text",
    [
        "学校で いじめられている。",
        "親に たたかれる。",
        "「出て行って」と 言われた。",
        "よく 使われる 言葉です。",
        "警察に 知らせてください。",
        "いやな ことを される。",
        "食べられます。お金を 借りられます。",
        "秘密は 守られます。",
        "電話で 話せます。",
        "ひとりに 任せる。",
    ],
)
def test_what_people_say_and_what_may_mean_that_one_can_is_right(lint, text):
    assert not told(lint, text, "voice")


# Dates and times.


@pytest.mark.parametrize(
    ("text", "words", "instead"),
    [
        ("4/1から です。", "4/1", "「4月1日」"),
        ("期間は4/1から です。", "4/1", "「4月1日」"),
        ("2026-04-01から です。", "2026-04-01", "「2026年4月1日」"),
        ("2026/4/1から です。", "2026/4/1", "「2026年4月1日」"),
        ("４／１から です。", "４／１", "「4月1日」"),
        ("３月から17：30", "17：30", "「午後5時30分」"),
        ("17:30まで", "17:30", "「午後5時30分」"),
        ("9：00から", "9：00", "「午前9時」"),
        ("0:05", "0:05", "「午前0時5分」"),
        ("12:00", "12:00", "「午後0時」"),
        ("24:00", "24:00", "「夜の12時」"),
    ],
)
def test_dates_and_times_in_figures_are_told(lint, text, words, instead):
    (fault,) = [fault for fault in lint(text) if fault.rule == "date"]

    assert text[fault.begin : fault.end] == words
    assert instead in fault.message
    assert fault.severe


@pytest.mark.parametrize(
    "text", ["4月1日", "午後5時30分", "0120-279-338", "24/7", "0570-064-556", "03-1234-5678", "1:2", "{hour}:00", "telljp.com/1/lifeline"]
)
def test_words_and_numbers_to_dial_are_no_dates(lint, text):
    assert not told(lint, text, "date")


# Words.


@pytest.mark.parametrize(("text", "words"), [("ぐったり している", "ぐったり"), ("どきどき する", "どきどき"), ("お金が ぎりぎりです。", "ぎりぎり")])
def test_words_that_paint_a_sound_are_warned_of(lint, text, words):
    assert told(lint, text, "mimetic") == [words]
    assert not lint(text)[0].severe


@pytest.mark.parametrize("text", ["ゆっくり 話せます。", "労働条件相談ほっとラインに 電話する", "だんだん よく なります。"])
def test_easy_adverbs_and_names_are_right(lint, text):
    assert not told(lint, text, "mimetic")


@pytest.mark.parametrize(
    ("text", "words"),
    [("アセスメントを します。", "アセスメント"), ("マイナアセスメントを します。", "マイナアセスメント"), ("アウトリーチと メール", "アウトリーチ")],
)
def test_words_in_katakana_that_few_know_are_warned_of(lint, text, words):
    assert told(lint, text, "katakana") == [words]


@pytest.mark.parametrize(
    "text",
    [
        "メールや チャットで 話せます。",
        "マイナンバーカードを 持って 行きます。",
        "アウトリーチ（家に 来てくれること）を します。アウトリーチは 無料です。",
        "マイナ保険証（保険証に なる カード）",
        "家で 働く（テレワーク）",
        "チャイルドラインに 電話する",
    ],
)
def test_words_in_katakana_that_are_known_or_explained_are_right(lint, text):
    assert not told(lint, text, "katakana")


@pytest.mark.parametrize(
    ("text", "words"),
    [("私の 家の 近くの 窓口です。", ["私の 家の 近くの 窓口"]), ("市の 窓口の 電話です。", []), ("市の 人の 話を 聞く 所の 電話の 番号", [])],
)
def test_three_no_in_a_row_are_warned_of(lint, text, words):
    assert told(lint, text, "chain") == words


def test_officialese_is_told_with_what_to_write(lint):
    (fault,) = [fault for fault in lint("当該の 紙を 出します。") if fault.rule == "officialese"]

    assert fault.severe
    assert "「当該」" in fault.message
    assert "「その・この」" in fault.message


def test_officialese_is_found_across_spaces(lint):
    assert told(lint, "必要に 応じ 話します。", "officialese") == ["必要に 応じ"]


# The lists.


def test_without_lists_every_word_in_katakana_is_strange(read):
    assert [fault.rule for fault in faults("メールを する", read, Plain(), {})] == ["katakana"]


def test_the_shipped_lists_know_the_names_of_the_catalogue(content):
    assert {each.name for each in content.catalogue} <= set(content.plain.names)


# What staff are told of how to write.

PAIRS = [cells for line in HOW_TO.read_text(encoding="utf-8").splitlines() if len(cells := line.split(" | ")) == 4 and cells[1] in {"必ず", "注意"}]


@pytest.mark.parametrize(("severity", "before", "after"), [(each[1], each[2], each[3].removesuffix(" |")) for each in PAIRS])
def test_each_pair_of_the_how_to_is_bad_before_and_good_after(lint, severity, before, after):
    assert any(fault.severe for fault in lint(before)) or severity == "注意"
    assert lint(before)
    assert lint(after) == ()


def test_the_how_to_shows_every_rule(lint):
    assert {fault.rule for pair in PAIRS for fault in lint(pair[2])} == set(get_args(Rule))


# What residents read.


def test_no_text_of_the_site_in_easy_japanese_has_a_severe_fault(sakai, read):
    lint = lint_with(sakai, read)
    texts = locales.read(ROOT / "locales")[EASY_TAG].texts.values()

    assert [fault.message for text in texts for fault in lint(text) if fault.severe] == []


# Any text.


@settings(deadline=None)
@given(st.text(max_size=80) | st.text("おごはないません。（）れられるせ のカタ1/:2-4年\n\t　ﾞ゛々漢ｱ①ー〜ください", max_size=60))
def test_any_text_is_linted_and_each_fault_stands_in_it(text):
    plain = Plain(katakana=("カタ",), polite=("お金", "おはな"), voices=("言われる",), names=("漢カ",), mimetic={"はな": "花"})
    for fault in faults(text, READ, plain, {"漢": "字"}):
        assert 0 <= fault.begin < fault.end <= len(text)
        assert fault.message
