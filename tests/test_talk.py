"""A talk: the list of its events in, the whole conversation with the next step out."""

import pytest

from app.content import City, Panel, Ward
from app.dialogue import UNSURE
from app.offering import SHOWN, look_up, offers
from app.talk import Advising, Answered, Asking, Choosing, Chose, Lives, Said, Unsure, alarm, default_outcome, node_of, reply
from tests.made_up import DAYTIME, NEW_YEAR, NIGHT, WEEK, at, bare_content, ids, outcome, paths, phone, question, resource, topic
from tests.written import TOPICS

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
    step = reply(content, (Said("ほげほげの家のふがふが"),), now).step

    assert isinstance(step, Unsure)
    assert len(step.nearest) <= SHOWN


def test_a_new_sentence_leaves_the_old_worry(content, now):
    talk = reply(content, (Said("家賃が払えません"), Said("qwertyuiop"), Answered("none")), now)

    assert len(talk.turns) == 2
    assert isinstance(talk.step, Unsure)


# Shortcuts: a worry with some answers given.


def test_a_shortcut_answers_the_first_questions_too(content, now):
    short = reply(content, (Chose("suicidal", ("state-other",)),), now)
    long = reply(content, (Chose("suicidal"), Answered("state-other")), now)

    assert len(short.turns) == 1
    assert short.step.entered
    assert node_of(short.step) == node_of(long.step) == "near"


def test_who_came_by_a_shortcut_goes_on_by_answers(content, now):
    talk = reply(content, (Chose("suicidal", ("state-other",)), Answered("near-no")), now)

    assert node_of(talk.step) == "near-talk"
    assert not talk.step.entered


def test_a_shortcut_whose_answers_are_no_longer_known_leads_as_far_as_they_are(content, now):
    talk = reply(content, (Chose("suicidal", ("state-other", "gone", "near-no")), Answered("near-no")), now)

    assert node_of(talk.turns[0].step) == "near"
    assert node_of(talk.step) == "near-talk"


def test_a_shortcut_may_lead_to_the_end(twins, now):
    assert isinstance(reply(twins, (Chose("介護", ("yes", "no")),), now).step, Advising)


# Where the resident lives.


CITY = City(
    code="131016",
    name="みなも市",
    kana="みなもし",
    url="https://example.jp/",
    department="くらし支援課",
    wards=(Ward(code="131024", name="ひがし区"), Ward(code="131032", name="にし区")),
)


@pytest.fixture(scope="module")
def town():
    """Make a city of two wards that each have their office."""
    windows = [
        resource("office", kind="office"),
        *(resource(name, area=area, stands_for=("office",)) for name, area in (("east", "131024"), ("west", "131032"))),
    ]
    panel = Panel(kind="suicide", heading="ひとりではありません。", text="話を聴く人がいます。", call=(), lines=("office",))
    return bare_content(windows, topic("money", outcome("talk", "office")), general=("office",), city=CITY, panel=panel)


@pytest.mark.parametrize("at_first", [True, False], ids=["先に", "後で"])
def test_the_ward_counts_for_the_whole_talk_whenever_it_was_told(town, now, at_first):
    talk = (Lives("131024"), Chose("money")) if at_first else (Chose("money"), Lives("131024"))
    told = reply(town, talk, now)

    assert told.here == at(now, "131024")
    assert len(told.turns) == 1
    assert ids(told.step.offers) == ["east"]


def test_who_has_not_told_the_ward_is_asked_for_it(town, now):
    step = reply(town, (Chose("money"),), now).step

    assert [(each.resource.id, each.choose_ward) for each in step.offers] == [("office", True)]


def test_the_ward_told_last_counts(town, now):
    assert ids(reply(town, (Lives("131024"), Chose("money"), Lives("131032")), now).step.offers) == ["west"]


@pytest.mark.parametrize("ward", ["", "131016", "271462", "北区"], ids=["空", "市", "よその区", "名前"])
def test_a_ward_that_is_none_of_the_citys_is_passed_over(town, now, ward):
    talk = reply(town, (Lives("131024"), Chose("money"), Lives(ward)), now)

    assert talk.here.ward == "131024"


def test_without_a_city_there_are_no_wards(twins, now):
    assert reply(twins, (Chose("介護"), Lives("131024")), now).here.ward is None


def test_a_ward_alone_is_no_worry_but_still_offers_something(town, now):
    talk = reply(town, (Lives("131024"),), now)

    assert isinstance(talk.step, Unsure)
    assert ids(talk.step.offers) == ["east"]


def test_the_ward_counts_in_an_alarm_too(town, now):
    assert ids(reply(town, (Said("死にたい"), Lives("131032")), now).alarm.lines) == ["west"]


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
    assert offers(content, name, found, at(now))


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
        shown = alarm(content, panel, "urgent", at(moment)).lines
        listening = [each for each in look_up(content, panel.lines, at(moment)) if each.status.open]
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
