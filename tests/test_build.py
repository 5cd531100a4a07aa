"""A folder becomes a knowledge base: the same one every time, changed only where the folder changed, every quotation true."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from places import ONTOLOGY, ROOT, WATER

from hetao_kg import snapshot
from hetao_kg.build import build
from hetao_kg.errors import CorpusError, KnowledgeBaseError
from hetao_kg.graph import terms
from hetao_kg.kb import KnowledgeBase
from hetao_kg.split import LONGEST
from hetao_kg.types import HOLDING


def contents(folder: Path) -> dict[str, str]:
    """Every file of a knowledge base but the derived cache, by its hash."""
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and ".cache" not in p.parts]
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def evidence_of(kb: KnowledgeBase) -> dict[str, set[tuple[str, int, int, str]]]:
    """Statement id -> places where it is said."""
    return {s.id: {(e.quote.document, e.quote.start, e.quote.end, e.quote.text) for e in s.evidence} for s in kb.statements}


# -- the same every time


def test_two_builds_under_different_hash_seeds_are_equal(run, tmp_path):
    first, second = (run("build", WATER, "--kb", tmp_path / seed, seed=seed) for seed in ("1", "4242"))
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert contents(tmp_path / "1") == contents(tmp_path / "4242")
    assert len(contents(tmp_path / "1")) >= 9


def test_the_place_of_the_corpus_does_not_show(kb_folder, corpus, tmp_path):
    """No absolute path, and hence no host or user, gets into a knowledge base."""
    build(corpus, tmp_path / "kb", ONTOLOGY)
    assert contents(tmp_path / "kb") == contents(kb_folder)
    places = [str(tmp_path).encode(), str(ROOT).encode(), str(Path.home()).encode() + b"/"]
    for path in (tmp_path / "kb").rglob("*"):
        if path.is_file() and ".cache" not in path.parts:
            assert not [p for p in places if p in path.read_bytes()], path.name


def test_a_second_build_has_nothing_to_do(corpus, tmp_path):
    first = build(corpus, tmp_path / "kb", ONTOLOGY)
    stamps = {p: p.stat().st_mtime_ns for p in (tmp_path / "kb").rglob("*") if p.is_file() and ".cache" not in p.parts}
    second = build(corpus, tmp_path / "kb", ONTOLOGY)
    assert (first.changed, first.read_again) == (True, 5)
    assert (second.changed, second.read_again) == (False, 0)
    assert replace(second, changed=True, read_again=5) == first
    assert stamps == {p: p.stat().st_mtime_ns for p in stamps}


# -- changed only where the folder changed


def _edit(corpus: Path) -> None:
    path = corpus / "minutes-2022.txt"
    path.write_text(path.read_text("utf-8") + "\n渠務署負責審批防洪工程。\n", "utf-8")


def _delete(corpus: Path) -> None:
    (corpus / "news-2024-reservoir.txt").unlink()


def _delete_the_first(corpus: Path) -> None:
    (corpus / "blueprint-2023.md").unlink()


def _add(corpus: Path) -> None:
    (corpus / "aa-2025.md").write_text("# 公布\n\n水务署负责审批食水。水務署發布《節水指引》。\n", "utf-8")


def _rename(corpus: Path) -> None:
    (corpus / "minutes-2022.txt").rename(corpus / "zz-minutes.txt")


def _date(corpus: Path) -> None:
    """去年 of the minutes now means another year."""
    path = corpus / "sources.toml"
    path.write_text(path.read_text("utf-8").replace('date = "2022-11"', 'date = "2020-11"'), "utf-8")


@pytest.mark.parametrize("change", [_edit, _delete, _delete_the_first, _add, _rename, _date])
def test_building_again_equals_building_afresh(corpus, tmp_path, change):
    build(corpus, tmp_path / "kb", ONTOLOGY)
    change(corpus)
    again = build(corpus, tmp_path / "kb", ONTOLOGY)
    build(corpus, tmp_path / "fresh", ONTOLOGY)
    assert again.changed and again.read_again < 5
    assert contents(tmp_path / "kb") == contents(tmp_path / "fresh")


#: Two documents that say one thing in two scripts or words; what the first adds must go with it.
PAIRS = {
    "a local name in two scripts": ("青嶺水務科技有限公司落戶香港科學園。", "青岭水务科技有限公司落户香港科学园。"),
    "a short form of one of them": ("青嶺水務科技有限公司（下稱「青水」）落戶香港科學園。", "青嶺水務科技有限公司落戶香港科學園。"),
    "another goal by the same date": ("香港科學園將於2035年建成研究中心。", "香港科學園將於2035年建成世界級水務科技基地。"),
    "a proposal and a fact": ("建議渠務署審批污水處理。", "渠務署負責審批污水處理。"),
    "the same words": ("渠務署負責審批污水處理。", "渠務署負責審批污水處理。"),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
@pytest.mark.parametrize("gone", ["a.txt", "b.txt"])
def test_what_two_documents_share_survives_one_of_them_unmixed(tmp_path, pair, gone):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, text in zip(("a.txt", "b.txt"), pair, strict=True):
        (corpus / name).write_text(text + "\n", "utf-8")
    build(corpus, tmp_path / "kb", ONTOLOGY)
    (corpus / gone).unlink()
    build(corpus, tmp_path / "kb", ONTOLOGY)
    build(corpus, tmp_path / "fresh", ONTOLOGY)
    kept, fresh = KnowledgeBase(tmp_path / "kb", ONTOLOGY), KnowledgeBase(tmp_path / "fresh", ONTOLOGY)
    assert (kept.statements, kept.entities) == (fresh.statements, fresh.entities)
    assert fresh.statements, "the sentence should say something"


@pytest.mark.parametrize("gone", sorted(p.name for p in WATER.iterdir() if p.suffix != ".toml"))
def test_deleting_a_document_drops_its_evidence_and_nothing_else(kb, corpus, tmp_path, kb_folder, gone):
    shutil.copytree(kb_folder, tmp_path / "kb", ignore=shutil.ignore_patterns(".cache"))
    (corpus / gone).unlink()
    assert build(corpus, tmp_path / "kb", ONTOLOGY).read_again == 0
    before = evidence_of(kb)
    left = {i: {place for place in places if place[0] != Path(gone).stem} for i, places in before.items()}
    assert evidence_of(KnowledgeBase(tmp_path / "kb", ONTOLOGY)) == {i: places for i, places in left.items() if places}


def test_an_edited_ontology_makes_everything_be_read_again(corpus, tmp_path):
    ontology = Path(shutil.copytree(ONTOLOGY, tmp_path / "ontology"))
    build(corpus, tmp_path / "kb", ontology)
    with (ontology / "entities" / "institutions-hongkong.tsv").open("a", encoding="utf-8") as file:
        file.write("qingling-wsc\tInstitution\thongkong\t供水安全督導委員會\t\tWater Safety Committee\t\thk-gov\t\n")
    assert build(corpus, tmp_path / "kb", ontology).read_again == 5
    assert KnowledgeBase(tmp_path / "kb", ontology).entities["qingling-wsc"].label("en") == "Water Safety Committee"


def test_a_build_that_dies_leaves_the_earlier_knowledge_base(corpus, tmp_path):
    build(corpus, tmp_path / "kb", ONTOLOGY)
    before = contents(tmp_path / "kb")

    def die(work: Path) -> dict[str, object]:
        (work / "documents.jsonl").write_text("half", "utf-8")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        snapshot.write(tmp_path / "kb", die)
    assert contents(tmp_path / "kb") == before


def test_the_corpus_is_found_again_where_both_folders_were_moved_together(corpus, tmp_path):
    shutil.copytree(corpus, tmp_path / "here" / "texts")
    (tmp_path / "here" / "kb").mkdir()
    snapshot.remember(tmp_path / "here" / "kb", tmp_path / "here" / "texts")
    assert snapshot.remembered(tmp_path / "here" / "kb") == (tmp_path / "here" / "texts").resolve()
    assert str(tmp_path) not in (tmp_path / "here" / "kb" / ".cache" / "corpus").read_text("utf-8")
    (tmp_path / "here").rename(tmp_path / "there")
    assert snapshot.remembered(tmp_path / "there" / "kb") == (tmp_path / "there" / "texts").resolve()
    assert snapshot.remembered(tmp_path) is None


def test_one_snapshot_is_kept(corpus, tmp_path):
    build(corpus, tmp_path / "kb", ONTOLOGY)
    _edit(corpus)
    build(corpus, tmp_path / "kb", ONTOLOGY)
    assert len(list((tmp_path / "kb").glob("snapshot-*"))) == 1 and not list((tmp_path / "kb").glob("making-*"))


# -- true


def test_the_manifest_names_the_hash_of_every_file(kb):
    files = kb.manifest["files"]
    assert {name: hashlib.sha256((kb.snapshot / name).read_bytes()).hexdigest() for name in files} == files
    assert set(files) | {"manifest.json"} == {p.relative_to(kb.snapshot).as_posix() for p in kb.snapshot.rglob("*") if p.is_file()}


def test_every_quotation_is_what_stands_there(kb):
    """Statements, passages, mentions and short forms, to the character."""
    texts = {d.id: d.text for d in kb.documents.values()}
    quotes = [e.quote for s in kb.statements for e in s.evidence] + [p.quote for p in kb.passages]
    assert [q for q in quotes if texts[q.document][q.start:q.end] != q.text or not q.text] == []
    mentions = [(d, m) for d, row in kb.mentions.items() for m in row]
    assert [m for d, m in mentions if texts[d][m.start:m.end] != m.surface] == []
    definitions = [(d, x) for d, row in kb.definitions.items() for x in row]
    assert [x for d, x in definitions if texts[d][x.start:x.end] != x.name] == []
    assert len(quotes) > 25 and len(mentions) > 40 and definitions


def test_the_graph_quotes_to_the_character(kb):
    """The same through SPARQL: selectors against the documents' texts."""
    rows = kb.store.query("""SELECT ?id ?exact ?start ?end WHERE {
        ?e a hetao:Evidence ; oa:hasSource/dcterms:identifier ?id ; oa:hasSelector ?q, ?p .
        ?q oa:exact ?exact . ?p oa:start ?start ; oa:end ?end }""").rows
    said = sum(len(s.evidence) for s in (*kb.statements, *kb.figures))
    assert len(rows) == said + len(kb.proposals) + 2 * len(kb.outcomes)
    for document, exact, start, end in rows:
        assert kb.documents[document.value].text[int(start.value):int(end.value)] == exact.value


