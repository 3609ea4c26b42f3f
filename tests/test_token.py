"""The talk in a hidden field: signed, and read back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import standing_at
from app.events import MOST_EVENTS, Answered, Chose, Differs, Lives, Said
from app.web.token import Tokens, event_of
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
