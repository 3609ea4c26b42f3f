"""The ways in: every worry and every window is a few taps from the first page."""

from collections.abc import Iterator

import pytest

from app.catalogue import TopicId
from app.content import Content, Door, Shortcut
from app.dialogue import Question, replay
from app.events import Chose
from app.offering import Here, local
from app.talk import node_of, reply
from app.text import has_kanji
from app.web import pages
from app.web.token import event_of
from tests.made_up import paths
from tests.written import TOPICS

MOST_TAPS = 4
FURTHER = {"ex-offender", "loneliness"}
"""Topics with an outcome behind more than four taps: three questions in a row, and the self-check that one may choose."""
FURTHEST = 6
WAYS_IN = ("groups", "stages", "whom", "doors")
CHILD = "under18"


def doors(content: Content) -> list[Door]:
    return list(content.menu.every_door)


def walks(content: Content, door: Door, taps: int = 1) -> Iterator[tuple[Shortcut, int]]:
    """Go through all that can be chosen behind a door, with the taps that it took."""
    for topic in door.topics:
        yield Shortcut(label=content.topics[topic].label, topic=topic), taps + 1
    for option in door.options:
        yield option, taps + 1
    for behind in door.doors:
        yield from walks(content, content.menu.door(behind), taps + 1)


@pytest.fixture(scope="module")
def taps(content) -> dict[tuple[TopicId, str], int]:
    """Count the fewest taps to each outcome."""
    fewest = {}
    for way in WAYS_IN:
        for chosen, so_far in (each for door in getattr(content.menu, way) for each in walks(content, door)):
            for answers, node in paths(content.topics[chosen.topic].flow, chosen.answers):
                needed = so_far + len(answers) - len(chosen.answers)
                fewest[chosen.topic, node.id] = min(needed, fewest.get((chosen.topic, node.id), needed))
    return fewest


# Ways in.


@pytest.mark.parametrize("way", ["groups", "stages", "whom", "doors", "rooms"])
def test_each_way_in_leads_to_the_worries_that_it_lists(content, now, way):
    for door in getattr(content.menu, way):
        page = pages.door(content, pages.Frame(city=None, exit_url="https://example.jp/"), door)
        listed = [*((each.topic, each.label) for each in door.options), *((each, content.topics[each].label) for each in door.topics)]
        led = [reply(content, (event_of({"topic": value}),), now).step for value, _ in page.choices]
        assert [(step.topic.id, label) for step, (_, label) in zip(led, page.choices, strict=True)] == listed
        assert [each.id for each in page.doors] == list(door.doors)
        assert page.choices or page.doors


def test_every_worry_stands_in_one_group_and_in_a_second_way_or_more(content):
    grouped = [topic for group in content.menu.groups for topic in group.topics]

    assert sorted(grouped) == TOPICS


def test_no_door_lists_a_worry_or_a_label_twice(content):
    for door in doors(content):
        page = pages.door(content, pages.Frame(city=None, exit_url="https://example.jp/"), door)
        labels = [label for _, label in page.choices] + [each.label for each in page.doors]
        assert len(set(labels)) == len(labels), door.id
        assert len(set(door.topics)) == len(door.topics), door.id


def test_nothing_is_planned_that_is_there(content):
    assert not set(content.menu.planned) & set(TOPICS)


# Taps.


def test_every_outcome_is_reached_from_the_first_page(content, taps):
    assert {(each.id, node.id) for each in content.topics.values() for node in each.outcomes} == taps.keys()


def test_every_outcome_is_a_few_taps_away(taps):
    far = {topic for (topic, _), needed in taps.items() if needed > MOST_TAPS}

    assert far <= FURTHER
    assert max(taps.values()) <= FURTHEST


@pytest.mark.parametrize("ward", [None, "271411", "271454", "271462"], ids=["区を聞かない", "堺区", "南区", "北区"])
def test_every_window_that_is_offered_is_at_most_four_taps_away(sakai, taps, ward, now):
    fewest = {}
    for (topic, name), needed in taps.items():
        node = sakai.topics[topic].flow.node(name)
        named = (found for wanted in node.offers for found in local(sakai, wanted, Here(now=now, ward=ward))[0])
        for each in (*named, *sakai.besides.get(topic, ())):
            fewest[each] = min(needed, fewest.get(each, needed))

    assert {each: needed for each, needed in fewest.items() if needed > MOST_TAPS} == {}


def test_no_door_is_behind_itself_and_none_is_deeper_than_a_room(content):
    for way in WAYS_IN:
        for door in getattr(content.menu, way):
            assert all(not content.menu.door(behind).doors for behind in door.doors), door.id


# The child's door.


def test_what_a_child_reads_behind_its_door_has_no_kanji(content):
    door = content.menu.door(CHILD)
    rooms = [content.menu.door(each) for each in door.doors]
    read = [door.text, *(each for room in rooms for each in (room.label, room.text, *(option.label for option in room.options)))]

    assert [each for each in read if each and has_kanji(each)] == []


def test_the_childs_rooms_hold_choices_of_their_own_words(content):
    for each in content.menu.door(CHILD).doors:
        room = content.menu.door(each)
        assert room.options, each
        assert not room.topics, each


# Shortcuts.


def test_all_answers_of_a_shortcut_are_answers(content, now):
    for door in doors(content):
        for option in door.options:
            node, kept = replay(content.topics[option.topic].flow, option.answers)
            assert kept == option.answers, (door.id, option.label)
            assert node_of(reply(content, (Chose(option.topic, option.answers),), now).step) == node.id


@pytest.mark.parametrize(
    ("door", "label", "topic", "node"),
    [
        ("might-hurt", "子どもを、たたいてしまいそう", "child-abuse-concern", "self-now"),
        ("might-hurt", "パートナーに、ひどくしてしまう", "dv", "change"),
        ("might-hurt", "介護している親に、手が出そう", "carer-burden", "pushed"),
        ("might-hurt", "赤ちゃんが泣きやまず、こわい", "postpartum", None),
        ("watch-over", "新聞がたまっている・姿を見ない", "elder-alone", None),
        ("watch-over", "見慣れない人とATMにいた", "fraud-police", None),
        ("watch-over", "子どもの泣き声やあざが心配", "child-abuse-concern", "see-now"),
        ("watch-over", "お年寄りへの暴力かもしれない", "elder-abuse", None),
        ("watch-over", "ごみや、においが心配", "neighbor-concern", None),
        ("child-friends", "ともだちが しにたいと いっている", "suicidal", "near"),
        ("child-school", "いじめられている", "bullying", None),
    ],
    ids=str,
)
def test_a_shortcut_lands_where_it_says(content, door, label, topic, node):
    option = next(each for each in content.menu.door(door).options if each.label == label)
    landed, _ = replay(content.topics[topic].flow, option.answers)

    assert option.topic == topic
    assert node is None or landed.id == node


def test_who_supports_a_suicidal_person_is_asked_about_that_person(content):
    for option in content.menu.door("friend-suicidal").options:
        landed, _ = replay(content.topics[option.topic].flow, option.answers)
        assert option.topic == "suicidal"
        assert not isinstance(landed, Question) or landed.id == "near"


def test_no_two_shortcuts_of_one_door_land_in_the_same_place(content):
    for door in doors(content):
        landed = [(option.topic, option.answers) for option in door.options]
        assert len(set(landed)) == len(landed), door.id
