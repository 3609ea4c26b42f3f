"""What is offered as of now: the city's own in place of national ones, in the order that helps most."""

from datetime import date
from itertools import pairwise, product

import pytest

from app.catalogue import JAPAN, PREFERRED, Channel
from app.content import City, Ward
from app.offering import SHOWN, Here, local, look_up, offer, offers
from app.talk import default_outcome
from tests.made_up import DAYTIME, NEW_YEAR, NIGHT, WEEK, at, bare_content, ids, outcome, phone, resource
from tests.made_up import topic as made_topic

TOWN, EAST, WEST, PREFECTURE = "131016", "131024", "131032", "130001"
CITY = City(
    code=TOWN,
    name="みなも市",
    kana="みなもし",
    url="https://example.jp/",
    department="くらし支援課",
    wards=(Ward(code=EAST, name="ひがし区"), Ward(code=WEST, name="にし区")),
)
SAKAI_WARDS = ("271411", "271420", "271438", "271446", "271454", "271462", "271471")
OSAKA, SAKAI_CITY = "270008", "271403"


def own(known_as, area, *stands_for, **more):
    """Make an entry of the city that takes the place of others."""
    return resource(known_as, phone(), area=area, stands_for=stands_for, **more)


def every_outcome(content):
    """Go through all outcomes of all topics."""
    return ((each.id, node) for each in content.topics.values() for node in each.outcomes)


# The order of what is offered.


def test_of_all_outcomes_at_each_hour_one_that_answers_is_in_sight(content):
    hidden = []
    for moment in WEEK + NEW_YEAR:
        for each in content.topics.values():
            for node in each.outcomes:
                offered = offers(content, each.id, node, at(moment))
                if any(one.status.open for one in offered) and not any(one.status.open for one in offered[:SHOWN]):
                    hidden.append((moment, each.id, node.id))

    assert hidden == []


def test_an_outcome_offers_all_that_its_author_wrote_and_nothing_twice(content, now):
    for each in content.topics.values():
        for node in each.outcomes:
            offered = ids(offers(content, each.id, node, at(now)))
            wanted = sorted(wanted for wanted in set(node.offers) if content.catalogue[wanted].valid(now.date()))
            assert sorted(offered) == wanted, node.id


def test_windows_with_the_same_number_are_not_side_by_side_in_sight(content):
    side_by_side = []
    for moment in (WEEK[14], NIGHT):
        for each in content.topics.values():
            for node in each.outcomes:
                numbers = [
                    (one.resource.id, {way.channel.digits for way in one.ways if way.channel.type == "phone" and way.channel.value})
                    for one in offers(content, each.id, node, at(moment))[:SHOWN]
                ]
                side_by_side += [(node.id, a, b) for (a, first), (b, second) in pairwise(numbers) if first and first == second]

    assert side_by_side == []


def test_a_window_whose_numbers_were_all_shown_stands_behind_the_others(now):
    windows = [resource("first", phone("0120-111-111")), resource("again", phone("0120-111-111")), resource("other", phone("0120-222-222"))]
    content = bare_content(windows)

    assert ids(offers(content, "money", outcome("o", "first", "again", "other"), at(now))) == ["first", "other", "again"]


def test_a_window_that_has_no_number_is_never_put_behind_for_it(now):
    windows = [
        resource("first", phone("110")),
        resource("paper", Channel(type="visit", value="市役所", hours="24/7")),
        resource("other", phone("119")),
    ]

    assert ids(offers(bare_content(windows), "money", outcome("o", "first", "paper", "other"), at(now))) == ["first", "paper", "other"]


def test_near_comes_before_far_and_an_office_counts_as_near(now):
    windows = [
        resource("far", phone("0120-111-111")),
        resource("town", phone("0120-222-222"), area="131016"),
        resource("office", phone("0120-333-333"), kind="office"),
        resource("prefecture", phone("0120-444-444"), area="130001"),
    ]
    node = outcome("o", "far", "prefecture", "office", "town")

    assert ids(offers(bare_content(windows, city=CITY), "money", node, at(now))) == ["office", "town", "prefecture", "far"]
    assert ids(offers(bare_content(windows), "money", node, at(now)))[0] == "office"


