"""Names nobody listed, found by how they are built: from an ending such as 委员会 or 条例 leftwards over words that can belong to a name.

Everything works on squeezed folded text (:func:`~hetao_kg.extract.gazetteer.squeeze`). The endings and the words that stop,
open or empty a name are ``ontology/words.toml``'s.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from hetao_kg.extract.fronts import Fronts
from hetao_kg.extract.gazetteer import Found
from hetao_kg.extract.runs import Runs, Spans
from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter, word_tags
from hetao_kg.text import any_of, fold, has_han
from hetao_kg.types import Kind

_LATIN = re.compile(r"[a-z0-9]")
#: Stretches between punctuation that no name crosses.
_LINE = re.compile(r"[^，。；：！？、\n\t（）()“”‘’《》,;:!?]+")
#: Word tags of jieba's dictionary that may stand inside a name.
_NOUNISH = frozenset(
    ["n", "nr", "ns", "nt", "nz", "nrt", "nrfg", "vn", "an", "b", "j", "l", "i", "a", "g", "k", "ng", "s", "eng", "x", "z", "h"]
)
#: Tags of words that the dictionary knows as bodies (交通部, 環保局).
_BODIES = frozenset(("nt", "j", "nz"))
#: A name reaches at most so many characters to the left of its ending's end.
_LONGEST = 32
#: Lines that are remembered.
_LINES = 2**12
#: Tags of names.
_PROPER = ("ns", "nr", "nz", "nt")
_DECIDED: tuple[Kind, bool] = ("Policy", False)
_PLACED: tuple[Kind, bool] = ("Institution", False)
_ORDINAL = re.compile(r"第[一二三四五六七八九十百\d]+[届次期]?")


class Endings:
    """The rules of building; made once for an ontology."""

    def __init__(self, ontology: Ontology, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        suffixes, boundaries = ontology.words["suffixes"], ontology.words["boundaries"]
        kinds: tuple[Kind, ...] = ("Institution", "Policy", "Place")
        endings = [(s, k, how == "strong") for how in ("strong", "weak") for k in kinds for s in suffixes[f"{k.lower()}_{how}"]]
        self._endings: list[tuple[str, Kind, bool]] = sorted(endings, key=lambda row: (-len(row[0]), not row[2], row[0]))
        self._kinds = {ending: (kind, strong) for ending, kind, strong in reversed(self._endings)}
        self._sizes = sorted({len(ending) for ending in self._kinds}, reverse=True)
        offices = suffixes["institution_offices"]
        self._offices = frozenset(offices)
        self._offices_long = tuple(e for e in offices if len(e) > 1)
        self._offices_short = (*(e for e in offices if len(e) == 1), "部", "院")
        self._bare = frozenset(ontology.words["anaphors"]["institution"])
        self._placed = frozenset(suffixes["institution_placed"])
        self._units = (*suffixes["institution_units"], *suffixes["institution_short"])
        self._units_known, self._unit_sizes = frozenset(self._units), sorted({len(u) for u in self._units})
        self._placed_long = self._units + tuple(s for s in self._placed if len(s) > 1)
        self._headed: dict[str, Kind] = {s: k for k in kinds for s in suffixes[f"{k.lower()}_headed"]}
        self._headed_long = tuple(s for s in self._headed if len(s) > 1)
        self._strong = tuple(s for s, _, strong in self._endings if strong)
        self._endings_known = frozenset((*self._strong, *self._units))
        self._all = tuple(frozenset(self._kinds) | self._offices | {*self._units})
        self._every, self._all_sizes = frozenset(self._all), sorted({len(ending) for ending in self._all}, reverse=True)
        evidence = ontology.words["evidence"]
        self._founding, self._deciding = tuple(evidence["founding"]), tuple(evidence["deciding"])
        self._decided, self._behind = tuple(suffixes["policy_decided"]), tuple(ontology.words["policies"]["behind"])
        everything = {*self._strong, *self._offices, *self._placed_long, *self._placed, *self._offices_short, *self._decided, *self._headed}
        self._ending = re.compile(any_of(everything))
        self._runs = Runs(ontology)
        self._counted = re.compile(rf"(?:[一二两三四五六七八九十百千多数\d])(?:{any_of(ontology.words['phrases']['classifiers'])})$")
        self._no_offices = tuple(suffixes["no_offices"])
        self._plans = frozenset(ontology.words["cues"]["nouns"])
        self._parts, self._paying = tuple(suffixes["parts"]), tuple(suffixes["paying"])
        self._going_on = frozenset(suffixes["going_on"])
        self._scopes = frozenset(ontology.words["scopes"]["words"])
        self._stop, self._inside = frozenset(boundaries["words"]), frozenset(boundaries["inside"])
        self._legal = tuple(suffixes["legal"])
        self._building, self._sited = frozenset(boundaries["building"]), tuple(ontology.words["grammar"]["at"])
        self._places = (*suffixes["place_strong"], *ontology.words["places"]["levels"])
        self._jointly = frozenset(boundaries["jointly"])
        self._joining, self._posts = frozenset(ontology.words["joining"]["inside"]), tuple(ontology.words["posts"]["sole"])
        self._openings = frozenset(boundaries["openings"])
        self._levels = frozenset(ontology.words["places"]["alone"])
        self._empty = frozenset(boundaries["empty"])
        self._generic = self._empty | frozenset(boundaries["generic"])
        self._fronts = Fronts(ontology, self._runs, self.specific)
        self._nouns_too = frozenset(boundaries["nouns_too"])
        named = (name for e in ontology.entities.values() if e.kind in ("Institution", "Place") for name in e.names())
        self._listed_openings = tuple(fold(n) for e in ontology.entities.values() if e.kind == "Place" for n in e.names() if has_han(n))
        listed = frozenset(fold(name) for name in named if has_han(name))
        self._single = frozenset(name for name in listed if segmenter.whole(name))
        self._listed = sorted(listed - self._single)
        # Asked of the verbs of a text, one by one: few are asked for twice in a short one.
        self._in_names = functools.cache(self._stands_in_names)
        # A document is read twice, with what its first reading defined; most lines are the same then.
        self._in_line = functools.lru_cache(_LINES)(self._names_of)

    def _stands_in_names(self, verb: str) -> bool:
        """Whether a verb is a word of a listed body's or place's name (審評, 創新): then it may stand inside an unlisted one too."""
        return verb in self._single or any(verb in self._segmenter.words(name) for name in self._listed if verb in name)

    def kind_of(self, name: str) -> tuple[Kind, bool] | None:
        """Kind that the ending of a folded name tells and whether the ending alone suffices; None if it tells none."""
        told = next((found for size in self._sizes if (found := self._kinds.get(name[-size:]))), None)
        return told or (_PLACED if name.endswith(self._placed_long) else None)

    def head(self, name: str) -> tuple[Kind, bool] | None:
        """Kind that a general ending tells of a name that begins with a proper one."""
        head = max((h for h in self._headed if name.endswith(h)), key=len, default="")
        return (self._headed[head], False) if head else None

    def more_than_ending(self, name: str) -> bool:
        """Whether something stands before the known ending of a folded name."""
        return all(name != ending for ending, _, _ in self._endings)

    def specific(self, front: str, strong: bool) -> bool:
        """Whether the words before a name's ending name something and not only a class (科研機構, 本地大學)."""
        dull = self._empty if strong else self._generic
        return any(w not in dull for w in self._segmenter.words(front))

    def proper(self, name: str) -> bool:
        """Whether a folded name without an ending begins with a proper word that nobody listed and ends with a noun."""
        spans, tags = self._segmenter.spans(name), word_tags()
        first, last = spans[0][0], spans[-1][0]
        listed = name.startswith(self._listed_openings)
        begun = self._runs.holds(spans, 0) or (len(first) > 1 and tags.get(first, "")[:2] in ("nr", "ns", "nz"))
        return len(spans) > 1 and begun and not listed and (len(last) == 1 or tags.get(last, "n")[:1] == "n")

    def phrase_before(self, squeezed: str, end: int) -> int:
        """Start of the noun phrase that ends at ``end``: as far left as words can belong to a name."""
        line = squeezed[max(0, end - 40) : end]
        line = line[max((line.rfind(c) for c in ",。;:!?、\n()“”《》"), default=-1) + 1 :]
        spans = self._segmenter.spans(line)
        if not spans:
            return end
        last = len(spans) - 1
        if not self._may_stand(spans, last) and not spans[last][0].isascii():
            return end
        return end - len(line) + spans[self._fronts.trimmed(spans, self._leftmost(line, spans, last, ()), last)][1]

    def built(self, squeezed: str, known: Sequence[Found]) -> Iterator[Found]:
        """Names by their ending; ``known`` are names that were found before."""
        anchors = sorted({f.end for f in known if f.kind in ("Institution", "Place")})
        starts = sorted({f.start for f in known if f.kind in ("Institution", "Place")})
        ends = sorted({f.end for f in known if f.entity and f.kind != "Field"})
        for match in _LINE.finditer(squeezed):
            line, at = match.group(), match.start()
            if self._ending.search(line):
                near = frozenset(e - at for e in anchors[bisect_left(anchors, at) : bisect_right(anchors, match.end())])
                begins = frozenset(s - at for s in starts[bisect_left(starts, at) : bisect_right(starts, match.end())])
                listed = frozenset(e - at for e in ends[bisect_left(ends, at) : bisect_right(ends, match.end())])
                for start, end, kind, how in self._in_line(line, near, begins, listed):
                    yield Found(at + start, at + end, kind, f"ending-{how}")

    def _names_of(
        self, line: str, near: frozenset[int], begins: frozenset[int], listed: frozenset[int]
    ) -> tuple[tuple[int, int, Kind, str], ...]:
        """Names of one line; known places and bodies begin at ``begins`` and end at ``near``, listed names end at ``listed``."""
        spans, decided = list(self._parted(self._segmenter.spans(line))), -1
        found: list[tuple[int, int, Kind, str]] = []
        for i, (_, _, end) in enumerate(spans):
            how = self._how(line, spans, i)
            goes_on = line.startswith(self._parts, end - 1) or line[end : end + 1] in self._going_on
            if not how or goes_on or (end in listed and not self._specified(spans, i, how)):
                continue
            first = self._leftmost(line, spans, i, near, how == "office")
            first = self._behind_verb(spans, first, i, begins)
            first = self._fronts.trimmed(spans, self._fronts.apposed(spans, first, i, begins), i)
            start = self._fronts.opened(spans, spans[first][1])
            name = line[start:end]
            told = _DECIDED if how == "decided" or self._pays(line, end) else self.kind_of(name) or self.head(name)
            joined = how == "decided" and start - 1 == decided and line[decided] in self._joining
            if told and self._is_name(line, spans, start, i, how, joined):
                decided = end if how == "decided" else decided
                found.append((start, end, told[0], how))
        return tuple(found)

    def _parted(self, spans: Spans) -> Iterator[tuple[str, int, int]]:
        """Words, those parted that the dictionary has as one: 局 + 局长, and behind a body a verb from a division (会同 + 县)."""
        before = ""
        for word, start, end in spans:
            office = len(word) == 3 and word[0] == word[1] and word[0] in self._offices_short
            verb = len(word) == 3 and word[:2] in self._stop and before.endswith(self._all)
            if cut := 1 if office else 2 if verb else 0:
                yield word[:cut], start, start + cut
            yield word[cut:], start + cut, end
            before = word

    def _specified(self, spans: Spans, i: int, how: str) -> bool:
        """Whether a noun before a listed office of a short name makes it another one (海事 + 發展局)."""
        front = spans[i - 1][0] if i else ""
        plain = len(front) > 1 and word_tags().get(front, "") == "n" and front not in self._generic | self._openings | self._stop
        other = plain or (i > 1 and self._runs.holds(spans, i - 1))
        return how in ("office", "placed") and len(spans[i][0]) < 5 and other and spans[i - 1][2] == spans[i][1]

    def _how(self, line: str, spans: Spans, i: int) -> str:
        """Which rule a word that may end a name falls under: office, strong, placed, decided, or none."""
        word, _, end = spans[i]
        tag = word_tags().get(word)
        if line.endswith(self._no_offices, 0, end):
            return ""
        if word in self._offices or (len(word) > 2 and word.endswith(self._offices_long)):
            return "office"
        if len(word) > 2 and word.endswith(self._offices_short) and (tag in _BODIES or word[-1] in "局署厅"):
            return "office"
        if word.endswith(self._strong) or any(line.endswith(self._strong, spans[k][1], end) for k in range(max(0, i - 2), i)):
            return "strong"
        reach = end - spans[max(0, i - 2)][1]
        unit = any(line[end - size : end] in self._units_known for size in self._unit_sizes if size <= reach)
        known = tag in ("nt", "ns") and len(word) > 3 and word.endswith(self._strong + tuple(self._placed))
        if unit or known or word in self._placed:
            return "placed"
        if word.endswith(self._decided):
            return "decided"
        return "headed" if word in self._headed or (len(word) > 2 and word.endswith(self._headed_long)) else ""

    def _leftmost(self, line: str, spans: Spans, i: int, anchors: Collection[int], verbs: bool = False) -> int:
        """Index of the first word that can belong to the name ending with word ``i``."""
        tags = word_tags()
        first = next((k for k in range(max(0, i - 2), i) if line[spans[k][1] : spans[i][2]] in self._endings_known), i)
        while first > 0:
            word, start, end = spans[first - 1]
            short = len(line[end : spans[i][2]]) <= 16 or word in self._inside
            if end in anchors and not (short or self._legal_body(line, end, spans[i][2])):
                break
            if self._governs(word):
                break
            if word in self._jointly and first > 1 and spans[first - 2][0].endswith((*self._strong, *self._placed)):
                break  # X大学联合Y筹建…: what X does, no part of a name
            sited = first > 1 and line.startswith(self._sited) and spans[first - 2][0].endswith(self._places)
            if sited and word in self._building:
                break  # 在X新區建設Y
            if spans[i][0].endswith(self._legal) and self._runs.branded(spans, first - 1):
                first -= 1
                continue
            if word in self._stop and not (word in self._inside and first - 1 > 0 and self._supports(spans, first - 2)):
                break
            near = verbs or (first > 1 and self._may_stand(spans, first - 2))
            verb = near and len(word) > 1 and tags.get(word, "")[:1] == "v" and word not in self._stop
            joins = word in self._joining and first - 1 > 0 and self._joins(spans, first - 1, i)
            invented = spans[i][0].endswith(self._legal) and self._runs.goes_on(spans, first - 1)
            if not (self._may_stand(spans, first - 1) or verb or joins or invented) or spans[i][2] - start > _LONGEST:
                break
            first -= 1
        return first

    def _legal_body(self, line: str, start: int, end: int) -> bool:
        """Whether a firm's full name stands there, alone or before its branch, which may be long behind its place."""
        return end - start < _LONGEST and any(line.find(word, start, end) >= 0 for word in self._legal)

    def _behind_verb(self, spans: Spans, first: int, i: int, begins: Collection[int]) -> int:
        """Index of the last word that begins a known place or body behind a verb (督促 + 臺灣…公司); ``first`` if there is none."""
        tags = word_tags()
        verbs = (k for k in range(i, first, -1) if len(spans[k - 1][0]) > 1 and tags.get(spans[k - 1][0], "") in ("v", "d"))
        return next((k for k in verbs if spans[k][1] in begins and not self._in_names(spans[k - 1][0])), first)

    def _supports(self, spans: Spans, at: int) -> bool:
        """Whether a word may stand before one that joins: a noun, or a verb behind one (智能引航 + 联合)."""
        word = spans[at][0]
        verb = at > 0 and len(word) > 1 and word_tags().get(word, "")[:1] == "v" and word not in self._stop
        return self._may_stand(spans, at) or (verb and self._may_stand(spans, at - 1))

    def _governs(self, word: str) -> bool:
        """Whether a word is a verb of deciding with an adverb before it (全面推行), or two verbs in one."""
        both = len(word) == 4 and word[:2] in self._stop and word[2:] in self._stop  # 负责管理
        return both or (len(word) > 3 and word[-2:] in self._deciding and word_tags().get(word[:-2], "")[:1] in ("a", "d", "n"))

    def _may_stand(self, spans: Spans, at: int) -> bool:
        """Whether a word may stand inside a name: nouns, Latin words, verbs of known names, and runs of single characters (匯賢)."""
        word = spans[at][0]
        if not has_han(word):
            return word in ("-", "·") or (bool(_LATIN.match(word)) and not word.isdigit())
        tag = word_tags().get(word, "n")
        fits = tag in _NOUNISH or word in self._nouns_too or bool(_ORDINAL.fullmatch(word))
        if word in self._stop:
            return word in self._inside and (fits or (tag == "v" and len(word) > 1))
        verb = len(word) > 1 and tag[:1] in ("v", "f", "d")
        return fits or (verb and self._in_names(word)) or self._runs.holds(spans, at)

    def _begins_properly(self, spans: Spans, i: int, inner: Sequence[str], front: str) -> bool:
        """Whether what stands in front of a general ending begins with a proper name, and says what is no sentence."""
        told = [word_tags().get(w, "n") for w in inner[:-2] if len(w) > 1 and not self._in_names(w)]
        acts = any(tag[:1] in ("v", "d", "r", "p", "c") and tag != "vn" for tag in told)
        verb = len(inner[-1]) == 1 and len(inner[0]) == 1 and word_tags().get(inner[0], "n") in ("v", "d")  # 始渡汾桥
        return not acts and not verb and self._runs.begins(spans, i + 1 - len(inner), inner, front)

    def _pays(self, line: str, end: int) -> bool:
        """Whether a fund's name ends there, and what it does is to pay."""
        return line.endswith("基金", 0, end) and line.startswith(self._paying, end)

    def _is_name(self, line: str, spans: Spans, start: int, i: int, how: str, joined: bool) -> bool:
        """Whether the stretch is a name: by the dictionary, by what stands in front of its ending, or by the verb before it.

        ``joined`` says that 和 joins it to a name found by its verb.
        """
        tags, name = word_tags(), line[start : spans[i][2]]
        inner = [w for w, a, _ in spans[: i + 1] if a >= start]
        ending = next((name[-size:] for size in self._all_sizes if name[-size:] in self._every), "")
        front = name[: -len(ending)] if ending else name
        if len(inner) == 1 and len(front) > 1 and not self.specific(front, False):
            return False
        if len(inner) == 1 and len(name) > 2 and tags.get(name) in (_BODIES if how == "office" else ("nt", "ns") if len(name) > 3 else ()):
            return True  # the dictionary knows it as a body (交通部, 环保局)
        if len(name) < 3 or len(inner) < 2:
            return len(name) > 2 and how == "office" and name[-1] in "局署" and name not in self._bare
        acts = tags.get(ending, "n") == "v" or (ending in self._plans and self._verb_follows(spans, i))
        if acts and how == "decided" and front.endswith((*self._offices_short, *self._offices_long)):
            return False  # X局 + 计划 + 设立, X局 + 安排 + 资金
        if how in ("placed", "decided"):
            if how == "placed" and any(
                len(a) > 1 and tags.get(a, "n") == "v" and len(b) > 1 and tags.get(b, "")[:2] in _PROPER for a, b in pairwise(inner[1:])
            ):
                return False  # 某人告诉美联社
            proper = inner[0] in self._scopes or any(tags.get(w, "")[:2] in _PROPER or _LATIN.match(w) for w in inner[:-1])
            proper = proper or (len(inner) > 2 and self._begins_properly(spans, i, inner, front))  # 临澜银行
            begun = i + 1 - len(inner)
            proper = proper or self._fronts.levelled(spans, begun + (inner[0] in self._levels), self._levels)
            verbs = self._deciding if how == "decided" else self._founding
            goes_on = how == "decided" and line.startswith(self._behind, spans[i][2])  # 科技体制机制 + 改革
            behind = joined or line.endswith(verbs, 0, start - line.endswith("的", 0, start))
            if self._pays(line, spans[i][2]):
                return self.specific(front, False)
            if how == "decided" and self._begins_properly(spans, i, inner, front) and not goes_on:
                return True
            told = len(front) > 2 + (how == "placed") and not goes_on and behind
            acted = any(b in self._scopes and tags.get(a, "")[:1] == "v" for a, b in pairwise(inner))  # 香港建设国际…中心
            return (told or (proper and how == "placed")) and not acted and self.specific(front, False)
        if how == "headed":
            counted = self._counted.search(line, 0, start)  # 14家中国生物科技公司
            return not counted and self._begins_properly(spans, i, inner, front) and self.specific(front, False)
        if how == "strong" and all(tags.get(w, "n") == "v" for w in self._segmenter.words(front)):
            return False  # 流向大学
        return len(front) >= 2 and self.specific(front, True)

    @staticmethod
    def _verb_follows(spans: Spans, i: int) -> bool:
        """Whether a verb, or 于, 在 or 向 before one, stands directly behind word ``i``."""
        behind = spans[i + 1][0] if i + 1 < len(spans) else ""
        return (len(behind) > 1 and word_tags().get(behind, "n") == "v") or behind in ("于", "在", "向")

    def _proper_at(self, spans: Spans, at: int) -> bool:
        """Whether a proper name begins with word ``at`` (X局與 + 德隆集團)."""
        word = spans[at][0] if at < len(spans) else ""
        proper = len(word) > 1 and word_tags().get(word, "")[:2] in _PROPER and word not in self._placed
        return proper or self._runs.holds(spans, at)

    def _joins(self, spans: Spans, at: int, i: int) -> bool:
        """Whether 及, 与 or 和 stands inside one name (創新科技及工業局), not between two."""
        left = spans[at - 1][0]
        right = "".join(w for w, _, _ in spans[at + 1 : i + 1])
        return (
            self._may_stand(spans, at - 1)
            and left not in self._stop
            and not self.kind_of(left)
            and not left.endswith((*self._posts, "方"))  # 署方与…
            and len(right) <= 10
            and not self._proper_at(spans, at + 1)
            and word_tags().get(left, "n") not in ("ns", "nt", "nr")
        )
