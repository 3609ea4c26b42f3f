"""The talk in a hidden field: signed, and read back as it was."""

import base64
import random
import zlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import standing_at
from app.events import MOST_EVENTS, Answered, Chose, Differs, Lives, Said
from app.kept import BRIEF, CLOSE
from app.web.token import LARGEST, Tokens, event_of
from tests.made_up import NIGHT

CLOCK = standing_at(NIGHT)
TOKENS = Tokens("for-tests-only-not-a-secret", CLOCK)
IDS = st.from_regex(r"[a-z][a-z-]{0,12}", fullmatch=True)
EVENTS = (
    st.builds(Said, st.text(min_size=1, max_size=60).map(str.strip).filter(bool))
    | st.builds(Chose, IDS, st.lists(IDS, max_size=3).map(tuple), st.booleans())
    | st.builds(Answered, IDS)
    | st.builds(Lives, st.from_regex(r"[0-9]{6}", fullmatch=True))
    | st.just(Differs())
)


@given(st.lists(EVENTS, max_size=MOST_EVENTS).map(tuple))
def test_a_talk_is_read_back_as_it_was_written(talk):
    assert TOKENS.read(TOKENS.write(talk)) == talk


@pytest.mark.parametrize(
    "event", [Said("家賃が払えません"), Chose("debt"), Chose("dv", ("safe",), young=True), Answered("no"), Lives("271462"), Differs()], ids=repr
)
def test_each_kind_of_event_is_kept(event):
    assert TOKENS.read(TOKENS.write((event,))) == (event,)


@pytest.mark.parametrize(
    ("plain", "event"),
    [
        ({"differs": "1"}, Differs()),
        ({"differs": ""}, None),
        ({"differs": 1}, None),
        ({"text": " "}, None),
        ({}, None),
        ({"text": "借金", "differs": "1"}, Said("借金")),
    ],
    ids=["ちがいます", "空", "数", "空白の文", "何もない", "文が先"],
)
def test_an_event_is_made_of_what_a_form_sends(plain, event):
    assert event_of(plain) == event


def test_a_token_of_another_secret_is_an_empty_talk():
    assert TOKENS.read(Tokens("another-secret", CLOCK).write((Said("借金"), Differs()))) == ()
    assert TOKENS.read(None) == ()


def test_no_more_events_are_read_than_a_talk_may_have():
    assert len(TOKENS.read(TOKENS.write((Differs(),) * (MOST_EVENTS + 5)))) == MOST_EVENTS


# Time, keys, and what is none of ours.


SECRET = "for-tests-only-not-a-secret"


def tokens(later=0, *, secret=SECRET, **more):
    return Tokens(secret, standing_at(NIGHT + timedelta(hours=later)), **more)


TALK = (Said("家賃が払えません", "もう死にたい"), Answered("no"))


@pytest.mark.parametrize(("hours", "there"), [(0, True), (11.9, True), (12.1, False), (500, False), (-23.9, True), (-24.1, False)])
def test_a_talk_is_read_for_its_hours_and_from_a_clock_that_was_set_back(hours, there):
    assert tokens(hours).read(tokens().write(TALK)) == (TALK if there else ())


def test_the_hours_can_be_set():
    written = tokens().write(TALK)

    assert tokens(100, hours=101).read(written) == TALK
    assert tokens(2, hours=1).read(written) == ()


def test_the_old_key_is_read_and_the_new_one_signs():
    turned = tokens(secret="the-new-secret-of-today", old="for-tests-only-not-a-secret")

    assert turned.read(tokens().write(TALK)) == TALK
    assert tokens(secret="the-new-secret-of-today").read(turned.write(TALK)) == TALK
    assert tokens().read(turned.write(TALK)) == ()


def signed(payload):
    return TOKENS._signer.sign(payload).decode()


def packed(plain):
    return base64.urlsafe_b64encode(zlib.compress(plain))


@pytest.mark.parametrize(
    "payload",
    [
        packed(b" " * 50_000_000),
        packed(b"[" * 200_000),
        packed(b'{"text": "a"}'),
        packed(b"5"),
        packed(b"null"),
        packed(b'[["text", "a"], 3, null, {"text": 5}, {"text": ["a"]}, {"text": " "}, {"tried": "x/y"}, {"text": "\\ud800"}]'),
        packed(b"\xff\xfe"),
        packed(b"9" * 5_000),
        packed(b"[]")[:-4],
        base64.urlsafe_b64encode(b"[]"),
        b"!!!",
        b"",
    ],
    ids=["爆弾", "深い", "列でない", "数", "null", "形がちがう", "文字でない", "大きな数", "切れた", "圧縮なし", "base64 でない", "空"],
)
def test_what_is_signed_but_no_talk_is_an_empty_talk(payload):
    assert TOKENS.read(signed(payload)) == ()


@pytest.mark.parametrize(
    "token",
    ["x" * 1_000_000, "\ud800", "a.b.c", "..", "\x00", "偽.物.だ", TOKENS._signer.sign(b"").decode()[:-1]],
    ids=["1 MB", "半分の字", "点", "点だけ", "制御文字", "日本語", "切れた"],
)
def test_what_is_not_signed_is_an_empty_talk(token):
    assert TOKENS.read(token) == ()


@given(st.integers(0, 10_000), st.characters(exclude_categories=[]))
def test_a_token_with_one_letter_changed_is_an_empty_talk(at, letter):
    token = TOKENS.write(TALK)
    at %= len(token)
    changed = token[:at] + letter + token[at + 1 :]

    assert TOKENS.read(changed) == (TALK if changed == token else ())
    assert TOKENS.read(token[:at]) == ()


@given(st.binary(max_size=200))
def test_any_signed_bytes_are_a_talk_or_none(payload):
    assert TOKENS.read(signed(base64.urlsafe_b64encode(payload))) == ()
    assert isinstance(TOKENS.read(signed(packed(payload))), tuple)


def test_half_letters_are_left_out():
    assert event_of({"text": " \ud800借金\udfff "}) == Said("借金")
    assert event_of({"text": "\ud800"}) is None


def test_the_longest_talk_is_read_back():
    letters = random.Random(1)
    text = lambda length: "".join(chr(letters.randrange(0x4E00, 0x9FFF)) for _ in range(length))  # noqa: E731
    longest = tuple(Said(text(2000 if at < 4 else BRIEF), text(CLOSE)) for at in range(MOST_EVENTS))

    assert len(TOKENS.write(longest)) < LARGEST
    assert TOKENS.read(TOKENS.write(longest)) == longest
