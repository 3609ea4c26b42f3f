"""Pictures of the trees: everything is told, in words too; nothing lies on anything else; what is broken is drawn and named."""

import re
import shutil
from dataclasses import replace
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from typer.testing import CliRunner

from app import graph
from app.catalogue import Catalogue
from app.cli import APP
from app.cli.graph import draw, tree_of
from app.content import own_of
from app.graph.menu import NOWHERE
from app.graph.paper import MARGIN, PAPERS, POINT
from app.graph.tree import GOES_BACK, IN_WARDS, NO_WAY_HERE, NO_WINDOW, Windows
from app.loading import outline
from tests.browser import REAL
from tests.made_up import outcome, phone, question, resource, topic
from tests.written import ROOT, SAKAI

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def shipped():
    return outline(ROOT, SAKAI)


@pytest.fixture(scope="module")
def plans(shipped):
    return [graph.plan(tree_of(shipped, name)) for name in shipped.topics]


def windows(*resources):
    catalogue = Catalogue.of(resources)
    return Windows(catalogue=catalogue, own=own_of(catalogue))


def drawn(*nodes, resources=(), problems=()):
    return graph.tree(topic("money", *nodes), windows(*resources), problems)


def node(tree, name):
    return next(each for each in tree.nodes if each.id == name)


def overlap(one, other):
    return one.x < other.x + other.width and other.x < one.x + one.width and one.y < other.y + other.height and other.y < one.y + one.height


def test_no_boxes_of_a_shipped_topic_overlap_and_all_lie_on_the_sheet(plans):
    for plan in plans:
        assert not any(overlap(one, other) for one, other in combinations(plan.boxes, 2)), plan.tree.id
        assert all(box.x >= MARGIN and box.x + box.width <= plan.paper.width - MARGIN + 0.01 for box in plan.boxes), plan.tree.id
        assert all(box.y + box.height <= plan.paper.bottom for box in plan.boxes), plan.tree.id


def test_no_line_of_a_shipped_topic_runs_through_a_box(plans):
    for plan in plans:
        for wire in plan.wires:
            for (x1, y1), (x2, y2) in pairwise(wire.points):
                left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
                for box in plan.boxes:
                    inside = left < box.x + box.width - 0.01 and right > box.x + 0.01 and top < box.y + box.height and bottom > box.y
                    assert not inside, (plan.tree.id, wire, box.node.id)


def test_no_two_lines_of_a_shipped_topic_lie_on_each_other(plans):
    for plan in plans:
        for one, other in combinations(plan.wires, 2):
            if one.to == other.to:
                continue  # lines to one target join
            (ax, ay), (bx, by) = one.points
            (cx, cy), (dx, dy) = other.points
            if ay == by and cy == dy and abs(ay - cy) < 0.5:
                assert max(min(ax, bx), min(cx, dx)) >= min(max(ax, bx), max(cx, dx)), (plan.tree.id, one, other)
            if ax == bx and cx == dx:
                assert abs(ax - cx) > 1, (plan.tree.id, one, other)


def test_every_text_of_a_shipped_topic_is_read_at_eight_points_and_every_topic_fits_on_paper_of_an_office(plans):
    assert all(words.size >= 8 * POINT for plan in plans for box in plan.boxes for words in box.words)
    assert all(plan.paper in PAPERS for plan in plans)


def test_everything_of_a_shipped_topic_stands_in_its_picture(shipped):
    for name, about in shipped.topics.items():
        picture = ET.fromstring(draw(shipped, name, "svg"))  # noqa: S314  # written by us
        said = "".join(picture.itertext())
        assert picture.find(f"{SVG}title").text.startswith(about.label)
        for each in about.flow:
            assert each.text in said, (name, each.id)
        for each in about.questions:
            assert all(option.label in said for option in each.options), (name, each.id)


def test_shown_texts_are_the_same_as_the_told_ones(shipped):
    picture = ET.fromstring(draw(shipped, "housing", "svg"))  # noqa: S314  # written by us
    shown = "".join(text.text for text in picture.iter(f"{SVG}text"))

    for each in shipped.topics["housing"].flow:
        assert each.text in shown


