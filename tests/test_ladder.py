"""The ladder: whom to try next where nobody answered. Never empty, never the same again, and never called open when it is closed."""

from datetime import date
from itertools import pairwise, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app.catalogue import JAPAN, Channel
from app.content import City, Panel, Ward
from app.ladder import RUNGS, ladder
from app.offering import Here, look_up, offers
from tests.made_up import DAYTIME, NIGHT, at, bare_content, outcome, phone, resource, topic
from tests.quarters import QUARTERS, combinations, moment, number_of, quarters, until

TOWN, WARD, PREFECTURE = "131016", "131024", "130001"
CITY = City(
    code=TOWN, name="みなも市", kana="みなもし", url="https://example.jp/", department="くらし支援課", wards=(Ward(code=WARD, name="ひがし区"),)
)
MOMENTS = 1
"""Moments that are tried of each combination of states; more may be tried by hand, since what opens next differs between them."""

ANSWERED = {"phone", "chat", "sns", "visit"}
WRITTEN = {"chat", "sns", "mail", "web-form", "app", "letter", "fax"}
KINDS = {"phone": {"phone"}, "chat": {"chat"}, "sns": {"sns"}, "mail": {"mail", "web-form", "app"}, "visit": {"visit"}, "letter": {"letter", "fax"}}
COSTS = {"free": 0, "call": 1, "navi": 1, "unknown": 2}


def climbed(content, node, here, *tried, of="else"):
    """Name the windows on the ladder."""
    return [rung.resource.id for rung in ladder(content, of, node, here, frozenset(tried))]


def chat(name, **more):
    return Channel(**{"type": "chat", "value": f"https://example.jp/{name}", "hours": "24/7", "cost": "free"} | more)


def mail(name="a", **more):
    return Channel(**{"type": "mail", "value": f"{name}@example.jp", "cost": "free"} | more)


# The order.


def test_who_answers_now_comes_before_who_may_and_before_who_opens_first_and_a_letter_comes_last():
    windows = [
        resource("letter", Channel(type="letter", value="〒100-0000", hours="24/7", cost="free")),
        resource("later", phone("06-1111-1111", hours="Mo-Fr 10:00-17:00")),
        resource("sooner", phone("06-2222-2222", hours=DAYTIME)),
        resource("unknown", phone("06-3333-3333", hours=None)),
        resource("open", phone("06-4444-4444", cost="unknown")),
    ]
    content = bare_content(windows)

    assert climbed(content, outcome("o", *(each.id for each in windows)), at(NIGHT)) == ["open", "unknown", "sooner", "later", "letter"]


def test_of_those_who_answer_now_free_comes_before_charged_and_charged_before_what_we_do_not_know(now):
    costs = {"unknown": "unknown", "navi": "navi", "free": "free"}
    windows = [resource(name, phone(f"06-1111-{number}", cost=cost)) for number, (name, cost) in enumerate(costs.items(), 1111)]

    assert climbed(bare_content(windows), outcome("o", *costs), at(now)) == ["free", "navi", "unknown"]


def test_of_the_free_ones_the_near_ones_come_first_and_the_office_of_the_town_is_near(now):
    windows = [
        resource("far", phone("0120-111-111")),
        resource("prefecture", phone("0120-222-222"), area=PREFECTURE),
        resource("town", phone("0120-333-333"), area=TOWN),
        resource("office", phone("0120-444-444"), kind="office"),
        resource("ward", phone("0120-555-555"), area=WARD),
    ]
    content = bare_content(windows, general=("prefecture", "town", "office", "ward"), city=CITY)

    assert climbed(content, outcome("o", "far"), at(now, WARD)) == ["ward", "town", "office", "prefecture", "far"]


def test_phone_and_chat_are_alike_and_to_go_somewhere_comes_after_them(now):
    windows = [
        resource("hall", Channel(type="visit", value="市役所", hours="24/7", cost="free")),
        resource("b", chat("b")),
        resource("a", phone("0120-111-111")),
    ]

    assert climbed(bare_content(windows), outcome("o", "hall", "b", "a"), at(now)) == ["b", "a", "hall"]


