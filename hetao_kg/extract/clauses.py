"""The clause model beneath the patterns: clauses of a sentence, who stands in them, what status they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hetao_kg.segment import Segmenter, word_tags
from hetao_kg.text import any_of
from hetao_kg.types import Mention, Status

_OPEN, _CLOSE = "(“《‘", ")”》’"


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that decides a status, at ``start`` of the folded text."""

    start: int
    end: int
    word: str
    status: Status
    #: Says when or how, not that it holds (正式, 目前).
    weak: bool = False
    #: Only puts forward what it governs (提出建設X).
    forward: bool = False
    #: Speaks of its own clause and of none behind it (預留A，設立B).
    alone: bool = False
    #: Denies all that stands behind it (否認將成立X).
    denies: bool = False
    #: Only the verb right behind is given up (取消設立X).
    near: bool = False


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
    #: The words with their offsets.
    words: list[tuple[str, int, int]]
    #: Where they begin.
    starts: list[int]
    #: What a heading above says and its deciding word: ``proposed`` in a chapter of proposals.
    default: tuple[Status, str] | None = None

    def add(self, mentions: Sequence[Mention]) -> None:
        """Adds mentions that were found later."""
        for mention in mentions:
            clause = self.clauses[self.clause_of(mention.start)]
            clause.cues = [c for c in clause.cues if c.end <= mention.start or mention.end <= c.start]
            clause.mentions = sorted([*clause.mentions, mention], key=lambda m: (m.start, m.end))
        self.mentions = sorted([*self.mentions, *mentions], key=lambda m: (m.start, m.end))
        self.edges |= {x for m in mentions for x in (m.start, m.end)}

    def without(self, names: Sequence[Mention]) -> None:
        """Drops the cues that turn out to be part of a name (市規劃局)."""
        for clause in self.clauses:
            clause.cues = [c for c in clause.cues if not any(m.start <= c.start and c.end <= m.end for m in names)]

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
        for status, words_of in (
            ("in-force", cues["holds"]),
            ("planned", cues["planned"]),
            ("proposed", cues["proposed"]),
            ("negated", cues["negated"]),
        ):
            for word in words_of:
                table[word] = status  # type: ignore[assignment]
        self._cues = table
        self._nouns, self._told = frozenset(cues["nouns"]), re.compile(f",?(?:{any_of(cues['told'])})")
        #: What stands around a noun and not around a verb.
        self._after_noun, self._before_noun = frozenset(cues["after_noun"]), tuple(cues["before_noun"])
        self._lists = tuple(frozenset(cues[k]) for k in ("weak", "forward", "alone", "denying", "near"))
        listed = {*table, *cues["forward"]}
        self._pattern = re.compile(any_of(listed))

    def _cue(self, start: int, end: int, word: str) -> Cue:
        return Cue(start, end, word, self._cues.get(word, "planned"), *(word in words for words in self._lists))

    def _future(self, rest: str) -> bool:
        """將 before a verb or adverb speaks of the future; before a noun it only brings the object forward."""
        spans = self._segmenter.spans(rest)
        return (
            bool(spans) and word_tags().get(spans[0][0], "n")[:1] in ("v", "d", "p", "c", "a") and not spans[0][0].startswith(("其", "该"))
        )

    def sentence(
        self, folded: str, start: int, end: int, mentions: Sequence[Mention], default: tuple[Status, str] | None = None
    ) -> Sentence:
        """The clause structure of ``folded[start:end]``; ``mentions`` are those inside it, in order."""
        text = folded[start:end]
        spans = self._segmenter.spans(text)
        edges = {start + a for _, a, _ in spans} | {start + b for _, _, b in spans} | {x for m in mentions for x in (m.start, m.end)}
        clauses = [Clause(start + a, start + b) for a, b in _clause_spans(text)]
        words = [(word, start + a, start + b) for word, a, b in spans]
        sentence = Sentence(folded, start, end, clauses, list(mentions), frozenset(edges), words, [a for _, a, _ in words], default)
        inside = [(m.start, m.end) for m in mentions]
        masked = _brackets(text)
        for mention in mentions:
            sentence.clauses[sentence.clause_of(mention.start)].mentions.append(mention)
        for match in self._pattern.finditer(text):
            a, b = start + match.start(), start + match.end()
            noun = text[match.end() : match.end() + 1] in self._after_noun or text.endswith(self._before_noun, 0, match.start())
            acts = any(m.end == a and m.kind in ("Institution", "Person") for m in mentions) and text[match.end() : match.end() + 1] != "的"
            told = self._told.match(text, match.end())  # 目標(，)是…: what follows is what it is
            if noun and not acts and not told and match.group() in self._nouns:  # behind a body it is what that does (运输署计划与X签署)
                continue
            whole = a in edges and (b in edges or len(match.group()) > 1)
            if match.group() == "将" and not self._future(text[match.end() : match.end() + 6]):
                continue
            if whole and not any(x < b and a < y for x, y in inside) and not any(x <= match.start() < y for x, y in masked):
                sentence.clauses[sentence.clause_of(a)].cues.append(self._cue(a, b, match.group()))
        return sentence


def _clause_spans(text: str) -> Iterator[tuple[int, int]]:
    """Clauses of a sentence: cut at , ; : the edges of cells and sentence ends, outside brackets and quotations."""
    depth = at = 0
    for match in re.finditer(rf"[{re.escape(_OPEN + _CLOSE)}]|[,;:。!?\n\t]", text):
        char = match.group()
        if char in _OPEN:
            closing = text.find(_CLOSE[_OPEN.index(char)], match.start())
            spoken = char == "“" and re.search("[,;。]", text[match.start() : closing]) is not None  # clauses that somebody says
            depth += 1 if closing > 0 and not spoken else 0
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
    return [(m.start(), m.end()) for m in re.finditer(r"\([^()]*\)|《[^《》]*》", text)]