def test_mentions_do_not_overlap_and_stand_in_order(kb):
    for row in kb.mentions.values():
        assert all(a.end <= b.start for a, b in pairwise(row))


def test_passages_hold_the_whole_text_once_and_end_with_sentences(kb):
    for document in kb.documents.values():
        own = [p for p in kb.passages if p.quote.document == document.id]
        assert all(len(p.quote.text) <= LONGEST for p in own)
        assert all(a.quote.end <= b.quote.start for a, b in pairwise(own))
        covered = "".join(p.quote.text for p in own)
        assert "".join(covered.split()) == "".join(document.text.split())


def test_every_end_of_a_statement_is_known(kb):
    known = set(kb.entities)
    assert {x for s in kb.statements for x in (s.subject, s.object) if not x.startswith("date:")} <= known
    assert {m.entity for row in kb.mentions.values() for m in row if m.entity} <= known
    assert {e.parent for e in kb.entities.values() if e.parent} <= known


def test_a_plain_triple_stands_only_for_what_holds(kb):
    """A naive query cannot take a proposal for a fact."""
    plain = {(a.value, b.value) for a, b in kb.store.query("SELECT ?a ?b WHERE { GRAPH graph:truthy { ?a hetao:approves ?b } }").rows}
    said = [s for s in kb.statements if s.predicate == "approves"]
    assert plain == {(str(terms.entity(s.subject)), str(terms.entity(s.object))) for s in said if s.status in HOLDING}
    assert {s.status for s in said} >= {"in-force", "proposed", "negated"}


