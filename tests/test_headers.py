"""What every answer carries: each route of the site, each method, each way to fail. The table is made of the routes, so that a new one is tried too."""

from collections.abc import Iterator
from datetime import datetime

import httpx
import pytest
from pydantic import SecretStr

from app.clock import standing_at
from app.opening import TOKYO
from app.settings import Settings
from app.web.main import create_app
from app.web.private import HEADERS
from app.web.security import PATH, security_txt
from tests.made_up import bare_content, outcome, phone, resource, topic

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=TOKYO)
SECRET = SecretStr("for-tests-only-not-a-secret")
CONTACT = "mailto:madoguchi@city.example.jp"
FILLED = {"wanted": "denwa", "name": "start"}
"""What stands in the holes of a path."""
OPEN_TO_OTHERS = "cross-origin"
"""What a route that other sites may ask for says of itself (Cross-Origin-Resource-Policy)."""


@pytest.fixture(scope="module")
def site():
    """Build the site with all that can be switched on."""
    small = bare_content([resource("denwa", phone())], topic("rent", outcome("talk", "denwa"), says=("家賃 払えない",)), general=("denwa",))
    return create_app(small, Settings(secret=SECRET, dev=True, hsts_seconds=300, security_contact=CONTACT), standing_at(NOW))


def routes(app) -> Iterator[tuple[str, str]]:
    """Give method and path of every route, those of routers inside too."""
    for route in getattr(app, "routes", ()):
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        if hasattr(route, "methods") and route.methods:
            path = route.path
            for name, value in FILLED.items():
                path = path.replace(f"{{{name}}}", value)
            yield from ((method, path) for method in sorted(route.methods))
        elif inner is not None:
            yield from routes(inner)


def inside(site):
    """Give the routes' app, from inside all that is wrapped around it."""
    return site if hasattr(site, "routes") else inside(site.app)


def asked(site) -> list[tuple[str, str, dict]]:
    """Make the table: every route by each of its methods and by a wrong one, and all that fails."""
    known = [(method, path, {"data": {"text": "家賃 払えない"}} if method == "POST" else {}) for method, path in routes(inside(site))]
    wrong = [("DELETE", path, {}) for path in dict.fromkeys(path for _, path, _ in known)]
    failing = [
        ("GET", "/no-such-page", {}),
        ("GET", "/about/", {}),
        ("GET", "/static/none.css", {}),
        ("GET", "/api/v1/nothing", {}),
        ("GET", "/api/v1/resources/none", {}),
        ("POST", "/", {"files": {"text": ("a.bin", b"\xff\xfe")}}),
        ("POST", "/api/v1/ask", {"content": b"{", "headers": {"content-type": "application/json"}}),
        ("POST", "/api/v1/ask", {"content": b'"\xff"', "headers": {"content-type": "application/json"}}),
        ("POST", "/api/v1/ask", {"json": {"text": 1}}),
    ]
    return known + wrong + failing


