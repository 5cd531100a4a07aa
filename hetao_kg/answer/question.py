"""A question -> what it asks: language, kind of answer, names, relations, status. Rules and word lists, no model."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hetao_kg.search.english import STOP_WORDS, stem
from hetao_kg.text import fold, has_han, script_of
from hetao_kg.types import Entity, Language

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: A question is read up to this many characters.
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood."""

    text: str
    language: Language
    #: Kind of answer wanted: a mention kind, ``Status``, ``Purpose``, or ``""`` when it cannot be told.
    kind: str
    #: Ids of the things named, in order.
    entities: tuple[str, ...]
    #: Relations spoken of, likeliest first.
    predicates: tuple[str, ...]
    #: Status asked for, ``""`` if none.
    status: str
    #: Whether several answers are expected.
    several: bool
    #: Noun behind the question word that narrows the kind (folded), e.g. 大學.
    head: str = ""


def language_of(text: str) -> Language:
    """``zh-Hans`` or ``zh-Hant`` by the characters (Traditional when nothing tells), ``en`` without any."""
    if not has_han(text):
        return "en"
    return "zh-Hans" if script_of(text) == "Hans" else "zh-Hant"


class Understander:
    """Reads questions; built once for a knowledge base."""

    @staticmethod
    @functools.lru_cache(maxsize=4)
    def of(kb: KnowledgeBase) -> Understander:
        """The one for ``kb``."""
        return Understander(kb)

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._words: Mapping[str, Any] = kb.ontology.questions
        self._english = _english_names({**kb.ontology.entities, **kb.entities})
        self._kinds_zh = [(fold(w), kind) for kind, row in self._words["kinds"].items() for w in row["zh"]]
        self._kinds_en = [(_stems(w), kind) for kind, row in self._words["kinds"].items() for w in row["en"]]
        self._heads = sorted(((fold(h), kind) for kind, row in self._words["kinds"].items() for h in row["heads"]), key=lambda r: (-len(r[0]), r[0]))

    def read(self, text: str) -> Question:
        """The question as understood; never fails."""
        text = " ".join(text.split())[:LONGEST]
        language = language_of(text)
        folded = fold(text)
        kind, head = self._kind_en(folded) if language == "en" else self._kind_zh(folded)
        entities = self._entities(text, folded, language)
        return Question(text, language, kind, entities, self._predicates(folded, language), self._status(folded, language), self._several(folded, language), head)

    def _entities(self, text: str, folded: str, language: Language) -> tuple[str, ...]:
        found: list[tuple[int, str]] = []
        names = self._kb.extractor.names(text, "", [self._kb.names], unlisted=False)
        found += [(m.start, m.entity) for m in names.mentions if m.entity]
        if language == "en":
            found += [(at, e) for at, e in _match_english(folded, self._english) if e not in {x for _, x in found}]
        return tuple(dict.fromkeys(e for _, e in sorted(found)))

    def _kind_zh(self, folded: str) -> tuple[str, str]:
        purpose = any(fold(w) in folded for w in self._words["purpose"]["zh"])
        asked = list(re.finditer(r"(?:哪|什么|甚么|何)(?:[一二两三四五六七八九十几]?(?:个|些|家|间|所|份|项|部|条|位|种|类|方面|大)?)", folded))
        for match in asked:
            noun = re.match(r"[^,。?、的是由在会将可要于]{1,12}", folded[match.end():])
            if not noun:
                continue
            spans = [(noun.group().find(h), -len(h), kind, h) for h, kind in self._heads if h in noun.group()]
            if spans:
                _, _, kind, head = min(spans)
                return kind, head
        for word, kind in sorted(self._kinds_zh, key=lambda r: -len(r[0])):
            if word in folded and not (kind == "Status" and asked):
                return kind, ""
        return ("Purpose" if purpose else "", "")

    def _kind_en(self, folded: str) -> tuple[str, str]:
        stems = _stems(folded)
        if any(_within(_stems(w), stems) >= 0 for w in self._words["purpose"]["en"]) and not any(_within(s, stems) >= 0 for s, k in self._kinds_en if k in ("Date", "Amount")):
            return "Purpose", ""
        best: tuple[int, int, str] | None = None
        for words, kind in self._kinds_en:
            at = _within(words, stems)
            if at >= 0 and (best is None or (at, -len(words)) < best[:2]):
                best = (at, -len(words), kind)
        return (best[2] if best else "", "")

    def _predicates(self, folded: str, language: Language) -> tuple[str, ...]:
        stems = _stems(folded)
        found: list[tuple[int, str]] = []
        for predicate, row in self._words["predicates"].items():
            if language == "en":
                hits = [len(w) for w in row["en"] if _within(_stems(w), stems) >= 0]
            else:
                hits = [len(w) * 3 for w in row["zh"] if fold(w) in folded]
            if hits:
                found.append((-max(hits), predicate))
        return tuple(p for _, p in sorted(found, key=lambda r: r[0]))

    def _status(self, folded: str, language: Language) -> str:
        stems = _stems(folded)
        for status, row in self._words["status"].items():
            if (any(_within(_stems(w), stems) >= 0 for w in row["en"]) if language == "en" else any(fold(w) in folded for w in row["zh"])):
                return str(status)
        return ""

    def _several(self, folded: str, language: Language) -> bool:
        row = self._words["several"]
        if language == "en":
            stems = _stems(folded)
            return any(_within(_stems(w), stems) >= 0 for w in row["en"])
        return any(fold(w) in folded for w in row["zh"])


def _stems(text: str) -> tuple[str, ...]:
    return tuple("*" if w == "*" else stem(w) for w in re.findall(r"[a-z0-9*]+(?:['&+@-][a-z0-9]+)*\+?", fold(text)))


def _within(words: tuple[str, ...], text: tuple[str, ...]) -> int:
    """Place of the words in the text as a run (``*`` stands for up to six words); -1 if they are not there."""
    for at in range(len(text) - len(words) + 1):
        place = at
        for word in words:
            if word == "*":
                continue
            limit = 7 if "*" in words and words.index(word) and words[words.index(word) - 1] == "*" else 1
            hit = next((i for i in range(place, min(place + limit, len(text))) if text[i] == word), -1)
            if hit < 0:
                break
            place = hit + 1
        else:
            return at
    return -1


def _english_names(entities: Mapping[str, Entity]) -> dict[tuple[str, ...], str]:
    """Stems of every English name -> entity id; one-word names that are common words are left out."""
    table: dict[tuple[str, ...], str] = {}
    for identifier in sorted(entities):
        for name in entities[identifier].names():
            if has_han(name):
                continue
            words = tuple(w for w in _stems(name) if w not in ("the",))
            if words and not (len(words) == 1 and (words[0] in STOP_WORDS or len(words[0]) < 2)):
                table.setdefault(words, identifier)
    return table


def _match_english(folded: str, names: Mapping[tuple[str, ...], str]) -> list[tuple[int, str]]:
    """Longest English names in a question, compared word by word by their stems."""
    stems = _stems(folded)
    longest = max((len(n) for n in names), default=0)
    found: list[tuple[int, str]] = []
    at = 0
    while at < len(stems):
        for size in range(min(longest, len(stems) - at), 0, -1):
            if identifier := names.get(stems[at:at + size]):
                found.append((at, identifier))
                at += size
                break
        else:
            at += 1
    return found
