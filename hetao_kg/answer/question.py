"""A question -> what it asks, in no language: kind of answer, names, relations, concepts, limits. Rules and word lists, no model."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hetao_kg.answer.asked import Asking, Wanted
from hetao_kg.answer.composed import Composed
from hetao_kg.answer.concepts import RELATED, Concept, Concepts
from hetao_kg.answer.graph import short_forms
from hetao_kg.answer.phrases import Stems, english_names, longest_matches, places, singular, stems, within
from hetao_kg.answer.places_named import joint, narrowest
from hetao_kg.answer.shortened import Shortened
from hetao_kg.answer.sounds import Sounds
from hetao_kg.derived import kept
from hetao_kg.extract.dates import dates
from hetao_kg.text import any_of, any_pattern, fold, has_han, key, script_of
from hetao_kg.types import Language

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

_capitals = re.compile(r"[A-Z][\w'-]*(?: [A-Z][\w'-]*)+")
_latin = re.compile(r"[\x00-\x7f]+")
#: A Chinese name in an English question.
_han = re.compile("[\u3400-\u9fff]{2,}")
_title = re.compile("《([^《》]{2,60})》")
#: A firm is called by so many first characters of its name at least.
FRONT = 4
#: A question is read up to this many characters.
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood; everything but ``text`` and ``language`` is the same in every language."""

    text: str
    language: Language
    #: Kind of answer wanted: a mention kind, or one of :class:`~hetao_kg.answer.asked.Wanted`'s, or ``""`` when it cannot be told.
    kind: str
    #: Ids of the things named, in order.
    entities: tuple[str, ...]
    #: Relations spoken of, likeliest first.
    predicates: tuple[str, ...]
    #: Status asked for, ``""`` if none.
    status: str
    #: Whether several answers are expected, and how many (0 when it does not say).
    several: bool
    count: int = 0
    #: Chinese words of the noun asked for (folded), e.g. 大学; empty when it is general.
    head: tuple[str, ...] = ()
    #: Every kind asked for, in order: 由誰建造，長多少米 asks for two.
    kinds: tuple[str, ...] = ()
    #: Units that a figure asked for may have; ``money`` stands for every currency.
    units: tuple[str, ...] = ()
    #: Years and days named, as ISO prefixes.
    dates: tuple[str, ...] = ()
    #: What it speaks of beside names.
    concepts: tuple[Concept, ...] = ()
    #: Whether yes or no answers it.
    polar: bool = False
    #: ``most`` or ``least`` for a superlative over figures.
    extreme: str = ""
    #: Documents the answer must come from; empty for any.
    documents: tuple[str, ...] = ()
    #: Places that what is asked for must be in (…in Qianhai, 前海的…).
    places: tuple[str, ...] = ()
    #: Titles it puts in quotation marks that nobody knows.
    unknown: tuple[str, ...] = ()
    #: Characters of an ISO date that is exact enough; 0 where any is.
    exact: int = 0
    #: Words for what it sets aside (apart from the chair), folded.
    aside: tuple[str, ...] = ()


def kinds_for(kind: str) -> tuple[str, ...]:
    """The kinds of mention that may answer a question for ``kind``."""
    return {"Who": ("Person", "Institution"), "Thing": ("Institution", "Policy", "Place")}.get(kind, (kind,))


def language_of(text: str, opening: Collection[str]) -> Language:
    """``zh-Hans`` or ``zh-Hant`` by the characters (Traditional when nothing tells), ``en`` without any.

    A text with Chinese names in it that begins with one of the English words ``opening`` is English too.
    """
    first = re.match(r"\W*([A-Za-z]+)", text)
    if not has_han(text) or (first and first.group(1).lower() in opening):
        return "en"
    return "zh-Hans" if script_of(text) == "Hans" else "zh-Hant"


@kept()
def _firms(kb: KnowledgeBase) -> dict[str, str]:
    """What the names of firms begin with, folded, where it tells one of them: 翠原環保 for 翠原環保（香港）有限公司."""
    words = kb.ontology.questions["legal_forms"]
    forms, trades = (any_of(map(fold, words[k])) for k in ("zh", "trades"))
    ending = re.compile(rf"(?:{trades})?(?:\([^)]*\))?(?:{forms})$")
    found: dict[str, set[str]] = {}
    for entity in kb.entities.values():
        for name in map(fold, entity.names()) if entity.kind == "Institution" else ():
            front = ending.sub("", name)
            if front != name and len(front) >= FRONT:
                found.setdefault(front, set()).add(entity.id)
    return {front: min(ids) for front, ids in found.items() if len(ids) == 1}


