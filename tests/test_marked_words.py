"""Words of a resident, sent through every door: afterwards they are in no log, no header, no answer to somebody else, no file and no cache."""

import functools
import gc
import json
import logging
import re
import urllib.parse
from datetime import datetime
from urllib.parse import quote, unquote

import httpx
import pytest
from pydantic import SecretStr

from app.clock import standing_at
from app.content import City, Ward
from app.opening import TOKYO
from app.settings import Settings
from app.tally import opened
from app.web.form import TalkForm
from app.web.main import create_app
from tests.made_up import bare_content, outcome, phone, question, resource, topic

MARKS = ("ぬばたまのくらやみざか", "犬養毬藻", "090-5550-1234", "marimo.inukai@example.org", "zqxvwmarked")
OTHERS = ("つぎはぎのみずたまりも", "牛飼稲穂", "090-5550-9876", "inaho.ushikai@example.org", "zqxvwunmarked"[:11])
"""Sent first, through the same doors, so that what is made once is made already."""
URLENCODED, JSON = "application/x-www-form-urlencoded", "application/json"
OF_THE_CLIENT = ("httpx", "httpcore", "urllib")
"""Modules by which the tests ask; they know of course what they ask for."""


@pytest.fixture
def counts(tmp_path):
    return tmp_path / "counts.db"


def small():
    """Make content with a city that has wards."""
    city = City(
        code="131016",
        name="みなも市",
        kana="みなもし",
        url="https://example.jp/",
        department="くらし支援課",
        wards=(Ward(code="131024", name="ひがし区"),),
        keep_unmatched_words=True,
    )
    rent = topic("rent", question("how", "talk", bad="talk"), outcome("talk", "denwa"), says=("家賃 払えない",))
    return bare_content([resource("denwa", phone())], rent, general=("denwa",), city=city)


def settings(counts):
    """Count into a file, and show all that can be shown."""
    return Settings(secret=SecretStr("for-tests-only-not-a-secret"), database_url=SecretStr(f"sqlite:///{counts}"), metrics=True)


def counting(counts):
    """Count into a file; the test says when it is written."""
    return opened(f"sqlite:///{counts}")


def site(counts, clock=standing_at(datetime(2026, 11, 20, 14, 0, tzinfo=TOKYO)), counted=None):  # noqa: B008  # one moment for all
    return create_app(small(), settings(counts), clock, counted=counted)


