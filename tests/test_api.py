"""The JSON API: what outsiders may rely on."""

import httpx
import pytest
from pydantic import SecretStr

from app.clock import standing_at
from app.settings import Settings
from app.web.main import create_app


@pytest.fixture(scope="module")
def site(content, now):
    return create_app(content, Settings(secret=SecretStr("for-tests-only-not-a-secret")), standing_at(now))


@pytest.fixture
async def client(site):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://test") as client:
        yield client


@pytest.mark.anyio
async def test_ask_names_topics_with_reasons_and_resources(client, content):
    answer = (await client.post("/api/v1/ask", json={"text": "家賃が払えなくて追い出されそう", "city": None})).json()

    assert answer.keys() == {"urgent", "reply", "topics", "resources", "shortened"}
    assert (answer["urgent"], answer["reply"], answer["topics"][0]["id"]) == (None, "outcome", "housing")
    assert answer["topics"][0].keys() == {"id", "label", "score", "because"}
    assert any("家賃" in each for each in answer["topics"][0]["because"])
    assert len(answer["topics"]) <= 10
    assert [each["score"] for each in answer["topics"]] == sorted((each["score"] for each in answer["topics"]), reverse=True)
    assert set(answer["resources"]) <= set(content.catalogue.by_id)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("text", "reply", "urgent"),
    [
        ("もう死にたい", "urgent", "suicide"),
        ("いま夫に殴られました", "urgent", "violence"),
        ("まあまあです", "unsure", None),
        ("借金", "outcome", None),
    ],
    ids=["死にたい", "殴られた", "わからない文", "一語"],
)
async def test_ask_says_what_kind_of_reply_it_is(client, text, reply, urgent):
    answer = (await client.post("/api/v1/ask", json={"text": text})).json()

    assert (answer["reply"], answer["urgent"]) == (reply, urgent)
    assert answer["resources"]


@pytest.mark.anyio
async def test_what_is_no_worry_is_unsure_and_has_its_fixed_answer_as_text(client, content):
    asked = (await client.post("/api/v1/ask", json={"text": "粗大ごみの出し方を教えて"})).json()
    talked = (await client.post("/api/v1/talk", json={"event": {"text": "粗大ごみの出し方を教えて"}})).json()["reply"]

    assert (asked["reply"], asked["urgent"], asked["resources"]) == ("unsure", None, [])
    assert (talked["kind"], talked["text"]) == ("unsure", content.asides["city"].answer)
    assert (talked["topic"], talked["options"], talked["resources"]) == (None, [], [])


@pytest.mark.anyio
async def test_where_we_do_not_know_there_is_no_fixed_text_but_general_windows(client):
    talked = (await client.post("/api/v1/talk", json={"event": {"text": "まあまあです"}})).json()["reply"]

    assert (talked["kind"], talked["text"]) == ("unsure", None)
    assert talked["resources"]


@pytest.mark.anyio
async def test_in_a_city_its_main_number_comes_with_the_fixed_answer(sakai, now):
    site = create_app(sakai, Settings(secret=SecretStr("for-tests-only-not-a-secret")), standing_at(now))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://test") as client:
        asked = (await client.post("/api/v1/ask", json={"text": "粗大ごみの出し方を教えて"})).json()
        talked = (await client.post("/api/v1/talk", json={"event": {"text": "粗大ごみの出し方を教えて"}})).json()["reply"]

    assert asked["resources"] == [each["id"] for each in talked["resources"]] == ["sakai-city-hall"]


@pytest.mark.anyio
async def test_the_same_words_give_the_same_answer(client):
    answers = [(await client.post("/api/v1/ask", json={"text": "母の介護で仕事に行けない"})).content for _ in range(3)]

    assert len(set(answers)) == 1


@pytest.mark.anyio
async def test_a_talk_goes_on_by_its_state(client):
    first = (await client.post("/api/v1/talk", json={"state": None, "event": {"text": "家賃が払えなくて追い出されそう"}})).json()
    second = (await client.post("/api/v1/talk", json={"state": first["state"], "event": {"answer": "none"}})).json()

    assert first["reply"]["kind"] == "question"
    assert first["reply"]["options"][-1] == {"id": "unsure", "label": "わからない"}
    assert second["reply"]["kind"] == "outcome"
    assert second["reply"]["resources"][0]["channels"]