def test_the_knowledge_base_validates(kb):
    from hetao_kg.graph.validate import validate

    assert validate(kb.nquads, {d.id: d.text for d in kb.documents.values()}, ONTOLOGY / "shapes.ttl", ONTOLOGY / "hetao.ttl") == []


# -- what is asked of the extraction: the invented documents, read by a person


def _rows(name: str) -> list[list[str]]:
    lines = (ROOT / "tests" / "data" / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines[1:] if line and not line.startswith("#")]


def _found(kb: KnowledgeBase) -> set[tuple[str, str, str, str, str]]:
    def label(identifier: str) -> str:
        return identifier[5:] if identifier.startswith("date:") else kb.entities[identifier].label()

    return {(e.quote.document, label(s.subject), s.predicate, label(s.object), s.status) for s in kb.statements for e in s.evidence}


@pytest.mark.parametrize("row", _rows("water-statements.tsv"), ids=lambda row: "-".join(row[:1] + row[2:3] + row[4:]))
def test_what_a_person_reads_is_found(kb, row):
    document, subject, predicate, thing, status = row
    same = {f for f in _found(kb) if f[0] == document and f[2] == predicate}
    assert (document, subject, predicate, thing, status) in same, f"{predicate} statements of {document}: {sorted(same)}"


@pytest.mark.parametrize("row", _rows("water-never.tsv"), ids=lambda row: "-".join(row[:1] + row[2:3]))
def test_what_the_text_does_not_say_is_not_found(kb, row):
    document, subject, predicate, thing, _ = row
    assert [f for f in _found(kb) if f[:4] == (document, subject, predicate, thing)] == []


