"""A question -> what it asks: language, kind of answer, names, relations, status. Rules and word lists, no model."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hetao_kg.extract.values import dates
from hetao_kg.search.english import STOP_WORDS, stem
from hetao_kg.text import fold, has_han, script_of
from hetao_kg.types import Entity, Language, Mention

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: A question that opens with one of these is English, whatever names it quotes.
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "who whom whose what which when where why how is are was were does do did has have can could should will would "
        "in on at by to under with from list name",
    )
)
#: Stems behind "what" that show no noun belongs to it (what does X support).
_AUXILIARIES = frozenset(stem(w) for w in ("does", "is", "are", "did", "do", "was", "were", "will", "can", "should", "has", "have"))
#: Stems of the words a question asks with.
_ASKING = frozenset(stem(w) for w in ("which", "what", "whose"))
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
    #: Every kind asked for, in order: 由誰公布，收錄多少種 asks for two.
    kinds: tuple[str, ...] = ()
    #: Units that a figure asked for may have; ``money`` stands for every currency.
    units: tuple[str, ...] = ()
    #: Years and days named, as ISO prefixes.
    dates: tuple[str, ...] = ()


#: Classifiers that count the same things.
_COUNTERS = ("个家所间项条种件座幢栋宗款处门类支", "名人位席")


def kinds_for(kind: str) -> tuple[str, ...]:
    """The kinds of mention that may answer a question for ``kind``."""
    return {"Who": ("Person", "Institution"), "Thing": ("Institution", "Policy", "Place")}.get(kind, (kind,))


def unit_fits(mention: Mention, units: tuple[str, ...]) -> bool:
    """Whether an amount is counted in one of ``units``; ``money`` stands for every currency."""
    unit = fold(mention.value.unit) if mention.value else ""
    if "money" in units:
        return unit == "元" or (len(unit) == 3 and unit.isascii())
    return unit in units or any(unit and unit in row and u in row for row in _COUNTERS for u in units if len(u) == 1 and len(unit) == 1)


def language_of(text: str) -> Language:
    """``zh-Hans`` or ``zh-Hant`` by the characters (Traditional when nothing tells), ``en`` without any."""
    first = re.match(r"\W*([A-Za-z]+)", text)
    if not has_han(text) or (first and first.group(1).lower() in _ENGLISH):
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
        self._heads_en = {stem(h): kind for kind, row in self._words["kinds"].items() for h in row["heads_en"]}
        self._heads = sorted(
            ((fold(h), kind) for kind, row in self._words["kinds"].items() for h in row["heads"]), key=lambda r: (-len(r[0]), r[0])
        )

    def read(self, text: str) -> Question:
        """The question as understood; never fails."""
        text = " ".join(text.split())[:LONGEST]
        language = language_of(text)
        folded = fold(text)
        found = self._kinds_english(folded) if language == "en" else self._kinds_chinese(folded)
        kind, head = found[0] if found else ("", "")
        kinds = tuple(dict.fromkeys(k for k, _ in found))
        entities = self._entities(text, folded, language)
        units = self._units(folded, language) if "Amount" in kinds else ()
        named = (
            tuple(m.value.value for m in dates(folded) if m.value)
            if language != "en"
            else tuple(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", folded))
        )
        return Question(
            text,
            language,
            kind,
            entities,
            self._predicates(folded, language),
            self._status(folded, language),
            self._several(folded, language),
            head,
            kinds,
            units,
            named,
        )

    def _units(self, folded: str, language: Language) -> tuple[str, ...]:
        stems = _stems(folded)
        for row in self._words["units"]:
            if (
                any(_within(_stems(w), stems) >= 0 for w in row["en"])
                if language == "en"
                else any(fold(w) in folded for w in row["zh"] if len(w) > 1)
            ):
                return tuple(fold(u) for u in row["units"])
        counted = re.search(r"(?:多少|几)([个家所间项条名人种位座幢栋宗次])", folded)
        return (counted.group(1),) if counted and language != "en" else ()

    def _entities(self, text: str, folded: str, language: Language) -> tuple[str, ...]:
        found: list[tuple[int, str]] = []
        names = self._kb.extractor.names(text, "", [self._kb.names], unlisted=False)
        found += [(m.start, m.entity) for m in names.mentions if m.entity]
        if language == "en":
            found += [(at, e) for at, e in _match_english(folded, self._english) if e not in {x for _, x in found}]
        return tuple(dict.fromkeys(e for _, e in sorted(found)))

    def _kinds_chinese(self, folded: str) -> list[tuple[str, str]]:
        """Kinds asked for with the noun that told them, in the order of the question words."""
        found: list[tuple[int, str, str]] = []
        for word, kind in self._kinds_zh:
            if kind not in ("Thing", "Status"):
                found += [(m.start(), kind, "") for m in re.finditer(re.escape(word), folded)]
        for match in re.finditer(
            r"(?:哪|什么|甚么|何(?=种|类))(?:[一二两三四五六七八九十几]?(?:个|些|家|间|所|份|项|部|条|位|种|类|方面|大|年的|款)?)", folded
        ):
            noun = re.match(r"[^,。?、的是由在会将可要于]{1,12}", folded[match.end() :])
            said = noun.group() if noun else ""
            if noun and folded.startswith("的", match.end() + len(said)):  # 哪些便利企業的安排 asks for 安排
                behind = re.match(r"[^,。?、的是由在会将可要于拟]{1,12}", folded[match.end() + len(said) + 1 :])
                if behind and any(h in behind.group() for h, _ in self._heads):
                    said = behind.group()
            spans = [
                (said.find(h), -len(h), kind, h)
                for h, kind in self._heads
                if h in said and not (kind == "Date" and match.group().endswith("年的"))
            ]
            if spans:
                found = [f for f in found if not match.start() <= f[0] < match.end()]
                found.append((match.start(), min(spans)[2], min(spans)[3]))
        if found:
            taken: dict[int, tuple[int, str, str]] = {}
            for f in sorted(found):
                taken.setdefault(f[0], f)
            return [(kind, head) for _, kind, head in sorted(taken.values())]
        if any(fold(w) in folded for w in self._words["purpose"]["zh"]):
            return [("Purpose", "")]
        return [(kind, "") for word, kind in self._kinds_zh if kind in ("Status", "Thing") and word in folded][:1]

    def _kinds_english(self, folded: str) -> list[tuple[str, str]]:
        """Kinds asked for, in the order of the question words; a noun within six words behind which or what decides."""
        stems = _stems(folded)
        found: dict[int, tuple[int, str]] = {}
        for words, kind in self._kinds_en:
            at = _within(words, stems)
            if at >= 0 and len(words) > found.get(at, (0, ""))[0] and (kind != "Status" or at == 0):
                found[at] = (len(words), kind)
        for at, word in enumerate(stems):
            if word in _ASKING and not (stems[at + 1 : at + 2] and stems[at + 1] in _AUXILIARIES):
                head = next((self._heads_en[w] for w in stems[at + 1 : at + 7] if w in self._heads_en), "")
                if head and found.get(at, (0, ""))[0] < 2:
                    found[at] = (2, head)
        told = [(kind, "") for _, (_, kind) in sorted(found.items())]
        purpose = any(_within(_stems(w), stems) >= 0 for w in self._words["purpose"]["en"])
        specific = [k for k in told if k[0] not in ("Thing", "Status")]
        if purpose and not any(k in ("Date", "Amount") for k, _ in specific):
            return [("Purpose", "")]
        return specific or told[:1]

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
            if any(_within(_stems(w), stems) >= 0 for w in row["en"]) if language == "en" else any(fold(w) in folded for w in row["zh"]):
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
            if identifier := names.get(stems[at : at + size]):
                found.append((at, identifier))
                at += size
                break
        else:
            at += 1
    return found
