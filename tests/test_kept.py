"""A long text: its beginning is read, its danger is never lost, and the work stays small."""

import time
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import kept as keeping
from app.events import LONGEST_TEXT, MOST_EVENTS, Answered, Said
from app.kept import BRIEF, MOST_IN_TALK, OVERLAP, PIECE, kept, urgent
from app.safety import Rules, Watch
from app.talk import reply
from tests.made_up import as_written, bare_content, phone, resource, rule

CALM = "仕事をやめてから、家賃が払えません。"
DANGER = "もう死にたいです。"


def calm(length):
    return (CALM * (length // len(CALM) + 1))[:length]


def one(content, text):
    return kept(content, (Said(text),))[0]


@pytest.mark.parametrize("length", [1, LONGEST_TEXT])
def test_a_text_that_is_not_too_long_stays_as_it_is(bare, length):
    talk = (Answered("no"), Said("あ" * length))

    assert kept(bare([resource("denwa", phone())]), talk) == talk


def test_of_a_long_text_the_beginning_is_kept(content):
    said = one(content, calm(5000))

    assert (said.text, said.tail) == (calm(LONGEST_TEXT), "")


@pytest.mark.parametrize("at", [LONGEST_TEXT - 4, LONGEST_TEXT - 1, LONGEST_TEXT, 2900, 2998, 3700, 9000, 19_990])
def test_danger_behind_the_beginning_is_kept_wherever_it_stands(content, now, at):
    said = one(content, calm(at) + DANGER + calm(20_000 - at))
    answer = reply(content, (said,), now)

    assert len(said.text) == LONGEST_TEXT
    assert len(said.tail) <= PIECE
    assert "死にたい" in said.text + said.tail
    assert answer.alarm.level == "urgent"
    assert answer.turns[0].label == f"{said.text}……{said.tail}"


def test_the_more_urgent_of_head_and_tail_speaks(content, now):
    said = one(content, DANGER + calm(4000) + "いま、薬をたくさん飲みました。")

    assert reply(content, (said,), now).alarm.panel.kind == "medical"


def test_a_danger_that_is_taken_back_is_no_alarm_in_the_tail_either(content, now):
    said = one(content, calm(3000) + "死にたいとまでは思わないです。" + calm(3000))

    assert reply(content, (said,), now).alarm.level == "soft"


def test_what_no_rule_sees_is_heard_at_the_end(content, now):
    heard = [each for _, sentences in content.lessons.dangers for each in sentences if content.watch.look(each) is None]
    said = one(content, "庭に花を植えました。" * 300 + heard[0])

    assert said.tail.endswith(heard[0][-20:])
    assert reply(content, (said,), now).alarm.level == "urgent"


def test_the_topic_is_read_from_the_beginning(content, now):
    said = one(content, calm(LONGEST_TEXT) + DANGER)

    assert [match.topic for match in reply(content, (said,), now).turns[0].matches] == [
        match.topic for match in reply(content, (Said(said.text, DANGER),), now).turns[0].matches
    ]


@given(at=st.integers(0, 6000), length=st.integers(0, 6000))
@settings(max_examples=60, deadline=None)
def test_no_place_hides_a_danger(at, length):
    content = bare_content([resource("denwa", phone())])
    text = "い" * at + "死にたい" + "う" * length

    assert urgent(content, text)
    said = one(content, text)
    assert "死にたい" in said.text + said.tail


def test_no_phrase_of_the_rules_is_longer_than_what_two_pieces_share(content):
    longest = max(len(each) for rule in content.watch._rules for each in (*rule.patterns, *rule.unless))

    assert longest + 3 * 12 + 14 < OVERLAP


def test_a_soft_sign_is_not_urgent(bare):
    soft = Watch(Rules(rules=(rule("tired", "つかれた", level="soft"),)), as_written)

    assert not urgent(replace(bare([resource("denwa", phone())]), watch=soft), "つかれた" * 1000)


def test_a_talk_does_not_grow_without_bound(content):
    talk = ()
    for _ in range(MOST_EVENTS):
        talk = kept(content, (*talk, Said(calm(50_000) + DANGER)))

    assert sum(len(each.text) for each in talk) <= MOST_IN_TALK + BRIEF * MOST_EVENTS
    assert len(talk[-1].text) == BRIEF
    assert all("死にたい" in each.tail for each in talk)


EVERY = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
NASTY = {
    "すべての文字のはじめ": "".join(EVERY[:100_000]),
    "すべての文字のつづき": "".join(EVERY[100_000:200_000]),
    "同じ字": "あ" * 100_000,
    "同じ英字": "a" * 100_000,
    "死に": "死に" * 50_000,
    "かなだけ": "しにたいとおもうけどいきていたい" * 6250,
    "カタカナだけ": "シニタイトオモウ" * 12_500,
    "半角": "ｼﾆﾀｲﾄｵﾓｳ" * 12_500,
    "絵文字": "😀👨‍👩‍👧‍👦" * 12_500,
    "結合文字": "か" + "\u3099" * 99_999,
    "濁点": "か\u3099" * 50_000,
    "空白": " \u3000" * 50_000,
    "改行": "。\n" * 50_000,
    "長音": "あー〜" * 33_333,
    "数字": "0120-279-338 " * 7_692,
    "打ち消し": "ではなくて" * 20_000,
    "打ち消した危険": "死にたいとまでは思わない" * 8_333,
    "組み文字": "㌀㌖㍿㌍" * 25_000,
    "十八字になる字": "ﷺ" * 100_000,
    "英語": "I do not want to die but cannot pay rent. " * 2_380,
    "空白なし": calm(100_000).replace("。", "").replace("、", ""),
    "長い単語": "x1" * 50_000,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_no_text_takes_long(content, now, text):
    """The bound of a turn: shortening, understanding, and replaying."""
    began = time.process_time()
    answer = reply(content, kept(content, (Said(text),)), now)
    took = time.process_time() - began

    assert answer.turns
    assert took < 2


@pytest.mark.parametrize("text", [calm(100_000), calm(99_990) + DANGER], ids=["危険なし", "終わりに危険"])
def test_looking_through_a_hundred_thousand_letters_is_quick(content, text):
    began = time.process_time()
    kept(content, (Said(text),))

    assert time.process_time() - began < 0.4  # 0.2 on a machine that nobody shares


def test_a_talk_of_nasty_texts_is_replayed_in_time(content, now):
    talk = ()
    for text in (*NASTY.values(), *NASTY.values())[:MOST_EVENTS]:
        talk = kept(content, (*talk, Said(text)))
    began = time.process_time()
    reply(content, talk, now)

    assert time.process_time() - began < 2


def test_letters_that_grow_are_not_refused(read):
    growing = max(EVERY, key=lambda each: len(unicodedata.normalize("NFKC", each)))

    assert len(read("㌀" * 20_000).plain) <= 12_000
    assert read(growing * 2000).plain == ""
    assert keeping.MOST_NORMALISED * PIECE < 12_000
