"""What comes after the windows: the memo, the ways back, the way of reading, the counts. By forms alone."""

import html
import re

import pytest
from pydantic import SecretStr

from app.clock import standing_at
from app.settings import Settings
from app.store import Store
from app.tally import Tally
from app.web.main import create_app
from app.web.pages import Frame, MemoPage
from app.web.parts import states
from tests.client import Client
from tests.test_web import Forms

WORRY = "家賃が払えなくて追い出されそう"


class Counts:
    """What was counted so far, as the database has it."""

    def __init__(self, file):
        self._store = Store(f"sqlite:///{file}")
        self.tally = Tally(self._store)

    def went(self):
        assert self.tally.write()
        return self._store.went()

    def used(self):
        assert self.tally.write()
        return self._store.used()


@pytest.fixture(scope="module")
def counts(tmp_path_factory):
    return Counts(tmp_path_factory.mktemp("counts") / "counts.db")


@pytest.fixture(scope="module")
def site(content, now, counts):
    return Client(create_app(content, Settings(secret=SecretStr("for-tests-only-not-a-secret")), standing_at(now), counted=counts.tally))


@pytest.fixture
def results(site):
    return press(site, site.post("/", data={"text": WORRY}), "ない・なくなりそう")


def press(site, page, label):
    """Press a button as a browser does: with the fields of its own form."""
    for form in re.findall(r"<form.*?</form>", page.text, re.DOTALL):
        found = next(((name, value) for name, value, text in Forms(form).buttons if label in text), None)
        if found is not None:
            return site.post("/", data=fields(form) | {found[0]: html.unescape(found[1])})
    raise AssertionError(label)


def fields(form):
    return {name: html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)}


def rewind(site, page, label):
    """Press 「変える」 of the answer *label*."""
    own = re.search(r'<form id="rewind".*?</form>', page.text, re.DOTALL)[0]
    turn = next(each for each in page.text.split('<li class="Turn"') if label in each)
    return site.post("/", data=fields(own) | {"keep": re.search(r'name="keep" value="(\d+)"', turn)[1]})


# The memo.


def test_the_memo_has_windows_with_numbers_hours_and_codes(site, results):
    memo = press(site, results, "相談メモをつくる")

    assert "0120-279-338" in memo.text
    assert memo.text.count('class="Memo__code"') >= 1
    assert "<svg" in memo.text.split('class="Memo__code"')[1][:300]
    assert "聞いたこと" in memo.text


def test_what_is_written_on_the_memo_belongs_to_no_form(site, results):
    memo = press(site, results, "相談メモをつくる").text
    outside = re.sub(r"<form.*?</form>", "", memo, flags=re.DOTALL)

    assert memo.count("<textarea") == 2
    assert outside.count("<textarea") == 2
    assert not re.search(r"<textarea[^>]*\s(name|form)=", memo)


def test_the_memo_holds_nothing_that_the_resident_wrote(site, results):
    memo = re.sub(r'value="[^"]*"', "", press(site, results, "相談メモをつくる").text)

    assert WORRY not in memo


def test_from_the_memo_one_comes_back_to_the_same_windows(site, results):
    back = press(site, press(site, results, "相談メモをつくる"), "窓口の一覧にもどる")

    assert re.findall(r'class="Card__name">(.*?)<', back.text) == re.findall(r'class="Card__name">(.*?)<', results.text)


def test_for_a_sensitive_worry_the_memo_is_hidden_until_asked_for(site):
    page = site.post("/", data={"topic": "dv"})
    while "data-quiet" in page.text:
        page = press(site, page, "わからない")

    assert re.search(r'<details class="Next">\s*<summary>相談メモをつくる</summary>', page.text)


def test_every_window_of_a_memo_says_where_to_turn(content, now):
    memo = states(content, Frame(city=None, exit_url="https://example.jp/"), now)["memo"]

    assert isinstance(memo, MemoPage)
    assert memo.offers
    assert all(each.resource.url or any(way.channel.value for way in each.ways) for each in memo.offers)


# Ways back.


def test_an_answer_can_be_changed_later(site, results):
    asked = rewind(site, results, "ない・なくなりそう")

    assert "今夜、泊まる所はありますか" in asked.text
    assert "article" not in asked.text


