"""Scores what is read out of the invented documents of ``data/domains`` against their hand-made statements.

The documents are policy prose of many domains, in both scripts; ``statements.tsv`` holds
everything they say in the predicates of the ontology. ``|`` separates names, predicates or statuses that are equally
right; an ``optional`` row counts neither as missed nor as spurious.
"""

from __future__ import annotations

import csv

from places import DOMAINS

from benchmarks.unseen import Score, meet
from hetao_kg.extract import Extractor
from hetao_kg.read import read_bytes
from hetao_kg.text import key
from hetao_kg.types import Document, Metadata

_EQUAL = {"completed": "in-force"}


def documents() -> list[Document]:
    """The invented documents, read as files are read."""
    found = []
    for path in sorted(DOMAINS.glob("*-*.*")):
        reading = read_bytes(path.read_bytes(), path.suffix)
        found.append(Document(path.stem, path.name, reading.text, reading.blocks, Metadata(date=path.stem[-4:])))
    return found


def score(extractor: Extractor) -> Score:
    """What ``extractor`` reads out of the documents, against what they say."""
    result = Score()
    with (DOMAINS / "statements.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for document in documents():
        read = extractor.document(document)
        entities = {**extractor.ontology.entities, **read.entities}

        def names(identifier: str) -> set[str]:
            return {identifier[5:]} if identifier.startswith("date:") else {key(n) for n in entities[identifier].names()}  # noqa: B023

        used: set[str] = set()
        said = {s.id: s for s in read.statements}
        for row in (r for r in rows if r["document"] == document.id):
            left, right = ({key(n) for n in row[side].split("|")} for side in ("subject", "object"))
            predicates, statuses = row["predicate"].split("|"), {_EQUAL.get(s, s) for s in row["status"].split("|")}
            hits = []
            for s in said.values():
                own = names(s.subject), names(s.object)
                kind = entities[s.object].kind if s.object in entities else "Date"
                same = bool(left & own[0]) and meet(right, own[1], kind)
                if s.predicate in predicates and (same or (s.predicate == "cooperatesWith" and left & own[1] and right & own[0])):
                    hits.append(s)
            used |= {s.id for s in hits}
            if row["optional"]:
                continue
            count = result.counts[predicates[0]]
            count[0] += 1
            what = f"{document.id}: {row['subject']} {row['predicate']} {row['object']} {row['status']}"
            if not hits:
                result.missed.append(what)
                continue
            count[1] += 1
            result.status.append((any(_EQUAL.get(s.status, s.status) in statuses for s in hits), f"{what}, read as {hits[0].status}"))
        for s in said.values():
            if s.id not in used:
                result.counts[s.predicate][2] += 1
                quote = s.evidence[0]
                spoken = f"{min(names(s.subject))} {s.predicate} {min(names(s.object))} {s.status}"
                result.spurious.append(f"{document.id}: {spoken} [{quote.rule}] {quote.quote.text}")
    return result
