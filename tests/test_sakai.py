"""The city of Sakai: its own windows by ward, its postal codes, and a Sunday night."""

from datetime import datetime

import pytest

from app.events import Lives, Said
from app.offering import SHOWN, Here, offers
from app.opening import TOKYO
from app.postal import ward_of
from app.steps import Advising, Asking, Choosing
from app.talk import default_outcome, reply

WARDS = {"271411": "堺区", "271420": "中区", "271438": "東区", "271446": "西区", "271454": "南区", "271462": "北区", "271471": "美原区"}
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=TOKYO)
SUNDAY = datetime(2026, 11, 22, 21, 0, tzinfo=TOKYO)


def test_the_city_and_its_wards_are_those_of_sakai(sakai):
    assert (sakai.city.code, sakai.city.name) == ("271403", "堺市")
    assert {ward.code: ward.name for ward in sakai.city.wards} == WARDS


def test_the_citys_entries_are_of_the_city_its_wards_or_its_prefecture(sakai, content):
    own = [each for each in sakai.catalogue if each.id not in content.catalogue]

    assert len(own) >= 80
    assert {each.area for each in own} <= {"270008", "271403", *WARDS}


def test_what_the_citys_entries_stand_for_exists(sakai, content):
    assert {wanted for each in sakai.catalogue for wanted in each.stands_for} <= content.catalogue.by_id.keys()


# By ward.


@pytest.mark.parametrize("ward", WARDS, ids=WARDS.values())
@pytest.mark.parametrize(
    "topic",
    [
        "housing",
        "food",
        "elder-care",
        "mental-distress",
        "childcare",
    ],
)
def test_at_noon_the_wards_own_window_is_in_sight_for_some_way_of_the_worry(sakai, topic, ward):
    in_sight = [each.resource for node in sakai.topics[topic].outcomes for each in offers(sakai, topic, node, Here(now=NOON, ward=ward))[:SHOWN]]

    assert any(each.area == ward or WARDS[ward] in each.name for each in in_sight)


@pytest.mark.parametrize("ward", WARDS, ids=WARDS.values())
@pytest.mark.parametrize("wanted", ["fukushi-jimusho", "hokenjo-kokoro", "chiiki-houkatsu"])
def test_each_ward_has_its_own_in_place_of_the_offices(sakai, wanted, ward):
    own = [each for each in sakai.own[wanted] if sakai.catalogue[each].area == ward]

    assert len(own) == 1
    assert WARDS[ward] in sakai.catalogue[own[0]].name


# Postal codes.


@pytest.mark.parametrize(
    ("written", "ward"),
    [
        ("591-8023", "271462"),
        ("590-0078", "271411"),
        ("599-8236", "271420"),
        ("587-0002", "271471"),
        ("530-0001", None),
        ("5918023", "271462"),
        ("〒591-8023", "271462"),
        (" 591 8023 ", "271462"),
        ("５９１－８０２３", "271462"),
        ("５９１ー８０２３", "271462"),
        ("５９１８０２３", "271462"),
        ("591−8023", "271462"),
        ("", None),
        ("北区", None),
        ("591-802", None),
        ("591-80233", None),
        ("000-0000", None),
        ("999-9999", None),
        ("５９１'; --", None),
        ("\x00", None),
    ],
    ids=repr,
)
def test_a_postal_code_names_its_ward_however_it_is_written(sakai, written, ward):
    assert ward_of(written, sakai.city) == ward


# What is not confirmed.


@pytest.mark.parametrize("wanted", ["sakai-city-hall", "seikatsu-engo-sakai", "seikatsu-engo-kita", "hofuku-mihara", "sakai-kokoro-center"])
def test_a_number_that_was_not_confirmed_is_not_shown(sakai, wanted):
    numbers = [channel.value for channel in sakai.catalogue[wanted].channels if channel.type == "phone"]

    assert numbers
    assert set(numbers) == {None}


# Sunday at nine in the evening, 北区.


@pytest.mark.parametrize("worry", ["家賃が払えない", "子どもが熱を出した", "夫に怒鳴られる", "母の徘徊", "話し相手がいない"])
def test_on_sunday_night_somebody_answers_and_who_does_not_says_when(sakai, worry):
    talk = reply(sakai, (Lives("271462"), Said(worry)), SUNDAY)
    topics = talk.step.topics if isinstance(talk.step, Choosing) else (talk.step.topic,)

    assert isinstance(talk.step, Asking | Advising | Choosing)
    for topic in topics:
        for node in (default_outcome(topic), *topic.outcomes):
            first = offers(sakai, topic.id, node, talk.here)[:SHOWN]
            assert any(each.status.open for each in first), node.id
            assert all(each.status.changes for each in first if each.status.state == "closed"), node.id