def test_where_it_is_urgent_who_answers_now_comes_before_who_is_near():
    windows = [resource("near", phone("06-1111-1111", hours=DAYTIME), area="131016"), resource("night", phone("0120-111-111"))]
    content = bare_content(windows, city=CITY)

    assert ids(offers(content, "money", outcome("calm", "near", "night"), at(NIGHT))) == ["near", "night"]
    assert ids(offers(content, "money", outcome("now", "near", "night", urgent=True), at(NIGHT))) == ["night", "near"]


def test_open_comes_before_unknown_and_unknown_before_closed():
    windows = [resource("closed", phone("110", hours=DAYTIME)), resource("unknown", phone("118", hours=None)), resource("open", phone("119"))]

    assert ids(offers(bare_content(windows), "money", outcome("o", "closed", "unknown", "open"), at(NIGHT))) == ["open", "unknown", "closed"]


def test_made_for_this_comes_before_general_and_free_before_charged(now):
    windows = [
        resource("general", phone("110"), topics=("general",)),
        resource("charged", phone("0570-111-111", cost="navi")),
        resource("free", phone("0120-111-111")),
    ]

    assert ids(offers(bare_content(windows), "money", outcome("o", "general", "charged", "free"), at(now))) == ["free", "charged", "general"]


def test_otherwise_the_authors_order_stays(now):
    windows = [resource(name, phone(f"0120-111-{number}")) for number, name in enumerate("cab", 111)]

    assert ids(offers(bare_content(windows), "money", outcome("o", "b", "a", "c"), at(now))) == ["b", "a", "c"]


def test_of_many_closed_ones_in_front_the_open_one_comes_into_sight():
    near = [resource(f"near-{number}", phone(f"06-1111-111{number}", hours=DAYTIME), area="131016") for number in range(4)]
    content = bare_content([*near, resource("night", phone("0120-111-111"))], city=CITY)
    node = outcome("o", *(each.id for each in near), "night")

    assert ids(offers(content, "money", node, at(NIGHT))) == ["near-0", "near-1", "night", "near-2", "near-3"]


def test_what_is_out_of_its_period_hidden_or_gone_is_not_offered(now):
    windows = [resource("over", phone("110"), valid_until=date(2026, 10, 31)), resource("now", phone("119"))]

    assert ids(look_up(bare_content(windows), ("over", "gone", "now", "now"), at(now))) == ["now"]


# The city's own in place of the national one.


def shown(content, now, ward=None, wanted=("office",)):
    """Give ids and 「choose a ward」 of what is looked up."""
    return [(each.resource.id, each.choose_ward) for each in look_up(content, wanted, at(now, ward))]


def test_the_citys_own_stands_in_the_place_of_the_national_one(now):
    content = bare_content([resource("office"), resource("denwa"), own("own", TOWN, "office")], city=CITY)

    assert shown(content, now, wanted=("office", "denwa")) == [("own", False), ("denwa", False)]


def test_several_of_the_city_stand_in_one_place_and_one_in_several(now):
    content = bare_content([resource("office"), resource("denwa"), own("first", TOWN, "office", "denwa"), own("second", TOWN, "office")], city=CITY)

    assert shown(content, now, wanted=("office", "denwa")) == [("first", False), ("second", False)]


WARDS = [resource("office", kind="office"), own("east", EAST, "office"), own("west", WEST, "office")]


@pytest.mark.parametrize(
    ("ward", "offered"), [(EAST, ("east", False)), (WEST, ("west", False)), (None, ("office", True))], ids=["ひがし区", "にし区", "聞いていない"]
)
def test_a_wards_own_is_shown_to_those_who_live_there_else_the_office_asks_for_the_ward(now, ward, offered):
    assert shown(bare_content(WARDS, city=CITY), now, ward) == [offered]