# -- bad data


def test_a_file_that_cannot_be_read_is_counted_and_the_rest_is_built(corpus, tmp_path):
    (corpus / "photo.txt").write_bytes(bytes(range(256)) * 40)
    (corpus / "table.xyz").write_text("x", "utf-8")
    (corpus / "empty.txt").write_text("  \n", "utf-8")
    (corpus / "broken.txt").symlink_to(corpus / "nowhere.txt")
    summary = build(corpus, tmp_path / "kb", ONTOLOGY)
    assert summary.documents == 5
    assert {p.where for p in summary.problems} == {"photo.txt", "table.xyz", "empty.txt", "broken.txt"}
    assert all(p.what and "\n" not in p.what for p in summary.problems)
    assert {p.where for p in KnowledgeBase(tmp_path / "kb", ONTOLOGY).problems} == {p.where for p in summary.problems}


@pytest.mark.parametrize(("encoding", "text"), [
    ("big5", "香港環境保護署發布《減廢藍圖》。渠務署負責審批污水處理。" * 8),
    ("big5hkscs", "香港衞生署負責審批食水。渠務署負責審批污水處理。" * 8),
    ("gb18030", "国家药监局负责审批药品。水务署负责审批食水，环境保护署没有审批。" * 8),
    ("utf-16", "水務署負責審批食水。" * 8),
    ("utf-8-sig", "水務署負責審批食水。" * 8),
], ids=lambda value: value if value.isascii() else "")  # fmt: skip
def test_chinese_encodings_are_read(tmp_path, encoding, text):
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "document.txt").write_bytes(text.encode(encoding))
    summary = build(tmp_path / "c", tmp_path / "kb", ONTOLOGY)
    kb = KnowledgeBase(tmp_path / "kb", ONTOLOGY)
    assert summary.problems == () and kb.documents["document"].text.strip() == text
    assert kb.statements


def test_two_documents_of_one_name_are_a_problem(corpus, tmp_path):
    (corpus / "more").mkdir()
    shutil.copy(corpus / "minutes-2022.txt", corpus / "more" / "minutes-2022.txt")
    summary = build(corpus, tmp_path / "kb", ONTOLOGY)
    assert summary.documents == 5 and [p.where for p in summary.problems] == ["more/minutes-2022.txt"]


def test_an_original_takes_the_place_of_its_digest(corpus, tmp_path):
    (corpus / "originals").mkdir()
    (corpus / "originals" / "minutes-2022.md").write_text("渠務署負責審批防洪。\n", "utf-8")
    build(corpus, tmp_path / "kb", ONTOLOGY)
    assert KnowledgeBase(tmp_path / "kb", ONTOLOGY).documents["minutes-2022"].source == "originals/minutes-2022.md"


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(CorpusError, match="nothing to read"):
        build(tmp_path, tmp_path / "kb", ONTOLOGY)
    assert not (tmp_path / "kb").exists()


@pytest.mark.parametrize("damage", ["manifest", "format", "snapshot", "pointer"])
def test_a_damaged_or_older_knowledge_base_is_refused_and_mended_by_a_build(corpus, kb_folder, tmp_path, damage):
    folder = Path(shutil.copytree(kb_folder, tmp_path / "kb", ignore=shutil.ignore_patterns(".cache")))
    snapshot = next(folder.glob("snapshot-*"))
    if damage == "manifest":
        (snapshot / "manifest.json").write_text("{", "utf-8")
    elif damage == "format":
        manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
        (snapshot / "manifest.json").write_text(json.dumps({**manifest, "format": 0}), "utf-8")
    elif damage == "snapshot":
        shutil.rmtree(snapshot)
    else:
        (folder / "CURRENT").write_text("../elsewhere\n", "utf-8")
    with pytest.raises(KnowledgeBaseError, match="hetao-kg build"):
        KnowledgeBase(folder, ONTOLOGY)
    build(corpus, folder, ONTOLOGY)
    assert contents(folder) == contents(kb_folder)