def test_a_way_that_nobody_comes_by_and_a_dead_end_are_told_in_words_and_drawn_in_red():
    tree = drawn(question("one", "end", a="end"), question("lost", "end", a="end"), outcome("end", "none-such"), outcome("far"))
    picture = graph.svg(graph.plan(tree))

    assert node(tree, "lost").faults == (NO_WAY_HERE,)
    assert node(tree, "far").faults == (NO_WAY_HERE, NO_WINDOW)
    assert "窓口「none-such」が resources.yaml にありません" in node(tree, "end").faults
    assert NO_WAY_HERE in picture
    assert "#b10000" in picture
    assert node(tree, "one").faults == ()


def test_an_answer_that_leads_nowhere_or_back_is_told():
    tree = drawn(question("one", "two", a="no-such"), question("two", "one", b="end"), outcome("end", "w"), resources=(resource("w", phone()),))
    picture = graph.svg(graph.plan(tree))

    assert "行き先「no-such」がありません" in picture
    assert [answer.fault for answer in node(tree, "two").answers] == [None, GOES_BACK]
    assert node(tree, "end").faults == ()


def test_a_tree_without_anything_is_drawn_too():
    assert "<svg" in graph.svg(graph.plan(drawn()))


def test_windows_stand_with_their_numbers_and_without_those_that_are_withheld():
    shown = drawn(outcome("end", "a", "b"), resources=(resource("a", phone("06-1111-1111")), resource("b", phone(None))))

    assert [each.number for each in node(shown, "end").windows] == ["06-1111-1111", "番号なし"]


def test_of_the_city_stands_what_is_its_own(shipped):
    numbers = {each.name: each.number for each in node(tree_of(shipped, "welfare"), shipped.topics["welfare"].outcomes[0].id).windows}

    assert any(number == IN_WARDS for number in numbers.values())


def test_a_tree_too_large_for_a3_gets_a_sheet_as_high_as_it_needs():
    many = tuple(resource(f"w{at}", phone()) for at in range(9))
    ends = tuple(outcome(f"end{at}", *(each.id for each in many)) for at in range(40))
    plan = graph.plan(drawn(question("one", "end0", **{f"a{at}": f"end{at}" for at in range(40)}), *ends, resources=many))

    assert plan.paper not in PAPERS
    assert all(box.y + box.height <= plan.paper.bottom for box in plan.boxes)


def test_the_menu_shows_every_topic_and_fits_on_paper_of_an_office(shipped):
    labels = {name: each.label for name, each in shipped.topics.items()}
    poster = graph.poster(shipped.parts.menu, labels)
    said = "".join(line for card in poster.cards for line in card.lines)

    assert poster.paper in PAPERS
    assert all(label in said for label in labels.values())
    assert not any(overlap(one, other) for one, other in combinations(poster.cards, 2))
    assert all(
        card.y + card.height <= poster.paper.bottom + 0.01 and card.x + card.width <= poster.paper.width - MARGIN + 0.01 for card in poster.cards
    )
    assert not any(card.fault for card in poster.cards)


def test_the_menu_tells_of_topics_that_are_behind_no_door_and_of_doors_to_nothing(shipped):
    labels = {name: each.label for name, each in shipped.topics.items() if name != "housing"} | {"new": "新しいこと"}
    picture = graph.svg_menu(graph.poster(shipped.parts.menu, labels))

    assert "話題「housing」がありません" in picture
    assert NOWHERE in picture
    assert "新しいこと" in picture


def test_everything_is_one_page_with_a_sheet_for_each_topic(shipped):
    page = draw(shipped, None, "html", every=True)

    assert page.count("<svg") == len(shipped.topics) + 1
    assert all(f'href="#{name}"' in page and f'id="{name}"' in page for name in shipped.topics)
    assert not re.search(r'(src|href)="(?!#)', page)


def test_mermaid_marks_what_is_broken_and_takes_no_markup_from_texts():
    odd = replace(outcome("end"), text='"]<b>`x`')
    said = graph.mermaid(drawn(question("one", "end", a="no-such"), odd, problems=("3 行目: なおす",)))

    assert ":::fault" in said
    assert "3 行目: なおす" in said
    assert "<b>" not in said
    assert "”]＜b＞" in said