def test_in_a_ward_without_its_own_the_office_stands_and_asks_nothing(now):
    assert shown(bare_content(WARDS[:2], city=CITY), now, WEST) == [("office", False)]


def test_the_citys_own_stands_for_wards_without_theirs_and_before_any_ward_is_known(now):
    content = bare_content([*WARDS[:2], own("whole", TOWN, "office")], city=CITY)

    assert shown(content, now, EAST) == [("east", False)]
    assert shown(content, now, WEST) == [("whole", False)]
    assert shown(content, now) == [("whole", False)]


def test_the_prefectures_own_stands_only_where_city_and_ward_have_none(now):
    prefecture = own("prefecture", PREFECTURE, "office")

    assert shown(bare_content([resource("office"), prefecture], city=CITY), now, EAST) == [("prefecture", False)]
    assert shown(bare_content([resource("office"), prefecture, own("whole", TOWN, "office")], city=CITY), now, EAST) == [("whole", False)]
    assert shown(bare_content([*WARDS, prefecture], city=CITY), now, EAST) == [("east", False)]


def test_what_neither_city_nor_prefecture_has_is_itself(now):
    content = bare_content([resource("office")], city=CITY)

    assert local(content, "office", Here(now=now, ward=EAST)) == (("office",), False)
    assert shown(bare_content([resource("office")]), now) == [("office", False)]


def test_what_stands_for_two_is_shown_once(now):
    content = bare_content([resource("office"), resource("denwa"), own("own", TOWN, "office", "denwa")], city=CITY)

    assert shown(content, now, wanted=("denwa", "own", "office")) == [("own", False)]


# The city's own that take nobody's place.


def test_the_citys_own_for_a_topic_come_behind_what_the_author_wrote(now):
    far = resource("far", phone("0120-111-111"))
    content = bare_content(
        [resource("hall", phone("06-1111-1111"), area=TOWN), far, resource("other", phone(), area=TOWN, topics=("food",))], city=CITY
    )

    assert ids(offers(content, "money", outcome("o", "far"), at(now))) == ["far", "hall"]
    assert ids(offers(content, "food", outcome("o", "far"), at(now))) == ["far", "other"]


@pytest.mark.parametrize(("ward", "offered"), [(EAST, ["far", "east"]), (WEST, ["far"]), (None, ["far"])], ids=["ひがし区", "にし区", "聞いていない"])
def test_what_is_of_a_ward_is_for_that_ward_only(now, ward, offered):
    content = bare_content([resource("far", phone("0120-111-111")), resource("east", phone("06-1111-1111"), area=EAST)], city=CITY)

    assert ids(offers(content, "money", outcome("o", "far"), at(now, ward))) == offered


def test_what_is_of_the_city_and_named_by_the_author_is_shown_once_and_by_its_rank(now):
    windows = [resource("hall", phone("06-1111-1111"), area=TOWN), resource("far", phone("0120-111-111"))]

    assert ids(offers(bare_content(windows, city=CITY), "money", outcome("o", "far", "hall"), at(now))) == ["hall", "far"]


@pytest.mark.parametrize("city", [None, CITY], ids=["市なし", "みなも市"])
def test_what_is_of_another_prefecture_is_not_offered(now, city):
    content = bare_content([resource("far", phone("0120-111-111")), resource("osaka", phone("06-1111-1111"), area="270008")], city=city)

    assert ids(offers(content, "money", outcome("o", "far"), at(now, EAST))) == ["far"]


@pytest.mark.parametrize("period", [{"valid_until": date(2026, 11, 19)}, {"valid_from": date(2026, 11, 21)}], ids=["終わった", "まだ"])
def test_the_citys_own_are_not_offered_out_of_their_period(now, period):
    content = bare_content([resource("far", phone("0120-111-111")), resource("hall", phone("06-1111-1111"), area=TOWN, **period)], city=CITY)

    assert ids(offers(content, "money", outcome("o", "far"), at(now))) == ["far"]


# All outcomes of all topics, in each ward of Sakai.


