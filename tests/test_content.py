"""What joins the parts: the menu's ways in, its panels, and the city's own entries."""

import pytest

from app.catalogue import Refusal
from app.content import FAR, Dangers, Door, Menu, Panel, Shortcut, with_refusal
from tests.made_up import bare_content, outcome, question, resource, topic

PANEL = Panel(kind="suicide", heading="ひとりではありません。", text="話を聴く人がいます。", call=(), lines=())
MENU = Menu(
    examples=(),
    groups=(Door(id="money", label="お金", topics=()),),
    doors=(Door(id="under18", label="18さい以下", topics=()),),
    general=(),
    panels=(PANEL,),
)


def test_a_group_and_a_door_are_both_ways_in():
    assert MENU.door("money").label == "お金"
    assert MENU.door("under18").label == "18さい以下"
    assert MENU.door("gone") is None


def test_a_danger_finds_its_panel():
    assert MENU.panel("suicide") is PANEL


def test_a_danger_without_a_panel_is_an_error_of_ours():
    with pytest.raises(StopIteration):
        MENU.panel("violence")


def test_a_topic_is_a_flow():
    asking, talk = question("a", "talk", yes="talk"), outcome("talk")

    assert list(topic("money", asking, talk).flow) == [asking, talk]


def test_every_way_in_has_a_door():
    doors = {name: (Door(id=name, label=name, topics=()),) for name in ("groups", "stages", "whom", "doors", "rooms")}
    menu = Menu(examples=(), general=(), panels=(), **doors)

    assert [each.id for each in menu.every_door] == list(doors)
    assert all(menu.door(name) is door for name, (door,) in doors.items())


def test_without_a_city_nothing_stands_for_another_and_all_is_far(content):
    assert content.own == {}
    assert content.distance("yorisoi-hotline") == FAR


def test_what_stands_for_several_is_found_by_each():
    content = bare_content([resource("office"), resource("own", area="131016", stands_for=("office", "denwa")), resource("more", area="131016")])

    assert content.own == {"office": ("own",), "denwa": ("own",)}
    assert content.besides == {"money": ("more",)}


@pytest.mark.parametrize("kind", ["suicide", "violence", "abuse", "sexual", "medical"])
def test_every_kind_of_danger_has_lines_that_listen(content, kind):
    panel = content.menu.panel(kind)

    assert panel.call
    assert len(panel.lines) >= 3
    assert all(each in content.catalogue for each in (*panel.call, *panel.lines))


def test_every_topic_is_in_its_group(content):
    for each in content.topics.values():
        assert each.id in content.menu.door(each.group).topics


# What was written to learn from.


def test_sentences_of_danger_are_given_by_kind_and_the_harmless_ones_are_of_none():
    kinds = {kind: (f"{kind}の文",) for kind in ("suicide", "violence", "abuse", "sexual", "medical")}

    assert dict(Dangers(**kinds, none=("死ぬほど忙しい",)).by_kind) == kinds


def test_every_kind_of_danger_of_which_sentences_were_written_has_a_panel(content):
    assert {kind for kind, _ in content.lessons.dangers} == {panel.kind for panel in content.menu.panels}


def test_what_is_no_worry_has_an_answer_and_words_of_its_own(content):
    said = [each for aside in content.asides.values() for each in aside.says]

    assert content.asides.keys().isdisjoint(content.topics)
    assert all(aside.answer and len(aside.says) >= 10 for aside in content.asides.values())
    assert len(set(said)) == len(said)
    assert any(aside.to_city for aside in content.asides.values())


# What a shortcut is called, and what is said where one was refused.


def test_a_shortcut_is_known_by_its_own_words():
    door = Door(
        id="room", label="へや", options=(Shortcut(label="たたかれる", topic="money", answers=("yes",)), Shortcut(label="お金", topic="food"))
    )
    menu = Menu(examples=(), groups=(), doors=(), rooms=(door,), general=(), panels=())

    assert menu.label_of("money", ("yes",)) == "たたかれる"
    assert menu.label_of("money", ()) is None
    assert menu.label_of("food", ()) is None
    assert menu.label_of("money", ("no",)) is None


REFUSAL = Refusal(reason="使えないと言われた", advice="理由を聞いてください。", next=("denwa",))


@pytest.mark.parametrize(
    ("kind", "own", "said"),
    [("measure", (), (REFUSAL,)), ("measure", (Refusal(reason="所得"),), (Refusal(reason="所得"),)), ("window", (), ()), ("office", (), ())],
    ids=["何も言わない制度", "言うことのある制度", "窓口", "役所"],
)
def test_a_measure_that_says_nothing_of_refusals_says_what_all_say(kind, own, said):
    assert with_refusal(resource("a", kind=kind, refused=own), REFUSAL).refused == said
    assert with_refusal(resource("a", kind=kind, refused=own), None).refused == own


# A child's words.


@pytest.mark.parametrize(
    ("text", "young"),
    [
        ("ママがごはんをくれない", True),
        ("がっこうの ともだちに なぐられる", True),
        ("家賃が払えません", False),
        ("息子ががっこうにいかない", False),
        ("", False),
    ],
)
def test_a_childs_words_are_known_and_when_in_doubt_not(content, text, young):
    assert content.style.young.wrote(text) is young
