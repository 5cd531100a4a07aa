"""What a question asks for: the kind of answer, the noun that narrows it, how many, and whether yes or no is enough."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hetao_kg.answer.phrases import Stems, singular, stems, within
from hetao_kg.derived import kept
from hetao_kg.extract.numerals import number
from hetao_kg.search.english import stem
from hetao_kg.text import any_of, any_pattern, fold

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: What is counted stands within so many words behind how many.
COUNTED = 3
#: Words looked at behind a question word.
REACH = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing asked for."""

    #: A mention kind, ``Who``, ``Thing``, ``Purpose`` (what for, why), ``Explanation`` (how) or ``Status``.
    kind: str
    #: Chinese words of the noun asked for (folded): 大學, 高校; empty when it is general.
    head: tuple[str, ...] = ()
    #: Where in the question it is asked: characters of a Chinese one, words of an English one.
    span: tuple[int, int] = (0, 0)
    #: Where the noun asked for stands, which says no more than the kind.
    noun: tuple[int, int] = (0, 0)
    #: Whether the name of what the noun stands for is asked for: 監管中心叫什麼.
    name: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is asked for, in the order of the question words."""

    wanted: tuple[Wanted, ...]
    several: bool = False
    #: How many answers are expected (哪三個); 0 when it does not say.
    count: int = 0
    #: Whether it can be answered with yes or no.
    polar: bool = False
    #: Units that a figure may have; ``money`` stands for every currency.
    units: tuple[str, ...] = ()
    #: ``most`` or ``least`` for a superlative over figures.
    extreme: str = ""
    #: Characters of an ISO date that is exact enough; 0 where any is.
    exact: int = 0


class Asking:
    """Reads what questions ask for; built once for a knowledge base."""

    @staticmethod
    @kept()
    def of(kb: KnowledgeBase) -> Asking:
        """The one for ``kb``."""
        return Asking(kb)

    def __init__(self, kb: KnowledgeBase) -> None:
        self._segmenter, words = kb.segmenter, kb.ontology.questions
        kinds, classifiers = words["kinds"], words["classifiers"]
        asked, counted = (any_of(map(fold, classifiers[k])) for k in ("asked", "counted"))
        which = any_pattern(map(fold, words["asking"]["which"]))
        count, lines = any_of(map(fold, words["asking"]["count"])), any_of(map(fold, classifiers["lines"]))
        self._asking = re.compile(rf"(?:{which})([一二两三四五六七八九十几]?)(?:{asked})?")
        self._which, self._counted = re.compile(f"(?:{which})$"), re.compile(rf"(?:{count})({counted})")
        self._announced = re.compile(f"([一二两三四五六七八九十])(?:{lines})")
        behind, listing = words["asking"]["behind"], words["listing"]
        linking, naming, please, listed = (
            any_of(map(fold, row)) for row in (behind["linking"], behind["naming"], listing["please"], listing["zh"])
        )
        self._before = re.compile(rf"([^,。?!;:、]{{1,12}}?)(?:{linking})$")
        self._naming = re.compile(rf"({naming})为(?=什么)")
        self._opened = re.compile(f"(?:{please})*(?:{listed})+")
        self._with, self._owned = ({fold(w) for w in words[k]["zh"]} for k in ("accompanied", "owned"))
        #: What makes a question one for yes or no, the last where it ends so (簽了協議沒有).
        ended = any_of(map(fold, words["polar"]["ended"]))
        self._polar = re.compile(rf"{any_of(map(fold, words['polar']['zh']))}|(?:{ended})(?=[?。!]*$)")
        self._purpose = re.compile("|".join(map(fold, words["purposes"]["zh"])))
        self._purpose_en = re.compile("|".join(words["purposes"]["en"]))
        bare = any_of(fold(w) for row in words["extremes"].values() for w in row["bare"])
        self._compared = re.compile(f"哪[^,。?]{{1,14}}?(?:比较|较|更)?({bare})(?:一?些|一?点)?[?。!]*$")
        self._words = words
        self._phrases = [(fold(w), k) for k, row in kinds.items() for w in row["zh"]]
        self._phrases_en = [(tuple(map(singular, w.split())), k) for k, row in kinds.items() for w in row["en"]]
        self._heads = sorted(((fold(h), k) for k, row in kinds.items() for h in row["heads"]), key=lambda r: (-len(r[0]), r[0]))
        self._heads_en = {singular(h): k for k, row in kinds.items() for h in row["heads_en"]}
        self._general = {fold(h) for h in words["general_heads"]["zh"]} | {singular(h) for h in words["general_heads"]["en"]}
        self._breaks = {fold(w) for w in words["breaks"]["zh"]}
        self._breaks_en = {stem(w) for w in words["breaks"]["en"]}
        self._verbs = {fold(w) for row in words["predicates"].values() for w in row["zh"]}
        self._verbs_en = {stem(w) for row in words["predicates"].values() for w in row["en"]}
        self._called_so = tuple(fold(w) for w in words["several"]["called"])
        self._leads = frozenset(words["leads"]["en"])
        self._numbers_en = {w: n for n, w in enumerate(words["numbers"]["en"], 1)}
        self._same: dict[str, tuple[str, ...]] = {}
        for zh, en in kb.ontology.concepts.values():
            for word in (*zh, *map(singular, en)):
                self._same[word] = tuple(dict.fromkeys((*self._same.get(word, ()), *zh)))

    # -- Chinese

    def chinese(self, folded: str) -> Asked:
        """What a folded Chinese question asks for."""
        folded = self._naming.sub(r"\1 ", folded)  # 更名為 什麼, not 為什麼
        if purpose := self._purpose.search(folded):
            return Asked((Wanted("Purpose", (), purpose.span()),))
        found = [
            Wanted(kind, (), m.span())
            for w, kind in self._phrases
            if kind not in ("Thing", "Status")
            for m in re.finditer(re.escape(w), folded)
            if kind != "Amount" or not self._which.search(folded[: m.start()])  # 哪幾個 counts nothing
        ]
        numbers = []
        for match in self._asking.finditer(folded):
            owner = folded[: match.start()].endswith(tuple(self._owned))  # 是哪個公司的船
            head = self._noun(folded, match.start(), match.end(), owner)
            date = next((f for f in found if f.kind == "Date" and f.span[0] == match.start()), None)
            if date and not folded.startswith("的", date.span[1]):
                continue
            if head is None and not any(f.span[0] <= match.start() < f.span[1] for f in found):
                before = self._before.search(folded[: match.start()])
                kind, said = self._head_of(before.group(1)) if before else ("", "")
                noun = (before.end(1) - len(said), before.end(1)) if before and kind else (0, 0)
                head = Wanted(kind, self._meant(said), match.span(), noun) if kind else None
                count = self._announced.search(before.group(1)) if before and kind == "Point" else None  # 七大建議是什麼
                numbers += [int(number(count.group(1)) or 0)] if count else []
            if head:
                found = [f for f in found if not match.start() <= f.span[0] < match.end()]
                name = 0 < head.noun[1] <= match.start() and folded[: match.start()].endswith(self._called_so)
                found.append(Wanted(head.kind, head.head, match.span(), head.noun, name))
            numbers.append(int(number(match.group(1).replace("一", "")) or 0))  # 哪一項 counts nothing
        polar = tuple(Wanted("Status", (), m.span()) for m in self._polar.finditer(folded))
        listing = self._listing(folded) if not found and not polar else None
        wanted = self._in_order([listing] if listing else found)
        if not wanted and any(fold(w) in folded for w in self._words["explanation"]["zh"]):
            wanted = (Wanted("Explanation"),)
        if not wanted and not polar:
            wanted = tuple(Wanted("Thing", (), m.span()) for m in self._asking.finditer(folded))[:1]
        units = self._units(folded, wanted)
        one = re.sub("|".join(re.escape(fold(w)) for w in self._words["several"]["named"]), "", folded)  # 叫什麼
        several = any(fold(w) in one for w in self._words["several"]["zh"]) or max(numbers, default=0) > 1 or listing is not None
        wanted = wanted or polar
        return Asked(wanted, several, max(numbers, default=0), bool(polar), units, self._extreme(folded, "zh"), self._exact(folded, "zh"))

    def _noun(self, folded: str, asked: int, start: int, owner: bool = False) -> Wanted | None:
        """The last noun that tells a kind in the words behind a question word, before the first verb; the first of an owner."""
        best, before = None, ""
        for word, _, b in self._segmenter.spans(folded[start : start + 24])[:REACH]:
            if not word.strip() or word in self._breaks or re.match(r"[,。?!;:《「“0-9]", word):
                break
            if best and (word in self._verbs or word in self._with):
                break
            if best and ((owner and word == "的") or best.kind == "Point" or (best.kind == "Date" and "的" not in (word, before))):
                break
            before = word
            kind, said = self._head_of(word)
            extreme = bool(self._extreme(folded, "zh"))
            if best and extreme and (kind == "Amount" or word == "的"):  # 哪個湖面積最大 asks for a lake
                break
            named = b > len(said) or self._compared.search(folded)
            if extreme and kind == "Amount" and named and folded.startswith("哪", asked):  # 哪種用途佔的面積最多 asks for a use
                return Wanted("Thing", (), (start, start))
            if kind:
                best = Wanted(kind, self._meant(said), (start, start + b), (start + b - len(said), start + b))
        return best

    def plural_noun(self, folded: str) -> str:
        """The noun behind a Chinese question word that asks for several (哪幾個港區), whatever kind it is of; empty without one."""
        match = next((m for m in self._asking.finditer(folded) if m.group(1) not in ("", "一")), None)
        word = next(iter(self._segmenter.words(folded[match.end() : match.end() + 8])), "") if match else ""
        return word if len(word) > 1 and word not in self._breaks | self._verbs else ""

    def _listing(self, folded: str) -> Wanted | None:
        """What a question without a question word wants listed (列出所有備忘錄)."""
        opened = self._opened.match(folded)
        text = folded.rstrip("。.?! ")
        kind, said = self._head_of(text) if opened else ("", "")
        return Wanted(kind, self._meant(said), (0, opened.end()), (len(text) - len(said), len(text))) if opened and kind else None

    def _head_of(self, text: str) -> tuple[str, str]:
        return next(((kind, h) for h, kind in self._heads if text.endswith(h)), ("", ""))

    def _meant(self, said: str) -> tuple[str, ...]:
        return () if not said or said in self._general else tuple(dict.fromkeys((said, *self._same.get(said, ()))))

    # -- English

    def english(self, words: Stems, given: tuple[str, ...]) -> Asked:
        """What an English question asks for, by the stems of the words ``given``."""
        found: dict[int, Wanted] = {}
        plain = tuple(map(singular, given))
        for phrase, kind in self._phrases_en:
            at = within(phrase, plain)  # a yearly limit is no year
            if at > 0 and phrase in (("when",), ("where",)) and words[at - 1] != "and":  # the rule when hiring staff
                continue
            if at >= 0 and kind != "Status" and len(phrase) > (found[at].span[1] - at if at in found else 0):
                found[at] = Wanted(kind, (), (at, at + len(phrase)))
        numbers, several = [], False
        for at, word in enumerate(words):
            if word not in ("which", "what", "whose"):
                continue
            head, number = self._noun_english(words, given, at + 1)
            numbers.append(number)
            noun = given[head.noun[0]].removesuffix("'s") if head else ""
            several |= singular(noun) != noun
            dated = found.get(at, Wanted("Thing")).kind in ("Date", "Amount")
            genitive = any(w.endswith("'s") for w in given[at + 1 : at + 2])  # which year's budget asks for a budget
            if head and (not dated or genitive):
                found[at] = Wanted(head.kind, head.head, (at, at + 1), head.noun)
        if not found and given[:1] and given[0] in self._words["listing"]["en"]:
            head, number = self._noun_english(words, given, 1)
            if head:  # list all memoranda
                found[0], several = Wanted(head.kind, head.head, (0, 1), head.noun), True
                numbers.append(number)
        polar = bool(words) and words[0] in {stem(w) for w in self._words["polar"]["en"]}
        ordered = self._in_order(found.values())
        unmeasured = not any(w.kind in ("Date", "Amount") for w in ordered)
        if unmeasured and self._purpose_en.search(" ".join(given)):
            return Asked((Wanted("Purpose"),))
        if unmeasured and any(within(stems(w), words) >= 0 for w in self._words["explanation"]["en"]):
            ordered = (Wanted("Explanation"),)
        several |= any(within(stems(w), words) >= 0 for w in self._words["several"]["en"]) or max(numbers, default=0) > 1
        units = self._units_english(words, plain, ordered)
        ordered = ordered or ((Wanted("Status"),) if polar else ())
        text = " ".join(given)
        return Asked(ordered, several, max(numbers, default=0), polar, units, self._extreme(text, "en"), self._exact(text, "en"))

    def _noun_english(self, words: Stems, given: tuple[str, ...], start: int) -> tuple[Wanted | None, int]:
        """The last noun that tells a kind behind which or what, before the first verb or preposition, and a number before it."""
        best, number = None, 0
        while start < len(words) and given[start] in self._leads:  # what is the name of the
            start += 1
        for at in range(start, min(start + REACH, len(words))):
            joins = given[at] in ("and", "or") and best is None  # which river and harbour trust
            if not joins and (words[at] in self._breaks_en or (best and words[at] in self._verbs_en)):
                break
            noun = singular(given[at])
            number = number or self._numbers_en.get(noun, 0)
            if kind := self._heads_en.get(noun):
                called = () if noun in self._general else self._called(given[start:at], noun, kind)
                best = Wanted(kind, called, (start, at + 1), (at, at + 1))
                if given[at].endswith("'s") and kind != "Date":  # which company's ship
                    break
        return best, number

    def _called(self, before: tuple[str, ...], noun: str, kind: str) -> tuple[str, ...]:
        """What a noun, with as many of the words before it as make a phrase (policy address), is called in Chinese, of its kind."""
        phrases = (" ".join((*before[len(before) - n :], noun)) for n in range(min(2, len(before)), -1, -1))
        words = next((self._same[p] for p in phrases if p in self._same), ())
        return tuple(w for w in words if self._head_of(w)[0] in (kind, ""))

    # -- both

    @staticmethod
    def _in_order(found: Iterable[Wanted]) -> tuple[Wanted, ...]:
        rows = sorted(found, key=lambda w: (w.span[0], -w.span[1], w.kind))
        kept: list[Wanted] = []
        for one in rows:
            if not any(k.kind == one.kind or k.span[0] <= one.span[0] < k.span[1] for k in kept):
                kept.append(one)
        specific = [w for w in kept if w.kind not in ("Thing", "Status")]
        return tuple(specific or kept[:1])

    def _units(self, folded: str, wanted: Iterable[Wanted]) -> tuple[str, ...]:
        asked = next((w.span for w in wanted if w.kind == "Amount"), None)
        if asked is None:
            return ()
        rows = [(fold(w), row) for row in self._words["units"] for w in row["zh"] if len(w) > 1 and "counted" not in row]
        counted = self._counted.match(folded, asked[0])
        behind = {asked[1], counted.end()} if counted else {asked[1]}
        every = [(fold(w), r["units"]) for r in self._words["units"] for w in r["zh"]]
        own = next((units for w, units in every if folded.startswith(w, asked[0]) and len(w) > 2), ())  # 多少個月
        beside = own or next((units for w, units in every if any(folded.startswith(w, at) for at in behind)), ())  # 多少錢, 多少個百分點
        if beside and not (counted and counted.group(1) != fold("個") and fold("人") in beside):  # 多少名董事, but 多少個席位
            return tuple(map(fold, beside))
        if counted:
            return (counted.group(1),)
        return _nearest(asked, [(m.start(), row) for word, row in rows for m in re.finditer(re.escape(word), folded)])

    def _units_english(self, words: Stems, plain: Stems, wanted: Iterable[Wanted]) -> tuple[str, ...]:
        asked = next((w.span for w in wanted if w.kind == "Amount"), None)
        if asked is None:
            return ()
        many, said = plain[asked[0] : asked[0] + 2] == ("how", "many"), asked[1]
        rows = [(_place(w, words, plain, said if "counted" in row else 0), row) for row in self._words["units"] for w in row["en"]]
        near = [
            (at, row)
            for at, row in rows
            if at >= 0
            and (not many or "money" not in row["units"] or at == said)
            and ("counted" not in row or (many and at <= said + COUNTED))
        ]
        return _nearest(asked, near)

    def _extreme(self, text: str, language: str) -> str:
        said = tuple(text.split())  # as the words stand: how big is not the biggest
        bare = self._compared.search(text) if language != "en" else None
        for name, row in self._words["extremes"].items():
            if bare and bare.group(1) in map(fold, row["bare"]):  # 甲和乙哪個面積大
                return str(name)
            if any(within((w,), said) >= 0 for w in row["en"]) if language == "en" else any(fold(w) in text for w in row["zh"]):
                return str(name)
        return ""

    def _exact(self, text: str, language: str) -> int:
        """How exact a date is asked for (哪一天, in which month)."""
        rows = self._words["exactness"].values()
        return max((int(row["length"]) for row in rows if any(fold(w) in text for w in row[language])), default=0)


def _place(phrase: str, words: Stems, plain: Stems, start: int) -> int:
    """Where an English phrase begins, a plural only by its noun: yearly is no years; -1 where it does not stand."""
    noun = phrase.endswith("s") and " " not in phrase
    return within((singular(phrase),), plain, start) if noun else within(stems(phrase), words, start)


def _nearest(asked: tuple[int, int], found: Iterable[tuple[int, Mapping[str, Any]]]) -> tuple[str, ...]:
    """The units of the row whose word stands nearest to the question word ``asked``: behind it, or before it, which counts double."""

    def away(one: tuple[int, Mapping[str, Any]]) -> tuple[bool, int]:
        at, row = one
        return "last" in row, max(0, at - asked[1]) if at >= asked[0] else 2 * (asked[0] - at)

    best = min(found, key=away, default=None)
    return tuple(map(fold, best[1]["units"])) if best else ()