def _firms_in(kb: KnowledgeBase, folded: str) -> list[tuple[int, int, str]]:
    """Firms that a folded text calls by what their names begin with, with their places."""
    firms = _firms(kb)
    return [(m.start(), m.end(), firms[m.group()]) for m in re.finditer(any_of(firms), folded)]


def _words_between(at: Sequence[tuple[str, int, int]], start: int, end: int) -> tuple[int, int]:
    """First word and last word + 1 of those that stand in ``[start, end)`` of a text, by the places of its words."""
    inside = [i for i, (_, a, b) in enumerate(at) if a < end and b > start]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _without(folded: str, found: list[tuple[int, int, str]]) -> str:
    """A question without the names in it: the plan that a scheme is called plans nothing."""
    rest = list(folded)
    for start, end, _ in found:
        rest[start:end] = " " * (end - start)
    return "".join(rest)


def _longest_first(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Names with their places in order, none overlapping a longer one."""
    kept: list[tuple[int, int, str]] = []
    for one in sorted(found, key=lambda r: (r[0] - r[1], r)):
        if not any(one[0] < b and one[1] > a for a, b, _ in kept):
            kept.append(one)
    return sorted(kept)


class Understander:
    """Reads questions; built once for a knowledge base."""

    @staticmethod
    @kept()
    def of(kb: KnowledgeBase) -> Understander:
        """The one for ``kb``."""
        return Understander(kb)

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb, self._asking, self._concepts = kb, Asking.of(kb), Concepts.of(kb)
        #: The question as understood; never fails. The last ones are remembered: search, answer and page read the same.
        self.read: Callable[[str], Question] = functools.lru_cache(maxsize=256)(self._read)
        self._words: Mapping[str, Any] = kb.ontology.questions
        self._english = english_names({**kb.ontology.entities, **kb.entities})
        names = (n for entity in {**kb.ontology.entities, **kb.entities}.values() for n in entity.names() if not has_han(n))
        #: English names word by word, in the singular.
        self._forms = {tuple(singular(w) for w, _, _ in places(n) if w != "the") for n in names}
        #: Names of one English word are compared as they stand: a station is no State.
        self._single = {
            singular(name)
            for entity in {**kb.ontology.entities, **kb.entities}.values()
            for name in (fold(n).removeprefix("the ") for n in entity.names())
            if not has_han(name) and " " not in name
        }
        verbs = "|".join(re.escape(fold(w)) for row in self._words["predicates"].values() for w in row["zh"] if len(w) > 1)
        denied, between, not_after = (any_of(map(fold, self._words["denied"][k])) for k in ("zh", "between", "not_after"))
        self._denied = re.compile(f"(?<!{not_after})(?:{denied})(?:{between})?(?:{verbs})")
        self._aside = re.compile("|".join(self._words["aside"]["patterns"]))
        self._longest = max((len(n) for n in self._english), default=0)
        months = "|".join(self._words["english"]["months"])
        self._date = re.compile(rf"(?:(?:(\d{{1,2}}) )?({months}) (?:(\d{{1,2}}),? )?(?:of )?)?(?<![\d-])((?:19|20)\d\d)(?![\d-])")

    def _read(self, text: str) -> Question:
        text = " ".join(text.split())[:LONGEST]
        language, folded = language_of(text, self._words["english"]["opening"]), fold(text)
        names = self._kb.extractor.names(text, "", [self._kb.names], unlisted=False).mentions
        found = [(m.start, m.end, m.entity) for m in names if m.entity and not self._concepts.cut(folded, m.start)]
        found += [f for f in _firms_in(self._kb, folded) if not any(f[0] < b and f[1] > a for a, b, _ in found)]
        defined, unknown = self._titles(text, found)
        found = [f for f in found if not any(a <= f[0] and f[1] <= b for a, b, _ in defined)] + defined
        aside = [m.span() for m in self._aside.finditer(folded)]
        if language == "en":
            at = places(folded)
            said, given = stems(folded), tuple(w for w, _, _ in at)
            runs = longest_matches(said, self._english, self._longest)
            runs = [(a, b, e) for a, b, e in runs if (b - a > 1 or self._is_name(given[a])) and self._one(given[b - 1], e)]
            runs = [r for r in runs if tuple(map(singular, given[r[0] : r[1]])) in self._forms]  # patents granted are no patent grant
            matched = [(at[a][1], at[b - 1][2], e) for a, b, e in runs]
            listed = _longest_first([*found, *matched])
            by_word = [(i, j, e) for a, b, e in listed for i, j in [_words_between(at, a, b)] if i < j]
            asked = self._asking.english(said, given)
            heads = {i for w in asked.wanted for i in range(*w.noun)}  # which field does Qingling Water Technology focus on
            free = tuple("" if i in heads else word for i, word in enumerate(given))
            heads |= {i for a, b, _ in by_word for i in range(a, b)}
            spelt = Sounds.of(self._kb).find(at, text, said, heads)
            by_word += [(a, b, entity) for a, b, _, entity in spelt if entity]
            told = [*by_word, *Composed.of(self._kb).find(free, said, by_word, spelt)]
            told += [r for r in Shortened.of(self._kb).find(free, said, by_word) if self._one(given[r[1] - 1], r[2])]
            found = _longest_first([*listed, *((at[i][1], at[j - 1][2], e) for i, j, e in told)])
            taken = [(i, i + 1) for i, (_, a, b) in enumerate(at) if any(c < b and d > a for c, d, _ in listed)]
            found = found or self._fields(said, given, at, [m.span() for m in _capitals.finditer(text)])
            taken += [(a, b) for a, b, _, entity in spelt if entity] + [_words_between(at, a, b) for a, b in aside]
            heard = {(a, b): runs for a, b, runs, entity in spelt if not entity}
            whole = {b for a, b, _ in self._concepts.called(said, given) if b - a > 1}  # public bodies are more than bodies
            nouns = [w.noun for w in asked.wanted if w.head or w.noun[1] not in whole]
            concepts = self._concepts.english(said, given, [*taken, *(w.span for w in asked.wanted), *nouns], heard)
            concepts += self._concepts.chinese(folded, [*((a, b) for a, b, _ in listed), *(m.span() for m in _latin.finditer(folded))])
            years = self._english_dates(folded)
        else:
            asked = self._asking.chinese(folded)
            asks = [span for w in asked.wanted for span in (w.span, w.noun) if span[0] < span[1]]
            found = _longest_first([*found, *Composed.of(self._kb).chinese(folded, _longest_first(found), asks)])
            sought = {w.noun[1] for w in asked.wanted if w.name}  # whose name is asked for is not what the question is about
            several = {w.noun[1] for w in asked.wanted if asked.count > 1}  # 哪五所香港大學 names none of them
            found = [f for f in found if f[1] not in sought | several]
            taken = [*((a, b) for a, b, _ in found), *(span for w in asked.wanted for span in (w.span, w.noun)), *aside]
            concepts = self._concepts.chinese(folded, taken)
            years = [m.value.value for m in dates(folded) if m.value]
        found = joint(self._kb.ontology, folded, found)
        entities = tuple(dict.fromkeys(e for _, _, e in sorted(found)))
        entities = entities if asked.polar else narrowest(self._kb.ontology, entities)
        heading = [(*w.noun, "") for w in asked.wanted] if language != "en" else []  # which plan plans nothing
        named = [f for f in found if not self._is_field(f[2])]  # a 統籌辦 runs nothing
        predicates = self._predicates(_without(folded, [*named, *((a, b, "") for a, b in aside)]), language)
        status = self._status(_without(folded, [*found, *heading]), language)
        if language == "en":
            spots = [m for m in _han.finditer(folded) if not any(a < m.end() and b > m.start() for a, b, _ in found)]
            unknown += [m.group() for m in spots if m.group() not in unknown]
            unknown += [] if named else self._strangers(text, concepts)
        first = next(iter(asked.wanted), Wanted(""))
        head = first.head or (self._post(concepts) if first.kind in ("Who", "Person") else ())
        return Question(
            text, language, first.kind, entities, predicates,
            status, asked.several, asked.count, head,
            tuple(dict.fromkeys(w.kind for w in asked.wanted)), asked.units, tuple(dict.fromkeys(years)), concepts, asked.polar,
            asked.extreme, self._documents(folded, years), self._places(folded, found, language), tuple(unknown), asked.exact,
            self._set_aside(folded, aside, language),
        )  # fmt: skip

    def _strangers(self, text: str, concepts: Sequence[Concept]) -> list[str]:
        """Words in a row with capitals of which the documents do not speak: a name that nobody knows.

        The last may be a noun in other words than theirs (Tseung Yuen Lane), if the dictionary knows it.
        """
        unheard = {c.said for c in concepts if not c.words}
        known = {said for said in unheard if self._kb.index.translations(said)}
        runs = [m.group().removesuffix("'s") for m in _capitals.finditer(text) if m.start()]
        split = [(run, fold(run).split()) for run in runs]
        return [run for run, words in split if unheard.intersection(words[:-1]) or words[-1] in unheard - known]

    def _set_aside(self, folded: str, spans: Sequence[tuple[int, int]], language: Language) -> tuple[str, ...]:
        """Chinese words for what stands in stretches of a question that set something aside."""
        found: list[str] = []
        for a, b in spans:
            if language == "en":
                given = tuple(w for w, _, _ in places(folded[a:b]))
                found += [w for _, _, words in self._concepts.called(stems(folded[a:b]), given) for w in words]
            else:
                found += [w for c, d in self._concepts.pieces(folded, a, b) if d - c > 1 for w in self._concepts.same(folded[c:d])]
        return tuple(dict.fromkeys(found))

    def _post(self, concepts: Sequence[Concept]) -> tuple[str, ...]:
        """Words for the post by which a question asks who somebody is: who chairs a body is its 主席, who sits on it its 成员."""
        rows = self._kb.ontology.words["posts"]
        posts = {*rows["sole"], *rows["many"]}
        said = [tuple(w for w, worth in c.words if worth > RELATED) for c in concepts if c.ids]
        return next((words for words in said if posts.intersection(words)), ())

    def _english_dates(self, folded: str) -> list[str]:
        """Years, months and days named in an English text, as ISO prefixes."""
        found, months = [], self._words["english"]["months"]
        for day, month, other, year in self._date.findall(folded):
            parts = [year, f"{months.index(month) + 1:02}" if month else "", f"{int(day or other):02}" if day or other else ""]
            found.append("-".join(p for p in parts if p))
        return found

    def _one(self, last: str, entity: str) -> bool:
        """Whether the last word of what may be a name is in the singular if the name is: Hong Kong universities are not the one."""
        known = self._kb.entities.get(entity) or self._kb.ontology.entities[entity]
        plural = singular(last) != last.removesuffix("'s")
        return known.kind != "Institution" or not plural or any(fold(n).endswith(last) for n in known.names())

    def _fields(
        self, said: Stems, given: tuple[str, ...], at: Sequence[tuple[str, int, int]], proper: Sequence[tuple[int, int]]
    ) -> list[tuple[int, int, str]]:
        """Fields whose Chinese names are what an English phrase outside ``proper`` names is called: drinking water is 食水."""
        names, table = self._kb.ontology.names, self._kb.ontology.entities
        found = []
        for a, b, words in self._concepts.called(said, given):
            if any(c < at[b - 1][2] and at[a][1] < d for c, d in proper):  # a Wetland Trust is no wetland
                continue
            ids = (names.get(key(word), "") for word in words)
            field = next((i for i in ids if i and table[i].kind == "Field"), "")
            found += [(at[a][1], at[b - 1][2], field)] if field else []
        return found

    def _is_field(self, entity: str) -> bool:
        """Whether what is named is a field, whose name may say what is done (新藥審批)."""
        known = self._kb.entities.get(entity) or self._kb.ontology.entities.get(entity)
        return known is not None and known.kind == "Field"

    def _is_name(self, word: str) -> bool:
        """Whether one English word is a name as it stands: the future of something is no futures market."""
        return singular(word) in self._single and word not in self._words["stop"]["en"]

    def _predicates(self, folded: str, language: Language) -> tuple[str, ...]:
        """Relations spoken of outside names, the one with the longest word first; 建 is no part of 建議."""
        said, given, words = stems(folded), tuple(w for w, _, _ in places(folded)), set(self._kb.segmenter.words(folded))
        found: list[tuple[int, str]] = []
        for predicate, row in self._words["predicates"].items():
            if language == "en":
                hits = [len(w) for w in row["en"] if self._spoken(w, said, given)]
            else:
                hits = [len(w) * 3 for w in row["zh"] if fold(w) in (folded if len(w) > 1 else words)]
            if hits:
                found.append((-max(hits), predicate))
        return tuple(p for _, p in sorted(found, key=lambda r: r[0]))

    def _spoken(self, phrase: str, said: Stems, given: Sequence[str]) -> bool:
        """Whether an English phrase of a relation is said; a word listed for another thing stands for that: directions direct nothing."""
        at = within(stems(phrase), said)
        return at >= 0 and (" " in phrase or singular(given[at]) == singular(phrase) or not self._concepts.listed(given[at]))

    def _status(self, folded: str, language: Language) -> str:
        said = tuple(w for w, _, _ in places(folded))  # as they stand: a plan is not planned
        words = set(self._kb.segmenter.words(folded))  # 應 is no part of 應用
        if language != "en" and self._denied.search(folded):
            return "negated"
        for status, row in self._words["status"].items():
            chinese = (fold(w) for w in row["zh"])
            if any(within(tuple(w.split()), said) >= 0 for w in row["en"]) if language == "en" else any(
                w in (folded if len(w) > 1 else words) for w in chinese
            ):
                return str(status)
        return ""

    def _documents(self, folded: str, years: list[str]) -> tuple[str, ...]:
        """Documents that a question confines its answer to (根據2024年的綱要, in the 2024 outline), by kind of paper and year."""
        rows = self._words["papers"]
        opened = "|".join(re.escape(fold(w)) for w in rows["opened"])
        for row in rows["kinds"]:
            nouns = "|".join(re.escape(fold(w)) for w in (*row["zh"], *row["en"]))
            if not re.search(f"(?:{opened})[^,。?]{{0,30}}(?:{nouns})", folded):
                continue
            titles = {d.id: fold(d.metadata.title + " " + d.metadata.kind) for d in self._kb.documents.values()}
            fits = [i for i, t in titles.items() if any(fold(w) in t for w in (*row["zh"], *row["en"]))]
            dated = [i for i in fits if any(self._kb.documents[i].metadata.date.startswith(y[:4]) for y in years)]
            if dated or (len(fits) == 1 and not years):
                return tuple(dated or fits)
        return ()

    def _places(self, folded: str, found: list[tuple[int, int, str]], language: Language) -> tuple[str, ...]:
        """Places that the question confines its answer to, by the words beside their names."""
        words, asking, table = self._words["confined"], self._words["asking"], {**self._kb.ontology.entities, **self._kb.entities}
        between = "|".join(re.escape(fold(w)) for w in words["en" if language == "en" else "zh"])
        before = re.compile(rf"\b(?:which|what) (?:[\w-]+(?: [\w-]+){{0,2}} (?:{between})(?: the)? )?$")
        behind = re.compile(f"(?:{between})(?:{any_pattern(map(fold, (*asking['which'], *asking['what'])))})")
        places = [(a, b, e) for a, b, e in sorted(found) if e in table and table[e].kind == "Place"]
        confining = [e for a, b, e in places if (before.search(folded[:a]) if language == "en" else behind.match(folded[b:]))]
        return tuple(dict.fromkeys(confining))

    def _titles(self, text: str, found: list[tuple[int, int, str]]) -> tuple[list[tuple[int, int, str]], list[str]]:
        """Titles in 《》 that are no known name: those a document defines as a short form, and those nobody knows."""
        defined, unknown = [], []
        for m in _title.finditer(text):
            if any(2 * (min(b, m.end()) - max(a, m.start())) > len(m.group(1)) for a, b, _ in found):
                continue
            meant = short_forms(self._kb).get(fold(m.group(1)), ())
            defined += [(m.start(), m.end(), i) for i in meant]
            unknown += [] if meant else [m.group(1)]
        return defined, unknown
