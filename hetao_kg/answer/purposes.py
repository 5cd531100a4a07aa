"""What something is for, or why it is so: the clause of purpose or of reason beside the sentence's own words for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hetao_kg.answer.candidates import Candidate, features
from hetao_kg.answer.items import cite
from hetao_kg.answer.named import Named
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, Sentence, softened
from hetao_kg.answer.roles import Asked, by_order
from hetao_kg.answer.support import supports
from hetao_kg.answer.verdict import DONE_TO
from hetao_kg.derived import kept
from hetao_kg.segment import word_tags
from hetao_kg.split import sentences
from hetao_kg.text import any_of, fold
from hetao_kg.types import AnswerItem, Mention

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: What stands outside the clause must speak of this share of what is asked.
SHARE = 0.6
#: Purposes that match less than this share of the best are left out, and more than so many.
NEAR, MOST = 0.9, 3
#: What the rank of the passage is worth beside the share of its words.
RANK = 0.5
#: What a word is worth that can mean nothing else (旨在).
SURE = 0.2
#: A clause says something from so many characters on.
SHORTEST = 6
_end = re.compile(r"[,;。!?\n]")


def from_clauses(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, found: Sequence[Sentence]
) -> tuple[list[AnswerItem], list[Candidate]]:
    """The clauses that tell what is asked for, with their sentences, and all that were looked at, best first."""
    within = [s for s in found if not question.documents or s.document in question.documents]
    rows = [c for s in within for c in _candidates(kb, question, named, matcher, s)]
    ranked = sorted(rows, key=lambda c: (-c.match, c.sentence.document, c.mention.start))
    near = [c for c in ranked[: 2 * MOST] if c.match >= NEAR * ranked[0].match]
    near = [c for c in near if supports(kb, question, named, matcher, c, _pointed_at(kb, c.sentence))]
    return list({item.label: item for item in (_item(kb, c) for c in near[:MOST])}.values()), ranked


def _candidates(kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, sentence: Sentence) -> Iterator[Candidate]:
    """The clauses of a sentence that says enough of what is asked outside them; where no deed is asked about, only by sure words."""
    for a, b, sure in clauses(kb, sentence.text):
        if not sure and not question.predicates:
            continue
        start, end = sentence.start + a, sentence.start + b
        around = "\n".join([_pointed_at(kb, sentence), sentence.text[:a], sentence.text[b:]])
        said = matcher.lexical(around, sentence.led)
        if said >= SHARE and _done_to(kb, question, named, sentence):
            mention = Mention(start, end, sentence.text[a:b], "Policy", "clause")
            its = features(kb, question, named, matcher, sentence, mention)
            yield Candidate(sentence, mention, tuple(its.items()), said + RANK * sentence.ranked + SURE * sure)


def _done_to(kb: KnowledgeBase, question: Question, named: Named, sentence: Sentence) -> bool:
    """Whether a sentence does to the one thing a question names what it asks (成立X是為了什麼): X does not do it, nor is it done to Y."""
    relation = next(iter(question.predicates), "")
    if relation not in DONE_TO or len(named.groups) != 1 or not all(c.relation for c in question.concepts):
        return True
    verbs = tuple(fold(w) for w in kb.ontology.questions["predicates"][relation]["zh"])
    deeds = list(by_order(kb, Asked(verbs, relation, "patient"), sentence))
    alone = re.search(f"(?:{any_of(verbs)})(?:于|[,;。]|$)", fold(sentence.text))  # X於2020年成立，旨在…
    return not deeds or alone is not None or any(m.entity in named.all for d in deeds for m in d.patients)


def clauses(kb: KnowledgeBase, text: str) -> list[tuple[int, int, bool]]:
    """Where a sentence says what for or why, to the end of its clause, and whether the word that says so can mean nothing else."""
    folded, found = fold(text), list[tuple[int, int, bool]]()
    told, led = _cues(kb)
    for m in sorted([*told.finditer(folded), *led.finditer(folded)], key=lambda m: m.start("cue")):
        a, end = m.start("cue"), _end.search(folded, m.end())
        b = end.start() if end else len(folded)
        sure = m.re is told
        if b - m.end() >= SHORTEST and not (found and a < found[-1][1]) and (sure or _acts(kb, folded[m.end() : b])):
            found.append((a, b, sure))
    return found


@kept()
def _cues(kb: KnowledgeBase) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that tell a purpose or a reason wherever they stand, and those that do before a verb where a clause opens."""
    words = kb.ontology.questions["purposes"]
    told = "|".join(map(fold, words["telling"]))
    return re.compile(f"(?P<cue>{told})"), re.compile(f"(?:^|[,;:。、])\\s*(?P<cue>{any_of(map(fold, words['opening']))})")


def _acts(kb: KnowledgeBase, rest: str) -> bool:
    """Whether a stretch begins with a verb, perhaps behind an adverb (進一步推動)."""
    between = any_of(map(fold, kb.ontology.questions["purposes"]["between"]))
    words = kb.segmenter.words(re.sub(f"^(?:{between})+", "", rest)[:12])
    return bool(words) and word_tags().get(words[0], "n")[:1] == "v"


def _pointed_at(kb: KnowledgeBase, sentence: Sentence) -> str:
    """The sentence before one that opens with a word for what that is about (該計劃旨在…), in its passage; empty for others."""
    pointing = any_of(map(fold, kb.ontology.questions["purposes"]["pointing"]))
    if not re.match(f"(?:{pointing})", fold(sentence.text)):
        return ""
    text = kb.documents[sentence.document].text
    before = list(sentences(text, sentence.passage.quote.start, sentence.start))[-1:]
    return text[slice(*before[0])] if before else ""


def _item(kb: KnowledgeBase, c: Candidate) -> AnswerItem:
    document, m = kb.documents[c.sentence.document], c.mention
    status, cue = kb.extractor.status_of(document.text, c.sentence.start, c.sentence.end, m.start, m.end, lambda _: 0.0)
    evidence, sure = (cite(kb, c.sentence, m, cue),), softened(c.match / (1 + RANK + SURE))
    return AnswerItem(m.surface, (m.surface,), "Purpose", "", status, evidence, None, None, "text", sure)
