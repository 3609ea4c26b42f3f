"""How many taps lead to each window."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from app.catalogue import Refusal
from app.content import City, Door, Panel, Shortcut, Ward
from app.events import Answered, Chose, Lives
from app.opening import TOKYO
from app.reach import FARTHEST, Way, reach
from app.steps import Advising
from app.talk import reply
from tests.made_up import bare_content, outcome, question, resource, topic

CITY = City(
    code="131016", name="みなも市", kana="みなもし", url="https://example.jp/", department="課", wards=(Ward(code="131024", name="ひがし区"),)
)
MONEY = topic("money", question("tonight", "talk", yes="talk", no="food"), outcome("talk", "office"), outcome("food", "phone"), label="お金")
LIVING = Door(id="living", label="くらし", topics=("money",))


def placed(content, *groups, **doors):
    return replace(content, menu=replace(content.menu, groups=groups, **doors))


def test_a_way_is_a_door_a_worry_and_an_answer():
    content = placed(bare_content([resource("office"), resource("phone")], MONEY), LIVING)

    assert reach(content) == {
        "office": Way(taps=3, labels=("くらし", "お金", "「yes」")),
        "phone": Way(taps=3, labels=("くらし", "お金", "「no」")),
    }


def test_a_window_that_no_tap_leads_to_is_missing():
    content = placed(bare_content([resource("office"), resource("phone"), resource("alone")], MONEY, general=("alone",)), LIVING)

    assert "alone" not in reach(content)
    assert reach(placed(content)) == {}


def test_not_knowing_is_an_answer_too():
    hidden = topic("money", question("tonight", "unsure", yes="talk"), outcome("talk", "office"), outcome("unsure", "phone"))

    assert reach(placed(bare_content([resource("office"), resource("phone")], hidden), LIVING))["phone"].labels[-1] == "わからない"


def test_the_shortest_of_several_ways_counts():
    near = Door(id="near", label="近道", options=(Shortcut(label="食べ物がない", topic="money", answers=("no",)),))
    content = placed(bare_content([resource("office"), resource("phone")], MONEY), LIVING, doors=(near,))

    assert reach(content)["phone"] == Way(taps=2, labels=("近道", "食べ物がない"))


def test_doors_stand_behind_doors_and_not_knowing_leads_to_the_door_for_it():
    behind = Door(id="room", label="奥", topics=("money",))
    outer = Door(id="outer", label="入り口", doors=("room",))
    unknown = Door(id="unknown", label="分からない人", topics=("other",))
    content = bare_content([resource("office"), resource("phone"), resource("any")], MONEY, topic("other", outcome("o", "any")))

    found = reach(placed(content, outer, rooms=(behind, unknown)))
    assert found["office"].labels == ("入り口", "奥", "お金", "「yes」")
    assert found["any"].labels == ("入り口", "わからない", "otherのこと")


def test_a_child_is_not_asked_for_the_age():
    asks = topic("money", question("age", "grown", child="young", adult="grown"), outcome("young", "kids"), outcome("grown", "office"))
    first = asks.questions[0]
    asks = replace(asks, questions=(replace(first, options=(replace(first.options[0], for_young=True), first.options[1])),))
    content = bare_content([resource("kids"), resource("office")], asks)

    door = Door(id="kids", label="子ども", topics=("money",), young=True)
    assert reach(placed(content, door)) == {"kids": Way(taps=2, labels=("子ども", "moneyのこと"))}
    assert reach(placed(content, replace(door, young=False)))["kids"].taps == 3


def test_related_worries_the_panel_and_refusals_lead_on():
    main = topic("money", outcome("talk", "office"), related=("other",), panel="suicide")
    other = topic("other", outcome("o", "far"))
    panel = Panel(kind="suicide", heading="h", text="t", call=("police",), lines=("phone",))
    office = resource("office", refused=(Refusal(reason="だめ", next=("next",)),))
    every = [office, resource("far"), resource("police"), resource("phone"), resource("next")]
    found = reach(placed(bare_content(every, main, other, panel=panel), LIVING))

    assert {name: way.taps for name, way in found.items()} == {"office": 2, "police": 2, "phone": 2, "next": 3, "far": 3}
    assert found["next"].labels[-1] == "ことわられたら"


def test_the_citys_own_stands_in_place_and_a_ward_is_one_more_tap():
    own = resource("own", area="131016", stands_for=("office",))
    ward = resource("ward", area="131024", stands_for=("office",))
    beside = resource("beside", area="131024", topics=("money",))
    everything = [resource("office"), resource("phone"), own, ward, beside]
    found = reach(placed(bare_content(everything, MONEY, city=CITY), LIVING))

    assert found["own"].taps == 3
    assert found["ward"] == Way(taps=4, labels=("くらし", "お金", "「yes」", "ひがし区"))
    assert found["beside"].taps == 4
    assert "office" not in found


def test_a_day_leaves_out_what_is_out_of_its_period():
    over = resource("phone", valid_until=date(2026, 3, 31))
    content = placed(bare_content([resource("office"), over], MONEY), LIVING)

    assert "phone" in reach(content)
    assert "phone" not in reach(content, date(2026, 4, 1))
    assert "phone" in reach(content, date(2026, 3, 31))


def test_a_flow_that_names_a_hidden_window_is_passed_over():
    assert set(reach(placed(bare_content([resource("office")], MONEY), LIVING))) == {"office"}


@pytest.fixture(scope="module")
def ways(sakai):
    return reach(sakai, date(2026, 11, 20))


def test_in_what_we_ship_a_tap_leads_where_the_talk_leads(sakai, ways):
    """The ways are walked as events of a talk: door and worry by their labels, then the answers."""
    now = datetime(2026, 11, 20, 14, 0, tzinfo=TOKYO)
    by_label = {each.label: each for each in sakai.topics.values()}
    walked = 0
    for window, way in ways.items():
        if len(way.labels) < 3 or way.labels[1] not in by_label or any(label in {"わからない", "ことわられたら"} for label in way.labels):
            continue
        step = reply(sakai, (Chose(by_label[way.labels[1]].id),), now).step
        events = [Chose(by_label[way.labels[1]].id)]
        for label in way.labels[2:]:
            found = next((o.id for o in getattr(step, "question", None).options if o.label == label), None) if hasattr(step, "question") else None
            ward = next((each.code for each in sakai.city.wards if each.name == label), None)
            if found is None and ward is None:
                break
            events.append(Answered(found) if found is not None else Lives(ward))
            answer = reply(sakai, tuple(events), now)
            step = answer.step
        else:
            walked += 1
            shown = {each.resource.id for each in step.offers} if isinstance(step, Advising) else set()
            alarm = reply(sakai, tuple(events), now).alarm
            shown |= {each.resource.id for each in (*alarm.call, *alarm.lines)} if alarm else set()
            panel = sakai.menu.panel(alarm.panel.kind).lines if alarm else ()
            assert window in shown | set(panel), (window, way)
    assert walked > 100


def test_in_what_we_ship_no_window_is_further_than_four_taps(ways):
    assert {name: way for name, way in ways.items() if way.taps > FARTHEST} == {}


def test_a_window_shown_at_once_is_nearer_than_behind_a_refusal():
    office = resource("office", refused=(Refusal(reason="だめ", next=("phone",)),))
    content = bare_content([office, resource("phone")], topic("money", outcome("o", "office")), topic("other", outcome("p", "phone")))

    assert reach(placed(content, replace(LIVING, topics=("money", "other"))))["phone"] == Way(taps=2, labels=("くらし", "otherのこと"))
