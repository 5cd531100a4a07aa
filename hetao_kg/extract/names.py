"""Names: those the ontology lists, and those nobody listed, found by how they are built.

Everything works on folded text; a mention's offsets are those of the original.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

import ahocorasick_rs
import jieba

from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter
from hetao_kg.text import HAN, digest, fold, has_han, key
from hetao_kg.types import Kind, Mention

_SPACE_BY_HAN = re.compile(rf"(?<=[{HAN},。、;:()“”《》])[ \t]+|[ \t]+(?=[{HAN}。、;:()“”《》])")
_TITLE = re.compile(r"《([^《》\n]{2,80})》")
_QUOTED = re.compile(r"[“‘]([^“”‘’\n]{2,40})[”’]")
_LATIN = re.compile(r"[a-z0-9]")
#: Word tags of jieba's dictionary that may stand inside a name.
_NOUNISH = frozenset(
    ["n", "nr", "ns", "nt", "nz", "nrt", "nrfg", "vn", "an", "b", "j", "l", "i", "a", "g", "k", "ng", "s", "eng", "x", "z", "h"]
)


#: Tags of words that the dictionary knows as bodies (交通部, 環保局).
_BODIES = frozenset(("nt", "j", "nz"))
#: Administrative divisions that may stand behind a name as a word of their own.
_DIVISIONS = frozenset("省市县州区镇乡旗")
#: Levels at which an office belongs to one place.
_GOVERNED = frozenset(("national", "provincial", "municipal", "district", "hongkong", "macau", "taiwan"))


@functools.lru_cache(maxsize=1)
def word_tags() -> dict[str, str]:
    """Word -> tag of jieba's dictionary."""
    path = Path(jieba.__file__).parent / "dict.txt"
    table = {}
    for line in path.read_text("utf-8").splitlines():
        word, _, tag = line.split(" ")
        table[word] = tag
    return table


def squeeze(folded: str) -> tuple[str, list[int]]:
    """Folded text without the spaces beside Han characters, and for each of its characters the place in ``folded``."""
    kept: list[int] = []
    at = 0
    for gap in _SPACE_BY_HAN.finditer(folded):
        kept.extend(range(at, gap.start()))
        at = gap.end()
    kept.extend(range(at, len(folded)))
    return "".join(folded[i] for i in kept) if len(kept) < len(folded) else folded, kept


T = TypeVar("T")


class Gazetteer(Generic[T]):
    """Longest match of many names at once (Aho-Corasick, leftmost-longest); each name carries a value."""

    def __init__(self, names: Mapping[str, T]) -> None:
        """``names``: name as written (any script) -> value."""
        table = {squeeze(fold(name))[0]: value for name, value in sorted(names.items(), key=lambda row: row[0])}
        self._names = sorted(table)
        self._values = [table[n] for n in self._names]
        self._automaton = (
            ahocorasick_rs.AhoCorasick(self._names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest) if self._names else None
        )

    def find(self, squeezed: str) -> Iterator[tuple[int, int, T]]:
        """``(start, end, value)`` of every name in squeezed folded text; Latin names only between word edges."""
        if self._automaton is None:
            return
        for number, start, end in self._automaton.find_matches_as_indexes(squeezed):
            name = self._names[number]
            if _LATIN.match(name[0]) and start and _LATIN.match(squeezed[start - 1]):
                continue
            if _LATIN.match(name[-1]) and end < len(squeezed) and _LATIN.match(squeezed[end]):
                continue
            yield start, end, self._values[number]


@dataclass(frozen=True, slots=True)
class Defined:
    """What a document itself makes a name stand for, from an offset on."""

    entity: str
    kind: Kind
    since: int = 0
    rule: str = "defined"


@dataclass(frozen=True, slots=True)
class Found:
    """A name found in squeezed text, before it is linked."""

    start: int
    end: int
    kind: Kind
    rule: str
    entity: str = ""