def test_otherwise_the_authors_order_stays(now):
    windows = [resource(name, phone(f"0120-111-{number}")) for number, name in enumerate("cab", 111)]

    assert climbed(bare_content(windows), outcome("o", "b", "a", "c"), at(now)) == ["b", "a", "c"]


def test_there_are_five_rungs_and_one_that_answers_now_is_the_first_of_them():
    closed = [resource(f"w{number}", phone(f"06-1111-111{number}", hours=DAYTIME), area=TOWN) for number in range(7)]
    content = bare_content([*closed, resource("night", phone("0120-111-111", cost="navi"))], city=CITY)

    assert climbed(content, outcome("o", *(each.id for each in closed), "night"), at(NIGHT)) == ["night", "w0", "w1", "w2", "w3"]


# Who stands on it.


def test_after_what_the_outcome_offers_come_the_windows_for_any_worry_and_who_listens_in_this_danger(now):
    windows = [resource(name, phone(f"0120-111-{number}")) for number, name in enumerate(["line", "general", "offered", "emergency"], 111)]
    panel = Panel(kind="violence", heading="", text="", call=("emergency",), lines=("line",))
    node = outcome("o", "offered")
    content = bare_content(windows, topic("home", node, panel="violence"), topic("else", node), general=("general",), panel=panel)

    assert climbed(content, node, at(now), of="home") == ["offered", "general", "line"]
    assert climbed(content, node, at(now), of="else") == ["offered", "general"]
    assert climbed(content, node, at(now), of="gone") == ["offered", "general"]


def test_what_was_tried_is_not_tried_again_nor_its_number_under_another_name(now):
    windows = [
        resource("tried", phone("0120-111-111"), phone("0120-222-222")),
        resource("same", phone("0120(222)222")),
        resource("both", phone("0120-111-111"), chat("both")),
        resource("other", phone("0120-333-333")),
    ]
    content, node = bare_content(windows), outcome("o", "tried", "same", "both", "other")

    assert climbed(content, node, at(now)) == ["tried", "other", "same", "both"]
    assert climbed(content, node, at(now), "tried") == ["other", "both"]
    assert ladder(content, "else", node, at(now), frozenset({"tried"}))[1].way.channel.type == "chat"
    assert climbed(content, node, at(now), "gone", "other") == ["tried", "same", "both"]


def test_one_number_or_page_is_one_try_but_one_place_in_words_is_many(now):
    hall = Channel(type="visit", value="市役所", hours=None)
    windows = [resource("a", phone("188")), resource("b", phone("188")), resource("c", chat("x")), resource("d", chat("x"))]
    windows += [resource("e", hall), resource("f", hall)]

    assert climbed(bare_content(windows), outcome("o", *"abcdef"), at(now)) == ["a", "c", "e", "f"]


def test_of_several_ways_the_best_is_the_rung():
    window = resource("w", phone("06-1111-1111", hours=DAYTIME), mail(), chat("w", cost="navi"), phone("06-2222-2222", hours=None))

    assert [each.way.channel.type for each in ladder(bare_content([window]), "else", outcome("o", "w"), at(NIGHT), frozenset())] == ["chat"]


@pytest.mark.parametrize("number", ["110", "119"])
def test_an_emergency_number_is_no_next_try_except_where_the_author_wrote_it(now, number):
    windows = [resource("emergency", phone(number), Channel(type="app", value="https://example.jp/")), resource("w", phone("0120-111-111"))]
    content = bare_content(windows, general=("emergency", "w"))

    assert climbed(content, outcome("o", "w"), at(now)) == ["w"]
    assert climbed(content, outcome("o", "w", "emergency"), at(now)) == ["w", "emergency"]


def test_what_has_no_way_that_we_know_or_never_opens_again_is_no_next_try(now):
    never = phone("06-1111-1111", hours="Mo-Fr off")
    windows = [resource("measure"), resource("dumb", phone(None)), resource("never", never), resource("w", mail())]

    assert climbed(bare_content(windows), outcome("o", *(each.id for each in windows)), at(now)) == ["w"]