def doors(word: str) -> list[tuple[str, str, dict]]:
    """Give every way by which words can come in."""
    encoded, raw = quote(word), word.encode()
    headers = dict.fromkeys(
        ("User-Agent", "Referer", "traceparent", "tracestate", "X-Forwarded-For", "Cookie", "Accept-Language", "X-Request-ID", "Origin"), encoded
    )
    fields = [("POST", "/", {"data": {name: word}}) for name in TalkForm.model_fields]
    fields += [("POST", "/", {"data": {"text": f"家賃 払えない {word}", name: word}}) for name in TalkForm.model_fields if name != "text"]
    apis = [
        {"text": word}, {"text": f"家賃 払えない {word}"}, {"text": "家賃", "city": word}, {"text": [word]}, {"text": {word: word}}, {word: word}, [word], word,
        {"event": {"text": word}}, {"event": {"topic": word}}, {"event": {"answer": word}}, {"event": {"ward": word}}, {"event": {"prefers": word}},
        {"event": {"tried": word}}, {"event": {"tried": "denwa/reached", word: word}}, {"event": word}, {"event": {"text": "家賃"}, "state": word}, {"event": {"text": 1}, word: word},
    ]  # fmt: skip
    bodies = [
        (URLENCODED, b"text=%" + raw + b"&%zz=%E3%81"), (URLENCODED, raw), (URLENCODED, b"text=\xff" + raw), ("multipart/form-data; boundary=x", b"--x\r\n" + raw),
        (f"multipart/form-data; boundary={encoded}", raw), ("multipart/form-data", raw), (encoded, raw), ("text/plain", raw),
        (JSON, b'{"text": "' + raw), (JSON, b'{"text": "' + raw + b'\xff"}'), (JSON, raw), (JSON, b'{"' + raw + b'": NaN}'), (JSON, b"[" * 5000 + raw),
    ]  # fmt: skip
    return [
        *fields,
        *(("POST", path, {"json": body}) for path in ("/api/v1/ask", "/api/v1/talk") for body in apis),
        *(
            ("POST", path, {"content": body, "headers": {"Content-Type": kind}})
            for path in ("/", "/api/v1/ask", "/api/v1/talk")
            for kind, body in bodies
        ),
        *(
            ("GET", path, {"params": {"look": word, word: word}})
            for path in ("/", "/about", "/traces", "/readyz", "/healthz", "/openapi.json", "/api/v1/resources")
        ),
        *(("GET", f"{path}{encoded}", {}) for path in ("/", "/static/", "/api/v1/resources/", "/api/", "/api/v1/", "/about/", "/parts/", "/topic/")),
        *((method, f"/?q={encoded}", {}) for method in ("DELETE", "PUT", "PATCH", "OPTIONS", "HEAD")),
        ("POST", "/", {"files": {"text": (word, raw), word: (word, raw)}}),
        ("GET", "/", {"headers": headers}),
        ("GET", f"/{encoded}", {"headers": headers}),
        ("POST", "/api/v1/ask", {"json": {"text": "家賃"}, "headers": headers}),
    ]


CLEAN = [
    ("GET", path, {})
    for path in ("/", "/about", "/traces", "/no-such-page", "/healthz", "/readyz", "/metrics", "/openapi.json", "/api/v1/resources", "/api/v1/none")
]
CLEAN += [
    ("POST", "/", {"data": {"text": "家賃 払えない"}}),
    ("POST", "/api/v1/ask", {"json": {"text": "家賃 払えない"}}),
    ("POST", "/api/v1/ask", {"json": {}}),
]


def told(text: str) -> list[str]:
    """Give the marks that stand in *text*, however they are written."""
    plain = unquote(text).casefold()
    digits = re.sub(r"\D", "", text)
    return [
        mark
        for mark in MARKS
        if mark in plain
        or json.dumps(mark)[1:-1] in text.casefold()
        or repr(mark.encode())[2:-1] in text
        or (mark[0].isdigit() and re.sub(r"\D", "", mark) in digits)
    ]


async def ask(site, asked):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site, raise_app_exceptions=False), base_url="http://test") as client:
        return [(f"{method} {path.split('?')[0]}", more, await client.request(method, path, **more)) for method, path, more in asked]


def heads(answer: httpx.Response) -> str:
    """Give all of an answer but its body."""
    return "\n".join(f"{name}: {value}" for name, value in answer.headers.items()) + (re.search("<title>.*?</title>", answer.text) or [""])[0]


@pytest.fixture
def records():
    """Collect what every logger of the program says, at any level."""
    said, root = [], logging.getLogger()
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record) if not record.name.startswith(OF_THE_CLIENT) else None
    level, root.level = root.level, logging.DEBUG
    root.addHandler(handler)
    yield said
    root.removeHandler(handler)
    root.level = level


def as_written(record: logging.LogRecord) -> str:
    """Write a record as a handler would, with its traceback and all that is fastened to it."""
    return logging.Formatter().format(record) + repr(vars(record))


