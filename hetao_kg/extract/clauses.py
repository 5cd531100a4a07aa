"""The clause model beneath the patterns: clauses of a sentence, who stands in them, what status they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hetao_kg.segment import Segmenter, word_tags
from hetao_kg.types import Mention, Status

_OPEN, _CLOSE = "(“《‘", ")”》’"


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that decides a status, at ``start`` of the folded text."""

    start: int
    end: int
    word: str
    status: Status


@dataclass(slots=True)
class Clause:
    """``[start, end)`` of the text, without its closing punctuation."""

    start: int
    end: int
    mentions: list[Mention] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)


@dataclass(slots=True)
class Sentence:
    """A sentence as the patterns see it."""

    text: str
    start: int
    end: int
    clauses: list[Clause]
    mentions: list[Mention]
    #: Offsets at which a word begins.
    edges: frozenset[int]
    #: What a heading above says: ``proposed`` in a chapter of proposals.
    default: Status | None = None

    def clause_of(self, at: int) -> int:
        """Index of the clause that holds offset ``at``."""
        for n, clause in enumerate(self.clauses):
            if at < clause.end:
                return n
        return len(self.clauses) - 1


class ClauseReader:
    """Cuts sentences into clauses and marks the cues in them; the word lists are data (``words.toml``)."""

    def __init__(self, words: Mapping[str, Any], segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        cues = words["cues"]
        table: dict[str, Status] = {}
        for status, listed in (
            ("in-force", cues["holds"]),
            ("planned", cues["planned"]),
            ("proposed", cues["proposed"]),
            ("negated", cues["negated"]),
        ):
            for word in listed:
                table[word] = status  # type: ignore[assignment]
        self._cues = table
        self._pattern = re.compile("|".join(map(re.escape, sorted(table, key=lambda w: (-len(w), w)))))

    def _future(self, rest: str) -> bool:
        """將 before a verb or adverb speaks of the future; before a noun it only brings the object forward."""
        spans = self._segmenter.spans(rest)
        return (
            bool(spans) and word_tags().get(spans[0][0], "n")[:1] in ("v", "d", "p", "c", "a") and not spans[0][0].startswith(("其", "该"))
        )

    def sentence(self, folded: str, start: int, end: int, mentions: Sequence[Mention], default: Status | None = None) -> Sentence:
        """The clause structure of ``folded[start:end]``; ``mentions`` are those inside it, in order."""
        text = folded[start:end]
        spans = self._segmenter.spans(text)
        edges = {start + a for _, a, _ in spans} | {start + b for _, _, b in spans} | {x for m in mentions for x in (m.start, m.end)}
        clauses = [Clause(start + a, start + b) for a, b in _clause_spans(text)]
        sentence = Sentence(folded, start, end, clauses, list(mentions), frozenset(edges), default)
        inside = [(m.start, m.end) for m in mentions]
        masked = _brackets(text)
        for mention in mentions:
            sentence.clauses[sentence.clause_of(mention.start)].mentions.append(mention)
        for match in self._pattern.finditer(text):
            a, b = start + match.start(), start + match.end()
            whole = a in edges and (b in edges or len(match.group()) > 1)
            if match.group() == "将" and not self._future(text[match.end() : match.end() + 6]):
                continue
            if whole and not any(x < b and a < y for x, y in inside) and not any(x <= match.start() < y for x, y in masked):
                sentence.clauses[sentence.clause_of(a)].cues.append(Cue(a, b, match.group(), self._cues[match.group()]))
        return sentence


def _clause_spans(text: str) -> Iterator[tuple[int, int]]:
    """Clauses of a sentence: cut at , ; : and sentence ends, outside brackets and quotations."""
    depth = at = 0
    for match in re.finditer(rf"[{re.escape(_OPEN + _CLOSE)}]|[,;:。!?\n]", text):
        char = match.group()
        if char in _OPEN:
            depth += 1 if text.find(_CLOSE[_OPEN.index(char)], match.start()) > 0 else 0
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and not (
            char in ",:" and text[match.start() - 1 : match.start()].isdigit() and text[match.end() : match.end() + 1].isdigit()
        ):
            if match.start() > at:
                yield at, match.start()
            at = match.end()
    if at < len(text):
        yield at, len(text)


def _brackets(text: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(r"\([^()]*\)", text)]


def status_at(
    sentence: Sentence, at: int, local_from: int, act: bool, relative: bool, end: int = 0, titled: bool = True
) -> tuple[Status, str]:
    """Status of the verb at ``at`` and the word that decided it.

    The nearest cue before the verb in its own clause decides; a relative clause (…設立的…) hears only cues inside it
    (from ``local_from``). Otherwise the proposal or plan that an earlier clause of the sentence opened goes on, then
    what the heading says (``titled``: where the clause names no subject of its own), then the predicate's own: an act
    is completed, a relation in force. What was only said (提出建設) is planned; 了 behind the verb (up to ``end``) is done.
    """
    number = sentence.clause_of(at)
    own = [c for c in sentence.clauses[number].cues if local_from <= c.start < at]
    if end and sentence.text[end : end + 1] == "了" and not any(c.status in ("negated", "proposed", "planned") for c in own):
        return ("completed" if act else "in-force"), "了"
    said = _SAID.search(sentence.text, local_from, at)
    if act and said and not any(c.start > said.start() for c in own) and said.end() - said.start() + 8 > at - said.end():
        return "planned", said.group()
    holding = [c for c in own if c.status == "in-force"]
    for cue in reversed(own):
        if cue.status == "negated" and at - cue.end > 14:
            continue
        if cue.status == "in-force":
            weak = cue.word in _WEAK_NOW and any(c.status in ("proposed", "planned") for c in own)
            if weak:
                continue
            return ("completed" if act else "in-force"), cue.word
        return cue.status, cue.word
    default: Status = "completed" if act else "in-force"
    if relative:
        return default, holding[-1].word if holding else ""
    for earlier in reversed(sentence.clauses[:number]):
        governing = [c for c in earlier.cues if c.status in ("proposed", "planned")]
        firm = [c for c in earlier.cues if c.status in ("in-force",) and c.word not in _WEAK_NOW]
        if governing and (not firm or governing[-1].start > firm[-1].start):
            return governing[-1].status, governing[-1].word
        if firm:
            break
    if sentence.default and titled and not holding:
        return sentence.default, ""
    return default, ""


#: What is only put forward is not yet done: 提出建設X.
_SAID = re.compile("明确提出|提出|指出")
#: 正式, 目前 … say when or how, not that it holds: a plan or proposal beside them wins.
_WEAK_NOW = frozenset({"正式", "目前", "现", "现时", "至今", "先后", "最近", "成功", "一直", "正", "正在"})