@pytest.fixture(scope="module")
def in_sakai(sakai, now):
    """Work out once what each outcome offers in each ward, and in none that we know."""
    return [
        (ward, topic, node, offers(sakai, topic, node, at(now, ward)))
        for ward, (topic, node) in product((None, *SAKAI_WARDS), list(every_outcome(sakai)))
    ]


def test_a_national_one_is_never_shown_where_the_citys_own_does_the_same(sakai, in_sakai):
    near = {ward: {ward, SAKAI_CITY, OSAKA} for ward in (None, *SAKAI_WARDS)}
    doubled = [
        (ward, node.id, each.resource.id, rival.id)
        for ward, _, node, offered in in_sakai
        for each in offered
        for rival in sakai.catalogue
        if each.resource.area == JAPAN and each.resource.id in rival.stands_for and rival.area in near[ward]
    ]

    assert doubled == []


def test_no_window_of_another_ward_is_shown_and_none_before_the_ward_is_known(in_sakai):
    elsewhere = [
        (ward, node.id, each.resource.id)
        for ward, _, node, offered in in_sakai
        for each in offered
        if each.resource.area in set(SAKAI_WARDS) - {ward}
    ]

    assert elsewhere == []


def test_no_window_of_another_prefecture_is_shown(in_sakai):
    elsewhere = {
        each.resource.id for _, _, _, offered in in_sakai for each in offered if each.resource.area != JAPAN and each.resource.area[:2] != "27"
    }

    assert elsewhere == set()


def test_when_the_citys_own_is_over_the_national_one_stands_again(now):
    content = bare_content([resource("office"), own("own", TOWN, "office", valid_until=date(2026, 11, 19))], city=CITY)

    assert shown(content, now) == [("office", False)]


def test_the_ward_is_asked_for_only_where_it_makes_a_difference(sakai, in_sakai):
    asked = {each.resource.id for ward, _, _, offered in in_sakai for each in offered if each.choose_ward}
    of_wards = {wanted for each in sakai.catalogue if each.area in SAKAI_WARDS for wanted in each.stands_for}
    wider = {wanted for each in sakai.catalogue if each.area in {SAKAI_CITY, OSAKA} for wanted in each.stands_for}

    assert asked <= of_wards - wider
    assert not [ward for ward, _, _, offered in in_sakai if ward is not None and any(each.choose_ward for each in offered)]
    assert "fukushi-jimusho" in asked


def test_nothing_is_offered_twice_or_out_of_its_period(in_sakai, now):
    for _, _, node, offered in in_sakai:
        assert len(set(ids(offered))) == len(offered), node.id
        assert all(each.resource.valid(now.date()) for each in offered), node.id


def test_all_that_the_author_wrote_is_there_or_something_of_the_city_in_its_place(sakai, in_sakai, now):
    gone = []
    for ward, _, node, offered in in_sakai:
        there = {each.resource.id for each in offered} | {wanted for each in offered for wanted in each.resource.stands_for}
        wanted = {each for each in node.offers if each in sakai.catalogue and sakai.catalogue[each].valid(now.date())}
        gone += [(ward, node.id, each) for each in wanted - there]

    assert gone == []


def test_what_the_city_adds_for_the_topic_is_there(sakai, in_sakai, now):
    for ward, topic, node, offered in in_sakai:
        added = {each.id for each in sakai.catalogue if each.area in {SAKAI_CITY, OSAKA, ward} and not each.stands_for and topic in each.topics}
        assert {each for each in added if sakai.catalogue[each].valid(now.date())} <= set(ids(offered)), node.id


@pytest.mark.parametrize("ward", [None, "271462", "271471"])
def test_in_sakai_too_one_that_answers_now_is_in_sight(sakai, ward):
    hidden = [
        (moment, node.id)
        for moment, (topic, node) in product((NIGHT, *WEEK[::17]), list(every_outcome(sakai)))
        for offered in [offers(sakai, topic, node, at(moment, ward))]
        if any(one.status.open for one in offered) and not any(one.status.open for one in offered[:SHOWN])
    ]

    assert hidden == []


# Ways to reach a window.


