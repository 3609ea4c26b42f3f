"""A talk: the list of its events in, the whole conversation with the next step out."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from app.catalogue import Channel
from app.content import City, Panel
from app.dialogue import UNSURE, Outcome, replay
from app.opening import TOKYO
from app.talk import SHOWN, Advising, Answered, Asking, Choosing, Chose, Said, Unsure, alarm, default_outcome, look_up, node_of, offer, offers, reply
from tests.made_up import bare_content, outcome, phone, question, resource, topic
from tests.written import TOPICS

NIGHT = datetime(2026, 11, 20, 3, 0, tzinfo=TOKYO)
WEEK = [datetime(2026, 11, 20, 0, 0, tzinfo=TOKYO) + timedelta(hours=hour) for hour in range(7 * 24)]
NEW_YEAR = [datetime(2026, 12, 31, 0, 0, tzinfo=TOKYO) + timedelta(hours=hour) for hour in range(24)]
DAYTIME = "Mo-Fr 09:00-17:00"


def ids(offered):
    return [each.resource.id for each in offered]


def paths(flow, answers=()):
    """Give all ways through a flow, 「わからない」 too: answers and outcome."""
    node, _ = replay(flow, answers)
    if isinstance(node, Outcome):
        yield answers, node
    else:
        for option in (*(each.id for each in node.options), UNSURE):
            yield from paths(flow, (*answers, option))


# Steps.


def test_clear_words_lead_to_the_first_question_of_their_worry(content, now):
    step = reply(content, (Said("家賃が払えません"),), now).step

    assert isinstance(step, Asking)
    assert step.topic.id == "housing"
    assert step.entered
    assert step.question is content.topics["housing"].questions[0]


def test_the_words_that_led_there_are_kept(content, now):
    turn = reply(content, (Said("家賃が払えません"),), now).turns[0]

    assert turn.label == "家賃が払えません"
    assert "家賃" in turn.because[0].surface
    assert turn.matches[0].topic == "housing"


def test_an_answer_leads_on_and_is_labelled(content, now):
    talk = reply(content, (Chose("welfare"), Answered("refused")), now)

    assert talk.turns[0].label == content.topics["welfare"].label
    assert talk.turns[1].label == "窓口で断られた"
    assert isinstance(talk.step, Advising)
    assert not talk.step.entered
    assert talk.step.outcome.id == "refused"


def test_not_knowing_is_an_answer(content, now):
    talk = reply(content, (Chose("housing"), Answered(UNSURE), Answered(UNSURE)), now)

    assert [turn.label for turn in talk.turns[1:]] == ["わからない", "わからない"]
    assert isinstance(talk.step, Advising)


@pytest.fixture(scope="module")
def twins():
    """Make two worries that are said in the same words, among many others."""
    alike = (topic(name, outcome("talk", "denwa"), says=("親 つらい", name)) for name in ("介護", "相続"))
    return bare_content(
        [resource("denwa", phone())], *alike, *(topic(f"other-{at}", outcome("talk", "denwa")) for at in range(20)), general=("denwa",)
    )


def test_near_worries_are_asked_about_never_guessed(twins, now):
    turn = reply(twins, (Said("親 つらい"),), now).turns[0]

    assert isinstance(turn.step, Choosing)
    assert {each.id for each in turn.step.topics} == {"介護", "相続"}
    assert turn.because


def test_who_chooses_one_of_near_worries_goes_on_with_it(twins, now):
    talk = reply(twins, (Said("親 つらい"), Chose("相続")), now)

    assert talk.step.topic.id == "相続"
    assert talk.step.entered


def test_an_answer_where_no_worry_was_chosen_is_passed_over(twins, now):
    assert len(reply(twins, (Said("親 つらい"), Answered("yes")), now).turns) == 1


def test_nothing_known_leads_to_general_windows_and_never_to_nothing(content, now):
    step = reply(content, (Said("qwertyuiop"),), now).step

    assert isinstance(step, Unsure)
    assert ids(step.offers) == [each for each in content.menu.general if content.catalogue[each].valid(now.date())]
    assert any(each.status.open for each in step.offers)


@pytest.mark.parametrize("said", ["", "　", "。", "😭", "あ" * 5000, "\x00", "<b>", "1"], ids=repr)
def test_whatever_is_said_has_an_answer(content, said):
    step = reply(content, (Said(said),), NIGHT).step

    assert step.offers if isinstance(step, Unsure) else isinstance(step, Asking | Advising | Choosing)


def test_where_nothing_is_known_the_nearest_worries_are_named(content, now):
    step = reply(content, (Said("阪神の試合のチケットが家で見つからない"),), now).step

    assert isinstance(step, Unsure)
    assert len(step.nearest) <= SHOWN


def test_a_new_sentence_leaves_the_old_worry(content, now):
    talk = reply(content, (Said("家賃が払えません"), Said("qwertyuiop"), Answered("none")), now)

    assert len(talk.turns) == 2
    assert isinstance(talk.step, Unsure)


# Events that make no sense.


def test_events_that_make_no_sense_are_passed_over(content, now):
    sane = (Chose("housing"), Answered("have"))
    wild = (Answered("have"), Chose("no-such-topic"), Chose("housing"), Answered("no-such-answer"), Answered("have"), Answered("none"))

    assert reply(content, wild, now) == reply(content, sane, now)


def test_an_answer_behind_an_outcome_is_passed_over(content, now):
    arrived = (Chose("welfare"), Answered("refused"))

    assert reply(content, (*arrived, Answered("refused"), Answered(UNSURE)), now) == reply(content, arrived, now)


@pytest.mark.parametrize("talk", [(), (Answered("yes"),), (Chose("no-such-topic"),)], ids=["何もない", "答えだけ", "ない話題"])
def test_a_talk_of_which_nothing_is_left_still_offers_something(content, now, talk):
    here = reply(content, talk, now)

    assert isinstance(here.step, Unsure)
    assert here.step.offers
    assert here.alarm is None


# Questions.


@pytest.mark.parametrize("name", TOPICS)
def test_every_outcome_of_a_topic_is_reached_by_some_answers(content, name):
    topic_here = content.topics[name]

    assert {node.id for _, node in paths(topic_here.flow)} == {each.id for each in topic_here.outcomes}


@pytest.mark.parametrize("name", TOPICS)
def test_no_way_through_a_topic_asks_a_question_twice(content, now, name):
    for answers, node in paths(content.topics[name].flow):
        talk = reply(content, (Chose(name), *map(Answered, answers)), now)
        asked = [turn.step.question.id for turn in talk.turns if isinstance(turn.step, Asking)]
        assert len(asked) == len(set(asked)) == len(answers)
        assert talk.step.outcome == node
        assert [turn.step.entered for turn in talk.turns] == [True] + [False] * len(answers)


@pytest.mark.parametrize("name", TOPICS)
def test_every_topic_has_an_outcome_for_who_answers_nothing(content, now, name):
    found = default_outcome(content.topics[name])

    assert found in content.topics[name].outcomes
    assert offers(content, found, now)


# The order of what is offered.


def test_of_all_outcomes_at_each_hour_one_that_answers_is_in_sight(content):
    hidden = []
    for moment in WEEK + NEW_YEAR:
        for each in content.topics.values():
            for node in each.outcomes:
                offered = offers(content, node, moment)
                if any(one.status.open for one in offered) and not any(one.status.open for one in offered[:SHOWN]):
                    hidden.append((moment, each.id, node.id))

    assert hidden == []


def test_an_outcome_offers_all_that_its_author_wrote_and_nothing_twice(content, now):
    for each in content.topics.values():
        for node in each.outcomes:
            offered = ids(offers(content, node, now))
            assert sorted(offered) == sorted(wanted for wanted in set(node.offers) if content.catalogue[wanted].valid(now.date()))


def test_windows_with_the_same_number_are_not_shown_side_by_side(content):
    side_by_side = []
    for moment in (WEEK[14], NIGHT):
        for each in content.topics.values():
            for node in each.outcomes:
                numbers = [
                    (one.resource.id, {way.channel.digits for way in one.ways if way.channel.type == "phone" and way.channel.value})
                    for one in offers(content, node, moment)
                ]
                side_by_side += [(node.id, a, b) for (a, first), (b, second) in pairwise(numbers) if first and first == second]

    assert side_by_side == []


def test_a_window_whose_numbers_were_all_shown_stands_behind_the_others(now):
    windows = [resource("first", phone("0120-111-111")), resource("again", phone("0120-111-111")), resource("other", phone("0120-222-222"))]
    content = bare_content(windows)

    assert ids(offers(content, outcome("o", "first", "again", "other"), now)) == ["first", "other", "again"]


def test_a_window_that_has_no_number_is_never_put_behind_for_it(now):
    windows = [
        resource("first", phone("110")),
        resource("paper", Channel(type="visit", value="市役所", hours="24/7")),
        resource("other", phone("119")),
    ]

    assert ids(offers(bare_content(windows), outcome("o", "first", "paper", "other"), now)) == ["first", "paper", "other"]


CITY = City(code="131016", name="みなも市", kana="みなもし", url="https://example.jp/", department="くらし支援課")


def test_near_comes_before_far_and_an_office_counts_as_near(now):
    windows = [
        resource("far", phone("0120-111-111")),
        resource("town", phone("0120-222-222"), area="131016"),
        resource("office", phone("0120-333-333"), kind="office"),
        resource("prefecture", phone("0120-444-444"), area="130001"),
    ]
    node = outcome("o", "far", "prefecture", "office", "town")

    assert ids(offers(bare_content(windows, city=CITY), node, now)) == ["office", "town", "prefecture", "far"]
    assert ids(offers(bare_content(windows), node, now))[0] == "office"


def test_where_it_is_urgent_who_answers_now_comes_before_who_is_near():
    windows = [resource("near", phone("06-1111-1111", hours=DAYTIME), area="131016"), resource("night", phone("0120-111-111"))]
    content = bare_content(windows, city=CITY)

    assert ids(offers(content, outcome("calm", "near", "night"), NIGHT)) == ["near", "night"]
    assert ids(offers(content, outcome("now", "near", "night", urgent=True), NIGHT)) == ["night", "near"]


def test_open_comes_before_unknown_and_unknown_before_closed():
    windows = [resource("closed", phone("110", hours=DAYTIME)), resource("unknown", phone("118", hours=None)), resource("open", phone("119"))]

    assert ids(offers(bare_content(windows), outcome("o", "closed", "unknown", "open"), NIGHT)) == ["open", "unknown", "closed"]


def test_made_for_this_comes_before_general_and_free_before_charged(now):
    windows = [
        resource("general", phone("110"), topics=("general",)),
        resource("charged", phone("0570-111-111", cost="navi")),
        resource("free", phone("0120-111-111")),
    ]

    assert ids(offers(bare_content(windows), outcome("o", "general", "charged", "free"), now)) == ["free", "charged", "general"]


def test_otherwise_the_authors_order_stays(now):
    windows = [resource(name, phone(f"0120-111-{number}")) for number, name in enumerate("cab", 111)]

    assert ids(offers(bare_content(windows), outcome("o", "b", "a", "c"), now)) == ["b", "a", "c"]


def test_of_many_closed_ones_in_front_the_open_one_comes_into_sight():
    near = [resource(f"near-{number}", phone(f"06-1111-111{number}", hours=DAYTIME), area="131016") for number in range(4)]
    content = bare_content([*near, resource("night", phone("0120-111-111"))], city=CITY)
    node = outcome("o", *(each.id for each in near), "night")

    assert ids(offers(content, node, NIGHT)) == ["near-0", "near-1", "night", "near-2", "near-3"]


def test_what_is_out_of_its_period_hidden_or_gone_is_not_offered(now):
    windows = [resource("over", phone("110"), valid_until=date(2026, 10, 31)), resource("now", phone("119"))]

    assert ids(look_up(bare_content(windows), ("over", "gone", "now", "now"), now)) == ["now"]


def test_the_citys_own_stands_in_the_place_of_the_national_one(now):
    city = City(
        code="131016", name="みなも市", kana="みなもし", url="https://example.jp/", department="課", replaces={"office": "own", "denwa": "gone"}
    )
    content = bare_content([resource("office"), resource("own"), resource("denwa")], city=city)

    assert ids(look_up(content, ("office", "own", "denwa"), now)) == ["own", "denwa"]


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


# Danger.


def test_a_danger_is_answered_before_all_else(content, now):
    talk = reply(content, (Said("死にたい"),), now)

    assert (talk.alarm.level, talk.alarm.panel.kind) == ("urgent", "suicide")
    assert ids(talk.alarm.call) == ["emergency-119"]
    assert talk.turns[0].danger.kind == "suicide"


@pytest.mark.parametrize(("said", "about"), [("もう死にたい", "suicidal"), ("借金を苦に死にたい", "suicidal"), ("夫に殴られた", "dv")])
def test_a_danger_speaks_for_the_topic_of_its_kind(content, now, said, about):
    assert reply(content, (Said(said),), now).step.topic.id == about


def test_a_danger_stays_through_the_whole_talk(content, now):
    events = (Said("死にたい"), Said("家賃が払えません"), Answered("have"), Answered("rent"), Chose("food"), Said("qwertyuiop"))
    alarms = [reply(content, events[:upto], now).alarm for upto in range(1, len(events) + 1)]

    assert {each.level for each in alarms} == {"urgent"}
    assert {each.panel.kind for each in alarms} == {"suicide"}


def test_the_most_urgent_danger_is_told_and_not_the_last(content, now):
    talk = reply(content, (Said("死にたい"), Said("もう限界です")), now)

    assert talk.alarm.level == "urgent"


def test_a_negated_danger_is_told_softly(content, now):
    assert reply(content, (Said("死にたいわけじゃない"),), now).alarm.level == "soft"


def test_no_danger_no_alarm(content, now):
    assert reply(content, (Said("保育園に預けたい"),), now).alarm is None


@pytest.mark.parametrize("moment", WEEK[::5] + NEW_YEAR[::5], ids=str)
def test_of_the_lines_in_an_alarm_all_that_can_answer_now(content, moment):
    for panel in content.menu.panels:
        shown = alarm(content, panel, "urgent", moment).lines
        listening = [each for each in look_up(content, panel.lines, moment) if each.status.open]
        assert len(shown) == SHOWN
        assert shown[0].status.open
        assert sum(each.status.open for each in shown) == min(len(listening), SHOWN)


def test_one_who_chooses_dv_from_the_menu_has_its_line_in_sight(content, now):
    talk = reply(content, (Chose("dv"),), now)

    assert (talk.alarm.level, talk.alarm.panel.kind) == ("soft", "violence")


def test_the_line_of_a_topic_stays_when_the_talk_goes_on(content, now):
    assert reply(content, (Chose("dv"), Chose("housing")), now).alarm.panel.kind == "violence"
    assert reply(content, (Chose("dv"), Chose("suicidal")), now).alarm.panel.kind == "suicide"


def test_what_was_said_goes_before_the_line_of_a_topic(content, now):
    talk = reply(content, (Chose("dv"), Said("死にたい")), now)

    assert (talk.alarm.level, talk.alarm.panel.kind) == ("urgent", "suicide")


def test_in_an_alarm_who_answers_now_comes_first():
    panel = Panel(
        kind="suicide", heading="ひとりではありません。", text="話を聴く人がいます。", call=("119",), lines=("day", "night", "other", "more")
    )
    lines = [resource("119", phone("119")), resource("day", phone("110", hours=DAYTIME)), resource("night", phone("0120-111-111"))]
    content = bare_content([*lines, resource("other", phone("0120-222-222")), resource("more", phone("0120-333-333"))], panel=panel)
    here = reply(content, (Said("死にたい"),), NIGHT).alarm

    assert ids(here.lines) == ["night", "other", "more"]
    assert ids(here.call) == ["119"]


# Where a step stands.


def test_a_step_names_its_node(content, now):
    asking, advising = (reply(content, events, now).step for events in ((Chose("welfare"),), (Chose("welfare"), Answered("refused"))))

    assert node_of(asking) == "now"
    assert node_of(advising) == "refused"
    assert node_of(Choosing(topics=())) is None
    assert node_of(Unsure(nearest=(), offers=())) is None


def test_a_topic_without_questions_advises_at_once(now):
    content = bare_content([resource("denwa", phone())], topic("money", outcome("talk", "denwa")))
    step = reply(content, (Chose("money"),), now).step

    assert isinstance(step, Advising)
    assert step.entered
    assert default_outcome(content.topics["money"]).id == "talk"


def test_the_default_outcome_is_where_not_knowing_leads():
    made_up = topic("money", question("a", "b", yes="talk"), question("b", "late", yes="talk"), outcome("talk"), outcome("late"))

    assert default_outcome(made_up).id == "late"
