"""What a resident can turn to, and how it is reached."""

from datetime import date

import pytest

from app.catalogue import Catalogue, Channel
from tests.made_up import phone, resource


@pytest.mark.parametrize(
    ("value", "link"),
    [
        ("0570-064-556", "tel:0570064556"),
        ("#9110", "tel:%239110"),
        ("110", "tel:110"),
        ("0120-279-338", "tel:0120279338"),
        ("(06) 1234-5678", "tel:0612345678"),
    ],
)
def test_a_tap_on_a_number_dials_its_digits_only(value, link):
    assert phone(value).link == link


@pytest.mark.parametrize(
    ("kind", "value", "link"),
    [
        ("phone", None, None),
        ("phone", "番号は窓口で", None),
        ("fax", "06-1234-5678", None),
        ("mail", "soudan@example.jp", "mailto:soudan@example.jp"),
        ("mail", "https://example.jp/form", "https://example.jp/form"),
        ("mail", None, None),
        ("chat", "https://example.jp/chat", "https://example.jp/chat"),
        ("chat", "javascript:alert(1)", None),
        ("web-form", "http://example.jp/", None),
        ("visit", "市役所 1階 12番窓口", None),
        ("letter", None, None),
    ],
)
def test_only_what_can_be_tapped_is_a_link(kind, value, link):
    assert Channel(type=kind, value=value).link == link


def test_a_channel_of_which_nothing_is_known_has_no_digits():
    assert Channel(type="phone").digits == ""


def test_a_later_resource_takes_the_place_of_an_earlier_one_where_it_stood():
    own = resource("shakyo", name="さかい社協")
    catalogue = Catalogue.of([resource("shakyo"), resource("minsei"), own])

    assert [each.id for each in catalogue] == ["shakyo", "minsei"]
    assert catalogue["shakyo"] is own


def test_a_hidden_resource_is_not_there():
    catalogue = Catalogue.of([resource("shakyo"), resource("minsei")], hidden=frozenset({"shakyo"}))

    assert "shakyo" not in catalogue
    assert len(catalogue) == 1
    with pytest.raises(KeyError):
        catalogue["shakyo"]


@pytest.mark.parametrize(
    ("day", "valid"),
    [(date(2026, 9, 30), False), (date(2026, 10, 1), True), (date(2027, 3, 31), True), (date(2027, 4, 1), False)],
    ids=["始まる前の日", "初日", "最後の日", "終わった次の日"],
)
def test_a_resource_is_offered_from_its_first_day_to_its_last(day, valid):
    limited = resource("kyufukin", valid_from=date(2026, 10, 1), valid_until=date(2027, 3, 31))

    assert limited.valid(day) is valid


def test_a_resource_without_a_period_is_always_offered():
    assert resource("yorisoi").valid(date(2099, 1, 1))


def test_of_privacy_nothing_is_claimed_that_nobody_wrote():
    privacy = resource("yorisoi").privacy

    assert (privacy.name_needed, privacy.anonymous, privacy.on_bill, privacy.calls_back) == (None, None, None, None)
