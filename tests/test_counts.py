"""What is counted of a talk, through the page and the API: each turn once."""

import threading
from dataclasses import replace
from datetime import date

import anyio
import httpx
import pytest
from pydantic import SecretStr

from app import sudachi
from app.clock import standing_at
from app.content import City
from app.counts import Strange, Used, Went, of
from app.events import Answered, Chose, Lives, Prefers, Said, Tried
from app.settings import Settings
from app.store import Store
from app.talk import reply
from app.web.main import create_app
from app.web.token import Tokens
from tests.client import Client
from tests.made_up import NIGHT, bare_content, outcome, phone, question, resource, topic

DAY = date(2026, 11, 20)
SECRET = "for-tests-only-not-a-secret"


def made_up():
    flow = (question("tonight", "talk", yes="talk", no="food"), outcome("talk", "line"), outcome("food", "line"))
    return bare_content([resource("line", phone())], topic("money", *flow, sensitive=True), general=("line",))


def newest(content, *events):
    return list(of(content, reply(content, events, NIGHT).turns, events, DAY))


def used(end, topic="", node=""):
    return [Used(DAY, "japan", topic, node, end)]


def test_a_turn_is_told_by_topic_node_and_end():
    content = made_up()

    assert newest(content, Chose("money")) == used("asking", "money", "tonight")
    assert newest(content, Chose("money"), Answered("no")) == used("advising", "money", "food")
    assert newest(content, Said("zzz")) == used("unsure")


def test_every_kind_of_end_is_counted_by_its_name(content, now):
    for text, end in [("死にたい", "alarm:suicide"), ("こんにちは", "aside"), ("まあまあです", "unsure")]:
        events = (Said(text),)

        assert [each.end for each in of(content, reply(content, events, now).turns, events, DAY)] == [end]


def test_a_danger_told_before_is_not_counted_with_each_later_turn(content, now):
    events = (Said("死にたい"), Said("まあまあです"))

    assert [each.end for each in of(content, reply(content, events, now).turns, events, DAY)] == ["unsure"]


def test_how_it_went_is_counted_by_the_window_alone():
    assert newest(made_up(), Chose("money"), Tried("line", "missed")) == [Went(DAY, "line", "missed")]
    assert newest(made_up(), Chose("money"), Tried("no-such", "missed")) == []


@pytest.mark.parametrize("event", [Lives("271411"), Prefers("phone"), Answered("no-such-answer"), Chose("no-such-topic")])
def test_what_leads_to_no_turn_is_not_counted(event):
    assert newest(made_up(), event) == []
    assert newest(made_up(), Chose("money"), event) == []


def test_the_city_is_named_by_its_code():
    city = City(code="271403", name="堺市", kana="さかいし", url="https://example.jp/", department="課")

    assert newest(replace(made_up(), city=city), Said("zzz"))[0].city == "271403"


class Seen:
    """Keeps what it is told to count."""

    def __init__(self):
        self.added, self.ends, self.waiting, self.lost, self.errors = [], {}, 0, 0, 0

    def add(self, counted):
        self.added += counted

    def start(self):
        pass

    def stop(self):
        pass


@pytest.fixture
def seen():
    return Seen()


@pytest.fixture
def site(seen):
    return Client(create_app(made_up(), Settings(secret=SecretStr(SECRET)), standing_at(NIGHT), counted=seen))


def token(*events):
    return Tokens(SECRET, standing_at(NIGHT)).write(events)


@pytest.mark.parametrize(
    ("form", "counted"),
    [
        ({"topic": "money"}, used("asking", "money", "tonight")),
        ({"text": "zzz"}, used("unsure")),
        ({"token": token(Chose("money")), "answer": "no"}, used("advising", "money", "food")),
        ({"token": token(Chose("money")), "tried": "line/wrong"}, [Went(DAY, "line", "wrong")]),
    ],
)
def test_a_form_that_adds_an_event_is_counted_once(site, seen, form, counted):
    site.post("/", data=form)

    assert seen.added == [each._replace(day=NIGHT.date()) for each in counted]