@pytest.mark.anyio
async def test_marked_words_are_nowhere_but_in_their_own_answer(counts, records, capfd):
    counted = counting(counts)
    open_site = site(counts, counted=counted)
    await ask(open_site, [each for mark in OTHERS for each in (*doors(mark), *CLEAN)])
    records.clear()
    answers = await ask(open_site, [each for mark in MARKS for each in doors(mark)])
    others = await ask(open_site, CLEAN)
    written = counted.write()
    out, err = capfd.readouterr()

    assert not [name for name, _, answer in answers if told(heads(answer))]
    assert not [name for name, _, answer in others if told(heads(answer) + answer.text)]
    assert records
    assert not [record.name for record in records if told(as_written(record))]
    assert told(out + err) == []
    assert written
    assert counts.stat().st_size
    assert not [path.name for path in counts.parent.iterdir() if told(path.read_bytes().decode("utf-8", "replace"))]


@pytest.mark.anyio
async def test_only_a_page_of_the_talk_shows_what_was_written(counts):
    answers = await ask(site(counts), [each for mark in MARKS for each in doors(mark)])
    shown = [(name, more, answer) for name, more, answer in answers if told(answer.text)]

    assert len(shown) > len(MARKS)
    assert all(name == "POST /" and answer.status_code == 200 for name, _, answer in shown), [(name, answer.status_code) for name, _, answer in shown]
    assert {answer.status_code for _, _, answer in answers} <= {200, 400, 404, 405, 415, 422}


def caches():
    """Give all caches of functools that live, by the function whose answers they keep."""
    living = (each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper))
    return {f"{each.__module__}.{getattr(each, '__qualname__', '')} {id(each)}": each for each in living}


@pytest.mark.anyio
async def test_no_cache_grows_with_or_holds_what_was_written(counts):
    open_site = site(counts)
    await ask(open_site, [each for mark in OTHERS for each in (*doors(mark), *CLEAN)])
    living = {name: cache for name, cache in caches().items() if name.startswith("app.")}
    before = {name: cache.cache_info().currsize for name, cache in living.items()}
    await ask(open_site, [each for mark in MARKS for each in (*doors(mark), *CLEAN)])
    after = {name: cache.cache_info().currsize for name, cache in living.items()}
    ours = [
        name
        for name, cache in caches().items()
        if not name.startswith(OF_THE_CLIENT) and told(repr([repr(each) for each in gc.get_referents(cache)]))
    ]

    assert before
    assert after == before
    assert ours == []
    assert told(repr(list(re._cache))) == []


@pytest.mark.anyio
async def test_an_address_that_is_not_ours_is_in_no_cache_of_the_library(counts):
    """Asked without a client, which would keep the address itself."""

    async def send(message):
        assert not told(repr(message.get("headers")))

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    for path in (f"/{MARKS[0]}", f"/api/{MARKS[0]}", f"/about/{MARKS[0]}/", "/"):
        raw = quote(path).encode()
        scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "raw_path": raw, "query_string": raw, "headers": [(b"host", b"test")], "root_path": "", "server": ("test", 80), "client": ("203.0.113.9", 1)}  # fmt: skip
        urllib.parse.urlsplit.cache_clear()
        await site(counts)(scope, receive, send)

        assert urllib.parse.urlsplit.cache_info().currsize == 0


class Broken:
    """A clock that fails, once it is asked, with words of the resident in its hands."""

    def __init__(self, word):
        self.word = word

    def __call__(self):
        raise RuntimeError(self.word)


@pytest.mark.anyio
@pytest.mark.parametrize("mark", MARKS)
async def test_a_fault_of_ours_answers_without_the_words(counts, mark):
    answers = await ask(site(counts, Broken(mark)), [("POST", "/", {"data": {"text": mark}}), ("POST", "/api/v1/ask", {"json": {"text": mark}})])

    assert [answer.status_code for _, _, answer in answers] == [500, 500]
    assert not [name for name, _, answer in answers if told(heads(answer) + answer.text)]


def test_the_search_finds_words_however_they_are_written():
    assert urllib.parse.quote(MARKS[0]) != MARKS[0]
    assert all(told(form(mark)) == [mark] for mark in MARKS for form in (str, quote, json.dumps, str.upper, lambda mark: repr(mark.encode())))
    assert told("09055501234") == ["090-5550-1234"]
