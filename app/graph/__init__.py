"""Pictures of the question trees for the people who write them: on paper, in Mermaid, all together.

`tree` says what there is to draw, also of a topic that is broken; `layout` puts it on a sheet; `svg`, `mermaid` and `book` write it down.
"""

from app.graph.book import book
from app.graph.layout import Plan, plan
from app.graph.menu import Poster, poster
from app.graph.mermaid import mermaid, mermaid_book, mermaid_menu
from app.graph.svg import svg, svg_menu
from app.graph.tree import Answer, Node, Tree, Window, tree

__all__ = [
    "Answer", "Node", "Plan", "Poster", "Tree", "Window", "book", "mermaid", "mermaid_book", "mermaid_menu", "plan", "poster", "svg", "svg_menu", "tree",
]  # fmt: skip