def test_what_can_be_used_at_any_time_is_never_called_open(now):
    windows = [resource("form", Channel(type="web-form", value="https://example.jp/", hours="24/7")), resource("w", phone("0120-111-111"))]
    rungs = ladder(bare_content(windows), "else", outcome("o", "form", "w"), at(now), frozenset())

    assert [(each.resource.id, each.answers, each.way.status.open) for each in rungs] == [("w", True, True), ("form", False, False)]


def test_what_is_out_of_its_period_is_no_next_try_and_the_citys_own_stands_for_the_national_one(now):
    windows = [resource("over", phone("0120-111-111"), valid_until=date(2026, 11, 19)), resource("far", phone("0120-222-222"))]
    windows += [resource("own", phone("06-1111-1111"), area=TOWN, stands_for=("far",))]

    assert climbed(bare_content(windows, general=("far",), city=CITY), outcome("o", "over"), at(now)) == ["own"]


def test_once_all_were_tried_it_begins_anew(now):
    content, node = bare_content([resource("a", phone("0120-111-111")), resource("b", phone("0120-222-222"))]), outcome("o", "a", "b")

    assert climbed(content, node, at(now), "a", "b") == ["a", "b"]


# What the resident prefers.


def test_of_those_who_answer_now_at_one_cost_the_preferred_way_comes_first_and_a_written_one_before_a_spoken_one(now):
    windows = [
        resource("hall", Channel(type="visit", value="市役所", hours="24/7", cost="free")),
        resource("phone", phone("0120-111-111")),
        resource("chat", chat("x")),
        resource("sns", Channel(type="sns", value="LINE", hours="24/7", cost="free")),
    ]
    content, node = bare_content(windows), outcome("o", *(each.id for each in windows))

    assert climbed(content, node, Here(now=now, prefers="sns")) == ["sns", "chat", "hall", "phone"]
    assert climbed(content, node, Here(now=now, prefers="phone")) == ["phone", "hall", "chat", "sns"]
    assert climbed(content, node, Here(now=now, prefers="visit")) == ["hall", "phone", "chat", "sns"]


def test_the_last_place_is_kept_for_the_preferred_way():
    phones = [resource(f"w{number}", phone(f"06-1111-111{number}"), mail(f"w{number}")) for number in range(6)]
    content, node = bare_content(phones), outcome("o", *(each.id for each in phones))
    rungs = ladder(content, "else", node, Here(now=NIGHT, prefers="mail"), frozenset({"w1"}))

    assert [each.resource.id for each in rungs] == ["w0", "w2", "w3", "w4", "w5"]
    assert [each.way.channel.type for each in rungs] == ["phone"] * 4 + ["mail"]
    assert {each.way.channel.type for each in ladder(content, "else", node, at(NIGHT), frozenset({"w1"}))} == {"phone"}


# The proof. What must be true of any ladder is written here a second time, from the content and the second clock; nothing of `app.ladder` is used.


def candidates(content, of, node, here):
    """Give all whom the ladder may name."""
    known = {each.resource.id: each.resource for each in offers(content, of, node, here)}
    kind = content.topics[of].panel
    for each in look_up(content, (*content.menu.general, *(content.menu.panel(kind).lines if kind else ())), here):
        known.setdefault(each.resource.id, each.resource)
    named = {each.resource.id for each in look_up(content, node.offers, here)}
    return [each for each in known.values() if each.id in named or not {"110", "119"} & numbers(each)]


def numbers(each):
    return {channel.digits for channel in each.channels if channel.type == "phone" and channel.value}


def line(channel):
    """Name the one line or page at which somebody answers, whoever is said to; None for a place in words and for what can be sent at any time."""
    return channel.link if channel.type in ANSWERED else None


def readiness(channel, quarter):
    """Say how soon somebody answers by the second clock: 0 now, 1 we do not know, 2 later (and when), 3 a place of unknown hours, 4 one can write at any time."""
    if channel.type not in ANSWERED:
        return 4, None
    if channel.hours is None:
        return (3 if channel.type == "visit" else 1), None
    return (0, None) if quarters(channel.hours)[quarter] else (2, until(channel.hours, quarter))


