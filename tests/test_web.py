"""The page: private by default, whole without JavaScript, never without the emergency numbers."""

import logging
import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote

import httpx
import pytest
from pydantic import SecretStr

from app.clock import standing_at
from app.dialogue import Question
from app.persons import Told
from app.settings import Settings
from app.web.form import NOT_ALL, NOT_ALL_ANY_MORE
from app.web.main import create_app
from tests.client import Client
from tests.made_up import Knows, bare_content, option, outcome, phone, question, resource, topic

WORRY = "家賃が払えなくて追い出されそう"


@pytest.fixture(scope="module")
def site(content, now):
    settings = Settings(secret=SecretStr("for-tests-only-not-a-secret"))
    return create_app(content, settings, standing_at(now))


@pytest.fixture
async def client(site):
    transport = httpx.ASGITransport(app=site, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


class Forms(HTMLParser):
    """Collects hidden fields and buttons, as a browser without JavaScript would use them."""

    def __init__(self, html):
        super().__init__()
        self.token = ""
        self.buttons = []
        self._button = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "input" and attrs.get("name") == "token":
            self.token = attrs["value"]
        if tag == "button" and "name" in attrs:
            self._button = [attrs["name"], attrs["value"], ""]
            self.buttons.append(self._button)

    def handle_data(self, data):
        if self._button is not None:
            self._button[2] += data

    def handle_endtag(self, tag):
        if tag == "button":
            self._button = None

    def press(self, label):
        return next((name, value) for name, value, text in self.buttons if label in text)


async def press(client, page, label):
    forms = Forms(page.text)
    name, value = forms.press(label)
    return await client.post("/", data={"token": forms.token, name: value})


@pytest.mark.anyio
async def test_a_worry_leads_to_windows_by_forms_alone(client):
    first = await client.post("/", data={"text": WORRY})
    second = await press(client, first, "ある")
    third = await press(client, second, "家賃やローンが払えない")

    assert "今夜、泊まる所はありますか" in first.text
    assert "自立相談支援機関" in third.text
    assert third.text.count('<article class="Card">') >= 3
    assert 'href="tel:0570078374"' in third.text
    assert "ほかの窓口も見る" in third.text


@pytest.mark.anyio
async def test_at_most_three_windows_stand_before_the_fold(client):
    page = await client.post("/", data={"topic": "debt"})
    while "data-quiet" in page.text:
        page = await press(client, page, "わからない")

    assert page.text.split('<div class="Nexts">')[0].count('<article class="Card">') == 3


@pytest.mark.anyio
async def test_back_goes_one_step_and_from_the_first_step_to_the_start(client):
    first = await client.post("/", data={"topic": "housing"})
    second = await press(client, first, "ある")
    back = await press(client, second, "もどる")
    start = await press(client, back, "もどる")

    assert "今夜、泊まる所はありますか" in back.text
    assert "いま、どんなことで困っていますか" in start.text


@pytest.mark.anyio
async def test_a_door_opens_its_worries(client):
    page = await client.post("/", data={"door": "money"})

    assert "借金" in page.text
    assert 'value="debt"' in page.text


@pytest.mark.anyio
async def test_danger_stands_before_the_talk_and_stays(client):
    page = await client.post("/", data={"text": "もう消えてしまいたい"})
    later = await press(client, page, "自分が、つらい")

    for each in (page, later):
        assert each.text.index('class="Alarm"') < each.text.index('class="Log"')
        assert 'href="tel:0120279338"' in each.text


@pytest.mark.anyio
async def test_a_strange_text_gets_the_menu_and_general_windows(client):
    page = await client.post("/", data={"text": "まあまあです"})

    assert "うまく読みとれませんでした" in page.text
    assert "よりそいホットライン" in page.text
    assert 'value="money"' in page.text


@pytest.mark.anyio
async def test_an_empty_text_gives_the_start_page(client):
    page = await client.post("/", data={"text": "   "})

    assert page.status_code == 200
    assert "いま、どんなことで困っていますか" in page.text


@pytest.mark.anyio
@pytest.mark.parametrize("token", ["偽物", "a.b", "x" * 150_000, "\x00", "WyJhIl0.abc"], ids=["日本語", "短い", "長い", "制御文字", "それらしい形"])
async def test_a_token_that_is_none_of_ours_gives_a_kind_sentence(client, token):
    page = await client.post("/", data={"token": token})

    assert page.status_code == 200
    assert "もう一度はじめから" in page.text


@pytest.mark.anyio
async def test_what_is_written_is_shown_as_text_never_as_markup(client):
    page = await client.post("/", data={"text": "<script>alert(1)</script> 借金"})

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/", "/about", "/traces", "/no-such-page"])
async def test_every_page_has_the_exit_the_headers_and_no_foreign_request(client, path):
    page = await client.get(path)

    assert 'id="exit"' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in page.headers
    assert not re.findall(r'(?:src|href)="(?!/|#|tel:|mailto:|https://www\.jma\.go\.jp/")[^"]*"', page.text)


@pytest.mark.anyio
@pytest.mark.parametrize(("method", "path", "code"), [("GET", "/no-such-page", 404), ("DELETE", "/", 405), ("GET", "/static/none.css", 404)])
async def test_what_is_not_there_is_a_page_with_the_emergency_numbers(client, method, path, code):
    page = await client.request(method, path)

    assert page.status_code == code
    assert page.headers["content-type"].startswith("text/html")
    assert all(number in page.text for number in ("tel:110", "tel:119", "tel:0120279338"))


@pytest.mark.anyio
async def test_a_form_that_cannot_be_read_is_a_page_with_the_emergency_numbers(client):
    page = await client.post("/", files={"text": ("a.bin", b"\xff\xfe")})

    assert page.status_code == 422
    assert "tel:119" in page.text
    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.anyio
async def test_an_inner_fault_is_a_calm_page_with_all_headers(content, now):
    def broken():
        raise RuntimeError(now)

    site = create_app(content, Settings(), broken)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site, raise_app_exceptions=False), base_url="http://test") as client:
        page = await client.post("/", data={"text": WORRY})

    assert page.status_code == 500
    assert "あなたのせいではありません" in page.text
    assert all(number in page.text for number in ("tel:110", "tel:119", "tel:0120279338"))
    assert page.headers["cache-control"] == "no-store"
    assert WORRY not in page.text
    assert "Traceback" not in page.text


