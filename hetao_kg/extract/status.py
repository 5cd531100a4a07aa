"""Whether what a verb says holds, was done, is planned, proposed or denied; and which word decides it."""

from __future__ import annotations

from collections.abc import Sequence

from hetao_kg.extract.clauses import Clause, Cue, Sentence
from hetao_kg.types import Status

#: How far before the verb a negation may end, in characters.
_NEGATION_REACH = 14
#: How far before the verb one of giving up may end (取消了設立X).
_NEXT = 1
#: How far before the verb a word that only puts forward may end, in characters.
_FORWARD_REACH = 8
_AHEAD = ("proposed", "planned")


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
    heard = [c for c in sentence.clauses[number].cues if local_from <= c.start < at]
    own = [c for c in heard if not c.forward]
    default: Status = "completed" if act else "in-force"
    if end and sentence.text[end : end + 1] == "了" and not any(c.status != "in-force" for c in own):
        return default, "了"
    if act and heard and heard[-1].forward and at - heard[-1].end < _FORWARD_REACH:
        return "planned", heard[-1].word
    decided, opened = _decided(own, at), _opened(sentence.clauses[:number])
    if decided and decided.weak and decided.status in _AHEAD and opened and not relative:
        return opened.status, opened.word
    if decided:
        return (default if decided.status == "in-force" else decided.status), decided.word
    holding = [c for c in own if c.status == "in-force"]
    if relative:
        return default, holding[-1].word if holding else ""
    if opened:
        return opened.status, opened.word
    if sentence.default and titled and not holding:
        return sentence.default
    return default, ""


def _decided(own: Sequence[Cue], at: int) -> Cue | None:
    """The nearest cue before the verb that speaks of it."""
    if denial := next((c for c in own if c.denies), None):
        return denial
    ahead = any(c.status in _AHEAD and not c.weak for c in own)
    for cue in reversed(own):
        far = cue.status == "negated" and at - cue.end > (_NEXT if cue.near else _NEGATION_REACH)
        if not far and not (cue.weak and ahead):
            return cue
    return None


def _opened(earlier: Sequence[Clause]) -> Cue | None:
    """The plan or proposal that an earlier clause opened and none since has closed."""
    for clause in reversed(earlier):
        governing = [c for c in clause.cues if c.status in _AHEAD and not c.forward and not c.alone]
        firm = [c for c in clause.cues if c.status == "in-force" and not c.weak]
        if governing and (not firm or governing[-1].start > firm[-1].start):
            return governing[-1]
        if firm:
            return None
    return None
