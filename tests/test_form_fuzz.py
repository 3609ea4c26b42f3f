"""The page's form, sent anything at all: always a page, always with the emergency numbers and the exit."""

from datetime import datetime
from urllib.parse import quote_from_bytes

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import SecretStr

from app.clock import standing_at
from app.content import City, Ward
from app.opening import TOKYO
from app.settings import Settings
from app.web.desk import TOO_LARGE
from app.web.form import TalkForm
from app.web.main import create_app
from app.web.token import Tokens, event_of
from tests.client import Client
from tests.made_up import bare_content, outcome, phone, question, resource, topic

SECRET = "for-tests-only-not-a-secret"
CITY = City(
    code="131016",
    name="みなも市",
    kana="みなもし",
    url="https://example.jp/",
    department="くらし支援課",
    wards=(Ward(code="131024", name="ひがし区"),),
)
CONTENT = bare_content(
    [resource("denwa", phone()), resource("madoguchi", phone(hours="Mo-Fr 09:00-17:00"), area="131024")],
    topic("rent", question("how", "talk", bad="talk"), outcome("talk", "denwa", "madoguchi"), says=("家賃 払えない",)),
    general=("denwa",),
    city=CITY,
)
CLOCK = standing_at(datetime(2026, 11, 20, 14, 0, tzinfo=TOKYO))
SITE = create_app(CONTENT, Settings(secret=SecretStr(SECRET), body_bytes=2_000_000), CLOCK)
"""Takes more than it usually does: what this file looks for is beyond the limit of the size, which tests/test_body.py sees to."""
TALK = tuple(event for plain in ({"text": "家賃 払えない"}, {"answer": "bad"}, {"ward": "131024"}) if (event := event_of(plain)) is not None)
TOKEN = Tokens(SECRET, CLOCK).write(TALK)
FIELDS = tuple(TalkForm.model_fields)
"""All fields, also those that are not made yet."""

surrogates = some.text(some.characters(categories=["Cs", "Cc", "Co", "Cn", "Lo"]), max_size=20)
numbers = some.one_of(some.integers().map(str), some.just("9" * 5000), some.just("٣"), some.just("²"), some.just("-0"), some.just("1e9"))
ours = some.sampled_from(
    ["家賃 払えない", "rent", "rent/bad", "bad", "unsure", "131024", "100-0001", "phone", "denwa/reached", "ja.r.xl", "en", "1", TOKEN]
)
anything = some.one_of(some.text(max_size=60), surrogates, numbers, ours, some.binary(max_size=40))


def sent(fields: list[tuple[str, str | bytes]]) -> bytes:
    """Write a form, also what no text can be."""
    raw = ((name, value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")) for name, value in fields)
    return b"&".join(f"{name}={quote_from_bytes(value)}".encode() for name, value in raw)


def answered(body: bytes, kind: str = "application/x-www-form-urlencoded") -> httpx.Response:
    """Send a form as it is written."""
    return Client(SITE).send(body, kind)


def whole(page: httpx.Response) -> bool:
    """Tell whether what must stand on every page does."""
    return all(each in page.text for each in ("tel:110", "tel:119", "tel:0120279338", 'id="exit"'))


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(some.lists(some.tuples(some.sampled_from(FIELDS), anything), max_size=6), some.booleans())
def test_whatever_the_fields_hold_there_is_a_page(fields, going_on):
    page = answered(sent([*fields, *([("token", TOKEN)] if going_on else [])]))

    assert page.status_code == 200
    assert whole(page)


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(
    some.binary(max_size=200),
    some.sampled_from(
        ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain", "x", ""]
    ),
)
def test_what_is_no_form_is_a_calm_page(body, kind):
    page = answered(body, kind)

    assert page.status_code in {200, 400, 415, 422}
    assert whole(page)


PIECE = 15_000
"""Letters; written in a form, none of them takes more than twelve bytes."""


def every_letter():
    """Give all of Unicode, surrogates too, in pieces that a form may hold."""
    letters = "".join(map(chr, range(0x110000)))
    return (letters[begin : begin + PIECE] for begin in range(0, len(letters), PIECE))


@pytest.mark.parametrize("field", ["text", "postal"])
def test_every_letter_of_unicode_may_be_written(field):
    for piece in every_letter():
        page = answered(sent([("token", TOKEN), (field, piece)]))

        assert page.status_code == 200
        assert whole(page)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "value",
    ["あ" * 100_000, "9" * 5000, "\x00", "<script>alert", "{{7919*1337}}", "../../../etc/passwd", "\u202e\u2028"],
    ids=["長い", "大きな数", "NUL", "タグ", "ひな型", "道", "向き"],
)
def test_each_field_may_hold_anything(field, value):
    page = answered(sent([("token", TOKEN), (field, value)] if field != "token" else [(field, value)]))

    assert page.status_code == 200
    assert whole(page)
    assert "<script>alert" not in page.text
    assert "10587703" not in page.text


def test_a_form_too_large_to_be_read_leads_to_the_start():
    page = answered(sent([("text", "𠮷" * 200_000)]))

    assert page.status_code == 200
    assert whole(page)
    assert TOO_LARGE in page.text


def test_a_number_too_long_to_be_one_goes_no_step_back():
    page = answered(sent([("token", TOKEN), ("keep", "9" * 5000)]))

    assert page.status_code == 200
    assert "家賃 払えない" in page.text
