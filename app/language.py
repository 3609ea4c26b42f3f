"""A language that the page speaks: each Japanese text of ours, and what it is in that language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

OWN_NAME = "日本語"
"""The text whose translation is the language's own name."""
JAPANESE_TAG = "ja"
EASY_TAG = "ja-x-easy"
"""やさしい日本語, as a private subtag of Japanese (BCP 47, RFC 5646 2.2.7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Texts by their Japanese original, so that a changed original has no stale translation: it is shown in Japanese again."""

    tag: str
    """BCP 47."""
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return self.texts.get(OWN_NAME, OWN_NAME if self.tag == JAPANESE_TAG else self.tag)

    @property
    def html(self) -> str:
        """The value of the attribute lang: without the private part, which no screen reader knows."""
        return self.tag.split("-x-", maxsplit=1)[0]

    def knows(self, text: str) -> bool:
        """Tell whether *text* can be said in this language."""
        return self.tag == JAPANESE_TAG or text in self.texts

    def foreign(self, text: str) -> bool:
        """Tell whether *text* is shown in Japanese to somebody who reads another language."""
        return self.html != JAPANESE_TAG and not self.knows(text)

    def say(self, text: str, **values: object) -> str:
        """Say *text*, its {names} filled in; in Japanese where there is no translation."""
        said = self.texts.get(text, text)
        return said.format(**values) if values else said


JAPANESE = Language(tag=JAPANESE_TAG)
