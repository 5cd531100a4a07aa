"""Which phases of a work a text speaks of: 第二期, 二期, 首階段, the second phase, Phase II."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hetao_kg.derived import kept
from hetao_kg.extract.numerals import number
from hetao_kg.text import any_of, fold

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

_NUMERAL = "0-9〇零一二三四五六七八九十百千"


class Phases:
    """Finds the numbers of phases; made once for an ontology."""

    @staticmethod
    @kept()
    def of(kb: KnowledgeBase) -> Phases:
        """Those of the ontology of ``kb``."""
        return Phases(kb.ontology.questions)

    def __init__(self, words: Mapping[str, Any]) -> None:
        """``words``: ``questions.toml``."""
        row, cardinals = words["phases"], words["numbers"]["en"]
        self._first = {fold(w) for w in row["first"]}
        #: The place of a word in its list is the number that it says.
        self._english = {word: n for said in (row["ordinals"], row["roman"], cardinals) for n, word in enumerate(said, 1)}
        zh, unlike, en = any_of(map(fold, row["zh"])), any_of(map(fold, row["unlike"])), any_of(row["en"])
        self._pattern = re.compile(
            rf"(?<![{_NUMERAL}两几数])(?<![0-9][.,])([{_NUMERAL}]+|{any_of(self._first)})\s?(?!{unlike})(?:{zh})"
            rf"|(?<![\w-])({any_of(row['ordinals'])})[- ](?:{en})\b"
            rf"|\b(?:{en})[- ]({any_of([*cardinals, *row['roman']])}|[0-9]+)\b(?!\.[0-9])"
        )

    def numbers(self, text: str) -> set[int]:
        """Numbers of the phases in ``text``; a numeral counts as a whole (第十二期 is the twelfth)."""
        found = (next(filter(None, m.groups())) for m in self._pattern.finditer(fold(text)))
        return {n for word in found if (n := self._number(word))}

    def _number(self, word: str) -> int:
        return 1 if word in self._first else self._english.get(word) or int(number(word) or 0)
