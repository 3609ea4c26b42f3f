"""How often one address may post."""

import logging
import re

import anyio
import httpx
import pytest
from limits.errors import ConfigurationError
from pydantic import SecretStr, ValidationError

from app.clock import standing_at
from app.content import Panel
from app.errors import SettingsError
from app.settings import Settings
from app.web.main import create_app
from app.web.rate import PAUSE, TIMES, Pace, address_of
from tests.made_up import NIGHT, bare_content, outcome, phone, resource, topic

HOME = "203.0.113.7"
AWAY = "redis://127.0.0.1:9"
"""A store at a port where nobody answers (discard, RFC 863)."""


def site(rate="3/hour", **more):
    settings = Settings(secret=SecretStr("for-tests-only-not-a-secret"), rate=rate, **more)
    panel = Panel(kind="suicide", heading="つらいですね。", text="話せます。", call=(), lines=("denwa",))
    content = bare_content([resource("denwa", phone())], topic("rent", outcome("talk", "denwa"), says=("家賃 払えない",)), panel=panel)
    return create_app(content, settings, standing_at(NIGHT))


def ask(app, *texts, address=HOME, path="/", method="POST", headers=None):
    async def send():
        transport = httpx.ASGITransport(app=app, client=(address, 1), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            kind = "json" if path.startswith("/api/") else "data"
            sent = [{kind: {"text": each} | ({"look": "en"} if kind == "data" else {}) if isinstance(each, str) else each} for each in texts]
            return [await client.request(method, path, **each) for each in sent]

    return anyio.run(send)


def codes(answers):
    return [each.status_code for each in answers]


def test_what_is_too_much_is_a_calm_page_from_which_it_can_be_sent_again():
    *first, last = ask(site(), *["家賃 払えない <b>"] * 4)

    assert codes(first) == [200] * 3
    assert last.status_code == 429
    assert 1 <= int(last.headers["retry-after"]) <= 3600
    assert all(each in last.text for each in ("tel:110", "tel:119", "tel:0120279338", 'id="exit"', "Send again"))
    assert '<input type="hidden" name="text" value="家賃 払えない &lt;b&gt;">' in last.text
    assert last.headers["cache-control"] == "no-store"


def test_another_address_is_not_meant():
    app = site()
    ask(app, *["家賃"] * 4)

    assert codes(ask(app, "家賃", address="203.0.113.8")) == [200]


def test_what_tells_of_danger_is_answered_over_the_limit():
    answers = ask(site(), *["家賃"] * 4, "もう死にたい", "あ" * 3000 + "死にたい")

    assert codes(answers) == [200] * 3 + [429, 200, 200]


def test_who_is_in_danger_may_go_on_pressing_buttons_over_the_limit():
    app = site("4/hour")
    pages = ask(app, "家賃 払えない、もう死にたい", "家賃 払えない", "家賃", "家賃")
    tokens = [re.search(r'name="token" value="([^"]+)"', page.text)[1] for page in pages[:2]]

    assert codes(ask(app, *({"token": token, "prefers": "chat"} for token in tokens))) == [200, 429]
    states = ({"state": token, "event": {"prefers": "chat"}} for token in tokens)
    assert codes(ask(app, *states, path="/api/v1/talk")) == [200, 429]


def test_even_danger_is_refused_beyond_ten_times_the_limit():
    answers = ask(site("2/hour"), *["死にたい"] * (2 * TIMES + 1))

    assert codes(answers) == [200] * 2 * TIMES + [429]
    assert "tel:119" in answers[-1].text
    assert answers[-1].headers["retry-after"]


def test_a_program_gets_a_problem():
    answers = ask(site(), *["家賃"] * 4, "死にたい", path="/api/v1/ask")

    assert codes(answers) == [200] * 3 + [429, 200]
    assert answers[3].headers["content-type"] == "application/problem+json"
    assert answers[3].json()["status"] == 429
    assert answers[3].headers["retry-after"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/static/none.css"])
def test_what_is_only_opened_is_not_counted(path):
    assert 429 not in codes(ask(site("1/hour"), *["x"] * 5, path=path, method="GET"))


def test_it_can_be_switched_off():
    assert codes(ask(site("off"), *["家賃"] * 30)) == [200] * 30


def test_each_of_several_limits_counts():
    assert 429 in codes(ask(site("100/hour; 2/hour"), *["家賃"] * 3))


@pytest.mark.parametrize("rate", ["", "0/minute", "many", "3/fortnight", "3/minute;", "off; 3/minute"])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(ValidationError):
        Settings(rate=rate)


# The address.


def scope(peer, *forwarded):
    return {"type": "http", "client": peer and (peer, 1), "headers": [(b"x-forwarded-for", each.encode()) for each in forwarded]}


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        (HOME, ("198.51.100.1",), 0, HOME),
        ("10.0.0.1", ("198.51.100.1, 203.0.113.7",), 1, HOME),
        ("10.0.0.1", ("6.6.6.6", "203.0.113.7, 10.0.0.2"), 2, HOME),
        ("10.0.0.1", (HOME,), 3, HOME),
        (HOME, (), 2, HOME),
        (HOME, (" , ",), 1, HOME),
        ("10.0.0.1", ("203.0.113.7:4711",), 1, HOME),
        ("10.0.0.1", ("[2001:db8:1:2:3::4]:4711",), 1, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", (), 0, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", (), 0, HOME),
        (None, (), 0, ""),
        ("testclient", (), 0, "testclient"),
    ],
)
def test_the_address_that_counts(peer, forwarded, proxies, address):
    assert address_of(scope(peer, *forwarded), proxies) == address