def left_over(everyone, tried, quarter):
    """Give the ways that may still be tried: window, way and readiness."""
    lines = {line(channel) for each in everyone if each.id in tried for channel in each.channels if channel.value} - {None}
    ways = ((each, channel) for each in everyone if each.id not in tried for channel in each.channels if channel.value and line(channel) not in lines)
    return [(each, channel, readiness(channel, quarter)) for each, channel in ways]


def place(content, each):
    return 1 if each.kind == "office" and each.area == JAPAN else content.distance(each.id)


def liking(channel, prefers):
    if prefers is None:
        return channel.type == "visit"
    if channel.type in KINDS[prefers]:
        return 0
    return 1 if prefers not in {"phone", "visit"} and channel.type in WRITTEN else 2


def faults(content, of, node, here, tried, everyone):
    """Say what is wrong with the ladder after *tried*: nothing, it is hoped."""
    quarter, rungs = number_of(here.now), ladder(content, of, node, here, tried)
    tried_too = [content.catalogue[each] for each in tried if content.catalogue[each] not in everyone]
    left = left_over([*everyone, *tried_too], tried, quarter) or left_over(everyone, (), quarter)
    return [fault.__name__ for fault in FAULTS if fault(content, here, rungs, left, quarter)]


def empty(content, here, rungs, left, quarter):
    return not rungs and left


def too_long(content, here, rungs, left, quarter):
    return len(rungs) > RUNGS


def strange(content, here, rungs, left, quarter):
    """Find what was tried, an emergency, or what nobody offers."""
    return any((each.resource.id, each.way.channel) not in {(window.id, channel) for window, channel, _ in left} for each in rungs)


def twice(content, here, rungs, left, quarter):
    named = [each.resource.id for each in rungs] + [line(each.way.channel) for each in rungs if line(each.way.channel)]
    return len(named) != len(set(named))


def untrue(content, here, rungs, left, quarter):
    """Find a rung that is said to be open, closed, unknown or to open at a time when by the second clock it is not."""
    said = {0: "open", 1: "unknown", 2: "closed", 3: "unknown", 4: "unknown"}
    for each in rungs:
        ready, opens = readiness(each.way.channel, quarter)
        if each.way.status.state != said[ready] or (opens is not None and each.way.status.changes != opens) or each.answers != (ready < 4):
            return True
    return False


def out_of_order(content, here, rungs, left, quarter):
    def order(each):
        ready, opens = readiness(each.way.channel, quarter)
        likes = liking(each.way.channel, here.prefers)
        return ready, opens or here.now, COSTS[each.way.channel.cost], likes, place(content, each.resource)

    return any(order(first) > order(second) for first, second in pairwise(rungs))


def passed_over(content, here, rungs, left, quarter):
    """Find a way that is readier than the last rung, or than the rung of its own window, and whose line is not on the ladder."""
    lines = {line(each.way.channel) for each in rungs} - {None}
    shown = {each.resource.id: readiness(each.way.channel, quarter)[0] for each in rungs}
    kept = 1 if here.prefers and len(rungs) == RUNGS else 0  # the last place may be for what the resident prefers
    last = max((readiness(each.way.channel, quarter)[0] for each in rungs[: RUNGS - kept]), default=9) if len(rungs) == RUNGS else 9
    own = {each.resource.id for each in rungs[: RUNGS - kept]}
    for window, channel, (ready, _) in left:
        if line(channel) in lines:
            continue
        if (window.id in own and ready < shown[window.id]) or (window.id not in shown and ready < last):
            return True
    return False


def nothing_open_first(content, here, rungs, left, quarter):
    return any(ready == 0 for _, _, (ready, _) in left) and not rungs[0].way.status.open