def test_going_back_keeps_the_ward_and_the_preference(site, results):
    prefers = press(site, results, "行って話す")
    back = press(site, press(site, prefers, "もどる"), "ない・なくなりそう")

    assert "話し方の希望：行って話す" in back.text


def test_the_start_is_one_press_away(site, results):
    start = press(site, results, "最初から")

    assert "いま、どんなことで困っていますか" in start.text
    assert "読めませんでした" not in start.text


@pytest.mark.parametrize("keep", ["99999999999999999999", "-1", "１", "x", "0x1"])
def test_a_strange_way_back_is_no_fault(site, results, keep):
    assert site.post("/", data={"token": Forms(results.text).token, "keep": keep}).status_code == 200


# How it went.


def test_who_did_not_get_through_is_given_the_next_tries(site, results, counts):
    tried = press(site, results, "つながらなかった")

    assert "あなたのせいではありません" in tried.text
    assert 'class="Rung"' in tried.text
    assert counts.went() == {("yorisoi-hotline", "missed"): 1}


def test_reading_the_same_page_in_another_way_counts_nothing_again(site, results, counts):
    before = counts.went().get(("yorisoi-hotline", "wrong"), 0)
    tried = press(site, results, "ちがう所だった")
    used = counts.used()
    press(site, tried, "とても大きい")
    press(site, tried, "相談メモをつくる") if "相談メモをつくる" in tried.text else None

    assert counts.went()["yorisoi-hotline", "wrong"] == before + 1
    assert counts.used() == used


def test_a_window_that_is_not_there_is_not_counted(site, results, counts):
    before = counts.went()
    site.post("/", data={"token": Forms(results.text).token, "tried": "no-such-window/missed"})
    site.post("/", data={"token": Forms(results.text).token, "tried": "yorisoi-hotline/strange"})

    assert counts.went() == before


# Reading.


def test_the_way_of_reading_goes_along_with_the_talk(site):
    start = site.get("/?look=en.xl")
    first = press(site, start, "I can")
    second = press(site, first, "Back")

    for page in (start, first, second):
        assert '<html lang="en" data-size="xl"' in page.text


def test_in_a_talk_the_way_of_reading_is_changed_without_losing_it(site, results):
    english = press(site, results, "English")

    assert '<html lang="en"' in english.text
    assert english.text.count('<article class="Card">') == results.text.count('<article class="Card">')
    assert "Yorisoi Hotline" in english.text
    assert 'lang="ja">自立相談支援機関' in english.text


def test_who_reads_another_language_is_shown_where_it_is_spoken(site, results):
    english = press(site, results, "English")
    abroad = english.text.split('id="abroad"')[1].split("</form>")[0]

    assert 'value="foreign-resident"' in abroad
    assert 'id="abroad"' not in results.text


def test_furigana_is_put_where_it_is_wanted_and_nowhere_else(site, results):
    spelled = press(site, results, "つける").text

    assert "<ruby>" not in results.text
    assert '<rt aria-hidden="true">そうだん</rt>' in spelled
    assert WORRY in spelled
    assert not re.search(r'(aria-label|title|placeholder)="[^"]*<', spelled)
    assert "<ruby>" not in re.search(r"<title>.*?</title>", spelled)[0]


def test_every_state_can_be_shown_in_every_way(sakai, now):
    site = Client(create_app(sakai, Settings(secret=SecretStr("for-tests-only-not-a-secret"), dev=True), standing_at(now)))
    names = list(states(sakai, Frame(city=sakai.city, exit_url="https://example.jp/"), now))

    for look in ("ja", "en.l", "ja-x-easy.r"):
        assert {site.get(f"/parts/{name}?look={look}").status_code for name in names} == {200}
        assert site.get(f"/parts?look={look}").status_code == 200
    assert {"alarm-suicide", "alarm-violence", "alarm-abuse", "alarm-sexual", "alarm-medical", "choosing", "unsure", "memo", "advising-ward"} <= set(
        names
    )


def test_the_list_of_parts_is_for_development_only(site):
    assert site.get("/parts").status_code == 404
    assert site.get("/parts/start").status_code == 404