@pytest.mark.parametrize(
    "again", [{"stay": "1"}, {"memo": "1"}, {"keep": "1"}, {"keep": "1", "text": "zzz"}, {"stay": "1", "text": "zzz"}, {}, {"text": "  "}]
)
@pytest.mark.parametrize("look", ["", "en.xl"])
def test_a_page_that_is_shown_again_is_not(site, seen, again, look):
    site.post("/", data={"token": token(Chose("money")), "look": look} | again)

    assert seen.added == []


def test_a_page_that_is_only_opened_is_not(site, seen):
    for path in ("/", "/?look=en", "/about", "/traces", "/healthz"):
        site.get(path)
    site.post("/", data={})

    assert seen.added == []


def test_the_writer_runs_as_long_as_the_site(tmp_path):
    url = f"sqlite:///{tmp_path / 'counts.db'}"
    app = create_app(made_up(), Settings(secret=SecretStr(SECRET), database_url=SecretStr(url)), standing_at(NIGHT))
    sent = []

    async def live():
        asked = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive():
            kind = next(asked)
            if kind == "lifespan.shutdown":
                async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
                    await client.post("/", data={"text": "zzz"})
            return {"type": kind}

        async def send(message):
            sent.append(message["type"])

        await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)

    anyio.run(live)
    store = Store(url)

    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert store.used() == {("", "unsure"): 1}
    assert not [each for each in threading.enumerate() if each.name == "tally"]


class Jsons(Client):
    """Sends JSON."""

    async def _ask(self, method, path, data):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self._site), base_url="http://test") as client:
            return await client.request(method, path, json=data)


def test_the_api_counts_as_the_page_does(seen):
    site = Jsons(create_app(made_up(), Settings(secret=SecretStr(SECRET)), standing_at(NIGHT), counted=seen))
    site.post("/api/v1/ask", data={"text": "zzz"})
    state = site.post("/api/v1/talk", data={"event": {"topic": "money"}}).json()["state"]
    site.post("/api/v1/talk", data={"state": state, "event": {"tried": "line/missed"}})
    site.post("/api/v1/talk", data={"state": state, "event": {"prefers": "phone"}})
    site.post("/api/v1/talk", data={"event": {}})

    assert [each[1:] for each in seen.added] == [("japan", "", "", "unsure"), ("japan", "money", "tonight", "asking"), ("line", "missed")]


# Words that we do not know, only where the city wants them.


def city_that(keeps):
    return City(code="271403", name="堺市", kana="さかいし", url="https://example.jp/", department="課", keep_unmatched_words=keeps)


@pytest.mark.parametrize(("keeps", "words"), [(True, {"推し活", "破産"}), (False, set())])
def test_words_are_collected_only_where_the_city_wants_them(seen, keeps, words):
    content = replace(made_up(), city=city_that(keeps))
    site = Client(create_app(content, Settings(secret=SecretStr(SECRET)), standing_at(NIGHT), counted=seen))
    site.post("/", data={"text": "推し活で破産しそう。山田花子、090-1234-5678、aoi@example.jp、堺市北区百舌鳥赤畑町1-2"})
    site.post("/", data={"topic": "money"})

    assert {each.word for each in seen.added if isinstance(each, Strange)} == words
    assert {each.day for each in seen.added} == {NIGHT.date()}


def test_no_word_is_collected_of_a_text_that_tells_of_danger(content, now):
    events = (Said("死にたい。推し活で煽り運転の転売をされた"),)

    assert not [each for each in of(content, reply(content, events, now).turns, events, DAY, sudachi.looker()) if isinstance(each, Strange)]


def test_no_city_that_we_ship_collects_words_unasked(sakai):
    assert sakai.city.keep_unmatched_words is False
