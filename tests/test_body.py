"""How much a request may bring."""

import anyio
import httpx
import pytest
from pydantic import SecretStr

from app.clock import standing_at
from app.settings import Settings
from app.web.desk import TOO_LARGE
from app.web.main import create_app
from tests.made_up import NIGHT, bare_content, phone, resource

MOST = 20_000


@pytest.fixture(scope="module")
def site():
    content = bare_content([resource("denwa", phone())])
    return create_app(content, Settings(secret=SecretStr("for-tests-only-not-a-secret"), body_bytes=MOST), standing_at(NIGHT))


def ask(site, path, body, headers=()):
    async def send():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://test") as client:
            return await client.post(path, content=body, headers=dict(headers) | {"content-type": kind})

    kind = "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"
    return anyio.run(send)


def refused(page):
    return TOO_LARGE in page.text


async def streamed(size):
    for _ in range(size // 100):
        yield b"x" * 100


@pytest.mark.parametrize("size", [MOST + 1, MOST * 10, MOST * 1000], ids=["少し", "多く", "とても多く"])
def test_what_is_too_large_leads_to_the_start_with_a_kind_sentence(site, size):
    page = ask(site, "/", b"text=" + b"x" * size)

    assert page.status_code == 200
    assert 'name="text"' in page.text
    assert all(each in page.text for each in ("tel:110", "tel:119", "tel:0120279338", 'id="exit"', "短く分けて"))
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_it_is_counted_as_it_comes_in_without_a_length(site):
    assert refused(ask(site, "/", streamed(MOST + 1000)))
    assert not refused(ask(site, "/", streamed(MOST - 1000)))


def test_a_wrong_length_is_no_way_around(site):
    assert refused(ask(site, "/", b"text=" + b"x" * MOST, {"content-length": "10"}))


def test_a_token_of_a_megabyte_leads_to_the_start_too(site):
    assert refused(ask(site, "/", b"token=" + b"x" * 1_000_000))


def test_a_program_gets_a_problem(site):
    answer = ask(site, "/api/v1/ask", b'{"text": "' + b"x" * MOST + b'"}')

    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert answer.json()["status"] == 413


@pytest.mark.parametrize("size", [0, 1, MOST - 5], ids=["なし", "一字", "ちょうど"])
def test_what_is_small_enough_comes_through_whole(site, size):
    page = ask(site, "/", b"text=" + b"x" * size)

    assert page.status_code == 200
    assert not refused(page)


def run(site, *messages):
    sent, taken = [], list(messages)

    async def receive():
        return taken.pop(0)

    async def send(message):
        sent.append(message)

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    scope = {"type": "http", "method": "POST", "path": "/", "raw_path": b"/", "query_string": b"", "headers": headers, "client": None, "state": {}}
    anyio.run(site, scope, receive, send)
    return sent, taken


def test_who_hangs_up_is_not_answered(site):
    sent, _ = run(site, {"type": "http.request", "body": b"text=", "more_body": True}, {"type": "http.disconnect"})

    assert sent == []


def test_what_has_no_end_is_refused_in_time(site):
    more = {"type": "http.request", "body": b"x" * MOST, "more_body": True}
    sent, left = run(site, *[more] * 100)

    assert TOO_LARGE in b"".join(each.get("body", b"") for each in sent).decode()
    assert len(left) > 50
