"""What the shapes and the quote check catch: one broken thing at a time in an otherwise sound graph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import graph_sample as sample
import pytest

from hetao_kg.errors import OntologyError
from hetao_kg.graph import findings
from hetao_kg.graph.terms import GRAPHS, HETAO
from hetao_kg.graph.validate import validate
from hetao_kg.types import Evidence, Problem, Quote, Statement

TEXTS = {document.id: document.text for document in sample.DOCUMENTS}
NMPA = "<https://w3id.org/hetao-kg/id/entity/nmpa>"


def problems(path: Path, texts: dict[str, str] = TEXTS) -> list[Problem]:
    return validate(path, texts, sample.SHAPES, sample.ONTOLOGY)


def broken(folder: Path, statement: Statement) -> str:
    """What is said of the sample with ``statement`` added."""
    return " ".join(f"{problem.where} {problem.what}" for problem in problems(sample.write(folder, (*sample.STATEMENTS, statement))))


def rewritten(folder: Path, old: str, new: str) -> str:
    """What is said of the sample with the lines that hold ``old`` changed."""
    path = sample.write(folder)
    lines = path.read_text(encoding="utf-8")
    assert old in lines
    path.write_text(lines.replace(old, new), encoding="utf-8")
    return " ".join(problem.what for problem in problems(path))


def test_the_sample_is_sound(tmp_path: Path) -> None:
    assert problems(sample.write(tmp_path)) == []


GOOD = sample.STATEMENTS[0].evidence


@pytest.mark.parametrize(("statement", "says"), [
    (sample.statement("nmpa", "approves", "mou", "in-force"), "at least one piece of evidence"),
    (sample.statement("hetao", "approves", "drug-listing", "in-force", *GOOD), "none of the kinds that"),
    (sample.statement("nmpa", "approves", "somebody", "planned", *GOOD), "none of the kinds that"),
    (sample.statement("nobody", "approves", "drug-listing", "planned", *GOOD), "none of the kinds that"),
    (sample.statement("nmpa", "admires", "drug-listing", "planned", *GOOD), "exactly one predicate, from the list"),
    (sample.statement("plan", "targets", "date:soon", "planned", *GOOD), "is no date"),
    (sample.statement("plan", "targets", "hetao", "planned", *GOOD), "is no date"),
    (sample.statement("nmpa", "partOf", "hetao", "planned", *GOOD), "of different kinds"),
    (sample.statement("nmpa", "approves", "mou", "planned", *GOOD, confidence=1.5), "between 0 and 1"),
    (sample.statement("nmpa", "approves", "mou", "planned", Evidence(Quote("elsewhere", 0, 2, "國家"))), "a document of the corpus"),
    (sample.statement("nmpa", "approves", "mou", "planned", Evidence(Quote("report-2021", 5, 5, "國家"))), "before it ends"),
    (sample.statement("nmpa", "approves", "mou", "planned", Evidence(Quote("report-2021", 0, 2, "国家"))), "not what stands at 0–2"),
])
def test_a_broken_statement_is_caught(tmp_path: Path, statement: Statement, says: str) -> None:
    assert says in broken(tmp_path, statement)


def test_a_statement_with_two_statuses_is_caught(tmp_path: Path) -> None:
    twice = replace(sample.STATEMENTS[0], status="proposed")
    assert "exactly one status" in broken(tmp_path, twice)


def test_a_status_out_of_the_list_is_caught(tmp_path: Path) -> None:
    graph = f"<{GRAPHS['statements']}>"
    assert "exactly one status" in rewritten(tmp_path, f"<{HETAO.Planned}> {graph}", f"<{HETAO['Rumoured']}> {graph}")


@pytest.mark.parametrize("status", ["Proposed", "Planned", "Negated"])
def test_a_plain_triple_without_a_statement_that_holds_is_caught_twice(tmp_path: Path, status: str) -> None:
    said = rewritten(tmp_path, f"<{HETAO.InForce}> <{GRAPHS['statements']}>", f"<{HETAO[status]}> <{GRAPHS['statements']}>")
    assert "has no statement that holds" in said  # by the shapes
    assert "but no statement of it holds" in said  # by the check in Python


def test_a_plain_triple_written_by_hand_is_caught(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{NMPA} <{HETAO.approves}> <https://w3id.org/hetao-kg/id/entity/mou> <{GRAPHS['truthy']}> .\n")
    assert {problem.where for problem in problems(path)} == {"ent:nmpa", "ent:mou"}


def test_a_document_that_changed_or_went_is_caught(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    shifted = problems(path, {**TEXTS, "report-2021": "。" + TEXTS["report-2021"]})
    found = findings.pieces(sample.FOUND.figures, sample.FOUND.proposals, sample.FOUND.outcomes)
    pieces = [*(e for s in sample.STATEMENTS for e in s.evidence), *(e for _, e in found)]
    assert len(shifted) == sum(e.quote.document == "report-2021" for e in pieces)
    assert all("not what stands at" in problem.what for problem in shifted)
    assert any("not in the knowledge base" in problem.what for problem in problems(path, {"新聞 1": sample.NEWS}))


def test_problems_are_one_line_each_with_a_way_out(tmp_path: Path) -> None:
    path = sample.write(tmp_path, (*sample.STATEMENTS, sample.statement("hetao", "approves", "somebody", "in-force")))
    found = problems(path)
    assert found == sorted(found, key=lambda problem: (problem.where, problem.what)) and len(found) == 3
    assert all(problem.hint and "\n" not in problem.where + problem.what for problem in found)


def test_a_broken_shapes_or_ontology_file_is_named(tmp_path: Path) -> None:
    path, bad = sample.write(tmp_path), tmp_path / "bad.ttl"
    bad.write_text("@prefix a: <http://a> .\na:b a:c\n", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"bad\.ttl"):
        validate(path, TEXTS, bad, sample.ONTOLOGY)
    with pytest.raises(OntologyError, match=r"none\.ttl"):
        validate(path, TEXTS, sample.SHAPES, tmp_path / "none.ttl")


def test_many_statements_are_validated(tmp_path: Path) -> None:
    bodies = [entity.id for entity in sample.ENTITIES if entity.kind == "Institution"]
    policies = [entity.id for entity in sample.ENTITIES if entity.kind == "Policy"]
    many = tuple(
        Statement(f"many-{n}", bodies[n % len(bodies)], "issues", policies[n % len(policies)], ("in-force", "proposed")[n % 2],  # type: ignore[arg-type]
                  (Evidence(sample.DOCUMENTS[0].quote(n % 100, n % 100 + 20)),), date=str(1900 + n % 120))
        for n in range(600))
    path = sample.write(tmp_path, (*sample.STATEMENTS, *many))
    assert problems(path) == []
