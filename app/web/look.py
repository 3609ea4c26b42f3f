"""How a resident wants to read: language, furigana, size of letters. It travels in the page itself; there is no cookie to keep it in."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

from app.language import EASY_TAG, JAPANESE_TAG

Size: TypeAlias = Literal["m", "l", "xl"]
SIZES: tuple[Size, ...] = get_args(Size)
RUBY = "r"
FRAMED = "f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way of reading."""

    language: str = JAPANESE_TAG
    """BCP 47 tag of a language that we have."""
    ruby: bool = False
    """Furigana over the kanji."""
    size: Size = "m"
    framed: bool = False
    """The page stands inside another one, and says so to its forms and its exit."""

    def __str__(self) -> str:
        """Write it down for a form or an address: `ja`, `en.l`, `ja-x-easy.r.xl`; `read` reads it again."""
        return ".".join(
            (self.language, *([RUBY] if self.ruby else []), *([self.size] if self.size != "m" else []), *([FRAMED] if self.framed else []))
        )

    @property
    def usual(self) -> bool:
        """Tell whether nothing was changed."""
        return self == USUAL

    def speaking(self, language: str) -> "Look":
        """Change the language; who asks for やさしい日本語 is given furigana with it."""
        return replace(self, language=language, ruby=language == EASY_TAG or (self.ruby and self.language != EASY_TAG))

    def spelling(self, *, ruby: bool) -> "Look":
        """Put furigana on or off."""
        return replace(self, ruby=ruby)

    def sized(self, size: Size) -> "Look":
        """Change the size of the letters."""
        return replace(self, size=size)


USUAL = Look()


def read(written: str | None, languages: Collection[str]) -> Look:
    """Read what `str` wrote; what is not ours is as if it were not there."""
    language, *more = (written or "").split(".")
    size: Size = next((size for size in SIZES if size in more), "m")
    return Look(language=language if language in languages else JAPANESE_TAG, ruby=RUBY in more, size=size, framed=FRAMED in more)