class NameFinder:
    """Finds listed and unlisted names; built once for an ontology."""

    def __init__(self, ontology: Ontology, segmenter: Segmenter) -> None:
        self._ontology = ontology
        self.segmenter = segmenter
        names = {n: e.id for e in ontology.entities.values() for n in e.names()}
        bare = {re.sub(r"[“”‘’「」『』《》]", "", n): i for n, i in names.items()}
        self._listed = Gazetteer({**{n: i for n, i in bare.items() if len(n) > 3}, **names})
        self._general = frozenset(e.id for e in ontology.entities.values() if e.note.startswith("general"))
        self._actors = frozenset(e.id for e in ontology.entities.values() if e.note.startswith("actor"))
        suffixes = ontology.words["suffixes"]
        kinds: tuple[Kind, ...] = ("Institution", "Policy", "Place")
        endings = [(s, k, how == "strong") for k in kinds for how in ("strong", "weak") for s in suffixes[f"{k.lower()}_{how}"]]
        self._endings: list[tuple[str, Kind, bool]] = sorted(endings, key=lambda row: (-len(row[0]), not row[2], row[0]))
        self._offices = frozenset(suffixes["institution_offices"])
        self._offices_long = tuple(e for e in suffixes["institution_offices"] if len(e) > 1)
        self._offices_short = (*(e for e in suffixes["institution_offices"] if len(e) == 1), "部", "院")
        self._scopes = frozenset(ontology.words["scopes"]["words"])
        self._between = tuple(ontology.words["scopes"]["between"])
        self._placed = frozenset(suffixes["institution_placed"])
        self._strong_endings = tuple(s for s, _, strong in self._endings if strong)
        self._all_endings = tuple(sorted({s for s, _, _ in self._endings} | self._offices, key=lambda e: (-len(e), e)))
        self._ending = re.compile(
            "|".join(map(re.escape, sorted({*self._strong_endings, *self._offices, *self._placed, *self._offices_short})))
        )
        boundaries = ontology.words["boundaries"]
        self._stop = frozenset(boundaries["words"])
        self._inside = frozenset(boundaries["inside"])
        self._openings = tuple(sorted(boundaries["openings"], key=len, reverse=True))
        self._industries = tuple(ontology.words["nouns"]["industries"])
        self._generic = frozenset(boundaries["generic"])
        self._empty = frozenset(boundaries["empty"])
        self._posts = tuple(sorted(ontology.words["posts"]["endings"], key=len, reverse=True))
        self._after_name = tuple(ontology.words["posts"]["after_name"])
        self._surnames = frozenset(ontology.words["posts"]["surnames"])
        self._post_name = re.compile(rf"(?:{'|'.join(map(re.escape, self._posts))})([{''.join(sorted(self._surnames))}][{HAN}]{{1,2}})")
        # Verbs that stand inside listed names of bodies and places (审评, 创新) may stand inside unlisted ones too.
        verbs = {
            w
            for e in ontology.entities.values()
            if e.kind in ("Institution", "Place")
            for n in e.names()
            if has_han(n)
            for w in segmenter.words(fold(n))
        }
        self._name_verbs = frozenset(
            w for w in verbs if word_tags().get(w, "")[:1] in ("v", "f", "d") and len(w) > 1 and w not in self._stop
        )
        self._signature = re.compile(rf"(?:^|\n)([{HAN}]{{2,3}})\n[^\n]{{2,40}}(?:{'|'.join(map(re.escape, self._posts))})(?=\n|$)")

    def kind_of(self, name: str) -> tuple[Kind, bool] | None:
        """Kind that the ending of a folded name tells and whether the ending alone suffices; None if it tells none."""
        for ending, kind, strong in self._endings:
            if name.endswith(ending):
                return kind, strong
        return None

    def find(self, folded: str, more: Sequence[Gazetteer[Defined]] = (), unlisted: bool = True) -> list[Mention]:
        """All names in ``folded`` text, without overlaps, in order.

        ``more``: names that documents define. ``unlisted=False`` leaves out names nobody listed (for a question).
        """
        squeezed, places = squeeze(folded)
        found = [Found(a, b, self._ontology.entities[e].kind, "listed", e) for a, b, e in self._listed.find(squeezed)]
        found = [f for f in found if f.end - f.start > 2 or not has_han(squeezed[f.start : f.end]) or self._on_word_edges(squeezed, f)]
        for gazetteer in more:
            found += [Found(a, b, d.kind, d.rule, d.entity) for a, b, d in gazetteer.find(squeezed) if places[a] >= d.since]
        found = [_unquoted(squeezed, f) for f in found if f.entity not in self._actors or self._acts(squeezed, f)]
        if unlisted:
            found = [self._wider(squeezed, f) for f in found if f.entity not in self._general]
        if unlisted:
            found += self._titles(squeezed)
            found += self._quoted(squeezed)
            found += self._built(squeezed, found)
        found = self._elsewhere(squeezed, self._resolve(found))
        if unlisted:
            found = self._persons(squeezed, found)
        mentions = []
        for f in found:
            start, end = places[f.start], places[f.end - 1] + 1
            mentions.append(Mention(start, end, folded[start:end], f.kind, f.rule, f.entity))
        return mentions

    def _elsewhere(self, squeezed: str, found: list[Found]) -> list[Found]:
        """A listed office behind a place it does not belong to is another office (高雄市政府 + 環境保護局)."""
        result: list[Found] = []
        for f in found:
            place = self._place_before(squeezed, f, result) if f.kind == "Institution" and f.entity else None
            if place and self._foreign(place, f.entity):
                start = place.start
                result = [r for r in result if r.end <= start]
                f = Found(start, f.end, "Institution", "built")
            result.append(f)
        return result

    def _place_before(self, squeezed: str, found: Found, earlier: Sequence[Found]) -> Found | None:
        """The place, listed or not, directly before a name (政府 may stand between)."""
        ends = [found.start] + [found.start - len(w) for w in self._between if squeezed.endswith(w, 0, found.start)]
        last = next((f for f in reversed(earlier) if f.end <= found.start), None)
        if last and last.end in ends and (last.kind == "Place" or squeezed[last.start : last.end].endswith(self._between)):
            return last
        end = min(ends)
        spans = self._segmenter_tail(squeezed, end)
        if spans and word_tags().get(spans[-1]) == "ns":
            return Found(end - len(spans[-1]), end, "Place", "built")
        if len(spans) > 1 and spans[-1] in _DIVISIONS and has_han(spans[-2]) and word_tags().get(spans[-2], "n")[:1] == "n":
            return Found(end - len(spans[-2]) - 1, end, "Place", "built")  # 南山 + 县
        return None

    def _segmenter_tail(self, squeezed: str, end: int) -> list[str]:
        """The last two words before ``end``."""
        return self.segmenter.words(squeezed[max(0, end - 6) : end])[-2:]

    def _foreign(self, place: Found, office: str) -> bool:
        """Whether a listed office belongs to another jurisdiction than the place before it."""
        where, body = self._ontology.entities.get(place.entity), self._ontology.entities[office]
        if where is not None and where.level == "foreign" and body.level in _GOVERNED:
            return True
        if body.level not in _GOVERNED or (where and where.level not in _GOVERNED):
            return False
        if where is None:
            return place.entity == "" and body.level != "national"
        single = where.level in ("hongkong", "macau", "taiwan", "national") and where.level == body.level
        inside = any(key(p) in key(n) for p in where.names() if has_han(p) for n in body.names())
        return not (single or inside)

    def _wider(self, squeezed: str, found: Found) -> Found:
        """A field goes on over the word that calls it an industry (生物科技 + 產業)."""
        if found.kind != "Field":
            return found
        tail = next((w for w in self._industries if squeezed.startswith(w, found.end)), "")
        return replace(found, end=found.end + len(tail)) if tail else found

    def _acts(self, squeezed: str, found: Found) -> bool:
        """A general word such as 國家 is a body only where something is done by it: a verb or adverb follows."""
        spans = self.segmenter.spans(squeezed[found.end : found.end + 6])
        if not spans or squeezed[found.start - 1 : found.start] in ("由", "向") or not has_han(spans[0][0]):
            return bool(spans) and squeezed[found.start - 1 : found.start] in ("由", "向")
        return word_tags().get(spans[0][0], "") in ("v", "d", "p", "ad", "c") and squeezed[found.start - 1 : found.start] not in (
            "的",
            "我",
            "各",
            "两",
            "多",
            "对",
            "为",
        )

    def _on_word_edges(self, squeezed: str, found: Found) -> bool:
        """A name of one or two characters must not cut a word in two."""
        around = squeezed[max(0, found.start - 4) : found.end + 4]
        shift = max(0, found.start - 4)
        edges = {0} | {end for _, _, end in self.segmenter.spans(around)}
        return found.start - shift in edges and found.end - shift in edges

    def _titles(self, squeezed: str) -> Iterator[Found]:
        for match in _TITLE.finditer(squeezed):
            yield Found(match.start(1), match.end(1), "Policy", "title")

    def _quoted(self, squeezed: str) -> Iterator[Found]:
        for match in _QUOTED.finditer(squeezed):
            inner = match.group(1)
            if any(c in inner for c in ",，。;；:：!！?？") or len(inner) < 3:
                continue
            told = self.kind_of(inner)
            if inner[0].isdigit() or ((told is None or told[0] != "Policy") and self.phrase_before(inner, len(inner)) > 0):
                continue
            following = next(
                (kind for ending, kind, _ in self._endings if squeezed.startswith(ending, match.end()) and kind == "Policy"), None
            )
            if told and (told[1] or len(inner) >= 3):
                yield Found(match.start(1), match.end(1), told[0], "quoted")
            elif following:
                yield Found(match.start(1), match.end(1), "Policy", "quoted")

    def _built(self, squeezed: str, known: Sequence[Found]) -> Iterator[Found]:
        """Names by their ending: from the ending leftwards as long as words can belong to a name."""
        anchors = {f.end for f in known if f.kind in ("Institution", "Place")}
        listed_ends = {f.end for f in known}
        tags = word_tags()
        for line_start, line in _lines(squeezed):
            if not self._ending.search(line):
                continue
            spans = self.segmenter.spans(line)
            for i, (word, _, end) in enumerate(spans):
                how = self._how(word)
                if not how or line_start + end in listed_ends or line[end : end + 1] in self._going_on:
                    continue
                first = self._leftmost(line, spans, i, tags, {e - line_start for e in anchors}, how == "office")
                start = self._trim(line, spans, first, i)
                name = line[start:end]
                told = self.kind_of(name)
                if told and self._is_name(name, spans, start, i, how, tags):
                    yield Found(line_start + start, line_start + end, told[0], "built")

    def _how(self, word: str) -> str:
        """Which rule a word that may end a name falls under: office, strong, placed or none."""
        if word in self._offices or (len(word) > 2 and word.endswith(self._offices_long)):
            return "office"
        if len(word) > 2 and word.endswith(self._offices_short) and (word_tags().get(word) in _BODIES or word[-1] in "局署厅"):
            return "office"
        if word.endswith(self._strong_endings):
            return "strong"
        return "placed" if word in self._placed else ""

    _going_on = frozenset("长员")

    def _leftmost(
        self, line: str, spans: list[tuple[str, int, int]], i: int, tags: dict[str, str], anchors: set[int], verbs: bool = False
    ) -> int:
        first = i
        while first > 0:
            word, start, end = spans[first - 1]
            if end in anchors and not (len(line[end : spans[i][2]]) <= 12 or word in self._inside):
                break
            if word in self._stop and not (word in self._inside and first - 1 > 0 and self._may_stand(spans[first - 2][0], tags)):
                break
            verb = verbs and len(word) > 1 and tags.get(word, "")[:1] == "v" and word not in self._stop
            joins = word in ("及", "与", "和") and first - 1 > 0 and self._joins(spans, first - 1, i, tags)
            if not self._may_stand(word, tags) and not verb and not joins:
                break
            if spans[i][2] - start > 32:
                break
            first -= 1
        return first

    def phrase_before(self, squeezed: str, end: int) -> int:
        """Start of the noun phrase that ends at ``end``: as far left as words can belong to a name."""
        line = squeezed[max(0, end - 40) : end]
        line = line[max((line.rfind(c) for c in ",。;:!?、\n()“”《》"), default=-1) + 1 :]
        spans = self.segmenter.spans(line)
        if not spans:
            return end
        tags = word_tags()
        i = len(spans) - 1
        if not self._may_stand(spans[i][0], tags) and not spans[i][0].isascii():
            return end
        return end - len(line) + self._trim(line, spans, self._leftmost(line, spans, i, tags, set()), i)

    def _may_stand(self, word: str, tags: dict[str, str]) -> bool:
        if word in ("-", "·", "(", ")", "（", "）"):
            return word in ("-", "·")
        if _LATIN.match(word):
            return not word.isdigit()
        return (
            has_han(word)
            and (tags.get(word, "n") in _NOUNISH or word in self._name_verbs)
            and (word not in self._stop or word in self._inside)
        )

    def _joins(self, spans: list[tuple[str, int, int]], at: int, i: int, tags: dict[str, str]) -> bool:
        """Whether 及/与/和 stands inside one name (创新科技及工业局), not between two."""
        left = spans[at - 1][0]
        right = "".join(w for w, _, _ in spans[at + 1 : i + 1])
        return (
            self._may_stand(left, tags)
            and left not in self._stop
            and not self.kind_of(left)
            and len(right) <= 10
            and tags.get(left, "n") not in ("ns", "nt", "nr")
        )

    def _trim(self, line: str, spans: list[tuple[str, int, int]], first: int, i: int) -> int:
        while first < i and (
            spans[first][0] in self._openings or spans[first][0] in ("-", "·", "及", "与", "和") or spans[first][0] in self._stop
        ):
            first += 1
        return spans[first][1]

    def _is_name(self, name: str, spans: list[tuple[str, int, int]], start: int, i: int, how: str, tags: dict[str, str]) -> bool:
        inner = [w for w, a, _ in spans[: i + 1] if a >= start]
        if len(inner) == 1 and how == "office" and (tags.get(inner[0]) in _BODIES or name[-1] in "局署") and len(name) > 2:
            return True  # the dictionary knows it as a body (交通部, 環保局)
        if len(name) < 3 or len(inner) < 2:
            return False
        ending = next((e for e in self._all_endings if name.endswith(e)), "")
        front = name[: -len(ending)] if ending else name
        if how == "placed":
            proper = inner[0] in self._scopes or any(tags.get(w, "")[:2] in ("ns", "nr", "nz", "nt") or _LATIN.match(w) for w in inner[:-1])
            return proper and self.specific(front, False)
        return len(front) >= 2 and self.specific(front, True)

    def specific(self, front: str, strong: bool) -> bool:
        """Whether the words before a name's ending name something and not only a class (科研機構, 本地大學)."""
        dull = self._empty if strong else self._generic
        return any(w not in dull for w in self.segmenter.words(front))

    def _persons(self, squeezed: str, found: list[Found]) -> list[Found]:
        """Body + post is a person; a surname and one or two characters behind a post are one too."""
        persons: list[Found] = []
        for match in self._signature.finditer(squeezed):
            if match.group(1)[0] in self._surnames:
                persons.append(Found(match.start(1), match.end(1), "Person", "person"))
        for match in self._post_name.finditer(squeezed):
            start, end = match.span(1)
            rest = squeezed[end : end + 2]
            name = match.group(1)
            if len(name) == 3 and any(squeezed.startswith(w, end - 1) for w in self._after_name if len(w) > 1):
                end -= 1
                rest = squeezed[end : end + 2]
            if not rest.strip() or any(rest.startswith(w) for w in self._after_name) or rest[0] in ",。、;:)“”!?\n ":
                persons.append(Found(start, end, "Person", "person"))
        named = {p.start for p in persons}
        result = [f for f in found if not any(p.start < f.end and f.start < p.end for p in persons)]
        for n, f in enumerate(result):
            if f.kind != "Institution":
                continue
            rest = squeezed[f.end - 1 : f.end + 6]
            post = (
                next((p for p in self._posts if rest.startswith(p) and p[0] == rest[0]), "")
                if squeezed[f.end - 1] in "局署司部厅院处"
                else ""
            )
            post_end = f.end - 1 + len(post) if post else 0
            if not post:
                post = next((p for p in self._posts if squeezed.startswith(p, f.end)), "")
                post_end = f.end + len(post)
            if post and post_end not in named and post not in ("教授", "记者", "院士") and post_end > f.end:
                result[n] = Found(f.start, post_end, "Person", "post")
        return self._resolve(result + persons)

    @staticmethod
    def _resolve(found: Iterable[Found]) -> list[Found]:
        """Overlaps are resolved once: the longer wins, then what is listed or defined, then the earlier."""
        order = {"person": 0, "defined": 1, "listed": 2, "post": 3, "title": 4, "quoted": 5, "built": 6}
        found = list(found)
        occupied = bytearray(max((f.end for f in found), default=0))
        taken: list[Found] = []
        for f in sorted(found, key=lambda f: (f.start - f.end, order.get(f.rule, 9), f.start, f.entity)):
            if not any(occupied[f.start : f.end]):
                occupied[f.start : f.end] = b"\1" * (f.end - f.start)
                taken.append(f)
        return sorted(taken, key=lambda f: f.start)


def _unquoted(squeezed: str, found: Found) -> Found:
    """Quotation marks around a whole name are not part of it; inside a longer name they are (「十四五」規劃)."""
    start, end = found.start, found.end
    while (
        end - start > 2
        and (squeezed[start], squeezed[end - 1]) in (("“", "”"), ("‘", "’"), ("《", "》"))
        and squeezed[start] not in squeezed[start + 1 : end - 1]
    ):
        start, end = start + 1, end - 1
    return replace(found, start=start, end=end)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Stretches between punctuation that no name crosses."""
    for match in re.finditer(r"[^，。；：！？、\n\t（）()“”‘’《》,;:!?]+", text):
        yield match.start(), match.group()


def local_id(kind: Kind, name: str) -> str:
    """Id of something known only from documents: the kind and a hash of its folded name."""
    return f"{kind.lower()}-{digest(kind, key(name))}"