def test_who_writes_the_header_themselves_is_counted_all_the_same():
    app = site(proxies=1)
    answers = [ask(app, "家賃", address="10.0.0.1", headers={"x-forwarded-for": f"6.6.6.{each}, {HOME}"})[0] for each in range(4)]

    assert codes(answers) == [200] * 3 + [429]


# What is kept.


def test_no_address_is_kept_or_logged(caplog):
    pace = Pace("1/hour")
    with caplog.at_level(logging.DEBUG):
        ask(site("1/hour"), *["家賃"] * 30)
        pace.count(HOME)

    assert HOME not in caplog.text
    assert pace._limiter.storage.storage
    assert HOME not in repr(vars(pace._limiter.storage))


def test_each_process_has_a_key_of_its_own_but_those_who_share_a_store_share_it():
    shared = [Pace("1/hour", AWAY, "for-tests-only-not-a-secret") for _ in range(2)]

    assert shared[0]._key == shared[1]._key
    assert Pace("1/hour", None, "for-tests-only-not-a-secret")._key not in {shared[0]._key, Pace("1/hour", None, "for-tests-only-not-a-secret")._key}


# The store.


def test_where_the_store_is_away_nobody_is_refused_and_it_is_said_once(caplog):
    answers = ask(site(rate_store=SecretStr(AWAY)), *["家賃"] * 10)

    assert codes(answers) == [200] * 10
    assert [each.name for each in caplog.records if each.levelno == logging.WARNING] == ["madoguchi.rate"]
    assert HOME not in caplog.text


def test_a_store_that_was_away_is_asked_again_after_a_while(caplog):
    now = [0.0]
    pace = Pace("1/hour", AWAY, "for-tests-only-not-a-secret", timer=lambda: now[0])
    asked = []
    real = pace._limiter.hit
    pace._limiter.hit = lambda *each: asked.append(1) or real(*each)
    pace.count(HOME)
    pace.count(HOME)
    now[0] = PAUSE + 1
    pace.count(HOME)

    assert len(asked) == 2
    assert len(caplog.records) == 1


def test_a_store_of_no_known_kind_stops_the_start():
    with pytest.raises(ConfigurationError):
        Pace("1/hour", "nothing://x")
    with pytest.raises(SettingsError):
        site(rate_store=SecretStr("nothing://x"))
