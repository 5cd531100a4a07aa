"""Who does what to whom: the part a name of a sentence plays beside the verb that a question asks about.

What the extraction read of the sentence tells first: the subject of a statement acts, its object is acted on. Where it read
nothing, the order of a Chinese clause does: who acts stands before the verb or behind 由 and 獲, what is acted on behind it.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from hetao_kg.answer.concepts import RELATED, Concept
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Sentence
from hetao_kg.derived import kept
from hetao_kg.segment import word_tags
from hetao_kg.text import any_of, any_pattern, fold, has_han
from hetao_kg.types import Mention, Statement

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

Role = Literal["agent", "patient"]
#: Relations whose two sides are alike, or that may be asked for from either side in the same words.
EITHER = ("cooperatesWith", "partOf", "supports", "locatedIn", "renamedTo")
#: Relations whose statements say what is asked only with their note (a post).
_WORDED = ("holdsPost",)
#: Kinds of answers that act or are acted on.
_ASKED = ("Who", "Institution", "Person", "Thing", "Policy")
_ACTORS = ("Institution", "Person", "Place")
_cut = re.compile("[,;。:?!\n]")
_closing = " 」”』》)"
#: Stands for a character of a name: no verb is looked for in names.
_NAME = "\uffff"


@dataclass(frozen=True, slots=True)
class Asked:
    """The verb a question asks about, in all words of the corpus for it (folded), its relation, and the role asked for."""

    verbs: tuple[str, ...]
    relation: str
    role: Role
    #: Whether the verb puts something forward: whom it is put to is named beside it, and is no answer.
    proposing: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """The names on either side of the verb, at one place where it stands."""

    agents: tuple[Mention, ...]
    patients: tuple[Mention, ...]


class Roles:
    """Tells the roles of names beside the verb of one question."""

    @staticmethod
    @kept(last=64)
    def of(kb: KnowledgeBase, question: Question) -> Roles:
        """The one for ``question``."""
        return Roles(kb, question)

    def __init__(self, kb: KnowledgeBase, question: Question) -> None:
        self._kb, self.asked = kb, asked(kb, question)
        self._read: dict[tuple[str, int, int], tuple[Deed, ...]] = {}

    def excludes(self, mention: Mention, fit: float) -> bool:
        """Whether a name of that fit cannot be who is asked for: who proposes is never the one it is proposed to."""
        proposer = self.asked is not None and self.asked.proposing and self.asked.role == "agent"
        return proposer and mention.kind in ("Institution", "Person") and fit < 1

    def fit(self, sentence: Sentence, mention: Mention, named: frozenset[str]) -> float:
        """Whether ``mention`` plays the role asked for beside one of the things ``named``, or beside what is no name.

        1 where it does, -1 where it plays the other role or where somebody else does what is asked, 0 where nothing tells.
        """
        if self.asked is None or (mention.kind == "Policy" and self.asked.role == "agent"):  # papers propose and found in any words
            return 0.0
        place = (sentence.document, sentence.start, sentence.end)
        if place not in self._read:
            self._read[place] = tuple(_stated(self._kb, self.asked, sentence)) or tuple(by_order(self._kb, self.asked, sentence))
        deeds = [(d.agents, d.patients) if self.asked.role == "agent" else (d.patients, d.agents) for d in self._read[place]]
        about = [d for d in deeds if not d[1] or not named or any(m.entity in named for m in d[1])]
        if any(_holds(d[0], mention) for d in about):
            return 1.0
        if any(_holds(d[0], mention) for d in deeds):
            return 0.0
        return -1.0 if any(d[0] or _holds(d[1], mention) for d in about) else 0.0


def _holds(row: Sequence[Mention], mention: Mention) -> bool:
    return any((m.start, m.end) == (mention.start, mention.end) for m in row)


def asked(kb: KnowledgeBase, question: Question) -> Asked | None:
    """What role of which verb a question asks for; None where it does not ask who does what to whom."""
    if question.kind not in _ASKED or question.polar:
        return None
    found = _asked_english(kb, question) if question.language == "en" else _asked_chinese(kb, question)
    if not found or not found.verbs or found.relation in EITHER:
        return None
    return replace(found, proposing=bool(set(found.verbs) & set(kb.ontology.words["cues"]["proposing"])))


# -- the question


def _verb(kb: KnowledgeBase, concept: Concept) -> tuple[str, ...]:
    """The verbs among the words a concept stands for; none where it is no verb."""
    relations = kb.ontology.questions["predicates"]
    known = {fold(w) for w in relations[concept.relation]["zh"]} if concept.relation not in ("", *_WORDED) else set()
    known |= set(kb.ontology.words["cues"]["proposing"])

    def acts(word: str) -> bool:
        return word in known or word_tags().get(word, "n")[:1] == "v"

    words = [w for w, worth in concept.words if has_han(w) and worth >= RELATED and acts(w)]
    return tuple(words) if not has_han(concept.said) or acts(concept.said) else ()


def _asked_chinese(kb: KnowledgeBase, question: Question) -> Asked | None:
    text = fold(question.text)
    words = kb.ontology.questions
    word = re.search(any_pattern(map(fold, (*words["asking"]["who"], *words["asking"]["which"]))), text)
    if word is None:
        return None
    verbs = [(text.find(c.said), c, v) for c in question.concepts if (v := _verb(kb, c))]
    clause = min((m.start() for m in _cut.finditer(text, word.end())), default=len(text))  # 叫什麼？哪份文件提出 asks for two things
    behind = sorted((r for r in verbs if word.end() <= r[0] < clause), key=lambda r: r[0])
    if behind:
        at, concept, meant = behind[0]
        between = text[word.end() : at]
        suffers = any(fold(w) in between for w in words["passive"]["zh"])
        return Asked(meant, concept.relation, "patient" if suffers else "agent")
    before = sorted((r for r in verbs if 0 <= r[0] < word.start()), key=lambda r: -r[0])
    if not before:
        return None
    at, concept, meant = before[0]
    rest = text[at + len(concept.said) : word.start()]
    if not rest or rest in map(fold, words["voices"]["suffered"]):
        return Asked(meant, concept.relation, "patient")
    return Asked(meant, concept.relation, "agent") if rest.endswith(tuple(map(fold, words["voices"]["acting"]))) else None


def _asked_english(kb: KnowledgeBase, question: Question) -> Asked | None:
    text = fold(question.text).rstrip("? .")
    words = kb.ontology.questions["voices"]
    asking = re.search(rf"\b(?:{any_of(kb.ontology.questions['asking']['en'])})\b", text)
    verbs = [(text.find(c.said), c, v) for c in question.concepts if (v := _verb(kb, c))]
    found = sorted((r for r in verbs if asking and r[0] > asking.end()), key=lambda r: r[0])
    if not asking or not found:
        return None
    at, concept, meant = found[0]
    if found[1:] and text[at + len(concept.said) : found[1][0]].split() == ["to"]:  # what it proposes to build is built
        _, concept, meant = found[1]
    before, between = text[: asking.start()].split(), text[asking.end() : at].split()
    by = before[-1:] == ["by"] or text.endswith(" by")
    if before[-1:] and before[-1] in words["aside"] and not by:
        return None
    helped = any(w in words["do"] for w in between) and "not" not in between
    suffers = any(w in words["be"] for w in between) and not concept.said.endswith("ing") and not by
    return Asked(meant, concept.relation, "patient" if (asking.group() == "whom" and not by) or helped or suffers else "agent")


# -- the sentence


def _stated(kb: KnowledgeBase, wanted: Asked, sentence: Sentence) -> Iterator[Deed]:
    """The statements of the relation that were read from the sentence."""
    rows = _statements(kb).get(sentence.document, []) if wanted.relation not in ("", *_WORDED) else []
    at = bisect.bisect_left(rows, sentence.start, key=lambda r: r[0])
    while at < len(rows) and rows[at][0] < sentence.end:
        statement = rows[at][1]
        if statement.predicate == wanted.relation:
            sides = [tuple(m for m in sentence.mentions if end in _parties(kb, m)) for end in (statement.subject, statement.object)]
            yield Deed(sides[0], sides[1])
        at += 1


def _parties(kb: KnowledgeBase, mention: Mention) -> tuple[str, ...]:
    """Ids that a name may act by: its own, its government, its members."""
    own = mention.entity
    return (own, *filter(None, (kb.ontology.governments.get(own),)), *kb.ontology.members.get(own, ()))


@kept()
def _statements(kb: KnowledgeBase) -> dict[str, list[tuple[int, Statement]]]:
    """Statements by document, with the place of each quotation, in order."""
    table: dict[str, list[tuple[int, Statement]]] = {}
    for statement in kb.statements:
        for e in statement.evidence:
            table.setdefault(e.quote.document, []).append((e.quote.start, statement))
    return {document: sorted(rows, key=lambda r: (r[0], r[1].id)) for document, rows in table.items()}


def by_order(kb: KnowledgeBase, wanted: Asked, sentence: Sentence) -> Iterator[Deed]:
    """Roles by the order of the words around each place of a sentence where the verb stands, outside names."""
    names = sorted((m for m in sentence.mentions if m.kind in (*_ACTORS, "Policy")), key=lambda m: m.start)
    text = list(fold(sentence.text))
    for m in names:
        text[m.start - sentence.start : m.end - sentence.start] = _NAME * (m.end - m.start)
    line, titles = "".join(text), tuple(kb.ontology.words["grammar"]["heads"])
    for verb in re.finditer("|".join(sorted(map(re.escape, wanted.verbs), key=lambda v: (-len(v), v))), line):
        if not line.startswith(titles, verb.end()):  # 資助計劃 helps nobody
            yield _around(kb, names, line, sentence.start, verb.start(), verb.end())


def _around(kb: KnowledgeBase, names: Sequence[Mention], line: str, offset: int, a: int, b: int) -> Deed:
    """Who acts and who is acted on by the verb at ``line[a:b]`` of a sentence that begins at ``offset``."""
    start = max((m.end() for m in _cut.finditer(line, 0, a)), default=0)
    stop = min((m.start() for m in _cut.finditer(line, b)), default=len(line))
    before = [m for m in names if start <= m.start - offset and m.end - offset <= a]
    behind = [m for m in names if b <= m.start - offset < stop]
    marks = kb.ontology.words["grammar"]["agent"]
    marked = [m for m in before if m.kind in _ACTORS and _led_by(line, _first(kb, line, before, m, offset) - offset, marks)]
    acting = marked or [m for m in before if m.kind in _ACTORS and _free(kb, line, before, m, offset)]
    agents = [m for m in before if acting and _first(kb, line, before, m, offset) == _first(kb, line, before, acting[-1], offset)]
    if not before:
        agents = _topic(kb, names, line, offset, start)
    relative = re.match("[^,;。]{1,12}的(?=[「“《]?\uffff)", line[b:stop])
    headed = [m for m in behind if not agents and relative and m.start - offset <= b + relative.end() + 1][:1]
    suffering = [m for m in before if marked and m not in agents and m.end <= agents[0].start]
    return Deed((*agents, *headed), (*suffering, *(m for m in behind if m not in headed)))


def _first(kb: KnowledgeBase, line: str, names: Sequence[Mention], mention: Mention, offset: int) -> int:
    """Where the run of names joined by 、 and 和 begins that ``mention`` stands in."""
    at = names.index(mention)
    joined = _joined(kb)
    while at and joined.fullmatch(line[names[at - 1].end - offset : names[at].start - offset].strip(_closing + "「“『《(")):
        at -= 1
    return names[at].start


@kept()
def _joined(kb: KnowledgeBase) -> re.Pattern[str]:
    """What stands between two names of one run."""
    words = kb.ontology.words["prepositions"]
    return re.compile(rf"(?:{any_of(words['in_turn'])})?(?:,|{any_of(words['together'])})")


def _led_by(line: str, start: int, words: Sequence[str]) -> bool:
    return line[:start].rstrip(" 「“『《").endswith(tuple(words))


def _free(kb: KnowledgeBase, line: str, names: Sequence[Mention], mention: Mention, offset: int) -> bool:
    """Whether nothing governs a name before a verb (向X…) and it is no part of what stands behind it (X的Y)."""
    first = _first(kb, line, names, mention, offset) - offset
    if _led_by(line, first, kb.ontology.words["prepositions"]["words"]):
        return False
    return not line.startswith(("的", "之"), mention.end - offset)


def _topic(kb: KnowledgeBase, names: Sequence[Mention], line: str, offset: int, start: int) -> list[Mention]:
    """The names that the nearest earlier clause opens with: a clause without a subject goes on with theirs."""
    cuts = [0, *(m.end() for m in _cut.finditer(line, 0, start))]
    for left, right in zip(reversed(cuts[:-1]), reversed(cuts[1:]), strict=True):
        inside = [m for m in names if left <= m.start - offset and m.end - offset <= right and m.kind in _ACTORS]
        free = [m for m in inside if _free(kb, line, names, m, offset)]
        if free:
            return [m for m in inside if _first(kb, line, names, m, offset) == _first(kb, line, names, free[0], offset)]
    return []
