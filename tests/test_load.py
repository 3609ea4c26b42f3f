"""What makes a turn quick, without a clock: each thing is done once, and nothing is kept of it."""

import gc

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from app.matching import kana
from app.web import main, rate
from app.web.rate import SWEEP, Memory
from bench.load.talks import next_form
from tests.made_up import bare_content, phone, resource


@pytest.fixture
def words(read):
    return kana.Lexicon([read("ボランティア"), read("借金")])


@pytest.fixture
def compared(monkeypatch):
    """Give what is compared with all words of ours."""
    seen = []
    closest = kana._closest
    monkeypatch.setattr(kana, "_closest", lambda written, ours, least: seen.append(written) or closest(written, ours, least))
    return seen


def test_a_strange_word_is_compared_once_however_often_it_is_written(words, read, compared):
    found = list(words.find(read("漢字。" + "ボランティヤ。" * 50)))

    assert [each.keys for each in found] == [("ボランティア",)] * 50
    assert len({each.begin for each in found}) == 50
    assert compared.count("ボランティヤ") == 1


def test_strange_words_without_end_are_not_all_compared(words, read, compared, monkeypatch):
    monkeypatch.setattr(kana, "MOST_STRANGE", 3)
    found = list(words.find(read("漢字。バナナアア。リンゴオオ。ミカンンン。ブドウウウ。ボランティヤ。")))

    assert found == []
    assert "ボランティヤ" not in compared


def test_nothing_is_kept_of_a_strange_word(words, read):
    list(words.find(read("漢字のズバヌタマヤ")))

    assert not any(isinstance(each, kana._Once) for each in gc.get_objects())


def test_the_site_multiplies_in_one_thread(monkeypatch):
    monkeypatch.setattr(main, "load_apart", lambda *_: bare_content([resource("denwa", phone())], general=("denwa",)))
    with threadpool_limits(2):
        main.make()

        assert {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"} == {1}


def test_counts_that_are_over_are_forgotten(monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    counts = Memory()
    counts.timer.cancel()
    for each in range(100):
        counts.incr(f"{each}", 1)
    assert counts.incr("0", 1) == 2
    now[0] += SWEEP + 1
    counts.incr("new", 1)

    assert set(counts.storage) == set(counts.expirations) == {"new"}


def test_counting_starts_no_thread(monkeypatch):
    pace = rate.Pace("3/hour")
    monkeypatch.setattr("threading.Thread.start", lambda self: pytest.fail("a thread"))

    assert [pace.count("192.0.2.1")[0] > 0 for _ in range(5)] == [False, False, False, True, True]


def test_the_talks_that_are_measured_press_the_buttons_of_the_page():
    page = '<input type="hidden" name="token" value="a&amp;b"><button class="Choice" type="submit" name="answer" value="x">'

    assert next_form(page, "文", 0) == {"token": "a&b", "answer": "x"}
    assert next_form('<input type="hidden" name="token" value="t">', "文", 0) == {"token": "t", "text": "文"}
