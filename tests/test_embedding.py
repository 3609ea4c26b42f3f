"""The guide inside a page of the city: who may frame what."""

import gzip
import re
from dataclasses import replace

import pytest
from pydantic import SecretStr

from app.clock import standing_at
from app.settings import Settings
from app.web.main import create_app
from tests.client import Client

CITY = "https://www.city.example.jp"
PUBLIC = "https://madoguchi.city.example.jp"


@pytest.fixture(scope="module")
def embedded(sakai):
    """Give content that may stand in a page of the city."""
    return replace(sakai, city=replace(sakai.city, embed_on=(CITY,)))


def client(content, now, **settings):
    return Client(create_app(content, Settings(secret=SecretStr("for-tests-only-not-a-secret"), **settings), standing_at(now)))


# Headers.


@pytest.mark.parametrize("path", ["/", "/about", "/traces", "/embed", "/embed?city=271403&look=en.f", "/topic/debt"])
def test_pages_may_stand_in_the_citys_pages_and_in_no_others(embedded, sakai, now, path):
    assert f"frame-ancestors {CITY}" in client(embedded, now).get(path).headers["content-security-policy"]
    assert "frame-ancestors 'none'" in client(sakai, now).get(path).headers["content-security-policy"]


def test_a_talk_may_too(embedded, now):
    assert f"frame-ancestors {CITY}" in client(embedded, now).post("/", data={"text": "家賃が払えない"}).headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/no-such-page", "/embed?city=131016", "/api/v1/resources", "/readyz", "/parts", "/openapi.json"])
def test_errors_and_all_else_may_not(embedded, now, path):
    assert "frame-ancestors 'none'" in client(embedded, now, dev=True).get(path).headers["content-security-policy"]


@pytest.mark.parametrize("name", ["embed.js", "embed-exit.js"])
def test_scripts_for_other_sites_are_small_keep_nothing_and_change_within_an_hour(embedded, now, name):
    answer = client(embedded, now).get(f"/{name}")

    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert len(gzip.compress(answer.content)) <= {"embed.js": 5120, "embed-exit.js": 1024}[name]
    assert not [word for word in ("cookie", "Storage", "indexedDB", "innerHTML", "eval", "window.madoguchi") if word in answer.text]


def test_what_is_put_into_a_page_leaves_with_it_without_script_too(embedded, now):
    site = client(embedded, now)

    for path in ("/embed", "/embed?look=en.l", "/embed?look=ja.f"):
        assert re.search(r'id="exit"[^>]* target="_top"', site.get(path).text)
    assert 'target="_top"' not in site.get("/").text


# Links.


def test_a_link_leads_into_a_topic_but_never_into_a_sensitive_one(embedded, now):
    site = client(embedded, now)

    assert 'id="log"' in site.get("/topic/debt").text
    assert 'id="log"' not in site.get("/topic/dv").text
    assert 'id="log"' not in site.get("/topic/no-such").text
    assert 'id="log"' in site.get("/embed?topic=debt").text


# oEmbed.


def test_another_site_is_told_how_to_show_the_guide(embedded, now):
    site = client(embedded, now, public_url=PUBLIC)
    told = site.get(f"/oembed?url={PUBLIC}/topic/debt&maxwidth=500").json()

    assert (told["version"], told["type"], told["width"]) == ("1.0", "rich", 500)
    assert f'<iframe src="{PUBLIC}/topic/debt?look=ja.f"' in told["html"]
    assert f'type="application/json+oembed" href="{PUBLIC}/oembed?url=' in site.get("/").text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("url=https://elsewhere.example/", 404),
        (f"url={PUBLIC}.evil.example/", 404),
        (f"url={PUBLIC}/topic/%22%3E%3Cscript%3E", 404),
        (f"url={PUBLIC}/&format=xml", 501),
        (f"url={PUBLIC}/&maxwidth=x", 422),
    ],
)
def test_strange_questions_are_not_answered(embedded, now, query, code):
    assert client(embedded, now, public_url=PUBLIC).get(f"/oembed?{query}").status_code == code


def test_a_service_that_does_not_know_its_address_says_nothing_of_it(embedded, now):
    site = client(embedded, now)

    assert site.get("/oembed?url=https://x.example/").status_code == 404
    assert "oembed" not in site.get("/").text
