"""One drawing of one page: the knowledge base, the reader's language, and the address that holds the page's state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from hetao_kg.explorer import texts
from hetao_kg.explorer.labels import Labels
from hetao_kg.types import Language

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

Values = str | int | tuple[str, ...] | None


@dataclass(frozen=True)
class Visit:
    """What a page needs to draw itself."""

    kb: KnowledgeBase
    labels: Labels
    language: Language
    page: str
    #: The address's parameters, without ``page`` and ``lang``.
    params: Mapping[str, tuple[str, ...]]

    def say(self, key: str, **values: object) -> str:
        """A text of the interface; plain text, not HTML."""
        return texts.say(key, self.language, **values)

    def told(self, message: str) -> str:
        """What the library says, in the reader's language where it is known in it; plain text, not HTML."""
        return texts.translated(message, self.language)

    def knows(self, key: str) -> bool:
        """Whether the interface has a text of that key."""
        return key in texts.table()

    def get(self, name: str) -> str:
        """The first value of a parameter, empty if there is none."""
        return next(iter(self.params.get(name, ())), "")

    def number(self, name: str, default: int = 0) -> int:
        """A parameter as a whole number; ``default`` when it is none."""
        text = self.get(name)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else default

    def link(self, page: str, **params: Values) -> str:
        """The address of another page in the reader's language; not yet escaped for HTML."""
        return address(page, self.language, {name: value for name, value in params.items() if value not in (None, "", ())})

    def here(self, **changes: Values) -> str:
        """The address of this page with some parameters changed; None removes one."""
        kept: dict[str, Values] = {**self.params, **changes}
        return address(self.page, self.language, {name: value for name, value in kept.items() if value not in (None, "", ())})


def address(page: str, language: Language, params: Mapping[str, Values]) -> str:
    """A relative address: everything a person sees can be sent as a link."""
    return "?" + urlencode({"page": page, "lang": language, **params}, doseq=True)