@pytest.mark.anyio
async def test_static_files_are_kept_for_ever_under_a_name_with_their_hash(client):
    start = await client.get("/")
    address = re.search(r'href="(/static/style\.[0-9a-f]{10}\.css)"', start.text)[1]
    style = await client.get(address)

    assert "immutable" in style.headers["cache-control"]
    assert style.headers["content-type"].startswith("text/css")


@pytest.mark.anyio
async def test_the_log_holds_no_word_of_the_resident(client, caplog):
    marked = "ぜったいにのこらない言葉 家賃が払えない"
    with caplog.at_level(logging.DEBUG):
        page = await client.post("/", data={"text": marked})
        await client.post("/", data={"text": marked, "token": "偽物"})
        await client.get("/" + marked)

    assert "ぜったいにのこらない" in page.text
    assert '"route": "/"' in caplog.text
    assert "ぜったいにのこらない" not in caplog.text


@pytest.mark.anyio
async def test_words_stand_in_the_page_only_never_in_url_or_title(client):
    page = await client.post("/", data={"text": WORRY})

    assert str(page.url) == "http://test/"
    assert "<title>窓口のご案内</title>" in page.text
    assert not page.history


@pytest.mark.anyio
async def test_health_and_readiness(client, content):
    assert (await client.get("/healthz")).text == "ok"
    assert (await client.get("/readyz")).json()["content"] == content.version


# The ward.


KITA, SAKAI_WARD = "271462", "271411"


@pytest.fixture
async def in_sakai(sakai, now):
    site = create_app(sakai, Settings(secret=SecretStr("for-tests-only-not-a-secret")), standing_at(now))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site, raise_app_exceptions=False), base_url="http://test") as client:
        yield client


async def to_rent(client):
    page = await client.post("/", data={"topic": "housing"})
    for label in ("ある", "家賃やローンが払えない"):
        page = await press(client, page, label)
    return page


@pytest.mark.anyio
async def test_where_windows_are_shown_the_ward_can_be_told(in_sakai):
    page = await to_rent(in_sakai)
    told = await in_sakai.post("/", data={"token": Forms(page.text).token, "ward": KITA, "postal": ""})

    assert 'class="Ward" method="post" action="/"' in page.text
    assert all(name in page.text for name in ("堺区", "中区", "東区", "西区", "南区", "北区", "美原区"))
    assert "区ごとに窓口があります" in page.text
    assert "堺市北区の窓口を、先に出しています" in told.text
    assert f'<option value="{KITA}" selected>' in told.text
    assert "区ごとに窓口があります" not in told.text