async def answers(site) -> list[tuple[str, httpx.Response]]:
    """Ask everything in the table, and every static file."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site, raise_app_exceptions=False), base_url="http://test") as client:
        found = [(f"{method} {path}", await client.request(method, path, **more)) for method, path, more in asked(site)]
        start = (await client.get("/")).text
        files = [each.split('"')[0] for each in start.split('"/static/')[1:]]
        return found + [(f"GET /static/{name}", await client.get(f"/static/{name}")) for name in files]


@pytest.fixture(scope="module")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="module")
async def every(site, anyio_backend):
    return await answers(site)


def test_the_table_holds_every_route(site):
    known = {path for _, path, _ in asked(site)}

    assert {"/", "/about", "/traces", "/healthz", "/readyz", "/openapi.json", "/parts", "/parts/start", "/api/v1/ask", "/api/v1/talk", PATH} <= known


@pytest.mark.anyio
async def test_every_answer_carries_the_headers(every):
    for name, answer in every:
        for header, value in HEADERS.items():
            if header != "Content-Security-Policy":
                assert answer.headers.get_list(header) == [value], name
        assert answer.headers["strict-transport-security"] == "max-age=300", name
        assert answer.headers["cross-origin-resource-policy"] in {"same-origin", OPEN_TO_OTHERS}, name
        assert "set-cookie" not in answer.headers, name
        assert "location" not in answer.headers, name


@pytest.mark.anyio
async def test_no_answer_allows_what_is_written_into_a_page_or_comes_from_elsewhere(every):
    for name, answer in every:
        (policy,) = answer.headers.get_list("content-security-policy")
        rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
        del rules["frame-ancestors"]

        assert rules.pop("default-src") == ["'none'"], name
        assert all(sources in (["'self'"], ["'none'"]) for sources in rules.values()), name
        assert {"script-src", "style-src", "form-action", "base-uri"} <= set(rules), name


@pytest.mark.anyio
async def test_only_files_whose_name_holds_their_hash_are_kept_and_they_are_for_our_own_pages(every):
    kept = [(name, answer) for name, answer in every if answer.headers["cache-control"] != "no-store"]

    ours = [(name, answer) for name, answer in kept if answer.headers["cross-origin-resource-policy"] != OPEN_TO_OTHERS]
    assert len(ours) >= 3
    assert all(
        name.startswith("GET /static/") and answer.status_code == 200 and "immutable" in answer.headers["cache-control"] for name, answer in ours
    )
    assert all(answer.headers["content-type"].startswith(("text/javascript", "text/css", "image/")) for _, answer in kept)


@pytest.mark.anyio
async def test_what_is_refused_is_a_page_with_numbers_or_a_problem(every):
    for name, answer in every:
        assert answer.status_code < 500 or "/parts" in name, name  # the gallery shows the shipped content only
        if answer.status_code < 400 or name.startswith("HEAD"):
            continue
        if "/api/" in name:
            assert answer.headers["content-type"] == "application/problem+json", name
            assert answer.json()["status"] == answer.status_code, name
        else:
            assert all(number in answer.text for number in ("tel:110", "tel:119", "tel:0120279338")), name


@pytest.mark.anyio
async def test_a_wrong_method_is_told_the_right_ones(every):
    wrong = [(name, answer) for name, answer in every if name.startswith("DELETE")]

    assert wrong
    assert all(answer.status_code == 405 and answer.headers["allow"] for _, answer in wrong), wrong


def broken():
    """Stand for a fault of ours."""
    raise RuntimeError


@pytest.mark.anyio
@pytest.mark.parametrize(("path", "sent"), [("/", {"data": {"text": "家賃"}}), ("/api/v1/ask", {"json": {"text": "家賃"}})], ids=["ページ", "API"])
async def test_a_fault_of_ours_carries_all_headers_too(path, sent):
    site = create_app(bare_content([resource("denwa", phone())]), Settings(hsts_seconds=300), broken)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site, raise_app_exceptions=False), base_url="http://test") as client:
        answer = await client.post(path, **sent)

    assert answer.status_code == 500
    assert HEADERS.items() <= {name: answer.headers.get(name) for name in HEADERS}.items()
    assert answer.headers["strict-transport-security"] == "max-age=300"
    assert (answer.headers["cache-control"], answer.headers["cross-origin-resource-policy"]) == ("no-store", "same-origin")


@pytest.mark.anyio
async def test_https_is_not_asked_for_and_no_contact_named_unless_set():
    site = create_app(bare_content([resource("denwa", phone())]), Settings(secret=SECRET), standing_at(NOW))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://test") as client:
        start, contact = await client.get("/"), await client.get(PATH)

    assert "strict-transport-security" not in start.headers
    assert contact.status_code == 404


@pytest.mark.anyio
async def test_security_txt_names_the_contact_and_ends_within_a_year(every):
    found = next(answer for name, answer in every if name == f"GET {PATH}")
    fields = dict(line.split(": ", 1) for line in found.text.splitlines())

    assert found.text == security_txt(CONTACT, NOW)
    assert found.headers["content-type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == CONTACT
    assert 0 < (datetime.fromisoformat(fields["Expires"]) - NOW).days < 365