def test_mermaid_takes_no_markup_from_an_id_of_a_broken_file():
    said = graph.mermaid(drawn(question("one", 'x"]\n  click n_one "javascript:', a="x"), outcome("x")))

    assert not re.search(r"^ *click|[^”]javascript:", said, re.MULTILINE)
    assert "  n_one" in said


@pytest.fixture
def broken(tmp_path):
    """Copy the shipped content, to break it."""
    shutil.copytree(ROOT / "intents", tmp_path / "intents")
    for name in ("resources.yaml", "measures.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def ran(*words):
    done = CliRunner().invoke(APP, ["graph", *map(str, words)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done


def test_a_broken_topic_is_drawn_as_far_as_it_can_be_read_with_what_is_wrong(broken):
    file = broken / "intents" / "housing.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  unsure: ", "  unsur: ", 1), encoding="utf-8")
    done = ran("housing", "--format", "svg", "--content", broken)

    assert done.exit_code == 0
    assert "直す所: " in done.stdout
    assert NO_WAY_HERE in done.stdout
    assert "intents/housing.yaml:" in done.stderr
    assert "直す所が" in done.stderr


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff\xfe", b"- just\n- a list\n", b"a: [1, 2\n", b"a: &a [x]\nb: *a\n"], ids=["空", "二進", "並び", "途中", "アンカー"]
)
def test_a_topic_that_is_none_is_refused_with_what_is_wrong(broken, body):
    (broken / "intents" / "housing.yaml").write_bytes(body)
    done = ran("housing", "--content", broken)

    assert done.exit_code in {0, 2}
    assert "intents/housing.yaml:" in done.stderr
    assert "Traceback" not in done.stderr
    assert ran("--all", "--content", broken).exit_code == 0


@pytest.mark.parametrize(
    "words",
    [("no-such",), ("housing", "--format", "png"), ("housing", "--all"), ("--all", "--format", "svg"), ("housing", "--out", "x.png")],
    ids=["ない話題", "ない形", "両方", "全部をSVG", "ちがう名前"],
)
def test_what_cannot_be_drawn_ends_with_2_and_a_sentence(words):
    done = ran(*words)

    assert done.exit_code == 2
    assert re.search(r"[ぁ-ん]", done.stderr)


def test_a_picture_is_written_whole_to_the_file_whose_name_says_its_kind(tmp_path):
    for name, begins in (("a.svg", "<svg"), ("a.html", "<!DOCTYPE"), ("a.md", "flowchart")):
        assert ran("housing", "--out", tmp_path / name).exit_code == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "a.md", "a.svg"]
    assert ran("housing", "--out", tmp_path / "none" / "a.svg").exit_code == 2


STICKS_OUT = """() => [...document.querySelectorAll('g.box')].flatMap(box => {
  const outer = box.querySelector('rect').getBBox();
  return [...box.querySelectorAll('text')].filter(text => {
    const inner = text.getBBox();
    return inner.x < outer.x || inner.x + inner.width > outer.x + outer.width || inner.y + inner.height > outer.y + outer.height + 1;
  }).map(text => text.textContent);
})"""


class TestInABrowser:
    """What only a browser can tell."""

    pytestmark = REAL

    def test_every_text_stays_in_its_box_and_every_sheet_is_one_page(self, shipped, browser):
        opened = browser.new_page()
        opened.set_content(draw(shipped, None, "html", every=True))
        sticks_out = opened.evaluate(STICKS_OUT)
        printed = pypdfium2.PdfDocument(opened.pdf(prefer_css_page_size=True))
        pages = len(printed)
        printed.close()
        opened.close()

        assert sticks_out == []
        assert pages == len(shipped.topics) + 2

    def test_axe_finds_nothing(self, shipped, browser):
        opened = browser.new_page()
        opened.set_content(draw(shipped, None, "html", every=True))
        found = Axe().run(opened).response["violations"]
        opened.close()

        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