@pytest.mark.anyio
@pytest.mark.parametrize("chosen", ["", SAKAI_WARD], ids=["区はえらばず", "区もえらんで"])
async def test_a_postal_code_tells_the_ward_and_goes_before_the_list(in_sakai, chosen):
    page = await to_rent(in_sakai)
    told = await in_sakai.post("/", data={"token": Forms(page.text).token, "ward": chosen, "postal": "５９１－８０２３"})

    assert "堺市北区の窓口を、先に出しています" in told.text


@pytest.mark.anyio
@pytest.mark.parametrize("written", ["530-0001", "あいう", "1"])
async def test_a_postal_code_of_elsewhere_is_told_kindly_and_the_windows_stay(in_sakai, written):
    page = await to_rent(in_sakai)
    told = await in_sakai.post("/", data={"token": Forms(page.text).token, "postal": written})

    assert "その郵便番号の区は、わかりませんでした" in told.text
    assert told.text.count('<article class="Card">') == page.text.count('<article class="Card">')
    assert "の窓口を、先に出しています" not in told.text


@pytest.mark.anyio
async def test_the_ward_stays_when_the_talk_goes_on(in_sakai):
    page = await to_rent(in_sakai)
    token = Forms((await in_sakai.post("/", data={"token": Forms(page.text).token, "ward": KITA})).text).token
    asked = await in_sakai.post("/", data={"token": token, "text": "母の介護のことも聞きたい"})
    while "data-quiet" in asked.text:
        asked = await press(in_sakai, asked, "わからない")

    assert "堺市北区の窓口を、先に出しています" in asked.text


@pytest.mark.anyio
async def test_without_a_city_no_ward_is_asked(client):
    page = await to_rent(client)

    assert "お住まいの区" not in page.text
    assert "区ごとに窓口があります" not in page.text


# What was made of the words, and how to say that it is different.


TOLD = "うちの高校生の娘がスマホばかりで、夜も寝ません"


@pytest.mark.anyio
async def test_what_was_made_of_the_words_can_be_said_to_be_different(client):
    first = await client.post("/", data={"text": "夫の借金がわかりました。離婚したいです"})
    asked = await press(client, first, "ちがいます")
    chosen = await press(client, asked, "離婚")

    assert "「借金」</span>から" in first.text
    assert "どれがいちばん近いですか" in asked.text
    assert 'value="debt"' not in asked.text
    assert '<p class="Turn__words">ちがいます</p>' in asked.text
    assert 'name="differs"' not in asked.text
    assert "離婚" in chosen.text
    assert 'name="differs"' not in chosen.text


@pytest.mark.anyio
async def test_where_nothing_else_was_said_the_menu_is_shown(client):
    page = await press(client, await client.post("/", data={"text": "家賃が払えません"}), "ちがいます")

    assert "うまく読みとれませんでした" in page.text
    assert "よりそいホットライン" in page.text
    assert 'value="money"' in page.text


@pytest.mark.anyio
async def test_back_takes_back_that_it_is_different(client):
    first = await client.post("/", data={"text": "夫の借金がわかりました。離婚したいです"})
    again = await press(client, await press(client, first, "ちがいます"), "もどる")

    assert Forms(again.text).buttons == Forms(first.text).buttons
    assert "「借金」</span>から" in again.text


@pytest.mark.anyio
async def test_a_danger_stays_where_one_says_that_it_is_different(client):
    page = await press(client, await client.post("/", data={"text": "もう消えてしまいたい"}), "ちがいます")

    assert page.text.index('class="Alarm"') < page.text.index('class="Log"')


@pytest.mark.anyio
async def test_what_is_chosen_cannot_be_said_to_be_different(client):
    page = await client.post("/", data={"topic": "debt"})

    assert "ちがいます" not in page.text


@pytest.mark.anyio
async def test_the_words_that_led_to_a_sensitive_worry_are_not_shown_but_it_can_be_said_to_be_different(client, content):
    said = next(each for each in content.topics["dv"].says if len(each) > 8)
    page = await client.post("/", data={"text": said})

    assert content.topics["dv"].sensitive
    assert "のことと考えました" not in page.text
    assert 'name="differs"' in page.text


# What was told already.


@pytest.mark.anyio
async def test_what_was_told_already_is_shown_and_can_be_asked_after_all(client):
    first = await client.post("/", data={"text": TOLD})
    asked = await press(client, first, "順番に聞いてもらう")

    assert "「子どもや孫のこと」として、進めています" in first.text
    assert "だれのことですか" not in first.text
    assert "だれのことですか" in asked.text
    assert "として、進めています" not in asked.text.rpartition('data-who="us"')[2]
    assert "順番に聞いてもらう" not in asked.text


