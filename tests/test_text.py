"""One way of writing for what can be written in many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import fingerprint, has_kanji, hiragana, katakana, normalise, squeeze

JAPANESE = st.text(
    st.sampled_from("あいしにたつっぁぃアイシニタツッァィー〜~死生金家、。！!　 ｱｲﾀﾞﾟ○〇#09aAＡ😭❤️👨‍👩‍👧\u200b\u3099゛\u0000\n々"), max_size=30
)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ｼﾆﾀｲ", "シニタイ"),
        ("ﾀﾞﾒ", "ダメ"),
        ("ＤＶ", "dv"),
        ("つらーーい", "つらい"),
        ("つら〜〜い", "つらい"),
        ("つら~い", "つらい"),
        ("リボーーー払い", "リボー払い"),
        ("やばいいいい", "やばい"),
        ("いやああ", "いやああ"),
        ("もういやだぁぁぁ", "もういやだぁ"),
        ("まってっっ", "まってっ"),
        ("１１１０００円", "111000円"),
        ("家賃　　が  払えない", "家賃 が 払えない"),
        ("  やちん\t", "やちん"),
        ("死\u200bに\ufeffた\u00adい", "死にたい"),
        ("死\x00にたい", "死 にたい"),
        ("❤\ufe0f", "❤"),
        ("し\u3164に\uffa0たい", "しにたい"),
        ("つ゛ら゛い゛", "つらい"),
        ("ｶ ﾞｯｺｳ", "ガッコウ"),
        ("カ\u200b\u3099ッコウ", "ガッコウ"),
        ("ﾌ😭ﾟﾘﾝ", "プリン"),
        ("", ""),
    ],
    ids=repr,
)
def test_a_text_is_written_in_one_way(written, plain):
    assert normalise(written) == plain


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("し に、た い", "しにたい"),
        ("死😭に😭た😭い", "死にたい"),
        ("「死」にたい…", "死にたい"),
        ("○にたい", "○にたい"),
        ("#いのち_SOS", "#いのちsos"),
        ("、。！", ""),
    ],
)
def test_only_what_is_spoken_is_left(written, spoken):
    assert squeeze(written) == spoken


@given(JAPANESE)
def test_what_was_written_one_way_once_stays_so(text):
    once = normalise(text)

    assert normalise(once) == once


@given(JAPANESE)
def test_nothing_invisible_and_no_double_space_is_left(text):
    plain = normalise(text)

    assert not set(plain) & set("\u200b\ufe0f\u00ad\x00\t\u3000")
    assert "  " not in plain
    assert plain == plain.strip()


@given(st.text(max_size=40))
def test_any_text_at_all_can_be_written_one_way(text):
    assert " " not in squeeze(normalise(text))


def test_katakana_and_hiragana_turn_into_each_other():
    assert hiragana("シニタイ、ヴァ死ー") == "しにたい、ゔぁ死ー"
    assert katakana("しにたい、ゔぁ死ー") == "シニタイ、ヴァ死ー"
    assert katakana(hiragana("ヽヾヶ")) == "ヽヾヶ"


@pytest.mark.parametrize(
    ("text", "expected"), [("やちん", False), ("家ちん", True), ("佐々", True), ("々", True), ("𠮟られた", True), ("ABC　123", False), ("", False)]
)
def test_kanji_are_known_also_the_rare_ones(text, expected):
    assert has_kanji(text) is expected


def test_a_number_has_one_fingerprint_however_it_is_written():
    ways = ("0570-000-000", "0570000000", "０５７０－０００－０００", "0570 000 000")

    assert len({fingerprint(way) for way in ways}) == 1
    assert fingerprint("0570-000-001") != fingerprint("0570-000-000")
    assert "0570" not in fingerprint("0570-000-000")
