"""All trees in one page of HTML: contents, the menu, and a sheet of its own size for each topic, to look at and to print."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from app.content import Menu
from app.graph.layout import Plan, plan
from app.graph.menu import Poster
from app.graph.paper import Paper
from app.graph.svg import FONTS, svg, svg_menu
from app.graph.tree import Tree

TITLE = "質問の木の一覧"
OTHERS = "分野のない話題"
STYLE = f"""
body {{ margin: 0; background: #f2f2f2; color: #1a1a1a; font: 9.5pt/1.45 {FONTS}; line-break: strict; }}
nav, section {{ background: #fff; margin: 8mm auto; width: max-content; max-width: 100%; box-shadow: 0 0 3px #888; overflow: auto; }}
nav {{ box-sizing: border-box; width: 210mm; padding: 12mm; }}
h1 {{ font-size: 18pt; margin: 0 0 3mm; }} h2 {{ font-size: 11pt; margin: 1.5mm 0 0; break-after: avoid; }}
ul {{ margin: 0; padding: 0; list-style: none; columns: 3; }} a {{ color: #00118f; }}
.fault {{ color: #b10000; font-weight: 700; }}
svg {{ display: block; }}
@media print {{
  body {{ background: #fff; }}
  nav, section {{ margin: 0; box-shadow: none; overflow: visible; break-after: page; }}
  nav {{ page: contents; width: auto; padding: 0; }}
  section:last-of-type {{ break-after: auto; }}
  a {{ color: inherit; text-decoration: none; }}
}}
@page contents {{ size: A4; margin: 10mm; }}
"""


def book(trees: Sequence[Tree], menu: Menu | None, drawn_menu: Poster | None) -> str:
    """Write the page. Topics stand in the order of the menu's groups; those of no group come last."""
    plans = [plan(tree) for tree in trees]
    papers = {paper.name: paper for paper in (*(each.paper for each in plans), *([drawn_menu.paper] if drawn_menu else ()))}
    named = {name: f"sheet{at}" for at, name in enumerate(papers)}
    style = STYLE + "".join(_page(named[name], paper) for name, paper in papers.items())
    sheets = [*([_sheet("menu", drawn_menu.paper, named, svg_menu(drawn_menu))] if drawn_menu else ())]
    sheets += [_sheet(each.tree.id, each.paper, named, svg(each)) for each in plans]
    contents = _contents(plans, menu) if len(sheets) > 1 else ()
    body = "\n".join(("<main>", *contents, *sheets, "</main>"))
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
    return f'<!DOCTYPE html>\n<html lang="ja">\n<head>{head}<title>{TITLE}</title><style>{style}</style></head>\n<body>\n{body}\n</body>\n</html>\n'


def _page(name: str, paper: Paper) -> str:
    return f"@page {name} {{ size: {paper.name}; margin: 0; }} .{name} {{ page: {name}; }}\n"


def _sheet(name: str, paper: Paper, named: dict[str, str], drawn: str) -> str:
    # A scrolling part must be reached with the keyboard: WCAG 2.1.1.
    return f'<section class="{named[paper.name]}" id="{escape(name)}" tabindex="0" aria-labelledby="{"" if name == "menu" else "topic-"}{escape(name)}-title">{drawn}</section>'


def _contents(plans: Iterable[Plan], menu: Menu | None) -> Iterator[str]:
    left = {str(each.tree.id): each for each in plans}
    yield f'<nav aria-label="もくじ"><h1>{TITLE}</h1>'
    if menu is not None:
        yield '<p><a href="#menu">はじめのページから、話題まで</a></p>'
    for group in menu.groups if menu else ():
        yield from _group(group.label, [left.pop(each) for each in group.topics if each in left])
    yield from _group(OTHERS, list(left.values()))
    yield "</nav>"


def _group(label: str, plans: list[Plan]) -> Iterator[str]:
    if plans:
        links = "".join(f'<li><a href="#{escape(each.tree.id)}">{escape(each.tree.label)}</a>{_mark(each)}</li>' for each in plans)
        yield f"<h2>{escape(label)}</h2><ul>{links}</ul>"


def _mark(plan: Plan) -> str:
    return ' <span class="fault">直す所があります</span>' if plan.tree.broken else ""