@pytest.mark.anyio
async def test_where_nothing_was_told_already_there_is_nothing_to_be_asked_after_all(client):
    page = await client.post("/", data={"text": "家賃が払えません"})

    assert "として、進めています" not in page.text
    assert "順番に聞いてもらう" not in page.text


@pytest.fixture
async def person(now):
    """Open a site whose one worry asks how it is before it asks whose it is."""
    how = question("how", "near", bad="who")
    who = Question(id="who", text="どなたのことですか。", options=(option("me", "near", "self"), option("mine", "far", "family")), unsure="far")
    care = topic("care", how, who, outcome("near", "denwa"), outcome("far", "denwa"), says=("介護 つらい", "介護 親"))
    made_up = bare_content([resource("denwa", phone())], care, topic("rent", outcome("talk", "denwa"), says=("家賃 払えない", "家賃 滞納")))
    made_up = replace(made_up, persons=Knows({"母": Told(who="family", age=None)}))
    site = create_app(made_up, Settings(secret=SecretStr("for-tests-only-not-a-secret")), standing_at(now))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site, raise_app_exceptions=False), base_url="http://test") as client:
        yield client


@pytest.mark.anyio
async def test_what_is_taken_for_told_behind_an_answer_can_be_asked_after_all_too(person):
    first = await person.post("/", data={"text": "母 介護 つらい"})
    answered = await press(person, first, "「bad」")
    asked = await press(person, answered, "順番に聞いてもらう")

    assert "として、進めています" not in first.text
    assert "「「mine」」として、進めています" in answered.text
    assert 'name="differs"' not in answered.text
    assert "how？" in asked.text


# Other worries, and what is none.


@pytest.mark.anyio
async def test_other_worries_of_the_text_can_be_gone_on_with(client):
    first = await client.post("/", data={"text": "クラスでいじめられています。もう二か月、不登校です"})
    second = await client.post("/", data={"token": Forms(first.text).token, "topic": "school-refusal"})

    assert "このことも、書いてくださいました" in first.text
    assert ["topic", "school-refusal"] in [each[:2] for each in Forms(first.text.split('id="besides"')[1]).buttons]
    assert "このことも、書いてくださいました" not in second.text
    assert "クラスでいじめられて" in second.text


@pytest.mark.anyio
async def test_what_is_no_worry_gets_its_fixed_answer_and_the_menu(client, content):
    page = await client.post("/", data={"text": "粗大ごみの出し方を教えて"})

    assert content.asides["city"].answer in page.text
    assert "うまく読みとれませんでした" not in page.text
    assert 'value="money"' in page.text
    assert 'name="differs"' not in page.text
    assert 'class="Card"' not in page.text


@pytest.mark.anyio
async def test_where_the_city_knows_more_its_page_and_its_number_are_shown(in_sakai, sakai):
    page = await in_sakai.post("/", data={"text": "粗大ごみの出し方を教えて"})
    thanks = await in_sakai.post("/", data={"text": "ありがとう、助かりました"})

    assert re.search(rf'<a[^>]* href="{sakai.city.url}"[^>]*>(<span>)?堺市のページを見る', page.text)
    assert "市の代表の窓口" in page.text
    assert 'class="Card"' in page.text
    assert "のページを見る" not in thanks.text
    assert 'class="Card"' not in thanks.text


@pytest.mark.anyio
async def test_a_fixed_answer_stays_in_the_talk_when_it_goes_on(client, content):
    first = await client.post("/", data={"text": "ありがとう、助かりました"})
    second = await client.post("/", data={"token": Forms(first.text).token, "text": WORRY})

    assert content.asides["thanks"].answer in second.text
    assert "今夜、泊まる所はありますか" in second.text


@pytest.mark.anyio
async def test_the_ward_is_taken_from_what_was_written(in_sakai):
    page = await in_sakai.post("/", data={"text": "堺市北区に住んでいます。家賃が払えず、追い出されそうです"})
    for label in ("ある", "家賃やローンが払えない"):
        page = await press(in_sakai, page, label)

    assert "堺市北区の窓口を、先に出しています" in page.text


NEW_STEPS = [
    ("夫の借金がわかりました。離婚したいです", "ちがいます"),
    (TOLD, "順番に聞いてもらう"),
    ("クラスでいじめられています。もう二か月、不登校です", "学校に行"),
    ("粗大ごみの出し方を教えて", "お金"),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("said", "label"), NEW_STEPS, ids=["ちがいます", "聞いてもらう", "ほかにも", "返事"])
