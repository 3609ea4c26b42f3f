"""HEAD: what GET answers, without its body."""

import json
import logging
from datetime import datetime

import anyio
import httpx
import pytest
from pydantic import SecretStr

from app.clock import standing_at
from app.opening import TOKYO
from app.settings import Settings
from app.web.main import create_app
from tests.made_up import bare_content, phone, resource

PAGES = [
    "/",
    "/about",
    "/traces",
    "/embed",
    "/topic/else",
    "/healthz",
    "/readyz",
    "/openapi.json",
    "/api/v1/resources",
    "/no-such-page",
    "/api/v1/nothing",
]


@pytest.fixture(scope="module")
def site():
    content = bare_content([resource("denwa", phone())], general=("denwa",))
    return create_app(content, Settings(secret=SecretStr("for-tests-only-not-a-secret")), standing_at(datetime(2026, 11, 20, 14, 0, tzinfo=TOKYO)))


def asked(site, method: str, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://test") as client:
            return await client.request(method, path, headers={"Accept-Encoding": "gzip"})

    return anyio.run(ask)


@pytest.mark.parametrize("path", PAGES)
def test_head_answers_as_get_does_without_the_body(site, path):
    head, get = asked(site, "HEAD", path), asked(site, "GET", path)

    assert head.status_code == get.status_code
    assert head.content == b""
    assert get.content
    # The page of a talk holds a token, whose signature is of another length now and then when compressed.
    assert {name: value for name, value in head.headers.items() if name != "content-length"} == {
        name: value for name, value in get.headers.items() if name != "content-length"
    }
    assert head.headers["content-length"] != "0"


def test_head_of_what_is_only_posted_to_is_refused(site):
    assert asked(site, "HEAD", "/api/v1/ask").status_code == 405


def test_the_log_says_that_it_was_head(site, caplog):
    with caplog.at_level(logging.INFO, "madoguchi.request"):
        asked(site, "HEAD", "/about")

    (line,) = [json.loads(record.message) for record in caplog.records if record.name == "madoguchi.request"]
    assert (line["method"], line["route"], line["status"]) == ("HEAD", "/about", 200)
