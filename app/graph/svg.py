"""A plan as SVG: texts stay texts, colours never speak alone, a screen reader is told everything in words."""

from collections.abc import Iterator
from html import escape

from app.graph.layout import Box, Plan, Wire, Words
from app.graph.menu import Card, Poster
from app.graph.paper import MARGIN, SMALL, Paper
from app.graph.tree import Node, Tree

INK, QUIET, LINE, SOFT, PLAIN, RED, ROSE = "#1a1a1a", "#4d4d4d", "#0d5c63", "#e4f2f2", "#fff", "#b10000", "#fff0f0"
FONTS = "'Noto Sans JP','Noto Sans CJK JP','BIZ UDPGothic','BIZ UDGothic','Hiragino Sans','Yu Gothic','Meiryo',sans-serif"
LOOKS = {
    "plain": f'fill="{INK}"',
    "quiet": f'fill="{QUIET}"',
    "head": f'fill="{INK}" font-weight="700"',
    "mark": f'fill="{LINE}" font-weight="700"',
    "number": f'fill="{INK}" font-weight="700"',
    "fault": f'fill="{RED}" font-weight="700"',
}


def svg(plan: Plan) -> str:
    """Draw a tree."""
    drawn = (*map(_wire, plan.wires), *map(_joint, plan.joints), *map(_box, plan.boxes), *map(_words, plan.words))
    said = "".join(_told(plan.tree))
    return _sheet(plan.paper, f"topic-{plan.tree.id}", f"{plan.tree.label}（質問の木）", said, "\n".join(drawn), _foot(plan.tree))


def svg_menu(poster: Poster) -> str:
    """Draw the menu."""
    drawn = (*map(_card, poster.cards), *map(_words, poster.words))
    said = "".join(f"{card.label}: {'、'.join(card.lines)}。" for card in poster.cards)
    return _sheet(poster.paper, "menu", "はじめのページから、話題まで", said, "\n".join(drawn), f"まどぐち　版 {poster.version}")


def _sheet(paper: Paper, name: str, title: str, said: str, drawn: str, foot: str) -> str:
    size = f'width="{paper.width:.0f}mm" height="{paper.height:.0f}mm" viewBox="0 0 {paper.width:.0f} {paper.height:.0f}"'
    last = _words(Words(MARGIN, paper.height - MARGIN, foot, SMALL, "quiet"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="group" aria-labelledby="{name}-title" aria-describedby="{name}-desc" lang="ja"'
        f' font-family="{FONTS}">\n<title id="{name}-title">{escape(title)}</title>\n<desc id="{name}-desc">{escape(said)}</desc>\n'
        f'<rect width="100%" height="100%" fill="{PLAIN}"/>\n{drawn}\n{last}\n</svg>'
    )


def _foot(tree: Tree) -> str:
    return f"まどぐち　intents/{tree.id}.yaml　版 {tree.version}"


def _told(tree: Tree) -> Iterator[str]:
    """Tell the whole tree in sentences."""
    for node in tree.nodes:
        yield f"{node.mark}: {node.text}"
        yield from (f"（{fault}）" for fault in node.faults)
        yield from (f"「{answer.label}」は{tree.marks[answer.to] + 'へ' if answer.to else ''}{answer.fault or ''}。" for answer in node.answers)
        yield f"窓口は {'、'.join(f'{each.name} {each.number}' for each in node.windows)}。" if node.windows else ""
    yield from (f"直す所: {problem}。" for problem in tree.problems)


def _box(box: Box) -> str:
    fill, line = _colours(box.node)
    dashed = ' stroke-dasharray="2 1"' if box.node.faults else ""
    rect = f'<rect x="{box.x:.2f}" y="{box.y:.2f}" width="{box.width:.2f}" height="{box.height:.2f}" rx="1.5"'
    texts = "".join(map(_words, box.words))
    return f'<g class="box" data-id="{escape(box.node.id)}">{rect} fill="{fill}" stroke="{line}" stroke-width="0.4"{dashed}/>{texts}</g>'


def _colours(node: Node) -> tuple[str, str]:
    if node.faults:
        return ROSE, RED
    return (SOFT, LINE) if node.kind == "question" else (PLAIN, LINE)


def _wire(wire: Wire) -> str:
    colour = RED if wire.fault else LINE
    way = " ".join(f"{x:.2f},{y:.2f}" for x, y in wire.points)
    line = f'<polyline class="wire" points="{way}" fill="none" stroke="{colour}" stroke-width="0.4"/>'
    return line + (_arrow(wire) if wire.arrow else "")


def _arrow(wire: Wire) -> str:
    (begin, _), (x, y) = wire.points
    back = -1.8 if x > begin else 1.8
    return f'<polygon points="{x:.2f},{y:.2f} {x + back:.2f},{y - 0.9:.2f} {x + back:.2f},{y + 0.9:.2f}" fill="{LINE}"/>'


def _joint(at: tuple[float, float]) -> str:
    return f'<circle cx="{at[0]:.2f}" cy="{at[1]:.2f}" r="0.6" fill="{LINE}"/>'


def _words(words: Words) -> str:
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    return f'<text x="{words.x:.2f}" y="{words.y:.2f}" font-size="{words.size:.2f}"{anchor} {LOOKS[words.look]}>{escape(words.text)}</text>'


def _card(card: Card) -> str:
    rect = f'<rect x="{card.x:.2f}" y="{card.y:.2f}" width="{card.width:.2f}" height="{card.height:.2f}" rx="1.5"'
    fill, line = (ROSE, RED) if card.fault else (PLAIN, LINE)
    texts = "".join(map(_words, card.words))
    return f'<g class="box" data-id="{escape(card.id)}">{rect} fill="{fill}" stroke="{line}" stroke-width="0.4"/>{texts}</g>'