async def test_each_new_step_works_by_forms_alone_and_its_words_stand_in_no_url_title_or_header(client, said, label):
    first = await client.post("/", data={"text": said})
    second = await press(client, first, label)

    for page in (first, second):
        assert page.status_code == 200
        assert page.url.path == "/"
        assert not page.url.query
        assert "<title>窓口のご案内</title>" in page.text
        assert not [value for value in page.headers.values() if said[:6] in unquote(value)]
        assert not [form for form in re.findall(r"<form[^>]*>", page.text) if 'method="post"' not in form or 'action="/"' not in form]
        assert not [link for link in re.findall(r'(?:href|src|action)="([^"]*)"', page.text) if said[:6] in unquote(link)]
        assert not re.findall(r"<script(?![^>]*src=)|\son[a-z]+=", page.text)


# Doors and shortcuts.


@pytest.mark.anyio
async def test_the_first_page_has_all_ways_in(client, content):
    start = (await client.get("/")).text
    shown = {value for name, value, _ in Forms(start).buttons if name == "door"}
    menu = content.menu

    assert shown == {door.id for way in (menu.groups, menu.stages, menu.whom, menu.doors) for door in way}


@pytest.mark.anyio
async def test_a_room_is_behind_its_door_and_a_shortcut_behind_the_room(client):
    door = await client.post("/", data={"door": "under18"})
    room = await press(client, door, "ともだちのこと")
    talk = await press(client, room, "ともだちが しにたいと いっている")

    assert "その人は今、命があぶない様子ですか" in talk.text
    assert 'href="tel:0120279338"' in talk.text


@pytest.mark.anyio
async def test_who_might_hurt_somebody_is_not_blamed(client):
    door = await client.post("/", data={"door": "might-hurt"})
    talk = await press(client, door, "子どもを、たたいてしまいそう")

    assert "責める所ではありません" in door.text
    assert "今、手が出そうな時ですか" in talk.text


@pytest.mark.anyio
async def test_what_can_be_done_now_and_a_sentence_to_send_are_shown(client):
    page = await client.post("/", data={"topic": "suicidal/state-other"})
    page = await press(client, page, "今すぐではない")

    assert "いま、できること" in page.text
    assert "そのまま話を聴いてください" in page.text
    assert "送れるひとこと" in page.text
    assert "<blockquote" in page.text


@pytest.mark.anyio
@pytest.mark.parametrize("topic", ["suicidal/", "suicidal/none/none", "/", "none/state-other", "suicidal/state-other/" + "x" * 10_000])
async def test_a_strange_shortcut_is_no_fault(client, topic):
    assert (await client.post("/", data={"topic": topic})).status_code == 200


@pytest.mark.parametrize(("own", "shown"), [("https://weather.example.jp/", "https://weather.example.jp/"), (None, "https://www.jma.go.jp/")])
def test_the_exit_leads_where_the_city_says(sakai, now, own, shown):
    content = replace(sakai, city=replace(sakai.city, exit_url=own))
    site = Client(create_app(content, Settings(secret=SecretStr("for-tests-only-not-a-secret")), standing_at(now)))

    assert f'id="exit" href="{shown}"' in site.get("/").text


# A long text.


LONG_TEXT = "夫の借金がわかりました。" * 200


@pytest.mark.anyio
async def test_of_a_long_text_it_is_said_that_only_its_beginning_was_read(client):
    page = await client.post("/", data={"text": LONG_TEXT})
    again = await client.post("/", data={"token": Forms(page.text).token, "stay": "1"})
    short = await client.post("/", data={"text": LONG_TEXT[:2000]})

    assert NOT_ALL in page.text
    assert NOT_ALL not in again.text
    assert NOT_ALL not in short.text


@pytest.mark.anyio
async def test_danger_at_the_end_of_a_long_text_stands_first_and_stays(client):
    page = await client.post("/", data={"text": LONG_TEXT + "もう死にたいです。"})
    later = await client.post("/", data={"token": Forms(page.text).token, "topic": "debt"})

    assert NOT_ALL in page.text
    for each in (page, later):
        assert each.text.index('class="Alarm"') < each.text.index('class="Log"')


@pytest.mark.anyio
async def test_where_a_talk_is_full_only_the_beginning_is_read_and_it_is_said(client):
    page = await client.post("/", data={"text": LONG_TEXT})
    for _ in range(4):
        page = await client.post("/", data={"token": Forms(page.text).token, "text": LONG_TEXT[:2000]})

    assert NOT_ALL_ANY_MORE in page.text
    assert len(Forms(page.text).token) < 10_000


@pytest.mark.anyio
async def test_the_box_takes_more_than_is_read(client):
    assert 'maxlength="10000"' in (await client.get("/")).text