def test_the_way_that_answers_now_comes_first():
    here = offer(resource("w", phone("06-1111-1111", hours=DAYTIME), Channel(type="chat", value="https://example.jp/", hours="24/7")), NIGHT)

    assert [way.channel.type for way in here.ways] == ["chat", "phone"]
    assert here.status.open


def test_a_number_that_we_do_not_know_answers_nobody(now):
    here = offer(resource("w", phone(None), phone("06-1111-1111", hours=DAYTIME)), NIGHT)

    assert here.ways[0].channel.value == "06-1111-1111"
    assert here.status.state == "closed"
    assert offer(resource("w", phone(None)), now).status.state == "unknown"


def test_a_form_that_can_be_sent_at_any_time_is_not_open(now):
    assert not offer(resource("w", Channel(type="web-form", value="https://example.jp/", hours="24/7")), now).status.open


def test_of_closed_ways_that_which_opens_first_tells_when():
    here = offer(resource("w", phone("06-1111-1111", hours="Mo-Fr 10:00-17:00"), phone("06-2222-2222", hours="Mo-Fr 08:00-17:00")), NIGHT)

    assert here.status.changes == NIGHT.replace(hour=8)


def test_a_measure_without_ways_is_neither_open_nor_closed(now):
    assert offer(resource("w"), now).status.state == "unknown"


# How the resident likes to be in touch.


def prefer(moment, kind):
    """Stand at a moment and like one kind of way."""
    return Here(now=moment, prefers=kind)


def ways(resource_, moment, kind):
    """Name the kinds of ways of a window, in their order."""
    return [way.channel.type for way in offer(resource_, moment, prefers=kind).ways]


EVERY_WAY = resource(
    "w",
    phone("06-1111-1111", hours=DAYTIME),
    Channel(type="visit", value="市役所", hours=DAYTIME),
    Channel(type="fax", value="06-2222-2222"),
    Channel(type="web-form", value="https://example.jp/form"),
    Channel(type="chat", value="https://example.jp/chat", hours="24/7"),
    Channel(type="sns", value="LINE"),
    Channel(type="mail", value=None),
)


@pytest.mark.parametrize(
    ("kind", "ordered"),
    [
        (None, ["chat", "phone", "visit", "fax", "web-form", "sns", "mail"]),
        ("phone", ["phone", "chat", "visit", "fax", "web-form", "sns", "mail"]),
        ("visit", ["visit", "chat", "phone", "fax", "web-form", "sns", "mail"]),
        ("chat", ["chat", "fax", "web-form", "sns", "phone", "visit", "mail"]),
        ("sns", ["sns", "chat", "fax", "web-form", "phone", "visit", "mail"]),
        ("mail", ["web-form", "chat", "fax", "sns", "phone", "visit", "mail"]),
        ("letter", ["fax", "chat", "web-form", "sns", "phone", "visit", "mail"]),
    ],
)
def test_ways_of_the_preferred_kind_come_first_and_where_it_is_written_the_other_written_ones_before_the_spoken(kind, ordered):
    assert ways(EVERY_WAY, NIGHT, kind) == ordered


def test_a_preference_never_makes_a_window_more_open_than_it_is():
    assert {offer(EVERY_WAY, NIGHT, prefers=kind).status.state for kind in (None, *PREFERRED)} == {"open"}
    assert offer(resource("w", phone(hours=DAYTIME), Channel(type="mail", value="a@example.jp")), NIGHT, prefers="mail").status.state == "closed"


def test_of_those_equally_near_who_can_be_reached_as_preferred_comes_first_open_or_not():
    chat = Channel(type="chat", value="https://example.jp/", hours=DAYTIME)
    windows = [
        resource("far", chat),
        resource("open", phone("06-1111-1111"), area=TOWN),
        resource("chat", phone("06-2222-2222", hours=DAYTIME), chat, area=TOWN),
        resource("dumb", phone("06-3333-3333", hours=DAYTIME), Channel(type="chat"), area=TOWN),
    ]
    content, node = bare_content(windows, city=CITY), outcome("o", "far", "dumb", "open", "chat")

    assert ids(offers(content, "none", node, at(NIGHT))) == ["open", "dumb", "chat", "far"]
    assert ids(offers(content, "none", node, prefer(NIGHT, "chat"))) == ["chat", "open", "dumb", "far"]


