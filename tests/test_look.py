"""The way of reading, written down and read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.look import SIZES, USUAL, Look, read

LANGUAGES = ("ja", "ja-x-easy", "en")
LOOKS = st.builds(Look, language=st.sampled_from(LANGUAGES), ruby=st.booleans(), size=st.sampled_from(SIZES))


@given(look=LOOKS)
def test_what_is_written_down_is_read_again(look):
    assert read(str(look), LANGUAGES) == look


@given(written=st.text())
def test_whatever_is_sent_is_a_way_of_reading(written):
    assert read(written, LANGUAGES).language in LANGUAGES


@pytest.mark.parametrize("written", [None, "", "xx", "../../etc", "fr.r", "<script>"], ids=["なし", "空", "知らない言葉", "道", "ない言葉", "印"])
def test_a_language_that_we_do_not_have_is_japanese(written):
    assert read(written, LANGUAGES).language == "ja"


def test_the_usual_way_is_written_shortest():
    assert str(USUAL) == "ja"
    assert USUAL.usual
    assert str(Look(language="en", ruby=True, size="xl")) == "en.r.xl"


def test_easy_japanese_comes_with_furigana_and_goes_with_it():
    easy = USUAL.speaking("ja-x-easy")

    assert easy.ruby
    assert not easy.speaking("ja").ruby
    assert USUAL.spelling(ruby=True).speaking("en").ruby


def test_each_change_leaves_the_rest():
    look = Look(language="en", ruby=True, size="l")

    assert look.sized("m") == Look(language="en", ruby=True)
    assert look.spelling(ruby=False) == Look(language="en", size="l")