def preference_forgotten(content, here, rungs, left, quarter):
    if here.prefers is None or any(each.way.channel.type in KINDS[here.prefers] for each in rungs):
        return False
    lines = {line(each.way.channel) for each in rungs[: RUNGS - 1]} - {None}
    above = {each.resource.id for each in rungs[: RUNGS - 1]}
    return any(channel.type in KINDS[here.prefers] and each.id not in above and line(channel) not in lines for each, channel, _ in left)


FAULTS = (empty, too_long, strange, twice, untrue, out_of_order, passed_over, nothing_open_first, preference_forgotten)


@pytest.mark.parametrize(
    ("city", "ward", "prefers"), [(False, None, None), (True, "271446", None), (True, None, "mail")], ids=["全国", "堺市南区", "堺市、メール"]
)
def test_no_ladder_of_any_outcome_has_a_fault_after_any_window_that_it_offers(content, sakai, city, ward, prefers):
    """A ladder depends on the states of its candidates and on what opens next, and on nothing else of the time.

    So, of the 70,176 quarters of two years, it is tried at moments of each combination of states that its candidates ever come to.
    """
    content, wrong, asked = sakai if city else content, [], 0
    for of, node in ((each.id, node) for each in content.topics.values() for node in each.outcomes):
        everyone = candidates(content, of, node, Here(now=moment(0), ward=ward, prefers=prefers))
        offered = [each.resource.id for each in offers(content, of, node, Here(now=moment(0), ward=ward))]
        hours = frozenset(channel.hours for each in everyone for channel in each.channels if channel.hours)
        for quarter, each in product(combinations(hours, MOMENTS), offered):
            here, asked = Here(now=moment(quarter), ward=ward, prefers=prefers), asked + 1
            wrong += [(node.id, each, str(here.now), fault) for fault in faults(content, of, node, here, frozenset({each}), everyone)]

    assert wrong[:5] == []
    assert asked > 4000 * MOMENTS


HOURS = (None, "24/7", DAYTIME, "Mo-Fr 10:00-17:00; PH off", "Sa-Su,PH 10:00-16:00", "Mo-Su 19:00-08:00", "Mo-Su 20:00-26:30")
VALUES = {"phone": ("06-1111-1111", "06-2222-2222", "(06)11111111", "110", "#9110", None), "visit": ("市役所", None)}


@some.composite
def channels(draw):
    kind = draw(some.sampled_from(sorted(ANSWERED | WRITTEN)))
    value = draw(some.sampled_from(VALUES.get(kind, ("https://example.jp/a", "https://example.jp/b", "LINE", None))))
    return Channel(type=kind, value=value, hours=draw(some.sampled_from(HOURS)), cost=draw(some.sampled_from(sorted(COSTS))))


@some.composite
def situations(draw):
    """Make content, an outcome, a place in time and what was tried."""
    ids = [f"w{number}" for number in range(draw(some.integers(1, 9)))]
    several = some.lists(some.sampled_from(ids), unique=True).map(tuple)
    areas, kinds = some.sampled_from((JAPAN, TOWN, WARD, PREFECTURE)), some.sampled_from(("window", "office", "measure"))
    windows = [resource(each, *draw(some.lists(channels(), max_size=3)), area=draw(areas), kind=draw(kinds)) for each in ids]
    node = outcome("o", *draw(several), urgent=draw(some.booleans()))
    panel = Panel(kind="violence", heading="", text="", call=(), lines=draw(several))
    worry = topic("money", node, panel=draw(some.sampled_from((None, "violence"))))
    content = bare_content(windows, worry, general=draw(several), panel=panel, city=draw(some.sampled_from((None, CITY))))
    here = Here(
        now=moment(draw(some.integers(0, QUARTERS - 1))),
        ward=draw(some.sampled_from((None, WARD))),
        prefers=draw(some.sampled_from((None, *KINDS))),
    )
    return content, node, here, frozenset(draw(several))


@settings(max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(situations())
def test_no_ladder_of_made_up_content_has_a_fault_whatever_was_tried_and_whatever_is_preferred(situation):
    content, node, here, tried = situation

    assert faults(content, "money", node, here, tried, candidates(content, "money", node, here)) == []