@pytest.mark.anyio
async def test_what_we_made_of_the_words_can_be_said_to_be_wrong(client):
    first = (await client.post("/api/v1/talk", json={"event": {"text": "家賃が払えなくて追い出されそう"}})).json()
    second = (await client.post("/api/v1/talk", json={"state": first["state"], "event": {"differs": "1"}})).json()["reply"]

    assert (first["reply"]["topic"], second["topic"]) == ("housing", None)
    assert "housing" not in {each["id"] for each in second["options"]}


@pytest.mark.anyio
async def test_what_was_told_already_and_what_else_was_told_stand_beside_the_step(client):
    talked = (await client.post("/api/v1/talk", json={"event": {"text": "クラスでいじめられています。もう二か月、不登校です"}})).json()["reply"]

    assert talked["assumed"] == ["自分のこと"]
    assert [each["id"] for each in talked["besides"]] == ["school-refusal"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "event",
    [{}, {"text": " "}, {"text": "\x1c"}, {"nothing": "x"}, {"text": "家賃", "topic": "debt"}, {"text": None}],
    ids=["空", "空白", "制御文字", "知らない項目", "二つ", "null"],
)
async def test_an_event_that_is_none_is_a_problem(client, event):
    answer = await client.post("/api/v1/talk", json={"event": event})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 422


@pytest.mark.anyio
async def test_the_catalogue_says_open_or_closed_as_of_now(client):
    every = (await client.get("/api/v1/resources")).json()
    one = (await client.get("/api/v1/resources/yorisoi-hotline")).json()
    none = await client.get("/api/v1/resources/no-such-window")

    assert len(every) > 300
    assert one["state"] == "open"
    assert {each["state"] for each in every} == {"open", "closed", "unknown"}
    assert none.status_code == 404
    assert none.headers["content-type"] == "application/problem+json"


@pytest.mark.anyio
async def test_the_contract_names_every_route(client):
    contract = (await client.get("/openapi.json")).json()

    assert set(contract["paths"]) == {"/api/v1/ask", "/api/v1/talk", "/api/v1/resources", "/api/v1/resources/{wanted}", "/healthz", "/readyz"}


@pytest.mark.anyio
async def test_the_ward_is_an_event_and_counts_for_the_whole_talk(sakai, now):
    site = create_app(sakai, Settings(secret=SecretStr("for-tests-only-not-a-secret")), standing_at(now))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://test") as client:
        told = (await client.post("/api/v1/talk", json={"event": {"ward": "271462"}})).json()
        answer = (await client.post("/api/v1/talk", json={"state": told["state"], "event": {"topic": "elder-care/unsure/unsure/unsure"}})).json()

    assert answer["reply"]["kind"] == "outcome"
    assert answer["reply"]["resources"][0]["area"] == "271462"


@pytest.mark.anyio
async def test_a_topic_may_come_with_its_first_answers(client):
    answer = (await client.post("/api/v1/talk", json={"event": {"topic": "suicidal/state-other"}})).json()

    assert (answer["reply"]["kind"], answer["reply"]["topic"], answer["reply"]["soft"]) == ("question", "suicidal", "suicide")
    assert [each["id"] for each in answer["reply"]["options"]] == ["near-yes", "near-no", "unsure"]


@pytest.mark.anyio
async def test_a_long_text_is_shortened_and_its_danger_is_seen(client):
    text = "夫の借金がわかりました。" * 300
    asked = (await client.post("/api/v1/ask", json={"text": text + "もう死にたいです。"})).json()
    talked = (await client.post("/api/v1/talk", json={"event": {"text": text}})).json()
    short = (await client.post("/api/v1/ask", json={"text": "借金"})).json()

    assert (asked["shortened"], asked["urgent"]) == (True, "suicide")
    assert (talked["shortened"], talked["reply"]["topic"]) == (True, "debt")
    assert short["shortened"] is False


@pytest.mark.anyio
async def test_what_may_be_refused_is_in_the_contract(client):
    paths = (await client.get("/openapi.json")).json()["paths"]

    assert all({"413", "429"} <= paths[each]["post"]["responses"].keys() for each in ("/api/v1/ask", "/api/v1/talk"))


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("GET", "/api/v1/none", b"", 404),
        ("GET", "/api/v1/ask", b"", 405),
        ("POST", "/api/v1/ask", b"\xff{", 400),
        ("POST", "/api/v1/ask", b"{}", 422),
    ],
    ids=["ない道", "ちがう方法", "JSON でない", "欄がない"],
)
async def test_what_went_wrong_is_told_in_japanese(client, method, path, body, code):
    answer = await client.request(method, path, content=body, headers={"content-type": "application/json"})

    assert answer.status_code == code
    assert not answer.json()["title"].isascii()
    assert not answer.json()["detail"].isascii()