def test_where_it_is_urgent_who_answers_now_comes_before_who_can_be_reached_as_preferred():
    windows = [
        resource("closed", Channel(type="chat", value="https://example.jp/", hours=DAYTIME)),
        resource("open", phone("0120-111-111")),
        resource("both", Channel(type="chat", value="https://example.jp/", hours="24/7"), topics=("general",)),
    ]
    node = outcome("o", "closed", "open", "both", urgent=True)

    assert ids(offers(bare_content(windows), "none", node, at(NIGHT))) == ["open", "both", "closed"]
    assert ids(offers(bare_content(windows), "none", node, prefer(NIGHT, "chat"))) == ["both", "open", "closed"]


def test_of_the_citys_own_for_a_topic_too_those_that_can_be_reached_as_preferred_come_first(now):
    windows = [
        resource("far", phone("0120-111-111")),
        resource("hall", phone("06-1111-1111"), area=TOWN),
        resource("form", phone("06-2222-2222"), Channel(type="web-form", value="https://example.jp/"), area=TOWN),
    ]

    assert ids(offers(bare_content(windows, city=CITY), "money", outcome("o", "far"), prefer(now, "mail"))) == ["far", "form", "hall"]


def test_one_that_answers_now_is_in_sight_whatever_is_preferred(content):
    hidden = [
        (moment, kind, node.id)
        for moment, kind, (topic, node) in product((NIGHT, WEEK[14]), PREFERRED, list(every_outcome(content)))
        for offered in [offers(content, topic, node, prefer(moment, kind))]
        if any(one.status.open for one in offered) and not any(one.status.open for one in offered[:SHOWN])
    ]

    assert hidden == []


# Several worries in one text.


def test_who_takes_all_of_several_worries_comes_first(bare):
    both, rent, life = (
        resource("both", phone(), topics=("rent", "life")),
        resource("rent-only", phone("06-1111-1111")),
        resource("any", phone("06-2222-2222")),
    )
    content = bare(
        [rent, both, life], made_topic("rent", outcome("go", "rent-only")), made_topic("life", outcome("go", "rent-only")), general=("any",)
    )
    found = offers(content, "rent", content.topics["rent"].outcomes[0], at(NIGHT), ("life",))

    assert [(each.resource.id, each.takes_all) for each in found] == [("both", True), ("rent-only", False)]


def test_where_nobody_is_made_for_all_one_for_any_worry_comes_first(bare):
    rent, life = resource("rent-only", phone("06-1111-1111"), topics=("rent",)), resource("any", phone("06-2222-2222"), topics=("general",))
    content = bare([rent, life], made_topic("rent", outcome("go", "rent-only")), made_topic("life", outcome("go", "rent-only")), general=("any",))
    found = offers(content, "rent", content.topics["rent"].outcomes[0], at(NIGHT), ("life",))

    assert [(each.resource.id, each.takes_all) for each in found] == [("any", True), ("rent-only", False)]


def test_one_worry_is_offered_as_before(sakai, now):
    for topic_of in sakai.topics.values():
        for node in topic_of.outcomes:
            assert not any(each.takes_all for each in offers(sakai, topic_of.id, node, at(now)))


def test_for_every_pair_of_worries_the_first_window_takes_both(sakai, now):
    topics = list(sakai.topics.values())
    wrong = []
    for one, other in ((one, other) for one in topics for other in topics if one is not other):
        first = offers(sakai, one.id, default_outcome(one), at(now), (other.id,))[0]
        names = {first.resource.id, *first.resource.stands_for}
        takes = any({one.id, other.id} <= set(sakai.catalogue[name].topics) for name in names)
        if not first.takes_all or not (takes or names & set(sakai.menu.general)):
            wrong.append((one.id, other.id, first.resource.id))

    assert wrong == []
