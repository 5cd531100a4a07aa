"""How well a folder of documents is read and asked about, against marks made by hand.

    python -m benchmarks.marked tests/data/harbour --questions tests/data/questions/harbour.tsv \\
        --statements tests/data/harbour-statements.tsv

A row of questions names the document, the question (``zh-hant``, ``en``, perhaps ``zh-hans``), perhaps the ``kind`` asked for, and
the answers, none where the documents do not say: ``a / b=completed,in-force|c=planned`` are two, one of them with two names and
two statuses that are equally right. A name is an entity's id or any name, a value as ``ask`` gives it.

A row of statements names document, subject, predicate, object and status, ``|`` between what is equally right; an ``optional``
row counts neither as missed nor as spurious. The rows hold everything that the documents say in the predicates of the ontology.

``in-force`` and ``completed`` count as one status: a one-off act is completed, a lasting relation in force.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from hetao_kg.answer import ask
from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase
from hetao_kg.text import key, to_simplified
from hetao_kg.types import Answer, AnswerItem, Statement

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh-Hant", "zh-Hans", "en")
_EQUAL = {"completed": "in-force"}


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table with a head."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def same_status(given: str, wanted: Iterable[str]) -> bool:
    """Whether ``given`` is one of the statuses that are right."""
    return _EQUAL.get(given, given) in {_EQUAL.get(w, w) for w in wanted}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One right answer: every name or value it may be given by, folded, and the statuses that are right."""

    names: frozenset[str]
    statuses: tuple[str, ...]

    @classmethod
    def of(cls, cell: str) -> Wanted:
        names, _, statuses = cell.rpartition("=")
        return cls(frozenset(map(key, names.split(" / "))), tuple(statuses.split(",")))

    def is_met(self, item: AnswerItem) -> bool:
        return bool(self.names & {key(n) for n in (item.entity, item.value, item.label, *item.labels) if n})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in three languages with its right answers, none where the documents do not say, and what was answered."""

    document: str
    kind: str
    questions: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    answers: tuple[Answer, ...]

    def f1(self, answer: Answer) -> float:
        """Harmonic mean of the share of the right answers that are given and the share of the given ones that are right."""
        hits = len(self.found(answer))
        if not hits:
            return 0.0
        precision = mean(any(w.is_met(i) for w in self.wanted) for i in answer.answers)
        recall = hits / len(self.wanted)
        return 2 * precision * recall / (precision + recall)

    def found(self, answer: Answer) -> frozenset[int]:
        """Which of the right answers ``answer`` gives."""
        return frozenset(n for n, w in enumerate(self.wanted) if any(w.is_met(i) for i in answer.answers))

    def statuses(self) -> Iterator[bool]:
        """Whether the status is right, for every right answer that is given."""
        for item in (i for answer in self.answers for i in answer.answers):
            yield from (same_status(item.status, w.statuses) for w in self.wanted if w.is_met(item))


def in_languages(row: dict[str, str]) -> tuple[str, str, str]:
    """The question of a row in each of :data:`LANGUAGES`."""
    return row["zh-hant"], row.get("zh-hans") or to_simplified(row["zh-hant"]), row["en"]


def right_answers(row: dict[str, str]) -> tuple[Wanted, ...]:
    """The right answers of a row."""
    return tuple(Wanted.of(cell) for cell in (row["answers"] or "").split("|") if cell)


def asked(kb: KnowledgeBase, table: Path) -> list[Asked]:
    """Every question of ``table`` with what is answered in the three languages."""
    found = []
    for row in rows(table):
        questions = in_languages(row)
        found.append(Asked(row["document"], row.get("kind") or "", questions, right_answers(row), tuple(ask(kb, q) for q in questions)))
    return found


def agreement(table: Sequence[Asked]) -> float:
    """Share of the questions answered right in some language that give the same right answers in all three."""
    sets = [{q.found(a) for a in q.answers} for q in table]
    return mean([len(s) == 1 for s in sets if any(s)] or [False])


def ask_scores(table: Sequence[Asked]) -> dict[str, float]:
    """The measures by name, each between 0 and 1; ``refused`` is the share of the answerable that are not answered."""
    said, unsaid = [q for q in table if q.wanted], [q for q in table if not q.wanted]
    scores = {"F1": mean(q.f1(a) for q in said for a in q.answers)}
    for n, language in enumerate(LANGUAGES):
        scores[f"F1 {language}"] = mean(q.f1(q.answers[n]) for q in said)
    for kind in sorted({q.kind for q in said} - {""}):
        scores[f"F1 {kind}"] = mean(q.f1(a) for q in said if q.kind == kind for a in q.answers)
    scores["top-1"] = mean(bool(a.answers) and any(w.is_met(a.answers[0]) for w in q.wanted) for q in said for a in q.answers)
    scores["status"] = mean([s for q in said for s in q.statuses()] or [False])
    scores["refused"] = mean(not a.answers for q in said for a in q.answers)
    if unsaid:
        scores["silent when unanswerable"] = mean(not a.answers for q in unsaid for a in q.answers)
    return scores | {"the same in three languages": agreement(said)}


@dataclass
class Score:
    """Counts by predicate (wanted, found, spurious), and what was missed, spurious or of a wrong status."""

    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    missed: list[str] = field(default_factory=list)
    spurious: list[str] = field(default_factory=list)
    status: list[tuple[bool, str]] = field(default_factory=list)

    def f1(self, predicate: str = "") -> tuple[float, float, float]:
        """F1, precision and recall of one predicate, or of all."""
        counts = [self.counts[predicate]] if predicate else list(self.counts.values())
        wanted, found, spurious = (sum(count[i] for count in counts) for i in range(3))
        recall, precision = found / max(wanted, 1), found / max(found + spurious, 1)
        return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall

    def status_accuracy(self) -> float:
        """Share of the found statements whose status is right."""
        return sum(right for right, _ in self.status) / max(len(self.status), 1)


def meet(wanted: set[str], said: set[str], kind: str) -> bool:
    """Share a name; a field may be worded a little longer or shorter."""
    pairs = [(a, b) for a in wanted for b in said] if kind == "Field" else []
    near = any(min(len(a), len(b)) >= max(3, 0.6 * max(len(a), len(b))) and (a in b or b in a) for a, b in pairs)
    return bool(wanted & said) or near


def statement_score(kb: KnowledgeBase, table: Path) -> Score:
    """The statements of ``kb`` against those of ``table``, document by document."""
    result = Score()

    def names(identifier: str) -> set[str]:
        return {identifier[5:]} if identifier.startswith("date:") else {key(n) for n in kb.entities[identifier].names()}

    def is_said(row: dict[str, str], s: Statement) -> bool:
        left, right = ({key(n) for n in row[side].split("|")} for side in ("subject", "object"))
        own, kind = (names(s.subject), names(s.object)), kb.entities[s.object].kind if s.object in kb.entities else "Date"
        same = bool(left & own[0]) and meet(right, own[1], kind)
        either = s.predicate == "cooperatesWith" and bool(left & own[1] and right & own[0])
        return s.predicate in row["predicate"].split("|") and (same or either)

    marked: dict[str, list[dict[str, str]]] = {}
    for row in rows(table):
        marked.setdefault(row["document"], []).append(row)
    for document, own in marked.items():
        said = [s for s in kb.statements if any(e.quote.document == document for e in s.evidence)]
        used: set[str] = set()
        for row in own:
            hits = [s for s in said if is_said(row, s)]
            used |= {s.id for s in hits}
            if row.get("optional"):
                continue
            count = result.counts[row["predicate"].split("|")[0]]
            count[0] += 1
            what = f"{document}: {row['subject']} {row['predicate']} {row['object']} {row['status']}"
            if not hits:
                result.missed.append(what)
                continue
            count[1] += 1
            right = any(same_status(s.status, row["status"].split("|")) for s in hits)
            result.status.append((right, f"{what}, read as {hits[0].status}"))
        for s in (s for s in said if s.id not in used):
            result.counts[s.predicate][2] += 1
            evidence = next(e for e in s.evidence if e.quote.document == document)
            spoken = f"{min(names(s.subject))} {s.predicate} {min(names(s.object))} {s.status}"
            result.spurious.append(f"{document}: {spoken} [{evidence.rule}] {evidence.quote.text}")
    return result


def show_questions(kb: KnowledgeBase, path: Path, misses: int) -> None:
    """Prints the measures of asking as a table, then the first ``misses`` questions that were missed."""
    table = asked(kb, path)
    print(f"\n{len(table)} questions in three languages\n\n| asking | |\n|---|---|")
    for name, value in ask_scores(table).items():
        print(f"| {name} | {value:.3f} |")
    missed = [(q, n) for q in table for n, a in enumerate(q.answers) if (q.f1(a) < 0.5 if q.wanted else a.answers)]
    for q, n in missed[:misses]:
        wanted, said = [min(w.names) for w in q.wanted], [(i.label, i.value or i.status, i.source) for i in q.answers[n].answers[:4]]
        print("missed", q.document, q.kind, LANGUAGES[n], q.questions[n], wanted, said, sep=" | ")


def show_statements(kb: KnowledgeBase, path: Path, misses: int) -> None:
    """Prints F1, precision and recall of the statements as a table, then the first ``misses`` of each sort of mistake."""
    score = statement_score(kb, path)
    print("\n| statements | F1 | precision | recall | marked |\n|---|---|---|---|---|")
    for predicate in ("", *sorted(score.counts)):
        marked = sum(count[0] for name, count in score.counts.items() if predicate in ("", name))
        print(f"| {predicate or 'all'} | " + " | ".join(f"{value:.3f}" for value in score.f1(predicate)) + f" | {marked} |")
    print(f"\nstatus right: {score.status_accuracy():.3f}")
    for name, lines in (("missed", score.missed), ("spurious", score.spurious), ("status", [s for ok, s in score.status if not ok])):
        for line in lines[:misses]:
            print(name, line, sep=" | ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("documents", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--statements", type=Path)
    parser.add_argument("--misses", type=int, default=0, help="so many mistakes of each sort are printed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build(options.documents, Path(folder) / "kb", ROOT / "ontology")
        kb = KnowledgeBase(Path(folder) / "kb", ROOT / "ontology")
        if options.questions:
            show_questions(kb, options.questions, options.misses)
        if options.statements:
            show_statements(kb, options.statements, options.misses)


if __name__ == "__main__":
    main()
