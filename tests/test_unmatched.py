"""Words that we do not know yet: never a name, a number, a place, a mail address."""

from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import sudachi
from app.text import normalise
from app.unmatched import strange

LOOK = sudachi.looker()
ODD = "煽り運転の転売がこわい"


def kept(text, *ours):
    return strange(text, LOOK, lambda word: word in ours)


def test_words_that_we_do_not_know_are_kept_as_the_dictionary_writes_them():
    assert kept("推し活で破産しそう") == {"推し活", "破産"}
    assert kept("闇バイトに応募してしまった") == {"闇バイト", "応募"}


def test_words_that_are_ours_are_not():
    assert kept("推し活で破産しそう", "推し活", "破産") == set()


PRIVATE = [
    "山田花子といいます",
    "私は山田花子です",
    "わたしのなまえはやまだはなこです",
    "タナカマナミと申します",
    "たなかまなみです",
    "林です",
    "母の森は煽り運転で転売をしている",
    "小鳥遊六花さんに煽り運転の転売をされた",
    "近所の月詠りお君が煽り運転をする",
    "担任の佐々木先生が煽り運転をする",
    "Yamada Hanako です",
    "電話は090-1234-5678です",
    "電話は０９０ー１２３４ー５６７８です",
    "〇九〇一二三四五六七八にかけてください",
    "0721234567",
    "aoi.yamada@example.jpに返事をください",
    "ａｏｉ＠example．jp",
    "https://example.jp/yamada-hanako を見て",
    "www.example.jp/aoi",
    "堺市北区百舌鳥赤畑町三丁目五番地に住んでいる",
    "大阪府堺市堺区南瓦町3-1",
    "コーポ青葉の二〇三号室です",
    "三国ヶ丘の近くの青葉荘に住所があります",
    "さくら小学校に通う陽葵と蓮",
    "株式会社マルヤマ商店をやめた",
]
NAMES = [
    "山田",
    "花子",
    "田中",
    "まなみ",
    "マナミ",
    "林",
    "森",
    "小鳥遊",
    "六花",
    "月詠",
    "佐々木",
    "aoi",
    "yamada",
    "hanako",
    "堺",
    "北区",
    "百舌鳥",
    "赤畑",
    "南瓦町",
    "三国",
    "青葉",
    "さくら",
    "陽葵",
    "蓮",
    "マルヤマ",
    "丸山",
    "コーポ",
]


@pytest.mark.parametrize("text", PRIVATE)
@pytest.mark.parametrize("around", ["{}", "{}。" + ODD, ODD + "。{}", "{}、" + ODD])
def test_nothing_private_is_ever_kept(text, around):
    words = kept(around.format(text))

    assert not [word for word in words if any(normalise(name) in normalise(word) for name in NAMES)], words
    assert not [word for word in words if any(letter.isdigit() or letter in "@:/.〇" or letter.isascii() for letter in word)]


@pytest.mark.parametrize("text", PRIVATE)
def test_the_rest_of_what_was_written_still_counts(text):
    assert "煽り運転" in kept(f"{text}。{ODD}")


FAMILY = [
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "林",
    "斎藤",
    "清水",
    "森",
    "池田",
    "橋本",
    "石川",
    "前田",
    "藤田",
    "岡田",
    "長谷川",
    "村上",
    "近藤",
]
GIVEN = [
    "陽葵",
    "凛",
    "紬",
    "葵",
    "蓮",
    "湊",
    "樹",
    "太郎",
    "花子",
    "さくら",
    "ひかり",
    "はると",
    "ゆい",
    "美咲",
    "翔太",
    "健一",
    "良子",
    "愛",
    "心",
    "光",
]
WAYS = ["{0}{1}です。", "私は{0}{1}、", "{0}と申します。", "うちの{1}が", "{0}さんに", "{0}{1}といいます、", "{1}ちゃんの"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FAMILY), st.sampled_from(GIVEN), st.sampled_from(WAYS))
def test_no_common_name_is_kept_however_it_is_told(family, given_name, way):
    words = kept(way.format(family, given_name) + ODD)

    assert not [word for word in words if family in word or (len(given_name) > 1 and given_name in word) or word == given_name]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="山川田花子太郎月星海0１一〇@.-:/a ZぁあアンたかＡ。、\n", max_size=60))
def test_whatever_is_kept_is_a_word_of_the_dictionary_in_japanese_letters(text):
    for word in kept(text):
        assert len(word) >= 2
        assert not any(letter.isascii() or letter.isdigit() for letter in word)


def test_many_threads_may_read_at_once():
    found = []
    threads = [Thread(target=lambda: found.extend(tuple(kept("推し活で破産しそう")) for _ in range(50))) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(found) == 400
    assert {frozenset(each) for each in found} == {frozenset({"推し活", "破産"})}
