"""What answering a request needs, of one content: its pages, the error pages written beforehand, and who counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from fastapi.responses import HTMLResponse

from app import counts
from app.clock import Clock
from app.content import Content
from app.events import Event
from app.settings import Settings
from app.steps import Turn
from app.tally import Tally
from app.unmatched import Look
from app.web import embedding, pages
from app.web import look as looks
from app.web.private import CSP, policy
from app.web.refusal import Refusal
from app.web.render import Site
from app.web.token import Tokens

ERRORS = {
    404: ("ページが見つかりません。", "アドレスが変わったか、まちがっているようです。はじめのページからお探しください。"),
    422: ("送られた内容が読めませんでした。", "お手数ですが、はじめのページからもう一度お願いします。"),
    429: (
        "いま、たくさんの人が使っています。",
        "あなたのせいではありません。少し待ってから、もう一度押してください。急ぐときは、下の番号へ電話してください。",
    ),
    500: (
        "いま、うまく動いていません。",
        "あなたのせいではありません。少し待ってから、もう一度お試しください。急ぐときは、下の番号へ電話してください。",
    ),
}
TOO_LARGE = "文が長すぎて、受けとれませんでした。お手数ですが、短く分けて書いてください。"


def leaving(content: Content, settings: Settings) -> str:
    """Give the page to leave for: the city's, else that of the settings."""
    return (content.city.exit_url if content.city else None) or settings.exit_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What answering a request needs."""

    content: Content
    clock: Clock
    site: Site
    tokens: Tokens
    tally: Tally
    exit_url: str
    look: Callable[[], Look]
    public_url: str | None = None
    errors: Mapping[int, Refusal] = field(default_factory=dict)
    """The error pages, written beforehand: they are there whatever happens."""

    def ready(self) -> "Desk":
        """Write the error pages, and try the first page in each language. Raises what writing raises."""
        for tag in self.site.languages:
            self.show(pages.start(self.content, self.frame(tag)))
        errors = {code: Refusal(code, self._written(pages.error(self.frame(""), *told))) for code, told in ERRORS.items()}
        # For a resident, too much is no error: they are at the start again, and are told why.
        errors[413] = Refusal(413, self._written(pages.start(self.content, self.frame(""), TOO_LARGE)), shown_as=200)
        return replace(self, errors=errors)

    def _written(self, page: pages.Page) -> str:
        return bytes(self.show(page).body).decode()

    def frame(self, look: str) -> pages.Frame:
        """Give what every page stands in."""
        city = self.content.city
        return pages.Frame(
            city=city,
            exit_url=self.exit_url,
            look=looks.read(look, self.site.languages),
            hosts=city.embed_on if city else (),
            oembed=embedding.discovery(self.public_url),
        )

    def count(self, turns: tuple[Turn, ...], events: tuple[Event, ...]) -> None:
        """Count what the newest event led to, once: where a page is only shown again, this is not called."""
        collects = self.content.city is not None and self.content.city.keep_unmatched_words
        self.tally.add(counts.of(self.content, turns, events, self.clock().date(), self.look() if collects else None))

    def show(self, page: pages.Page, code: int = 200) -> HTMLResponse:
        """Write a page down."""
        answer = self.site.page(page, code)
        if page.framable and page.hosts:
            answer.headers[CSP] = policy(page.hosts)
        return answer
